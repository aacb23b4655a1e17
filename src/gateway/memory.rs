//! What an isolate remembers from one call to the next. All of it can be forgotten at any time: objects' rows are the
//! truth. Values are shared, promises never: one that waits across requests hangs in a Worker.

use std::cell::{Cell, RefCell};

use crate::domain::circuit::ProviderCircuit;
use crate::domain::{Secret, Timestamp};

/// What one isolate remembers.
#[derive(Default)]
pub struct Memory {
    /// The tokens that were seen, by account.
    pub sessions: RefCell<Vec<(String, SessionToken)>>,
    /// What was told of providers, by account, and when.
    pub circuits: RefCell<Vec<(String, ProviderCircuit, Timestamp)>>,
    /// Endpoints that were told to be healthy, and when.
    pub healthy: RefCell<Vec<(String, Timestamp)>>,
    /// What was counted and is not told yet.
    pub tally: RefCell<Vec<(String, i64)>>,
    /// When it was told last.
    pub told_at: Cell<Option<Timestamp>>,
    /// What the gateway's objects said last.
    pub health: RefCell<Option<GatewayHealth>>,
    /// Since when one request of this isolate is asking them.
    pub asking_since: Cell<Option<Timestamp>>,
    /// Orders are never removed: once there is one, there always is.
    pub has_orders: Cell<bool>,
}

/// A session's token in use.
#[derive(Debug, Clone)]
pub struct SessionToken {
    /// What calls carry.
    pub secret: Secret,
    /// The end of its use.
    pub until: Timestamp,
}

/// What the gateway's objects said, and when.
#[derive(Clone)]
pub struct GatewayHealth {
    pub at: Timestamp,
    pub ledger: &'static str,
    pub circuits: Vec<(String, ProviderCircuit)>,
}
