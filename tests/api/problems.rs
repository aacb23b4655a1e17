//! Everything that is wrong with an order is told at once, what is known beside what is not, and no value.

use crate::support::lianlian;
use crate::support::orders::account;
use mekong_pay::api::{
    Body, Checks, CreateOrder, Filter, Problem, Query, ReturnUrls, catalogue, named_provider, read_body_or_rest,
};
use mekong_pay::domain::CommandError;
use mekong_pay::json;
use mekong_pay::providers::Account;
use serde_json::{Value, json};

/// What a caller is told of this order.
pub fn told<'a>(provider: &str, account: &dyn Account, order: impl Into<Body<'a>>) -> Value {
    let body = order.into();
    let order = body.tree;
    let return_urls = ReturnUrls::new(vec!["https://shop.example".to_owned()]);
    let named = order["provider"].as_str().is_none_or(|named| named == provider);
    let checks = Checks {
        provider: if named { Ok(()) } else { named_provider(order["provider"].as_str().unwrap()).map(drop) },
        account: named.then_some(account),
        return_urls: &return_urls,
    };
    let wrong = match read_body_or_rest::<CreateOrder>(body) {
        Ok(order) => order.check(&checks).expect_err("it is refused"),
        Err((wrong, Some(order))) => order.and_the_rest(wrong, &checks),
        Err((wrong, None)) => wrong,
    };
    problem(wrong)
}

fn problem(wrong: CommandError) -> Value {
    serde_json::from_str(&Problem::from(wrong).json()).unwrap()
}

pub fn places(problem: &Value) -> Vec<String> {
    let errors = problem["errors"].as_array().expect("a list of everything");
    assert_eq!(errors[0]["code"], problem["code"]);
    assert_eq!(errors[0]["field"], problem["field"]);
    errors
        .iter()
        .map(|each| format!("{} {}", each["field"].as_str().unwrap(), each["code"].as_str().unwrap()))
        .collect()
}

#[test]
fn a_charge_with_ten_mistakes() {
    let order = json!({
        "provider": "ltc", "operation": "charge", "merchant_order_id": "A-\u{200b}1", "otp": "90210",
        "amount": {"value": 90210, "currency": "USD", "minor": 1}, "msisdn": "2098765432x", "return_url": "javascript:alert(90210)",
        "details": {"card_nam": "90210", "ussd_code": "", "period": "90210"},
    });
    let problem = told("ltc", account().as_ref(), &order);
    let mut found = places(&problem);
    found.sort();
    assert_eq!(
        found,
        [
            "amount.currency currency_unsupported",
            "amount.minor field_unknown",
            "amount.value field_invalid",
            "details.card_nam field_unknown",
            "details.card_name field_missing",
            "details.period field_unknown",
            "details.ussd_code field_invalid",
            "merchant_order_id merchant_order_id_invalid",
            "msisdn msisdn_invalid",
            "otp field_unknown",
            "return_url field_invalid",
        ]
    );
    assert!(!problem.to_string().contains("90210"), "{problem}");
}

#[test]
fn what_is_missing_hides_nothing() {
    let order = json!({ "provider": "ltc", "operation": "charge", "details": {} });
    let problem = told("ltc", account().as_ref(), &order);
    let mut found = places(&problem);
    found.sort();
    assert_eq!(
        found,
        [
            "amount field_missing",
            "details.card_name field_missing",
            "merchant_order_id field_missing",
            "msisdn field_missing",
        ]
    );
}

#[test]
fn a_payment_with_mistakes_in_what_it_holds() {
    let order = json!({
        "provider": "lianlian", "operation": "payment", "merchant_order_id": "A.1", "amount": {"value": "1.234", "currency": "THB"},
        "details": {"service": "thaiqr", "method": "THAI_QR", "order_desc": "", "card": {}, "products": [{}, {"name": 7}]},
    });
    let found = places(&told("lianlian", lianlian::account().as_ref(), &order));
    for wanted in [
        "amount.value amount_not_representable",
        "details.products[0].name field_missing",
        "details.products[1].name field_invalid",
    ] {
        assert!(found.iter().any(|each| each == wanted), "{wanted}: {found:?}");
    }
}

#[test]
fn so_many_and_no_more() {
    let names = (0..500).map(|n| (format!("x{n}"), Value::Null)).collect();
    assert_eq!(places(&told("ltc", account().as_ref(), &Value::Object(names))).len(), 32);
}

#[test]
fn every_item_of_a_catalogue() {
    let item = |sku: &str| json!({"sku": sku, "provider": "ltc", "operation": "charge", "amount": {"value": "x", "currency": "LAK"}});
    let error = catalogue::read(&json!({"items": [item("a"), item("a b")]}), &|_| None).expect_err("it is refused");
    let found: Vec<_> = error.all().map(|wrong| wrong.field.to_string()).collect();
    assert_eq!(found, ["items[0].amount.value", "items[1].sku", "items[1].amount.value"]);
}

#[test]
fn what_is_known_is_said() {
    let said = |order: Value| told("ltc", account().as_ref(), &order)["detail"].as_str().unwrap().to_owned();
    let order = |operation: &str, details: Value| {
        json!({
            "provider": "ltc", "operation": operation, "merchant_order_id": "A1", "msisdn": "2055515155",
            "amount": {"value": "1", "currency": "LAK"}, "details": details,
        })
    };
    assert!(said(order("payment", json!({}))).contains("charge and renewal"));
    assert!(said(order("charge", json!({"card_name": "Gold", "cardname": "x"}))).contains("card_name"));
    let mut unknown = order("charge", json!({"card_name": "Gold"}));
    unknown["number"] = "x".into();
    assert!(said(unknown).contains("msisdn"));
    let query = |text: &str| Filter::read(Query::parse(text)).expect_err("it is refused").problem.to_string();
    assert!(query("page=2").contains("cursor"));
    assert!(query("provider=x").contains("connect_topup"));
    assert!(query("state=x").contains("pending"));
}

#[test]
fn a_number_is_refused_for_what_is_wrong_with_it() {
    for (number, reason) in [
        ("18446744073709551616", "64 bits"),
        ("-9223372036854775809", "64 bits"),
        ("1.5", "whole number"),
        ("1e3", "whole number"),
    ] {
        let error = json::parse(format!("{{\"a\":[{number},1.5]}}").as_bytes()).expect_err(number);
        assert_eq!((error.code, error.field.as_str()), ("field_invalid", "a[0]"));
        assert!(error.problem.contains(reason), "{number}: {}", error.problem);
        assert_eq!(error.more.len(), 1, "and the other one");
    }
}
