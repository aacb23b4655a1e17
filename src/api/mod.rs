//! The HTTP API's requests and answers as types; pure. Routes stand in `gateway`.

mod body;
pub mod caller;
pub mod catalogue;
mod event;
mod health;
pub mod known;
mod list;
mod named_provider;
mod notification;
#[cfg(feature = "openapi")]
pub mod openapi;
mod order;
pub mod page;
mod payer;
mod prepare;
mod problem;
mod provider;
mod purchase;
mod refund;
mod request;
mod return_url;
mod root;
pub mod route;
mod source;
mod subscription;
mod token;

pub use body::{Body, Unreadable, read as read_body, read_or_rest as read_body_or_rest};
pub use caller::{ApiKey, Caller, Keys};
pub use catalogue::{Item, PublicCatalogue};
pub use event::{
    AttemptView, DeliveryState, DeliveryView, EventFilter, EventView, RedeliverOne, RedeliverSince, body as event_body,
    subject_of,
};
pub use health::{ConfigProblem, HealthView, Stops};
pub use list::{Cursor, DEFAULT_LIMIT, Filter, MAX_LIMIT, Query};
pub use named_provider::{named_provider, not_configured};
pub use notification::NotificationView;
pub use order::{HistoryEntry, NextActionView, OrderView};
pub use payer::PayerView;
pub use prepare::Checks;
pub use problem::Problem;
pub use provider::{AskNumber, BalanceView, CircuitView, NumberView, ProductView, ProviderView};
pub use purchase::Purchase;
pub use refund::RefundView;
pub use request::{
    Amount, CancelOrder, ConfirmOrder, CreateOrder, CreateRefund, ImportSubscription, Nothing, ResolveOrder,
    ResolvedState, SearchSubscriptions,
};
pub use return_url::ReturnUrls;
pub use root::RootView;
pub use route::Route;
pub use source::source_block;
pub use subscription::{Subscription, SubscriptionState, SubscriptionView};
pub use token::{CreateClientToken, PURCHASE_TOKEN_LIVES, TokenView, TokenWanted};
