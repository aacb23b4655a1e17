//! The HTTP API's requests and answers as types; pure. Routes stand in `edge`.

mod list;
mod order;
mod problem;
mod request;
mod subscription;

pub use list::{Cursor, Filter, ListPage, Query};
pub use order::{HistoryEntry, OrderView};
pub use problem::Problem;
pub use request::{
    Amount, CancelOrder, ConfirmOrder, CreateOrder, ImportSubscription, RecheckOrder, ResolveOrder,
    SearchSubscriptions, Verdict,
};
pub use subscription::{Subscription, SubscriptionState, SubscriptionView};
