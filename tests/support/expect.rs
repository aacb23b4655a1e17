//! What vectors expect, one type per kind of case.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// A refusal: the field at fault, and its code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    pub field: String,
    pub code: Option<String>,
}

/// Of a case of kind `request`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    pub prepared: Option<Prepared>,
    pub request: Option<Sent>,
    pub error: Option<Fault>,
}

/// What preparing gives beside the request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prepared {
    pub msisdn: String,
    pub first_call_charges: bool,
    pub sandbox: bool,
    pub otp_lives_ms: Option<i64>,
}

/// A request, exactly.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    pub method: String,
    pub url: String,
    pub headers: BTreeMap<String, String>,
    pub body: Option<String>,
}

/// Of a case of kind `response`; the last two for a token.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heard {
    pub outcome: Option<String>,
    pub reason: Option<String>,
    pub doubt: Option<String>,
    pub next_action: Option<String>,
    pub provider_order_id: Option<String>,
    pub provider_status: Option<Value>,
    pub review: Option<String>,
    pub corroboration: Option<Value>,
    pub session_refused: Option<bool>,
    pub token: Option<Value>,
    pub session_error: Option<String>,
}

/// Of a case of kind `notification`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Noted {
    pub status: u16,
    pub answer: BTreeMap<String, String>,
    pub read: Option<BTreeMap<String, String>>,
}

/// Of a case of kind `config`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configured {
    pub base_url: Option<String>,
    pub error: Option<Fault>,
}
