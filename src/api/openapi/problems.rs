//! The codes of problems: what each means, and how a refusal looks.

use serde_json::{Map, Value, json};

use super::words;

/// Every code: the statuses that it comes with, and what it means. A test compares it with the code.
pub const PROBLEMS: &[(&str, &[u16], &str)] = &[
    ("amount_differs_from_product", &[422], "the amount is not what the product costs"),
    ("amount_invalid", &[422], "no decimal string, zero, or more than an order may carry"),
    ("amount_not_representable", &[422], "more digits after the point than the currency has"),
    ("amount_unsupported", &[422], "the provider sells no such amount"),
    ("body_too_large", &[413], "more than 64 KiB"),
    ("body_unreadable", &[400], "the body broke off, or its chunks are malformed"),
    ("busy", &[503], "the order was not made: call again with the same id"),
    ("cards_not_allowed", &[422], "the configuration takes no card data"),
    ("client_token_expired", &[401], "ask your server for another"),
    ("client_token_revoked", &[401], "ask your server for another"),
    ("configuration_invalid", &[503], "a secret is missing or wrong: `detail` names it"),
    ("content_type_unsupported", &[415], "send application/json"),
    ("currency_unsupported", &[422], "not the provider's currency"),
    ("endpoint_unknown", &[422], "EVENT_ENDPOINTS has none with this id"),
    ("event_not_found", &[404], "no event has this id, or nobody is to get it"),
    ("field_invalid", &[422], "`field` holds something else than is expected there"),
    ("field_missing", &[422], "`field` is required"),
    ("field_unknown", &[422], "`field` is not known here"),
    ("internal", &[500], "the gateway failed in the middle of the call: read the order before anything else"),
    ("json_invalid", &[400], "the body is no JSON, or empty"),
    ("key_invalid", &[401], "the key or token is not known here"),
    ("key_missing", &[401], "no key, or not as `Authorization: Bearer`"),
    ("ledger_shards_changed", &[503], "the ledger was made with another number of shards"),
    ("ledger_unavailable", &[503], "the call could not be finished: read the order, then call again with the same id"),
    ("merchant_order_id_invalid", &[422], "characters or a length that the provider does not take"),
    ("merchant_refund_id_invalid", &[422], "characters or a length that the provider does not take"),
    ("method_not_allowed", &[405], "`Allow` names those that the path takes"),
    ("msisdn_invalid", &[422], "no number of the provider's country, or one that it does not serve"),
    ("not_acceptable", &[406], "answers are application/json"),
    ("not_allowed", &[403], "this key may do something else"),
    ("not_found", &[404], "there is nothing at this path"),
    ("notification_refused", &[400], "not signed by the provider"),
    (
        "number_unsettled",
        &[409],
        "it is not known whether an earlier order of this number charged: name it in `despite` to go on",
    ),
    ("operation_unsupported", &[422], "the provider has no such thing"),
    ("order_account_changed", &[409], "the provider account was changed since the order was made"),
    ("order_changed", &[409], "the order is another one than the version that you name: `order` is how it stands"),
    ("order_cannot_be_asked", &[422], "the provider gave no id by which it could be asked about the order"),
    ("order_contradicted", &[409], "the provider has said both that the order was paid and that it was not"),
    ("order_final", &[409], "the order has ended"),
    ("order_forgotten", &[422], "the order's personal data is no longer kept"),
    (
        "order_id_taken",
        &[409],
        "another order has this id, and asks for something else or is spelled in other letters: read it first",
    ),
    ("order_in_progress", &[409], "a call to the provider is under way"),
    ("order_not_confirmable", &[409], "the order does not wait for this"),
    ("order_not_found", &[404], "no order has this id, or no refund of it"),
    ("order_not_in_review", &[409], "only what is under review or unknown can be resolved"),
    ("order_not_paid", &[409], "only an order that was paid can be refunded"),
    ("order_outcome_unknown", &[409], "it is not known whether money moved"),
    ("order_success_reported", &[409], "the provider reported a success: to have it fail takes `against_evidence`"),
    ("otp_guesses_limited", &[429], "too many passwords were tried on this number"),
    ("otp_invalid", &[422], "no one-time password"),
    ("otp_order_open", &[409], "another order of this number waits for its password, or a call about it is under way"),
    ("otp_texts_limited", &[429], "this number was sent too many passwords"),
    ("page_texts_limited", &[429], "the page's key, or its caller's network, has had its texts for the hour"),
    ("period_claimed", &[409], "another order charges this period of the subscription"),
    ("product_unknown", &[422], "not sold to this number"),
    ("provider_suspended", &[503], "takes no new orders now; nothing was stored, the id is good later"),
    ("provider_credentials_refused", &[503], "the provider refused the configured account; nothing was ordered"),
    ("provider_not_configured", &[422], "this deployment has no account there"),
    ("provider_unavailable", &[503], "the provider gave no usable answer; nothing was ordered"),
    ("provider_unknown", &[404, 422], "no such provider: `detail` names those there are"),
    ("rate_limited", &[429], "too many calls with this key, or from this address"),
    ("recheck_too_soon", &[429], "the provider was asked less than a second ago"),
    ("refund_exceeds_paid", &[422], "more than is left to give back"),
    ("refund_id_taken", &[409], "another refund has this id, and asks for something else"),
    ("return_url_not_allowed", &[422], "its origin or scheme is not listed in RETURN_URLS"),
    ("session_missing", &[422], "the provider gave no session"),
    ("signing_failed", &[422], "the configured private key cannot sign"),
    ("sku_unknown", &[422], "the catalogue has no such item"),
    ("subscription_not_active", &[409], "this number has no active subscription of this kind"),
    ("version_required", &[428], "say which version of the order you looked at, as `version` or `If-Match`"),
];

/// Refusals with one status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems {
    /// The status.
    pub status: u16,
    /// Their codes.
    pub codes: Vec<&'static str>,
}

/// Refusals that many operations have, by name. What is here is named once in the document.
pub(super) fn shared() -> [(&'static str, Problems); 10] {
    let of = |status, codes: &[&'static str]| Problems { status, codes: codes.to_vec() };
    [
        ("UnreadableBody", of(400, &["body_unreadable", "json_invalid"])),
        ("Unauthorized", of(401, &UNAUTHORIZED)),
        ("Forbidden", of(403, &["not_allowed"])),
        ("OrderNotFound", of(404, &["order_not_found"])),
        ("NotAcceptable", of(406, &["not_acceptable"])),
        ("BodyTooLarge", of(413, &["body_too_large"])),
        ("UnsupportedMediaType", of(415, &["content_type_unsupported"])),
        ("RateLimited", of(429, &["rate_limited"])),
        ("InternalError", of(500, &["internal"])),
        ("Unavailable", of(503, &UNAVAILABLE)),
    ]
}

/// What asking a provider may be refused with.
pub(super) const ASKING: [&str; 2] = ["provider_credentials_refused", "provider_unavailable"];

/// What is wrong with a key or a token.
pub(super) const UNAUTHORIZED: [&str; 4] =
    ["client_token_expired", "client_token_revoked", "key_invalid", "key_missing"];
/// What any call may meet.
pub(super) const UNAVAILABLE: [&str; 3] = ["configuration_invalid", "ledger_shards_changed", "ledger_unavailable"];

/// The schema of a code: one of all.
pub(super) fn codes() -> Value {
    words::described("What is wrong, for programs.", PROBLEMS.iter().map(|(code, _, meaning)| (*code, *meaning)))
}

/// A refusal as a response. `problem` is the schema of all problems.
pub(super) fn response(problems: &Problems, problem: Value) -> Value {
    let Problems { status, codes } = problems;
    let one = |kind: &str, values: Value| json!({ "type": kind, "enum": values });
    let narrowed =
        json!({ "properties": { "status": one("integer", json!([status])), "code": one("string", json!(codes)) } });
    let names: &[(&str, &str)] = match status {
        401 => &[("WWW-Authenticate", "WWW-Authenticate")],
        429 => &[("Retry-After", "Retry-After"), ("RateLimit", "RateLimit"), ("RateLimit-Policy", "RateLimit-Policy")],
        503 => &[("Retry-After", "Retry-After-Some")],
        _ => &[],
    };
    let header = |name: &str| json!({ "$ref": format!("#/components/headers/{name}") });
    let headers: Map<String, Value> = names.iter().map(|(name, of)| ((*name).to_owned(), header(of))).collect();
    json!({
        "description": codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", "),
        "headers": headers,
        "content": { "application/problem+json": { "schema": { "allOf": [problem, narrowed] } } },
    })
}

/// Headers that refusals have.
pub(super) fn headers() -> Value {
    let seconds = json!({ "type": "integer", "minimum": 1 });
    json!({
        "Retry-After": {
            "description": "Seconds after which the same call may be made again", "required": true, "schema": seconds,
        },
        "Retry-After-Some": {
            "description": "Seconds after which the same call may be made again, where that is known",
            "schema": seconds,
        },
        "RateLimit": {
            "description": "What is left of each limit, and until when: `\"texts\";r=0;t=60`", "required": true,
            "schema": { "type": "string" },
        },
        "RateLimit-Policy": {
            "description": "Each limit: `\"texts\";q=5;w=3600`", "required": true, "schema": { "type": "string" },
        },
        "X-Request-Id": {
            "description": "Names this call in the gateway's log and in the order's history: the caller's own, or a new one",
            "required": true, "schema": { "type": "string", "pattern": "^[!-~]{1,64}$" },
        },
        "WWW-Authenticate": {
            "description": "The scheme of keys", "required": true, "schema": { "const": "Bearer" },
        },
    })
}
