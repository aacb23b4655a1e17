//! Events: what was told, to whom, and telling it again.

use super::super::control;
use super::super::http::{IncomingRequest, OutgoingResponse};
use super::super::protocol::{LedgerAnswer, LedgerCall, Redelivery};
use super::super::rpc;
use super::stored_orders::{page, unexpected};
use super::{Gateway, RouteError};
use crate::api::{EventFilter, Problem, RedeliverOne, RedeliverSince};

/// GET `/v1/events`: each shard's newest, merged.
pub async fn list(gateway: &Gateway, request: &mut IncomingRequest) -> Result<OutgoingResponse, RouteError> {
    let filter = EventFilter::read(std::mem::take(&mut request.query))?;
    let limit = filter.limit;
    page(gateway, &LedgerCall::Events(Box::new(filter)), ("events", limit), "").await
}

/// GET `/v1/events/{id}`.
pub async fn read(gateway: &Gateway, id: &str) -> Result<OutgoingResponse, RouteError> {
    let filter = EventFilter { id: Some(id.to_owned()), limit: 1, ..EventFilter::default() };
    match rpc::ledger_of_event(&gateway.isolate, id, &LedgerCall::Events(Box::new(filter))).await? {
        Some(LedgerAnswer::Part(part)) => {
            let event = part.entries.into_iter().next().ok_or_else(no_event)?;
            Ok(OutgoingResponse::text(200, "application/json", event.json))
        }
        Some(other) => Err(unexpected(&other)),
        None => Err(no_event().into()),
    }
}

/// POST `/v1/events/{id}/redeliver`: with the id it had, so that a receiver can tell.
pub async fn redeliver(gateway: &Gateway, request: &IncomingRequest, id: &str) -> Result<OutgoingResponse, RouteError> {
    let RedeliverOne { endpoint } =
        request.checked_or_nothing(|one: &RedeliverOne, _| one.check(endpoints(gateway)))?;
    read(gateway, id).await?;
    forgive(gateway, endpoint.as_deref()).await?;
    let call = LedgerCall::Redeliver(Box::new(Redelivery { event: Some(id.to_owned()), since: None, endpoint }));
    match rpc::ledger_of_event(&gateway.isolate, id, &call).await? {
        Some(LedgerAnswer::Redelivered(0)) | None => Err(no_event().into()),
        Some(LedgerAnswer::Redelivered(many)) => Ok(OutgoingResponse::named("deliveries", &many)),
        Some(other) => Err(unexpected(&other)),
    }
}

/// POST `/v1/events/redeliver`: everything that an endpoint was to get since a time.
pub async fn redeliver_since(gateway: &Gateway, request: &IncomingRequest) -> Result<OutgoingResponse, RouteError> {
    let asked: RedeliverSince =
        request.checked(|asked: &RedeliverSince, _| asked.checked(endpoints(gateway)).map(drop))?;
    let (since, endpoint) = (asked.checked(endpoints(gateway))?, asked.endpoint);
    forgive(gateway, Some(&endpoint)).await?;
    let call =
        LedgerCall::Redeliver(Box::new(Redelivery { event: None, since: Some(since), endpoint: Some(endpoint) }));
    let mut deliveries = 0_i64;
    for part in rpc::every_ledger(&gateway.isolate, &call).await {
        match part? {
            LedgerAnswer::Redelivered(many) => deliveries = deliveries.saturating_add(many),
            other => return Err(unexpected(&other)),
        }
    }
    Ok(OutgoingResponse::named("deliveries", &deliveries))
}

/// The ids of all endpoints.
fn endpoints(gateway: &Gateway) -> impl Iterator<Item = &str> {
    gateway.config.endpoints.iter().map(|endpoint| endpoint.id.as_str())
}

/// Whoever asks for a delivery says that the endpoint is there again.
async fn forgive(gateway: &Gateway, endpoint: Option<&str>) -> Result<(), RouteError> {
    for known in gateway.config.endpoints.iter().filter(|known| endpoint.is_none_or(|id| known.id == id)) {
        control::forgive(&gateway.isolate, &known.id).await?;
    }
    Ok(())
}

fn no_event() -> Problem {
    Problem::new(404, "event_not_found", "no event has this id, or nobody is to get it")
}
