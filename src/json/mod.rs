//! Reading JSON that somebody else wrote: strictly, and with errors that name the field and never the value.
//!
//! serde's own readers are generous: they take an array for an object, `{"charge": null}` for a word, and the
//! last of two fields with one name. Here nothing has two spellings. Text is read by [`parser`] and by nothing else.

mod deserialize;
pub mod lenient;
pub mod parser;
mod repair;
mod value;

use serde::de::DeserializeOwned;
use serde_json::Value;

pub use value::Parsed;

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// `field_unknown`, `field_missing`, `field_invalid` or `json_invalid`.
    pub code: &'static str,
    /// Dotted path; empty for the whole.
    pub field: String,
    /// What was expected.
    pub problem: String,
    /// What else is wrong.
    pub more: Vec<FieldError>,
}

/// Reads one JSON value. Unknown fields are refused where the type says so, repeated ones everywhere.
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, FieldError> {
    from_value(&parse(bytes)?)
}

/// Reads one JSON value, whatever it is, with repeated fields and fractions refused.
pub fn parse(bytes: &[u8]) -> Result<Value, FieldError> {
    let Parsed { tree, twice, numbers } = parse_or_rest(bytes)?;
    let mut refused = twice.into_iter().chain(numbers);
    match refused.next() {
        None => Ok(tree),
        Some(first) => Err(FieldError { more: refused.collect(), ..first }),
    }
}

/// The same, with what is refused beside the tree: good for finding what else is wrong, and for nothing else.
pub fn parse_or_rest(bytes: &[u8]) -> Result<Parsed, FieldError> {
    value::parse(bytes)
}

/// Reads a type from JSON that was parsed before.
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, FieldError> {
    from_value_or_rest(value).map_err(|(error, _)| error)
}

/// The same; beside an error, the value with something in the place of what is wrong, if there can be one: good for
/// finding what else is wrong, and for nothing else.
pub fn from_value_or_rest<T: DeserializeOwned>(value: &Value) -> Result<T, (FieldError, Option<T>)> {
    T::deserialize(deserialize::ValueDeserializer::of(value)).map_err(|error| repair::everything(value, error.error()))
}

/// Reads a JSON object of a writer who does not keep to one spelling: its fields in the order written, repeated
/// ones and fractions included. `None` for anything else.
pub fn pairs(bytes: &[u8]) -> Option<Vec<(String, parser::Json)>> {
    value::pairs(bytes)
}

/// The way back: a tree as text, keys in order. Not by its `Display`, which would be a second writer in the wasm, and a
/// third that indents. It cannot fail: a tree's keys are texts.
pub fn to_text(value: &Value) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

impl FieldError {
    fn new(code: &'static str, field: &str, problem: impl Into<String>) -> Self {
        Self { code, field: field.to_owned(), problem: problem.into(), more: Vec::new() }
    }

    /// Every problem, the first one first.
    pub fn all(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.more)
    }
}

/// What is said of a name that is not one of these.
pub fn not_known(names: &[&str]) -> String {
    match names {
        [] => "is not known here: nothing is".to_owned(),
        names => format!("is not known here; known: {}", names.join(", ")),
    }
}

/// A path such as `customer.name` or `products[0].name`.
pub fn joined(name: &str, rest: &str) -> String {
    let dot = if rest.is_empty() || rest.starts_with('[') { "" } else { "." };
    let name = if name.starts_with('[') { name } else { shown(name) };
    format!("{name}{dot}{rest}")
}

/// A field's name as an error may show it. A caller who mixes up names and values would be shown a card's or a payer's
/// number, and the log of its HTTP client with it: what does not look like a name of ours, the empty one among them, is `?`.
pub fn shown(name: &str) -> &str {
    let is_name = name.len() <= LONGEST_NAME
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && name.bytes().next().is_some_and(|first| !first.is_ascii_digit())
        && name.bytes().filter(u8::is_ascii_digit).count() <= MOST_DIGITS;
    if is_name { name } else { "?" }
}

/// Longest name of a field that is shown.
const LONGEST_NAME: usize = 41;
/// Most digits in it: `sha256` has three, no card's and no payer's number so few.
const MOST_DIGITS: usize = 5;

impl std::fmt::Display for FieldError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.field, self.problem)
    }
}

impl std::error::Error for FieldError {}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only the reading is tested")]
    struct Outer {
        inner: Inner,
        word: Option<Word>,
        #[serde(default)]
        list: Vec<Inner>,
        #[serde(default)]
        any: Value,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only the reading is tested")]
    struct Inner {
        otp: String,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Word {
        Charge,
    }

    fn refused(text: &str) -> (&'static str, String) {
        match from_slice::<Outer>(text.as_bytes()) {
            Ok(_) => ("accepted", String::new()),
            Err(error) => {
                assert!(!format!("{error:?}").contains("90210"), "a value leaked: {error:?}");
                (error.code, error.field)
            }
        }
    }

    #[test]
    fn names_the_field_and_never_the_value() {
        assert_eq!(
            refused(r#"{"inner":{"otp":"1"},"word":"charge","list":[{"otp":""}],"any":{"x":[1]}}"#).0,
            "accepted"
        );
        assert_eq!(refused(r#"{"inner":{"otp":90210}}"#), ("field_invalid", "inner.otp".into()));
        assert_eq!(refused(r#"{"inner":{"otp":"1","x":"90210"}}"#), ("field_unknown", "inner.x".into()));
        assert_eq!(refused(r#"{"inner":{}}"#), ("field_missing", "inner.otp".into()));
        assert_eq!(refused(r#"{}"#), ("field_missing", "inner".into()));
        assert_eq!(refused(r#"{"inner":"90210"}"#), ("field_invalid", "inner".into()));
        assert_eq!(
            refused(r#"{"inner":{"otp":"1"},"list":[{"otp":"1"},{"otp":90210}]}"#),
            ("field_invalid", "list[1].otp".into())
        );
        assert_eq!(refused(r#"{"inner":{"otp":"1"}} 90210"#), ("json_invalid", String::new()));
        assert_eq!(refused(r#"{"inner":{"otp":"90210}}"#), ("json_invalid", String::new()));
        assert_eq!(refused(&"[".repeat(10_000)), ("json_invalid", String::new()));
    }

    #[test]
    fn a_name_that_is_none_of_ours_is_not_shown() {
        let hidden =
            ["", "4111111111111111", "card_4111111111111111", "c4111_1111_1111_1111", "020 5551 5155", "a-b", "é"];
        for name in hidden {
            assert_eq!(refused(&format!(r#"{{"{name}":1}}"#)), ("field_unknown", "?".into()), "{name}");
            let nested = format!(r#"{{"inner":{{"otp":"1","{name}":1}}}}"#);
            assert_eq!(refused(&nested), ("field_unknown", "inner.?".into()), "{name}");
            let fraction = format!(r#"{{"inner":{{"otp":"1"}},"any":{{"{name}":[{{"x":1.5}}]}}}}"#);
            assert_eq!(refused(&fraction), ("field_invalid", "any.?[0].x".into()), "{name}");
            let twice = format!(r#"{{"{name}":1,"{name}":1}}"#);
            assert_eq!(refused(&twice), ("field_invalid", "?".into()), "{name}");
        }
        for name in ["pasword", "sha256", "_x", "customerId"] {
            assert_eq!(refused(&format!(r#"{{"{name}":1}}"#)), ("field_unknown", name.into()));
        }
        assert_eq!(refused(&format!(r#"{{"{}":1}}"#, "x".repeat(42))), ("field_unknown", "?".into()));
    }

    #[test]
    fn nothing_has_two_spellings() {
        assert_eq!(refused(r#"{"inner":{"otp":"1","otp":"90210"}}"#), ("field_invalid", "inner.otp".into()));
        assert_eq!(refused(r#"{"inner":{"otp":"1"},"any":{"x":1,"x":1}}"#), ("field_invalid", "any.x".into()));
        assert_eq!(refused(r#"{"inner":{"otp":"1"},"any":[{"x":1.5}]}"#), ("field_invalid", "any[0].x".into()));
        assert_eq!(refused(r#"{"inner":["90210"]}"#), ("field_invalid", "inner".into()));
        assert_eq!(refused(r#"[{"otp":"90210"}]"#), ("field_invalid", String::new()));
        for word in [r#"{"charge":null}"#, r#"["charge"]"#, "90210", r#""x""#] {
            let text = format!(r#"{{"inner":{{"otp":"1"}},"word":{word}}}"#);
            assert_eq!(refused(&text), ("field_invalid", "word".into()), "{word}");
        }
    }
}
