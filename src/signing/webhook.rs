//! Signed webhooks: Standard Webhooks 1.0.0, symmetric signatures (`v1`).

use base64ct::{Base64, Encoding};

use super::digest::hmac_sha256;
use crate::domain::Secret;

/// What a secret begins with.
const PREFIX: &str = "whsec_";

/// Reads a secret's bytes: `whsec_` and base64 of 24 to 64 bytes ("Signature scheme").
pub fn key(secret: &Secret) -> Result<Vec<u8>, &'static str> {
    let text = secret.reveal().strip_prefix(PREFIX).ok_or("expected whsec_ and base64")?;
    let bytes = Base64::decode_vec(text).map_err(|_| "expected base64 with padding after whsec_")?;
    if (24..=64).contains(&bytes.len()) { Ok(bytes) } else { Err("expected 24 to 64 bytes in base64 after whsec_") }
}

/// The value of `webhook-signature`: one signature a key, so that a receiver may know the old one or the new one.
/// `seconds` is what `webhook-timestamp` says.
pub fn signatures(keys: &[Vec<u8>], id: &str, seconds: i64, body: &str) -> String {
    let signed = format!("{id}.{seconds}.{body}");
    let one = |key: &Vec<u8>| format!("v1,{}", Base64::encode_string(&hmac_sha256(key, signed.as_bytes())));
    keys.iter().map(one).collect::<Vec<_>>().join(" ")
}
