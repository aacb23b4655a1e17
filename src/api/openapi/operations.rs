//! The table of operations: all but those about orders, which stand in `orders`. A test compares it with the router.

use serde_json::{Value, json};

use super::super::{
    BalanceView, DEFAULT_LIMIT, EventView, HealthView, Nothing, NotificationView, NumberView, ProductView,
    ProviderView, RedeliverOne, RedeliverSince, RootView, SubscriptionView,
};
use super::components::{Components, object, page_and, page_of};
use super::operation::ApiOperation;
use super::parameters::{self, event, provider};
use super::problems::ASKING;
use super::requests;
use super::{browser, orders};
use crate::providers::REGISTRY;
use crate::providers::openapi::CallForm;

const PROVIDERS: &str = "Providers";
const SUBSCRIPTIONS: &str = "Subscriptions";
const EVENTS: &str = "Events";
const OPERATION: &str = "Operation";
const OUTSIDE: &str = "From outside";

/// Every operation.
pub(super) fn all(components: &mut Components) -> Vec<ApiOperation> {
    let parts = [
        operation(components),
        orders::orders(components),
        orders::refunds(components),
        browser::operations(components),
        subscriptions(components),
        providers(components),
        events(components),
        outside(),
    ];
    parts.into_iter().flatten().collect()
}

fn operation(components: &mut Components) -> Vec<ApiOperation> {
    let health = components.shown::<HealthView<'static>>();
    let counts = json!({
        "type": "object", "additionalProperties": { "type": "integer", "minimum": 0 },
        "description": "How many calls were refused, by provider and reason",
    });
    let notifications = page_and("notifications", components.shown::<NotificationView>(), &[("counts", counts)]);
    let metrics = json!({
        "description": "Samples",
        "content": { "text/plain": { "schema": { "type": "string" } } },
    });
    let schema = json!({
        "type": "object", "required": ["openapi"], "properties": { "openapi": { "const": "3.1.0" } },
        "additionalProperties": true,
    });
    let document = json!({
        "description": "OpenAPI 3.1",
        "headers": { "ETag": { "required": true, "schema": { "type": "string" } } },
        "content": { "application/json": { "schema": schema } },
    });
    let root = components.shown::<RootView>();
    vec![
        ApiOperation::open("get", "/", "readRoot", OPERATION, "What this is, and where its documents are").replies(
            200,
            "This gateway",
            root,
        ),
        ApiOperation::open("get", "/healthz", "readHealth", OPERATION, "Whether orders are taken")
            .about("Names what is wrong in the configuration, which providers are suspended, and whose balance is low.")
            .replies(200, "They are", health.clone())
            .replies(503, "Something keeps every order away", health),
        ApiOperation::keyed("get", "/metrics", "readMetrics", OPERATION, "Samples for Prometheus")
            .about("Text exposition format 0.0.4.")
            .replies_with(200, metrics)
            .without(406),
        ApiOperation::open("get", "/openapi.json", "readDocument", OPERATION, "This document")
            .about("Ask with `If-None-Match` whether it is still the one you have.")
            .replies_with(200, document)
            .replies_with(304, json!({ "description": "It is" })),
        ApiOperation::keyed(
            "get",
            "/v1/notifications",
            "listUnmatchedNotifications",
            OPERATION,
            "What nothing belongs to",
        )
        .about(
            "Verified notifications about orders that are not here, a hundred of each shard at most, and how many \
                    calls were refused.",
        )
        .parameters(parameters::page(DEFAULT_LIMIT))
        .replies(200, "The newest first", notifications)
        .refused(422, &["field_invalid"]),
    ]
}

fn subscriptions(components: &mut Components) -> Vec<ApiOperation> {
    let shown = components.shown::<SubscriptionView<'static>>();
    let (import, examples) = requests::subscription(components);
    let (search, searched) = requests::search(components);
    let found = object(&[("subscriptions", json!({ "type": "array", "items": shown.clone() }))]);
    let refused = ["msisdn_invalid", "operation_unsupported", "provider_not_configured", "provider_unknown"];
    vec![
        ApiOperation::keyed("post", "/v1/subscriptions", "importSubscription", SUBSCRIPTIONS, "Bring one along")
            .about("One that was made elsewhere. The same one again changes nothing and is shown as it stands.")
            .body(import, &examples)
            .replies(200, "As it stands", shown)
            .refused(422, &refused),
        ApiOperation::keyed(
            "post",
            "/v1/subscriptions/search",
            "searchSubscriptions",
            SUBSCRIPTIONS,
            "Those of a number",
        )
        .about("By POST, since a number never stands in a URL.")
        .body(search, &searched)
        .replies(200, "All of them", found)
        .refused(422, &refused),
    ]
}

fn providers(components: &mut Components) -> Vec<ApiOperation> {
    let all = components.shown::<ProviderView>();
    let all = object(&[("providers", json!({ "type": "array", "items": all }))]);
    let balance = components.shown::<BalanceView>();
    let product = components.shown::<ProductView<'static>>();
    let products = object(&[("products", json!({ "type": "array", "items": product }))]);
    let (number, asked) = (components.shown::<NumberView<'static>>(), requests::number(components));
    let nothing = components.asked::<Nothing>();
    let about_one = |method, path, id, summary, has: fn(&_) -> bool| {
        ApiOperation::keyed(method, &format!("/v1/providers/{{provider}}/{path}"), id, PROVIDERS, summary)
            .parameters([provider(has)])
            .refused(404, &["provider_unknown"])
            .refused(422, &["operation_unsupported", "provider_not_configured"])
    };
    vec![
        ApiOperation::keyed("get", "/v1/providers", "listProviders", PROVIDERS, "What can be ordered").replies(
            200,
            "All of them",
            all.clone(),
        ),
        about_one("get", "balance", "readBalance", "What is left", |one| one.inquiries.balance)
            .about(
                "Of a provider that is paid in advance. One that was suspended for want of it is resumed if it is \
                    enough.",
            )
            .replies(200, "As it is now", balance)
            .refused(503, &ASKING),
        about_one("get", "products", "listProducts", "What is sold to any number", |one| {
            one.inquiries.products.is_some()
        })
        .replies(200, "All of them", products)
        .refused(503, &ASKING),
        about_one("post", "numbers", "askNumber", "Whose network a number is on", |one| one.country.is_some())
            .about(
                "By POST, since a number never stands in a URL. With the provider's own `details`, where it has \
                    any, also what is sold to that number.",
            )
            .body(asked, &[])
            .replies(200, "What is known", number)
            .refused(422, &["msisdn_invalid"])
            .refused(503, &ASKING),
        about_one("post", "resume", "resumeProvider", "Take orders again", |one| one.inquiries.balance)
            .about("A person knows better than the probe.")
            .optional_body(nothing, &[("nothing", json!({}))])
            .replies(200, "All of them, as they stand", all),
    ]
}

fn events(components: &mut Components) -> Vec<ApiOperation> {
    let event_view = components.shown::<EventView>();
    let page = page_of("events", event_view.clone());
    let many = object(&[("deliveries", json!({ "type": "integer", "minimum": 0 }))]);
    let (one, since) = (components.asked::<RedeliverOne>(), components.asked::<RedeliverSince>());
    let everything = json!({ "since": "2026-11-21T00:00:00+07:00", "endpoint": "shop" });
    vec![
        ApiOperation::keyed("get", "/v1/events", "listEvents", EVENTS, "What was told, the newest first")
            .parameters(parameters::events())
            .replies(200, "A page", page)
            .refused(422, &["field_invalid"]),
        ApiOperation::keyed("get", "/v1/events/{event_id}", "readEvent", EVENTS, "How an event reached each endpoint")
            .parameters([event()])
            .replies(200, "The event", event_view)
            .refused(404, &["event_not_found"]),
        ApiOperation::keyed(
            "post",
            "/v1/events/{event_id}/redeliver",
            "redeliverEvent",
            EVENTS,
            "Deliver it once more",
        )
        .about("With the same id.")
        .parameters([event()])
        .optional_body(one, &[("to-all", json!({}))])
        .replies(200, "How many deliveries were asked for", many.clone())
        .refused(404, &["event_not_found"])
        .refused(422, &["endpoint_unknown"]),
        ApiOperation::keyed(
            "post",
            "/v1/events/redeliver",
            "redeliverEvents",
            EVENTS,
            "Deliver everything since a time",
        )
        .body(since, &[("since", everything)])
        .replies(200, "How many deliveries were asked for", many)
        .refused(422, &["endpoint_unknown"]),
    ]
}

/// Calls of each provider that makes any.
fn outside() -> Vec<ApiOperation> {
    let mut all = Vec::new();
    for provider in REGISTRY {
        let (id, described) = (provider.id(), provider.described());
        let path = provider.unsubscribe_calls().and_then(|calls| calls.unsubscribe_path());
        if let (Some(form), Some(path)) = (described.unsubscribe, path) {
            all.push(unsubscribe(id, path, described.name, form));
        }
        if let Some(form) = described.notification {
            all.extend(notifications(id, described.name, &form));
        }
        if let Some(form) = described.back {
            all.extend(back(id, described.name, &form));
        }
    }
    all
}

fn unsubscribe(id: &str, path: &str, name: &str, form: CallForm) -> ApiOperation {
    let path = format!("/v1/notifications/{id}/{path}/{{secret}}");
    let secret = json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]{16,}$" });
    let secret = parameters::in_path("secret", "One of the secrets in the address that the provider was given", secret);
    ApiOperation::open("post", &path, &format!("notify{name}Unsubscribe"), OUTSIDE, "A subscriber ended it")
        .about(form.description)
        .parameters([secret])
        .sent("application/json", form.request, &[("unsubscribe", form.example)], true)
        .replies(200, "In the provider's words", form.reply)
        .refused(404, &["not_found"])
        .refused(429, &["rate_limited"])
        .refused(503, &["ledger_unavailable"])
}

fn notifications(id: &str, name: &str, form: &CallForm) -> [ApiOperation; 3] {
    let notification = |path: &str, id: String, parameters: Vec<Value>| {
        ApiOperation::open("post", path, &id, OUTSIDE, "How something stands")
            .about(form.description)
            .parameters(parameters)
            .sent("application/json", form.request.clone(), &[], true)
            .replies(200, "In the provider's words", form.reply.clone())
            .refused(400, &["notification_refused"])
            .refused(404, &["not_found"])
            .refused(422, &["provider_not_configured"])
            .refused(429, &["rate_limited"])
            .refused(503, &super::problems::UNAVAILABLE)
    };
    let path = format!("/v1/notifications/{id}");
    [
        notification(&path, format!("notify{name}"), Vec::new()),
        notification(
            &format!("{path}/{{merchant_order_id}}"),
            format!("notify{name}OfOrder"),
            vec![parameters::order()],
        ),
        notification(
            &format!("{path}/{{merchant_order_id}}/{{tag}}"),
            format!("notify{name}AtItsAddress"),
            vec![parameters::order(), tag()],
        ),
    ]
}

/// Any text is taken: without the right one what comes is only a hint.
fn tag() -> Value {
    parameters::in_path("tag", "By which the gateway knows an address that it gave", json!({ "type": "string" }))
}

fn back(id: &str, name: &str, form: &CallForm) -> [ApiOperation; 4] {
    let sent_on = json!({
        "description": "To the order's `return_url`, with `merchant_order_id`",
        "headers": { "Location": { "required": true, "schema": { "type": "string" } } },
        "content": { "text/plain": { "schema": { "type": "string" } } },
    });
    let nowhere = json!({
        "description": "A page that says nothing of any order, whoever has no tag and no signed form",
        "content": { "text/html": { "schema": { "type": "string" } } },
    });
    let path = format!("/v1/returns/{id}/{{merchant_order_id}}");
    let tagged = [&path, "/{tag}"].concat();
    let order = || parameters::in_path("merchant_order_id", "The order", json!({ "type": "string" }));
    let one = |method, path: &str, id: String, parameters: Vec<Value>| {
        ApiOperation::open(method, path, &id, OUTSIDE, "The payer's browser comes back")
            .about(form.description)
            .parameters(parameters)
            .replies_with(200, nowhere.clone())
            .replies_with(303, sent_on.clone())
            .refused(404, &["not_found"])
            .refused(429, &["rate_limited"])
            .refused(503, &["ledger_shards_changed", "ledger_unavailable"])
    };
    let sent = |one: ApiOperation| one.sent("application/x-www-form-urlencoded", form.request.clone(), &[], false);
    [
        one("get", &path, format!("returnFrom{name}WithoutTagByLink"), vec![order()]),
        sent(one("post", &path, format!("returnFrom{name}WithoutTag"), vec![order()])),
        one("get", &tagged, format!("returnFrom{name}ByLink"), vec![order(), tag()]),
        sent(one("post", &tagged, format!("returnFrom{name}"), vec![order(), tag()])),
    ]
}
