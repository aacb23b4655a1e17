//! Paths, made of the table of operations.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::components::Components;
use super::operations;

/// Every path with its operations.
pub(super) fn paths(components: &mut Components) -> Value {
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for operation in operations::all(components) {
        let (path, method) = (operation.path.clone(), operation.method);
        paths.entry(path).or_default().insert(method.to_owned(), operation.value(components));
    }
    json!(paths)
}
