//! JSON Web Tokens (RFC 7519) signed with HMAC-SHA256: `HS256` of RFC 7518 section 3.2.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::Value;

use super::digest::HmacKey;
use crate::json::to_text;

/// The compact form of a token: header, claims and signature, each in base64url without padding. The header is the same
/// in every token, and given in that form.
pub fn hs256(header: &str, claims: &Value, key: &HmacKey) -> String {
    let signed = [header, ".", &Base64UrlUnpadded::encode_string(to_text(claims).as_bytes())].concat();
    let signature = key.hmac_sha256(&[signed.as_bytes()]);
    [&signed, ".", &Base64UrlUnpadded::encode_string(&signature)].concat()
}
