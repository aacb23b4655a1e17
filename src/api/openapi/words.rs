//! Words that are described one by one. Written as `enum` with the descriptions as a list: of a `oneOf` of constants
//! generators of clients make as many types, and one of them a client that takes the first word alone.

use schemars::Schema;
use serde_json::{Value, json};

/// One of these words, each with what it means, below what is said of all of them.
pub(super) fn described<'a>(of_all: &str, words: impl Iterator<Item = (&'a str, &'a str)>) -> Value {
    let (names, lines): (Vec<&str>, Vec<String>) =
        words.map(|(word, means)| (word, format!("- `{word}`: {means}"))).unzip();
    json!({ "type": "string", "enum": names, "description": format!("{of_all}\n\n{}", lines.join("\n")) })
}

/// Rewrites what the derive makes of an enumeration whose variants have comments.
pub(super) fn listed(schema: &mut Schema) {
    let Some(variants) = schema.get("oneOf").and_then(Value::as_array) else { return };
    let Some(words) = variants.iter().map(word).collect::<Option<Vec<_>>>() else { return };
    let of_all = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    if let Ok(list) = described(of_all, words.into_iter()).try_into() {
        *schema = list;
    }
}

fn word(variant: &Value) -> Option<(&str, &str)> {
    Some((variant.get("const")?.as_str()?, variant.get("description")?.as_str()?))
}
