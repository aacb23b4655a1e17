//! What is asked of a provider beside orders, and how it is shown.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::order::AmountView;
use crate::domain::gate::{Cause, Gate};
use crate::domain::{Money, Operation};
use crate::providers::{Product, Provider};

/// POST `/v1/providers/{id}/numbers`: by POST, since a number never stands in a URL.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskNumber {
    /// The number, as typed.
    pub msisdn: String,
    /// The provider's own fields that say what to list for it; nothing is listed without.
    pub details: Option<Value>,
}

/// A provider, and whether it takes orders.
#[derive(Debug, Serialize)]
pub struct ProviderView {
    id: &'static str,
    name: &'static str,
    operations: &'static [Operation],
    configured: bool,
    closed: Option<ClosedView>,
}

impl ProviderView {
    /// As shown.
    pub fn of(provider: &dyn Provider, configured: bool, gate: Option<&Gate>) -> Self {
        Self {
            id: provider.id(),
            name: provider.name(),
            operations: provider.operations(),
            configured,
            closed: gate.and_then(ClosedView::of),
        }
    }
}

/// A provider that takes no new orders.
#[derive(Debug, Serialize)]
pub struct ClosedView {
    cause: Cause,
    since: String,
    probe_at: String,
}

impl ClosedView {
    fn of(gate: &Gate) -> Option<Self> {
        let closed = gate.closed.as_ref()?;
        Some(Self { cause: closed.cause, since: closed.since.rfc3339(), probe_at: closed.probe_at.rfc3339() })
    }
}

/// How a provider that is paid in advance stands, without the balance itself: anybody may see it.
#[derive(Debug, Serialize)]
pub struct GateView<'a> {
    id: &'a str,
    closed: Option<ClosedView>,
    balance_low: bool,
}

impl<'a> GateView<'a> {
    /// As shown.
    pub fn of(id: &'a str, gate: &Gate) -> Self {
        Self { id, closed: ClosedView::of(gate), balance_low: gate.balance_low }
    }
}

/// GET `/v1/providers/{id}/balance`.
#[derive(Debug, Serialize)]
pub struct BalanceView {
    balance: AmountView,
    /// Below this the merchant is warned.
    low_balance: AmountView,
    balance_low: bool,
    closed: Option<ClosedView>,
}

impl BalanceView {
    /// As shown; `gate` as it is after this balance was seen.
    pub fn of(balance: Money, low: Money, gate: Option<&Gate>) -> Self {
        Self {
            balance: AmountView::of(balance),
            low_balance: AmountView::of(low),
            balance_low: balance.minor() < low.minor(),
            closed: gate.and_then(ClosedView::of),
        }
    }
}

/// Something that can be ordered: `operation`, `amount` and `details` go into an order. Listed for a number they are
/// whole; listed for any, the order may have to add what depends on the number.
#[derive(Debug, Serialize)]
pub struct ProductView<'a> {
    name: &'a str,
    operation: Operation,
    amount: AmountView,
    details: &'a Value,
}

impl<'a> ProductView<'a> {
    /// As shown.
    pub fn of(product: &'a Product) -> Self {
        let amount = AmountView::of(product.amount);
        Self { name: &product.name, operation: Operation::Topup, amount, details: &product.details }
    }
}

/// What is known of a number.
#[derive(Debug, Serialize)]
pub struct NumberView<'a> {
    /// `+84…`
    pub msisdn: String,
    /// The network that issued it: a hint, since numbers move.
    pub issued_by: Option<&'static str>,
    /// The provider's own fields of an order to this number, where the provider tells.
    pub details: Option<&'a Value>,
    /// What is sold to it, where that was asked and the provider tells.
    pub products: Option<Vec<ProductView<'a>>>,
}
