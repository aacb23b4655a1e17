//! Calling the gateway's own objects: one JSON text there, one back.

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::Env;

use super::ledger::{LedgerAnswer, LedgerCall};
use super::platform::Fault;
use super::subscriber::{SubscriberAnswer, SubscriberCall};
use crate::domain::Msisdn;
use crate::signing::sha256;

/// Shards of the ledger, and of the subscribers. Written into each shard at birth: it can never change.
pub const SHARDS: u8 = 16;

/// Where objects are made: close to the three countries.
const LOCATION: &str = "apac";

#[wasm_bindgen]
extern "C" {
    type ObjectStub;

    #[wasm_bindgen(method, catch)]
    fn call(this: &ObjectStub, message: &str) -> Result<JsValue, JsValue>;
}

/// Asks the ledger's shard that owns this order.
pub async fn ledger(env: &Env, key: &str, call: &LedgerCall) -> Result<LedgerAnswer, Fault> {
    ledger_shard(env, shard_of(key), call).await
}

/// Asks one shard of the ledger.
pub async fn ledger_shard(env: &Env, shard: u8, call: &LedgerCall) -> Result<LedgerAnswer, Fault> {
    ask(env, "LEDGER", &format!("ledger-{shard}"), &(SHARDS, call)).await
}

/// Asks the shard that knows this number.
pub async fn subscriber(env: &Env, msisdn: &Msisdn, call: &SubscriberCall) -> Result<SubscriberAnswer, Fault> {
    subscriber_shard(env, shard_of(msisdn.digits()), call).await
}

/// Asks one shard of the subscribers.
pub async fn subscriber_shard(env: &Env, shard: u8, call: &SubscriberCall) -> Result<SubscriberAnswer, Fault> {
    ask(env, "SUBSCRIBER", &format!("subscriber-{shard}"), call).await
}

/// Asks an object of a class by its name.
pub async fn ask<A: DeserializeOwned>(env: &Env, class: &str, name: &str, call: &impl Serialize) -> Result<A, Fault> {
    let stub = env.durable_object(class)?.get_by_name_with_location_hint(name, LOCATION)?;
    let stub: ObjectStub = stub.into_rpc();
    // What a stub returns is not a Promise but acts like one.
    let answer = stub.call(&serde_json::to_string(call)?)?;
    let text = JsFuture::from(js_sys::Promise::resolve(&answer)).await?;
    let text = text.as_string().ok_or_else(|| Fault("an object answered without a text".to_owned()))?;
    Ok(serde_json::from_str(&text)?)
}

fn shard_of(key: &str) -> u8 {
    let [first, ..] = sha256(key.as_bytes());
    first % SHARDS
}
