//! AppotaPay and Connect Topup: answers about top-ups, and to what is asked beside them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mekong_pay::domain::order::Order;
use mekong_pay::domain::outcome::Evidence;
use mekong_pay::domain::{Country, Msisdn, Outcome};
use mekong_pay::providers::http::{Answer, Response};
use mekong_pay::providers::{Account, Call, InquiryAnswer, Inquiry, Step};
use mekong_pay::signing::hmac_sha256;
use mekong_pay_fuzz::accounts::{account, context, topup};
use mekong_pay_fuzz::invariants::{report, shows_no_secret};
use mekong_pay_fuzz::rsa::{RsaThatSays, block_on};
use mekong_pay_fuzz::{Heard, MARK};
use serde_json::{Value, json};

const KNOWN: &str = "01J7G2DYZTPCGHM3AAF8ANZC7J";
const SIGNED: [&str; 7] =
    ["amount", "appotapayTransId", "errorCode", "phoneNumber", "productCode", "time", "topupAmount"];

struct World {
    appotapay: &'static dyn Account,
    connect: &'static dyn Account,
    orders: [Order; 2],
}

impl World {
    fn new() -> Self {
        let (appotapay, connect) = (account("appotapay"), account("connect_topup"));
        let first = topup(appotapay, &json!({ "product_code": "viettel_10", "service_type": "prepaid" }));
        Self { appotapay, connect, orders: [first, topup(connect, &json!({}))] }
    }
}

thread_local! { static WORLD: World = World::new(); }

// Bits of the selector: 0 the step, 1 the provider, 2 whether its id is known, 3 whether the answer is signed here,
// 4 and 5 what was asked beside orders, 6 what the charge was answered.
fuzz_target!(|data: &[u8]| {
    let Some(mut heard) = Heard::read(data) else { return };
    WORLD.with(|world| {
        let connect = heard.selector & 2 != 0;
        let account = if connect { world.connect } else { world.appotapay };
        let order = order(&world.orders[usize::from(connect)], heard.selector);
        inquired(account, &order, &heard);
        let signed = heard.selector & 8 != 0 && sign(&mut heard.answer);
        answered(account, &order, &heard, connect, signed);
    });
});

fn order(order: &Order, selector: u8) -> Order {
    let order = order.clone().named_by_provider((selector & 4 != 0).then(|| KNOWN.to_owned()));
    if selector & 0x40 == 0 {
        return order;
    }
    // As storage gives back an order that AppotaPay said was under maintenance.
    let mut stored = serde_json::to_value(&order).expect("it can be stored");
    stored["charge_reply"] = "40".into();
    serde_json::from_value(stored).expect("it can be read back")
}

/// Signs an answer as AppotaPay would; whether there was anything to sign.
fn sign(answer: &mut Answer) -> bool {
    let Ok(Response { body, .. }) = answer else { return false };
    let Ok(mut json) = serde_json::from_slice::<Value>(body) else { return false };
    let text = |value: Option<&Value>| value.map(|value| value.as_str().map_or(value.to_string(), str::to_owned));
    let value = |name: &str| text(if name == "errorCode" { json.get(name) } else { json["transaction"].get(name) });
    let covered: Vec<String> = SIGNED.iter().filter_map(|name| Some(format!("{name}={}", value(name)?))).collect();
    let signature = hex::encode(hmac_sha256(format!("{MARK}-key").as_bytes(), covered.join("&").as_bytes()));
    let Value::Object(fields) = &mut json else { return false };
    fields.insert("signature".to_owned(), signature.into());
    *body = json.to_string().into_bytes();
    true
}

fn answered(account: &dyn Account, order: &Order, heard: &Heard<'_>, connect: bool, signed: bool) {
    let creates = heard.selector & 1 == 0;
    let call = Call::about(order, if creates { Step::Create(None) } else { Step::Query });
    let read = block_on(account.classify(&call, &heard.answer, context(&RsaThatSays(false))));
    shows_no_secret(&call);
    report(order, heard, &read, true);
    let failed = matches!(read.outcome, Outcome::Failed(_));
    // AppotaPay's 33, "transaction failed", is of the top-up itself in both tables.
    let says_failed = read.provider_status.as_ref().is_some_and(|said| said.code == "33");
    assert!(!failed || creates || (!connect && says_failed), "a query that fails fails nothing: {read:?}");
    if read.outcome != Outcome::Succeeded {
        return;
    }
    assert_eq!(heard.status(), Some(200));
    match &heard.answer {
        Ok(response) if connect => line_says_success(response, order),
        Ok(response) => signed_says_success(response, order, signed, read.evidence),
        Err(_) => unreachable!("a success without an answer"),
    }
}

fn line_says_success(response: &Response, order: &Order) {
    let text = std::str::from_utf8(&response.body).expect("a line of text").trim_ascii();
    let id = text.strip_prefix("1;").expect("1;idtransaction and nothing else");
    assert!((1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic()), "{id}");
    assert!(order.provider_order_id().is_none() || !text.contains(['<', '>']), "{text}");
}

fn signed_says_success(response: &Response, order: &Order, signed: bool, evidence: Evidence) {
    assert!(signed && evidence == Evidence::Signed, "a success without the key");
    let json: Value = serde_json::from_slice(&response.body).expect("it was read");
    let text = |value: &Value| value.as_str().map_or(value.to_string(), str::to_owned);
    let transaction = &json["transaction"];
    assert_eq!((text(&json["errorCode"]).as_str(), text(&transaction["topupAmount"]).as_str()), ("0", "10000"));
    assert_eq!(Msisdn::parse(&text(&transaction["phoneNumber"]), Country::Vietnam).ok(), order.terms().msisdn);
    let id = text(&transaction["appotapayTransId"]);
    assert!(order.provider_order_id().is_none_or(|known| known == id), "another's: {id}");
}

fn inquired(account: &dyn Account, order: &Order, heard: &Heard<'_>) {
    let inquiries = account.inquiries().expect("paid in advance");
    let number = order.terms().msisdn.clone().expect("a number");
    let inquiry = match heard.selector >> 4 & 3 {
        0 => Inquiry::Balance,
        1 => Inquiry::Products,
        2 => Inquiry::Number(number),
        _ => Inquiry::NumberProducts(number, json!({ "service_type": "prepaid" })),
    };
    let found = inquiries.read(&inquiry, &heard.answer);
    shows_no_secret(&found);
    let Ok(finding) = found else { return };
    assert_eq!(heard.status(), Some(200));
    match finding {
        InquiryAnswer::Balance(balance) => assert!((0..1_000_000_000_000_000).contains(&balance.minor())),
        InquiryAnswer::Products(products) => assert!(products.iter().all(|product| product.amount.minor() > 0)),
        InquiryAnswer::Number(details) => assert!(details.is_object()),
    }
}
