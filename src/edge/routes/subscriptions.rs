//! Subscriptions: bringing them along from elsewhere, and finding them.

use super::super::http::{IncomingRequest, OutgoingResponse};
use super::super::platform::{Fault, now};
use super::super::protocol::{SubscriberAnswer, SubscriberCall};
use super::super::rpc;
use super::super::sender::Sender;
use super::{Gateway, RouteError};
use crate::api::{ImportSubscription, SearchSubscriptions, Subscription, SubscriptionView};
use crate::domain::CommandError;
use crate::providers::NUMBERS;

/// POST `/v1/subscriptions`. The same one again changes nothing and is shown as it stands.
pub async fn import(gateway: &Gateway, request: &IncomingRequest) -> Result<OutgoingResponse, RouteError> {
    let given: ImportSubscription = request.json()?;
    let sender = Sender::of(&gateway.env, &gateway.config, &given.provider)?;
    sender.takes_orders()?;
    let account = &sender.configured().account;
    let numbers = sender.capability(account.numbers(), NUMBERS)?;
    let subscriptions = sender.capability(account.subscriptions(), "subscriptions")?;
    let whose = CommandError::both(numbers.msisdn(&given.msisdn), given.consented_at(now()));
    let ((msisdn, consented_at), subscribed) = CommandError::both(whose, subscriptions.subscribed(&given.details))?;
    let wanted = Subscription {
        provider: given.provider,
        msisdn: msisdn.clone(),
        subscribed,
        consented_at,
        started_by: None,
        cancelled_at: None,
    };
    match rpc::subscriber(&gateway.env, &msisdn, &SubscriberCall::Import(Box::new(wanted))).await? {
        SubscriberAnswer::Subscription(subscription) => Ok(OutgoingResponse::json(200, &subscription.view())),
        _ => Err(Fault("the subscriber's object answered something else".to_owned()).into()),
    }
}

/// POST `/v1/subscriptions/search`.
pub async fn search(gateway: &Gateway, request: &IncomingRequest) -> Result<OutgoingResponse, RouteError> {
    let given: SearchSubscriptions = request.json()?;
    let sender = Sender::of(&gateway.env, &gateway.config, &given.provider)?;
    let numbers = sender.capability(sender.configured().account.numbers(), NUMBERS)?;
    let msisdn = numbers.msisdn(&given.msisdn)?;
    let call = SubscriberCall::Search(given.provider, msisdn.clone());
    match rpc::subscriber(&gateway.env, &msisdn, &call).await? {
        SubscriberAnswer::Subscriptions(found) => {
            let found: Vec<SubscriptionView<'_>> = found.iter().map(Subscription::view).collect();
            Ok(OutgoingResponse::named("subscriptions", &found))
        }
        _ => Err(Fault("the subscriber's object answered something else".to_owned()).into()),
    }
}
