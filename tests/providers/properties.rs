//! What holds of every input: hostile answers, near misses of good ones, amounts and numbers.

#![allow(clippy::float_arithmetic, reason = "an oracle may use what money may not")]

use crate::support::orders::{Kind, REF_CODE, account, charge, read, renewal, texted};
use crate::support::random::config;
use mekong_pay::domain::money::MAX_MINOR;
use mekong_pay::domain::order::Order;
use mekong_pay::domain::{Country, Currency, Money, Msisdn, Outcome};
use mekong_pay::providers::http::Response;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

const ID: &str = "TESTxLTC0000000003";
const CURRENCIES: [Currency; 3] = [Currency::Lak, Currency::Thb, Currency::Vnd];

/// LTC's four calls, each about its own order.
const CALLS: [(Kind, fn() -> Order); 4] =
    [(Kind::Create, charge), (Kind::Create, renewal), (Kind::Confirm, confirming), (Kind::Check, texted)];

/// An order that knows its RefCode.
fn confirming() -> Order {
    texted().named_by_provider(Some(REF_CODE.to_owned()))
}

fn outcome(call: usize, status: u16, body: &[u8]) -> Outcome {
    let (kind, order) = CALLS[call];
    read(&order(), kind, &Ok(Response { status, headers: Vec::new(), body: body.to_vec() })).outcome
}

/// A good answer to each of the calls that can succeed, by its place in [`CALLS`], and the fields that must be
/// present and equal for it to count.
fn good(call: usize) -> (Map<String, Value>, &'static [&'static str]) {
    let (fields, required): (Value, &[&str]) = match call {
        1 => (
            json!({ "ResultCode": "200", "TransactionID": ID, "ResultType": "Recurring", "Msisdn": "2055515155" }),
            &["transactionid", "resulttype", "msisdn"],
        ),
        2 => (json!({ "ResultCode": "200", "TransactionID": ID, "RefCode": REF_CODE }), &["transactionid", "refcode"]),
        _ => (
            json!({ "ResultCode": "200", "TransactionId": ID, "Msisdn": "2055515155", "Amount": "1000" }),
            &["transactionid", "msisdn", "amount"],
        ),
    };
    (fields.as_object().unwrap().clone(), required)
}

/// A second reader, of the document and not of the code: whether a body says that this order's money moved.
fn says_success(body: &[u8], required: &[&str]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let Ok(Value::Object(fields)) = serde_json::from_slice(body) else { return false };
    let all = |name: &str, good: &dyn Fn(&str) -> bool| {
        let mut said =
            fields.iter().filter(|(key, _)| key.to_ascii_lowercase() == name).map(|(_, value)| match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            });
        said.next().is_some_and(|first| good(&first)) && said.all(|other| good(&other))
    };
    let same = |name: &str| match name {
        "transactionid" => all(name, &|text| text == ID),
        "refcode" => all(name, &|text| text == REF_CODE),
        "resulttype" => all(name, &|text| text.trim().eq_ignore_ascii_case("Recurring")),
        "amount" => all(name, &|text| text.parse::<f64>().is_ok_and(|amount| amount == 1000.0)),
        _ => all(name, &|text| {
            let digits: String = text.chars().filter(|c| !" -.()+".contains(*c)).collect();
            ["", "0", "856", "00856"].iter().any(|prefix| digits == format!("{prefix}2055515155"))
        }),
    };
    all("resultcode", &|code| code == "200") && required.iter().all(|name| same(name))
}

/// Values that are equal to a good one in some field, or nearly so.
fn near_values() -> Vec<Value> {
    vec![
        json!(200),
        json!(200.0),
        json!("0200"),
        json!(1000),
        json!(1000.0),
        json!("1000.0"),
        json!("01000"),
        json!("1000.5"),
        json!(null),
        json!(true),
        json!([ID]),
        json!({ "ResultCode": "200" }),
        json!("856 20 5551 5155"),
        json!("2055515155 "),
        json!(2055515155_i64),
        json!(ID.to_lowercase()),
        json!(REF_CODE.to_uppercase()),
    ]
}

#[test]
fn the_good_answers_are_good() {
    for call in 1..=3 {
        let (fields, required) = good(call);
        let body = Value::Object(fields).to_string();
        assert_eq!(outcome(call, 200, body.as_bytes()), Outcome::Succeeded, "{body}");
        assert!(says_success(body.as_bytes(), required), "{body}");
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_give_an_outcome_and_never_success(
        call in 0..4_usize,
        status in any::<u16>(),
        body in vec(any::<u8>(), 0..200),
    ) {
        prop_assert_ne!(outcome(call, status, &body), Outcome::Succeeded);
        let answer = Ok(Response { status, headers: Vec::new(), body: body.clone() });
        let account = account();
        let session = account.session().unwrap();
        prop_assert!(session.read(&answer).is_err(), "a token out of noise");
        prop_assert!(!session.refused(&answer) || status == 401, "repeated although it may have been carried out");
    }

    #[test]
    fn json_that_names_no_order_is_never_success(
        call in 0..4_usize,
        pieces in vec(select(vec![
            "{", "}", "[", "]", ":", ",", "\"", "\\", "200", "null", "true", "1e999", "-0", "\u{feff}", "ກ", "\"200\"",
            "\"ResultCode\"", "\"resultcode\"", "\"TransactionID\"", "\"RefCode\"", "\"Msisdn\":\"2055515155\"",
            "\"Amount\":1000",
        ]), 0..60),
        whole in any::<bool>(),
    ) {
        let body = if whole { format!("{{\"ResultCode\":\"200\",{}}}", pieces.concat()) } else { pieces.concat() };
        prop_assert_ne!(outcome(call, 200, body.as_bytes()), Outcome::Succeeded, "{}", body);
    }

    #[test]
    fn one_byte_more_less_or_other_is_success_only_if_it_still_names_this_order(
        call in 1..4_usize,
        (at, byte, change) in (any::<Index>(), any::<u8>(), 0..4_u8),
        status in select(vec![200_u16, 200, 200, 201, 401, 500]),
    ) {
        let (fields, required) = good(call);
        let mut body = Value::Object(fields).to_string().into_bytes();
        crate::support::bytes::one_byte_off(&mut body, at, byte, change);
        let succeeded = outcome(call, status, &body) == Outcome::Succeeded;
        let text = String::from_utf8_lossy(&body);
        prop_assert!(!succeeded || (status == 200 && says_success(&body, required)), "{} {}", status, text);
    }

    #[test]
    fn a_changed_or_missing_field_is_success_only_if_it_is_equal(
        call in 1..4_usize,
        at in any::<Index>(),
        value in prop_oneof![
            Just(None),
            "[ -~]{0,20}".prop_map(|text| Some(json!(text))),
            any::<i64>().prop_map(|number| Some(json!(number))),
            select(near_values()).prop_map(Some),
        ],
    ) {
        let (mut fields, required) = good(call);
        let name = fields.keys().nth(at.index(fields.len())).unwrap().clone();
        match &value {
            Some(value) => drop(fields.insert(name.clone(), value.clone())),
            None => drop(fields.remove(&name)),
        }
        let body = Value::Object(fields).to_string();
        let succeeded = outcome(call, 200, body.as_bytes()) == Outcome::Succeeded;
        prop_assert!(!succeeded || says_success(body.as_bytes(), required), "{}: {:?}", name, value);
    }

    #[test]
    fn money_is_read_as_it_is_written(minor in 1..=MAX_MINOR, currency in select(CURRENCIES.to_vec())) {
        let money = Money::from_minor(minor, currency).unwrap();
        let text = money.to_string();
        prop_assert_eq!(Money::parse(&text, currency), Ok(money));
        let short = text.strip_suffix(".00").unwrap_or(&text);
        prop_assert_eq!(Money::parse(short, currency), Ok(money), "{}", short);
        let stored: Money = serde_json::from_value(serde_json::to_value(money).unwrap()).unwrap();
        prop_assert_eq!(stored, money);
        let whole = text.split('.').next().unwrap();
        for broken in [
            format!("-{text}"), format!("+{text}"), format!(" {text}"), format!("{text} "), format!("{text}e0"),
            format!("{text}."), format!(".{text}"), format!("{text},0"), format!("0x{text}"), format!("{whole}.001"),
            format!("{whole}_0"), "0.00".to_owned(), ".5".to_owned(), String::new(), ".".to_owned(),
        ] {
            prop_assert!(Money::parse(&broken, currency).is_err(), "{} was read", broken);
        }
    }

    #[test]
    fn no_text_makes_reading_panic(
        texts in (any::<String>(), "[0-9+() .eE_,-]{0,24}"),
        currency in select(CURRENCIES.to_vec()),
    ) {
        for text in [texts.0, texts.1] {
            if let Ok(money) = Money::parse(&text, currency) {
                prop_assert!((1..=MAX_MINOR).contains(&money.minor()));
                let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
                prop_assert!(plain, "{:?} is no decimal string", text);
            }
            if let Ok(number) = Msisdn::parse(&text, Country::Laos) {
                let national = number.national();
                prop_assert!(matches!((national.get(..2), national.len()), (Some("20"), 10) | (Some("30"), 9)));
            }
        }
    }

    #[test]
    fn every_spelling_of_a_number_is_the_same_number(
        national in "(20[0-9]{8}|30[0-9]{7})",
        gap in select(vec!["", " ", "-", "."]),
    ) {
        let (head, tail) = national.split_at(4);
        let expected = format!("856{national}");
        for prefix in ["", "0", "856", "+856"] {
            let text = format!("{prefix}{gap}{head}{gap}{tail}");
            let number = Msisdn::parse(&text, Country::Laos);
            prop_assert!(number.is_ok(), "{} is refused", text);
            let number = number.unwrap();
            prop_assert_eq!(number.digits(), expected.as_str(), "{}", text);
            prop_assert_eq!(number.national(), national.as_str(), "what LTC is sent");
            prop_assert_eq!(Msisdn::parse(&number.e164(), Country::Laos), Ok(number));
        }
        let (short, other) = (&national[..national.len() - 1], &national[2..]);
        for near in [format!("{national}0"), short.to_owned(), format!("66{national}"), format!("40{other}")] {
            prop_assert!(Msisdn::parse(&near, Country::Laos).is_err(), "{} is accepted", near);
        }
    }
}
