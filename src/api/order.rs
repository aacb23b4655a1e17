//! An order as shown.

use serde::Serialize;
use serde_json::Value;

use crate::domain::command::Warning;
use crate::domain::order::{ReviewReason, State};
use crate::domain::outcome::{Doubt, NextAction, ProviderStatus};
use crate::domain::{Failure, Money, Operation, Order, Timestamp};

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
    /// When the merchant asked for its cancellation.
    #[serde(skip_serializing_if = "Option::is_none")]
    cancel_asked_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_url: Option<&'a str>,
    #[serde(skip_serializing_if = "<[Warning]>::is_empty")]
    warnings: &'a [Warning],
    version: u32,
    created_at: String,
    updated_at: String,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct AmountView {
    value: String,
    currency: &'static str,
}

impl AmountView {
    pub(super) fn of(money: Money) -> Self {
        Self { value: money.to_string(), currency: money.currency().code() }
    }
}

/// One shape, whatever the service: `type` says which of the others are there.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NextActionView<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    app_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_png_base64: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts_left: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct ReviewView<'a> {
    reasons: &'a [ReviewReason],
    since: String,
}

impl<'a> ReviewView<'a> {
    pub(super) fn of(order: &'a Order) -> Option<Self> {
        order.review.as_ref().map(|r| Self { reasons: &r.reasons, since: r.since.rfc3339() })
    }
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct ResolutionView<'a> {
    state: State,
    evidence: &'a str,
    by: &'a str,
    at: String,
}

impl<'a> ResolutionView<'a> {
    pub(super) fn of(order: &'a Order) -> Option<Self> {
        let resolution = order.resolution.as_ref()?;
        Some(Self {
            state: resolution.state,
            evidence: &resolution.evidence,
            by: &resolution.by,
            at: resolution.at.rfc3339(),
        })
    }
}

/// One line of an order's history.
#[derive(Debug, Clone, Serialize)]
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
            amount: AmountView::of(order.facts.amount),
            msisdn: order.facts.msisdn.as_ref().map(|m| m.e164()),
            details: &order.facts.details,
            next_action: next_action(order, now),
            failure: order.failure,
            doubt: order.doubt,
            review: ReviewView::of(order),
            resolution: ResolutionView::of(order),
            may_retry: order.may_retry(),
            may_refund_payer: order.may_refund_payer(),
            must_recheck: order.must_recheck(),
            provider_order_id: order.provider_order_id.as_deref(),
            provider_status: order.provider_status.as_ref(),
            cancel_asked_at: order.cancel_asked_at.map(Timestamp::rfc3339),
            return_url: order.facts.return_url.as_deref(),
            warnings: &order.warnings,
            version: order.version,
            created_at: order.created_at.rfc3339(),
            updated_at: order.updated_at.rfc3339(),
        }
    }
}

impl<'a> NextActionView<'a> {
    /// The action by itself, without what only an order knows of it.
    pub fn of(action: &'a NextAction) -> Self {
        let view = Self { expires_at: action.expires_at().map(Timestamp::rfc3339), ..Self::default() };
        match action {
            NextAction::Otp => Self { kind: "otp", ..view },
            NextAction::Redirect { url, app_url, .. } => {
                Self { kind: "redirect", url: Some(url), app_url: app_url.as_deref(), ..view }
            }
            NextAction::Qr { image_png_base64, text, .. } => {
                Self { kind: "qr", image_png_base64: image_png_base64.as_deref(), text: text.as_deref(), ..view }
            }
            NextAction::App { params } => Self { kind: "app", params: Some(params), ..view },
            NextAction::Wait { on } => Self { kind: "wait", on: Some(on), ..view },
        }
    }
}

fn next_action(order: &Order, now: Timestamp) -> Option<NextActionView<'_>> {
    let view = NextActionView::of(order.next_action_at(now)?);
    Some(match &order.otp {
        Some(otp) => NextActionView {
            attempts_left: Some(otp.attempts_left).filter(|_| view.kind == "otp"),
            expires_at: Some(otp.expires_at.rfc3339()),
            ..view
        },
        None => view,
    })
}
