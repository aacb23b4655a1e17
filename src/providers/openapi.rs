//! What a provider takes and shows, for the API's document: JSON Schema made of the tables that read it.

use serde_json::{Map, Value, json};

use crate::domain::{Country, Currency, Operation};

/// A provider as the document has it. No default: a provider that is not described does not build.
#[derive(Debug, Default)]
pub struct Described {
    /// What its name is in names of schemas: `Ltc`.
    pub name: &'static str,
    /// What can be ordered; the forms exclude each other.
    pub orders: Vec<OrderForm>,
    /// `details` of an order as kept and shown.
    pub kept: Value,
    /// Whose numbers it bills or tops up.
    pub country: Option<Country>,
    /// The one-time password, where payers have one.
    pub otp: Option<Value>,
    /// Refunds, if it has any.
    pub refund: Option<RefundForm>,
    /// Subscriptions, if it has any.
    pub subscription: Option<SubscriptionForm>,
    /// What it can be asked beside orders.
    pub inquiries: InquiryForms,
    /// The call that ends a subscription.
    pub unsubscribe: Option<CallForm>,
    /// Its signed notifications, if it sends any.
    pub notification: Option<CallForm>,
    /// The form with which payers come back.
    pub back: Option<CallForm>,
    /// Schemas that the others refer to, by name.
    pub named: Vec<(String, Value)>,
}

/// One form of orders.
#[derive(Debug)]
pub struct OrderForm {
    /// The operation that the form is of.
    pub operation: Operation,
    /// The merchant's ids that it takes.
    pub id: &'static str,
    /// The one currency that it takes.
    pub currency: Currency,
    /// The amounts that it takes, where they are fewer than the currency's.
    pub amount: Option<&'static str>,
    /// Whether the payer may be sent somewhere at last.
    pub return_url: Presence,
    /// The provider's own fields.
    pub details: Value,
    /// Orders that succeed or wait for their payer, each with its name.
    pub examples: Vec<(&'static str, Value)>,
}

/// Whether an order may have a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It may have it.
    Optional,
    /// It must have it.
    Required,
    /// It must not have it.
    Absent,
}

/// The form of refunds.
#[derive(Debug)]
pub struct RefundForm {
    /// The merchant's ids that it takes.
    pub id: &'static str,
    /// The one currency that is given back.
    pub currency: Currency,
    /// The amounts that it takes, where they are fewer than the currency's.
    pub amount: Option<&'static str>,
    /// What the reason of a refund may be.
    pub reason: Value,
    /// The provider's own fields.
    pub details: Value,
    /// The provider's own fields as they are kept and shown.
    pub kept: Value,
    /// The body of a refund that succeeds.
    pub example: Value,
}

/// The form of subscriptions that are brought along.
#[derive(Debug)]
pub struct SubscriptionForm {
    /// The provider's own fields of one that is brought along.
    pub details: Value,
    /// The provider's own fields as they are shown.
    pub kept: Value,
    /// One that is brought along.
    pub example: Value,
}

/// What can be asked beside orders.
#[derive(Debug, Default)]
pub struct InquiryForms {
    /// Whether it is paid in advance: it has a balance, and is suspended when that is too low.
    pub balance: bool,
    /// The provider's own fields of a product, and of a number; none if it lists nothing.
    pub products: Option<Value>,
    /// The provider's own fields that say what to list for a number.
    pub number: Option<Value>,
}

/// A call that the provider, or the payer's browser, makes.
#[derive(Debug)]
pub struct CallForm {
    /// What it is about.
    pub description: &'static str,
    /// The schema of its body.
    pub request: Value,
    /// A body that it may have.
    pub example: Value,
    /// What it is answered with; null where that is no JSON.
    pub reply: Value,
}

/// An object's schema without some of its fields.
pub fn without(mut schema: Value, names: &[&str]) -> Value {
    if let Some(fields) = properties(&mut schema) {
        fields.retain(|name, _| !names.contains(&name.as_str()));
    }
    require(&mut schema, |required| required.retain(|name| !names.iter().any(|gone| name == gone)));
    schema
}

/// An object's schema in which some fields must be there, and not be null.
pub fn requiring(mut schema: Value, names: &[&str]) -> Value {
    for (name, field) in properties(&mut schema).into_iter().flatten() {
        if let (true, Some(first)) = (names.contains(&name.as_str()), field.pointer("/anyOf/0").cloned())
            && field.pointer("/anyOf/1/type") == Some(&json!("null"))
        {
            *field = first;
        }
    }
    require(&mut schema, |required| {
        required.extend(names.iter().map(|name| Value::from(*name)));
        required.sort_by_key(Value::to_string);
        required.dedup();
    });
    schema
}

/// An object's schema with one field as another schema.
pub fn with(mut schema: Value, name: &str, field: Value) -> Value {
    if let Some(fields) = properties(&mut schema) {
        fields.insert(name.to_owned(), field);
    }
    schema
}

/// A schema by its name.
pub fn named(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The same, or null.
pub fn or_null(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

fn properties(schema: &mut Value) -> Option<&mut Map<String, Value>> {
    schema.get_mut("properties")?.as_object_mut()
}

fn require(schema: &mut Value, change: impl FnOnce(&mut Vec<Value>)) {
    if let Some(schema) = schema.as_object_mut() {
        let required = schema.entry("required").or_insert_with(|| json!([]));
        if let Some(required) = required.as_array_mut() {
            change(required);
        }
    }
}
