//! Schemas by name, and the refusals that many operations share.

use std::collections::BTreeMap;

use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::forms::{any_of, reference};
use super::problems::{self, Problems};
use super::words::listed;
use crate::domain::Reason;
use crate::domain::outcome::{ProviderStatus, UnknownReason};
use crate::providers::REGISTRY;
use crate::providers::openapi::{Described, or_null};

/// What the document names once.
pub(super) struct Components {
    asked: SchemaGenerator,
    shown: SchemaGenerator,
    named: BTreeMap<String, Value>,
    responses: Map<String, Value>,
}

impl Components {
    /// With everything that does not come out of an operation.
    pub(super) fn new() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        });
        let settings = settings
            .with_transform(RecursiveTransform(without_other_fields))
            .with_transform(RecursiveTransform(plain_integers))
            .with_transform(RecursiveTransform(listed));
        let shown = settings.clone().for_serialize().with_transform(RecursiveTransform(never_null));
        let mut this = Self {
            asked: settings.for_deserialize().into_generator(),
            shown: shown.into_generator(),
            named: BTreeMap::new(),
            responses: Map::new(),
        };
        this.name("ProblemCode", problems::codes());
        let note = this.note();
        this.name("HistoryNote", note);
        for described in described() {
            this.named.extend(described.named);
        }
        this.details();
        this
    }

    /// What a type reads.
    pub(super) fn asked<T: JsonSchema>(&mut self) -> Value {
        self.asked.subschema_for::<T>().to_value()
    }

    /// The same, not by its name: to be narrowed.
    pub(super) fn asked_whole<T: JsonSchema>(&mut self) -> Value {
        T::json_schema(&mut self.asked).to_value()
    }

    /// What a type writes.
    pub(super) fn shown<T: JsonSchema>(&mut self) -> Value {
        self.shown.subschema_for::<T>().to_value()
    }

    /// The same, not by its name: to be widened.
    pub(super) fn shown_whole<T: JsonSchema>(&mut self) -> Value {
        let mut schema = T::json_schema(&mut self.shown);
        for transform in [without_other_fields, plain_integers, listed, never_null] {
            RecursiveTransform(transform).transform(&mut schema);
        }
        schema.to_value()
    }

    /// Names a schema.
    pub(super) fn name(&mut self, name: &str, schema: Value) -> Value {
        self.named.insert(name.to_owned(), schema);
        reference(name)
    }

    /// A refusal with one of these codes. Those of [`problems::shared`] are named once.
    pub(super) fn refusal(&mut self, problem: &Problems) -> Value {
        let schema = self.shown::<super::super::Problem>();
        let response = problems::response(problem, schema);
        let shared = problems::shared().into_iter().find(|(_, shared)| shared == problem);
        let Some((name, _)) = shared else { return response };
        self.responses.insert(name.to_owned(), response);
        json!({ "$ref": format!("#/components/responses/{name}") })
    }

    /// The finished `components`.
    pub(super) fn value(mut self) -> Value {
        let (asked, shown) = (self.asked.take_definitions(true), self.shown.take_definitions(true));
        let schemas: Map<String, Value> = asked.into_iter().chain(shown).chain(self.named).collect();
        json!({
            "schemas": schemas,
            "responses": self.responses,
            "headers": problems::headers(),
            "securitySchemes": {
                "secretKey": bearer("A secret key, sk_…: for servers"),
                "publishableKey": bearer("A publishable key, pk_…: public, for browsers"),
                "clientToken": bearer("A client token, ct_…: for the page of one order's payer"),
            },
        })
    }

    /// The providers' own fields, as kept and shown.
    fn details(&mut self) {
        let null = || [json!({ "type": "null" })].into_iter();
        let kept = |find: fn(Described) -> Option<Value>| described().filter_map(find);
        let mut orders = Vec::new();
        for described in described() {
            orders.push(self.name(&format!("{}Details", described.name), described.kept));
        }
        self.name("OrderDetails", any_of(orders.into_iter().chain(null())));
        self.name("RefundDetails", any_of(kept(|described| Some(described.refund?.kept)).chain(null())));
        self.name("SubscriptionDetails", any_of(kept(|described| Some(described.subscription?.kept))));
        self.name("ProductDetails", any_of(kept(|described| described.inquiries.products)));
    }

    /// What a line of an order's history says: nothing, an answer, a notification, or a person's words.
    fn note(&mut self) -> Value {
        let why =
            any_of([self.shown::<Reason>(), self.shown::<UnknownReason>(), json!({ "type": "null" })].into_iter());
        let text = json!({ "type": "string" });
        let report = object(&[
            ("attempt", json!({ "type": ["integer", "null"] })),
            ("outcome", json!({ "type": "string", "enum": ["succeeded", "failed", "pending", "unknown"] })),
            ("why", why),
            ("provider_status", or_null(self.shown::<ProviderStatus>())),
        ]);
        let report = self.name("HistoryReport", report);
        let notification = object(&[("notification", text.clone()), ("report", report.clone())]);
        let hint =
            object(&[("hint", json!({ "type": ["string", "null"] })), ("says_paid", json!({ "type": "boolean" }))]);
        let person = object(&[
            ("by", text.clone()),
            ("evidence", text),
            ("against_evidence", json!({ "type": "boolean" })),
            ("provider_order_id", json!({ "type": ["string", "null"] })),
        ]);
        let ids = json!({ "type": "array", "items": { "type": "string" }, "minItems": 2 });
        let despite = object(&[("despite", any_of([json!({ "type": "string" }), ids].into_iter()))]);
        any_of([json!({ "type": "null" }), report, notification, hint, person, despite].into_iter())
    }
}

fn bearer(description: &str) -> Value {
    json!({ "type": "http", "scheme": "bearer", "description": description })
}

/// Every provider, described.
pub(super) fn described() -> impl Iterator<Item = Described> {
    REGISTRY.iter().map(|provider| provider.described())
}

/// An object that has all of these fields and no other.
pub(super) fn object(fields: &[(&str, Value)]) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    let required: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// A page of a list.
pub(super) fn page_of(name: &str, items: Value) -> Value {
    page_and(name, items, &[])
}

/// A page of a list, and what else is said with it.
pub(super) fn page_and(name: &str, items: Value, also: &[(&str, Value)]) -> Value {
    let entries = json!({ "type": "array", "items": items });
    let next = json!({
        "anyOf": [{ "type": "string" }, { "type": "null" }],
        "description": "Give it as `cursor` for the next page; null on the last one",
    });
    object(&[&[(name, entries), ("next_cursor", next)], also].concat())
}

/// What may be left out of an answer is left out, never null.
fn never_null(schema: &mut Schema) {
    let required = schema.get("required").cloned().unwrap_or_default();
    let is_required = |name: &str| required.as_array().is_some_and(|names| names.iter().any(|known| known == name));
    for (name, field) in properties(schema).into_iter().flatten() {
        if !is_required(name) {
            without_null(field);
        }
    }
}

fn without_null(field: &mut Value) {
    let null = json!("null");
    if let Some(types) = field.get_mut("type").and_then(Value::as_array_mut) {
        types.retain(|one| *one != null);
        if let [only] = types.as_slice() {
            let only = only.clone();
            field.as_object_mut().and_then(|field| field.insert("type".to_owned(), only));
        }
    }
    if let Some([schema, nothing]) = field.get("anyOf").and_then(Value::as_array).map(Vec::as_slice)
        && nothing.get("type") == Some(&null)
    {
        *field = schema.clone();
    }
}

/// Whole numbers say their range; the name of a Rust type says nothing more.
fn plain_integers(schema: &mut Schema) {
    if schema.get("type").is_some_and(|kind| kind.to_string().contains("integer")) {
        schema.remove("format");
    }
}

/// No object has fields that are not in the document, unless it says so.
fn without_other_fields(schema: &mut Schema) {
    let is_object = schema.get("properties").is_some() && schema.get("type").is_some_and(|kind| *kind == "object");
    if is_object && schema.get("additionalProperties").is_none() {
        schema.insert("additionalProperties".to_owned(), false.into());
    }
}

fn properties(schema: &mut Schema) -> Option<&mut Map<String, Value>> {
    schema.get_mut("properties")?.as_object_mut()
}
