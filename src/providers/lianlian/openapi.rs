//! LianLian in the API's document: a form of `details` for each service and method.

use serde_json::{Value, json};

use super::super::openapi::{
    CallForm, Described, OrderForm, Presence, RefundForm, named, or_null, requiring, with, without,
};
use super::details::{ADDRESS, CARD, CLIENT, CUSTOMER, METHOD, PAYMENT, PRODUCT, REFUND};
use super::prepare::wants;
use super::services::{EXTRAS, Extra, Service};
use crate::domain::schema::FieldType;
use crate::domain::{Currency, Operation};

/// 0.01 to 999999.99: see `prepare`.
const AMOUNT: &str = r"^(?=[0-9]{1,14}(\.|$))0*([1-9][0-9]{0,5}(\.[0-9]{1,2})?|0\.(0[1-9]|[1-9][0-9]?))$";
const ID: &str = "^[A-Za-z0-9_-]{1,64}$";

pub(super) fn described() -> Described {
    Described {
        name: "LianLian",
        orders: vec![form(Presence::Optional), form(Presence::Required)],
        kept: PAYMENT.stored_schema(),
        refund: Some(RefundForm {
            id: ID,
            currency: Currency::Thb,
            amount: Some(AMOUNT),
            reason: FieldType::Text(256).input_schema(),
            details: account(),
            kept: requiring(with(REFUND.stored_schema(), "reason", FieldType::Text(256).input_schema()), &["reason"]),
            example: json!({
                "merchant_refund_id": "R1001", "amount": { "value": "100.00", "currency": "THB" },
                "reason": "one hat came back",
            }),
        }),
        notification: Some(notification()),
        back: Some(back()),
        named: vec![
            ("LianLianAddress".to_owned(), ADDRESS.input_schema()),
            (
                "LianLianCard".to_owned(),
                with(CARD.input_schema(), "billing_address", or_null(named("LianLianAddress"))),
            ),
            ("LianLianClient".to_owned(), CLIENT.input_schema()),
            (
                "LianLianCustomer".to_owned(),
                with(CUSTOMER.input_schema(), "address", or_null(named("LianLianAddress"))),
            ),
            ("LianLianProduct".to_owned(), PRODUCT.input_schema()),
        ],
        ..Described::default()
    }
}

/// Payments, by whether the service must lead the payer back.
fn form(return_url: Presence) -> OrderForm {
    let services = Service::ALL.into_iter().zip(Service::NAMES);
    let services = services.filter(|(service, _)| service.wants_return_url() == (return_url == Presence::Required));
    let details: Vec<Value> = services.flat_map(|(service, name)| details(service, name)).collect();
    OrderForm {
        operation: Operation::Payment,
        id: ID,
        currency: Currency::Thb,
        amount: Some(AMOUNT),
        return_url,
        details: json!({ "anyOf": details }),
        examples: if return_url == Presence::Optional { vec![("promptpay", example())] } else { Vec::new() },
    }
}

/// A service's forms: its documented methods by what they take, and every other method.
fn details(service: Service, name: &str) -> Vec<Value> {
    let mut groups: Vec<(Vec<&Extra>, Vec<&str>)> = Vec::new();
    for method in service.methods() {
        let extras: Vec<&Extra> = extras(service).filter(|extra| wants(extra, method)).collect();
        let customer = |method: &str| service.wants_customer(Some(method));
        let same = |(known, methods): &&mut (Vec<&Extra>, Vec<&str>)| {
            fields(known) == fields(&extras) && methods.iter().all(|other| customer(other) == customer(method))
        };
        match groups.iter_mut().find(same) {
            Some((_, methods)) => methods.push(method),
            None => groups.push((extras, vec![method])),
        }
    }
    // Short, and each its own: generators of clients name a class, and a file, after it.
    let alone = groups.len() == 1;
    let listed = groups.iter().map(|(extras, methods)| {
        let first = methods.first().filter(|_| !alone);
        let title = first.map_or_else(|| name.to_owned(), |method| format!("{name}, {method}"));
        let required = extras.iter().filter(|extra| extra.required).map(|extra| extra.field);
        let customer = methods.iter().all(|method| service.wants_customer(Some(method))).then_some("customer");
        let required: Vec<&str> = required.chain(["method"]).chain(customer).collect();
        detail(service, &title, json!({ "type": "string", "enum": methods }), &fields(extras), &required)
    });
    listed.chain([other(service, name)]).collect()
}

/// A method that no document lists takes what its service's others take; the hosted page takes any, or none.
fn other(service: Service, name: &str) -> Value {
    let all: Vec<&Extra> = extras(service).collect();
    let always = all.iter().filter(|extra| extra.required && extra.methods.is_empty());
    let customer = service.wants_customer(None).then_some("customer");
    let mut required: Vec<&str> = always.map(|extra| extra.field).chain(customer).collect();
    let mut method = PAYMENT.field("method");
    let mut title = name.to_owned();
    if service != Service::Checkout {
        title.push_str(", unlisted method");
        required.push("method");
        method = json!({ "allOf": [METHOD.input_schema(), { "not": { "enum": service.methods() } }] });
    }
    detail(service, &title, method, &fields(&all), &required)
}

/// One form of `details`.
fn detail(service: Service, title: &str, method: Value, extras: &[&str], required: &[&str]) -> Value {
    let name = Service::ALL.into_iter().zip(Service::NAMES).find(|(known, _)| *known == service).map(|(_, name)| name);
    let left_out: Vec<&str> = EXTRAS.iter().map(|extra| extra.field).filter(|field| !extras.contains(field)).collect();
    let schema = with(without(PAYMENT.input_schema(), &left_out), "service", json!({ "const": name }));
    let parts = [
        ("customer", or_null(named("LianLianCustomer"))),
        ("products", or_null(json!({ "type": "array", "minItems": 1, "items": named("LianLianProduct") }))),
    ];
    let taken = [("client", named("LianLianClient")), ("card", named("LianLianCard"))];
    let taken = taken.into_iter().filter(|(field, _)| extras.contains(field));
    let taken = taken.map(|(field, part)| (field, or_null(part)));
    let schema = parts.into_iter().chain(taken).fold(schema, |schema, (field, part)| with(schema, field, part));
    titled(requiring(with(schema, "method", method), required), title)
}

fn titled(mut schema: Value, title: &str) -> Value {
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("title".to_owned(), title.into());
    }
    schema
}

fn extras(service: Service) -> impl Iterator<Item = &'static Extra> {
    EXTRAS.iter().filter(move |extra| extra.service == service)
}

fn fields(extras: &[&Extra]) -> Vec<&'static str> {
    extras.iter().map(|extra| extra.field).collect()
}

/// Where to, for channels that cannot give back what they took: whole, or not at all.
fn account() -> Value {
    let whole = requiring(REFUND.input_schema(), &["bank_code", "account_no", "account_name"]);
    let names = ["bank_code", "account_no", "account_name"];
    let none = names.iter().fold(REFUND.input_schema(), |none, name| with(none, name, json!({ "type": "null" })));
    json!({ "anyOf": [titled(whole, "to an account"), titled(none, "where it came from")] })
}

fn example() -> Value {
    json!({
        "provider": "lianlian", "operation": "payment", "merchant_order_id": "L1001",
        "amount": { "value": "344.00", "currency": "THB" },
        "details": {
            "service": "thaiqr", "method": "THAI_QR", "order_desc": "one hat",
            "customer": { "merchant_user_id": "USER_0001", "full_name": "Bruce Lee" },
        },
    })
}

/// Everything that LianLian says is signed and kept, whether it is known here or not.
fn notification() -> CallForm {
    CallForm {
        description: "LianLian tells how a payment or a refund stands, signed in the header `sign`. Stored before it is \
                      acknowledged; sent again it changes nothing.",
        request: json!({ "type": "object", "additionalProperties": true }),
        example: json!({ "merchant_order_id": "L1001", "order_status": "PS", "order_amount": "344.00" }),
        reply: json!({
            "type": "object", "required": ["code", "message"],
            "properties": { "code": { "const": 200_000 }, "message": { "const": "Success" } },
            "additionalProperties": false,
        }),
    }
}

fn back() -> CallForm {
    CallForm {
        description: "LianLian sends the payer's browser here, with a signed form, and it is sent on to the order's \
                      `return_url`. Nothing is settled by it: it has LianLian asked soon.",
        request: json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        example: json!({ "merchant_order_id": "L1001" }),
        reply: Value::Null,
    }
}
