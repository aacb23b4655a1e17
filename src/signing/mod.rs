//! Digests, keyed digests and comparison, canonical strings, tokens, the RSA backend's trait. No provider's name stands
//! here.

mod address;
pub mod canonical;
pub mod client_token;
mod der;
mod digest;
mod fingerprint;
pub mod jwt;
pub mod keys;
mod rsa;
mod verified;
pub mod webhook;

pub use address::{AddressPurpose, address_tag, is_address_tag};
pub use digest::{HmacKey, equal, hmac_sha256, sha1, sha256};
pub use fingerprint::{
    account as account_fingerprint, command as command_fingerprint, order_id, purchase as purchase_fingerprint,
};
pub use rsa::{Answered, Claimed, NotSigned, RsaBackend, RsaDigest};
pub use verified::{Verified, verify, verify_hmac};
