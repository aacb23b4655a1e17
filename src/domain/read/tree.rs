//! JSON text to a tree, with repeated names and fractions refused.

use serde_json::{Map, Value};

use super::exact::{DEEPEST, Json, parse as exact};
use super::{FieldError, joined};

/// Reads one JSON value and nothing after it.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, FieldError> {
    let json = exact(bytes, DEEPEST).map_err(|good| {
        let before = bytes.get(..good).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n').count();
        let column = before.rsplit(|byte| *byte == b'\n').next().map_or(0, <[u8]>::len).saturating_add(1);
        let problem = format!("not valid JSON at line {line}, column {column}");
        FieldError::new("json_invalid", "", problem)
    })?;
    value(json).map_err(|Refused { place, problem }| FieldError::new("field_invalid", &place, problem))
}

/// Reads one JSON object of somebody else's and nothing after it: its fields in the order written, with what [`parse`]
/// refuses.
pub(super) fn pairs(bytes: &[u8]) -> Option<Vec<(String, Json)>> {
    match super::theirs::json(bytes) {
        Some(Json::Map(pairs)) => Some(pairs),
        _ => None,
    }
}

/// The first thing that is refused.
struct Refused {
    place: String,
    problem: &'static str,
}

impl Refused {
    fn here(problem: &'static str) -> Self {
        Self { place: String::new(), problem }
    }

    /// Seen from the object or list in which `name` stands.
    fn within(self, name: &str) -> Self {
        Self { place: joined(name, &self.place), ..self }
    }
}

fn value(json: Json) -> Result<Value, Refused> {
    Ok(match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(value),
        Json::Number(digits) => whole(&digits)?,
        Json::Text(text) => Value::String(text),
        Json::List(items) => {
            let mut list = Vec::with_capacity(items.len());
            for item in items {
                list.push(value(item).map_err(|refused| refused.within(&format!("[{}]", list.len())))?);
            }
            Value::Array(list)
        }
        Json::Map(fields) => {
            let mut map = Map::new();
            for (name, item) in fields {
                let item = value(item).map_err(|refused| refused.within(&name))?;
                if map.contains_key(&name) {
                    return Err(Refused::here("is given twice").within(&name));
                }
                map.insert(name, item);
            }
            Value::Object(map)
        }
    })
}

/// No number of ours has a fraction: amounts are strings.
fn whole(digits: &str) -> Result<Value, Refused> {
    let negative = digits.starts_with('-') && digits != "-0";
    let number = match digits.parse::<u64>() {
        Ok(number) => Some(Value::from(number)),
        Err(_) if negative => digits.parse::<i64>().ok().map(Value::from),
        Err(_) => None,
    };
    number.ok_or_else(|| Refused::here("expected no number with a fraction"))
}
