//! What needs no account.

use std::cell::RefCell;

use base64ct::{Base64, Encoding};
use mekong_pay::domain::Secret;
use mekong_pay::json::to_text;
use mekong_pay::providers::{self, Unsubscribe, UnsubscribeCalls, UnsubscribeResult};
use mekong_pay::signing::HmacKey;
use mekong_pay::signing::canonical::{Empties, Json, canonical_string};
use mekong_pay::signing::keys::{PrivateKey, PublicKey};
use mekong_pay::signing::webhook::{self, Headers, WebhookError};
use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::output::{self, object};

/// The canonical string of a JSON object; none where the rule has no word.
#[wasm_bindgen]
#[must_use]
pub fn canonical(json: &[u8], skip_empty: bool) -> Option<String> {
    let empties = if skip_empty { Empties::Skipped } else { Empties::Included };
    Json::read(json).and_then(|json| canonical_string(&json, empties))
}

/// A key's DER (PKCS#8 or SPKI) in base64, from whatever form it was written in, as JSON.
#[wasm_bindgen]
#[must_use]
pub fn key_der(text: &[u8], private: bool) -> String {
    let text = text_of(text);
    let der = if private {
        PrivateKey::parse(text).map(|key| Base64::encode_string(key.pkcs8()))
    } else {
        PublicKey::parse(text).map(|key| Base64::encode_string(key.spki()))
    };
    to_text(&der.map_or_else(|problem| output::error("key_invalid", "key", problem), Value::from))
}

thread_local! {
    /// The keys of the secrets that came last: whoever receives events has the same ones every time.
    static KEYS: RefCell<(String, Vec<HmacKey>)> = const { RefCell::new((String::new(), Vec::new())) };
}

/// Verifies a delivery. `message` has the id, the timestamp, the signatures, and every secret, a line each, since no
/// header and no secret holds a line break; from `at` on it is the payload. The code of what is wrong, or nothing.
#[wasm_bindgen]
#[must_use]
pub fn verify_event(message: &[u8], at: usize, now: f64, tolerance: f64) -> Option<String> {
    let (head, payload) = parts(message, at);
    let mut lines = head.splitn(4, '\n');
    let mut next = || lines.next().unwrap_or_default();
    let headers = Headers { id: next(), timestamp: next(), signature: next() };
    let secrets = next();
    let verified = KEYS.with_borrow_mut(|(known, keys)| {
        if keys.is_empty() || known != secrets {
            *keys = self::keys(secrets).ok_or("secret_invalid")?;
            secrets.clone_into(known);
        }
        webhook::verify(keys, headers, payload, whole(now), whole(tolerance)).map_err(WebhookError::code)
    });
    verified.err().map(str::to_owned)
}

fn keys(secrets: &str) -> Option<Vec<HmacKey>> {
    secrets.split('\n').map(|secret| Some(HmacKey::new(&webhook::key(&Secret::new(secret)).ok()?))).collect()
}

/// The text before `at` and what comes after it.
pub fn parts(message: &[u8], at: usize) -> (&str, &[u8]) {
    let (text, body) = message.split_at_checked(at).unwrap_or_default();
    (text_of(text), body)
}

/// A text that crossed: JavaScript's encoder makes nothing that is none.
pub fn text_of(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a cast from f64 stops at the ends")]
const fn whole(number: f64) -> i64 {
    number as i64
}

/// Reads a provider's call that ends a subscription: the provider's id, and from `at` on the call's body.
#[wasm_bindgen]
#[must_use]
pub fn read_unsubscribe(message: &[u8], at: usize) -> String {
    let (provider, body) = parts(message, at);
    to_text(&match unsubscribe(provider, body) {
        Ok((_, call)) => object([
            ("msisdn", call.msisdn.e164().into()),
            ("written", call.written.into()),
            ("short_code", call.short_code.into()),
            ("channel", call.channel.into()),
        ]),
        Err(refusal) => refusal,
    })
}

/// The answer to it, once its result is known: in the line after the provider's id, `stored`, `not_found` or
/// `not_stored`; the service's name, if any, in the third line.
#[wasm_bindgen]
#[must_use]
pub fn answer_unsubscribe(message: &[u8], at: usize) -> String {
    let (text, body) = parts(message, at);
    let (provider, result) = text.split_once('\n').unwrap_or_default();
    let (result, service) = result.split_once('\n').unwrap_or((result, ""));
    let result = match result {
        "stored" => UnsubscribeResult::Stored,
        "not_found" => UnsubscribeResult::NotFound,
        "not_stored" => UnsubscribeResult::NotStored,
        _ => return to_text(&output::error("field_invalid", "result", "expected stored, not_found or not_stored")),
    };
    to_text(&match unsubscribe(provider, body) {
        Ok((notifications, call)) => {
            let call = Unsubscribe { service: service.to_owned(), ..call };
            output::reply(notifications.answer_unsubscribe(&call, result))
        }
        Err(refusal) => refusal,
    })
}

fn unsubscribe(provider: &str, body: &[u8]) -> Result<(&'static dyn UnsubscribeCalls, Unsubscribe), Value> {
    let notifications = providers::find(provider).and_then(|provider| provider.unsubscribe_calls());
    let unsupported = || output::error("operation_unsupported", "", "this provider sends no such calls");
    let notifications = notifications.ok_or_else(unsupported)?;
    let call = notifications.read_unsubscribe(body).map_err(|refusal| {
        let problem = "this is no call that ends a subscription; error.reply is the answer to give";
        let mut wrong = output::error("notification_invalid", "", problem);
        if let Some(Value::Object(error)) = wrong.get_mut("error") {
            error.insert("reply".to_owned(), output::reply(refusal));
        }
        wrong
    })?;
    Ok((notifications, call))
}
