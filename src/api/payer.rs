//! An order as its payer may see it.

use serde::Serialize;

use super::TokenView;
use super::order::{AmountView, NextActionView};
use crate::domain::outcome::Reason;
use crate::domain::{Operation, Order, State, Timestamp};

/// An order as shown to a page: nothing that only the merchant should know. The number is masked, and "failed" is not
/// said while a person has to look.
#[derive(Debug, Clone, Serialize)]
pub struct PayerView<'a> {
    merchant_order_id: &'a str,
    provider: &'a str,
    operation: Operation,
    sandbox: bool,
    state: State,
    amount: AmountView,
    msisdn: Option<String>,
    next_action: Option<NextActionView<'a>>,
    failure: Option<PayerFailure>,
    may_retry: bool,
    must_recheck: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_url: Option<&'a str>,
    version: u32,
    created_at: String,
    updated_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_token: Option<TokenView>,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct PayerFailure {
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
