//! JSON text to a tree, with repeated names and fractions refused.

use serde_json::{Map, Value};

use super::parser::{DEEPEST, Json, parse as parsed};
use super::{FieldError, shown};

/// Reads one JSON value and nothing after it.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, FieldError> {
    let json = parsed(bytes, DEEPEST).map_err(|good| {
        let before = bytes.get(..good).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n').count();
        let column = before.rsplit(|byte| *byte == b'\n').next().map_or(0, <[u8]>::len).saturating_add(1);
        let problem = format!("not valid JSON at line {line}, column {column}");
        FieldError::new("json_invalid", "", problem)
    })?;
    let mut refused = Vec::new();
    let tree = value(json, &mut Location { path: String::new(), refused: &mut refused });
    let mut refused = refused.into_iter();
    match refused.next() {
        None => Ok(tree),
        Some(first) => Err(FieldError { more: refused.collect(), ..first }),
    }
}

/// Reads one JSON object of somebody else's and nothing after it: its fields in the order written, with what [`parse`]
/// refuses.
pub(super) fn pairs(bytes: &[u8]) -> Option<Vec<(String, Json)>> {
    match super::lenient::json(bytes) {
        Some(Json::Map(pairs)) => Some(pairs),
        _ => None,
    }
}

/// Most that is told of one text.
const MOST: usize = 32;

/// Where something stands, and what was refused so far.
struct Location<'a> {
    path: String,
    refused: &'a mut Vec<FieldError>,
}

impl Location<'_> {
    fn item(&mut self, at: usize) -> Location<'_> {
        Location { path: format!("{}[{at}]", self.path), refused: self.refused }
    }

    fn field(&mut self, name: &str) -> Location<'_> {
        let dot = if self.path.is_empty() { "" } else { "." };
        Location { path: [&self.path, dot, shown(name)].concat(), refused: self.refused }
    }

    fn refuse(&mut self, problem: &'static str) {
        if self.refused.len() < MOST {
            self.refused.push(FieldError::new("field_invalid", &self.path, problem));
        }
    }
}

fn value(json: Json, location: &mut Location<'_>) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(value),
        Json::Number(digits) => whole(&digits).unwrap_or_else(|problem| {
            location.refuse(problem);
            Value::Null
        }),
        Json::Text(text) => Value::String(text),
        Json::List(items) => {
            let items = items.into_iter().enumerate();
            Value::Array(items.map(|(at, item)| value(item, &mut location.item(at))).collect())
        }
        Json::Map(fields) => {
            let mut map = Map::new();
            for (name, item) in fields {
                let mut location = location.field(&name);
                let item = value(item, &mut location);
                if map.contains_key(&name) {
                    location.refuse("is given twice");
                }
                map.insert(name, item);
            }
            Value::Object(map)
        }
    }
}

/// No number of ours has a fraction: amounts are strings.
fn whole(digits: &str) -> Result<Value, &'static str> {
    let negative = digits.starts_with('-') && digits != "-0";
    let number = match digits.parse::<u64>() {
        Ok(number) => Some(Value::from(number)),
        Err(_) if negative => digits.parse::<i64>().ok().map(Value::from),
        Err(_) => None,
    };
    let fraction = digits.contains(['.', 'e', 'E']);
    number.ok_or(match digits {
        _ if fraction => "expected a whole number, without a fraction or an exponent",
        "-0" => "expected 0 without a minus",
        _ => "expected a number within 64 bits",
    })
}
