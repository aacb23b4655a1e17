//! Finding everything that is wrong: what was refused is taken out, or filled in, and the rest is read again.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::deserialize::{ANY, DeserializeError, ValueDeserializer};
use super::{FieldError, shown};

/// Most problems that are told.
const MOST: usize = 32;
/// Most tries: what is filled in may need more than one.
const READINGS: usize = 2 * MOST;

/// The first error with all that follow it, and what is left of the value.
pub(super) fn everything<T: DeserializeOwned>(value: &Value, first: FieldError) -> (FieldError, Option<T>) {
    let mut left = None;
    let error = found(value, first, &mut |tree| {
        left = Some(T::deserialize(ValueDeserializer::repaired(tree)).map_err(DeserializeError::error)?);
        Ok(())
    });
    (error, left)
}

fn found(value: &Value, mut first: FieldError, read: &mut dyn FnMut(&Value) -> Result<(), FieldError>) -> FieldError {
    let (mut tree, mut last) = (value.clone(), first.clone());
    for _ in 0..READINGS {
        if !mend(&mut tree, &last.field, last.code == "field_unknown") {
            break;
        }
        let Err(next) = read(&tree) else { break };
        // What is taken out is gone; what is filled in and refused again will be refused for ever.
        let again = next.code != "field_unknown" && (next.code, &next.field) == (last.code, &last.field);
        if again || first.more.len().saturating_add(1) == MOST {
            break;
        }
        // Inside of what is filled in there is nothing of the caller's.
        if !first.all().any(|known| rest_of(&next.field, &known.field).is_some()) {
            first.more.push(next.clone());
        }
        last = next;
    }
    first
}

/// Takes a field out, or puts into its place what is read as anything. False if there is no such place.
fn mend(tree: &mut Value, path: &str, take_out: bool) -> bool {
    if path.is_empty() {
        return false;
    }
    match tree {
        Value::Object(fields) => {
            // By the names as they are shown: of two that are shown alike the other one's turn comes.
            let inside = fields.keys().filter(|name| rest_of(path, shown(name)).is_some());
            let Some(name) = inside.max_by_key(|name| shown(name).len()).cloned() else {
                fields.insert(path.to_owned(), ANY.into());
                return !take_out;
            };
            match rest_of(path, shown(&name)).unwrap_or_default() {
                "" if take_out => fields.remove(&name).is_some(),
                "" => fields.insert(name, ANY.into()).is_some(),
                rest => fields.get_mut(&name).is_some_and(|field| mend(field, rest, take_out)),
            }
        }
        Value::Array(items) => {
            let Some((index, rest)) = path.strip_prefix('[').and_then(|path| path.split_once(']')) else {
                return false;
            };
            let Some(item) = index.parse().ok().and_then(|index: usize| items.get_mut(index)) else { return false };
            match rest.trim_start_matches('.') {
                "" => *item = ANY.into(),
                rest => return mend(item, rest, take_out),
            }
            true
        }
        // What was filled in turns out to be an object.
        Value::String(text) if text == ANY && !take_out => {
            let mut fields = Map::new();
            fields.insert(path.to_owned(), ANY.into());
            *tree = Value::Object(fields);
            true
        }
        _ => false,
    }
}

/// What follows a name at the beginning of a path.
fn rest_of<'a>(path: &'a str, name: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(name)?;
    match rest.strip_prefix('.') {
        Some(rest) => Some(rest),
        None => (rest.is_empty() || rest.starts_with('[')).then_some(rest),
    }
}
