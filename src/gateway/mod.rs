//! Everything that the gateway decides: routes, the ledger's objects, and what is sent when. It stands on a
//! [`platform`] and knows no other clock, disk or network; Cloudflare's is `edge`.

pub mod config;
mod control;
mod http;
mod inquiries;
mod isolate;
mod ledger;
mod lookups;
mod memory;
mod outbox;
pub mod platform;
mod protocol;
mod routes;
mod rpc;
mod sender;
mod shards;
mod subscriber;

pub use config::Config;
pub use control::ControlObject;
pub use http::{IncomingRequest, OutgoingResponse, RequestBody};
pub use isolate::{Isolate, Kept};
pub use ledger::LedgerShard;
pub use routes::{Gateway, answer, poke};
pub use subscriber::SubscriberShard;
