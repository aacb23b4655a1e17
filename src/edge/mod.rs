//! Cloudflare's side of the gateway, and nothing else: its clock, storage, network and objects as
//! [`platform`](crate::gateway::platform) asks for them.
//!
//! `entry.mjs` is what the platform sees. It crosses into wasm once per request with plain values.

mod host;
mod objects;
mod outbound;
mod peers;
mod rate_limit;
mod sealing;
mod storage;

use std::cell::OnceCell;
use std::rc::Rc;

use js_sys::{Array, JsString, Promise};
use wasm_bindgen::prelude::*;
use worker::Env;

use crate::gateway::platform::Platform;
use crate::gateway::{Config, Gateway, IncomingRequest, Isolate, Kept, OutgoingResponse, RequestBody, answer};
use crate::webcrypto::WebCrypto;
use host::promise;

thread_local! {
    static KEPT: OnceCell<Kept> = const { OnceCell::new() };
}

/// Answers one HTTP request, known by `id`. `headers` holds names and values in turn, a line each; `body` is absent
/// when it was longer than the entry reads, and `broken` when it came to no end. The answer is `[status, headers,
/// body]`.
#[wasm_bindgen]
pub fn handle(
    id: String,
    method: String,
    url: String,
    headers: String,
    body: Option<Vec<u8>>,
    broken: bool,
    env: Env,
) -> Promise {
    promise(Box::pin(async move {
        let request = IncomingRequest::new(method, &url, pairs(&headers), RequestBody::of(body, broken));
        let gateway = Gateway::new(isolate(env), id.clone());
        Ok(parts(answer(&gateway, request).await, &id).into())
    }))
}

/// Pokes every object: the cron's task, in case an alarm was lost.
#[wasm_bindgen]
pub fn poke(env: Env) -> Promise {
    promise(Box::pin(async move {
        crate::gateway::poke(&Gateway::new(isolate(env), "cron".to_owned())).await;
        Ok(JsValue::UNDEFINED)
    }))
}

/// This isolate, for one request or object: its bindings are its own, what is remembered belongs to all.
fn isolate(env: Env) -> Rc<Isolate> {
    let kept = KEPT.with(|kept| kept.get_or_init(|| Kept::new(Config::read(&|name| variable(&env, name)))).clone());
    let platform = Platform {
        host: Rc::new(host::Machine),
        outbound: Rc::new(outbound::Fetch),
        rsa: Rc::new(WebCrypto),
        sealing: Rc::new(sealing::AesGcm),
        rate_limit: rate_limit::bound(&env),
        peers: Rc::new(peers::DurableObjects(env)),
    };
    Isolate::new(platform, &kept)
}

/// A secret or variable, if it is a text.
fn variable(env: &Env, name: &str) -> Option<String> {
    let value = js_sys::Reflect::get(env, &JsValue::from(name)).ok()?;
    value.dyn_into::<JsString>().ok().map(String::from)
}

fn pairs(headers: &str) -> Vec<(String, String)> {
    let mut lines = headers.split('\n');
    let mut pairs = Vec::new();
    while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
        pairs.push((name.to_owned(), value.to_owned()));
    }
    pairs
}

/// `[status, headers, body]` for the entry.
fn parts(response: OutgoingResponse, request_id: &str) -> Array {
    let (status, headers, body) = response.into_parts(request_id);
    let headers: Vec<String> = headers.into_iter().map(|(name, value)| format!("{name}\n{value}")).collect();
    let array = Array::new();
    array.push(&JsValue::from(status));
    array.push(&JsValue::from(headers.join("\n")));
    array.push(&JsValue::from(body));
    array
}
