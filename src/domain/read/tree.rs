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
    match tree.refused {
        None => Ok(tree.value),
        Some(Refused { place, problem }) => Err(FieldError::new("field_invalid", &place, problem)),
    }
}

/// Reads one JSON object and nothing after it: its fields in the order written, with what [`parse`] refuses.
pub(super) fn pairs(bytes: &[u8]) -> Option<Vec<(String, Value)>> {
    serde_json::from_slice(bytes).ok().map(|Pairs(pairs)| pairs)
}

/// A value, and the first thing in it that is refused.
struct Tree {
    value: Value,
    refused: Option<Refused>,
}

struct Refused {
    place: String,
    problem: &'static str,
}

impl Tree {
    fn sound(value: Value) -> Self {
        Self { value, refused: None }
    }

    /// What is refused in it, seen from the object or list in which `name` stands.
    fn refused_within(&mut self, name: &str) -> Option<Refused> {
        let Refused { place, problem } = self.refused.take()?;
        Some(Refused { place: joined(name, &place), problem })
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
        Ok(Tree::sound(Value::Bool(value)))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::sound(Value::from(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::sound(Value::from(value)))
    }

    // No number of ours has a fraction: amounts are strings.
    fn visit_f64<E: Error>(self, value: f64) -> Result<Tree, E> {
        let refused = Refused { place: String::new(), problem: "expected no number with a fraction" };
        Ok(Tree { value: Value::from(value), refused: Some(refused) })
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::sound(Value::from(value)))
    }

    fn visit_unit<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::sound(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let (mut list, mut refused) = (Vec::new(), None);
        while let Some(mut tree) = seq.next_element::<Tree>()? {
            refused = refused.or(tree.refused_within(&format!("[{}]", list.len())));
            list.push(tree.value);
        }
        Ok(Tree { value: Value::Array(list), refused })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let (mut map, mut refused) = (Map::new(), None);
        while let Some((name, mut tree)) = access.next_entry::<String, Tree>()? {
            refused = refused.or(tree.refused_within(&name));
            if refused.is_none() && map.contains_key(&name) {
                refused = Some(Refused { place: name.clone(), problem: "is given twice" });
            }
            // A name of serde_json's own, by which its values are read in another way.
            if refused.is_none() && name.starts_with("$serde_json::private::") {
                refused = Some(Refused { place: name.clone(), problem: "is no name for a field" });
            }
            map.insert(name, tree.value);
        }
        Ok(Tree { value: Value::Object(map), refused })
    }
}

/// An object's fields as written.
struct Pairs(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsBuilder)
    }
}

struct PairsBuilder;

impl<'de> Visitor<'de> for PairsBuilder {
    type Value = Pairs;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Pairs, A::Error> {
        let mut pairs = Vec::new();
        while let Some((name, tree)) = access.next_entry::<String, Tree>()? {
            pairs.push((name, tree.value));
        }
        Ok(Pairs(pairs))
    }
}
