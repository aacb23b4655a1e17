//! The text that is signed: keys sorted, values as they are, objects in the place of their key, lists in their order.

use serde_json::Value;

/// Of a body, a `data` or a query.
pub fn of(value: &Value) -> String {
    let mut pieces = Vec::new();
    walk(value, &mut pieces);
    pieces.join("&")
}

fn walk(value: &Value, pieces: &mut Vec<String>) {
    let Value::Object(fields) = value else { return };
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    for (name, value) in sorted {
        match value {
            Value::Null => {}
            Value::String(text) => pieces.push(format!("{name}={text}")),
            Value::Bool(_) | Value::Number(_) => pieces.push(format!("{name}={value}")),
            Value::Object(_) => walk(value, pieces),
            Value::Array(items) => items.iter().for_each(|item| walk(item, pieces)),
        }
    }
}
