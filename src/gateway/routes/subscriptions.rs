//! Subscriptions: bringing them along from elsewhere, and finding them.

use super::super::http::{IncomingRequest, OutgoingResponse};
use super::super::platform::Fault;
use super::super::protocol::{SubscriberAnswer, SubscriberCall};
use super::super::rpc;
use super::super::sender::Sender;
use super::{Gateway, RouteError};
use crate::api::{ImportSubscription, SearchSubscriptions, Subscription, SubscriptionView};
use crate::domain::CommandError;

/// POST `/v1/subscriptions`. The same one again changes nothing and is shown as it stands.
pub async fn import(gateway: &Gateway, request: &IncomingRequest) -> Result<OutgoingResponse, RouteError> {
    let given: ImportSubscription = request.checked(|given: &ImportSubscription, _| {
        let account = gateway.config.checking(&given.provider);
        let read = account.and_then(|account| account.map_or(Ok(()), |account| given.read_by(account).map(drop)));
        CommandError::every([read, given.consented_at(gateway.now()).map(drop)])
    })?;
    let sender = Sender::of(&gateway.isolate, &given.provider)?;
    sender.takes_orders()?;
    let consented_at = given.consented_at(gateway.now())?;
    let (msisdn, subscribed) = given.read_by(sender.configured().account.as_ref())?;
    let wanted = Subscription {
        provider: given.provider,
        msisdn: msisdn.clone(),
        subscribed,
        consented_at,
        started_by: None,
        cancelled_at: None,
    };
    match rpc::subscriber(&gateway.isolate, &msisdn, &SubscriberCall::Import(Box::new(wanted))).await? {
        SubscriberAnswer::Subscription(subscription) => Ok(OutgoingResponse::json(200, &subscription.view())),
        _ => Err(Fault("the subscriber's object answered something else".to_owned()).into()),
    }
}

/// POST `/v1/subscriptions/search`.
pub async fn search(gateway: &Gateway, request: &IncomingRequest) -> Result<OutgoingResponse, RouteError> {
    let given: SearchSubscriptions = request.checked(|given: &SearchSubscriptions, _| {
        let account = gateway.config.checking(&given.provider);
        account.and_then(|account| account.map_or(Ok(()), |account| given.read_by(account).map(drop)))
    })?;
    let sender = Sender::of(&gateway.isolate, &given.provider)?;
    let msisdn = given.read_by(sender.configured().account.as_ref())?;
    let call = SubscriberCall::Search(given.provider, msisdn.clone());
    match rpc::subscriber(&gateway.isolate, &msisdn, &call).await? {
        SubscriberAnswer::Subscriptions(found) => {
            let found: Vec<SubscriptionView<'_>> = found.iter().map(Subscription::view).collect();
            Ok(OutgoingResponse::named("subscriptions", &found))
        }
        _ => Err(Fault("the subscriber's object answered something else".to_owned()).into()),
    }
}
