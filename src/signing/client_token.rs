//! Client tokens: what the payer's own page may show to read one order and to confirm it.
//!
//! `ct_`, base64url of `seconds generation key`, a point, base64url of HMAC-SHA256 (RFC 2104) over everything before
//! the point. Nothing in it is secret but the right to use it, so nothing is sealed.

use base64ct::{Base64UrlUnpadded, Encoding};

use super::digest::{equal, hmac_sha256};
use crate::domain::{MerchantOrderId, Secret, Timestamp};

/// What a token begins with.
pub const PREFIX: &str = "ct_";
/// Longest token, in characters: an order's key has 64 at most.
const LONGEST: usize = 200;

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientToken {
    /// The key of the order that it opens.
    pub order: String,
    /// The generation of the order's tokens that it belongs to: only the latest holds.
    pub generation: u32,
    /// When it ends, in seconds since 1970.
    pub expires_at: i64,
}

impl ClientToken {
    /// The token as it is handed out.
    pub fn signed(&self, secret: &Secret) -> String {
        let said = format!("{} {} {}", self.expires_at, self.generation, self.order);
        let signed = format!("{PREFIX}{}", Base64UrlUnpadded::encode_string(said.as_bytes()));
        let signature = signature(secret, &signed);
        format!("{signed}.{signature}")
    }

    /// Reads a token that was signed under one of the secrets. Each of them is tried, whichever fits. The signature is
    /// compared as text, so that one token has one spelling.
    pub fn verified(secrets: &[Secret], text: &str) -> Option<Self> {
        let (signed, given) = text.split_once('.').filter(|_| text.len() <= LONGEST)?;
        let fits = |secret: &&Secret| equal(signature(secret, signed).as_bytes(), given.as_bytes());
        if secrets.iter().filter(fits).count() == 0 {
            return None;
        }
        Self::read(signed.strip_prefix(PREFIX)?)
    }

    /// Whether its time is over.
    pub const fn is_over(&self, now: Timestamp) -> bool {
        now.millis().div_euclid(1000) >= self.expires_at
    }

    /// Whether this is the order that it opens.
    pub fn opens(&self, id: &str) -> bool {
        MerchantOrderId::parse(id).is_ok_and(|id| id.key() == self.order)
    }

    fn read(said: &str) -> Option<Self> {
        let said = String::from_utf8(Base64UrlUnpadded::decode_vec(said).ok()?).ok()?;
        let mut parts = said.splitn(3, ' ');
        let (expires_at, generation) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(Self { order: parts.next()?.to_owned(), generation, expires_at })
    }
}

fn signature(secret: &Secret, signed: &str) -> String {
    Base64UrlUnpadded::encode_string(&hmac_sha256(secret.reveal().as_bytes(), signed.as_bytes()))
}
