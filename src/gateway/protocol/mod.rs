//! The messages between the gateway's objects. They import nothing but `domain` and `api`.

mod control;
mod ledger;
mod subscriber;

pub use control::{ControlAnswer, ControlCall};
pub use ledger::{CLAIM_LIVES, LedgerAnswer, LedgerCall, OutboxEvent, Redelivery, Reservation, StoredNotification};
pub use subscriber::{
    Claim, Holder, OrderEnded, PageText, Refusal, SubscriberAnswer, SubscriberCall, UnsubscribeRequest,
};
