//! What the merchant is told: the kinds of events, and which change of an order makes which.

use serde::{Deserialize, Serialize};

use super::order::{Order, State};
use super::time::Timestamp;

/// Every kind there is.
pub const KINDS: [&str; 19] = [
    "order.pending",
    "order.unknown",
    "order.succeeded",
    "order.failed",
    "order.review",
    "order.resolved",
    "refund.pending",
    "refund.unknown",
    "refund.succeeded",
    "refund.failed",
    "refund.review",
    "refund.resolved",
    "subscription.started",
    "subscription.cancelled",
    "provider.closed",
    "provider.reopened",
    "provider.balance_low",
    "endpoint.failing",
    "endpoint.recovered",
];

/// An event as it is kept: never changed after it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// `evt_…`: stays the same over every delivery, so that a receiver can tell a repeated one.
    pub id: String,
    /// One of [`KINDS`].
    pub kind: String,
    /// What it is about: an order's key, or `provider:…`, `endpoint:…`, `subscription:…`: no order has such a
    /// key.
    pub about: String,
    /// Counts the events about one thing, from 1.
    pub sequence: u32,
    /// When it happened.
    pub at: Timestamp,
    /// The exact text that is sent.
    pub body: String,
}

/// The kinds of events that a change of an order makes, in the order they are told.
pub fn kinds(before: Option<&Order>, after: &Order) -> Vec<&'static str> {
    let mut kinds = Vec::new();
    let refund = after.facts.refund_of.is_some();
    let mut add = |order: &'static str, back: &'static str| kinds.push(if refund { back } else { order });
    if before.map(|order| order.state) != Some(after.state) {
        match after.state {
            State::Sending => {}
            State::Pending => add("order.pending", "refund.pending"),
            State::Unknown => add("order.unknown", "refund.unknown"),
            State::Succeeded => add("order.succeeded", "refund.succeeded"),
            State::Failed => add("order.failed", "refund.failed"),
        }
    }
    let reasons = |order: &Order| order.review.as_ref().map_or(0, |review| review.reasons.len());
    if reasons(after) > before.map_or(0, reasons) {
        add("order.review", "refund.review");
    }
    if after.resolution.is_some() && before.is_none_or(|order| order.resolution != after.resolution) {
        add("order.resolved", "refund.resolved");
    }
    kinds
}

/// Whether a receiver's list of kinds lets one through: names, or `order.*`. No list lets everything through.
pub fn wanted(types: &[String], kind: &str) -> bool {
    types.is_empty() || types.iter().any(|wanted| matches(wanted, kind))
}

/// Whether a name, or `order.*`, stands for a kind.
pub fn matches(pattern: &str, kind: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(family) => family.ends_with('.') && kind.starts_with(family),
        None => pattern == kind,
    }
}
