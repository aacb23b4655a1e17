//! What a text says that no tree of ours holds, a number with a fraction or one field twice, is told beside all else.

use super::all_at_once::all;
use super::problems::{places, told};
use crate::support::lianlian;
use crate::support::orders::account;
use mekong_pay::api::{CancelOrder, CreateClientToken, Purchase, ResolveOrder, catalogue, read_body};
use mekong_pay::domain::CommandError;
use mekong_pay::json::{self, Parsed};

fn parsed(text: &str) -> Parsed {
    json::parse_or_rest(text.as_bytes()).expect(text)
}

/// What is said of one field, and of all the others that something is.
fn said(error: &CommandError, field: &str) -> String {
    error.all().find(|wrong| wrong.field == field).map(|wrong| wrong.problem.to_string()).unwrap_or_default()
}

#[test]
fn a_fraction_hides_nothing() {
    for value in ["344.50", "1e3", "18446744073709551616", "-9223372036854775809", "-0", "[1.5]"] {
        let text = format!(
            r#"{{"provider":"ltc","operation":"charge","merchant_order_id":"a b","otp":1.5,"msisdn":"x",
            "amount":{{"value":{value},"currency":"USD"}},"details":{{"card_nam":1}},"client_token":{{"expires_in":1.5}}}}"#
        );
        let problem = told("ltc", account().as_ref(), &parsed(&text));
        let mut found = places(&problem);
        found.sort();
        assert_eq!(
            found,
            [
                "amount.currency currency_unsupported",
                "amount.value field_invalid",
                "client_token.expires_in field_invalid",
                "details.card_nam field_unknown",
                "details.card_name field_missing",
                "merchant_order_id merchant_order_id_invalid",
                "msisdn msisdn_invalid",
                "otp field_unknown",
            ],
            "{value}"
        );
        let of = |field: &str| {
            let errors = problem["errors"].as_array().expect("a list");
            errors.iter().find(|each| each["field"] == field).expect(field)["detail"].clone()
        };
        assert_eq!(of("amount.value"), "expected a string");
        assert_eq!(of("client_token.expires_in"), "expected a whole number, without a fraction or an exponent");
    }
}

#[test]
fn in_a_providers_own_fields_it_is_told_by_its_place() {
    let text = r#"{"provider":"lianlian","operation":"payment","merchant_order_id":"A1","amount":{"value":"1","currency":"THB"},
        "details":{"service":"thaiqr","method":"THAI_QR","order_desc":"",
        "products":[{"name":"x","unit_price":"1","quantity":1.5,"x":1}]}}"#;
    let mut found = places(&told("lianlian", lianlian::account().as_ref(), &parsed(text)));
    found.sort();
    assert_eq!(
        found,
        [
            "details.customer field_missing",
            "details.order_desc field_invalid",
            "details.products[0].quantity field_invalid",
            "details.products[0].x field_unknown",
        ]
    );
}

#[test]
fn one_field_twice_hides_nothing() {
    let text = r#"{"provider":"ltc","provider":"ltc","operation":"charge","merchant_order_id":"a b","msisdn":"x",
        "amount":{"value":"1","value":"x","currency":"USD"},"details":{"card_name":"Gold","x":1,"x":2}}"#;
    let problem = told("ltc", account().as_ref(), &parsed(text));
    let mut found = places(&problem);
    found.sort();
    assert_eq!(
        found,
        [
            "amount.currency currency_unsupported",
            "amount.value field_invalid",
            "details.x field_invalid",
            "merchant_order_id merchant_order_id_invalid",
            "provider field_invalid",
        ]
    );
    let errors = problem["errors"].as_array().expect("a list");
    assert_eq!(errors.iter().filter(|each| each["detail"] == "is given twice").count(), 3, "{problem}");
}

#[test]
fn a_field_without_a_name_hides_nothing() {
    let text = r#"{"":1,"provider":"ltc","operation":"charge","merchant_order_id":"a b","msisdn":"x",
        "amount":{"":1,"value":"1","currency":"LAK"},"details":{"":1,"x":2}}"#;
    let mut found = places(&told("ltc", account().as_ref(), &parsed(text)));
    found.sort();
    assert_eq!(
        found,
        [
            "? field_unknown",
            "amount.? field_unknown",
            "details.? field_unknown",
            "details.card_name field_missing",
            "details.x field_unknown",
            "merchant_order_id merchant_order_id_invalid",
            "msisdn msisdn_invalid",
        ]
    );
}

#[test]
fn in_every_other_body() {
    let resolve = |text: &str| {
        let body = parsed(text);
        read_body(&body, |verdict: &ResolveOrder, made_up| verdict.check(made_up)).expect_err(text)
    };
    let wrong = resolve(r#"{"state":"succeeded","version":1.5,"evidence":"","by":"x","by":"y"}"#);
    assert_eq!(all(&wrong), ["by field_invalid", "evidence field_invalid", "version field_invalid"]);
    assert_eq!(said(&wrong, "version"), "expected a whole number, without a fraction or an exponent");
    for version in ["-1", "4294967296", "18446744073709551615"] {
        let wrong = resolve(&format!(r#"{{"state":"succeeded","version":{version},"evidence":"x","by":"x"}}"#));
        assert_eq!(said(&wrong, "version"), "expected a whole number from 0 to 4294967295", "{version}");
    }
    let cancel = parsed(r#"{"version":"1"}"#);
    let wrong = read_body(&cancel, |_: &CancelOrder, _| Ok(())).expect_err("it is refused");
    assert_eq!(said(&wrong, "version"), "expected a whole number");
    let token = parsed(r#"{"expires_in":1e3,"revoke":1}"#);
    let wrong = read_body(&token, |wanted: &CreateClientToken, _| wanted.check()).expect_err("it is refused");
    assert_eq!(all(&wrong), ["expires_in field_invalid", "revoke field_invalid"]);
    let purchase = parsed(r#"{"sku":"a b","sku":"a b","client_key":"x","details":{"order_desc":1.5}}"#);
    let (wrong, rest) = Purchase::read(&purchase).map(drop).expect_err("it is refused");
    assert_eq!(all(&wrong), ["client_key field_invalid", "details.order_desc field_invalid", "sku field_invalid"]);
    assert!(rest.is_some());
}

/// Without an account nothing looks into the details: what is stored must be readable all the same.
#[test]
fn no_item_of_a_catalogue_holds_a_fraction() {
    let item = |price: &str, x: &str| {
        format!(
            r#"{{"sku":"{x}","provider":"ltc","operation":"charge","amount":{{"value":{price},"currency":"LAK"}},"details":{{"x":{x}}}}}"#
        )
    };
    let text = format!(r#"{{"items":[{},{},{}]}}"#, item("\"x\"", "1"), item("9.5", "2"), item("\"9\"", "1.5"));
    let wrong = catalogue::read(&parsed(&text), &|_| None).expect_err("it is refused");
    assert_eq!(
        all(&wrong),
        [
            "items[0].amount.value amount_invalid",
            "items[1].amount.value field_invalid",
            "items[2].details.x field_invalid",
        ]
    );
    let good = format!(r#"{{"items":[{}]}}"#, item("\"9\"", "1"));
    assert!(catalogue::read(&parsed(&good), &|_| None).is_ok());
}
