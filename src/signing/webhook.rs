//! Signed webhooks: Standard Webhooks 1.0.0, symmetric signatures (`v1`).

use base64ct::{Base64, Encoding};

use super::digest::{HmacKey, equal};
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
    let seconds = seconds.to_string();
    let signed = |key: &Vec<u8>| signature(&HmacKey::new(key), id, &seconds, body.as_bytes());
    keys.iter().map(|key| [VERSION, &signed(key)].concat()).collect::<Vec<_>>().join(" ")
}

/// What a symmetric signature begins with.
const VERSION: &str = "v1,";

fn signature(key: &HmacKey, id: &str, seconds: &str, body: &[u8]) -> String {
    Base64::encode_string(&key.hmac_sha256(&[id.as_bytes(), b".", seconds.as_bytes(), b".", body]))
}

/// The three headers of a delivery ("Webhook headers").
#[derive(Debug, Clone, Copy)]
pub struct Headers<'a> {
    /// `webhook-id`
    pub id: &'a str,
    /// `webhook-timestamp`, seconds since 1970
    pub timestamp: &'a str,
    /// `webhook-signature`, one or more with blanks between them
    pub signature: &'a str,
}

/// Why a delivery is not to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookError {
    /// One of the three headers is not there, or the id holds a point, which no sender's does.
    HeaderMissing,
    /// No whole number of seconds.
    TimestampInvalid,
    /// Signed too long ago: perhaps one that was recorded and is sent again.
    TimestampTooOld,
    /// Signed in the future: one of the two clocks is wrong.
    TimestampTooNew,
    /// No signature is any of the keys' over exactly these bytes.
    SignatureMismatch,
}

impl WebhookError {
    /// Stable code for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::HeaderMissing => "header_missing",
            Self::TimestampInvalid => "timestamp_invalid",
            Self::TimestampTooOld => "timestamp_too_old",
            Self::TimestampTooNew => "timestamp_too_new",
            Self::SignatureMismatch => "signature_mismatch",
        }
    }
}

/// Whether one of the signatures is one of the keys' over exactly these bytes, made within `tolerance` seconds of
/// `now`, before or after ("Verifying webhook authenticity").
pub fn verify(
    keys: &[HmacKey],
    headers: Headers<'_>,
    payload: &[u8],
    now: i64,
    tolerance: i64,
) -> Result<(), WebhookError> {
    let Headers { id, timestamp, signature: given } = headers;
    if id.is_empty() || id.contains('.') || timestamp.is_empty() || given.is_empty() {
        return Err(WebhookError::HeaderMissing);
    }
    let digits = timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let seconds: i64 = timestamp.parse().ok().filter(|_| digits).ok_or(WebhookError::TimestampInvalid)?;
    if seconds < now.saturating_sub(tolerance) {
        return Err(WebhookError::TimestampTooOld);
    }
    if seconds > now.saturating_add(tolerance) {
        return Err(WebhookError::TimestampTooNew);
    }
    let good = |key: &HmacKey| {
        let own = signature(key, id, timestamp, payload);
        given.split(' ').filter_map(|one| one.strip_prefix(VERSION)).any(|one| equal(one.as_bytes(), own.as_bytes()))
    };
    if keys.iter().any(good) { Ok(()) } else { Err(WebhookError::SignatureMismatch) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by Python: hmac.new(base64.b64decode(…), b"evt_1.1700000000." + body, "sha256").
    const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    const BODY: &[u8] = b"{\"type\":\"order.succeeded\"}";
    const SIGNATURE: &str = "v1,OZHT2Y2usMTFAzSHB1NWcB/JK//4r+iUP4ymAQHOlSE=";

    fn said(headers: Headers<'_>, body: &[u8], now: i64) -> Result<(), WebhookError> {
        let keys = [HmacKey::new(&[7; 24]), HmacKey::new(&key(&Secret::new(SECRET)).unwrap_or_default())];
        verify(&keys, headers, body, now, 300)
    }

    const GOOD: Headers<'_> = Headers { id: "evt_1", timestamp: "1700000000", signature: SIGNATURE };

    #[test]
    fn exactly_these_bytes_within_the_time() {
        use WebhookError::{HeaderMissing, SignatureMismatch, TimestampInvalid, TimestampTooNew, TimestampTooOld};
        for now in [1_699_999_700, 1_700_000_000, 1_700_000_300] {
            assert_eq!(said(GOOD, BODY, now), Ok(()));
        }
        assert_eq!(said(GOOD, BODY, 1_700_000_301), Err(TimestampTooOld));
        assert_eq!(said(GOOD, BODY, 1_699_999_699), Err(TimestampTooNew));
        assert_eq!(said(GOOD, b"{\"type\":\"order.succeeded\"} ", 1_700_000_000), Err(SignatureMismatch));
        let with = |change: fn(&mut Headers<'static>)| {
            let mut headers = GOOD;
            change(&mut headers);
            said(headers, BODY, 1_700_000_000)
        };
        assert_eq!(with(|h| h.id = "evt_2"), Err(SignatureMismatch));
        assert_eq!(with(|h| h.timestamp = "1700000001"), Err(SignatureMismatch));
        assert_eq!(with(|h| h.timestamp = "01700000000"), Err(SignatureMismatch));
        assert_eq!(with(|h| h.timestamp = "+1700000000"), Err(TimestampInvalid));
        assert_eq!(with(|h| h.timestamp = "99999999999999999999"), Err(TimestampInvalid));
        assert_eq!(with(|h| h.id = "evt_1.1700000000"), Err(HeaderMissing));
        assert_eq!(with(|h| h.signature = ""), Err(HeaderMissing));
        assert_eq!(with(|h| h.signature = "v1,"), Err(SignatureMismatch));
        assert_eq!(with(|h| h.signature = "v1,AAAA v2,x v1,OZHT2Y2usMTFAzSHB1NWcB/JK//4r+iUP4ymAQHOlSE="), Ok(()));
        assert_eq!(with(|h| h.signature = "v1a,OZHT2Y2usMTFAzSHB1NWcB/JK//4r+iUP4ymAQHOlSE="), Err(SignatureMismatch));
    }
}
