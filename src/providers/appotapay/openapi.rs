//! AppotaPay in the API's document.

use serde_json::{Value, json};

use super::super::openapi::{Described, InquiryForms, OrderForm, Presence, requiring, with, without};
use super::details::FIELDS;
use super::products::THOUSANDS;
use crate::domain::{Country, Currency, Operation};

pub(super) fn described() -> Described {
    Described {
        name: "AppotaPay",
        orders: vec![OrderForm {
            operation: Operation::Topup,
            id: "^[A-Za-z0-9_-]{1,50}$",
            currency: Currency::Vnd,
            amount: None,
            return_url: Presence::Absent,
            details: json!({ "anyOf": [product(), airtime()] }),
            examples: vec![("airtime", example())],
        }],
        kept: FIELDS.stored_schema(),
        country: Some(Country::Vietnam),
        inquiries: InquiryForms { balance: true, products: Some(found()), number: Some(of_a_number()) },
        ..Described::default()
    }
}

/// A product by its code; what it is worth is the order's amount.
fn product() -> Value {
    let details = requiring(without(FIELDS.input_schema(), &["face_value"]), &["product_code"]);
    with(titled(details, "a product"), "product_code", json!({ "type": "string", "pattern": CODE }))
}

/// So much airtime of whatever network the number is on; the order's amount is the same.
fn airtime() -> Value {
    let worth: Vec<String> = THOUSANDS.iter().map(|thousands| format!("{thousands}000")).collect();
    let details = requiring(without(FIELDS.input_schema(), &["product_code"]), &["face_value"]);
    with(titled(details, "airtime"), "face_value", json!({ "type": "string", "enum": worth }))
}

const CODE: &str = "^[A-Za-z0-9_.-]{1,64}$";

fn titled(details: Value, title: &str) -> Value {
    let telco = json!({ "anyOf": [
        { "type": "string", "pattern": "^[a-z_]{1,32}$", "not": { "const": "common" } }, { "type": "null" },
    ] });
    let mut details = with(details, "telco", telco);
    if let Some(details) = details.as_object_mut() {
        details.insert("title".to_owned(), title.into());
    }
    details
}

/// What is told of a product or a number.
fn found() -> Value {
    let mut found = FIELDS.stored_schema();
    if let Some(found) = found.as_object_mut() {
        found.remove("required");
    }
    found
}

fn of_a_number() -> Value {
    without(FIELDS.input_schema(), &["product_code", "face_value", "telco"])
}

fn example() -> Value {
    json!({
        "provider": "appotapay", "operation": "topup", "merchant_order_id": "T1001",
        "amount": { "value": "10000", "currency": "VND" }, "msisdn": "0866 123 456",
        "details": { "face_value": "10000", "service_type": "prepaid" },
    })
}
