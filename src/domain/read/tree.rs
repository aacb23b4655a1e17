//! JSON text to a tree, with repeated names and fractions refused.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{FieldError, joined};

/// Reads one JSON value and nothing after it.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, FieldError> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let tree = Tree::deserialize(&mut reader).and_then(|tree| reader.end().map(|()| tree)).map_err(|error| {
        let problem = format!("not valid JSON at line {}, column {}", error.line(), error.column());
        FieldError::new("json_invalid", "", problem)
    })?;
    match tree {
        Tree::Sound(value) => Ok(value),
        Tree::Refused { place, problem } => Err(FieldError::new("field_invalid", &place, problem)),
    }
}

/// A value, or the first thing in it that is taken nowhere.
enum Tree {
    Sound(Value),
    Refused { place: String, problem: &'static str },
}

impl Tree {
    /// The same, seen from the object or list in which `name` stands.
    fn within(self, name: &str) -> Self {
        match self {
            Self::Refused { place, problem } => Self::Refused { place: joined(name, &place), problem },
            sound => sound,
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Builder)
    }
}

struct Builder;

impl<'de> Visitor<'de> for Builder {
    type Value = Tree;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Sound(Value::Bool(value)))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Sound(Value::from(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Sound(Value::from(value)))
    }

    // No number of ours has a fraction: amounts are strings.
    fn visit_f64<E: Error>(self, _: f64) -> Result<Tree, E> {
        Ok(Tree::Refused { place: String::new(), problem: "expected no number with a fraction" })
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Sound(Value::from(value)))
    }

    fn visit_unit<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::Sound(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let (mut list, mut refused) = (Vec::new(), None);
        while let Some(tree) = seq.next_element::<Tree>()? {
            match tree.within(&format!("[{}]", list.len())) {
                Tree::Sound(value) => list.push(value),
                other => refused = refused.or(Some(other)),
            }
        }
        Ok(refused.unwrap_or(Tree::Sound(Value::Array(list))))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let (mut map, mut refused) = (Map::new(), None);
        while let Some((name, tree)) = access.next_entry::<String, Tree>()? {
            match tree.within(&name) {
                Tree::Sound(_) if map.contains_key(&name) => {
                    refused = refused.or(Some(Tree::Refused { place: name, problem: "is given twice" }));
                }
                Tree::Sound(value) => drop(map.insert(name, value)),
                other => refused = refused.or(Some(other)),
            }
        }
        Ok(refused.unwrap_or(Tree::Sound(Value::Object(map))))
    }
}
