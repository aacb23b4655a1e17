//! Verification: the only maker of [`Verified`].

use super::digest::{HmacKey, equal};
use super::rsa::{Claimed, RsaBackend};

/// Something whose signature was verified. It is made nowhere but in this file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified<T>(T);

impl<T> Verified<T> {
    /// What was verified.
    pub fn get(&self) -> &T {
        &self.0
    }
}

/// `content`, if the signature is one of the keys' over one of the texts.
pub async fn verify<T>(rsa: &dyn RsaBackend, claimed: Claimed<'_>, content: T) -> Option<Verified<T>> {
    for text in claimed.texts {
        for key in claimed.keys {
            if rsa.verify(key, claimed.digest, text.as_bytes(), claimed.signature).await {
                return Some(Verified(content));
            }
        }
    }
    None
}

/// `content`, if `signature` is the lower-case hexadecimal HMAC-SHA256 under `key` over one of the texts.
pub fn verify_hmac<T>(key: &HmacKey, texts: &[String], signature: &str, content: T) -> Option<Verified<T>> {
    let made_of = |text: &String| {
        let own = hex::encode(key.hmac_sha256(&[text.as_bytes()]));
        equal(own.as_bytes(), signature.as_bytes())
    };
    texts.iter().any(made_of).then_some(Verified(content))
}
