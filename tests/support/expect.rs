//! What vectors expect, one type per kind of case.

use std::collections::BTreeMap;

use mekong_pay::domain::outcome::{Corroboration, Proof};
use mekong_pay::domain::{Money, Reason};
use mekong_pay::providers::http::Request;
use mekong_pay::providers::{InquiryAnswer, InquiryError, Product};
use serde::Deserialize;
use serde_json::{Value, json};

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
    pub canonical: Option<String>,
    pub printed: Option<Value>,
    #[serde(default)]
    pub differences: BTreeMap<String, String>,
    #[serde(default)]
    pub warnings: Vec<String>,
    pub request: Option<Sent>,
    pub error: Option<Fault>,
}

/// What preparing gives beside the request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prepared {
    pub msisdn: Option<String>,
    pub first_call_charges: bool,
    pub sandbox: bool,
    pub otp_lives_ms: Option<i64>,
    pub details: Option<Value>,
}

/// A request, exactly.
#[derive(Debug, Deserialize)]
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
    pub unknown_reason: Option<String>,
    pub next_action: Option<String>,
    pub next: Option<Value>,
    pub evidence: Option<String>,
    pub provider_order_id: Option<String>,
    pub provider_status: Option<Value>,
    pub review: Option<String>,
    pub review_after: Option<Value>,
    pub account_problem: Option<String>,
    pub corroboration: Option<Value>,
    pub session_refused: Option<bool>,
    pub token: Option<Value>,
    pub session_error: Option<String>,
}

/// Of a case of kind `inquiry`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inquired {
    pub request: Option<Sent>,
    #[serde(default)]
    pub none: bool,
    pub error: Option<Fault>,
    pub finding: Option<Value>,
    pub refusal: Option<Value>,
}

/// Of a case of kind `unsubscribe`.
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

/// Of a case of kind `canonical`; absent where there is none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Canonical {
    pub readable: bool,
    pub included: Option<String>,
    pub skipped: Option<String>,
    pub flat: Option<bool>,
    pub repeats: Option<bool>,
}

/// Of a case of kind `key`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keyed {
    pub kind: String,
    pub der: Option<String>,
    pub error: Option<String>,
}

/// Of a case of kind `notification`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotificationExpected {
    pub read: String,
    pub merchant_order_id: Option<String>,
    pub merchant_refund_id: Option<String>,
    pub outcome: Option<String>,
    pub unknown_reason: Option<String>,
    pub evidence: Option<String>,
    pub corroboration: Option<Value>,
    pub provider_order_id: Option<String>,
}

/// Of a case of kind `return`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Returned {
    pub signed: bool,
}

/// Whether a request is the expected one, byte by byte.
pub fn same_request(name: &str, request: &Request, expect: &Sent) {
    assert_eq!(request.method, expect.method, "{name}: request method differs");
    assert_eq!(request.url, expect.url, "{name}: request url differs");
    let headers: BTreeMap<String, String> = request.headers.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect();
    let written =
        |(name, value): (&String, &String)| (name.clone(), value.replace("{version}", env!("CARGO_PKG_VERSION")));
    let expected: BTreeMap<String, String> = expect.headers.iter().map(written).collect();
    assert_eq!(headers, expected, "{name}: request headers differ");
    assert_eq!(headers.len(), request.headers.len(), "{name}: a header is sent twice");
    assert_eq!(request.body, expect.body, "{name}: request body differs");
}

/// What an inquiry found, as the vectors write it.
pub fn found(finding: InquiryAnswer) -> Value {
    let money = |money: Money| json!({ "value": money.to_string(), "currency": money.currency().code() });
    match finding {
        InquiryAnswer::Balance(balance) => json!({ "balance": money(balance) }),
        InquiryAnswer::Products(products) => {
            let shown = |p: Product| json!({ "name": p.name, "amount": money(p.amount), "details": p.details });
            json!({ "products": products.into_iter().map(shown).collect::<Vec<_>>() })
        }
        InquiryAnswer::Number(details) => json!({ "number": details }),
    }
}

/// Why an inquiry brought nothing, as the vectors write it.
pub fn refused(error: InquiryError) -> Value {
    match error {
        InquiryError::Refused(error) => json!({ "refused": { "field": error.field, "code": error.code } }),
        InquiryError::AccountProblem(problem) => json!({ "account_problem": problem }),
        InquiryError::NoAnswer => json!("no_answer"),
        other => panic!("no such refusal: {other:?}"),
    }
}

/// What repetition proves, as the vectors write it.
pub fn repetition(rule: &Corroboration) -> Value {
    match rule.then {
        Proof::Failed(failure) => json!({ "over_ms": rule.over, "reason": failure.reason }),
        Proof::Review(reason) => json!({ "over_ms": rule.over, "review": reason }),
    }
}

/// The reason for which repetition fails an order.
pub fn proven(proof: Proof) -> Reason {
    match proof {
        Proof::Failed(failure) => failure.reason,
        Proof::Review(reason) => panic!("calls a person: {reason:?}"),
    }
}
