//! Texts of a known form, for fields whose Rust type is a plain text, and schemas that are put together elsewhere.

use serde_json::{Value, json};

use crate::domain::event::KINDS;
use crate::domain::texts::patterns::NOT_BLANK;
use crate::providers::REGISTRY;

macro_rules! forms {
    ($($(#[$doc:meta])+ $name:ident: $schema:expr;)+) => {$(
        $(#[$doc])+
        #[derive(Debug)]
        pub struct $name;

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let schema: serde_json::Value = $schema;
                schema.try_into().unwrap_or_else(|_| schemars::json_schema!(false))
            }
        }
    )+};
}
pub(super) use forms;

forms! {
    /// A moment.
    Moment: json!({ "type": "string", "format": "date-time" });
    /// A merchant's id of an order or a refund.
    Id: id();
    /// What a page keeps of its purchase.
    BrowserKey: json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]{22,64}$" });
    /// A client token.
    TokenText: json!({ "type": "string", "pattern": r"^ct_[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$", "maxLength": 200 });
    /// A number as its payer sees it.
    MaskedNumber: json!({ "type": "string", "pattern": r"^\+[0-9*]+$" });
    /// One id of an order, or a list.
    Ids: json!({ "anyOf": [id(), { "type": "array", "items": id(), "maxItems": 20 }] });
    /// An amount as shown.
    Decimal: json!({ "type": "string", "pattern": r"^(0|[1-9][0-9]*)(\.[0-9]{2})?$" });
    /// A number as shown, E.164.
    Number: json!({ "type": "string", "pattern": r"^\+[1-9][0-9]{7,14}$" });
    /// A provider.
    ProviderId: json!({ "type": "string", "enum": provider_ids() });
    /// A provider's own id.
    ProvidersOrderId: json!({ "type": "string", "pattern": "^[!-~]{1,64}$" });
    /// An order or refund as the caller may see it.
    AnyOrder: any_of(["Order", "Refund", "PayerOrder"].into_iter().map(reference));
    /// What a person wrote, gone with the personal data.
    Remark: json!({ "type": ["string", "null"], "minLength": 1, "maxLength": 1000 });
    /// What a person wrote.
    Sentence: json!({ "type": "string", "minLength": 1, "maxLength": 1000, "pattern": NOT_BLANK });
    /// The payer's one-time password.
    Otp: any_of(REGISTRY.iter().filter_map(|provider| provider.described().otp));
    /// What the payer must do.
    ActionKind: json!({ "type": "string", "enum": ["otp", "redirect", "qr", "app", "wait"] });
    /// Whatever a provider gave.
    Anything: json!({});
    /// A line of the history: what happened.
    HistoryEntryType: json!({
        "type": "string",
        "enum": [
            "reserve", "reply", "query", "notification", "hint", "confirm", "cancel", "resolve", "time", "forget",
            "revoke_tokens",
        ],
    });
    /// A line of the history: what was said.
    Note: reference("HistoryNote");
    /// The kind of an event.
    EventKind: json!({ "type": "string", "enum": KINDS });
    /// The text of an event.
    EventBody: reference("Event");
    /// Why there was no answer.
    DeliveryError: json!({ "type": "string", "enum": ["timeout", "connection_lost"] });
    /// The code of a problem.
    ProblemCode: reference("ProblemCode");
    /// Whether orders are taken.
    HealthStatus: json!({ "type": "string", "enum": ["ok", "unavailable"] });
    /// How the ledger is.
    LedgerStatus: json!({ "type": "string", "enum": ["ok", "made with another number of shards", "unavailable"] });
    /// The provider's own fields of an order.
    OrderDetails: reference("OrderDetails");
    /// The provider's own fields of a refund.
    RefundDetails: reference("RefundDetails");
    /// The provider's own fields of a subscription.
    SubscriptionDetails: reference("SubscriptionDetails");
    /// The provider's own fields of a product.
    ProductDetails: reference("ProductDetails");
}

fn id() -> Value {
    json!({ "type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$" })
}

/// The ids of all providers.
pub(super) fn provider_ids() -> Vec<&'static str> {
    REGISTRY.iter().map(|provider| provider.id()).collect()
}

pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Any of the schemas; one alone stands for itself.
pub(super) fn any_of(schemas: impl Iterator<Item = Value>) -> Value {
    let mut schemas: Vec<Value> = schemas.collect();
    match schemas.pop() {
        Some(only) if schemas.is_empty() => only,
        Some(last) => {
            schemas.push(last);
            json!({ "anyOf": schemas })
        }
        None => json!(false),
    }
}
