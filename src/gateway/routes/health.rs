//! Whether the gateway is well, and what is wrong with its configuration.

use super::super::control;
use super::super::http::OutgoingResponse;
use super::super::memory::{GatewayHealth, Memory};
use super::super::protocol::{LedgerAnswer, LedgerCall, SubscriberCall};
use super::super::rpc;
use super::{Gateway, fingerprints, limits};
use crate::api::{CircuitView, HealthView, Stops};
use crate::domain::time::SECOND;

/// How long the shards' state is believed: anybody may ask, and asking wakes every shard.
const BELIEVED: i64 = 10 * SECOND;

/// How long the others wait for the one that asks before one of them asks itself.
const PATIENCE: i64 = 5 * SECOND;
/// How often they look whether it knows.
const LOOK_EVERY: i64 = 20;

/// GET `/healthz`: 200 when orders are taken, 503 when something keeps every order away.
pub async fn health(gateway: &Gateway) -> OutgoingResponse {
    let GatewayHealth { ledger, circuits, .. } = known(gateway).await;
    let mut configuration = gateway.config.problems.clone();
    // Not to know it now is no fault of the configuration: the ledger's own state says more.
    let known_secret = fingerprints::problem(gateway).await.ok().flatten();
    let refuses = known_secret.as_ref().is_some_and(|problem| problem.stops == Stops::Calls);
    configuration.extend(known_secret);
    let takes_orders = !refuses && !gateway.config.keeps_every_order_away() && ledger == "ok";
    configuration.extend(limits::problem(gateway));
    let body = HealthView {
        status: if takes_orders { "ok" } else { "unavailable" },
        version: env!("CARGO_PKG_VERSION"),
        ledger,
        providers: circuits.iter().map(|(id, circuit)| CircuitView::of(id, circuit)).collect(),
        configuration: &configuration,
        advice: &gateway.config.advice,
    };
    OutgoingResponse::json(if takes_orders { 200 } else { 503 }, &body)
}

/// What is known, or is found out by one for all who ask meanwhile. They do not wait for its promise, which belongs to
/// its request, but look at the value it will leave.
async fn known(gateway: &Gateway) -> GatewayHealth {
    loop {
        let asked_at = gateway.now();
        let fresh = |seen: &GatewayHealth| asked_at.since(seen.at) < gateway.config.scale.of(BELIEVED);
        let Memory { health, asking_since, .. } = &*gateway.isolate.memory;
        if let Some(seen) = health.borrow().clone().filter(fresh) {
            return seen;
        }
        if asking_since.get().is_none_or(|since| asked_at.since(since) >= PATIENCE) {
            asking_since.set(Some(asked_at));
            let seen = look(gateway).await;
            asking_since.set(None);
            return seen;
        }
        gateway.isolate.platform.host.sleep(LOOK_EVERY).await;
    }
}

/// Asks every object, which also makes it look at its alarm, and lets the subscribers' shards tidy up.
pub(super) async fn look(gateway: &Gateway) -> GatewayHealth {
    let ledgers = rpc::every_ledger(&gateway.isolate, &LedgerCall::Poke).await;
    rpc::every_subscriber(&gateway.isolate, &SubscriberCall::Tidy).await;
    let circuits = control::circuits(&gateway.isolate).await.unwrap_or_default();
    let ledger = if ledgers.iter().all(|answer| matches!(answer, Ok(LedgerAnswer::Well))) {
        "ok"
    } else if ledgers.iter().any(|answer| matches!(answer, Ok(LedgerAnswer::OtherShards(_)))) {
        "made with another number of shards"
    } else {
        "unavailable"
    };
    let looked = GatewayHealth { at: gateway.now(), ledger, circuits };
    *gateway.isolate.memory.health.borrow_mut() = Some(looked.clone());
    looked
}
