//! A provider's calls that end a subscription.

use super::super::{Gateway, RouteError, limits, not_found};
use crate::gateway::http::{IncomingRequest, OutgoingResponse};
use crate::gateway::protocol::{SubscriberAnswer, SubscriberCall, UnsubscribeRequest};
use crate::gateway::{control, rpc};
use crate::providers::{Provider, Unsubscribe, UnsubscribeCalls, UnsubscribeResult};

/// A wrong secret, a stranger's address and a path that does not exist look alike.
pub async fn receive(
    gateway: &Gateway,
    request: &IncomingRequest,
    provider: &'static dyn Provider,
    calls: &dyn UnsubscribeCalls,
    secret: &str,
) -> Result<OutgoingResponse, RouteError> {
    let knows = gateway.config.knows_unsubscribe_secret(provider.id(), secret);
    if !knows || !may_call(gateway, provider, request) {
        control::count_refused(&gateway.isolate, provider.id(), if knows { "address" } else { "secret" }).await;
        limits::refused_message(gateway, request).await?;
        return Err(not_found().into());
    }
    let reply = match calls.read_unsubscribe(request.bytes()?) {
        Err(reply) => {
            control::count_refused(&gateway.isolate, provider.id(), "form").await;
            reply
        }
        Ok(call) => {
            let service = gateway.config.account(provider).map(|configured| configured.account.service().to_owned());
            let call = Unsubscribe { service: service.unwrap_or_default(), ..call };
            calls.answer_unsubscribe(&call, store(gateway, provider, &call).await)
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
    match rpc::subscriber(&gateway.isolate, &call.msisdn, &SubscriberCall::Unsubscribe(wish)).await {
        Ok(SubscriberAnswer::NothingKnown) => UnsubscribeResult::NotFound,
        Ok(_) => UnsubscribeResult::Stored,
        Err(fault) => {
            gateway
                .log(&format!("an unsubscribe could not be stored, the provider is asked to call again: {}", fault.0));
            UnsubscribeResult::NotStored
        }
    }
}
