//! Digests, keyed digests and comparison. No provider's name stands here.

mod digest;
mod fingerprint;

pub use digest::{equal, hex, hmac_sha256, sha256};
pub use fingerprint::{account as account_fingerprint, command as command_fingerprint};
