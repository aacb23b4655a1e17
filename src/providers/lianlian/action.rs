//! What the payer must do next, whatever the service: read off the fields that came, since the table of fields
//! and the samples disagree on which method has which (PAGE).

use serde_json::Value;

use super::services::Service;
use crate::domain::time::SECOND;
use crate::domain::{NextAction, Timestamp, read};
use crate::signing::canonical::Json;

/// Longest time that the payer is believed to have, in seconds: 400 days.
const LONGEST: i64 = 34_560_000;

/// The next action that `data` of a verified answer asks for.
pub(super) fn next(data: &Json, service: Option<Service>, method: Option<&str>, now: Timestamp) -> Option<NextAction> {
    let text = |name: &str| data.get(name).and_then(Json::text).filter(|text| !text.is_empty());
    let link = |name: &str| text(name).filter(|url| is_link(url)).map(str::to_owned);
    let expires_at = |name: &str| until(text(name), text("due_date"), now);
    if let Some(params) = data.get("pay_params").and_then(params) {
        return Some(NextAction::App { params });
    }
    if let Some(order) = text("req_data_to_channel") {
        return Some(NextAction::App { params: serde_json::json!({ "req_data_to_channel": order }) });
    }
    if let Some(image) = text("qr_code").filter(|image| is_base64(image)) {
        let expires_at = expires_at("qr_code_expire_sec");
        return Some(NextAction::Qr { image_png_base64: Some(image.to_owned()), text: None, expires_at });
    }
    let expires_at = expires_at("link_url_expire_sec");
    match (link("link_url"), link("link_url_app")) {
        (Some(url), _) if method == Some("DYNAMIC_CODE") => {
            Some(NextAction::Qr { image_png_base64: None, text: Some(url), expires_at })
        }
        (Some(url), app_url) => Some(NextAction::Redirect { url, app_url, expires_at }),
        (None, Some(url)) => Some(NextAction::Redirect { url, app_url: None, expires_at }),
        (None, None) => on_the_device(service, method),
    }
}

/// Until when the payer may act, whatever there is to do.
pub(super) fn expires_at(data: &Json, now: Timestamp) -> Option<Timestamp> {
    let text = |name: &str| data.get(name).and_then(Json::text).filter(|text| !text.is_empty());
    until(text("qr_code_expire_sec").or_else(|| text("link_url_expire_sec")), text("due_date"), now)
}

/// A scanned code or a push to the bank's app: the payer has the device in hand.
fn on_the_device(service: Option<Service>, method: Option<&str>) -> Option<NextAction> {
    let pushed = method.is_some_and(|method| method == "MERCHANT_SCAN" || method.ends_with("_NOTIFICATION"));
    let page = service.is_none_or(|service| service == Service::Checkout);
    (pushed && !page).then(|| NextAction::Wait { on: "device".to_owned() })
}

/// PAGE types `pay_params` as a text and prints an object: both are taken, a text that is an object read as one.
fn params(given: &Json) -> Option<Value> {
    match given {
        Json::Text(text) if text.is_empty() => None,
        Json::Text(text) => {
            Some(read::tree(text.as_bytes()).ok().filter(Value::is_object).unwrap_or_else(|| text.as_str().into()))
        }
        Json::Map(pairs) if !pairs.is_empty() => plain(given),
        _ => None,
    }
}

/// As the provider gave it; a number that is not whole becomes a text, so that no digit is lost.
fn plain(given: &Json) -> Option<Value> {
    Some(match given {
        Json::Null => Value::Null,
        Json::Bool(bool) => Value::Bool(*bool),
        Json::Number(digits) => digits.parse::<i64>().map_or_else(|_| digits.as_str().into(), Value::from),
        Json::Text(text) => text.as_str().into(),
        Json::List(items) => Value::Array(items.iter().map(plain).collect::<Option<_>>()?),
        Json::Map(pairs) => {
            // Not collected: that would sort, and a sort is eight kilobytes of wasm.
            let mut map = serde_json::Map::new();
            for (key, value) in pairs {
                map.insert(key.clone(), plain(value)?);
            }
            Value::Object(map)
        }
    })
}

/// Seconds from now, or the moment that `due_date` names in Bangkok's time.
fn until(seconds: Option<&str>, due: Option<&str>, now: Timestamp) -> Option<Timestamp> {
    let seconds = seconds.and_then(|text| text.parse::<i64>().ok()).filter(|s| (1..=LONGEST).contains(s));
    let due = || due.and_then(|text| Timestamp::parse(&format!("{}+07:00", text.replacen(' ', "T", 1))));
    seconds.map(|seconds| now.plus(seconds.saturating_mul(SECOND))).or_else(due)
}

/// A page or an app to open: `https://…`, `weixin://…`; never script.
pub(super) fn is_link(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let good_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.bytes().all(part);
    let script = ["javascript", "data", "vbscript", "file"].iter().any(|bad| scheme.eq_ignore_ascii_case(bad));
    let good_rest = !rest.is_empty() && !rest.contains(|c: char| c.is_control() || c.is_whitespace());
    good_scheme && !script && good_rest
}

fn is_base64(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
}
