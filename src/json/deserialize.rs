//! A tree to a type.

use std::cell::Cell;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use super::{FieldError, joined, not_known, shown};

/// Reads a type from a tree.
///
/// Each method takes one form and no other. Besides being strict this keeps the code small: what a form cannot
/// be read from is never compiled for it.
#[derive(Clone, Copy)]
pub(super) struct ValueDeserializer<'a> {
    value: &'a Value,
    repaired: bool,
}

/// In a tree that is [`ValueDeserializer::repaired`] it is read as whatever is expected in its place.
pub(super) const ANY: &str = "\u{0}anything";

impl<'a> ValueDeserializer<'a> {
    /// Of a tree as it came.
    pub(super) fn of(value: &'a Value) -> Self {
        Self { value, repaired: false }
    }

    /// Of a tree in which [`ANY`] stands for what was wrong. Whoever sent that text himself hides his own mistakes.
    pub(super) fn repaired(value: &'a Value) -> Self {
        Self { value, repaired: true }
    }

    fn inner(self, value: &'a Value) -> Self {
        Self { value, ..self }
    }

    fn is_any(self) -> bool {
        self.repaired && self.value.as_str() == Some(ANY)
    }

    /// A whole number from `least` to `most`. (serde would name the Rust type that it does not fit into.)
    fn whole(self, least: i64, most: u64) -> Result<Whole, DeserializeError> {
        match (self.value.as_u64(), self.value.as_i64()) {
            (Some(value), _) if value <= most => Ok(Whole::Positive(value)),
            (None, Some(value)) if value >= least => Ok(Whole::Negative(value)),
            (None, None) if self.is_any() => Ok(Whole::Positive(1)),
            (None, None) if self.value.is_number() => {
                Err(expected("a whole number, without a fraction or an exponent"))
            }
            (None, None) => Err(expected("a whole number")),
            _ => Err(expected(&format!("a whole number from {least} to {most}"))),
        }
    }
}

enum Whole {
    Positive(u64),
    Negative(i64),
}

impl Whole {
    fn visit<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        match self {
            Self::Positive(value) => visitor.visit_u64(value),
            Self::Negative(value) => visitor.visit_i64(value),
        }
    }
}

impl<'de> Deserializer<'de> for ValueDeserializer<'de> {
    type Error = DeserializeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::String(text) => visitor.visit_str(text),
            Value::Array(_) => self.deserialize_seq(visitor),
            Value::Object(_) => self.deserialize_map(visitor),
            Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
                Some(fraction) => visitor.visit_f64(fraction),
                None => self.whole(i64::MIN, u64::MAX)?.visit(visitor),
            },
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        match self.value {
            Value::Bool(value) => visitor.visit_bool(*value),
            _ if self.is_any() => visitor.visit_bool(false),
            _ => Err(expected("true or false")),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        self.whole(i64::MIN, i64::MAX.unsigned_abs())?.visit(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        match self.value {
            Value::String(text) => visitor.visit_str(text),
            _ => Err(expected("a string")),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        let mut list = match self.value {
            Value::Array(list) => List { rest: list.iter(), reader: self, next: 0, inside: false },
            _ if self.is_any() => List { rest: [].iter(), reader: self, next: 0, inside: false },
            _ => return Err(expected("a list")),
        };
        visitor.visit_seq(&mut list).map_err(|error| list.name(error))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        let rest = match self.value {
            Value::Object(map) => Some(map.iter()),
            _ if self.is_any() => None,
            _ => return Err(expected("an object")),
        };
        let mut object = Object { rest, name: "", reader: self, inside: false };
        visitor.visit_map(&mut object).map_err(|error| object.name(error))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DeserializeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: Names,
        visitor: V,
    ) -> Result<V::Value, DeserializeError> {
        // The next try finds the object that is made for this field.
        match names.first().filter(|_| self.is_any()) {
            Some(name) => Err(DeserializeError::missing_field(name)),
            None => self.deserialize_map(visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, DeserializeError> {
        self.deserialize_seq(visitor)
    }

    /// A word, or an object of one word and its data.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: Names,
        visitor: V,
    ) -> Result<V::Value, DeserializeError> {
        let (word, data) = match self.value {
            Value::String(_) if self.is_any() => (words.first().copied().unwrap_or_default(), None),
            Value::String(word) => (word.as_str(), None),
            Value::Object(map) if map.len() == 1 => match map.iter().next() {
                Some((word, data)) => (word.as_str(), Some(self.inner(data))),
                None => return Err(DeserializeError::unknown_variant("", words)),
            },
            _ => return Err(DeserializeError::unknown_variant("", words)),
        };
        let inside = Cell::new(false);
        let read = visitor.visit_enum(VariantName { word, data, inside: &inside });
        read.map_err(|error| if inside.get() { error.within(word) } else { error })
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        self.whole(i32::MIN.into(), i32::MAX.unsigned_abs().into())?.visit(visitor)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        self.whole(0, u8::MAX.into())?.visit(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        self.whole(0, u16::MAX.into())?.visit(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        self.whole(0, u32::MAX.into())?.visit(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        self.whole(0, u64::MAX)?.visit(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i8 i16 f32 f64 char bytes byte_buf unit unit_struct tuple_struct }
}

/// The names that a type has for its fields or words.
type Names = &'static [&'static str];

/// An error on its way up. Boxed: it passes through every function that a type is read with.
#[derive(Debug)]
pub(super) struct DeserializeError(Box<FieldError>);

impl DeserializeError {
    fn new(code: &'static str, field: &str, problem: impl Into<String>) -> Self {
        Self(Box::new(FieldError::new(code, field, problem)))
    }

    /// The same, seen from the object or list in which `name` stands.
    fn within(mut self, name: &str) -> Self {
        self.0.field = joined(name, &self.0.field);
        self
    }

    pub(super) fn error(self) -> FieldError {
        *self.0
    }
}

impl std::fmt::Display for DeserializeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for DeserializeError {}

fn expected(what: &str) -> DeserializeError {
    DeserializeError::new("field_invalid", "", format!("expected {what}"))
}

/// A list being read. What is wrong inside an item is told from what is wrong with the list by whether an item is
/// being read: so the place is added once for a list, not in the code of every item.
struct List<'a> {
    rest: std::slice::Iter<'a, Value>,
    reader: ValueDeserializer<'a>,
    next: usize,
    inside: bool,
}

impl List<'_> {
    fn name(&self, error: DeserializeError) -> DeserializeError {
        if self.inside { error.within(&format!("[{}]", self.next.saturating_sub(1))) } else { error }
    }
}

impl<'de> SeqAccess<'de> for List<'de> {
    type Error = DeserializeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DeserializeError> {
        let next = self.rest.next();
        self.inside = next.is_some();
        let Some(value) = next else { return Ok(None) };
        self.next = self.next.saturating_add(1);
        seed.deserialize(self.reader.inner(value)).map(Some)
    }
}

/// An object being read; names are added as places are to a [`List`].
struct Object<'a> {
    rest: Option<serde_json::map::Iter<'a>>,
    name: &'a str,
    /// Of the field's value, once there is a field.
    reader: ValueDeserializer<'a>,
    inside: bool,
}

impl Object<'_> {
    fn name(&self, error: DeserializeError) -> DeserializeError {
        if self.inside { error.within(self.name) } else { error }
    }
}

impl<'de> MapAccess<'de> for Object<'de> {
    type Error = DeserializeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DeserializeError> {
        self.inside = false;
        let Some((name, value)) = self.rest.as_mut().and_then(Iterator::next) else { return Ok(None) };
        (self.name, self.reader) = (name, self.reader.inner(value));
        let name: StrDeserializer<'de, DeserializeError> = self.name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DeserializeError> {
        self.inside = true;
        seed.deserialize(self.reader)
    }
}

/// One of a type's words, with its data if it has any.
struct VariantName<'a, 'b> {
    word: &'a str,
    data: Option<ValueDeserializer<'a>>,
    /// Set once the data is being read.
    inside: &'b Cell<bool>,
}

impl<'de, 'b> EnumAccess<'de> for VariantName<'de, 'b> {
    type Error = DeserializeError;
    type Variant = Data<'de, 'b>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Data<'de, 'b>), DeserializeError> {
        let word: StrDeserializer<'de, DeserializeError> = self.word.into_deserializer();
        Ok((seed.deserialize(word)?, Data { data: self.data, inside: self.inside }))
    }
}

struct Data<'a, 'b> {
    data: Option<ValueDeserializer<'a>>,
    inside: &'b Cell<bool>,
}

impl<'a> Data<'a, '_> {
    fn reader(&self) -> Result<ValueDeserializer<'a>, DeserializeError> {
        self.inside.set(self.data.is_some());
        self.data.ok_or_else(|| expected("an object"))
    }
}

impl<'de> VariantAccess<'de> for Data<'de, '_> {
    type Error = DeserializeError;

    fn unit_variant(self) -> Result<(), DeserializeError> {
        if self.data.is_none() { Ok(()) } else { Err(expected("a word")) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, DeserializeError> {
        seed.deserialize(self.reader()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, DeserializeError> {
        self.reader()?.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: Names, visitor: V) -> Result<V::Value, DeserializeError> {
        self.reader()?.deserialize_map(visitor)
    }
}

/// serde's sentences may quote the value, which may be a secret: only names and expectations are taken.
impl Error for DeserializeError {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self::new("field_invalid", "", "has the wrong form")
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new("field_invalid", "", format!("expected {expected}"))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new("field_invalid", "", format!("expected {expected}"))
    }

    fn unknown_variant(_: &str, expected: Names) -> Self {
        Self::new("field_invalid", "", format!("expected one of {}", expected.join(", ")))
    }

    fn unknown_field(name: &str, names: Names) -> Self {
        Self::new("field_unknown", shown(name), not_known(names))
    }

    fn missing_field(name: &'static str) -> Self {
        Self::new("field_missing", name, "is required")
    }

    fn duplicate_field(name: &'static str) -> Self {
        Self::new("field_invalid", name, "is given twice")
    }
}
