//! Orders as released forms have stored them: each is read, and nothing that was kept is lost when it is written again.

use std::path::PathBuf;

use mekong_pay::domain::Order;
use serde_json::Value;

/// The file of orders of each form in `tests/stored`.
fn forms() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/stored");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().join("orders.jsonl"));
    entries.filter(|file| file.is_file()).collect()
}

/// What stands in `before` and not in `after`. A later form may add to it.
fn lost(path: &str, before: &Value, after: &Value) -> Vec<String> {
    match (before, after) {
        (Value::Object(fields), Value::Object(kept)) => {
            let one = |(name, value): (&String, &Value)| {
                lost(&format!("{path}.{name}"), value, kept.get(name).unwrap_or(&Value::Null))
            };
            fields.iter().flat_map(one).collect()
        }
        _ if before == after => Vec::new(),
        _ => vec![format!("{path}: {before} is {after}")],
    }
}

#[test]
fn every_stored_order_is_read_and_kept_whole() {
    let forms = forms();
    assert!(!forms.is_empty(), "no form is stored");
    for form in forms {
        let text = std::fs::read_to_string(&form).unwrap();
        assert!(text.lines().count() >= 15, "{}: orders of every kind", form.display());
        for line in text.lines() {
            let order: Order = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            let before: Value = serde_json::from_str(line).unwrap();
            let gone = lost("order", &before, &serde_json::to_value(&order).unwrap());
            assert!(gone.is_empty(), "{}: {gone:?}", form.display());
        }
    }
}
