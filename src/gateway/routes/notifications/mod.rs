//! What providers tell us by themselves, in signed messages about orders and in calls that end subscriptions. It is
//! stored before it is acknowledged.

mod signed;
mod unsubscribe;

use super::{Gateway, RouteError, not_found};
use crate::gateway::http::{IncomingRequest, OutgoingResponse};
use crate::providers::find;

pub use signed::{hint_of, unmatched};

/// POST `/v1/notifications/{provider}` and `/v1/notifications/{provider}/{merchant_order_id}`: hints.
pub async fn signed(
    gateway: &Gateway,
    request: &IncomingRequest,
    provider: &str,
    order: Option<&str>,
) -> Result<OutgoingResponse, RouteError> {
    let provider = find(provider).ok_or_else(not_found)?;
    signed::receive(gateway, request, provider, order, None).await
}

/// POST `/v1/notifications/{provider}/{kind}/{secret}`: a notification that may decide. From a provider that signs, the
/// two are an order and the tag of its address; else the kind of call and the secret that lets it in.
pub async fn addressed(
    gateway: &Gateway,
    request: &IncomingRequest,
    provider: &str,
    kind: &str,
    secret: &str,
) -> Result<OutgoingResponse, RouteError> {
    let provider = find(provider).ok_or_else(not_found)?;
    match provider.unsubscribe_calls() {
        None => signed::receive(gateway, request, provider, Some(kind), Some(secret)).await,
        Some(calls) if calls.unsubscribe_path() == Some(kind) => {
            unsubscribe::receive(gateway, request, provider, calls, secret).await
        }
        Some(_) => Err(not_found().into()),
    }
}
