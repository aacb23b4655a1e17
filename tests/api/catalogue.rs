//! The catalogue: what is taken into it, what anybody sees of it, and the orders that purchases of it make.

use super::all_at_once::all;
use crate::support::lianlian;
use crate::support::orders::account;
use mekong_pay::api::{Checks, CreateOrder, Item, Purchase, ReturnUrls, catalogue};
use mekong_pay::domain::{CommandError, Operation};
use mekong_pay::providers::{self, Account};
use serde_json::{Value, json};

fn gold() -> Value {
    json!({
        "sku": "gold", "provider": "ltc", "operation": "charge", "amount": {"value": "5000", "currency": "LAK"},
        "details": {"card_name": "Gold"},
    })
}

fn hat() -> Value {
    json!({
        "sku": "hat.1_a-B", "provider": "lianlian", "operation": "payment",
        "amount": {"value": "344.00", "currency": "THB"}, "details": {"order_desc": "one hat"},
        "methods": {
            "truemoney": {"service": "truemoney", "method": "NORMAL_ALL_TM"},
            "promptpay": {"service": "thaiqr", "method": "THAI_QR"},
        },
        "payer_details": ["customer"],
    })
}

fn with(item: Value, changes: Value) -> Value {
    let mut item = item;
    for (name, value) in changes.as_object().unwrap() {
        item.as_object_mut().unwrap().insert(name.clone(), value.clone());
    }
    item
}

/// Reads a catalogue where LTC and LianLian are configured, or no provider is.
fn read(items: &[Value], configured: bool) -> Result<String, CommandError> {
    let (ltc, lianlian) = (account(), lianlian::account());
    let account = |provider: &str| -> Option<&dyn Account> {
        match provider {
            "ltc" if configured => Some(ltc.as_ref()),
            "lianlian" if configured => Some(lianlian.as_ref()),
            _ => None,
        }
    };
    catalogue::read(&json!({ "items": items }), &account)
}

fn refused(items: &[Value]) -> (&'static str, String) {
    let error = read(items, true).expect_err("it is refused");
    (error.code, error.field.to_string())
}

#[test]
fn a_catalogue_is_kept_as_it_was_put() {
    for configured in [true, false] {
        let kept: Value = serde_json::from_str(&read(&[gold(), hat()], configured).unwrap()).unwrap();
        assert_eq!(kept, json!([gold(), hat()]));
    }
    assert_eq!(read(&[], true).unwrap(), "[]");
}

#[test]
fn anybody_sees_prices_and_choices_and_nothing_else() {
    let public = serde_json::to_value(catalogue::public(&read(&[gold(), hat()], true).unwrap()).unwrap()).unwrap();
    let expected = json!([
        {"sku": "gold", "provider": "ltc", "operation": "charge", "amount": {"value": "5000", "currency": "LAK"},
            "methods": [], "payer_details": []},
        {"sku": "hat.1_a-B", "provider": "lianlian", "operation": "payment",
            "amount": {"value": "344.00", "currency": "THB"}, "methods": ["promptpay", "truemoney"],
            "payer_details": ["customer"]},
    ]);
    assert_eq!(public, json!({ "items": expected }));
}

#[test]
fn an_item_that_could_not_be_ordered_is_refused_by_place_and_field() {
    let cases = [
        (with(gold(), json!({"operation": "topup"})), "field_invalid", "operation"),
        (with(gold(), json!({"operation": "renewal"})), "field_invalid", "operation"),
        (with(gold(), json!({"operation": "refund"})), "field_invalid", "operation"),
        (with(gold(), json!({"operation": "payment"})), "operation_unsupported", "operation"),
        (with(gold(), json!({"provider": "ltc2"})), "provider_unknown", "provider"),
        (with(gold(), json!({"provider": "appotapay"})), "operation_unsupported", "operation"),
        (with(gold(), json!({"sku": ""})), "field_invalid", "sku"),
        (with(gold(), json!({"sku": "x".repeat(65)})), "field_invalid", "sku"),
        (with(gold(), json!({"sku": "a b"})), "field_invalid", "sku"),
        (with(gold(), json!({"sku": 5})), "field_invalid", "sku"),
        (with(gold(), json!({"price": "1"})), "field_unknown", "price"),
        (
            with(gold(), json!({"amount": {"value": "5000", "currency": "THB"}})),
            "currency_unsupported",
            "amount.currency",
        ),
        (
            with(gold(), json!({"amount": {"value": "5000", "currency": "USD"}})),
            "currency_unsupported",
            "amount.currency",
        ),
        (with(gold(), json!({"amount": {"value": "0", "currency": "LAK"}})), "amount_invalid", "amount.value"),
        (
            with(gold(), json!({"amount": {"value": "5.50", "currency": "LAK"}})),
            "amount_not_representable",
            "amount.value",
        ),
        (with(gold(), json!({"amount": {"value": 5000, "currency": "LAK"}})), "field_invalid", "amount.value"),
        (with(gold(), json!({"details": {}})), "field_missing", "details.card_name"),
        (with(gold(), json!({"details": {"card_name": "Gold", "period": "1"}})), "field_unknown", "details.period"),
        (with(gold(), json!({"details": ["Gold"]})), "field_invalid", "details"),
        (with(gold(), json!({"methods": {}})), "field_invalid", "methods"),
        (with(gold(), json!({"methods": {"a b": {}}})), "field_invalid", "methods.?"),
        (
            with(
                gold(),
                json!({"methods": {"a": {}, "x_______________________________________________________________64": {}}}),
            ),
            "field_invalid",
            "methods.?",
        ),
        (with(gold(), json!({"methods": {"a": 1}})), "field_invalid", "methods.a"),
        (with(gold(), json!({"methods": null})), "field_invalid", "methods"),
        (with(gold(), json!({"details": null})), "field_invalid", "details"),
        (with(gold(), json!({"methods": {"a": {}, "b": {"subscribe": 1}}})), "field_invalid", "methods.b.subscribe"),
        (with(gold(), json!({"payer_details": ["card_name"]})), "field_invalid", "payer_details[0]"),
        (with(hat(), json!({"payer_details": ["customer", "service"]})), "field_invalid", "payer_details[1]"),
        (with(hat(), json!({"payer_details": []})), "field_missing", "methods.promptpay.customer"),
        (with(hat(), json!({"payer_details": [5]})), "field_invalid", "payer_details[0]"),
        (with(hat(), json!({"payer_details": ["customer", "card"]})), "cards_not_allowed", "payer_details[1]"),
        (with(hat(), json!({"details": {"order_desc": "x", "card": null}})), "cards_not_allowed", "details.card"),
        (
            with(
                hat(),
                json!({
                    "details": {"order_desc": "x", "customer": {"merchant_user_id": "1", "full_name": "Bruce Lee"}},
                    "methods": {"c": {"service": "bankcard", "method": "CARD"}}, "payer_details": [],
                }),
            ),
            "field_missing",
            "methods.c.card",
        ),
        (
            with(hat(), json!({"methods": {"c": {"service": "checkout", "card": {}}}})),
            "cards_not_allowed",
            "methods.c.card",
        ),
    ];
    for (item, code, field) in cases {
        let first = with(hat(), json!({"sku": "first"}));
        assert_eq!(refused(&[first, item.clone()]), (code, format!("items[1].{field}")), "{item}");
    }
    assert_eq!(refused(&[gold(), hat(), gold()]), ("field_invalid", "items[0].sku".to_owned()));
    assert_eq!(refused(&[gold(), json!("gold")]), ("field_invalid", "items[1]".to_owned()));
    let many: Vec<Value> = (0..501).map(|at| with(gold(), json!({"sku": at.to_string()}))).collect();
    assert_eq!(refused(&many), ("field_invalid", "items".to_owned()));
    assert!(read(&many[..500], true).is_ok());
}

#[test]
fn whatever_is_refused_with_accounts_is_no_more_than_needs_them() {
    let cases = [
        with(gold(), json!({"operation": "topup"})),
        with(gold(), json!({"provider": "appotapay"})),
        with(gold(), json!({"amount": {"value": "0", "currency": "LAK"}})),
        with(hat(), json!({"payer_details": ["card"]})),
        with(hat(), json!({"details": {"card": {}}})),
    ];
    for item in cases {
        assert!(read(std::slice::from_ref(&item), false).is_err(), "{item}");
    }
    for provider in providers::REGISTRY {
        for operation in ["topup", "renewal", "refund"] {
            let item = with(gold(), json!({"provider": provider.id(), "operation": operation}));
            assert!(read(&[item], false).is_err(), "{} {operation}", provider.id());
        }
    }
}

fn order(item: &Value, given: Value) -> Result<CreateOrder, CommandError> {
    let purchase = with(json!({"sku": item["sku"], "client_key": "AAECAwQFBgcICQoLDA0ODw"}), given);
    let purchase = Purchase::read(&purchase).map_err(|(wrong, _)| wrong)?;
    Item::of(item).unwrap().order(&purchase, "ID".to_owned())
}

#[test]
fn a_purchase_makes_an_order_at_the_catalogues_price() {
    let made = order(&gold(), json!({"msisdn": "020 5551 5155"})).unwrap();
    assert_eq!(
        (made.provider.as_str(), made.operation, made.merchant_order_id.as_str()),
        ("ltc", Operation::Charge, "ID")
    );
    assert_eq!((made.amount.value.as_str(), made.amount.currency.as_str()), ("5000", "LAK"));
    assert_eq!((made.msisdn.as_deref(), made.return_url), (Some("020 5551 5155"), None));
    assert_eq!((made.details, made.client_token), (json!({"card_name": "Gold"}), None));

    let customer = json!({"merchant_user_id": "1", "full_name": "Bruce Lee"});
    let given =
        json!({"method": "promptpay", "details": {"customer": customer}, "return_url": "https://shop.example/"});
    let made = order(&hat(), given).unwrap();
    let details = json!({"order_desc": "one hat", "service": "thaiqr", "method": "THAI_QR", "customer": customer});
    assert_eq!((made.operation, made.details), (Operation::Payment, details));
    assert_eq!(made.return_url.as_deref(), Some("https://shop.example/"));
}

#[test]
fn a_purchase_chooses_among_what_the_item_has_and_nothing_else() {
    let cases = [
        (hat(), json!({}), "field_missing", "method"),
        (hat(), json!({"method": "card"}), "field_invalid", "method"),
        (gold(), json!({"method": "promptpay"}), "field_unknown", "method"),
        (gold(), json!({"details": {"card_name": "Silver"}}), "field_unknown", "details.card_name"),
        (gold(), json!({"details": {"subscribe": true}}), "field_unknown", "details.subscribe"),
        (hat(), json!({"method": "promptpay", "details": {"order_desc": "x"}}), "field_unknown", "details.order_desc"),
        (hat(), json!({"method": "promptpay", "details": {"service": "checkout"}}), "field_unknown", "details.service"),
        (hat(), json!({"method": "promptpay", "details": {"card": {}}}), "field_unknown", "details.card"),
        (hat(), json!({"method": "promptpay", "details": {"": 1}}), "field_unknown", "details.?"),
    ];
    for (item, given, code, field) in cases {
        let error = order(&item, given.clone()).err().expect("it is refused");
        assert_eq!((error.code, &*error.field), (code, field), "{given}");
    }
}

#[test]
fn every_item_of_a_catalogue_with_all_that_is_wrong_with_it() {
    let (ltc, lianlian) = (account(), lianlian::account());
    let account = |provider: &str| -> Option<&dyn Account> {
        match provider {
            "ltc" => Some(ltc.as_ref()),
            "lianlian" => Some(lianlian.as_ref()),
            _ => None,
        }
    };
    let cases = [
        (
            json!([
                {"sku": "a", "provider": "ltc", "operation": "charge", "amount": {"value": "x", "currency": "USD"},
                    "details": {"card_name": ""}},
                {"sku": "b"},
            ]),
            vec![
                "items[0].amount.currency currency_unsupported",
                "items[0].amount.value amount_invalid",
                "items[0].details.card_name field_invalid",
                "items[1].amount field_missing",
                "items[1].operation field_missing",
                "items[1].provider field_missing",
            ],
        ),
        (
            json!([
                {"sku": "a b", "provider": "ltc", "operation": "charge", "amount": {"value": "1", "currency": "THB"},
                    "details": {"period": "1"}, "price": 1},
                {"sku": "b", "provider": "ltd", "operation": "topup", "amount": {"value": "0", "currency": "LAK"}},
            ]),
            vec![
                "items[0].amount.currency currency_unsupported",
                "items[0].details.card_name field_missing",
                "items[0].details.period field_unknown",
                "items[0].price field_unknown",
                "items[0].sku field_invalid",
                "items[1].amount.value amount_invalid",
                "items[1].operation field_invalid",
                "items[1].provider provider_unknown",
            ],
        ),
        (
            // Each method at its own place; of what is made up nothing is concluded.
            json!([
                {"sku": "a", "provider": "lianlian", "operation": "payment", "amount": {"value": "1", "currency": "THB"},
                    "details": {"order_desc": ""}, "payer_details": ["customer"],
                    "methods": {"one": {"service": "x"}, "two": {"service": "thaiqr", "method": "x"}}},
                {"sku": "b", "provider": "lianlian", "operation": "payment", "amount": {"value": "1", "currency": "THB"},
                    "details": {"order_desc": "x"}, "methods": {"one": 1}, "payer_details": "customer"},
            ]),
            vec![
                "items[0].details.order_desc field_invalid",
                "items[0].methods.one.service field_invalid",
                "items[0].methods.two.method field_invalid",
                "items[1].methods.one field_invalid",
                "items[1].payer_details field_invalid",
            ],
        ),
        (
            // Of what only the payer can give: the name, by which no purchase could give it.
            json!([
                {"sku": "a", "provider": "ltc", "operation": "charge", "amount": {"value": "1", "currency": "LAK"},
                    "details": {"card_name": ""}, "payer_details": ["zqxv", "ussd_code", "card", "ussd_code", "period"]},
                {"sku": "b", "provider": "lianlian", "operation": "payment", "amount": {"value": "1", "currency": "THB"},
                    "details": {"order_desc": "x"},
                    "methods": {"one": {"service": "thaiqr", "method": "THAI_QR"}, "two": {"service": "checkout"}},
                    "payer_details": ["customer", "mobile_number", "cancel_url", "a-b"]},
            ]),
            vec![
                "items[0].details.card_name field_invalid",
                "items[0].payer_details[0] field_unknown",
                "items[0].payer_details[2] cards_not_allowed",
                "items[0].payer_details[3] field_invalid",
                "items[0].payer_details[4] field_unknown",
                "items[1].payer_details[1] field_unknown",
                "items[1].payer_details[3] field_unknown",
            ],
        ),
        (
            // What one of the methods lacks is told there.
            json!([
                {"sku": "a", "provider": "lianlian", "operation": "payment", "amount": {"value": "1", "currency": "THB"},
                    "details": {"order_desc": "x", "a-b": 1}, "payer_details": ["customer"],
                    "methods": {"c": {"service": "thaiqr"}, "d": {"service": "thaiqr", "method": "THAI_QR", "c-d": 1}}},
            ]),
            vec!["items[0].details.? field_unknown", "items[0].methods.c.method field_missing"],
        ),
    ];
    for (items, wanted) in cases {
        let error = catalogue::read(&json!({ "items": items }), &account).expect_err("it is refused");
        assert_eq!(all(&error), wanted, "{items}");
    }
}

#[test]
fn a_purchase_with_all_that_is_wrong_with_it() {
    let (ltc, lianlian) = (account(), lianlian::account());
    let gold = json!({
        "sku": "gold", "provider": "ltc", "operation": "charge", "amount": {"value": "5000", "currency": "LAK"},
        "details": {"card_name": "Gold"},
    });
    let hat = json!({
        "sku": "hat", "provider": "lianlian", "operation": "payment", "amount": {"value": "344.00", "currency": "THB"},
        "details": {"order_desc": "one hat"}, "methods": {"promptpay": {"service": "thaiqr", "method": "THAI_QR"}},
        "payer_details": ["customer"],
    });
    let cases = [
        (
            &gold,
            json!({"sku": "gold", "client_key": "x", "msisdn": "x", "return_url": "https://evil.example/", "y": 1}),
            vec![
                "client_key field_invalid",
                "msisdn msisdn_invalid",
                "return_url return_url_not_allowed",
                "y field_unknown",
            ],
        ),
        (
            &gold,
            json!({"sku": "gold", "client_key": "AAECAwQFBgcICQoLDA0ODw", "method": "m", "details": {"card_name": "x"}}),
            vec!["details.card_name field_unknown", "method field_unknown", "msisdn field_missing"],
        ),
        (
            &hat,
            json!({"sku": "hat", "msisdn": "x", "details": {"customer": {}, "order_desc": "x"}}),
            vec![
                "client_key field_missing",
                "details.customer.full_name field_missing",
                "details.customer.merchant_user_id field_missing",
                "details.order_desc field_unknown",
                "method field_missing",
                "msisdn field_unknown",
            ],
        ),
        (
            &hat,
            json!({"sku": "hat", "client_key": "x", "method": "promptpay", "details": {"customer": {"full_name": ""}}}),
            vec![
                "client_key field_invalid",
                "details.customer.full_name field_invalid",
                "details.customer.merchant_user_id field_missing",
            ],
        ),
    ];
    let many = with(
        hat.clone(),
        json!({"methods": {
            "promptpay": {"service": "thaiqr", "method": "THAI_QR"}, "page": {"service": "checkout"},
        }}),
    );
    let wanted = vec!["details.customer.full_name field_invalid", "method field_invalid"];
    let given = json!({"sku": "hat", "client_key": "AAECAwQFBgcICQoLDA0ODw", "method": "x",
        "details": {"customer": {"merchant_user_id": "1", "full_name": ""}}});
    let cases = cases.into_iter().chain([(&many, given, wanted)]);
    let return_urls = ReturnUrls::new(vec!["https://shop.example".to_owned()]);
    for (item, given, wanted) in cases {
        let account = if item["provider"] == "ltc" { ltc.as_ref() } else { lianlian.as_ref() };
        let checks = Checks { provider: Ok(()), account: Some(account), return_urls: &return_urls };
        let item = Item::of(item).unwrap();
        let error = match Purchase::read(&given) {
            Err((wrong, rest)) => item.and_the_rest(wrong, &rest.expect("a rest"), &checks),
            Ok(purchase) => {
                let wrong = item.order(&purchase, "A1".to_owned()).err().expect("it is refused");
                item.and_the_rest(wrong, &purchase, &checks)
            }
        };
        assert_eq!(all(&error), wanted, "{given}");
    }
}
