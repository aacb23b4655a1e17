//! An order as shown.

use serde::Serialize;
use serde_json::Value;

use crate::domain::order::{ReviewReason, State};
use crate::domain::outcome::{Doubt, NextAction, ProviderStatus};
use crate::domain::{Failure, Operation, Order, Timestamp};

/// An order as the merchant sees it. No secret, no one-time password.
#[derive(Debug, Clone, Serialize)]
pub struct OrderView<'a> {
    merchant_order_id: &'a str,
    provider: &'a str,
    operation: Operation,
    /// `true` when the provider moves no real money.
    sandbox: bool,
    state: State,
    amount: AmountView,
    msisdn: Option<String>,
    details: &'a Value,
    next_action: Option<NextActionView<'a>>,
    failure: Option<Failure>,
    doubt: Option<Doubt>,
    review: Option<ReviewView<'a>>,
    resolution: Option<ResolutionView<'a>>,
    may_retry: bool,
    may_refund_payer: bool,
    must_recheck: bool,
    provider_order_id: Option<&'a str>,
    provider_status: Option<&'a ProviderStatus>,
    version: u32,
    created_at: String,
    updated_at: String,
}

#[derive(Debug, Clone, Serialize)]
struct AmountView {
    value: String,
    currency: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct NextActionView<'a> {
    #[serde(flatten)]
    action: &'a NextAction,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts_left: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct ReviewView<'a> {
    reasons: &'a [ReviewReason],
    since: String,
}

#[derive(Debug, Clone, Serialize)]
struct ResolutionView<'a> {
    state: State,
    evidence: &'a str,
    by: &'a str,
    at: String,
}

/// One line of an order's history.
#[derive(Debug, Clone, Serialize, serde::Deserialize)]
pub struct HistoryEntry {
    /// Grows by one with each line.
    pub number: u32,
    /// When, RFC 3339 at +07:00.
    pub at: String,
    /// What happened.
    pub happening: String,
    /// The state before.
    pub from: Option<State>,
    /// The state after.
    pub to: State,
    /// What the provider said, or who did it.
    pub note: Value,
}

impl<'a> OrderView<'a> {
    /// The order as it looks at `now`.
    pub fn of(order: &'a Order, now: Timestamp) -> Self {
        Self {
            merchant_order_id: order.facts.merchant_order_id.as_str(),
            provider: &order.facts.provider,
            operation: order.facts.operation,
            sandbox: order.sandbox,
            state: order.state,
            amount: AmountView {
                value: order.facts.amount.to_string(),
                currency: order.facts.amount.currency().code(),
            },
            msisdn: order.facts.msisdn.as_ref().map(|m| m.e164()),
            details: &order.facts.details,
            next_action: next_action(order, now),
            failure: order.failure,
            doubt: order.doubt,
            review: order.review.as_ref().map(|r| ReviewView { reasons: &r.reasons, since: r.since.rfc3339() }),
            resolution: order.resolution.as_ref().map(|r| ResolutionView {
                state: r.state,
                evidence: &r.evidence,
                by: &r.by,
                at: r.at.rfc3339(),
            }),
            may_retry: order.may_retry(),
            may_refund_payer: order.may_refund_payer(),
            must_recheck: order.must_recheck(),
            provider_order_id: order.provider_order_id.as_deref(),
            provider_status: order.provider_status.as_ref(),
            version: order.version,
            created_at: order.created_at.rfc3339(),
            updated_at: order.updated_at.rfc3339(),
        }
    }
}

fn next_action(order: &Order, now: Timestamp) -> Option<NextActionView<'_>> {
    let action = order.next_action_at(now)?;
    let otp = order.otp.as_ref().filter(|_| matches!(action, NextAction::Otp));
    Some(NextActionView {
        action,
        attempts_left: otp.map(|otp| otp.attempts_left),
        expires_at: otp.map(|otp| otp.expires_at.rfc3339()),
    })
}
