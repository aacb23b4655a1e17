//! Orders at LTC, moments, and LTC's answers to them.

use mekong_pay::domain::order::Order;
use mekong_pay::domain::order::lifecycle::Fingerprints;
use mekong_pay::domain::time::Clock;
use mekong_pay::domain::time::{SECOND, ScheduleScale};
use mekong_pay::domain::{Currency, MerchantOrderId, Money, Operation, Prepared, ProviderReport, Secret, Timestamp};
use mekong_pay::providers::http::{Answer, Response, TransportError};
use mekong_pay::providers::{self, Account, Addresses, Call, Command, Context, Step};
use serde_json::{Value, json};

use super::rsa::{AnyRsa, block_on};

pub const ACCOUNT: &str = "a1:0";
pub const REF_CODE: &str = "b1c21c80cee1478fa09970b9d9507320";

/// LTC's calls, each with its own code table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Create,
    Confirm,
    Check,
}

/// The clock `seconds` after the tests' beginning of time.
pub fn at(seconds: i64) -> Clock {
    at_millis(seconds * SECOND)
}

pub fn at_millis(millis: i64) -> Clock {
    Clock { now: Timestamp::from_millis(1_700_000_000_000).plus(millis), scale: ScheduleScale::REAL }
}

/// Seconds from the tests' beginning of time.
pub fn seconds(moment: Timestamp) -> i64 {
    moment.since(at(0).now) / SECOND
}

pub fn account() -> Box<dyn Account> {
    let config = json!({
        "base_url": "https://ltcpay.laotel.com", "username": "partner@example.com", "password": "order-password-1",
        "request_type": "UAT", "game_name": "TEST",
    });
    providers::find("ltc").expect("registered").configure(&config.to_string(), None).expect("a good configuration")
}

pub fn prepared(operation: Operation) -> Prepared {
    let details = match operation {
        Operation::Renewal => json!({ "card_name": "Card1K", "period": "2026-11" }),
        _ => json!({ "card_name": "Card1K", "subscribe": true }),
    };
    let command = Command {
        operation,
        merchant_order_id: MerchantOrderId::parse("TESTxLTC0000000003").expect("a good id"),
        amount: Money::parse("1000", Currency::Lak).expect("a good amount"),
        msisdn: Some("2055515155"),
        return_url: None,
        details: &details,
    };
    account().prepare(command).expect("a good command")
}

/// An order reserved at the beginning of time.
pub fn reserved(operation: Operation) -> Order {
    let fingerprints = Fingerprints { command: "v1:0".to_owned(), account: ACCOUNT.to_owned() };
    Order::reserve(prepared(operation), fingerprints, at(0))
}

pub fn charge() -> Order {
    reserved(Operation::Charge)
}

pub fn renewal() -> Order {
    reserved(Operation::Renewal)
}

/// A charge whose password was texted in second 1: it expires in second 301 and lapses in second 361.
pub fn texted() -> Order {
    let mut order = charge();
    order.record_reply(1, said(&order, Kind::Create, "200"), at(1));
    order
}

/// A charge that was confirmed in second `second`; the call's deadline is 20 s later.
pub fn confirmed(second: i64) -> Order {
    let mut order = texted();
    order.begin_confirm(ACCOUNT, at(second)).expect("it waits for its payer");
    order
}

/// What LTC's well-formed answer about this very order means.
pub fn said(order: &Order, kind: Kind, code: &str) -> ProviderReport {
    said_of(order, kind, code, "1000")
}

/// The same with an amount of choice.
pub fn said_of(order: &Order, kind: Kind, code: &str, amount: &str) -> ProviderReport {
    let body = json!({
        "ResultCode": code, "ResultDesc": "-", "TransactionID": order.terms().merchant_order_id.as_str(),
        "RefCode": REF_CODE, "ResultType": result_type(order), "Msisdn": "2055515155", "Amount": amount,
    });
    read(order, kind, &Ok(Response { status: 200, headers: Vec::new(), body: body.to_string().into_bytes() }))
}

/// As LTC says it of the order's operation.
fn result_type(order: &Order) -> &'static str {
    if order.terms().operation == Operation::Renewal { "Recurring" } else { "Register" }
}

/// No answer came.
pub fn silence(order: &Order, kind: Kind) -> ProviderReport {
    read(order, kind, &Err(TransportError::Timeout))
}

pub fn read(order: &Order, kind: Kind, answer: &Answer) -> ProviderReport {
    let step = match kind {
        Kind::Create => Step::Create(None),
        Kind::Confirm => Step::Confirm(Secret::new("12345")),
        Kind::Check => Step::Query,
    };
    let call = Call::about(order, step);
    block_on(account().classify(&call, answer, context()))
}

/// What calls are given beside the order.
pub fn context() -> Context<'static> {
    let addresses = Addresses::Gateway { base: "https://pay.example", secret: None };
    Context { session: None, rsa: &AnyRsa, addresses, now: at(0).now }
}

/// The order as it is after a crash: what storage gives back.
pub fn restored(order: &Order) -> Order {
    serde_json::from_value(stored(order)).expect("it can be read back")
}

/// The order as storage keeps it.
pub fn stored(order: &Order) -> Value {
    serde_json::to_value(order).expect("it can be stored")
}

/// The order as storage would give it back with these fields instead.
pub fn stored_with(order: &Order, fields: &[(&str, Value)]) -> Order {
    let mut stored = stored(order);
    for (name, value) in fields {
        stored[*name] = value.clone();
    }
    serde_json::from_value(stored).expect("it can be read back")
}
