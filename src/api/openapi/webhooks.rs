//! Events as they reach the merchant's endpoints: Standard Webhooks 1.0.0.

use serde_json::{Map, Value, json};

use super::super::{CircuitView, OrderView, RefundView, SubscriptionView};
use super::components::{Components, object};
use super::forms::reference;
use super::requests::capital;
use crate::domain::event::KINDS;
use crate::providers::openapi::or_null;

/// A webhook for each kind of event.
pub(super) fn webhooks(components: &mut Components) -> Value {
    let subjects = [
        ("order", components.shown::<OrderView<'static>>()),
        ("refund", components.shown::<RefundView<'static>>()),
        ("subscription", components.shown::<SubscriptionView<'static>>()),
        ("provider", components.shown::<CircuitView<'static>>()),
        ("endpoint", endpoint()),
        ("account", account()),
        ("key", key()),
    ];
    let mut events = Vec::new();
    for (subject, thing) in subjects {
        events.push(components.name(&format!("{}Event", capital(subject)), event(subject, thing)));
    }
    components.name("Event", json!({ "oneOf": events }));
    let all: Map<String, Value> = KINDS.iter().map(|kind| ((*kind).to_owned(), webhook(kind))).collect();
    all.into()
}

/// Every event about one kind of thing.
fn event(subject: &str, thing: Value) -> Value {
    let kinds: Vec<&str> = KINDS.iter().copied().filter(|kind| family(kind) == subject).collect();
    let data = object(&[
        ("sequence", json!({ "type": "integer", "minimum": 1, "description": "Counts the events about this one" })),
        (subject, thing),
    ]);
    object(&[
        ("type", json!({ "type": "string", "enum": kinds })),
        ("timestamp", json!({ "type": "string", "format": "date-time" })),
        ("data", data),
    ])
}

fn endpoint() -> Value {
    object(&[
        ("id", json!({ "type": "string" })),
        ("failing_since", or_null(json!({ "type": "string", "format": "date-time" }))),
    ])
}

fn account() -> Value {
    object(&[
        ("provider", json!({ "type": "string" })),
        ("code", json!({ "type": "string" })),
        ("detail", json!({ "type": "string" })),
    ])
}

fn key() -> Value {
    let number = |description: &str| json!({ "type": "integer", "minimum": 1, "description": description });
    object(&[
        ("id", json!({ "type": "string" })),
        ("texts_per_hour", number("All that pages with this key may have sent")),
        ("window_s", number("Seconds in which they are counted")),
    ])
}

fn webhook(kind: &str) -> Value {
    let schema = json!({ "allOf": [
        reference(&format!("{}Event", capital(family(kind)))),
        { "properties": { "type": { "const": kind } } },
    ] });
    let header = |name: &str, description: &str| {
        json!({
            "name": name, "in": "header", "required": true, "description": description,
            "schema": { "type": "string" },
        })
    };
    json!({ "post": {
        "operationId": operation_id(kind),
        "tags": ["Events"],
        "summary": format!("`{kind}`"),
        "security": [],
        "parameters": [
            header("webhook-id", "Of the event: the same however often it comes"),
            header("webhook-timestamp", "Seconds since 1970"),
            header("webhook-signature", "`v1,` and the signature, for each secret; verify it with the raw body"),
        ],
        "requestBody": { "required": true, "content": { "application/json": { "schema": schema } } },
        "responses": {
            "2XX": { "description": "Taken" },
            "410": { "description": "Nothing more is delivered to this endpoint until you redeliver to it" },
            "default": { "description": "Tried again, for 75 hours" },
        },
    } })
}

fn operation_id(kind: &str) -> String {
    format!("on{}", kind.split(['.', '_']).map(capital).collect::<String>())
}

fn family(kind: &str) -> &str {
    kind.split('.').next().unwrap_or_default()
}
