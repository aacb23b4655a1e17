//! What JavaScript is told, as JSON.

use mekong_pay::api::NextActionView;
use mekong_pay::domain::command::Warning;
use mekong_pay::domain::error::Wrong;
use mekong_pay::domain::outcome::{Corroboration, Proof};
use mekong_pay::domain::review::ReviewReason;
use mekong_pay::domain::{CommandError, Money, Operation, Outcome, ProviderReport, State, Timestamp};
use mekong_pay::providers::http::Request;
use mekong_pay::providers::{Acknowledgement, InquiryAnswer, InquiryError, Product};
use serde::Serialize;
use serde_json::{Map, Value};

/// Left out where there is none; everything else is null then.
const OPTIONAL: [&str; 8] =
    ["body", "canonicalString", "chargeReply", "corroboration", "fields", "reachedProvider", "reviewAfter", "warnings"];

/// An object.
pub fn object<const N: usize>(mut fields: [(&str, Value); N]) -> Value {
    taken(&mut fields)
}

/// Of fields however many, so that this is compiled once. One by one: collected, a map would bring the standard
/// library's sort along.
fn taken(fields: &mut [(&str, Value)]) -> Value {
    let mut object = Map::new();
    for (name, value) in fields {
        if !(value.is_null() && OPTIONAL.contains(name)) {
            object.insert((*name).to_owned(), value.take());
        }
    }
    Value::Object(object)
}

/// A word of the core, as it is written in JSON.
pub fn word(word: impl Serialize) -> Value {
    serde_json::to_value(word).unwrap_or_default()
}

/// An error, with a stable code.
pub fn error(code: &str, field: &str, problem: &str) -> Value {
    object([("error", object([("code", code.into()), ("field", field.into()), ("problem", problem.into())]))])
}

/// Of a command.
pub fn refused(wrong: CommandError) -> Value {
    let mut told = error(wrong.code, &wrong.field, &wrong.problem);
    let each = |wrong: &Wrong| {
        let (field, detail) = (wrong.field.as_ref(), wrong.problem.as_ref());
        object([("field", field.into()), ("code", wrong.code.into()), ("detail", detail.into())])
    };
    if let Some(Value::Object(error)) = told.get_mut("error") {
        error.insert("errors".to_owned(), wrong.all().map(each).collect());
    }
    told
}

/// Of an inquiry.
pub fn unanswered(wrong: InquiryError) -> Value {
    match wrong {
        InquiryError::Refused(wrong) => refused(wrong),
        InquiryError::AccountProblem(stop) => {
            error("provider_refused", "", word(stop).as_str().unwrap_or("the provider refused us"))
        }
        _ => error("provider_unavailable", "", "no answer, or none that could be read"),
    }
}

/// An answer in the provider's words.
pub fn reply(reply: Acknowledgement) -> Value {
    object([("status", reply.status.into()), ("body", reply.body.into())])
}

/// A request, ready for `fetch`.
pub fn request(request: Request) -> Value {
    let mut headers = Map::new();
    for (name, value) in request.headers {
        headers.insert(name.to_owned(), value.into());
    }
    object([
        ("method", request.method.into()),
        ("url", request.url.into()),
        ("headers", headers.into()),
        ("body", request.body.into()),
        ("canonicalString", request.canonical_string.into()),
    ])
}

/// A request with what its caller should look at, if anything.
pub fn warned(mut request: Value, warnings: &[Warning]) -> Value {
    if let (Value::Object(fields), false) = (&mut request, warnings.is_empty()) {
        fields.insert("warnings".to_owned(), word(warnings));
    }
    request
}

/// What an answer or a notification says, and what may be done now. The same rules as for an order in the ledger.
pub fn verdict(report: &ProviderReport, operation: Operation) -> Value {
    let (state, named, what) = match &report.outcome {
        Outcome::Succeeded => (State::Succeeded, "", Value::Null),
        Outcome::Failed(failure) => (State::Failed, "reason", word(failure.reason)),
        Outcome::Pending(next) => (State::Pending, "nextAction", word(next.as_ref().map(NextActionView::of))),
        Outcome::Unknown(unknown_reason) => (State::Unknown, "unknownReason", word(unknown_reason)),
    };
    let reached = match &report.outcome {
        Outcome::Failed(failure) => failure.reached_provider.into(),
        _ => Value::Null,
    };
    let could_fare_better = match &report.outcome {
        Outcome::Failed(failure) => failure.reason.may_retry(),
        _ => true,
    };
    let may_retry = state.may_retry() && report.review.is_none() && could_fare_better;
    let mut shown = object([
        ("outcome", state.name().into()),
        ("reachedProvider", reached),
        ("chargeReply", report.charge_reply.clone().into()),
        ("corroboration", report.corroboration.map(corroboration).into()),
        ("evidence", word(report.evidence)),
        ("providerOrderId", report.provider_order_id.clone().into()),
        ("providerStatus", word(&report.provider_status)),
        ("expiresAt", report.expires_at.map(Timestamp::rfc3339).into()),
        ("review", word(report.review)),
        ("warnings", if report.warnings.is_empty() { Value::Null } else { word(&report.warnings) }),
        ("reviewAfter", report.review_after.map(later).into()),
        ("accountProblem", word(report.account_problem)),
        ("mayRetry", may_retry.into()),
        ("mayRefundPayer", (may_retry && operation == Operation::Topup).into()),
        ("mustRecheck", state.must_recheck().into()),
    ]);
    if let (Value::Object(fields), false) = (&mut shown, named.is_empty()) {
        fields.insert(named.to_owned(), what);
    }
    shown
}

fn corroboration(rule: Corroboration) -> Value {
    let then = match rule.then {
        Proof::Failed(failure) => ("failed", word(failure.reason)),
        Proof::Review(reason) => ("review", word(reason)),
    };
    object([("reads", rule.reads.into()), ("overMs", rule.over.into()), ("then", object([then]))])
}

fn later((reason, after): (ReviewReason, i64)) -> Value {
    object([("review", word(reason)), ("afterMs", after.into())])
}

/// What an inquiry found.
pub fn found(finding: InquiryAnswer) -> Value {
    match finding {
        InquiryAnswer::Balance(balance) => amount(balance),
        InquiryAnswer::Number(details) => details,
        InquiryAnswer::Products(products) => Value::Array(products.into_iter().map(product).collect()),
    }
}

fn product(product: Product) -> Value {
    object([("name", product.name.into()), ("amount", amount(product.amount)), ("details", product.details)])
}

fn amount(money: Money) -> Value {
    object([("value", money.to_string().into()), ("currency", money.currency().code().into())])
}
