//! JSON Web Tokens (RFC 7519) signed with HMAC-SHA256: `HS256` of RFC 7518 section 3.2.

use serde_json::Value;

use super::base64url::encoded;
use super::digest::HmacKey;
use crate::json::to_text;

/// The compact form of a token: header, claims and signature, each in base64url without padding. The header is the same
/// in every token, and given in that form.
pub fn hs256(header: &str, claims: &Value, key: &HmacKey) -> String {
    let signed = [header, ".", &encoded(to_text(claims).as_bytes())].concat();
    let signature = key.hmac_sha256(&[signed.as_bytes()]);
    [&signed, ".", &encoded(&signature)].concat()
}
