//! Tables as JSON Schema 2020-12, for the API's document: what is taken is said once.

use serde_json::{Map, Value, json};

use super::super::texts::{control, white_space};
use super::{Field, FieldType, ObjectSchema};

/// A text that is not only blanks and has no control character.
const TEXT: &str = concat!("^[^", control!(), "]*[^ ", control!(), white_space!(), "][^", control!(), "]*$");

#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Input,
    Stored,
}

impl ObjectSchema {
    /// The object as callers may write it.
    pub fn input_schema(self) -> Value {
        self.schema(Spelling::Input)
    }

    /// The object as it is kept and shown: nothing is null, and what has several spellings has one.
    pub fn stored_schema(self) -> Value {
        self.schema(Spelling::Stored)
    }

    /// One of its fields as callers may write it; null if there is none of this name.
    pub fn field(self, name: &str) -> Value {
        self.0.iter().find(|field| field.name == name).map_or(Value::Null, |field| field.schema(Spelling::Input))
    }

    fn schema(self, spelling: Spelling) -> Value {
        let properties: Map<String, Value> =
            self.0.iter().map(|field| (field.name.to_owned(), field.schema(spelling))).collect();
        let required: Vec<&str> = self.0.iter().filter(|field| field.required).map(|field| field.name).collect();
        json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
    }
}

impl Field {
    fn schema(&self, spelling: Spelling) -> Value {
        let schema = self.form.schema(spelling);
        if spelling == Spelling::Input && self.nullable { or_null(schema) } else { schema }
    }
}

impl FieldType {
    /// What callers may write.
    pub fn input_schema(&self) -> Value {
        self.schema(Spelling::Input)
    }

    fn schema(&self, spelling: Spelling) -> Value {
        match self {
            Self::Any | Self::Rule(..) => json!({ "type": "string" }),
            Self::Text(most) => {
                json!({ "type": "string", "minLength": 1, "maxLength": most, "pattern": TEXT })
            }
            Self::Digits(least, most) => text(&format!("^[0-9]{{{least},{most}}}$")),
            Self::Word(least, most) => text(&format!("^[A-Za-z0-9_-]{{{least},{most}}}$")),
            Self::OneOf(words) | Self::Name(words) => json!({ "type": "string", "enum": words }),
            Self::Like { expected, pattern, .. } => like(expected, pattern),
            Self::Count => count(spelling),
            Self::Flag => json!({ "type": "boolean" }),
            Self::Seconds(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
            Self::Texts => json!({ "type": "array", "items": { "type": "string" } }),
            Self::Object(table) => table.schema(spelling),
            Self::List(table) => json!({ "type": "array", "minItems": 1, "items": table.schema(spelling) }),
            Self::Size(most) => json!({ "description": format!("{most} characters at most in all, as JSON") }),
            Self::All(forms) => forms.iter().map(|form| form.schema(spelling)).fold(json!({}), joined),
        }
    }
}

fn like(expected: &str, pattern: &str) -> Value {
    let expected = expected.strip_prefix("expected ").unwrap_or(expected);
    if pattern.starts_with('^') {
        return json!({ "type": "string", "pattern": pattern, "description": expected });
    }
    let formats: Vec<Value> = pattern.split('|').map(|format| json!({ "format": format })).collect();
    json!({ "type": "string", "anyOf": formats, "description": expected })
}

fn count(spelling: Spelling) -> Value {
    match spelling {
        Spelling::Stored => text("^[1-9][0-9]{0,9}$"),
        Spelling::Input => json!({ "anyOf": [
            { "type": "integer", "minimum": 1, "maximum": 9_999_999_999_i64 },
            { "type": "string", "pattern": "^0*[1-9][0-9]*$", "maxLength": 10 },
        ] }),
    }
}

fn text(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": pattern })
}

/// Both at once; a keyword that both have is the later one's.
fn joined(mut one: Value, other: Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, other) {
        one.extend(other);
    }
    one
}

/// The same, or null.
fn or_null(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}
