//! JSON Web Tokens (RFC 7519) signed with HMAC-SHA256: `HS256` of RFC 7518 section 3.2.

use base64ct::{Base64, Encoding};
use serde_json::Value;

use super::digest::hmac_sha256;
use crate::domain::Secret;
use crate::domain::read::written;

/// The compact form of a token: header, claims and signature, each in base64url without padding.
pub fn hs256(header: &Value, claims: &Value, key: &Secret) -> String {
    let part = |json: &Value| base64url(written(json).as_bytes());
    let signed = format!("{}.{}", part(header), part(claims));
    let signature = hmac_sha256(key.reveal().as_bytes(), signed.as_bytes());
    format!("{signed}.{}", base64url(&signature))
}

/// Base64url without padding (RFC 4648 section 5), by way of the alphabet that everything else is written in: each
/// alphabet is compiled anew.
fn base64url(bytes: &[u8]) -> String {
    Base64::encode_string(bytes).trim_end_matches('=').replace('+', "-").replace('/', "_")
}
