//! Calling the gateway's own objects: one JSON text there, one back.

use futures_util::future::LocalBoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::isolate::Isolate;
use super::platform::{Fault, ObjectClass};
use super::protocol::{LedgerAnswer, LedgerCall, SubscriberAnswer, SubscriberCall};
use super::shards::{SHARDS, ledger_shard, shard_of};
use crate::domain::Msisdn;
use crate::json;

/// An answer under way. Boxed: what waits for it carries a pointer instead of its whole state.
type RpcAnswer<A> = LocalBoxFuture<'static, Result<A, Fault>>;

/// Asks the ledger's shard that owns this order. A refund, `order/refund`, lies with the order it gives back.
pub fn ledger(isolate: &Isolate, key: &str, call: &LedgerCall) -> RpcAnswer<LedgerAnswer> {
    ask_ledger(isolate, ledger_shard(key), key, None, call)
}

/// The same for a caller's request, which the history then names.
pub fn ledger_for(isolate: &Isolate, request_id: &str, key: &str, call: &LedgerCall) -> RpcAnswer<LedgerAnswer> {
    ask_ledger(isolate, ledger_shard(key), key, Some(request_id), call)
}

/// Asks the ledger's shard that has this event; `None` if none can.
pub async fn ledger_of_event(isolate: &Isolate, id: &str, call: &LedgerCall) -> Result<Option<LedgerAnswer>, Fault> {
    let shard = id.strip_prefix("evt_").and_then(|rest| u8::from_str_radix(rest.get(..2)?, 16).ok());
    let Some(shard) = shard.filter(|shard| *shard < SHARDS) else { return Ok(None) };
    ask_ledger(isolate, shard, "", None, call).await.map(Some)
}

/// Asks every shard of the ledger at once.
pub async fn every_ledger(isolate: &Isolate, call: &LedgerCall) -> Vec<Result<LedgerAnswer, Fault>> {
    all((0..SHARDS).map(|shard| ask_ledger(isolate, shard, "", None, call)).collect()).await
}

/// Asks every shard of the subscribers at once.
pub async fn every_subscriber(isolate: &Isolate, call: &SubscriberCall) -> Vec<Result<SubscriberAnswer, Fault>> {
    all((0..SHARDS).map(|shard| ask_subscriber(isolate, shard, call)).collect()).await
}

/// Asks the shard that knows this number.
pub fn subscriber(isolate: &Isolate, msisdn: &Msisdn, call: &SubscriberCall) -> RpcAnswer<SubscriberAnswer> {
    ask_subscriber(isolate, shard_of(msisdn.digits()), call)
}

/// Asks the shard that counts what this page's key may cost.
pub fn subscriber_of_key(isolate: &Isolate, key: &str, call: &SubscriberCall) -> RpcAnswer<SubscriberAnswer> {
    ask_subscriber(isolate, shard_of(&["key ", key].concat()), call)
}

fn ask_ledger(
    isolate: &Isolate,
    shard: u8,
    key: &str,
    request_id: Option<&str>,
    call: &LedgerCall,
) -> RpcAnswer<LedgerAnswer> {
    ask(isolate, ObjectClass::Ledger, &format!("ledger-{shard}"), &(SHARDS, key, request_id, call))
}

fn ask_subscriber(isolate: &Isolate, shard: u8, call: &SubscriberCall) -> RpcAnswer<SubscriberAnswer> {
    ask(isolate, ObjectClass::Subscriber, &format!("subscriber-{shard}"), call)
}

/// Asks an object of a class by its name. The call is on its way whether or not anybody awaits the answer.
pub fn ask<A: DeserializeOwned>(
    isolate: &Isolate,
    class: ObjectClass,
    name: &str,
    call: &impl Serialize,
) -> RpcAnswer<A> {
    let asked = serde_json::to_string(call).map(|message| isolate.platform.peers.call(class, name, message));
    Box::pin(async move { Ok(json::from_slice(asked?.await?.as_bytes())?) })
}

/// The answers to calls that are on their way, in their order.
async fn all<A>(asked: Vec<RpcAnswer<A>>) -> Vec<Result<A, Fault>> {
    let mut answers = Vec::new();
    for asked in asked {
        answers.push(asked.await);
    }
    answers
}
