//! What the one control object is asked, and what it answers.

use serde::{Deserialize, Serialize};

use crate::domain::Timestamp;
use crate::domain::circuit::{CallSignal, ProviderCircuit};
use crate::domain::endpoint_health::{Delivered, DeliveryPermit, Health};

/// What is asked about a provider, an endpoint or an item, whose id goes beside it, or about everything.
#[derive(Debug, Serialize, Deserialize)]
pub enum ControlCall {
    /// The session's token at a provider. With the digest of one that was refused, another one is wanted.
    Token(Option<String>),
    /// What a call to a provider brought, beside what it says of its order.
    Record(CallSignal),
    /// What is known of a provider.
    Circuit,
    /// The same of all of them, and a look at the balances that were not seen for a while.
    Circuits,
    /// May an endpoint be sent something now by this shard?
    Permit(String),
    /// How a delivery to an endpoint ended, and for how many milliseconds it asked to be left alone; nothing when it is
    /// to be taken for a healthy one again.
    Delivered(Option<(Delivered, i64)>),
    /// Put these items in the place of the whole catalogue.
    PutCatalogue(String),
    /// All of them.
    Catalogue,
    /// The one that has this name.
    Item,
    /// More of what is counted: of what, and how many.
    Count(Vec<(String, i64)>),
    /// Everything counted.
    Counts,
}

/// What is answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum ControlAnswer {
    /// A token and when it is no longer to be used.
    Token {
        /// The token itself: it crosses between our own objects, and is stored only sealed.
        token: String,
        /// The end of its use.
        until: Timestamp,
    },
    /// The provider refused our user name or password.
    Refused,
    /// No token could be had.
    Unavailable,
    /// What is known of a provider.
    Circuit(ProviderCircuit),
    /// What is known of each.
    Circuits(Vec<(String, ProviderCircuit)>),
    /// Whether an endpoint may be sent something, and what is known of it.
    Endpoint(DeliveryPermit, Health),
    /// Of the catalogue what was asked for, as JSON, if it is there.
    Catalogue(Option<String>),
    /// Counted.
    Counted,
    /// What was counted, and how often.
    Counts(Vec<(String, i64)>),
}
