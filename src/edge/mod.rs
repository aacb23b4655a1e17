//! The Worker: routes, the ledger's objects, and the one place that sends. Everything it decides it asks the
//! pure modules; here is only what needs a clock, storage or the network.
//!
//! `shim.mjs` is the entry that the platform sees. It crosses into wasm once per request with plain values.

pub mod config;
mod control;
mod fetch;
mod http;
mod inquiries;
mod ledger;
mod lookups;
mod outbox;
mod platform;
mod protocol;
mod routes;
mod rpc;
mod sender;
mod shards;
mod subscriber;

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use http::{IncomingRequest, RequestBody};
use routes::Gateway;

/// Answers one HTTP request, known by `id`. `headers` holds names and values in turn, a line each; `body` is absent
/// when it was longer than the shim reads, and `broken` when it came to no end. The answer is `[status, headers,
/// body]`.
#[wasm_bindgen]
pub fn handle(
    id: String,
    method: String,
    url: String,
    headers: String,
    body: Option<Vec<u8>>,
    broken: bool,
    env: worker::Env,
) -> Promise {
    platform::promise(Box::pin(async move {
        let gateway = Gateway { config: config::Config::shared(&env), env: Rc::new(env), request_id: id };
        let request = IncomingRequest::new(method, &url, &headers, RequestBody::of(body, broken));
        Ok(routes::answer(&gateway, request).await.into_js(&gateway.request_id).into())
    }))
}

/// Pokes every object: the cron's task, in case an alarm was lost.
#[wasm_bindgen]
pub fn poke(env: worker::Env) -> Promise {
    platform::promise(Box::pin(async move {
        let gateway =
            Gateway { config: config::Config::shared(&env), env: Rc::new(env), request_id: "cron".to_owned() };
        routes::health::poke(&gateway).await;
        Ok(JsValue::UNDEFINED)
    }))
}
