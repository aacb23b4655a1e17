//! An order as shown.

use serde::Serialize;
use serde_json::Value;

use super::TokenView;
use crate::domain::command::Warning;
use crate::domain::order::State;
use crate::domain::outcome::{NextAction, ProviderStatus, UnknownReason};
use crate::domain::review::ReviewReason;
use crate::domain::{Failure, Money, Operation, Order, Timestamp};

/// An order as the merchant sees it. No secret, no one-time password.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Order"))]
pub struct OrderView<'a> {
    /// The merchant's own id, as given: the idempotency key.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Id"))]
    merchant_order_id: &'a str,
    /// The id of the provider that carries it out.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::ProviderId"))]
    provider: &'a str,
    /// What was asked.
    operation: Operation,
    /// The catalogue's item, where a page made the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    sku: Option<&'a str>,
    /// `true` when the provider moves no real money.
    sandbox: bool,
    /// Where it stands.
    state: State,
    /// How much.
    amount: AmountView,
    /// Whose number, where there is one; gone with the personal data.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<super::openapi::Number>"))]
    msisdn: Option<String>,
    /// The provider's own fields; gone with the personal data.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::OrderDetails"))]
    details: &'a Value,
    /// What the payer must do now.
    next_action: Option<NextActionView<'a>>,
    /// With `failed`: why.
    failure: Option<Failure>,
    /// With `unknown`: why nobody can tell.
    unknown_reason: Option<UnknownReason>,
    /// Set while a person must look.
    review: Option<ReviewView<'a>>,
    /// How a person settled it.
    resolution: Option<ResolutionView<'a>>,
    /// Whether it may be tried again, under a new id.
    may_retry: bool,
    /// Of a top-up: whether the payer may be given back what was taken for it.
    may_refund_payer: bool,
    /// Whether the provider must be asked before anybody acts.
    must_recheck: bool,
    /// The id that the provider was sent, where it is not the merchant's.
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_id: Option<&'a str>,
    /// The provider's id of it.
    provider_order_id: Option<&'a str>,
    /// What the provider said last, verbatim.
    provider_status: Option<&'a ProviderStatus>,
    /// When the provider first reported a success, in whatever way; also where it decided nothing.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    success_reported_at: Option<String>,
    /// When the merchant asked for its cancellation.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    cancel_asked_at: Option<String>,
    /// Where the payer's browser goes at last.
    #[serde(skip_serializing_if = "Option::is_none")]
    return_url: Option<&'a str>,
    /// What the caller should look at though the order was made.
    #[serde(skip_serializing_if = "<[Warning]>::is_empty")]
    warnings: &'a [Warning],
    /// Grows with each change.
    version: u32,
    /// When it was accepted.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    created_at: String,
    /// When it last changed.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    updated_at: String,
    /// Where one was asked for: in the answer to its creation alone, where the document has it.
    #[cfg_attr(feature = "openapi", schemars(skip))]
    #[serde(skip_serializing_if = "Option::is_none")]
    client_token: Option<TokenView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Amount"))]
pub(super) struct AmountView {
    /// A decimal string with all of the currency's digits.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Decimal"))]
    value: String,
    /// ISO 4217.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::domain::Currency"))]
    currency: &'static str,
}

impl AmountView {
    pub(super) fn of(money: Money) -> Self {
        Self { value: money.to_string(), currency: money.currency().code() }
    }
}

/// One shape, whatever the service: `type` says which of the others are there.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "NextAction"))]
pub struct NextActionView<'a> {
    /// `otp`: type the texted password. `redirect`: open `url`. `qr`: show `image_png_base64`, or make a code of
    /// `text`. `app`: hand `params` to the wallet's SDK, or open `url` where there is one. `wait`: the payer acts on
    /// the device.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::ActionKind"))]
    #[serde(rename = "type")]
    kind: &'static str,
    /// Where the payer's browser goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    /// The same in the provider's app.
    #[serde(skip_serializing_if = "Option::is_none")]
    app_url: Option<&'a str>,
    /// The code as a picture: PNG, base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    image_png_base64: Option<&'a str>,
    /// What the code says.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    /// For the wallet's SDK, as the provider gave them.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Anything"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<&'a Value>,
    /// Where the payer acts: `device`.
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<&'a str>,
    /// How many passwords may still be tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts_left: Option<u8>,
    /// Until when the payer may act.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Review"))]
pub(super) struct ReviewView<'a> {
    /// Why, in the order found.
    reasons: &'a [ReviewReason],
    /// What to do about each, in the same order.
    advice: Vec<&'static str>,
    /// Since when a person is to look at it.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    since: String,
}

impl<'a> ReviewView<'a> {
    pub(super) fn of(order: &'a Order) -> Option<Self> {
        let review = order.review()?;
        let advice = match (&order.terms().refund_of, order.terms().operation) {
            (Some(_), _) => ReviewReason::advice_on_refund,
            (None, Operation::Topup) => ReviewReason::advice_on_topup,
            (None, _) => ReviewReason::advice,
        };
        let advice = review.reasons.iter().map(|reason| advice(*reason)).collect();
        Some(Self { reasons: &review.reasons, advice, since: review.since.rfc3339() })
    }
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Resolution"))]
pub(super) struct ResolutionView<'a> {
    /// The state that the person decided on.
    #[cfg_attr(feature = "openapi", schemars(with = "super::ResolvedState"))]
    state: State,
    /// What it rests on; null once personal data has gone.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Remark"))]
    evidence: Option<&'a str>,
    /// Who said so; null once personal data has gone.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Remark"))]
    by: Option<&'a str>,
    /// Whether it was failed although the provider reported a success: `may_retry` and `may_refund_payer` stay false.
    against_evidence: bool,
    /// When it was decided.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    at: String,
}

impl<'a> ResolutionView<'a> {
    pub(super) fn of(order: &'a Order) -> Option<Self> {
        let resolution = order.resolution()?;
        Some(Self {
            state: resolution.state,
            evidence: Some(resolution.evidence.as_str()).filter(|text| !text.is_empty()),
            by: Some(resolution.by.as_str()).filter(|text| !text.is_empty()),
            against_evidence: resolution.against_evidence,
            at: resolution.at.rfc3339(),
        })
    }
}

/// One line of an order's history.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct HistoryEntry {
    /// Grows by one with each line.
    pub number: u32,
    /// When, RFC 3339 at +07:00.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    pub at: String,
    /// What happened.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::HistoryEntryType"))]
    #[serde(rename = "type")]
    pub trigger: String,
    /// The state before.
    pub from: Option<State>,
    /// The state after.
    pub to: State,
    /// `X-Request-Id` of the call that did it; none where the gateway did it by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// What the provider said, or who did it.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Note"))]
    pub note: Value,
}

impl HistoryEntry {
    /// Lines beyond which what changed nothing is no longer noted: whoever may ask or hint cannot fill the ledger.
    pub const MOST_NOTES: u32 = 200;

    /// Whether a line is kept: changes always are, what our own calls were answered, and what people did.
    pub fn is_kept(number: u32, trigger: &str, changed: bool) -> bool {
        changed || number <= Self::MOST_NOTES || !matches!(trigger, "query" | "hint" | "notification" | "time")
    }
}

impl<'a> OrderView<'a> {
    /// The order as it looks at `now`.
    pub fn of(order: &'a Order, now: Timestamp) -> Self {
        Self {
            merchant_order_id: order.terms().merchant_order_id.as_str(),
            provider: &order.terms().provider,
            operation: order.terms().operation,
            sku: order.sku(),
            sandbox: order.sandbox(),
            state: order.state(),
            amount: AmountView::of(order.terms().amount),
            msisdn: order.terms().msisdn.as_ref().map(|m| m.e164()),
            details: &order.terms().details,
            next_action: NextActionView::of_order(order, now),
            failure: order.failure(),
            unknown_reason: order.unknown_reason(),
            review: ReviewView::of(order),
            resolution: ResolutionView::of(order),
            may_retry: order.may_retry(),
            may_refund_payer: order.may_refund_payer(),
            must_recheck: order.must_recheck(),
            sent_id: order.terms().sent_id.as_deref(),
            provider_order_id: order.provider_order_id(),
            provider_status: order.provider_status(),
            success_reported_at: order.success_reported_at().map(Timestamp::rfc3339),
            cancel_asked_at: order.cancel_asked_at().map(Timestamp::rfc3339),
            return_url: order.terms().return_url.as_deref(),
            warnings: order.warnings(),
            version: order.version(),
            created_at: order.created_at().rfc3339(),
            updated_at: order.updated_at().rfc3339(),
            client_token: None,
        }
    }

    /// The same with a token for the order.
    #[must_use]
    pub fn with(self, client_token: Option<TokenView>) -> Self {
        Self { client_token, ..self }
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
            NextAction::App { params, url } => Self { kind: "app", params: Some(params), url: url.as_deref(), ..view },
            NextAction::Wait { on } => Self { kind: "wait", on: Some(on), ..view },
        }
    }

    /// What the payer of an order must do at `now`.
    pub(super) fn of_order(order: &'a Order, now: Timestamp) -> Option<Self> {
        let view = Self::of(order.next_action_at(now)?);
        Some(match order.otp() {
            Some(otp) => Self {
                attempts_left: Some(otp.attempts_left).filter(|_| view.kind == "otp"),
                expires_at: Some(otp.expires_at.rfc3339()),
                ..view
            },
            None => view,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::HistoryEntry;

    #[test]
    fn a_long_history_drops_notes_and_nothing_else() {
        let kept = |trigger, changed| HistoryEntry::is_kept(HistoryEntry::MOST_NOTES + 1, trigger, changed);
        for note in ["query", "hint", "notification", "time"] {
            assert!(!kept(note, false) && kept(note, true), "{note}");
            assert!(HistoryEntry::is_kept(HistoryEntry::MOST_NOTES, note, false), "{note}");
        }
        for always in ["reserve", "reply", "confirm", "cancel", "resolve", "forget", "revoke_tokens"] {
            assert!(kept(always, false), "{always}");
        }
    }
}
