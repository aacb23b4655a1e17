//! What stands in paths and queries.

use serde_json::{Value, json};

use super::super::list::{DEFAULT_LIMIT, MAX_LIMIT};
use super::components::described;
use super::forms::provider_ids;
use crate::domain::State;
use crate::domain::event::KINDS;
use crate::providers::openapi::Described;

/// Characters of an id. Any other text names no order: 404.
const ID: &str = "^[A-Za-z0-9._-]{1,64}$";

/// An order's id in a path.
pub(super) fn order() -> Value {
    in_path("merchant_order_id", "The merchant's own id of the order", json!({ "type": "string", "pattern": ID }))
}

/// An order's id in a path, and a refund's.
pub(super) fn refund() -> [Value; 2] {
    let schema = json!({ "type": "string", "pattern": ID });
    [order(), in_path("merchant_refund_id", "The merchant's own id of the refund", schema)]
}

/// The version of the order that the caller has looked at, beside the body's. An empty one is none: the platform drops
/// headers without a value before the gateway sees them.
pub(super) fn if_match() -> Value {
    let schema = json!({ "type": "string", "pattern": "^(\"?[0-9]{1,10}\"?)?$" });
    let description = "The version of the order that the caller has looked at, in the place of the body's `version`";
    json!({ "name": "If-Match", "in": "header", "description": description, "schema": schema })
}

/// A provider's id in a path, of those that have what is asked for.
pub(super) fn provider(has: impl Fn(&Described) -> bool) -> Value {
    let all = provider_ids().into_iter().zip(described());
    let ids: Vec<&str> = all.filter(|(_, described)| has(described)).map(|(id, _)| id).collect();
    in_path("provider", "The provider's id", json!({ "type": "string", "enum": ids }))
}

/// An event's id in a path.
pub(super) fn event() -> Value {
    in_path("event_id", "The event's id", json!({ "type": "string", "pattern": "^evt_[0-9a-f]+$" }))
}

/// Something in a path.
pub(super) fn in_path(name: &str, description: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "path", "required": true, "description": description, "schema": schema })
}

fn in_query(name: &str, description: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "query", "description": description, "schema": schema })
}

/// How a read waits.
pub(super) fn waiting() -> [Value; 2] {
    [
        in_query(
            "wait",
            "Seconds to wait for a change",
            json!({ "type": "integer", "minimum": 0, "maximum": 30, "default": 0 }),
        ),
        in_query(
            "version",
            "The version that the caller has seen: answered at once if it is another one by now",
            json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
        ),
    ]
}

/// Which orders.
pub(super) fn orders() -> Vec<Value> {
    let states: Vec<&str> = State::ALL.iter().map(|state| state.name()).collect();
    let mut all = vec![
        in_query("provider", "Of this provider", json!({ "type": "string", "enum": provider_ids() })),
        in_query("state", "In this state", json!({ "type": "string", "enum": states })),
        in_query("review", "Under review, or not", json!({ "type": "boolean" })),
        in_query("created_from", "Accepted at or after", moment()),
        in_query("created_to", "Accepted before", moment()),
    ];
    all.extend(page(DEFAULT_LIMIT));
    all
}

/// Which events.
pub(super) fn events() -> Vec<Value> {
    let mut kinds: Vec<String> = KINDS.iter().map(|kind| (*kind).to_owned()).collect();
    let families = KINDS.iter().filter_map(|kind| kind.split_once('.')).map(|(family, _)| format!("{family}.*"));
    kinds.extend(families);
    kinds.sort_unstable();
    kinds.dedup();
    let mut all = vec![
        in_query("type", "Of this kind", json!({ "type": "string", "enum": kinds })),
        in_query("merchant_order_id", "About this order", json!({ "type": "string", "pattern": ID })),
        in_query(
            "state",
            "With a delivery that stands so",
            json!({ "type": "string", "enum": ["waiting", "delivered", "exhausted"] }),
        ),
        in_query("endpoint", "To this endpoint", json!({ "type": "string" })),
        in_query("since", "At or after", moment()),
    ];
    all.extend(page(DEFAULT_LIMIT));
    all
}

/// Which page; so many are on one if the caller does not say.
pub(super) fn page(usual: u32) -> [Value; 2] {
    let cursor = json!({ "type": "string", "pattern": "^[0-9]{1,15}~" });
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": usual });
    [
        in_query("limit", "At most so many; a page may have fewer, since it has 1 MiB at most", limit),
        in_query("cursor", "The `next_cursor` of the page before", cursor),
    ]
}

fn moment() -> Value {
    json!({ "type": "string", "format": "date-time" })
}
