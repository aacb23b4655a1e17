//! LianLian: answers to every call, notifications, and the form with which the payer's browser comes back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mekong_pay::api::Query;
use mekong_pay::domain::order::Order;
use mekong_pay::domain::outcome::Evidence;
use mekong_pay::domain::{Currency, Money, Operation, Outcome, ProviderReport};
use mekong_pay::providers::{Account, Call, Message, NotificationVerification, Step};
use mekong_pay_fuzz::accounts::{account, at_lianlian, context, refund_of};
use mekong_pay_fuzz::invariants::{report, shows_no_secret};
use mekong_pay_fuzz::rsa::{RsaThatSays, block_on};
use mekong_pay_fuzz::{Heard, text};
use serde_json::Value;

const ORDER_ID: &str = "122023010100160021";
const SERVICES: [(&str, &str); 6] = [
    ("thaiqr", "THAI_QR"),
    ("bankcard", "ONLINE_BANK_CARD"),
    ("wechatpay", "DYNAMIC_CODE"),
    ("alipay", "WEB_PAYMENT"),
    ("truemoney", "TRUEMONEY"),
    ("wechatpay", "JSAPI"),
];

struct World {
    account: &'static dyn Account,
    payments: Vec<Order>,
    refund: Order,
}

impl World {
    fn new() -> Self {
        let account = account("lianlian");
        let payments: Vec<Order> = SERVICES.iter().map(|service| at_lianlian(account, *service)).collect();
        let refund = refund_of(account, &payments[2]);
        Self { account, payments, refund }
    }

    /// Bits of the selector: 0 to 2 the order, 3 and 4 the step, 5 whether LianLian's id is known.
    fn order(&self, selector: u8) -> Order {
        let order = self.payments.get(usize::from(selector & 7)).unwrap_or(&self.refund).clone();
        order.named_by_provider((selector & 0x20 != 0).then(|| ORDER_ID.to_owned()))
    }
}

thread_local! { static WORLD: World = World::new(); }

fuzz_target!(|data: &[u8]| {
    let Some(heard) = Heard::read(data) else { return };
    WORLD.with(|world| {
        let order = world.order(heard.selector);
        for rsa in [RsaThatSays(false), RsaThatSays(true)] {
            answered(world.account, &order, &heard, &rsa);
            notification(world.account, &order, &heard, &rsa);
            returned(world.account, &heard, &rsa);
        }
    });
});

fn answered(account: &dyn Account, order: &Order, heard: &Heard<'_>, rsa: &RsaThatSays) {
    let step = match heard.selector >> 3 & 3 {
        0 => Step::Create(None),
        3 => Step::Cancel,
        _ => Step::Query,
    };
    let creates = matches!(step, Step::Create(_));
    let call = Call::about(order, step);
    let read = block_on(account.classify(&call, &heard.answer, context(rsa)));
    shows_no_secret(&call);
    report(order, heard, &read, true);
    let failed = matches!(read.outcome, Outcome::Failed(_));
    assert!(creates || !failed, "a query that fails says nothing about the order: {read:?}");
    let card = order.terms().details["service"] == "bankcard";
    let digits = read.provider_status.as_ref().is_some_and(|said| said.message.chars().any(char::is_numeric));
    assert!(!(card && digits), "what is said of a card payment may repeat the card's number: {read:?}");
    if matches!(read.outcome, Outcome::Succeeded | Outcome::Pending(_)) {
        assert!(rsa.0 && read.evidence == Evidence::Signed, "believed without a signature: {read:?}");
        assert_eq!(heard.status(), Some(200));
        let body: Value = serde_json::from_slice(heard.body).expect("it was read");
        names_it(order, &read, &|name| body["data"].get(name).and_then(said));
    }
}

fn said(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A second reader, of the documents: what a message must say of this very order to be believed.
fn names_it(order: &Order, read: &ProviderReport, get: &dyn Fn(&str) -> Option<String>) {
    let refund = order.terms().operation == Operation::Refund;
    let prefix = if refund { "refund" } else { "order" };
    let field = |name: &str| get(&format!("{prefix}_{name}"));
    let good = if refund { "RS" } else { "PS" };
    assert_eq!(read.outcome == Outcome::Succeeded, field("status").as_deref() == Some(good), "{read:?}");
    // As a text: a number is read with its digits by the code, and rounded here.
    if let Some(amount) = field("amount").filter(|amount| !amount.contains(['e', 'E'])) {
        assert_eq!(Money::parse(&amount, Currency::Thb).ok(), Some(order.terms().amount), "{read:?}");
    }
    assert_eq!(field("currency").as_deref(), Some("THB"));
    assert!(field(if refund { "order_id" } else { "id" }).is_some(), "LianLian's id is missing: {read:?}");
    let own = if refund { "merchant_refund_id" } else { "merchant_order_id" };
    assert!(get(own).is_none_or(|id| id == order.terms().merchant_order_id.as_str()), "another's: {read:?}");
    assert!(get("merchant_order_id").is_none_or(|id| id == "ORDER_1"), "another's: {read:?}");
}

fn notification(account: &dyn Account, order: &Order, heard: &Heard<'_>, rsa: &RsaThatSays) {
    let Ok(response) = &heard.answer else { return };
    let notifications = account.signed_notifications().expect("LianLian sends notifications");
    let message = Message { headers: &response.headers, body: heard.body };
    let NotificationVerification::Verified(notification) = block_on(notifications.verify(&message, rsa)) else { return };
    assert!(rsa.0, "a notification is believed without a signature");
    let read = notifications.judge(&notification, order);
    report(order, heard, &ProviderReport { evidence: Evidence::Hint, ..read.clone() }, false);
    assert!(!matches!(read.outcome, Outcome::Failed(_)), "a notification alone fails nothing: {read:?}");
    if read.evidence != Evidence::Hint && matches!(read.outcome, Outcome::Succeeded | Outcome::Pending(_)) {
        let fields = &notification.get().fields;
        names_it(order, &read, &|name| fields.iter().find(|(key, _)| key == name).map(|(_, text)| text.clone()));
        let own = notification.get().merchant_order_id.as_deref() == Some("ORDER_1");
        assert!(own || order.provider_order_id().is_some(), "it names nothing of ours: {read:?}");
    }
}

fn returned(account: &dyn Account, heard: &Heard<'_>, rsa: &RsaThatSays) {
    let Some(form) = text(heard.body) else { return };
    let form = Query::parse(form).pairs();
    let notifications = account.signed_notifications().expect("LianLian sends browsers back");
    let good = block_on(notifications.verify_return(&form, rsa));
    let good = good.is_some_and(|notification| notification.get().merchant_order_id.as_deref() == Some("ORDER_1"));
    assert!(!good || rsa.0, "a form is believed without a signature");
    let named = |(name, value): &(String, String)| name == "merchant_order_id" && value == "ORDER_1";
    assert!(!good || form.iter().any(named), "a form of another order is believed");
}
