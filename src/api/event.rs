//! Events: the text that is sent, and how they are shown and asked for.

use serde::{Deserialize, Serialize};

use super::{OrderView, RefundView};
use crate::domain::{CommandError, MerchantOrderId, Order, Timestamp, event};

use super::list::{Cursor, DEFAULT_LIMIT, Query};

/// The text of an event (Standard Webhooks 1.0.0, "Webhook payload"): its kind, when it happened, and what it is about
/// as it was then. `data` is JSON.
pub fn body(kind: &str, at: Timestamp, sequence: u32, subject: &str, data: &str) -> String {
    let at = at.rfc3339();
    format!(r#"{{"type":"{kind}","timestamp":"{at}","data":{{"sequence":{sequence},"{subject}":{data}}}}}"#)
}

/// What an event about an order says, and under which name.
pub fn subject_of(order: &Order, now: Timestamp) -> (&'static str, Result<String, serde_json::Error>) {
    match RefundView::of(order) {
        Some(refund) => ("refund", serde_json::to_string(&refund)),
        None => ("order", serde_json::to_string(&OrderView::of(order, now))),
    }
}

/// An event as shown, with how it reached each endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "StoredEvent"))]
pub struct EventView {
    /// `evt_…`.
    pub id: String,
    /// Its kind.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::EventKind"))]
    #[serde(rename = "type")]
    pub kind: String,
    /// An order's key, or `provider:…`, `account:…`, `key:…`, `endpoint:…`, `subscription:…`.
    pub about: String,
    /// Counts the events about one thing, from 1.
    pub sequence: u32,
    /// When it happened, RFC 3339 at +07:00.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    pub at: String,
    /// The exact text that is sent; gone with the personal data in it.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<super::openapi::EventBody>"))]
    pub body: Option<String>,
    /// How it reached each endpoint.
    pub deliveries: Vec<DeliveryView>,
}

impl EventView {
    /// The event as JSON; its body stands in it as it is sent.
    pub fn json(mut self) -> Result<String, serde_json::Error> {
        let body = self.body.take();
        let json = serde_json::to_string(&self)?;
        Ok(match body {
            Some(body) => json.replacen(r#""body":null"#, &format!(r#""body":{body}"#), 1),
            None => json,
        })
    }
}

/// How an event reached an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Delivery"))]
pub struct DeliveryView {
    /// The endpoint's id.
    pub endpoint: String,
    /// Where it stands.
    pub state: DeliveryState,
    /// Every attempt, the oldest first.
    pub attempts: Vec<AttemptView>,
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Not taken yet.
    Waiting,
    /// The endpoint answered 2xx.
    Delivered,
    /// Given up after 75 hours, or because the endpoint is gone; it can be redelivered.
    Exhausted,
}

impl DeliveryState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Delivered, Self::Exhausted];

    /// The word used in the API and in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Exhausted => "exhausted",
        }
    }
}

/// One attempt at a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "DeliveryAttempt"))]
pub struct AttemptView {
    /// When, RFC 3339 at +07:00.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    pub at: String,
    /// The answer's HTTP status.
    pub status: Option<i64>,
    /// Why there was none: `timeout` or `connection_lost`.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<super::openapi::DeliveryError>"))]
    pub error: Option<String>,
}

/// Which events, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventFilter {
    /// This one alone.
    pub id: Option<String>,
    /// Of this kind, or `order.*`.
    pub kind: Option<String>,
    /// About this order.
    pub about: Option<String>,
    /// With a delivery in this state.
    pub state: Option<DeliveryState>,
    /// To this endpoint.
    pub endpoint: Option<String>,
    /// Made at this moment or after it.
    pub since: Option<Timestamp>,
    /// Behind this place in the list.
    pub after: Option<Cursor>,
    /// How many events there may be.
    pub limit: u32,
}

impl EventFilter {
    /// Reads the query of GET `/v1/events`.
    pub fn read(mut query: Query) -> Result<Self, CommandError> {
        let filter = Self {
            id: None,
            kind: query.read("type", "expected a kind of event, or order.*", |text| {
                event::KINDS.iter().any(|kind| event::matches(text, kind)).then(|| text.to_owned())
            }),
            about: query.read("merchant_order_id", "expected the id of an order", |id| {
                MerchantOrderId::parse(id).ok().map(|id| id.key())
            }),
            state: query.read("state", "expected waiting, delivered or exhausted", |text| {
                DeliveryState::ALL.into_iter().find(|state| state.name() == text)
            }),
            endpoint: query.text("endpoint"),
            since: query.moment("since"),
            after: query.cursor(),
            limit: query.limit(DEFAULT_LIMIT),
        };
        query.finish().map(|()| filter)
    }
}

/// POST `/v1/events/{id}/redeliver`.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RedeliverOne {
    /// To this endpoint only; to all that want it when absent.
    pub endpoint: Option<String>,
}

/// POST `/v1/events/redeliver`: everything that an endpoint was to get since a time.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RedeliverSince {
    /// RFC 3339.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    pub since: String,
    /// The endpoint's id.
    pub endpoint: String,
}

impl RedeliverOne {
    /// Whether its endpoint is one of these.
    pub fn check<'a>(&self, endpoints: impl Iterator<Item = &'a str>) -> Result<(), CommandError> {
        self.endpoint.as_deref().map_or(Ok(()), |id| check_endpoint(id, endpoints))
    }
}

impl RedeliverSince {
    /// Since when; its endpoint is one of these.
    pub fn checked<'a>(&self, endpoints: impl Iterator<Item = &'a str>) -> Result<Timestamp, CommandError> {
        let since = Timestamp::parse(&self.since)
            .ok_or_else(|| CommandError::new("field_invalid", "since", "expected an RFC 3339 time with its offset"));
        CommandError::both(since, check_endpoint(&self.endpoint, endpoints)).map(|(since, ())| since)
    }
}

fn check_endpoint<'a>(id: &str, mut endpoints: impl Iterator<Item = &'a str>) -> Result<(), CommandError> {
    if endpoints.any(|known| known == id) {
        return Ok(());
    }
    Err(CommandError::new("endpoint_unknown", "endpoint", "EVENT_ENDPOINTS has none with this id"))
}
