//! What an order is made of beside its terms: its latest call, its password, what calls a person, and what they say.

use serde::{Deserialize, Serialize};

use super::super::review::ReviewReason;
use super::super::time::Timestamp;
use super::transitions::State;

/// One call that moves money or leads to it, reserved before its socket opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// 1 for the first call of the order.
    pub number: u32,
    /// Whether this call can charge.
    pub charges: bool,
    /// When it was reserved.
    pub reserved_at: Timestamp,
    /// When we stop waiting for it.
    pub deadline: Timestamp,
}

/// The one-time password's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Otp {
    /// How many may still be tried.
    pub attempts_left: u8,
    /// When it runs out, by our clock.
    pub expires_at: Timestamp,
}

/// How often an answer has come so far, one that proves something only when repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepeatedAnswer {
    /// The provider's code.
    pub code: String,
    /// How many in a row.
    pub count: u32,
    /// When the first of them came.
    pub first_at: Timestamp,
}

/// A person must look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Why, in the order found.
    pub reasons: Vec<ReviewReason>,
    /// Since when.
    pub since: Timestamp,
}

/// How a person settled it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// `succeeded` or `failed`.
    pub state: State,
    /// What it rests on. Empty once personal data has gone, as is `by`.
    pub evidence: String,
    /// Who said so.
    pub by: String,
    /// The version of the order that the person had looked at.
    pub version: u32,
    /// With `failed`: the person knows that the provider reported a success.
    pub against_evidence: bool,
    /// With `succeeded`: the provider's id of it as the person found it there.
    pub provider_order_id: Option<String>,
    /// When.
    pub at: Timestamp,
}
