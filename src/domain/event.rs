//! What the merchant is told: the kinds of events, and which change of an order makes which.

use super::order::{Order, State};

/// Every kind there is.
pub const KINDS: [&str; 21] = [
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
    "provider.suspended",
    "provider.resumed",
    "provider.balance_low",
    "endpoint.failing",
    "endpoint.recovered",
    "account.alert",
    "key.texts_half_spent",
];

/// The kinds of events that a change of an order makes, in the order they are told.
pub fn kinds(before: Option<&Order>, after: &Order) -> Vec<&'static str> {
    let mut kinds = Vec::new();
    let refund = after.terms().refund_of.is_some();
    let mut add = |order: &'static str, back: &'static str| kinds.push(if refund { back } else { order });
    if before.map(|order| order.state()) != Some(after.state()) {
        match after.state() {
            State::Sending => {}
            State::Pending => add("order.pending", "refund.pending"),
            State::Unknown => add("order.unknown", "refund.unknown"),
            State::Succeeded => add("order.succeeded", "refund.succeeded"),
            State::Failed => add("order.failed", "refund.failed"),
        }
    }
    let reasons = |order: &Order| order.review().map_or(0, |review| review.reasons.len());
    if reasons(after) > before.map_or(0, reasons) {
        add("order.review", "refund.review");
    }
    if after.resolution().is_some() && before.is_none_or(|order| order.resolution() != after.resolution()) {
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
