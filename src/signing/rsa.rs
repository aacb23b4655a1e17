//! RSA, through a backend. The core makes the text and names the algorithm; the platform signs and verifies.

use std::future::Future;
use std::pin::Pin;

use super::keys::{PrivateKey, PublicKey};

/// What is hashed with before RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
pub enum RsaDigest {
    /// SHA-1, as old gateways still want it.
    #[serde(rename = "SHA1")]
    Sha1,
    /// SHA-256.
    #[serde(rename = "SHA256")]
    Sha256,
}

/// A future that stays on this thread.
pub type Answered<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// The platform could not sign: the key cannot be used there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotSigned;

/// The platform's RSA.
pub trait RsaBackend {
    /// Signs `text` with RSASSA-PKCS1-v1_5.
    fn sign<'a>(
        &'a self,
        key: &'a PrivateKey,
        digest: RsaDigest,
        text: &'a [u8],
    ) -> Answered<'a, Result<Vec<u8>, NotSigned>>;
    /// Whether `signature` is `key`'s over `text`. What cannot be checked is not verified.
    fn verify<'a>(
        &'a self,
        key: &'a PublicKey,
        digest: RsaDigest,
        text: &'a [u8],
        signature: &'a [u8],
    ) -> Answered<'a, bool>;
}

/// What a signature is checked against: any of the keys, any of the texts the message may have been signed as.
pub struct Claimed<'a> {
    /// The provider's keys; several while one is replaced.
    pub keys: &'a [PublicKey],
    /// With which digest.
    pub digest: RsaDigest,
    /// The texts that the message may stand for.
    pub texts: &'a [String],
    /// The signature's bytes.
    pub signature: &'a [u8],
}
