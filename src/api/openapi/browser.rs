//! What browsers may do: an order for an item of the catalogue with a publishable key, and one order with a client
//! token.

use serde_json::{Value, json};

use super::super::OrderView;
use super::components::{Components, object};
use super::fields::{any_amount, page_address};
use super::forms::{any_of, reference};
use super::operation::{ApiOperation, of_order};
use crate::providers::openapi::{or_null, with};

const CATALOGUE: &str = "Catalogue";

/// Operations of the catalogue, and of client tokens.
pub(super) fn operations(components: &mut Components) -> Vec<ApiOperation> {
    let token = components.name("ClientToken", token());
    let public = components.name("PublicCatalogue", object(&[("items", list(public_item()))]));
    let catalogue = components.name("Catalogue", object(&[("items", list(item()))]));
    let wanted = json!({
        "type": "object", "additionalProperties": false,
        "properties": {
            "expires_in": lives(),
            "revoke": { "type": "boolean", "enum": [true], "description": "Ends every earlier token of the order" },
        },
    });
    vec![
        of_order("post", "/client-tokens", "createClientToken", "Orders", "A token for the payer's page")
            .about(
                "With it a page may read this one order, as a payer may see it, wait for it, confirm its password, and \
                    cancel it while it waits for that.",
            )
            .optional_body(wanted, &[("an-hour", json!({ "expires_in": 3600 })), ("revoke", json!({ "revoke": true }))])
            .replies(201, "The token; it is shown this once", token),
        ApiOperation::keyed("get", "/v1/catalogue", "readCatalogue", CATALOGUE, "What publishable keys may order")
            .also_for(&["publishableKey"])
            .replies(
                200,
                "Everything with a secret key, what payers may know with a publishable one",
                any_of([catalogue.clone(), public].into_iter()),
            ),
        ApiOperation::keyed("put", "/v1/catalogue", "replaceCatalogue", CATALOGUE, "Replace it whole")
            .about(
                "Each item is checked as far as it can be before there is an order. Top-ups and renewals are not sold \
                    to browsers, and no card stands in an item.",
            )
            .body(catalogue.clone(), &[])
            .replies(200, "As it is now", catalogue)
            .refused(422, &["amount_invalid", "amount_not_representable", "currency_unsupported"])
            .refused(
                422,
                &["cards_not_allowed", "operation_unsupported", "provider_not_configured", "provider_unknown"],
            ),
    ]
}

/// What a secret key's order may ask for beside: a token for the payer's page. No part of the order's meaning.
pub(super) fn token_wanted() -> Value {
    json!({
        "type": "object", "properties": { "expires_in": lives() }, "additionalProperties": false,
        "description": "Asks for a token of the payer's page",
    })
}

/// An order as a publishable key makes it: at the catalogue's price, under an id that the gateway chooses.
pub(super) fn order(components: &mut Components) -> Value {
    let schema = json!({
        "type": "object", "additionalProperties": false, "required": ["sku", "client_key"],
        "properties": {
            "sku": sku(),
            "client_key": {
                "type": "string", "pattern": "^[A-Za-z0-9_-]{22,64}$",
                "description": "128 random bits or more, kept by the page: a retry with it finds its order",
            },
            "method": { "type": ["string", "null"], "description": "One of the item's, where it has any" },
            "msisdn": { "type": ["string", "null"] },
            "return_url": or_null(page_address()),
            "details": { "type": "object", "additionalProperties": true, "description": "What `payer_details` names" },
        },
    });
    components.name("BrowserOrder", schema)
}

/// An answer about an order: with a secret key the order, with another what a payer may see.
pub(super) fn seen(components: &mut Components, order: Value) -> Value {
    let payer = components.name("PayerOrder", payer_order());
    any_of([order, payer].into_iter())
}

/// The same of a new order, with the token of the payer's page where there is one.
pub(super) fn created(components: &mut Components) -> Value {
    let order = with(components.shown_whole::<OrderView<'static>>(), "client_token", reference("ClientToken"));
    let order = components.name("CreatedOrder", order);
    seen(components, order)
}

fn payer_order() -> Value {
    let moment = json!({ "type": "string", "format": "date-time" });
    let failure = object(&[("reason", reference("FailureReason"))]);
    let mut order = object(&[
        ("merchant_order_id", json!({ "type": "string" })),
        ("provider", json!({ "type": "string" })),
        ("operation", reference("Operation")),
        ("sandbox", json!({ "type": "boolean" })),
        ("state", reference("State")),
        ("amount", reference("Amount")),
        ("next_action", or_null(reference("NextAction"))),
        ("failure", or_null(failure)),
        ("may_retry", json!({ "type": "boolean" })),
        ("must_recheck", json!({ "type": "boolean" })),
        ("msisdn", json!({ "type": ["string", "null"], "pattern": r"^\+[0-9*]+$", "description": "Masked" })),
        ("version", json!({ "type": "integer", "minimum": 0 })),
        ("created_at", moment.clone()),
        ("updated_at", moment),
    ]);
    if let Some(fields) = order.get_mut("properties").and_then(Value::as_object_mut) {
        fields.insert("return_url".to_owned(), json!({ "type": "string" }));
        fields.insert("client_token".to_owned(), reference("ClientToken"));
    }
    order
}

fn token() -> Value {
    object(&[
        ("token", json!({ "type": "string", "pattern": r"^ct_[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$", "maxLength": 200 })),
        ("expires_at", json!({ "type": "string", "format": "date-time" })),
    ])
}

fn lives() -> Value {
    json!({ "type": "integer", "minimum": 60, "maximum": 604_800, "default": 3600, "description": "Seconds" })
}

fn list(item: Value) -> Value {
    json!({ "type": "array", "maxItems": 500, "items": item })
}

fn sku() -> Value {
    json!({ "type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$" })
}

fn item() -> Value {
    json!({
        "type": "object", "additionalProperties": false,
        "required": ["sku", "provider", "operation", "amount"],
        "properties": {
            "sku": sku(),
            "provider": { "type": "string" },
            "operation": { "type": "string", "enum": ["charge", "payment"] },
            "amount": any_amount(),
            "details": { "type": "object", "additionalProperties": true },
            "methods": {
                "type": "object", "description": "By name, each a part of `details`",
                "additionalProperties": { "type": "object", "additionalProperties": true },
            },
            "payer_details": { "type": "array", "items": { "type": "string" } },
        },
    })
}

fn public_item() -> Value {
    json!({
        "type": "object", "additionalProperties": false,
        "required": ["sku", "provider", "operation", "amount", "methods", "payer_details"],
        "properties": {
            "sku": sku(),
            "provider": { "type": "string" },
            "operation": { "type": "string", "enum": ["charge", "payment"] },
            "amount": any_amount(),
            "methods": { "type": "array", "items": { "type": "string" } },
            "payer_details": { "type": "array", "items": { "type": "string" } },
        },
    })
}
