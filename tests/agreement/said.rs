//! What the core says of one case.

use mekong_pay::domain::order::Order;
use mekong_pay::domain::order::lifecycle::Fingerprints;
use mekong_pay::domain::{CommandError, Prepared, ProviderReport};
use mekong_pay::providers::http::Request;
use mekong_pay::providers::{
    self, Account, Message, Notification, NotificationVerification, SessionError, UnsubscribeResult,
};
use mekong_pay::signing::Verified;
use mekong_pay::signing::canonical::{Empties, Json, canonical_string};
use serde_json::{Map, Value, json};

use crate::support::expect::{found, refused};
use crate::support::orders::at;
use crate::support::rsa::{ListedRsa, block_on};
use crate::support::vectors::{Case, pairs};

/// What is said of a case, by its kind.
pub fn of(provider: &str, account: Option<&dyn Account>, case: &Case, rsa: &ListedRsa) -> Value {
    let account = || account.expect("the case names a configuration");
    match case.kind.as_str() {
        "request" => request(account(), case, rsa),
        "response" if case.is_token() => token(account(), case),
        "response" => response(account(), case, rsa),
        "inquiry" => inquiry(account(), case),
        "unsubscribe" => unsubscribe(provider, case),
        "canonical" => canonical(case),
        "notification" => notification(account(), case, rsa),
        "return" => returned(account(), case, rsa),
        other => panic!("no such kind: {other}"),
    }
}

fn request(account: &dyn Account, case: &Case, rsa: &ListedRsa) -> Value {
    if case.is_token() {
        return json!({ "request": sent(account.session().expect("it has one").request()), "warnings": [] });
    }
    let session = case.session();
    let built = case.prepare(account).and_then(|prepared| {
        let built = block_on(account.build(&case.call(&prepared), case.context(rsa, session.as_ref())));
        built.map(|request| (request, prepared.warnings))
    });
    match built {
        Ok((request, warnings)) => json!({ "request": sent(request), "warnings": warnings }),
        Err(error) => wrong(&error),
    }
}

fn sent(request: Request) -> Value {
    let headers: Map<String, Value> =
        request.headers.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    json!({
        "method": request.method, "url": request.url, "headers": headers, "body": request.body,
        "canonical_string": request.canonical_string,
    })
}

fn wrong(error: &CommandError) -> Value {
    json!({ "error": { "code": error.code, "field": error.field, "problem": error.problem } })
}

fn token(account: &dyn Account, case: &Case) -> Value {
    match account.session().expect("it has one").read(&case.answer()) {
        Ok(token) => {
            json!({ "token": { "access_token": token.secret.reveal(), "expires_in_s": token.expires_in_s } })
        }
        Err(SessionError::Refused) => json!({ "session_error": "refused" }),
        Err(_) => json!({ "session_error": "unavailable" }),
    }
}

fn response(account: &dyn Account, case: &Case, rsa: &ListedRsa) -> Value {
    let prepared = match case.prepare(account) {
        Ok(prepared) => prepared,
        Err(error) => return wrong(&error),
    };
    let answer = case.answer();
    let report = block_on(account.classify(&case.call(&prepared), &answer, case.context(rsa, None)));
    let session_refused = account.session().is_some_and(|session| session.refused(&answer));
    json!({ "report": report, "account_problem": report.account_problem, "session_refused": session_refused })
}

fn inquiry(account: &dyn Account, case: &Case) -> Value {
    let inquiries = account.inquiries().expect("it can be asked");
    let asked = case.inquiry(account).and_then(|inquiry| Ok((inquiries.request(&inquiry, case.now())?, inquiry)));
    let (request, inquiry) = match asked {
        Ok((request, inquiry)) => (request.expect("there is such a call"), inquiry),
        Err(error) => return wrong(&error),
    };
    let (finding, refusal) = match inquiries.read(&inquiry, &case.answer()) {
        Ok(finding) => (Some(found(finding)), None),
        Err(error) => (None, Some(refused(error))),
    };
    json!({ "request": sent(request), "finding": finding, "refusal": refusal })
}

fn unsubscribe(provider: &str, case: &Case) -> Value {
    let notifications =
        providers::find(provider).and_then(providers::Provider::unsubscribe_calls).expect("it sends some");
    match notifications.read_unsubscribe(body(case)) {
        Ok(call) => json!({
            "read": {
                "msisdn": call.msisdn.e164(), "written": call.written, "short_code": call.short_code,
                "channel": call.channel,
            },
            "reply": reply(notifications.answer_unsubscribe(&call, result(case))),
        }),
        Err(refusal) => json!({ "read": null, "reply": reply(refusal) }),
    }
}

fn result(case: &Case) -> UnsubscribeResult {
    match case.result.as_deref() {
        Some("stored") => UnsubscribeResult::Stored,
        Some("not_found") => UnsubscribeResult::NotFound,
        Some("not_stored") => UnsubscribeResult::NotStored,
        other => panic!("no such result: {other:?}"),
    }
}

fn reply(reply: providers::Acknowledgement) -> Value {
    json!({ "status": reply.status, "body": reply.body })
}

fn body(case: &Case) -> &[u8] {
    case.body.as_deref().expect("the case has a body").as_bytes()
}

fn canonical(case: &Case) -> Value {
    let json = Json::read(case.input.as_deref().expect("the case has an input").as_bytes());
    let text = |empties| json.as_ref().and_then(|json| canonical_string(json, empties));
    json!({ "included": text(Empties::Included), "skipped": text(Empties::Skipped) })
}

fn notification(account: &dyn Account, case: &Case, rsa: &ListedRsa) -> Value {
    let notifications = account.signed_notifications().expect("it sends some");
    let headers = pairs(case.headers.as_ref().expect("the case has headers"));
    match block_on(notifications.verify(&Message { headers: &headers, body: body(case) }, rsa)) {
        NotificationVerification::Refused => json!({ "read": "refused" }),
        NotificationVerification::Ambiguous(notification) => {
            let Notification { merchant_order_id, merchant_refund_id, .. } = notification.get();
            json!({ "read": "ambiguous", "order": merchant_order_id, "refund": merchant_refund_id })
        }
        NotificationVerification::Verified(notification) => {
            let Notification { merchant_order_id, merchant_refund_id, fields, .. } = notification.get();
            let report = judged(account, case, &notification);
            json!({
                "read": "verified", "order": merchant_order_id, "refund": merchant_refund_id, "fields": fields,
                "report": report, "account_problem": report.account_problem,
            })
        }
    }
}

fn judged(account: &dyn Account, case: &Case, notification: &Verified<Notification>) -> ProviderReport {
    let prepared: Prepared = case.prepare(account).expect("a good command");
    let fingerprints = Fingerprints { command: String::new(), account: String::new() };
    let order = Order::reserve(prepared, fingerprints, at(0)).named_by_provider(case.context.provider_order_id.clone());
    let report = account.signed_notifications().expect("it sends some").judge(notification, &order);
    if order.provider_order_id().is_some() { report } else { providers::untied(report) }
}

fn returned(account: &dyn Account, case: &Case, rsa: &ListedRsa) -> Value {
    let form = case.form.as_ref().expect("the case has a form");
    let order = case.input.as_deref().expect("the case names an order");
    let notification = block_on(account.signed_notifications().expect("it has some").verify_return(form, rsa));
    json!({ "signed": notification.is_some_and(|notification| notification.get().merchant_order_id.as_deref() == Some(order)) })
}
