//! JSON text to a tree; repeated names and fractions are found on the way.

use serde_json::{Map, Value};

use super::parser::{DEEPEST, Json, parse as parsed};
use super::{FieldError, shown};

/// A tree, and what stood in its text that no tree of ours holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The last of two fields with one name, and a number of the same kind for one that is none of ours.
    pub tree: Value,
    /// Fields that are given twice.
    pub twice: Vec<FieldError>,
    /// Numbers that are none of ours.
    pub numbers: Vec<FieldError>,
}

/// Reads one JSON value and nothing after it.
pub(super) fn parse(bytes: &[u8]) -> Result<Parsed, FieldError> {
    let json = parsed(bytes, DEEPEST).map_err(|good| {
        let before = bytes.get(..good).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n').count();
        let column = before.rsplit(|byte| *byte == b'\n').next().map_or(0, <[u8]>::len).saturating_add(1);
        let problem = format!("not valid JSON at line {line}, column {column}");
        FieldError::new("json_invalid", "", problem)
    })?;
    let mut refused = Parsed::default();
    let tree = value(json, &mut Location { path: String::new(), refused: &mut refused });
    Ok(Parsed { tree, ..refused })
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
    refused: &'a mut Parsed,
}

impl Location<'_> {
    fn item(&mut self, at: usize) -> Location<'_> {
        Location { path: format!("{}[{at}]", self.path), refused: self.refused }
    }

    fn field(&mut self, name: &str) -> Location<'_> {
        let dot = if self.path.is_empty() { "" } else { "." };
        Location { path: [&self.path, dot, shown(name)].concat(), refused: self.refused }
    }

    fn refused(&self, problem: &'static str) -> FieldError {
        FieldError::new("field_invalid", &self.path, problem)
    }
}

fn value(json: Json, location: &mut Location<'_>) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(value),
        Json::Number(digits) => whole(&digits).unwrap_or_else(|(problem, other)| {
            if location.refused.numbers.len() < MOST {
                location.refused.numbers.push(location.refused(problem));
            }
            other
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
                if map.insert(name, item).is_some() && location.refused.twice.len() < MOST {
                    location.refused.twice.push(location.refused("is given twice"));
                }
            }
            Value::Object(map)
        }
    }
}

/// No number of ours has a fraction: amounts are strings. Otherwise what is wrong, and what stands in its place.
fn whole(digits: &str) -> Result<Value, (&'static str, Value)> {
    let negative = digits.starts_with('-') && digits != "-0";
    let number = match digits.parse::<u64>() {
        Ok(number) => Some(Value::from(number)),
        Err(_) if negative => digits.parse::<i64>().ok().map(Value::from),
        Err(_) => None,
    };
    let fraction = digits.contains(['.', 'e', 'E']);
    number.ok_or_else(|| match digits {
        _ if fraction => ("expected a string, or a whole number without a fraction or an exponent", Value::from(0.5)),
        "-0" => ("expected 0 without a minus", Value::from(0)),
        _ if negative => ("expected a number within 64 bits", Value::from(i64::MIN)),
        _ => ("expected a number within 64 bits", Value::from(u64::MAX)),
    })
}
