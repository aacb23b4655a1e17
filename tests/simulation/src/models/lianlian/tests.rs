#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use serde_json::{Value, json};

use super::super::loaded::{Kind, Seeded};
use super::super::payer::Habits;
use super::super::{Message, Model, Said, wire};
use super::odds::Odds;
use super::{Account, LianLian, Status, canonical};

const AT: i64 = 1_672_553_799_000;
const MERCHANT: &str = "142023010100009001";

struct Shop(LianLian);

impl Shop {
    fn with(odds: Odds, habits: Habits) -> Self {
        let account = Account {
            merchant_id: MERCHANT.to_owned(),
            ours: Box::new(|text| format!("L({text})")),
            merchants: Box::new(|text| format!("M({text})")),
            strangers_url: Some("https://gateway.example/v1/notifications/lianlian".to_owned()),
        };
        Self(LianLian::new(account, odds, habits))
    }

    /// Code, data, signature.
    fn ask(&mut self, body: &Value, at: i64) -> (Value, Value, Option<String>) {
        let sign = format!("M({})", canonical::of(body));
        let seen = wire::post("https://sandbox-th.lianlianpay-inc.com/gateway", &[("sign", &sign)], body, at);
        unpacked(self.0.answer(&seen, &mut Kind))
    }

    fn look(&mut self, service: &str, name: &str, id: &str, at: i64) -> (Value, Value, Option<String>) {
        let fields = [("version", "v1"), ("service", service), ("merchant_id", MERCHANT), (name, id)];
        let pairs: wire::Pairs = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let signed: Value = pairs.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        let sign = format!("M({})", canonical::of(&signed));
        let url = format!("https://sandbox-th.lianlianpay-inc.com/gateway?{}", wire::form(&pairs));
        let mut seen = wire::post(&url, &[("Sign", &sign)], &Value::Null, at);
        seen.method = "GET".to_owned();
        unpacked(self.0.answer(&seen, &mut Kind))
    }

    fn status(&mut self, at: i64) -> Value {
        self.look("llpth.payment.query", "merchant_order_id", "ORDER_202301010001", at).1["order_status"].clone()
    }
}

fn unpacked(said: Said) -> (Value, Value, Option<String>) {
    let Said::Reply { status: 200, headers, body } = said else { return (Value::Null, Value::Null, None) };
    let (body, sign) = (wire::json(&body), wire::header(&headers, "sign").map(str::to_owned));
    (body["code"].clone(), body["data"].clone(), sign)
}

fn samples() -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("samples.json")).unwrap();
    file["samples"].as_array().unwrap().clone()
}

fn qr() -> Value {
    samples().iter().find(|sample| sample["request"]["service"] == "llpth.thaiqr.pay").unwrap()["request"].clone()
}

fn names(object: &Value) -> Vec<&String> {
    object.as_object().unwrap().keys().collect()
}

fn own(messages: Vec<Message>) -> Vec<Value> {
    messages.iter().map(|message| wire::json(&message.body)).collect()
}

#[test]
fn the_canonical_text_is_the_documents() {
    let worked = json!({"c": {"b": "11", "a": "10"}, "a": "100",
        "b": [{"c": "3", "b": "2", "a": "1"}, {"c": "6", "b": "5", "a": "4"}]});
    assert_eq!(canonical::of(&worked), "a=100&a=1&b=2&c=3&a=4&b=5&c=6&a=10&b=11");
    let expected = "full_name=Bruce Lee&merchant_user_id=USER_0001&merchant_id=142023010100009001\
        &merchant_order_id=ORDER_202301010001&notify_url=https://www.lianlianpay.co.th/sample/callback&order_amount=344\
        &order_currency=THB&order_desc=display your order info&payment_method=THAI_QR&name=hat&quantity=1&unit_price=344\
        &service=llpth.thaiqr.pay&version=v1";
    assert_eq!(canonical::of(&qr()), expected);
    for sample in samples() {
        assert_eq!(canonical::of(&sample["request"]), sample["request_canonical"].as_str().unwrap());
        assert_eq!(canonical::of(&sample["data"]), sample["data_canonical"].as_str().unwrap());
    }
}

#[test]
fn every_printed_request_is_answered_in_the_printed_form() {
    assert_eq!(samples().len(), 18);
    for sample in samples() {
        let mut shop = Shop::with(Odds::QUIET, Habits::WILLING);
        let (code, data, sign) = shop.ask(&sample["request"], AT);
        assert_eq!(code, 200_000, "{}", sample["request"]);
        assert_eq!(names(&data), names(&sample["data"]), "{}", sample["request"]);
        assert_eq!(data["order_status"], sample["data"]["order_status"]);
        assert_eq!(sign, Some(format!("L({})", canonical::of(&data))));
        assert_eq!(shop.0.book().calls_that_charge.len(), 1);
    }
}

#[test]
fn what_is_missing_or_signed_by_another_is_refused() {
    let mut shop = Shop::with(Odds::QUIET, Habits::WILLING);
    for name in ["order_desc", "payment_method", "customer", "order_amount", "merchant_order_id"] {
        let mut body = qr();
        body.as_object_mut().unwrap().remove(name);
        assert_eq!(shop.ask(&body, AT).0, 400_000, "{name}");
    }
    for amount in ["0", "1.234", "-1", "1e3", "1234567", ".5", "1."] {
        let mut body = qr();
        body["order_amount"] = json!(amount);
        assert_eq!(shop.ask(&body, AT).0, 400_000, "{amount}");
    }
    let seen = wire::post("https://h/gateway", &[("sign", "M(something else)")], &qr(), AT);
    assert_eq!(unpacked(shop.0.answer(&seen, &mut Kind)), (json!(401_001), Value::Null, None));
    let mut body = qr();
    body["merchant_id"] = json!("142023010100009999");
    assert_eq!(shop.ask(&body, AT).0, 404_002);
    body["service"] = json!("llpth.unheard.pay");
    body["merchant_id"] = json!(MERCHANT);
    assert_eq!(shop.ask(&body, AT).0, 401_003);
    assert!(shop.0.book().calls_that_charge.is_empty());
}

#[test]
fn a_paid_order_is_notified_until_it_is_acknowledged() {
    let mut shop = Shop::with(Odds::QUIET, Habits::WILLING);
    shop.ask(&qr(), AT);
    assert_eq!(shop.status(AT), "WP");
    assert_eq!(shop.0.next_message_at(), Some(AT + 1_000));
    assert!(shop.0.messages(AT + 1_000, &mut Kind).is_empty());
    let due = shop.0.next_message_at().unwrap();
    let message = shop.0.messages(due, &mut Kind).remove(0);
    let expected = json!({"merchant_id": MERCHANT, "merchant_order_id": "ORDER_202301010001",
        "order_id": shop.0.payments["ORDER_202301010001"].order_id, "order_status": "PS", "order_amount": "344.00",
        "order_currency": "THB", "complete_time": "2023-01-01 13:16:40"});
    assert_eq!(wire::json(&message.body), expected);
    assert_eq!(wire::header(&message.headers, "sign").unwrap(), format!("L({})", canonical::of(&expected)));
    assert_eq!(shop.status(due), "PS");

    let mut at = due;
    let mut next = message;
    for _ in 0..12 {
        shop.0.acknowledged(&next, 503, b"", at);
        assert!(shop.0.messages(at + 599_999, &mut Kind).is_empty());
        at += 600_000;
        let again = shop.0.messages(at, &mut Kind).remove(0);
        assert_eq!(again.body, next.body);
        next = again;
    }
    shop.0.acknowledged(&next, 200, br#"{"code":400000}"#, at);
    assert_eq!(shop.0.messages(at + 600_000, &mut Kind).len(), 0, "thirteen times at most");
    let book = shop.0.book();
    assert_eq!(book.charges.iter().map(|charge| (charge.minor, charge.at)).collect::<Vec<_>>(), [(34_400, AT + 1_000)]);
    assert_eq!(shop.ask(&qr(), at).0, 429_006);
    assert_eq!(book.calls_that_charge.len() + 1, shop.0.book().calls_that_charge.len());
}

#[test]
fn a_late_success_follows_the_expiry() {
    let late = Habits { pay: 0, late: 1_000, ..Habits::WILLING };
    let mut shop = Shop::with(Odds { endings_told: 1_000, ..Odds::QUIET }, late);
    shop.ask(&qr(), AT);
    shop.0.messages(AT + 480_000, &mut Kind);
    assert_eq!(shop.status(AT + 480_000), "PE");
    assert!(shop.0.book().charges.is_empty());
    assert_eq!(shop.status(AT + 481_000), "PS");
    let told = own(shop.0.messages(AT + 600_000, &mut Kind));
    assert_eq!(told.iter().map(|body| &body["order_status"]).collect::<Vec<_>>(), ["PE", "PS"]);
    assert_eq!(shop.0.book().charges.len(), 1);
}

#[test]
fn a_query_that_lags_shows_what_waited_and_no_ending_that_is_over() {
    let late = Habits { pay: 0, late: 1_000, ..Habits::WILLING };
    let mut shop = Shop::with(Odds { stale: 1_000, stale_ms: 60_000, ..Odds::QUIET }, late);
    shop.ask(&qr(), AT);
    assert_eq!(shop.status(AT + 480_500), "WP", "expired half a second ago");
    assert_eq!(shop.status(AT + 481_000), "PS", "paid just now, and it was expired before");
    let mut shop = Shop::with(Odds { stale: 1_000, stale_ms: 60_000, ..Odds::QUIET }, Habits::WILLING);
    shop.ask(&qr(), AT);
    assert_eq!(shop.status(AT + 60_999), "WP");
    assert_eq!(shop.status(AT + 61_000), "PS");
}

#[test]
fn wechat_is_cancelled_with_data_and_alipay_in_store_without() {
    for (family, signed) in [("wechatpay.pay", true), ("alipay.offline", false)] {
        let mut shop = Shop::with(Odds::QUIET, Habits { pay: 0, ..Habits::WILLING });
        let service = format!("llpth.{}.pay", family.trim_end_matches(".pay"));
        let create = samples().into_iter().find(|sample| sample["request"]["service"] == service.as_str()).unwrap();
        shop.ask(&create["request"], AT);
        let cancel = json!({"version": "v1", "service": format!("llpth.{family}.cancel"), "merchant_id": MERCHANT,
            "merchant_order_id": "ORDER_202301010001"});
        let (code, data, sign) = shop.ask(&cancel, AT + 1);
        assert_eq!((code, sign.is_some()), (json!(200_000), signed));
        assert_eq!(data.is_null(), !signed);
        assert_eq!(shop.0.status("ORDER_202301010001"), Some(Status::Cancelled));
        shop.0.pays("ORDER_202301010001", AT + 2);
        assert_eq!(shop.status(AT + 3), "PC");
    }
}

#[test]
fn a_refund_takes_what_is_left_and_no_more() {
    let mut shop = Shop::with(Odds::QUIET, Habits::WILLING);
    let refund = |id: &str, amount: &str| {
        json!({"version": "v1", "service": "llpth.refund.apply", "merchant_id": MERCHANT, "merchant_refund_id": id,
            "merchant_order_id": "ORDER_202301010001", "refund_amount": amount, "refund_currency": "THB",
            "refund_reason": "returned", "notify_url": "https://gateway.example/r"})
    };
    shop.ask(&qr(), AT);
    assert_eq!(shop.ask(&refund("R1", "1"), AT).0, 422_010);
    let at = AT + 10_000;
    let (code, data, _) = shop.ask(&refund("R1", "300"), at);
    assert_eq!(
        (code, &data["refund_status"], &data["refund_amount"]),
        (json!(200_000), &json!("RP"), &json!("300.00"))
    );
    assert_eq!(shop.ask(&refund("R1", "300"), at).0, 422_003);
    assert_eq!(shop.ask(&refund("R2", "44.01"), at).0, 422_001);
    assert_eq!(shop.look("llpth.refund.query", "merchant_refund_id", "R2", at).0, 404_006);
    let (_, data, sign) = shop.look("llpth.refund.query", "merchant_refund_id", "R1", at + 1_000);
    assert_eq!((&data["refund_status"], &data["notify_url"]), (&json!("RS"), &json!("https://gateway.example/r")));
    assert!(sign.unwrap().contains("notify_url=https"));
    let told = own(shop.0.messages(at + 60_000, &mut Kind));
    assert_eq!(told.last().unwrap()["refund_status"], "RS");
    let book = shop.0.book();
    assert_eq!(book.charges[1].refund_of.as_deref(), Some("ORDER_202301010001"));
    assert_eq!((book.charges[1].id.as_str(), book.charges[1].minor), ("R1", 30_000));
}

#[test]
fn some_notifications_name_no_merchant_and_every_amount_has_two_digits() {
    let mut shop = Shop::with(Odds::QUIET, Habits::WILLING);
    let mut chance = Seeded(13);
    for turn in 0..200 {
        let mut body = qr();
        body["merchant_order_id"] = json!(format!("A{turn}"));
        body["order_amount"] = json!("344.5");
        shop.ask(&body, AT);
    }
    let told = [AT + 1_000, AT + 10_000].map(|at| own(shop.0.messages(at, &mut chance))).concat();
    assert!(told.iter().all(|body| body["order_amount"] == "344.50"));
    let without = told.iter().filter(|body| body.get("merchant_id").is_none()).count();
    assert!(told.len() == 200 && (5..40).contains(&without), "{without} of {}", told.len());
}

#[test]
fn odd_messages_are_signed_or_not_as_they_should_be() {
    let odds = Odds {
        doubled: 1_000,
        replayed: 1_000,
        respelled: 1_000,
        reordered: 1_000,
        foreign: 1_000,
        forged: 1_000,
        misaddressed: 1_000,
        contradicts: 1_000,
        returns: 1_000,
        ..Odds::QUIET
    };
    let mut shop = Shop::with(odds, Habits::WILLING);
    let mut body = qr();
    body["redirect_url"] = json!("https://gateway.example/v1/returns/lianlian/x");
    let mut chance = Seeded(11);
    shop.ask(&body, AT);
    let mut kinds = std::collections::BTreeSet::new();
    let mut last = AT;
    while let Some(at) = shop.0.next_message_at().filter(|at| *at < AT + 9 * 86_400_000) {
        assert!(at >= last);
        last = at;
        for message in shop.0.messages(at, &mut chance) {
            let parsed = wire::json(&message.body);
            let good = wire::header(&message.headers, "sign") == Some(&format!("L({})", canonical::of(&parsed)));
            let home = message.url.ends_with("callback");
            let merchant = parsed["merchant_id"] != "142099990100009999";
            kinds.insert((good, home, merchant, parsed["order_status"].as_str().unwrap_or("form").to_owned()));
            shop.0.acknowledged(&message, 200, br#"{"code":"200000"}"#, at);
        }
    }
    let seen =
        |good, home, status: &str| kinds.iter().any(|kind| (kind.0, kind.1, kind.3.as_str()) == (good, home, status));
    assert!(seen(true, true, "PS") && seen(true, true, "WP") && seen(false, false, "form"), "{kinds:?}");
    assert!(kinds.iter().any(|kind| !kind.0 && kind.3 == "PS"), "a forged one: {kinds:?}");
    assert!(kinds.iter().all(|kind| kind.0 || kind.3 == "PS" || kind.3 == "form"), "{kinds:?}");
    assert_eq!(shop.0.book().charges.len(), 1);
}
