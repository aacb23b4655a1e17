//! The API's document, OpenAPI 3.1: made of the types that read and write, the tables of the providers, and the table
//! of operations. Compiled with the feature `openapi` alone, natively; no Worker holds any of it but the finished text.

mod browser;
mod components;
mod fields;
mod forms;
mod operation;
mod operations;
mod orders;
mod parameters;
mod paths;
mod problems;
mod requests;
mod webhooks;
mod words;

use serde_json::{Map, Value, json};

pub use fields::{AnyAmount, PageAddress};
pub use forms::*;
pub use problems::{PROBLEMS, Problems};

/// The document.
pub fn document() -> Value {
    let mut components = components::Components::new();
    let paths = paths::paths(&mut components);
    let webhooks = webhooks::webhooks(&mut components);
    let mut document = json!({
        "openapi": "3.1.0",
        "info": info(),
        "servers": [{ "url": "/", "description": "The gateway that serves this document" }],
        "tags": TAGS.map(|(name, description)| json!({ "name": name, "description": description })),
        "security": [{ "secretKey": [] }],
        "paths": paths,
        "webhooks": webhooks,
        "components": components.value(),
    });
    while leaves_out_unused(&mut document) {}
    names_requests(&mut document);
    document
}

/// Every answer says what the call is known by.
fn names_requests(document: &mut Value) {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut);
    let operations = paths.filter_map(Value::as_object_mut).flat_map(Map::values_mut);
    operations.filter_map(|operation| operation.get_mut("responses")).for_each(each_answer_named);
    document.pointer_mut("/components/responses").into_iter().for_each(each_answer_named);
}

fn each_answer_named(answers: &mut Value) {
    let answers = answers.as_object_mut().into_iter().flat_map(Map::values_mut);
    for answer in answers.filter_map(Value::as_object_mut).filter(|answer| !answer.contains_key("$ref")) {
        if let Value::Object(headers) = answer.entry("headers").or_insert_with(|| json!({})) {
            headers.insert("X-Request-Id".to_owned(), json!({ "$ref": "#/components/headers/X-Request-Id" }));
        }
    }
}

/// Types that were narrowed are named by nobody. Whether there were any.
fn leaves_out_unused(document: &mut Value) -> bool {
    let text = document.to_string();
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else {
        return false;
    };
    let before = schemas.len();
    schemas.retain(|name, _| text.contains(&format!("\"#/components/schemas/{name}\"")));
    schemas.len() < before
}

/// What operations are sorted by.
pub const TAGS: [(&str, &str); 8] = [
    ("Orders", "Taking money, and what became of it"),
    ("Refunds", "Giving it back; a refund lives as an order does"),
    ("Catalogue", "What browsers may order"),
    ("Subscriptions", "Renewals are taken while a subscription is active"),
    ("Providers", "What can be ordered, and which take no orders now"),
    ("Events", "What your back end was told, and telling it again"),
    ("Operation", "How the gateway is"),
    ("From outside", "Calls that providers and payers make; not for merchants"),
];

fn info() -> Value {
    json!({
        "title": "Mekong",
        "version": env!("CARGO_PKG_VERSION"),
        "summary": "An edge payment gateway for Laos, Thailand and Vietnam",
        "description": ABOUT,
        "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
    })
}

const ABOUT: &str = "\
JSON in and out. `merchant_order_id` is the idempotency key: the same id with the same meaning is the same order, with \
another meaning 409. A decline is no error: it is a 201 with `state: \"failed\"`. Errors are RFC 9457 problems with a \
stable `code`, the `field` at fault, all `errors` of the request, and `money_may_have_moved`. Every answer has an \
`X-Request-Id`, yours if you send one of 1 to 64 printable ASCII characters. Amounts are decimal strings; times are RFC 3339 at \
+07:00. Bodies take 64 KiB, without a name twice in one object. What GET takes, HEAD takes; every path answers OPTIONS \
with `Allow`, and any other method with 405.";
