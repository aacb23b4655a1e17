//! SHA-256, SHA-1, HMAC-SHA256, constant-time comparison.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::domain::Secret;

/// SHA-256 (FIPS 180-4) of `bytes`.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// SHA-1 (FIPS 180-4) of `bytes`: only for providers that know nothing better.
pub fn sha1(bytes: &[u8]) -> [u8; 20] {
    Sha1::digest(bytes).into()
}

/// HMAC-SHA256 (RFC 2104) of `bytes` under `key`, which may have any length.
pub fn hmac_sha256(key: &[u8], bytes: &[u8]) -> [u8; 32] {
    HmacKey::new(key).hmac_sha256(&[bytes])
}

/// A key for HMAC-SHA256, in the form in which it is used: half of what a short text costs is spent on the key.
#[derive(Clone)]
pub struct HmacKey(Hmac<Sha256>);

impl HmacKey {
    /// A key of any length.
    pub fn new(key: &[u8]) -> Self {
        // RFC 2104 section 2: a key longer than the block is hashed first. Done here because a fixed-size key is
        // one the library cannot refuse.
        let mut block = [0_u8; 64];
        if key.len() > block.len() {
            block.iter_mut().zip(sha256(key)).for_each(|(to, from)| *to = from);
        } else {
            block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
        }
        Self(Hmac::new(&block.into()))
    }

    /// A secret as a key.
    pub fn of(secret: &Secret) -> Self {
        Self::new(secret.reveal().as_bytes())
    }

    /// HMAC-SHA256 of the parts, one after the other.
    pub fn hmac_sha256(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.clone();
        parts.iter().for_each(|part| mac.update(part));
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for HmacKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Whether two byte strings are equal, in a time that tells nothing but their lengths.
pub fn equal(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}
