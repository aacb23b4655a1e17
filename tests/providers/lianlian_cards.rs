//! Card data goes into the one request and nowhere else: a canary's number, code and holder are looked for in
//! everything that is kept, shown or compared.

use crate::support::lianlian::{CARD_NUMBER, account, card, coded, create, data, payment, read, signed};
use crate::support::orders::{at, context};
use crate::support::rsa::block_on;
use crate::support::vectors::load;
use mekong_pay::domain::order::Order;
use mekong_pay::domain::order::lifecycle::Fingerprints;
use mekong_pay::domain::{Prepared, Secret};
use mekong_pay::providers::http::{Response, TransportError};
use mekong_pay::providers::{Call, Command, Step};
use mekong_pay::signing::command_fingerprint;
use serde_json::{Value, json};

/// Pieces of the card that must be seen nowhere.
const CANARY: [&str; 4] = [CARD_NUMBER, "13141516", "737", "BRUCE"];

fn hidden(what: &str, text: &str) {
    for piece in CANARY {
        assert!(!text.contains(piece), "{what} shows {piece}: {text}");
    }
}

fn paying() -> Prepared {
    payment("bankcard", "CARD", card())
}

#[test]
fn the_card_stands_in_the_request_alone() {
    let prepared = paying();
    hidden("facts", &serde_json::to_string(&prepared.terms).unwrap());
    hidden("prepared, stored", &serde_json::to_string(&prepared).unwrap());
    hidden("prepared, shown", &format!("{prepared:?} {prepared:#?}"));
    let step = create(&prepared);
    let call = Call { step, terms: &prepared.terms, provider_order_id: None, charge_reply: None, ordered_at: None };
    hidden("the call", &format!("{call:?} {call:#?}"));
    let request = block_on(account().build(&call, context())).unwrap();
    hidden("the request, shown", &format!("{request:?} {request:#?}"));
    hidden("the address", &request.url);
    let body: Value = serde_json::from_str(request.body.as_deref().unwrap()).unwrap();
    assert_eq!(body["card"]["card_no"], CARD_NUMBER);
    assert_eq!(body["card"]["cvv2"], "737");
    let fingerprints = Fingerprints { command: "v1:0".to_owned(), account: "a1:0".to_owned() };
    let order = Order::reserve(prepared, fingerprints, at(0));
    hidden("the order", &format!("{} {order:?}", serde_json::to_string(&order).unwrap()));
}

/// Another card for the same order is the same meaning: a fingerprint of card data could be tried out.
#[test]
fn no_fingerprint_covers_a_card() {
    let mut other = card();
    other["card"]["card_no"] = json!("5555555555554444");
    let key = Secret::new("k");
    let (one, another) = (paying().terms, payment("bankcard", "CARD", other).terms);
    assert_eq!(command_fingerprint(&key, &one), command_fingerprint(&key, &another));
}

/// After a crash the card is gone, and the call cannot be built a second time.
#[test]
fn a_stored_order_cannot_send_its_card_again() {
    let prepared = paying();
    let stored: Prepared = serde_json::from_str(&serde_json::to_string(&prepared).unwrap()).unwrap();
    assert!(stored.transient_card.is_none());
    let call = Call {
        step: Step::Create(None),
        terms: &stored.terms,
        provider_order_id: None,
        charge_reply: None,
        ordered_at: None,
    };
    let error = block_on(account().build(&call, context())).unwrap_err();
    assert_eq!((error.code, error.field.as_ref()), ("order_forgotten", "details.card"));
}

#[test]
fn no_answer_brings_the_card_back() {
    let prepared = paying();
    let sentence = format!("card {CARD_NUMBER} of 4929-1314-1516-1718 cvv 737 declined");
    let body = json!({ "code": 403_003, "message": sentence }).to_string().into_bytes();
    let mut issuer = data(&prepared, "PI");
    issuer["link_url"] = json!("https://issuer.example/3ds");
    let answers = [
        Ok(Response { status: 200, headers: Vec::new(), body }),
        coded(&json!(400_000), 200),
        signed(&issuer),
        Err(TransportError::Timeout),
    ];
    for answer in answers {
        let report = read(&prepared, create(&prepared), &answer);
        hidden("the reading", &format!("{report:?} {}", serde_json::to_string(&report).unwrap()));
    }
}

/// Every refusal of a vector with a card: the fields are named, the values are not.
#[test]
fn no_refusal_repeats_a_card() {
    let file = load("lianlian");
    let mut refused = 0;
    for case in file.cases.iter().filter(|case| case.flags.iter().any(|flag| flag == "Card")) {
        let Some(command) = &case.command else { continue };
        let Err(error) = case.prepare(file.account(case).as_ref()) else { continue };
        refused += 1;
        let shown = format!("{error} {error:?}");
        let card = command.details["card"].as_object().unwrap();
        for value in card.values().filter_map(Value::as_str).filter(|value| value.len() > 4) {
            assert!(!shown.contains(value), "{}: {shown}", case.id);
        }
    }
    assert!(refused >= 15, "only {refused}");
}

#[test]
fn cards_are_refused_unless_configured() {
    let file = load("lianlian");
    let config = file.configs["sandbox"].to_string();
    let account = mekong_pay::providers::find("lianlian").unwrap().configure(&config, None).unwrap();
    let mut details = card();
    details["service"] = json!("bankcard");
    details["method"] = json!("CARD");
    details["order_desc"] = json!("hat");
    let command = Command {
        operation: mekong_pay::domain::Operation::Payment,
        merchant_order_id: mekong_pay::domain::MerchantOrderId::parse("ORDER_1").unwrap(),
        amount: paying().terms.amount,
        msisdn: None,
        return_url: None,
        details: &details,
    };
    let error = account.prepare(command).unwrap_err();
    assert_eq!(error.code, "cards_not_allowed");
    hidden("the refusal", &format!("{error} {error:?}"));
}

/// A configuration says of its keys and tokens only that there are some.
#[test]
fn a_configuration_shows_no_secret() {
    let file = load("lianlian");
    for (name, config) in &file.configs {
        let read = mekong_pay::providers::lianlian::Config::read(&config.to_string(), None).unwrap();
        let shown = format!("{read:?} {read:#?}");
        let key = config["private_key"].as_str().unwrap();
        assert!(!key.lines().filter(|line| line.len() > 20).any(|line| shown.contains(line)), "{name}");
        assert!(!shown.contains("vector-relay-token"), "{name}");
        assert!(shown.contains("[redacted]"), "{name}");
    }
}
