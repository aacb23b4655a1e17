//! An order as its payer may see it.

use serde::Serialize;

use super::TokenView;
use super::order::{AmountView, NextActionView};
use crate::domain::outcome::Reason;
use crate::domain::{Operation, Order, State, Timestamp};

/// An order as shown to a page: nothing that only the merchant should know. The number is masked, and "failed" is not
/// said while a person has to look.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "PayerOrder"))]
pub struct PayerView<'a> {
    /// The order's id.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Id"))]
    merchant_order_id: &'a str,
    /// Who carries it.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::ProviderId"))]
    provider: &'a str,
    /// What was asked.
    operation: Operation,
    /// `true` when the provider moves no real money.
    sandbox: bool,
    /// Where it stands.
    state: State,
    /// How much.
    amount: AmountView,
    /// Whose number, masked, where there is one.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<super::openapi::MaskedNumber>"))]
    msisdn: Option<String>,
    /// What the payer must do now.
    next_action: Option<NextActionView<'a>>,
    /// With `failed`: why.
    failure: Option<PayerFailure>,
    /// Whether it may be tried again, under a new id.
    may_retry: bool,
    /// Whether the provider must be asked before anybody acts.
    must_recheck: bool,
    /// Where the payer's browser goes at last.
    #[serde(skip_serializing_if = "Option::is_none")]
    return_url: Option<&'a str>,
    /// Grows with each change.
    version: u32,
    /// When it was accepted.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    created_at: String,
    /// When it last changed.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    updated_at: String,
    /// Where the page has none yet: of an order that it has just made.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_token: Option<TokenView>,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct PayerFailure {
    /// Why.
    reason: Reason,
}

impl<'a> PayerView<'a> {
    /// The order as it looks at `now`.
    pub fn of(order: &'a Order, now: Timestamp) -> Self {
        let state = order.payer_state();
        let failure = order.failure().filter(|_| state == State::Failed);
        Self {
            merchant_order_id: order.terms().merchant_order_id.as_str(),
            provider: &order.terms().provider,
            operation: order.terms().operation,
            sandbox: order.sandbox(),
            state,
            amount: AmountView::of(order.terms().amount),
            msisdn: order.terms().msisdn.as_ref().map(|msisdn| msisdn.masked()),
            next_action: NextActionView::of_order(order, now),
            failure: failure.map(|failure| PayerFailure { reason: failure.reason }),
            may_retry: order.may_retry(),
            must_recheck: matches!(state, State::Sending | State::Unknown),
            return_url: order.terms().return_url.as_deref(),
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
