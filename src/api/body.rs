//! Bodies: read and checked, so that everything that is wrong with one is told at once.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::domain::CommandError;
use crate::json;

/// What is wrong with a body, and what is left of it, with something in the place of what is wrong.
pub type Unreadable<T> = (CommandError, Option<Box<T>>);

/// A body as it is, if it can be read so.
pub fn read_or_rest<T: DeserializeOwned>(given: &Value) -> Result<T, Unreadable<T>> {
    json::from_value_or_rest(given).map_err(|(wrong, rest)| (wrong.into(), rest.map(Box::new)))
}

/// Reads a body and checks it, or what is left of it. `check` can ask whether a field, or something in it, was made up:
/// what it finds in such a field is not passed on, but what it would conclude from it about another is.
pub fn read<T: DeserializeOwned>(
    given: &Value,
    check: impl FnOnce(&T, &dyn Fn(&str) -> bool) -> Result<(), CommandError>,
) -> Result<T, CommandError> {
    match read_or_rest::<T>(given) {
        Ok(body) => check(&body, &|_| false).map(|()| body),
        Err((wrong, Some(rest))) => {
            let more = check(&rest, &|field| wrong.names(field));
            Err(wrong.with(more))
        }
        Err((wrong, None)) => Err(wrong),
    }
}
