//! Objects that are passed on rather than used: a table says which fields they have and what each may hold.
//!
//! A struct and serde would do, too, but every struct is compiled anew; a table is read by one function.

#[cfg(feature = "openapi")]
mod json_schema;

use serde_json::{Map, Value};

use super::CommandError;
use crate::json::{not_known, shown, to_text};

/// An object's fields.
pub type Fields = Map<String, Value>;

type Checked = Result<(), CommandError>;

/// The fields that an object may have, in the order in which they are checked.
#[derive(Debug, Clone, Copy)]
pub struct ObjectSchema(pub &'static [Field]);

/// One of them.
#[derive(Debug)]
pub struct Field {
    name: &'static str,
    required: bool,
    nullable: bool,
    form: FieldType,
}

/// A field that must be there.
pub const fn required(name: &'static str, form: FieldType) -> Field {
    Field { name, required: true, nullable: false, form }
}

/// A field that may be absent, or null, which is the same.
pub const fn optional(name: &'static str, form: FieldType) -> Field {
    Field { name, required: false, nullable: true, form }
}

/// A field that may be absent, but not null.
pub const fn omissible(name: &'static str, form: FieldType) -> Field {
    Field { name, required: false, nullable: false, form }
}

/// A text that is good by some rule, what the rule expects, and the whole rule for the API's document: a regular
/// expression from `^` to `$`, or formats of JSON Schema with `|` between.
pub const fn like(is_good: fn(&str) -> bool, expected: &'static str, _pattern: &'static str) -> FieldType {
    FieldType::Like {
        is_good,
        expected,
        #[cfg(feature = "openapi")]
        pattern: _pattern,
    }
}

/// What a field may hold. Texts are never trimmed or changed.
#[derive(Debug)]
pub enum FieldType {
    /// Any text.
    Any,
    /// 1 to so many characters ([`units`]), not only blanks, no control characters.
    Text(usize),
    /// So many digits, from and to.
    Digits(usize, usize),
    /// So many letters, digits, `_` and `-`, from and to.
    Word(usize, usize),
    /// One of a few words.
    OneOf(&'static [&'static str]),
    /// One of these names, on which everything else depends: it is asked for as early as a field's type.
    Name(&'static [&'static str]),
    /// A text that is good by some rule, and what the rule expects.
    Rule(fn(&str) -> bool, &'static str),
    /// The same where callers write it: see [`like`].
    Like {
        /// The rule.
        is_good: fn(&str) -> bool,
        /// What it expects.
        expected: &'static str,
        /// The same for the API's document.
        #[cfg(feature = "openapi")]
        pattern: &'static str,
    },
    /// A whole number from 1, as a number or a text; kept as a text.
    Count,
    /// True or false.
    Flag,
    /// A whole number of seconds, from and to.
    Seconds(i64, i64),
    /// A list of texts.
    Texts,
    /// An object.
    Object(ObjectSchema),
    /// A list of objects, not empty.
    List(ObjectSchema),
    /// So many characters in all, as JSON.
    Size(usize),
    /// All of these; the first one says the type.
    All(&'static [FieldType]),
}

impl ObjectSchema {
    /// Reads an object: its fields have the right names and types, none that is required is absent, and what is
    /// null is left out. What they hold is not asked here, unless something else is wrong: then everything is told.
    pub fn read(self, path: &str, given: &Value) -> Result<Fields, CommandError> {
        let (fields, mut wrong) = self.gathered(path, given);
        if wrong.is_any() {
            wrong.add(self.check(path, &fields));
        }
        wrong.or(fields)
    }

    /// The fields that are good, each by itself, and everything that is wrong with the others: so what is true of several
    /// together can be checked beside.
    pub fn sifted(self, path: &str, given: &Value) -> (Fields, Checked) {
        let (mut fields, mut wrong) = self.gathered(path, given);
        for field in self.0 {
            let checked = fields.get(field.name).map(|value| field.form.check(&within(path, field.name), value));
            if checked.is_some_and(|checked| wrong.add(checked).is_none()) {
                fields.remove(field.name);
            }
        }
        (fields, wrong.or(()))
    }

    /// The fields with the right names and types, and what is wrong with the others.
    fn gathered(self, path: &str, given: &Value) -> (Fields, Wrongs) {
        let (mut fields, mut wrong) = (Fields::new(), Wrongs::default());
        let Value::Object(given) = given else {
            wrong.add::<()>(Err(invalid(path, "expected an object")));
            return (fields, wrong);
        };
        for (name, value) in given {
            let Some(field) = self.0.iter().find(|field| field.name == name) else {
                wrong.add::<()>(Err(self.unknown(path, name)));
                continue;
            };
            if !(value.is_null() && field.nullable)
                && let Some(read) = wrong.add(field.form.read(&within(path, name), value))
            {
                fields.insert(name.clone(), read);
            }
        }
        for field in self.0.iter().filter(|field| field.required && !given.contains_key(field.name)) {
            wrong.add::<()>(Err(CommandError::new("field_missing", within(path, field.name), "is required")));
        }
        (fields, wrong)
    }

    /// Checks what the fields hold.
    pub fn check(self, path: &str, fields: &Fields) -> Checked {
        let given = self.0.iter().filter_map(|field| Some((field, fields.get(field.name)?)));
        CommandError::every(given.map(|(field, value)| field.form.check(&within(path, field.name), value)))
    }

    fn unknown(self, path: &str, name: &str) -> CommandError {
        let field = within(path, shown(name));
        let names: Vec<&str> = self.0.iter().map(|field| field.name).collect();
        CommandError::new("field_unknown", field, not_known(&names))
    }
}

/// Whether something stands in a field, good or not.
pub fn is_given(given: &Value, name: &str) -> bool {
    given.get(name).is_some_and(|value| !value.is_null())
}

/// What is wrong so far.
#[derive(Default)]
struct Wrongs(Option<CommandError>);

impl Wrongs {
    /// What a check gave, if it was good.
    fn add<T>(&mut self, checked: Result<T, CommandError>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(error) => {
                self.0 = Some(match self.0.take() {
                    Some(before) => before.and(error),
                    None => error,
                });
                None
            }
        }
    }

    fn is_any(&self) -> bool {
        self.0.is_some()
    }

    fn or<T>(self, value: T) -> Result<T, CommandError> {
        self.0.map_or(Ok(value), Err)
    }
}

impl FieldType {
    /// The value, if it is of the right type.
    fn read(&self, path: &str, given: &Value) -> Result<Value, CommandError> {
        let expected = match (self, given) {
            (Self::All([first, ..]), _) => return first.read(path, given),
            (Self::Object(table), _) => return table.read(path, given).map(Value::Object),
            (Self::List(table), Value::Array(items)) => return list(*table, path, items),
            (Self::List(_), _) => "expected a list",
            (Self::Name(names), Value::String(name)) if names.contains(&name.as_str()) => return Ok(given.clone()),
            (Self::Name(names), _) => return Err(invalid(path, format!("expected one of {}", names.join(", ")))),
            (Self::Count, _) => return count(given).ok_or_else(|| invalid(path, "expected a whole number from 1")),
            (Self::Flag, Value::Bool(_)) => return Ok(given.clone()),
            (Self::Flag, _) => "expected true or false",
            (Self::Seconds(..), _) if given.is_i64() => return Ok(given.clone()),
            (Self::Seconds(..), _) => "expected a whole number",
            (Self::Texts, Value::Array(items)) => return texts(path, items).map(|()| given.clone()),
            (Self::Texts, _) => "expected a list",
            (_, Value::String(_)) => return Ok(given.clone()),
            _ => "expected a string",
        };
        Err(invalid(path, expected))
    }

    /// Checks a value of the right type.
    pub fn check(&self, path: &str, value: &Value) -> Checked {
        match (self, value) {
            (Self::All(forms), _) => forms.iter().try_for_each(|form| form.check(path, value)),
            (Self::Object(table), Value::Object(fields)) => table.check(path, fields),
            (Self::List(table), Value::Array(items)) => check_list(*table, path, items),
            _ if self.takes(value) => Ok(()),
            _ => Err(invalid(path, self.expected())),
        }
    }

    fn takes(&self, value: &Value) -> bool {
        let text = value.as_str().unwrap_or_default();
        match self {
            Self::Text(most) => is_text(text, *most),
            Self::Digits(least, most) => is_made_of(text, *least, *most, |byte| byte.is_ascii_digit()),
            Self::Word(least, most) => is_made_of(text, *least, *most, is_word),
            Self::OneOf(words) => words.contains(&text),
            Self::Rule(is_good, _) | Self::Like { is_good, .. } => is_good(text),
            Self::Seconds(least, most) => value.as_i64().is_some_and(|seconds| (*least..=*most).contains(&seconds)),
            Self::Size(most) => units(&to_text(value)) <= *most,
            _ => true,
        }
    }

    fn expected(&self) -> String {
        match self {
            Self::Text(most) => format!("expected 1 to {most} characters without control characters"),
            Self::Digits(least, most) if least == most => format!("expected {most} digits"),
            Self::Digits(least, most) => format!("expected {least} to {most} digits"),
            Self::Word(least, most) => format!("expected {least} to {most} letters, digits, _ or -"),
            Self::OneOf(words) => format!("expected {}", words.join(" or ")),
            Self::Rule(_, expected) | Self::Like { expected, .. } => (*expected).to_owned(),
            Self::Seconds(least, most) => format!("expected {least} to {most} seconds"),
            Self::Size(most) => format!("is longer than {most} characters in all"),
            _ => "has the wrong form".to_owned(),
        }
    }
}

fn list(table: ObjectSchema, path: &str, items: &[Value]) -> Result<Value, CommandError> {
    let (mut list, mut wrong) = (Vec::new(), Wrongs::default());
    for (at, item) in items.iter().enumerate() {
        list.extend(wrong.add(table.read(&format!("{path}[{at}]"), item)).map(Value::Object));
    }
    wrong.or(Value::Array(list))
}

fn texts(path: &str, items: &[Value]) -> Checked {
    match items.iter().position(|item| !item.is_string()) {
        Some(at) => Err(invalid(&format!("{path}[{at}]"), "expected a string")),
        None => Ok(()),
    }
}

fn check_list(table: ObjectSchema, path: &str, items: &[Value]) -> Checked {
    if items.is_empty() {
        return Err(invalid(path, "must not be empty: leave it out instead"));
    }
    let objects = items.iter().filter_map(Value::as_object).enumerate();
    CommandError::every(objects.map(|(at, fields)| table.check(&format!("{path}[{at}]"), fields)))
}

fn count(given: &Value) -> Option<Value> {
    let text = match given {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let number = text.trim_start_matches('0');
    let good = is_made_of(&text, 1, 10, |byte| byte.is_ascii_digit()) && !number.is_empty();
    good.then(|| Value::from(number))
}

fn is_text(text: &str, most: usize) -> bool {
    units(text) <= most && !text.trim().is_empty() && !text.chars().any(char::is_control)
}

/// Characters as Java, .NET and JavaScript count them, in which providers' servers are written: UTF-16 units. Where a
/// document says `string(n)` these are `assumed` to be meant.
pub fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn is_made_of(text: &str, least: usize, most: usize, part: fn(u8) -> bool) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(part)
}

/// The path is empty for the whole.
fn within(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn invalid(path: &str, problem: impl Into<std::borrow::Cow<'static, str>>) -> CommandError {
    CommandError::new("field_invalid", path.to_owned(), problem)
}

#[cfg(test)]
mod tests {
    use super::FieldType::{All, Count, Digits, Flag, List, Name, Object, OneOf, Size, Text};
    use super::*;
    use serde_json::json;

    const INNER: ObjectSchema = ObjectSchema(&[required("name", Text(3)), optional("count", Count)]);
    const OUTER: ObjectSchema = ObjectSchema(&[
        required("kind", Name(&["one", "two"])),
        optional("code", Digits(3, 3)),
        omissible("flag", Flag),
        optional("word", OneOf(&["A", "B"])),
        optional("inner", All(&[Object(INNER), Size(30)])),
        optional("list", List(INNER)),
    ]);

    fn said(given: &Value) -> (String, String) {
        let read = OUTER.read("details", given);
        let checked = read.and_then(|fields| OUTER.check("details", &fields).map(|()| fields));
        match checked {
            Ok(fields) => ("taken".to_owned(), to_text(&Value::Object(fields))),
            Err(error) => (error.code.to_owned(), error.field.to_string()),
        }
    }

    fn is(given: &Value, code: &str, rest: &str) {
        assert_eq!(said(given), (code.to_owned(), rest.to_owned()), "{given}");
    }

    #[test]
    fn keeps_one_spelling() {
        is(&json!({ "kind": "one", "code": null }), "taken", r#"{"kind":"one"}"#);
        let list = json!({ "kind": "two", "list": [{ "name": "x", "count": 7 }, { "name": "y", "count": "007" }] });
        is(&list, "taken", r#"{"kind":"two","list":[{"count":"7","name":"x"},{"count":"7","name":"y"}]}"#);
    }

    #[test]
    fn names_the_field() {
        is(&json!([]), "field_invalid", "details");
        is(&json!({}), "field_missing", "details.kind");
        is(&json!({ "kind": null }), "field_invalid", "details.kind");
        is(&json!({ "kind": "one", "": 1 }), "field_unknown", "details.?");
        is(&json!({ "kind": "one", "flag": null }), "field_invalid", "details.flag");
        is(&json!({ "kind": "one", "code": "12" }), "field_invalid", "details.code");
        is(&json!({ "kind": "one", "word": "C" }), "field_invalid", "details.word");
        is(&json!({ "kind": "one", "list": [] }), "field_invalid", "details.list");
        is(&json!({ "kind": "one", "list": [{ "name": "x" }, {}] }), "field_missing", "details.list[1].name");
        is(&json!({ "kind": "one", "list": [{ "name": "x", "count": 0 }] }), "field_invalid", "details.list[0].count");
        is(&json!({ "kind": "one", "inner": { "name": " " } }), "field_invalid", "details.inner.name");
        // An emoji is two units: of three there is room for one.
        is(&json!({ "kind": "one", "inner": { "name": "😀x" } }), "taken", r#"{"inner":{"name":"😀x"},"kind":"one"}"#);
        is(&json!({ "kind": "one", "inner": { "name": "😀😀" } }), "field_invalid", "details.inner.name");
        is(
            &json!({ "kind": "one", "inner": { "name": "x", "count": "1234567890" } }),
            "field_invalid",
            "details.inner",
        );
        is(&json!({ "kind": "one", "inner": { "name": "x", "extra": 1 } }), "field_unknown", "details.inner.extra");
        is(&json!({ "kind": "one", "inner": { "4111111111111111": 1 } }), "field_unknown", "details.inner.?");
    }

    #[test]
    fn asks_for_types_before_it_asks_what_they_hold() {
        is(&json!({ "kind": "one", "code": "x", "word": 1 }), "field_invalid", "details.word");
        is(&json!({ "kind": "one", "code": "x", "word": "C" }), "field_invalid", "details.code");
        is(&json!({ "code": "x" }), "field_missing", "details.kind");
    }
}
