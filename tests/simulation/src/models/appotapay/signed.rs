//! AppotaPay's two kinds of signature: HMAC-SHA256 over named fields, and the JWT that every call carries.

use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use super::super::wire;

/// The named fields as `name=value`, joined by `&`. Names come sorted; values are written plainly.
pub fn text(fields: &Value, names: &[&str]) -> String {
    let piece = |name: &&str| format!("{name}={}", wire::text(fields, name).unwrap_or_default());
    names.iter().map(piece).collect::<Vec<_>>().join("&")
}

/// Lower-case digits of base sixteen.
pub fn hmac_hex(secret: &str, text: &str) -> String {
    hex::encode(hmac(secret, text))
}

fn hmac(secret: &str, text: &str) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return Vec::new() };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// What a token claims, if it is ours: JWT, HS256, and AppotaPay's own content type.
pub fn claims(token: &str, secret: &str) -> Option<Value> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    if Base64UrlUnpadded::decode_vec(signature).ok()? != hmac(secret, signed) {
        return None;
    }
    let read = |part: &str| Base64UrlUnpadded::decode_vec(part).ok().map(|bytes| wire::json(&bytes));
    let header = read(header)?;
    let wanted = [("typ", "JWT"), ("alg", "HS256"), ("cty", "appotapay-api;v=1")];
    wanted.iter().all(|(name, value)| header.get(name).is_some_and(|given| given == value)).then(|| read(claims))?
}

/// A token, for tests of whole calls: that it is right is shown by one of Python's.
#[cfg(test)]
pub fn token(header: &Value, claims: &Value, secret: &str) -> String {
    let part = |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
    let signed = format!("{}.{}", part(header), part(claims));
    format!("{signed}.{}", Base64UrlUnpadded::encode_string(&hmac(secret, &signed)))
}
