//! Whether the gateway is well, and what is wrong with its configuration.

use std::cell::RefCell;

use serde::Serialize;

use super::super::config::ConfigProblem;
use super::super::http::Reply;
use super::super::ledger::{LedgerAnswer, LedgerCall};
use super::super::platform::now;
use super::super::stub;
use super::super::subscriber::SubscriberCall;
use super::Gateway;
use crate::domain::Timestamp;
use crate::domain::time::SECOND;

/// How long the shards' state is believed: anybody may ask, and asking wakes every shard.
const BELIEVED: i64 = 10 * SECOND;

thread_local! {
    static SHARDS_SEEN: RefCell<Option<(Timestamp, &'static str)>> = const { RefCell::new(None) };
}

#[derive(Serialize)]
struct Health<'a> {
    status: &'static str,
    version: &'static str,
    ledger: &'static str,
    configuration: &'a [ConfigProblem],
}

/// GET `/healthz`: 200 when orders are taken, 503 when something keeps every order away.
pub async fn health(gateway: &Gateway) -> Reply {
    let seen = SHARDS_SEEN.with_borrow(|seen| seen.filter(|(at, _)| now().since(*at) < BELIEVED));
    let ledger = match seen {
        Some((_, state)) => state,
        None => shards(gateway).await,
    };
    let takes_orders = gateway.config.usable(None).is_ok() && ledger == "ok";
    let body = Health {
        status: if takes_orders { "ok" } else { "unavailable" },
        version: env!("CARGO_PKG_VERSION"),
        ledger,
        configuration: &gateway.config.problems,
    };
    Reply::json(if takes_orders { 200 } else { 503 }, &body)
}

/// Asks every shard, which also makes it look at its alarm, and lets the subscribers' shards tidy up.
pub async fn shards(gateway: &Gateway) -> &'static str {
    let ledgers = stub::every_ledger(&gateway.env, &LedgerCall::Poke).await;
    stub::every_subscriber(&gateway.env, &SubscriberCall::Tidy).await;
    let state = if ledgers.iter().all(|answer| matches!(answer, Ok(LedgerAnswer::Well))) {
        "ok"
    } else if ledgers.iter().any(|answer| matches!(answer, Ok(LedgerAnswer::OtherShards(_)))) {
        "made with another number of shards"
    } else {
        "unavailable"
    };
    SHARDS_SEEN.with_borrow_mut(|seen| *seen = Some((now(), state)));
    state
}
