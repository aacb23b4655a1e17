//! The transition table. Everything that may change an order's state stands in this file.

use serde::{Deserialize, Serialize};

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A call to the provider is under way. After a crash this is exactly "unknown, ask".
    Sending,
    /// Waits for the payer.
    Pending,
    /// Money may have moved or not; the gateway asks until it is certain.
    Unknown,
    /// The money moved.
    Succeeded,
    /// It did not, and will not.
    Failed,
}

impl State {
    /// All of them, in the order of the table's columns.
    pub const ALL: [Self; 5] = [Self::Sending, Self::Pending, Self::Unknown, Self::Succeeded, Self::Failed];

    /// Whether the state never changes by itself any more.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed)
    }

    /// Whether the merchant may try again, under a new id, of an order here that no person must look at.
    pub const fn may_retry(self) -> bool {
        matches!(self, Self::Failed)
    }

    /// Whether the provider must be asked before anybody acts.
    pub const fn must_recheck(self) -> bool {
        matches!(self, Self::Sending | Self::Unknown)
    }

    /// The word used in the API and in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::Pending => "pending",
            Self::Unknown => "unknown",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }
}

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
    /// What the person has to do: one sentence, that never leads to a second payment. README.md has the same table.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Contradiction => {
                "ask the provider which of its two answers holds, and resolve it by that; until then make no other in its place and give nothing back"
            }
            Self::PaidAfterFailure => {
                "the money moved after all: resolve it as succeeded, then deliver it or refund it; make no other in its place"
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

/// What can happen to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// The reply to our own call: the money moved.
    ReplySucceeded,
    /// … it did not and will not.
    ReplyFailed,
    /// … the payer is to act (or to act again).
    ReplyPending,
    /// … or none, or none that tells.
    ReplyUnknown,
    /// A query or a notification: the money moved.
    ReadSucceeded,
    /// … it did not and will not.
    ReadFailed,
    /// … the payer has not acted.
    ReadPending,
    /// … nothing that tells.
    ReadUnknown,
    /// … success, but of another order, amount or number.
    ReadMismatch,
    /// The payer gave what the next, charging call needs.
    Confirm,
    /// The deadline of a call that can charge passed without a recorded reply.
    DeadlineCharging,
    /// The deadline of a call that cannot charge passed, and none that can was ever sent.
    DeadlineHarmless,
    /// Nobody confirmed in time, the attempts are used up, or the merchant closed the order.
    Lapse,
}

impl Trigger {
    /// Whether it is the reply to our own call.
    pub const fn is_reply(self) -> bool {
        matches!(self, Self::ReplySucceeded | Self::ReplyFailed | Self::ReplyPending | Self::ReplyUnknown)
    }
}

/// What a happening does to a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The order goes there.
    To(State),
    /// Nothing but a line in the history.
    Keep,
    /// The state stays and a person is called.
    Flag(ReviewReason),
}

/// One row per happening, one column per state in the order of [`State::ALL`].
pub const TABLE: [(Trigger, [Next; 5]); 13] = {
    use Next::{Flag, Keep, To};
    use ReviewReason::{Contradiction, PaidAfterFailure};
    use State::{Failed, Pending, Sending, Succeeded, Unknown};
    use Trigger::*;
    [
        //                  sending        pending        unknown        succeeded            failed
        (ReplySucceeded, [To(Succeeded), To(Succeeded), To(Succeeded), Keep, Flag(PaidAfterFailure)]),
        (ReplyFailed, [To(Failed), Keep, To(Failed), Flag(Contradiction), Keep]),
        (ReplyPending, [To(Pending), Keep, To(Pending), Keep, Keep]),
        (ReplyUnknown, [To(Unknown), Keep, Keep, Keep, Keep]),
        (ReadSucceeded, [To(Succeeded), To(Succeeded), To(Succeeded), Keep, Flag(PaidAfterFailure)]),
        (ReadFailed, [Keep, To(Failed), To(Failed), Flag(Contradiction), Keep]),
        (ReadPending, [Keep, Keep, To(Pending), Keep, Keep]),
        (ReadUnknown, [Keep, Keep, Keep, Keep, Keep]),
        (ReadMismatch, [Keep, To(Unknown), Keep, Keep, Keep]),
        (Confirm, [Keep, To(Sending), Keep, Keep, Keep]),
        (DeadlineCharging, [To(Unknown), Keep, Keep, Keep, Keep]),
        (DeadlineHarmless, [To(Failed), Keep, Keep, Keep, Keep]),
        (Lapse, [Keep, To(Failed), Keep, Keep, Keep]),
    ]
};

/// What `happening` does to `state`.
pub fn next(state: State, trigger: Trigger) -> Next {
    let row = TABLE.iter().find(|(h, _)| *h == trigger).map(|(_, row)| row);
    let column = State::ALL.iter().position(|s| *s == state);
    row.zip(column).and_then(|(row, column)| row.get(column)).copied().unwrap_or(Next::Keep)
}
