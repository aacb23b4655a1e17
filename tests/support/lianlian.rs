//! Payments and refunds at LianLian, and its answers to them, signed for [`AnyRsa`].

use std::rc::Rc;

use base64ct::{Base64, Encoding};
use mekong_pay::domain::{Currency, MerchantOrderId, Money, Operation, Prepared, ProviderReport, Secret, Timestamp};
use mekong_pay::json::lenient;
use mekong_pay::providers::http::{Answer, Response};
use mekong_pay::providers::{self, Account, Call, Command, RefundCommand, Step};
use mekong_pay::signing::canonical::{Empties, canonical_string};
use serde_json::{Value, json};

use super::orders::context;
use super::rsa::{AnyRsa, block_on};
use super::vectors::load;

pub const ORDER_ID: &str = "122023010100160021";
pub const CARD_NUMBER: &str = "4929131415161718";

thread_local! {
    static ACCOUNT: Rc<dyn Account> = {
        let config = load("lianlian").configs["cards"].to_string();
        let read = providers::find("lianlian").expect("registered").configure(&config, None);
        read.expect("a good configuration").into()
    };
}

/// An account that takes cards, with keys made for the vectors.
pub fn account() -> Rc<dyn Account> {
    ACCOUNT.with(Rc::clone)
}

fn money(value: &str) -> Money {
    Money::parse(value, Currency::Thb).expect("a good amount")
}

fn id(text: &str) -> MerchantOrderId {
    MerchantOrderId::parse(text).expect("a good id")
}

/// A payment of 344.00 baht with these details beside the usual ones.
pub fn payment(service: &str, method: &str, extra: Value) -> Prepared {
    let mut details = json!({
        "service": service, "method": method, "order_desc": "hat",
        "customer": { "merchant_user_id": "USER_0001", "full_name": "Bruce Lee" },
    });
    let all = details.as_object_mut().expect("an object");
    all.extend(extra.as_object().expect("an object").clone());
    let command = Command {
        operation: Operation::Payment,
        merchant_order_id: id("ORDER_1"),
        amount: money("344"),
        msisdn: None,
        return_url: Some("https://shop.example/back"),
        details: &details,
    };
    account().prepare(command).expect("a good command")
}

pub fn card() -> Value {
    json!({ "card": {
        "holder_name": "BRUCE LEE", "card_no": CARD_NUMBER, "card_type": "C", "exp_year": "29", "exp_month": "07",
        "cvv2": "737",
    }})
}

/// A refund of 100.00 of it.
pub fn refund() -> Prepared {
    let paid = payment("wechatpay", "DYNAMIC_CODE", json!({})).terms;
    let refund = RefundCommand {
        paid: &paid,
        merchant_refund_id: id("REFUND_1"),
        amount: money("100"),
        reason: "order cancelled",
        details: &json!({}),
    };
    account().refunds().expect("LianLian has refunds").prepare_refund(refund).expect("a good refund")
}

/// What LianLian says about this very order or refund.
pub fn data(prepared: &Prepared, status: &str) -> Value {
    let (id, amount) = (prepared.terms.merchant_order_id.as_str(), prepared.terms.amount.to_string());
    match prepared.terms.operation {
        Operation::Refund => json!({
            "refund_order_id": ORDER_ID, "merchant_refund_id": id, "merchant_order_id": prepared.terms.refund_of, "refund_amount": amount, "refund_currency": "THB",
            "refund_status": status,
        }),
        _ => json!({
            "order_id": ORDER_ID, "merchant_order_id": id, "order_amount": amount, "order_currency": "THB",
            "order_status": status,
        }),
    }
}

/// The `sign` header over an object.
pub fn signature(object: &Value) -> String {
    let json = lenient::json(object.to_string().as_bytes()).expect("it is JSON");
    let text = canonical_string(&json, Empties::Included).expect("it has a canonical string");
    Base64::encode_string(&AnyRsa::signature(text.as_bytes()))
}

/// A signed answer.
pub fn signed(data: &Value) -> Answer {
    let body = json!({ "code": 200_000, "data": data, "message": "Success" });
    answered(200, vec![("sign".to_owned(), signature(data))], &body)
}

/// An unsigned answer with this code.
pub fn coded(code: &Value, status: u16) -> Answer {
    answered(status, Vec::new(), &json!({ "code": code, "message": "-" }))
}

fn answered(status: u16, headers: Vec<(String, String)>, body: &Value) -> Answer {
    Ok(Response { status, headers, body: body.to_string().into_bytes() })
}

/// What the account makes of an answer.
pub fn read(prepared: &Prepared, step: Step, answer: &Answer) -> ProviderReport {
    read_knowing(None, prepared, step, answer)
}

/// The same for an order whose id at LianLian is known.
pub fn read_knowing(known: Option<&str>, prepared: &Prepared, step: Step, answer: &Answer) -> ProviderReport {
    let call = Call { step, terms: &prepared.terms, provider_order_id: known, charge_reply: None, ordered_at: None };
    block_on(account().classify(&call, answer, context()))
}

/// What is made of the answer to a query about an order that was made at some moment.
pub fn read_at(ordered: Timestamp, known: Option<&str>, prepared: &Prepared, answer: &Answer) -> ProviderReport {
    let ordered_at = Some(ordered);
    let call =
        Call { step: Step::Query, terms: &prepared.terms, provider_order_id: known, charge_reply: None, ordered_at };
    block_on(account().classify(&call, answer, context()))
}

/// The first call of an order.
pub fn create(prepared: &Prepared) -> Step {
    Step::Create(prepared.transient_card.as_ref().map(|card| Secret::new(card.reveal())))
}
