//! Every route that takes a body or a query tells everything that is wrong with it, and concludes nothing from what it made
//! up in the place of what is wrong.

use super::problems::{places, told};
use crate::support::lianlian;
use crate::support::orders::account;
use mekong_pay::api::page::PageRequest;
use mekong_pay::api::{
    CreateClientToken, CreateOrder, CreateRefund, EventFilter, Filter, ImportSubscription, Query, RedeliverSince,
    ResolveOrder, SearchSubscriptions, read_body, read_body_or_rest,
};
use mekong_pay::domain::{CommandError, Timestamp};
use mekong_pay::providers::{self, Account};
use serde_json::{Value, json};

/// What is wrong with something, if anything is.
type Check<'a, T> = &'a dyn Fn(&T) -> Option<CommandError>;

/// Everything that this error tells, sorted, each with its code.
pub fn all(error: &CommandError) -> Vec<String> {
    let mut all: Vec<String> = error.all().map(|wrong| format!("{} {}", wrong.field, wrong.code)).collect();
    all.sort();
    all
}

fn appotapay() -> Box<dyn Account> {
    let config = json!({
        "base_url": "https://gateway.dev.appotapay.com", "partner_code": "PARTNER", "api_key": "an-api-key",
        "secret_key": "test-secret-key",
    });
    providers::find("appotapay").unwrap().configure(&config.to_string(), None).unwrap()
}

#[test]
fn an_unknown_provider_hides_nothing_that_any_provider_would_say() {
    let cases = [
        (
            json!({"provider": "truemoney"}),
            vec![
                "amount field_missing",
                "merchant_order_id field_missing",
                "operation field_missing",
                "provider provider_unknown",
            ],
        ),
        (
            json!({
                "provider": "truemoney", "operation": "pay", "merchant_order_id": "a b", "msisdn": "x", "otp": "1",
                "amount": {"value": "1,5", "currency": "USD"}, "return_url": "https://evil.example/", "details": {"x": 1},
                "client_token": {"expires_in": 1},
            }),
            vec![
                "amount.currency currency_unsupported",
                "amount.value amount_invalid",
                "client_token.expires_in field_invalid",
                "merchant_order_id merchant_order_id_invalid",
                "operation field_invalid",
                "otp field_unknown",
                "provider provider_unknown",
                "return_url return_url_not_allowed",
            ],
        ),
        (
            json!({
                "provider": "truemoney", "operation": "payment", "merchant_order_id": "A1",
                "amount": {"value": "1", "currency": "THB"}, "return_url": "javascript:x", "details": "x",
            }),
            vec!["details field_invalid", "provider provider_unknown", "return_url field_invalid"],
        ),
    ];
    for (order, wanted) in cases {
        let mut found = places(&told("ltc", account().as_ref(), &order));
        found.sort();
        assert_eq!(found, wanted, "{order}");
    }
}

#[test]
fn two_faults_in_a_providers_own_fields() {
    let topup = |details: Value| {
        json!({
            "provider": "appotapay", "operation": "topup", "merchant_order_id": "A1", "msisdn": "0866123456",
            "amount": {"value": "10000", "currency": "VND"}, "details": details,
        })
    };
    let charge = |details: Value| {
        json!({
            "provider": "ltc", "operation": "charge", "merchant_order_id": "A1", "msisdn": "2055515155",
            "amount": {"value": "1", "currency": "LAK"}, "details": details,
        })
    };
    let payment = |details: Value| {
        json!({
            "provider": "lianlian", "operation": "payment", "merchant_order_id": "A1",
            "amount": {"value": "1", "currency": "THB"}, "details": details,
        })
    };
    let customer = json!({"merchant_user_id": "1", "full_name": "Bruce Lee"});
    let cases = [
        (
            topup(json!({"service_type": "prepaid", "face_value": "15000", "x": 1, "telco": "?"})),
            vec!["details.face_value field_invalid", "details.telco field_invalid", "details.x field_unknown"],
        ),
        (
            topup(json!({"face_value": 15000})),
            vec!["details.face_value field_invalid", "details.service_type field_missing"],
        ),
        (
            topup(json!({"x": 1})),
            vec!["details.product_code field_missing", "details.service_type field_missing", "details.x field_unknown"],
        ),
        (
            topup(json!({"service_type": "x", "product_code": "viettel_10", "face_value": "10000"})),
            vec!["details.face_value field_invalid", "details.service_type field_invalid"],
        ),
        (
            topup(json!({"service_type": "prepaid", "product_code": "a b", "face_value": "10000"})),
            vec!["details.face_value field_invalid", "details.product_code field_invalid"],
        ),
        (
            topup(json!({"service_type": "prepaid", "product_code": "viettel_20", "telco": "mobifone"})),
            vec!["amount.value amount_differs_from_product", "details.telco field_invalid"],
        ),
        (
            topup(json!({"service_type": "prepaid", "face_value": "20000", "x": 1})),
            vec!["amount.value amount_differs_from_product", "details.x field_unknown"],
        ),
        (
            charge(json!({"card_name": "", "period": "1", "x": 1})),
            vec!["details.card_name field_invalid", "details.period field_unknown", "details.x field_unknown"],
        ),
        (
            payment(json!({"service": "thaiqr", "order_desc": "", "cancel_url": "https://shop.example/", "x": 1})),
            vec![
                "details.cancel_url field_unknown",
                "details.customer field_missing",
                "details.method field_missing",
                "details.order_desc field_invalid",
                "details.x field_unknown",
            ],
        ),
        (
            // Whether it wants a customer depends on its method.
            payment(json!({"service": "wechatpay", "order_desc": "x", "client": {"remote_ip": "x"}})),
            vec!["details.client.remote_ip field_invalid", "details.method field_missing"],
        ),
        (
            payment(json!({
                "service": "bankcard", "method": "CARD", "order_desc": "x", "customer": {"full_name": "x"},
                "card": {"card_no": "1"},
            })),
            vec![
                "details.card.card_no field_invalid",
                "details.card.card_type field_missing",
                "details.card.exp_month field_missing",
                "details.card.exp_year field_missing",
                "details.card.holder_name field_missing",
                "details.customer.merchant_user_id field_missing",
                "return_url field_missing",
            ],
        ),
        (
            payment(
                json!({"service": "thaiqr", "method": "THAI_QR", "order_desc": "x", "customer": customer, "card": {}}),
            ),
            vec!["details.card field_unknown"],
        ),
    ];
    let (ltc, lianlian, appotapay) = (account(), lianlian::account(), appotapay());
    for (order, wanted) in cases {
        let account = match order["provider"].as_str() {
            Some("ltc") => ltc.as_ref(),
            Some("lianlian") => lianlian.as_ref(),
            _ => appotapay.as_ref(),
        };
        let mut found = places(&told(order["provider"].as_str().unwrap(), account, &order));
        found.sort();
        assert_eq!(found, wanted, "{order}");
    }
}

#[test]
fn a_refund_with_every_mistake() {
    let paid = lianlian::payment("wechatpay", "DYNAMIC_CODE", json!({})).terms;
    let account = lianlian::account();
    let refunds = account.refunds().unwrap();
    let cases = [
        (
            json!({
                "merchant_refund_id": "a b", "amount": {"value": "1.234", "currency": "THB"}, "reason": "",
                "details": {"bank_code": "1", "x": 1, "reason": "x"}, "why": "x",
            }),
            vec![
                "amount.value amount_not_representable",
                "details.account_name field_missing",
                "details.account_no field_missing",
                "details.bank_code field_invalid",
                "details.reason field_unknown",
                "details.x field_unknown",
                "merchant_refund_id merchant_refund_id_invalid",
                "reason field_invalid",
                "why field_unknown",
            ],
        ),
        (
            json!({
                "merchant_refund_id": "R.1", "amount": {"value": "1", "currency": "LAK"}, "reason": "x",
                "details": {"bank_code": "123"},
            }),
            vec![
                "amount.currency currency_unsupported",
                "details.account_name field_missing",
                "details.account_no field_missing",
                "merchant_refund_id merchant_refund_id_invalid",
            ],
        ),
    ];
    for (given, wanted) in cases {
        let error = match read_body_or_rest::<CreateRefund>(&given) {
            Ok(refund) => refund.prepared(&paid, refunds).expect_err("it is refused"),
            Err((wrong, rest)) => rest.expect("a rest").and_the_rest(wrong, &paid, refunds),
        };
        assert_eq!(all(&error), wanted, "{given}");
    }
}

#[test]
fn every_other_body() {
    let now = Timestamp::parse("2026-11-21T00:00:00+07:00").unwrap();
    let ltc = account();
    let import = |given: &Value| {
        let check = |import: &ImportSubscription| {
            CommandError::every([import.read_by(ltc.as_ref()).map(drop), import.consented_at(now).map(drop)])
        };
        read_body(given, |import: &ImportSubscription, _| check(import)).err()
    };
    let search = |given: &Value| {
        read_body(given, |search: &SearchSubscriptions, _| search.read_by(ltc.as_ref()).map(drop)).err()
    };
    let redeliver =
        |given: &Value| read_body(given, |all: &RedeliverSince, _| all.checked(["shop"].into_iter()).map(drop)).err();
    let resolve = |given: &Value| read_body(given, |verdict: &ResolveOrder, made_up| verdict.check(made_up)).err();
    let token = |given: &Value| read_body(given, |wanted: &CreateClientToken, _| wanted.check()).err();
    let cases: [(Check<'_, Value>, Value, Vec<&str>); 9] = [
        (
            &import,
            json!({"provider": "ltc", "msisdn": "x", "consented_at": "tomorrow", "details": {"card_nam": "x"}, "y": 1}),
            vec![
                "consented_at field_invalid",
                "details.card_nam field_unknown",
                "details.card_name field_missing",
                "msisdn msisdn_invalid",
                "y field_unknown",
            ],
        ),
        (
            &import,
            json!({"provider": "lt", "msisdn": "x", "consented_at": "tomorrow"}),
            vec!["consented_at field_invalid", "provider provider_unknown"],
        ),
        (&search, json!({"provider": "ltc", "msisdn": "x", "y": 1}), vec!["msisdn msisdn_invalid", "y field_unknown"]),
        (
            &redeliver,
            json!({"since": "yesterday", "endpoint": "x"}),
            vec!["endpoint endpoint_unknown", "since field_invalid"],
        ),
        (
            &redeliver,
            json!({"since": "yesterday", "until": "x"}),
            vec!["endpoint field_missing", "since field_invalid", "until field_unknown"],
        ),
        (
            &resolve,
            json!({"state": "succeeded", "evidence": " ", "by": "", "against_evidence": true, "provider_order_id": "a b"}),
            vec![
                "against_evidence field_invalid",
                "by field_invalid",
                "evidence field_invalid",
                "provider_order_id field_invalid",
            ],
        ),
        (
            // With another state either may go.
            &resolve,
            json!({"state": "x", "evidence": "", "by": "x", "against_evidence": true, "provider_order_id": "7"}),
            vec!["evidence field_invalid", "state field_invalid"],
        ),
        (&token, json!({"expires_in": 1, "revok": true}), vec!["expires_in field_invalid", "revok field_unknown"]),
        (&token, json!({"expires_in": "1", "revoke": 1}), vec!["expires_in field_invalid", "revoke field_invalid"]),
    ];
    for (read, given, wanted) in cases {
        assert_eq!(all(&read(&given).expect("it is refused")), wanted, "{given}");
    }
}

#[test]
fn every_query() {
    let orders = |text: &str| Filter::read(Query::parse(text)).err();
    let events = |text: &str| EventFilter::read(Query::parse(text)).err();
    let page = |text: &str| PageRequest::read(Query::parse(text), 20).err();
    let cases: [(Check<'_, str>, &str, Vec<&str>); 4] = [
        (
            &orders,
            "foo=1&state=x&limit=0&provider=x&review=1&created_from=x&created_to=x&cursor=x&limit=1",
            vec![
                "created_from field_invalid",
                "created_to field_invalid",
                "cursor field_invalid",
                "foo field_unknown",
                "limit field_invalid",
                "provider field_invalid",
                "review field_invalid",
                "state field_invalid",
            ],
        ),
        (
            &events,
            "type=x&state=x&since=x&cursor=x&limit=101&foo=1&merchant_order_id=a%20b",
            vec![
                "cursor field_invalid",
                "foo field_unknown",
                "limit field_invalid",
                "merchant_order_id field_invalid",
                "since field_invalid",
                "state field_invalid",
                "type field_invalid",
            ],
        ),
        (
            &page,
            "limit=x&cursor=x&foo=1&bar=2",
            vec!["bar field_unknown", "cursor field_invalid", "foo field_unknown", "limit field_invalid"],
        ),
        (
            &|text| {
                let mut query = Query::parse(text);
                let (wait, version) = (query.number("wait", 30), query.number("version", 7));
                assert_eq!((wait, version), (None, None));
                query.finish().err()
            },
            "wait=31&version=-1&waits=1",
            vec!["version field_invalid", "wait field_invalid", "waits field_unknown"],
        ),
    ];
    for (read, text, wanted) in cases {
        assert_eq!(all(&read(text).expect("it is refused")), wanted, "{text}");
    }
}

#[test]
fn a_wrong_operation_hides_nothing_that_each_of_the_providers_would_say() {
    for (operation, code) in [(json!("payment"), "operation_unsupported"), (json!("refund"), "field_invalid")] {
        let order = json!({
            "provider": "ltc", "operation": operation, "merchant_order_id": "A.1", "msisdn": "x",
            "amount": {"value": "1", "currency": "THB"}, "details": {"x": 1},
        });
        let mut found = places(&told("ltc", account().as_ref(), &order));
        found.sort();
        let operation = format!("operation {code}");
        let wanted =
            ["amount.currency currency_unsupported", "merchant_order_id merchant_order_id_invalid", operation.as_str()];
        assert_eq!(found, wanted);
    }
}

#[test]
fn no_order_is_a_refund() {
    let order = json!({
        "provider": "ltc", "operation": "refund", "merchant_order_id": "A1", "msisdn": "2055515155",
        "amount": {"value": "1", "currency": "LAK"}, "details": {"card_name": "Gold"},
    });
    let problem = told("ltc", account().as_ref(), &order);
    assert_eq!(places(&problem), ["operation field_invalid"]);
    assert_eq!(problem["detail"], "operation: expected one of charge, renewal, payment, topup");
}

#[test]
fn in_spite_of_one_order_or_of_several() {
    let order = |despite: Value| {
        json!({
            "provider": "ltc", "operation": "charge", "merchant_order_id": "A1", "msisdn": "2055515155",
            "amount": {"value": "1", "currency": "LAK"}, "details": {"card_name": "Gold"}, "despite": despite,
        })
    };
    let read = |despite: Value| read_body_or_rest::<CreateOrder>(&order(despite)).map(|order| order.despite).ok();
    assert_eq!(read(json!(null)), Some(vec![]));
    assert_eq!(read(json!("A0")), Some(vec!["A0".to_owned()]));
    assert_eq!(read(json!(["A0", "A-1"])), Some(vec!["A0".to_owned(), "A-1".to_owned()]));
    let twice =
        read_body_or_rest::<CreateOrder>(&order(json!(["A0", "A-1", "a0", "A0"]))).map(|order| order.despite_once());
    assert_eq!(twice.ok(), Some(vec!["A0".to_owned(), "A-1".to_owned()]));
    let many: Vec<String> = (0..21).map(|n| format!("A{n}")).collect();
    for (despite, field) in [
        (json!(5), "despite"),
        (json!({}), "despite"),
        (json!(["A0", 5]), "despite[1]"),
        (json!("a b"), "despite"),
        (json!(many), "despite"),
    ] {
        let problem = told("ltc", account().as_ref(), &order(despite.clone()));
        assert_eq!(places(&problem), [format!("{field} field_invalid")], "{despite}");
    }
}
