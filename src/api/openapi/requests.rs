//! Bodies that depend on the provider: the type that is read, narrowed to each provider's own forms.

use serde_json::{Value, json};

use super::super::{AskNumber, CreateOrder, CreateRefund, ImportSubscription, SearchSubscriptions};
use super::browser;
use super::components::{Components, described};
use super::fields::{amount, page_address, text};
use super::forms::any_of;
use crate::providers::REGISTRY;
use crate::providers::openapi::{Described, OrderForm, Presence, RefundForm, or_null, requiring, with, without};

/// A body's schema, and examples of it by name.
pub(super) type BodySchema = (Value, Vec<(&'static str, Value)>);

/// POST `/v1/orders`: the forms of all providers. They exclude each other.
pub(super) fn order(components: &mut Components) -> BodySchema {
    let whole = components.asked_whole::<CreateOrder>();
    let (mut forms, mut examples) = (Vec::new(), Vec::new());
    for (id, described) in providers() {
        for form in &described.orders {
            forms.push(components.name(&name(&described, form), order_form(&whole, id, &described, form)));
            examples.extend(form.examples.iter().cloned());
        }
    }
    forms.push(browser::order(components));
    (components.name("CreateOrder", json!({ "anyOf": forms })), examples)
}

/// A name for a form: of several with one operation, the one with a return address.
fn name(described: &Described, form: &OrderForm) -> String {
    let operation = json!(form.operation);
    let operation = operation.as_str().map(capital).unwrap_or_default();
    let back = if form.return_url == Presence::Required { "WithReturn" } else { "" };
    format!("{}{operation}{back}", described.name)
}

pub(super) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().map(|first| first.to_ascii_uppercase()).chain(letters).collect()
}

fn order_form(whole: &Value, id: &str, described: &Described, form: &OrderForm) -> Value {
    let schema = with(whole.clone(), "provider", json!({ "const": id }));
    let schema = with(schema, "operation", json!({ "const": form.operation }));
    let schema = with(schema, "merchant_order_id", json!({ "type": "string", "pattern": form.id }));
    let schema = with(schema, "amount", amount(form.currency, form.amount));
    let schema = match described.country {
        Some(country) => requiring(with(schema, "msisdn", text(&country.pattern())), &["msisdn"]),
        None => without(schema, &["msisdn"]),
    };
    let schema = match form.return_url {
        Presence::Optional => with(schema, "return_url", or_null(page_address())),
        Presence::Required => requiring(with(schema, "return_url", page_address()), &["return_url"]),
        Presence::Absent => without(schema, &["return_url"]),
    };
    let needs_details = form.details.get("anyOf").is_some() || form.details.get("required") != Some(&json!([]));
    let schema = with(schema, "details", form.details.clone());
    if needs_details { requiring(schema, &["details"]) } else { schema }
}

/// POST `/v1/orders/{id}/refunds`: the order says which provider.
pub(super) fn refund(components: &mut Components) -> BodySchema {
    let whole = components.asked_whole::<CreateRefund>();
    let forms: Vec<(&str, RefundForm)> = described().filter_map(|one| Some((one.name, one.refund?))).collect();
    let examples = forms.iter().map(|(_, form)| ("refund", form.example.clone())).collect();
    let mut schemas = Vec::new();
    for (name, form) in forms {
        let schema = with(whole.clone(), "merchant_refund_id", text(form.id));
        let schema = with(schema, "amount", amount(form.currency, form.amount));
        let schema = with(with(schema, "reason", form.reason), "details", form.details);
        schemas.push(components.name(&format!("{name}Refund"), schema));
    }
    (any_of(schemas.into_iter()), examples)
}

/// POST `/v1/subscriptions`.
pub(super) fn subscription(components: &mut Components) -> BodySchema {
    let whole = components.asked_whole::<ImportSubscription>();
    let (mut schemas, mut examples) = (Vec::new(), Vec::new());
    for (id, described) in providers() {
        let (Some(form), Some(country)) = (described.subscription, described.country) else { continue };
        let schema = with(whole.clone(), "provider", json!({ "const": id }));
        let schema = with(with(schema, "msisdn", text(&country.pattern())), "details", form.details);
        schemas.push(components.name(&format!("{}Subscription", described.name), requiring(schema, &["details"])));
        examples.push(("subscription", form.example));
    }
    (any_of(schemas.into_iter()), examples)
}

/// POST `/v1/subscriptions/search`; the examples are those of subscriptions.
pub(super) fn search(components: &mut Components) -> BodySchema {
    let whole = components.asked_whole::<SearchSubscriptions>();
    let (mut schemas, mut examples) = (Vec::new(), Vec::new());
    for (id, described) in providers() {
        let Some(country) = described.country else { continue };
        let schema = with(whole.clone(), "provider", json!({ "const": id }));
        schemas.push(with(schema, "msisdn", text(&country.pattern())));
        if let Some(example) = described.subscription.and_then(|form| form.example.get("msisdn").cloned()) {
            examples.push(("search", json!({ "provider": id, "msisdn": example })));
        }
    }
    (any_of(schemas.into_iter()), examples)
}

/// POST `/v1/providers/{id}/numbers`: the path says which provider.
pub(super) fn number(components: &mut Components) -> Value {
    let whole = components.asked_whole::<AskNumber>();
    let mut countries: Vec<String> = described().filter_map(|described| Some(described.country?.pattern())).collect();
    countries.dedup();
    let numbers = any_of(countries.iter().map(|pattern| text(pattern)));
    let null = [json!({ "type": "null" })].into_iter();
    let details = any_of(described().filter_map(|described| described.inquiries.number).chain(null));
    with(with(whole, "msisdn", numbers), "details", details)
}

fn providers() -> impl Iterator<Item = (&'static str, Described)> {
    REGISTRY.iter().map(|provider| (provider.id(), provider.described()))
}
