//! JSON Web Tokens (RFC 7519) signed with HMAC-SHA256: `HS256` of RFC 7518 section 3.2.

use serde_json::Value;

use super::base64url::encoded;
use super::digest::hmac_sha256;
use crate::domain::Secret;
use crate::domain::read::written;

/// The compact form of a token: header, claims and signature, each in base64url without padding.
pub fn hs256(header: &Value, claims: &Value, key: &Secret) -> String {
    let part = |json: &Value| encoded(written(json).as_bytes());
    let signed = format!("{}.{}", part(header), part(claims));
    let signature = hmac_sha256(key.reveal().as_bytes(), signed.as_bytes());
    format!("{signed}.{}", encoded(&signature))
}
