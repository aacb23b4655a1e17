//! What callers send.

use serde::Deserialize;
use serde_json::Value;

use crate::domain::{CommandError, Currency, Money, Operation, Secret, Timestamp};

/// An amount as written: a decimal string and an ISO 4217 code.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "AmountAsked"))]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// `"344.00"`; LAK and VND take no fraction.
    pub value: String,
    /// `LAK`, `THB` or `VND`.
    pub currency: String,
}

impl Amount {
    /// The money it stands for.
    pub fn money(&self) -> Result<Money, CommandError> {
        let currency = Currency::parse(&self.currency)
            .ok_or_else(|| CommandError::new("currency_unsupported", "amount.currency", "expected LAK, THB or VND"))?;
        Money::parse(&self.value, currency)
    }
}

/// POST `/v1/orders`. No `Debug`: a card may stand in `details`.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateOrder {
    /// Provider id.
    pub provider: String,
    /// What to do.
    pub operation: Operation,
    /// The merchant's own id: the idempotency key.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Id"))]
    pub merchant_order_id: String,
    /// How much.
    pub amount: Amount,
    /// Whose number, where the provider bills one.
    pub msisdn: Option<String>,
    /// Where the payer's browser goes at last; its origin must be listed in `RETURN_URLS`.
    pub return_url: Option<String>,
    /// The order of the same number that this one is made in spite of, though it is not known whether that one charged.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<super::openapi::Id>"))]
    pub despite: Option<String>,
    /// Wanted with the order, not part of its meaning: a token for the payer's page.
    pub client_token: Option<Value>,
    /// The provider's own fields.
    #[serde(default = "no_details")]
    pub details: Value,
}

fn no_details() -> Value {
    Value::Object(serde_json::Map::new())
}

/// POST `/v1/orders/{id}/cancel`. An empty body is an empty object.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CancelOrder {
    /// The version of the order that the caller has looked at: another one is not cancelled.
    pub version: Option<u32>,
}

/// POST `/v1/orders/{id}/refunds`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateRefund {
    /// The merchant's own id of the refund: its idempotency key.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Id"))]
    pub merchant_refund_id: String,
    /// How much goes back.
    pub amount: Amount,
    /// Why.
    pub reason: String,
    /// The version of the order that the caller has looked at: another one is not refunded.
    pub version: Option<u32>,
    /// The provider's own fields.
    #[serde(default = "no_details")]
    pub details: Value,
}

/// POST `/v1/orders/{id}/confirm`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmOrder {
    /// The one-time password from the text message; a string, since zeros lead.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Otp"))]
    pub otp: Secret,
}

/// Where nothing is to be said: an empty object, or no body.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// POST `/v1/orders/{id}/resolve`: a person's verdict.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ResolveOrder {
    /// `succeeded` or `failed`.
    pub state: ResolvedState,
    /// The version that the person has looked at; required here or as `If-Match`.
    pub version: Option<u32>,
    /// What it rests on: a statement's line, a call with the provider.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Sentence"))]
    pub evidence: String,
    /// Who says so.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Sentence"))]
    pub by: String,
    /// With `failed`, where the provider reported a success: that the person knows it.
    #[serde(default)]
    pub against_evidence: bool,
    /// With `succeeded`: the provider's id of it as the person found it there. Without it an id that rests on a
    /// notification alone is dropped: it may be another order's.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<super::openapi::ProvidersOrderId>"))]
    pub provider_order_id: Option<String>,
}

/// What a person may decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ResolvedState {
    /// The money moved.
    Succeeded,
    /// It did not.
    Failed,
}

/// POST `/v1/subscriptions`: one that was made elsewhere.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportSubscription {
    /// Provider id.
    pub provider: String,
    /// Whose.
    pub msisdn: String,
    /// When the subscriber agreed, RFC 3339. A cancellation after it still counts.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    pub consented_at: String,
    /// The provider's own fields.
    #[serde(default = "no_details")]
    pub details: Value,
}

impl ImportSubscription {
    /// When the subscriber agreed; not in the future.
    pub fn consented_at(&self, now: Timestamp) -> Result<Timestamp, CommandError> {
        Timestamp::parse(&self.consented_at).filter(|at| *at <= now).ok_or_else(|| {
            CommandError::new("field_invalid", "consented_at", "expected a past RFC 3339 time with its offset")
        })
    }
}

/// POST `/v1/subscriptions/search`: by POST, since a number never stands in a URL.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SearchSubscriptions {
    /// Provider id.
    pub provider: String,
    /// Whose.
    pub msisdn: String,
}
