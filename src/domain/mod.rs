//! The trade's words: money, numbers, ids, outcomes and the order's life.

pub mod address;
pub mod budget;
pub mod command;
pub mod error;
pub mod event;
pub mod gate;
pub mod health;
pub mod ids;
pub mod money;
pub mod msisdn;
pub mod network;
pub mod order;
pub mod outcome;
pub mod read;
pub mod schedule;
pub mod secret;
pub mod sorting;
pub mod texts;
pub mod time;
mod vietnam;

pub use command::{Facts, Operation, Prepared, SubscriptionUse};
pub use error::{CommandError, OrderError};
pub use ids::MerchantOrderId;
pub use money::{Currency, Money};
pub use msisdn::{Country, Msisdn};
pub use order::{Order, State};
pub use outcome::{Doubt, Failure, NextAction, Outcome, Reading, Reason};
pub use secret::Secret;
pub use time::Timestamp;
