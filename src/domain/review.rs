//! Why a person must look at an order, and what that person has to do.

use serde::{Deserialize, Serialize};

/// Why a person must look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(transform = describe_with_advice))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReviewReason {
    /// The provider said that a succeeded order failed.
    Contradiction,
    /// The provider said that a failed order succeeded: the payer paid, the refund is open.
    PaidAfterFailure,
    /// Seven days of asking gave no answer.
    RechecksUsedUp,
    /// The provider account was changed in the configuration, and the old one can no longer be asked.
    AccountChanged,
    /// The provider knew the id already at our first call: it may speak of somebody else's order.
    IdUsedBefore,
    /// The provider names an id of its own that another order has already.
    IdOfAnotherOrder,
    /// The provider says again and again that it does not know the order, which proves nothing here.
    NotFound,
    /// The provider cannot be asked about an order of which it gave no id.
    CannotBeAsked,
    /// The provider said no in a form that leaves open whether money moved, and asking it for a while settled nothing.
    FailureUnconfirmed,
    /// The provider may have charged, and says the same again and again without proving it.
    ChargeUnproven,
}

impl ReviewReason {
    /// What the person has to do: one sentence, that never leads to a second payment. `docs/operating.md` has the same table.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Contradiction => {
                "ask the provider which of its two answers holds, and resolve it by that; until then make no other in its place and give nothing back"
            }
            Self::PaidAfterFailure => {
                "the money moved after all: if another order was made in its place, or the payer was given something back, refund this one where it can be refunded; else resolve it as succeeded, on which `order.succeeded` is sent and your server delivers"
            }
            Self::RechecksUsedUp => {
                "look in the provider's statement, or ask its support, and resolve it by that; until then make no other in its place"
            }
            Self::AccountChanged => {
                "configure the account again that it was made with and recheck it, or look in that account's statement and resolve it by that"
            }
            Self::IdUsedBefore => {
                "look in the provider's statement for this id, number, amount and time: resolve it as succeeded only if they are this order's own"
            }
            Self::IdOfAnotherOrder => {
                "look in the provider's statement whether it has an entry of its own beside the other order's: resolve it as succeeded only if it has"
            }
            Self::NotFound => {
                "ask the provider's support whether it ever had it: that a query does not find it proves nothing; until then make no other in its place"
            }
            Self::CannotBeAsked => {
                "look in the provider's statement for its number, amount and time, and resolve it by that; until then make no other in its place"
            }
            Self::FailureUnconfirmed => {
                "ask the provider what became of it, or look in its statement for this id, number and amount, and resolve it by that; until then make no other in its place"
            }
            Self::ChargeUnproven => {
                "the money may have moved: ask the provider's support, or look in its statement for this id, and resolve it by that; until then make no other in its place"
            }
        }
    }

    /// The same about a top-up, which the merchant has paid and the payer has received.
    pub const fn advice_on_topup(self) -> &'static str {
        match self {
            Self::PaidAfterFailure => {
                "it was topped up after all: resolve it as succeeded and give nothing back; what was given back, or topped up again in its place, since it failed is to be reclaimed"
            }
            reason => reason.advice(),
        }
    }

    /// The same about a refund, whose money went to the payer: what is right for an order would give it back twice.
    pub const fn advice_on_refund(self) -> &'static str {
        match self {
            Self::PaidAfterFailure => {
                "the money was given back after all: resolve it as succeeded, and give nothing back again"
            }
            reason => reason.advice(),
        }
    }
}

/// Adds the advice to each reason's description.
#[cfg(feature = "openapi")]
fn describe_with_advice(schema: &mut schemars::Schema) {
    let reasons = schema.get_mut("oneOf").and_then(serde_json::Value::as_array_mut);
    for reason in reasons.into_iter().flatten() {
        let known = reason.get("const").and_then(|word| ReviewReason::deserialize(word).ok());
        let description = reason.get("description").and_then(serde_json::Value::as_str);
        if let Some((known, description)) = known.zip(description) {
            let told = format!("{description} Advice: {}.", known.advice());
            if let Some(text) = reason.get_mut("description") {
                *text = told.into();
            }
        }
    }
}
