//! What needs no account.

use base64ct::{Base64, Encoding};
use mekong_pay::domain::Secret;
use mekong_pay::domain::read::written;
use mekong_pay::providers::{self, Notifications, Unsubscribe, UnsubscribeResult};
use mekong_pay::signing::canonical::{Empties, Json, canonical_string};
use mekong_pay::signing::keys::{PrivateKey, PublicKey};
use mekong_pay::signing::webhook::{self, Headers};
use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::shown::{self, object};

/// The canonical string of a JSON object; none where the rule has no word.
#[wasm_bindgen]
#[must_use]
pub fn canonical(json: &str, skip_empty: bool) -> Option<String> {
    let empties = if skip_empty { Empties::Skipped } else { Empties::Included };
    Json::read(json.as_bytes()).and_then(|json| canonical_string(&json, empties))
}

/// A key's DER (PKCS#8 or SPKI) in base64, from whatever form it was written in.
#[wasm_bindgen]
pub fn key_der(text: &str, private: bool) -> Result<String, String> {
    let der = if private {
        PrivateKey::parse(text).map(|key| Base64::encode_string(key.pkcs8()))
    } else {
        PublicKey::parse(text).map(|key| Base64::encode_string(key.spki()))
    };
    der.map_err(|problem| written(&shown::error("key_invalid", "key", problem)))
}

/// Verifies a delivery. `head` has the id, the timestamp, the signatures, and every secret, a line each: no header and
/// no secret holds a line break. The code of what is wrong, or nothing.
#[wasm_bindgen]
#[must_use]
pub fn verify_event(head: &str, payload: &[u8], now: f64, tolerance: f64) -> Option<String> {
    let mut lines = head.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let headers = Headers { id: next(), timestamp: next(), signature: next() };
    let keys: Result<Vec<_>, _> = lines.map(|secret| webhook::key(&Secret::new(secret))).collect();
    let Some(keys) = keys.ok().filter(|keys| !keys.is_empty()) else { return Some("secret_invalid".to_owned()) };
    let verified = webhook::verify(&keys, headers, payload, whole(now), whole(tolerance));
    verified.err().map(|error| error.code().to_owned())
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a cast from f64 stops at the ends")]
const fn whole(number: f64) -> i64 {
    number as i64
}

/// Reads a provider's call that ends a subscription.
#[wasm_bindgen]
#[must_use]
pub fn read_unsubscribe(provider: &str, body: &[u8]) -> String {
    written(&match unsubscribe(provider, body) {
        Ok((_, call)) => object(vec![
            ("msisdn", call.msisdn.e164().into()),
            ("written", call.written.into()),
            ("short_code", call.short_code.into()),
            ("channel", call.channel.into()),
        ]),
        Err(refusal) => refusal,
    })
}

/// The answer to it, once its result is known: `stored`, `not_found` or `not_stored`.
#[wasm_bindgen]
#[must_use]
pub fn answer_unsubscribe(provider: &str, body: &[u8], result: &str) -> String {
    let result = match result {
        "stored" => UnsubscribeResult::Stored,
        "not_found" => UnsubscribeResult::NotFound,
        "not_stored" => UnsubscribeResult::NotStored,
        _ => return written(&shown::error("field_invalid", "result", "expected stored, not_found or not_stored")),
    };
    written(&match unsubscribe(provider, body) {
        Ok((notifications, call)) => shown::reply(notifications.answer_unsubscribe(&call, result)),
        Err(refusal) => refusal,
    })
}

fn unsubscribe(provider: &str, body: &[u8]) -> Result<(&'static dyn Notifications, Unsubscribe), Value> {
    let notifications = providers::find(provider).and_then(|provider| provider.notifications());
    let unsupported = || shown::error("operation_unsupported", "", "this provider sends no such calls");
    let notifications = notifications.ok_or_else(unsupported)?;
    let call = notifications.read_unsubscribe(body).map_err(|refusal| {
        let problem = "this is no call that ends a subscription; error.reply is the answer to give";
        let mut wrong = shown::error("notification_invalid", "", problem);
        if let Some(Value::Object(error)) = wrong.get_mut("error") {
            error.insert("reply".to_owned(), shown::reply(refusal));
        }
        wrong
    })?;
    Ok((notifications, call))
}
