//! Reading JSON that somebody else wrote, with errors that name the field and never the value.

use serde::Deserialize;

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// `field_unknown`, `field_missing`, `field_invalid` or `json_invalid`.
    pub code: &'static str,
    /// Dotted path; empty for the whole.
    pub field: String,
    /// What was expected.
    pub problem: String,
}

/// Reads one JSON value. Unknown and repeated fields are refused where the type says so.
pub fn json<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, FieldError> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(explain)?;
    match reader.end() {
        Ok(()) => Ok(value),
        Err(_) => Err(not_json("something follows the JSON value")),
    }
}

/// Reads a type from JSON that was parsed before.
pub fn value<'de, T: Deserialize<'de>>(value: &'de serde_json::Value) -> Result<T, FieldError> {
    serde_path_to_error::deserialize(value).map_err(explain)
}

fn explain(error: serde_path_to_error::Error<serde_json::Error>) -> FieldError {
    let path = error.path().to_string();
    let cause = error.into_inner();
    if cause.is_syntax() || cause.is_eof() {
        return not_json(&format!("not valid JSON at line {}, column {}", cause.line(), cause.column()));
    }
    // serde's own sentence may quote the value, which may be a secret: only names are taken from it.
    let sentence = cause.to_string();
    let named = sentence.split('`').nth(1).unwrap_or_default();
    let (code, problem) = match sentence.split_whitespace().next() {
        Some("missing") => ("field_missing", "is required"),
        Some("unknown") if sentence.starts_with("unknown field") => ("field_unknown", "is not known here"),
        Some("duplicate") => ("field_invalid", "is given twice"),
        _ => ("field_invalid", expected(&sentence)),
    };
    let parent = if path == "." { "" } else { path.trim_end_matches('.') };
    let adds_name = code == "field_missing"
        || (code == "field_unknown" || problem == "is given twice") && !ends_with_name(parent, named);
    let field = match (adds_name, parent.is_empty()) {
        (false, _) => parent.to_owned(),
        (true, true) => named.to_owned(),
        (true, false) => format!("{parent}.{named}"),
    };
    FieldError { code, field, problem: problem.to_owned() }
}

fn ends_with_name(path: &str, name: &str) -> bool {
    path == name || path.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'))
}

/// What serde wanted: everything after its last "expected", which never quotes the value.
fn expected(sentence: &str) -> &str {
    let start = sentence.rfind("expected ").unwrap_or(sentence.len());
    let wanted = sentence.get(start..).unwrap_or_default();
    let wanted = wanted.split(" at line ").next().unwrap_or_default();
    if wanted.is_empty() { "has the wrong form" } else { wanted }
}

fn not_json(problem: &str) -> FieldError {
    FieldError { code: "json_invalid", field: String::new(), problem: problem.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[expect(dead_code, reason = "only the reading is tested")]
        inner: Inner,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[expect(dead_code, reason = "only the reading is tested")]
        otp: String,
    }

    fn refused(text: &str) -> (&'static str, String) {
        match json::<Outer>(text.as_bytes()) {
            Ok(_) => ("accepted", String::new()),
            Err(error) => {
                assert!(!format!("{error:?}").contains("90210"), "a value leaked: {error:?}");
                (error.code, error.field)
            }
        }
    }

    #[test]
    fn names_the_field_and_never_the_value() {
        assert_eq!(refused(r#"{"inner":{"otp":90210}}"#), ("field_invalid", "inner.otp".into()));
        assert_eq!(refused(r#"{"inner":{"otp":"1","x":"90210"}}"#), ("field_unknown", "inner.x".into()));
        assert_eq!(refused(r#"{"inner":{}}"#), ("field_missing", "inner.otp".into()));
        assert_eq!(refused(r#"{}"#), ("field_missing", "inner".into()));
        assert_eq!(refused(r#"{"inner":{"otp":"1","otp":"90210"}}"#), ("field_invalid", "inner.otp".into()));
        assert_eq!(refused(r#"{"inner":"90210"}"#), ("field_invalid", "inner".into()));
        assert_eq!(refused(r#"{"inner":{"otp":"1"}} 90210"#), ("json_invalid", String::new()));
        assert_eq!(refused(r#"{"inner":{"otp":"90210}}"#), ("json_invalid", String::new()));
    }
}
