//! The catalogue: what is taken into it, what anybody sees of it, and the orders that purchases of it make.

use crate::support::lianlian;
use crate::support::orders::account;
use mekong_pay::api::{CreateOrder, Item, Purchase, catalogue};
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
    let public = catalogue::public(&read(&[gold(), hat()], true).unwrap()).unwrap();
    let expected = json!([
        {"sku": "gold", "provider": "ltc", "operation": "charge", "amount": {"value": "5000", "currency": "LAK"},
            "methods": [], "payer_details": []},
        {"sku": "hat.1_a-B", "provider": "lianlian", "operation": "payment",
            "amount": {"value": "344.00", "currency": "THB"}, "methods": ["promptpay", "truemoney"],
            "payer_details": ["customer"]},
    ]);
    assert_eq!(serde_json::from_str::<Value>(&public).unwrap(), expected);
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
        (with(gold(), json!({"methods": {"a b": {}}})), "field_invalid", "methods"),
        (with(gold(), json!({"methods": {"a": 1}})), "field_invalid", "method"),
        (with(gold(), json!({"methods": {"a": {}, "b": {"subscribe": 1}}})), "field_invalid", "details.subscribe"),
        (with(gold(), json!({"payer_details": ["card_name"]})), "field_invalid", "payer_details"),
        (with(hat(), json!({"payer_details": ["customer", "service"]})), "field_invalid", "payer_details"),
        (with(hat(), json!({"payer_details": []})), "field_missing", "details.customer"),
        (with(hat(), json!({"payer_details": [5]})), "field_invalid", "payer_details[0]"),
        (with(hat(), json!({"payer_details": ["customer", "card"]})), "cards_not_allowed", "details"),
        (with(hat(), json!({"details": {"order_desc": "x", "card": null}})), "cards_not_allowed", "details"),
        (
            with(
                hat(),
                json!({
                    "details": {"order_desc": "x", "customer": {"merchant_user_id": "1", "full_name": "Bruce Lee"}},
                    "methods": {"c": {"service": "bankcard", "method": "CARD"}}, "payer_details": [],
                }),
            ),
            "field_missing",
            "details.card",
        ),
        (with(hat(), json!({"methods": {"c": {"service": "checkout", "card": {}}}})), "cards_not_allowed", "details"),
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
    Item::of(item).unwrap().order(&Purchase::read(&purchase)?, "ID".to_owned())
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
        (hat(), json!({}), "field_invalid", "method"),
        (hat(), json!({"method": "card"}), "field_invalid", "method"),
        (gold(), json!({"method": "promptpay"}), "field_unknown", "method"),
        (gold(), json!({"details": {"card_name": "Silver"}}), "field_unknown", "details.card_name"),
        (gold(), json!({"details": {"subscribe": true}}), "field_unknown", "details.subscribe"),
        (hat(), json!({"method": "promptpay", "details": {"order_desc": "x"}}), "field_unknown", "details.order_desc"),
        (hat(), json!({"method": "promptpay", "details": {"service": "checkout"}}), "field_unknown", "details.service"),
        (hat(), json!({"method": "promptpay", "details": {"card": {}}}), "field_unknown", "details.card"),
        (hat(), json!({"method": "promptpay", "details": {"": 1}}), "field_unknown", "details."),
    ];
    for (item, given, code, field) in cases {
        let error = order(&item, given.clone()).err().expect("it is refused");
        assert_eq!((error.code, &*error.field), (code, field), "{given}");
    }
}
