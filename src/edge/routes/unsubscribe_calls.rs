//! What providers tell us. Stored before it is acknowledged.

use super::super::control;
use super::super::http::{IncomingRequest, OutgoingResponse};
use super::super::protocol::{SubscriberAnswer, SubscriberCall, UnsubscribeRequest};
use super::super::rpc;
use super::{Gateway, RouteError, limits, not_found, signed_notifications};
use crate::providers::{Provider, Unsubscribe, UnsubscribeResult, find};

/// POST `/v1/notifications/{provider}/{kind}/{secret}`. A wrong secret, a stranger's address and a path that
/// does not exist look alike. Where the provider signs instead, it is an order and the tag of its address.
pub async fn receive(
    gateway: &Gateway,
    request: &IncomingRequest,
    provider: &str,
    kind: &str,
    secret: &str,
) -> Result<OutgoingResponse, RouteError> {
    let provider = find(provider).ok_or_else(not_found)?;
    if provider.unsubscribe_calls().is_none() {
        return signed_notifications::receive(gateway, request, provider.id(), Some(kind), Some(secret)).await;
    }
    let notifications =
        provider.unsubscribe_calls().filter(|n| n.unsubscribe_path() == Some(kind)).ok_or_else(not_found)?;
    let knows = gateway.config.knows_unsubscribe_secret(provider.id(), secret);
    if !knows || !may_call(gateway, provider, request) {
        control::count_refused(&gateway.env, provider.id(), if knows { "address" } else { "secret" }).await;
        limits::refused_message(gateway, request).await?;
        return Err(not_found().into());
    }
    let reply = match notifications.read_unsubscribe(request.bytes()?) {
        Err(reply) => {
            control::count_refused(&gateway.env, provider.id(), "form").await;
            reply
        }
        Ok(call) => {
            let service = gateway.config.account(provider).map(|configured| configured.account.service().to_owned());
            let call = Unsubscribe { service: service.unwrap_or_default(), ..call };
            notifications.answer_unsubscribe(&call, store(gateway, provider, &call).await)
        }
    };
    Ok(OutgoingResponse::text(reply.status, "application/json", reply.body))
}

fn may_call(gateway: &Gateway, provider: &'static dyn Provider, request: &IncomingRequest) -> bool {
    let Some(configured) = gateway.config.reader(provider) else { return true };
    let allowed = configured.account.notification_sources();
    allowed.is_empty() || request.source().is_some_and(|source| allowed.iter().any(|network| network.contains(source)))
}

async fn store(gateway: &Gateway, provider: &'static dyn Provider, call: &Unsubscribe) -> UnsubscribeResult {
    let wish = UnsubscribeRequest {
        provider: provider.id().to_owned(),
        msisdn: call.msisdn.clone(),
        short_code: call.short_code.clone(),
        channel: call.channel.clone(),
    };
    match rpc::subscriber(&gateway.env, &call.msisdn, &SubscriberCall::Unsubscribe(wish)).await {
        Ok(SubscriberAnswer::NothingKnown) => UnsubscribeResult::NotFound,
        Ok(_) => UnsubscribeResult::Stored,
        Err(fault) => {
            gateway
                .log(&format!("an unsubscribe could not be stored, the provider is asked to call again: {}", fault.0));
            UnsubscribeResult::NotStored
        }
    }
}
