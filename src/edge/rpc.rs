//! Calling the gateway's own objects: one JSON text there, one back.

use futures_util::future::LocalBoxFuture;
use js_sys::Promise;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::Env;

use super::platform::Fault;
use super::protocol::{LedgerAnswer, LedgerCall, SubscriberAnswer, SubscriberCall};
use super::shards::{SHARDS, ledger_shard, shard_of};
use crate::domain::Msisdn;
use crate::json;

/// Where objects are made: close to the three countries.
const LOCATION: &str = "apac";

#[wasm_bindgen]
extern "C" {
    type ObjectStub;

    #[wasm_bindgen(method, catch)]
    fn call(this: &ObjectStub, message: &str) -> Result<JsValue, JsValue>;
}

/// An answer under way. Boxed: what waits for it carries a pointer instead of its whole state.
type RpcAnswer<A> = LocalBoxFuture<'static, Result<A, Fault>>;

/// Asks the ledger's shard that owns this order. A refund, `order/refund`, lies with the order it gives back.
pub fn ledger(env: &Env, key: &str, call: &LedgerCall) -> RpcAnswer<LedgerAnswer> {
    ask_ledger(env, ledger_shard(key), key, None, call)
}

/// The same for a caller's request, which the history then names.
pub fn ledger_for(env: &Env, request_id: &str, key: &str, call: &LedgerCall) -> RpcAnswer<LedgerAnswer> {
    ask_ledger(env, ledger_shard(key), key, Some(request_id), call)
}

/// Asks the ledger's shard that has this event; `None` if none can.
pub async fn ledger_of_event(env: &Env, id: &str, call: &LedgerCall) -> Result<Option<LedgerAnswer>, Fault> {
    let shard = id.strip_prefix("evt_").and_then(|rest| u8::from_str_radix(rest.get(..2)?, 16).ok());
    let Some(shard) = shard.filter(|shard| *shard < SHARDS) else { return Ok(None) };
    ask_ledger(env, shard, "", None, call).await.map(Some)
}

/// Asks every shard of the ledger at once.
pub async fn every_ledger(env: &Env, call: &LedgerCall) -> Vec<Result<LedgerAnswer, Fault>> {
    all((0..SHARDS).map(|shard| ask_ledger(env, shard, "", None, call)).collect()).await
}

/// Asks every shard of the subscribers at once.
pub async fn every_subscriber(env: &Env, call: &SubscriberCall) -> Vec<Result<SubscriberAnswer, Fault>> {
    all((0..SHARDS).map(|shard| ask_subscriber(env, shard, call)).collect()).await
}

/// Asks the shard that knows this number.
pub fn subscriber(env: &Env, msisdn: &Msisdn, call: &SubscriberCall) -> RpcAnswer<SubscriberAnswer> {
    ask_subscriber(env, shard_of(msisdn.digits()), call)
}

/// Asks the shard that counts what this page's key may cost.
pub fn subscriber_of_key(env: &Env, key: &str, call: &SubscriberCall) -> RpcAnswer<SubscriberAnswer> {
    ask_subscriber(env, shard_of(&["key ", key].concat()), call)
}

fn ask_ledger(env: &Env, shard: u8, key: &str, request_id: Option<&str>, call: &LedgerCall) -> RpcAnswer<LedgerAnswer> {
    ask(env, "LEDGER", &format!("ledger-{shard}"), &(SHARDS, key, request_id, call))
}

fn ask_subscriber(env: &Env, shard: u8, call: &SubscriberCall) -> RpcAnswer<SubscriberAnswer> {
    ask(env, "SUBSCRIBER", &format!("subscriber-{shard}"), call)
}

/// Asks an object of a class by its name. The call is on its way whether or not anybody awaits the answer.
pub fn ask<A: DeserializeOwned>(env: &Env, class: &str, name: &str, call: &impl Serialize) -> RpcAnswer<A> {
    let asked = serde_json::to_string(call).map_err(Fault::from).and_then(|call| begin(env, class, name, &call));
    Box::pin(async move {
        let text = JsFuture::from(asked?).await?;
        let text = text.as_string().ok_or_else(|| Fault("an object answered without a text".to_owned()))?;
        Ok(json::from_slice(text.as_bytes())?)
    })
}

/// The answers to calls that are on their way, in their order.
async fn all<A>(asked: Vec<RpcAnswer<A>>) -> Vec<Result<A, Fault>> {
    let mut answers = Vec::new();
    for asked in asked {
        answers.push(asked.await);
    }
    answers
}

fn begin(env: &Env, class: &str, name: &str, message: &str) -> Result<Promise, Fault> {
    let stub = env.durable_object(class)?.get_by_name_with_location_hint(name, LOCATION)?;
    let stub: ObjectStub = stub.into_rpc();
    // What a stub returns is not a Promise but acts like one.
    Ok(Promise::resolve(&stub.call(message)?))
}
