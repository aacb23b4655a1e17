//! One account at each provider, and orders for them. Every secret carries [`MARK`].

use mekong_pay::domain::order::Order;
use mekong_pay::domain::order::lifecycle::Fingerprints;
use mekong_pay::domain::time::{Clock, ScheduleScale};
use mekong_pay::domain::{Currency, MerchantOrderId, Money, Operation, Prepared, Timestamp};
use mekong_pay::providers::{self, Account, Addresses, Command, Context, RefundCommand};
use serde_json::{Value, json};

use crate::MARK;
use crate::rsa::RsaThatSays;

/// The clock `seconds` after the beginning of time.
pub fn at(seconds: i64) -> Clock {
    Clock { now: Timestamp::from_millis(1_700_000_000_000).plus(seconds * 1_000), scale: ScheduleScale::REAL }
}

/// An account, made once and kept for ever.
pub fn account(provider: &str) -> &'static dyn Account {
    let provider = providers::find(provider).expect("registered");
    let config = configuration(provider.id()).to_string();
    Box::leak(provider.configure(&config, None).expect("a good configuration"))
}

/// A good configuration, its secrets marked.
pub fn configuration(provider: &str) -> Value {
    let secret = |name: &str| format!("{MARK}-{name}");
    match provider {
        "ltc" => json!({
            "base_url": "https://ltcpay.laotel.com", "username": "partner@example.com", "password": secret("password"),
            "request_type": "UAT", "game_name": "TEST", "relay_token": secret("relay"),
        }),
        "lianlian" => {
            let vectors: Value =
                serde_json::from_str(include_str!("../../tests/vectors/lianlian.json")).expect("vectors are JSON");
            let mut config = vectors["configs"]["cards"].clone();
            config["relay_token"] = secret("relay").into();
            config
        }
        "appotapay" => json!({
            "base_url": "https://gateway.dev.appotapay.com", "partner_code": "VECTORPARTNER", "api_key": secret("api"),
            "secret_key": secret("key"), "relay_token": secret("relay"),
        }),
        _ => json!({
            "base_url": "https://topup.example.net", "username": "demo", "private_key": secret("key"),
            "relay_token": secret("relay"), "recheck": ["idtransaction"],
        }),
    }
}

/// What calls are given beside the order.
pub fn context(rsa: &RsaThatSays) -> Context<'_> {
    Context {
        session: None,
        rsa,
        addresses: Addresses::Gateway { base: "https://pay.example", secret: None },
        now: at(0).now,
    }
}

/// A command that an account takes.
pub fn prepared(
    account: &dyn Account,
    operation: Operation,
    (id, value, currency): (&str, &str, Currency),
    msisdn: Option<&str>,
    details: &Value,
) -> Prepared {
    let command = Command {
        operation,
        merchant_order_id: MerchantOrderId::parse(id).expect("a good id"),
        amount: Money::parse(value, currency).expect("a good amount"),
        msisdn,
        return_url: details.get("card").map(|_| "https://shop.example/back"),
        details,
    };
    account.prepare(command).expect("a good command")
}

/// An order reserved at the beginning of time.
pub fn reserved(prepared: Prepared) -> Order {
    Order::reserve(prepared, Fingerprints { command: "v1:0".to_owned(), account: "a1:0".to_owned() }, at(0))
}

/// A charge or a renewal at LTC, as the vectors have it.
pub fn at_ltc(account: &dyn Account, operation: Operation) -> Order {
    let details = match operation {
        Operation::Renewal => json!({ "card_name": "Card1K", "period": "2026-11" }),
        _ => json!({ "card_name": "Card1K", "subscribe": true }),
    };
    let money = ("TESTxLTC0000000003", "1000", Currency::Lak);
    reserved(prepared(account, operation, money, Some("2055515155"), &details))
}

/// A payment at LianLian by this service and method.
pub fn at_lianlian(account: &dyn Account, (service, method): (&str, &str)) -> Order {
    let mut details = json!({
        "service": service, "method": method, "order_desc": "hat",
        "customer": { "merchant_user_id": "USER_0001", "full_name": "Bruce Lee" },
    });
    if service == "bankcard" {
        details["card"] = json!({
            "holder_name": "BRUCE LEE", "card_no": "4929131415161718", "card_type": "C", "exp_year": "29",
            "exp_month": "07", "cvv2": "737",
        });
    }
    reserved(prepared(account, Operation::Payment, ("ORDER_1", "344", Currency::Thb), None, &details))
}

/// A refund of 100.00 of a payment.
pub fn refund_of(account: &dyn Account, paid: &Order) -> Order {
    let refund = RefundCommand {
        paid: paid.terms(),
        merchant_refund_id: MerchantOrderId::parse("REFUND_1").expect("a good id"),
        amount: Money::parse("100", Currency::Thb).expect("a good amount"),
        reason: "order cancelled",
        details: &json!({}),
    };
    reserved(account.refunds().expect("it has refunds").prepare_refund(refund).expect("a good refund"))
}

/// A top-up at AppotaPay or Connect Topup, as the vectors have it.
pub fn topup(account: &dyn Account, details: &Value) -> Order {
    let money = ("AB123", "10000", Currency::Vnd);
    reserved(prepared(account, Operation::Topup, money, Some("0866123456"), details))
}
