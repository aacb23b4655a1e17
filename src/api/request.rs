//! What callers send.

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::TokenWanted;
use super::named_provider::named_provider;
use crate::domain::command::Subscribed;
use crate::domain::{CommandError, Currency, Money, Msisdn, Operation, Secret, Timestamp};
use crate::providers::{Account, NUMBERS, SUBSCRIPTIONS, capability};

/// An amount as written: a decimal string and an ISO 4217 code.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
        match Currency::parse(&self.currency) {
            Some(currency) => Money::parse(&self.value, currency),
            None => {
                let unknown = CommandError::new("currency_unsupported", "amount.currency", "expected LAK, THB or VND");
                // What is no amount of baht, which have a fraction, is none of any currency.
                Err(unknown.with(Money::parse(&self.value, Currency::Thb).map(drop)))
            }
        }
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
    #[cfg_attr(feature = "openapi", schemars(with = "OrderOperation"))]
    #[serde(deserialize_with = "operation")]
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
    /// The orders of the same number that this one is made in spite of, though it is not known whether they charged: one
    /// id, or a list of all of them.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<super::openapi::Ids>"))]
    #[serde(default, deserialize_with = "ids")]
    pub despite: Vec<String>,
    /// Wanted with the order, not part of its meaning: a token for the payer's page.
    pub client_token: Option<TokenWanted>,
    /// The provider's own fields.
    #[serde(default = "no_details")]
    pub details: Value,
}

fn no_details() -> Value {
    Value::Object(serde_json::Map::new())
}

/// What an order can be made for: a refund is made below the order that it gives back.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum OrderOperation {
    Charge,
    Renewal,
    Payment,
    Topup,
}

fn operation<'de, D: Deserializer<'de>>(given: D) -> Result<Operation, D::Error> {
    Ok(match OrderOperation::deserialize(given)? {
        OrderOperation::Charge => Operation::Charge,
        OrderOperation::Renewal => Operation::Renewal,
        OrderOperation::Payment => Operation::Payment,
        OrderOperation::Topup => Operation::Topup,
    })
}

/// Most orders that one is made in spite of.
pub(super) const MOST_DESPITE: usize = 20;

/// One text, or a list; none stands for an empty one.
fn ids<'de, D: Deserializer<'de>>(given: D) -> Result<Vec<String>, D::Error> {
    struct Ids;

    impl<'de> Visitor<'de> for Ids {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an order's id, or a list of them")
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }

        fn visit_str<E>(self, id: &str) -> Result<Self::Value, E> {
            Ok(vec![id.to_owned()])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut ids = Vec::new();
            while let Some(id) = list.next_element()? {
                ids.push(id);
            }
            Ok(ids)
        }
    }

    given.deserialize_any(Ids)
}

/// POST `/v1/orders/{id}/cancel`. An empty body is an empty object.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CancelOrder {
    /// The version of the order that the caller has looked at: another one is not cancelled.
    #[cfg_attr(feature = "openapi", schemars(extend("maximum" = u32::MAX)))]
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
    #[cfg_attr(feature = "openapi", schemars(extend("maximum" = u32::MAX)))]
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
    #[cfg_attr(feature = "openapi", schemars(extend("maximum" = u32::MAX)))]
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

impl ResolveOrder {
    /// Whether the verdict is one. `is_made_up` as in [`super::body::read`].
    pub fn check(&self, is_made_up: &dyn Fn(&str) -> bool) -> Result<(), CommandError> {
        let state = (!is_made_up("state")).then_some(self.state);
        let id = self.provider_order_id.as_deref();
        let is_id = |id: &str| (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
        let against = self.against_evidence && state == Some(ResolvedState::Succeeded);
        CommandError::every([
            sentence("evidence", &self.evidence),
            sentence("by", &self.by),
            refuse(against, "against_evidence", "goes with failed alone"),
            refuse(
                id.is_some() && state == Some(ResolvedState::Failed),
                "provider_order_id",
                "goes with succeeded alone",
            ),
            refuse(!id.is_none_or(is_id), "provider_order_id", "expected 1 to 64 printable characters"),
        ])
    }
}

fn sentence(field: &'static str, text: &str) -> Result<(), CommandError> {
    refuse(!(1..=1000).contains(&text.trim().chars().count()), field, "expected 1 to 1000 characters")
}

fn refuse(wrong: bool, field: &'static str, problem: &'static str) -> Result<(), CommandError> {
    if wrong { Err(CommandError::new("field_invalid", field, problem)) } else { Ok(()) }
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

impl ImportSubscription {
    /// Whose it is, and to what, as the account of its provider reads that.
    pub fn read_by(&self, account: &dyn Account) -> Result<(Msisdn, Subscribed), CommandError> {
        let subscriptions = capability(named_provider(&self.provider)?, account.subscriptions(), SUBSCRIPTIONS)?;
        CommandError::both(number(&self.provider, account, &self.msisdn), subscriptions.subscribed(&self.details))
    }
}

fn number(provider: &str, account: &dyn Account, text: &str) -> Result<Msisdn, CommandError> {
    capability(named_provider(provider)?, account.numbers(), NUMBERS)?.msisdn(text)
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

impl SearchSubscriptions {
    /// Whose, as the account of the provider reads that.
    pub fn read_by(&self, account: &dyn Account) -> Result<Msisdn, CommandError> {
        number(&self.provider, account, &self.msisdn)
    }
}
