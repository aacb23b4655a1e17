//! What is asked of a provider beside orders, and how it is shown.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::order::AmountView;
use crate::domain::circuit::{Cause, ProviderCircuit};
use crate::domain::{CommandError, Money, Msisdn, Operation, Timestamp};
use crate::providers::{Account, Inquiry, Product, Provider};

/// POST `/v1/providers/{id}/numbers`: by POST, since a number never stands in a URL.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AskNumber {
    /// The number, as typed.
    pub msisdn: String,
    /// The provider's own fields that say what to list for it; nothing is listed without.
    pub details: Option<Value>,
}

impl AskNumber {
    /// Whether its details say what to list, where anything is listed for a number.
    pub fn check_details(&self, account: &dyn Account, now: Timestamp) -> Result<(), CommandError> {
        let (Some(details), Some(numbers), Some(inquiries)) = (&self.details, account.numbers(), account.inquiries())
        else {
            return Ok(());
        };
        // Of whichever number: the details of one are those of any.
        let sample = Msisdn::SAMPLES.into_iter().find_map(|sample| numbers.msisdn(sample).ok());
        let asked = sample.map(|sample| inquiries.request(&Inquiry::NumberProducts(sample, details.clone()), now));
        asked.map_or(Ok(()), |asked| asked.map(drop))
    }
}

/// A provider, and whether it takes orders.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Provider"))]
pub struct ProviderView {
    /// The id used everywhere.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::ProviderId"))]
    id: &'static str,
    /// The name, for people.
    name: &'static str,
    /// What can be ordered.
    operations: &'static [Operation],
    /// Whether it can be used.
    configured: bool,
    /// Set while no new order is taken.
    suspended: Option<SuspensionView>,
}

impl ProviderView {
    /// How a provider is shown.
    pub fn of(provider: &dyn Provider, configured: bool, circuit: Option<&ProviderCircuit>) -> Self {
        Self {
            id: provider.id(),
            name: provider.name(),
            operations: provider.operations(),
            configured,
            suspended: circuit.and_then(SuspensionView::of),
        }
    }
}

/// A provider that takes no new orders.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Suspension"))]
pub struct SuspensionView {
    /// Why no new order is taken.
    cause: Cause,
    /// Since when no new order is taken.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    since: String,
    /// When it is asked again.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    probe_at: String,
}

impl SuspensionView {
    fn of(circuit: &ProviderCircuit) -> Option<Self> {
        let suspended = circuit.suspended.as_ref()?;
        Some(Self { cause: suspended.cause, since: suspended.since.rfc3339(), probe_at: suspended.probe_at.rfc3339() })
    }
}

/// How a provider that is paid in advance stands, without the balance itself: anybody may see it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "ProviderHealth"))]
pub struct CircuitView<'a> {
    /// The provider's id.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::ProviderId"))]
    id: &'a str,
    /// Set while no new order is taken.
    suspended: Option<SuspensionView>,
    /// Whether the balance is below what the merchant wants to be warned of.
    balance_low: bool,
}

impl<'a> CircuitView<'a> {
    /// How a circuit is shown.
    pub fn of(id: &'a str, circuit: &ProviderCircuit) -> Self {
        Self { id, suspended: SuspensionView::of(circuit), balance_low: circuit.balance_low }
    }
}

/// GET `/v1/providers/{id}/balance`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Balance"))]
pub struct BalanceView {
    /// What is left to spend.
    balance: AmountView,
    /// Below this the merchant is warned.
    low_balance: AmountView,
    /// Whether the balance is below `low_balance`.
    balance_low: bool,
    /// Set while no new order is taken.
    suspended: Option<SuspensionView>,
}

impl BalanceView {
    /// As shown; `circuit` as it is after this balance was seen.
    pub fn of(balance: Money, low: Money, circuit: Option<&ProviderCircuit>) -> Self {
        Self {
            balance: AmountView::of(balance),
            low_balance: AmountView::of(low),
            balance_low: balance.minor() < low.minor(),
            suspended: circuit.and_then(SuspensionView::of),
        }
    }
}

/// Something that can be ordered: `operation`, `amount` and `details` go into an order. Listed for a number they are
/// whole; listed for any, the order may have to add what depends on the number.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Product"))]
pub struct ProductView<'a> {
    /// For people, as the provider has it.
    name: &'a str,
    /// The `operation` of an order for it.
    operation: Operation,
    /// The `amount` of an order for it.
    amount: AmountView,
    /// The `details` of an order for it.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::ProductDetails"))]
    details: &'a Value,
}

impl<'a> ProductView<'a> {
    /// How a product is shown.
    pub fn of(product: &'a Product) -> Self {
        let amount = AmountView::of(product.amount);
        Self { name: &product.name, operation: Operation::Topup, amount, details: &product.details }
    }
}

/// What is known of a number.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Number"))]
pub struct NumberView<'a> {
    /// `+84…`
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Number"))]
    pub msisdn: String,
    /// The network that issued it: a hint, since numbers move.
    pub issued_by: Option<&'static str>,
    /// The provider's own fields of an order to this number, where the provider tells.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<super::openapi::ProductDetails>"))]
    pub details: Option<&'a Value>,
    /// What is sold to it, where that was asked and the provider tells.
    pub products: Option<Vec<ProductView<'a>>>,
}
