//! What the gateway stands on, in memory.

pub mod clock;
pub mod outbound;
pub mod peers;
pub mod stand_ins;
pub mod store;
