//! Standard Webhooks 1.0.0, symmetric.

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::super::wire;

/// The specification's tolerance of its own libraries.
const TOLERANCE_S: i64 = 300;

/// The bytes of `whsec_…`.
pub(super) fn key(text: &str) -> Option<Vec<u8>> {
    let bytes = Base64::decode_vec(text.strip_prefix("whsec_")?).ok()?;
    (24..=64).contains(&bytes.len()).then_some(bytes)
}

/// The `webhook-id` of a message that one of the keys has signed, not long ago.
pub(super) fn verified(
    headers: &[(String, String)],
    body: &[u8],
    keys: &[Vec<u8>],
    now_ms: i64,
) -> Result<String, &'static str> {
    let header = |name: &str| wire::header(headers, name).filter(|value| !value.is_empty());
    let id = header("webhook-id").ok_or("no webhook-id")?;
    let seconds = header("webhook-timestamp").ok_or("no webhook-timestamp")?;
    let signatures = header("webhook-signature").ok_or("no webhook-signature")?;
    let at: i64 = seconds.parse().map_err(|_| "a webhook-timestamp that is no number")?;
    if (now_ms.div_euclid(1_000) - at).abs() > TOLERANCE_S {
        return Err("a webhook-timestamp of another time");
    }
    let content = [id.as_bytes(), b".", seconds.as_bytes(), b".", body].concat();
    let expected: Vec<String> = keys.iter().filter_map(|key| signature(key, &content)).collect();
    let good = signatures.split(' ').any(|given| expected.iter().any(|expected| expected == given));
    if good { Ok(id.to_owned()) } else { Err("a webhook-signature of nobody's") }
}

fn signature(key: &[u8], content: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(content);
    Some(format!("v1,{}", Base64::encode_string(&mac.finalize().into_bytes())))
}
