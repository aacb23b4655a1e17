//! What the payer must do next, whatever the service: read off the fields that came, since the table of fields
//! and the samples disagree on which method has which (PAGE). `pay_params` is typed as a text there and printed as an
//! object: both are taken.

use serde_json::json;

use super::super::texts::{self, Code};
use super::services::Service;
use crate::domain::command::Warning;
use crate::domain::time::SECOND;
use crate::domain::{NextAction, Timestamp};
use crate::signing::canonical::Json;

/// Longest time that the payer is believed to have, in seconds: 400 days.
const LONGEST: i64 = 34_560_000;

/// The next action that `data` of a verified answer asks for.
pub(super) fn next(data: &Json, service: Option<Service>, method: Option<&str>, now: Timestamp) -> Option<NextAction> {
    let text = |name: &str| data.get(name).and_then(Json::text).filter(|text| !text.is_empty());
    let link = |name: &str| text(name).and_then(texts::link);
    let expires_at = |name: &str| until(text(name), text("due_date"), now);
    let (url, app_url) = (link("link_url"), link("link_url_app"));
    let order = || text("req_data_to_channel").map(|order| json!({ "req_data_to_channel": order }));
    if let Some(params) = data.get("pay_params").and_then(texts::params).or_else(order) {
        return Some(NextAction::App { params, url: url.or(app_url) });
    }
    let qr = |code: Code, expires_at| match code {
        Code::Image(image) => NextAction::Qr { image_png_base64: Some(image), text: None, expires_at },
        Code::Text(text) => NextAction::Qr { image_png_base64: None, text: Some(text), expires_at },
    };
    if let Some(code) = text("qr_code").and_then(texts::code) {
        return Some(qr(code, expires_at("qr_code_expire_sec")));
    }
    let expires_at = expires_at("link_url_expire_sec");
    match (url, app_url) {
        (Some(url), _) if method == Some("DYNAMIC_CODE") => Some(qr(Code::Text(url), expires_at)),
        (Some(url), app_url) => Some(NextAction::Redirect { url, app_url, expires_at }),
        (None, Some(url)) => Some(NextAction::Redirect { url, app_url: None, expires_at }),
        (None, None) => on_the_device(service, method),
    }
}

/// What the merchant is told where the payer has something to do, and the answer does not say what.
pub(super) fn unreadable() -> Warning {
    Warning {
        code: "next_action_unreadable".to_owned(),
        field: "next_action".to_owned(),
        detail:
            "LianLian waits for the payer, and what its answer says to do cannot be read: the payer has nothing to \
                 act on, so cancel the payment where that is possible, or let it run out"
                .to_owned(),
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

/// Seconds from now, or the moment that `due_date` names in Bangkok's time.
fn until(seconds: Option<&str>, due: Option<&str>, now: Timestamp) -> Option<Timestamp> {
    let seconds = seconds.and_then(|text| text.parse::<i64>().ok()).filter(|s| (1..=LONGEST).contains(s));
    seconds.map(|seconds| now.plus(seconds.saturating_mul(SECOND))).or_else(|| due.and_then(bangkok_time))
}

/// `yyyy-MM-dd HH:mm:ss`, UTC+7 (DOC-21).
pub(super) fn bangkok_time(text: &str) -> Option<Timestamp> {
    Timestamp::parse(&format!("{}+07:00", text.replacen(' ', "T", 1)))
}
