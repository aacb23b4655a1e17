//! The trade's words: money, numbers, ids, outcomes and the order's life.

pub mod address;
pub mod budget;
pub mod circuit;
pub mod command;
pub mod endpoint_health;
pub mod error;
pub mod event;
pub mod ids;
pub mod ip_block;
pub mod money;
pub mod msisdn;
mod numbering;
pub mod order;
pub mod outcome;
pub mod review;
pub mod schedule;
pub mod schema;
pub mod secret;
pub mod sorting;
pub mod texts;
pub mod time;

pub use command::{Operation, OrderTerms, Prepared, SubscriptionUse};
pub use error::{CommandError, OrderError};
pub use ids::MerchantOrderId;
pub use money::{Currency, Money};
pub use msisdn::{Country, Msisdn};
pub use order::{Order, State};
pub use outcome::{Failure, NextAction, Outcome, ProviderReport, Reason, UnknownReason};
pub use review::ReviewReason;
pub use secret::Secret;
pub use time::Timestamp;
