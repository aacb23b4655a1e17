//! The requests.

use serde_json::{Value, json};

use super::super::http::Request;
use super::Config;
use crate::domain::OrderTerms;
use crate::json;

/// Takes the money. Sent once: what becomes of it without an answer, only [`query`] can tell.
// FILL IN: the document's call, its fields in their order, and what is signed: `Request::signed_over`.
pub(super) fn create(config: &Config, terms: &OrderTerms) -> Request {
    let order = terms.merchant_order_id.as_str();
    post(config, "/payments", &json!({ "order": order, "amount": terms.amount.to_string() }))
}

/// Asks how a payment stands. It moves nothing.
// FILL IN: the document's call. Without one, nothing that got no answer could ever be settled but by a person.
pub(super) fn query(config: &Config, terms: &OrderTerms) -> Request {
    post(config, "/payments/query", &json!({ "order": terms.merchant_order_id.as_str() }))
}

fn post(config: &Config, path: &str, body: &Value) -> Request {
    let request = Request::post(config.base_url.join(path), "application/json", json::to_text(body));
    request.header("X-Merchant", config.merchant_id.clone()).header("X-Api-Key", config.api_key.reveal().to_owned())
}
