//! Which shard has what.

use crate::signing::sha256;

/// Shards of the ledger, and of the subscribers. Written into each shard at birth: it can never change.
pub const SHARDS: u8 = 16;

/// What the ids of events about a thing begin with: so the shard that has an event is read off its id.
pub fn event_prefix(about: &str) -> String {
    format!("evt_{:02x}", ledger_shard(about))
}

/// The ledger's shard of an order, of a refund with its order, of anything else that is told.
pub fn ledger_shard(key: &str) -> u8 {
    shard_of(key.split('/').next().unwrap_or_default())
}

/// The shard of a key, by its digest.
pub fn shard_of(key: &str) -> u8 {
    let [first, ..] = sha256(key.as_bytes());
    first % SHARDS
}
