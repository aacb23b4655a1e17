//! The transition table. Everything that may change an order's state stands in this file.

use serde::{Deserialize, Serialize};

use super::super::review::ReviewReason;

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

/// What a trigger does to a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The order goes there.
    To(State),
    /// Nothing but a line in the history.
    Keep,
    /// The state stays and a person is called.
    Flag(ReviewReason),
}

/// One row per trigger, one column per state in the order of [`State::ALL`].
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

/// What `trigger` does to `state`.
pub fn next(state: State, trigger: Trigger) -> Next {
    let row = TABLE.iter().find(|(h, _)| *h == trigger).map(|(_, row)| row);
    let column = State::ALL.iter().position(|s| *s == state);
    row.zip(column).and_then(|(row, column)| row.get(column)).copied().unwrap_or(Next::Keep)
}
