//! A tree to a type.

use serde::de::value::{StrDeserializer, StringDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use super::FieldError;

/// Reads a type from a tree.
pub(super) struct Reader<'a>(pub(super) &'a Value);

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = FieldError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FieldError> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::String(text) => visitor.visit_str(text),
            Value::Array(list) => visitor.visit_seq(List { rest: list.iter(), place: 0 }),
            Value::Object(map) => visitor.visit_map(Object { rest: map.iter(), next: None }),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(value), _) => visitor.visit_u64(value),
                (None, Some(value)) => visitor.visit_i64(value),
                (None, None) => Err(FieldError::invalid_type(Unexpected::Other("number"), &visitor)),
            },
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FieldError> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, FieldError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, FieldError> {
        if self.0.is_object() {
            self.deserialize_any(visitor)
        } else {
            Err(FieldError::invalid_type(Unexpected::Unit, &"an object"))
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, FieldError> {
        match self.0 {
            Value::String(word) => visitor.visit_enum(Word(word)),
            _ => Err(FieldError::unknown_variant("", words)),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

struct List<'a> {
    rest: std::slice::Iter<'a, Value>,
    place: usize,
}

impl<'de> SeqAccess<'de> for List<'de> {
    type Error = FieldError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, FieldError> {
        let Some(value) = self.rest.next() else { return Ok(None) };
        let place = self.place;
        self.place = place.saturating_add(1);
        seed.deserialize(Reader(value)).map(Some).map_err(|error| error.within(&format!("[{place}]")))
    }
}

struct Object<'a> {
    rest: serde_json::map::Iter<'a>,
    next: Option<(&'a String, &'a Value)>,
}

impl<'de> MapAccess<'de> for Object<'de> {
    type Error = FieldError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, FieldError> {
        self.next = self.rest.next();
        let Some((name, _)) = self.next else { return Ok(None) };
        let name: StringDeserializer<FieldError> = name.clone().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, FieldError> {
        let (name, value) = self.next.take().ok_or_else(|| FieldError::custom("has the wrong form"))?;
        seed.deserialize(Reader(value)).map_err(|error| error.within(name))
    }
}

/// One of a type's words.
struct Word<'a>(&'a str);

impl<'de> EnumAccess<'de> for Word<'de> {
    type Error = FieldError;
    type Variant = NoData;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, NoData), FieldError> {
        let word: StrDeserializer<'de, FieldError> = self.0.into_deserializer();
        Ok((seed.deserialize(word)?, NoData))
    }
}

struct NoData;

impl<'de> serde::de::VariantAccess<'de> for NoData {
    type Error = FieldError;

    fn unit_variant(self) -> Result<(), FieldError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, FieldError> {
        Err(FieldError::custom("expected a word"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, FieldError> {
        Err(FieldError::custom("expected a word"))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, FieldError> {
        Err(FieldError::custom("expected a word"))
    }
}

/// serde's sentences may quote the value, which may be a secret: only names and expectations are taken.
impl Error for FieldError {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self::new("field_invalid", "", "has the wrong form")
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new("field_invalid", "", format!("expected {expected}"))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new("field_invalid", "", format!("expected {expected}"))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new("field_invalid", "", format!("expected one of {}", expected.join(", ")))
    }

    fn unknown_field(name: &str, _: &'static [&'static str]) -> Self {
        Self::new("field_unknown", name, "is not known here")
    }

    fn missing_field(name: &'static str) -> Self {
        Self::new("field_missing", name, "is required")
    }

    fn duplicate_field(name: &'static str) -> Self {
        Self::new("field_invalid", name, "is given twice")
    }
}
