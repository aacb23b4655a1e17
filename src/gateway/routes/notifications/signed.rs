//! Signed notifications from providers. Stored before they are acknowledged; what is not verified moves nothing.

use super::super::stored_orders::{ask, key_of, page, unexpected};
use super::super::{Gateway, RouteError, limits, not_found};
use crate::api::page::PageRequest;
use crate::api::{DEFAULT_LIMIT, Problem};
use crate::domain::Order;
use crate::domain::order::Hint;
use crate::domain::outcome::{Evidence, Outcome};
use crate::gateway::config::Configured;
use crate::gateway::control;
use crate::gateway::http::{IncomingRequest, OutgoingResponse};
use crate::gateway::platform::Fault;
use crate::gateway::protocol::{LedgerAnswer, LedgerCall, StoredNotification};
use crate::providers::{Message, Notification, NotificationVerification, Provider, SignedNotifications};
use crate::signing::{AddressPurpose, Verified, is_address_tag, sha256};

/// How often a notification is judged again because its order changed meanwhile.
const TRIES: u32 = 5;
/// So much of a digest is kept of a hint: an order has a handful of them.
const HINT_DIGITS: usize = 16;

/// POST `/v1/notifications/{provider}/{merchant_order_id}/{tag}`, which the provider was given for this order: what
/// comes there may decide. `…/{provider}` and `…/{merchant_order_id}` take hints.
pub async fn receive(
    gateway: &Gateway,
    request: &IncomingRequest,
    provider: &dyn Provider,
    order: Option<&str>,
    tag: Option<&str>,
) -> Result<OutgoingResponse, RouteError> {
    let configured = readable(gateway, provider)?;
    let reader = configured.account.signed_notifications().ok_or_else(not_found)?;
    let body = request.bytes()?;
    let message = Message { headers: &request.headers, body };
    let (notification, clear) = match reader.verify(&message, gateway.isolate.platform.rsa.as_ref()).await {
        NotificationVerification::Refused => {
            control::count_refused(&gateway.isolate, provider.id(), "signature").await;
            limits::refused_message(gateway, request).await?;
            // Says nothing of why; the provider, if it was, calls again.
            return Err(Problem::new(400, "notification_refused", "not accepted").into());
        }
        NotificationVerification::Verified(notification) => (notification, true),
        NotificationVerification::Ambiguous(notification) => (notification, false),
    };
    let stored = StoredNotification {
        digest: digest(provider.id(), notification.get()),
        provider: provider.id().to_owned(),
        received_at: gateway.now(),
        body: reader.kept(notification.get()),
    };
    match place_of(gateway, &stored.provider, notification.get(), order, tag) {
        Some((key, own)) => apply(gateway, reader, &notification, own && clear, stored, &key).await?,
        // Names nothing that could be ours: kept where its digest leads.
        None => unmatched_notification(gateway, &stored.digest.clone(), stored).await?,
    }
    Ok(acknowledged(reader))
}

/// What is wrong elsewhere keeps no notification away. If the account itself cannot be read, the provider calls again.
fn readable<'a>(gateway: &'a Gateway, provider: &dyn Provider) -> Result<&'a Configured, Problem> {
    gateway.config.reader(provider).map_or_else(|| gateway.config.account(provider), Ok)
}

/// Which order, or refund, a notification is about, and whether it came to the very address that the provider was given
/// for it. What a payment's notification names counts; a refund's names no order, so the path leads to it. A
/// notification that names nothing at all is about the order whose address it came to.
fn place_of(
    gateway: &Gateway,
    provider: &str,
    said: &Notification,
    path: Option<&str>,
    tag: Option<&str>,
) -> Option<(String, bool)> {
    let has_address = |key: &str| {
        let secret = gateway.config.address_secret();
        secret
            .zip(tag)
            .is_some_and(|(secret, tag)| is_address_tag(secret, AddressPurpose::Notification, provider, key, tag))
    };
    let (named, refund) = (said.merchant_order_id.as_deref(), said.merchant_refund_id.as_deref());
    let key = key_of(if refund.is_some() { path.or(named)? } else { named.or(path)? }, refund).ok()?;
    let own = has_address(&key);
    (own || named.is_some() || refund.is_some()).then_some((key, own))
}

/// GET `/v1/notifications`: verified ones about orders that are not here, and how many were refused.
pub async fn unmatched(gateway: &Gateway, request: &mut IncomingRequest) -> Result<OutgoingResponse, RouteError> {
    let wanted = PageRequest::read(std::mem::take(&mut request.query), DEFAULT_LIMIT)?;
    let limit = wanted.limit;
    let mut counts = serde_json::Map::new();
    for (what, times) in control::counts(&gateway.isolate).await? {
        counts.insert(what, times.into());
    }
    let also = format!(r#","counts":{}"#, serde_json::Value::Object(counts));
    page(gateway, &LedgerCall::UnmatchedNotifications(wanted), ("notifications", limit), &also).await
}

/// Stores what the notification says and applies it to its order, judged against the order as it is at that very
/// moment: it may decide, or it is a hint.
async fn apply(
    gateway: &Gateway,
    reader: &dyn SignedNotifications,
    notification: &Verified<Notification>,
    may_decide: bool,
    stored: StoredNotification,
    key: &str,
) -> Result<(), RouteError> {
    let mut current = ask(gateway, key, &LedgerCall::Read).await?;
    for _ in 0..TRIES {
        current = match current {
            LedgerAnswer::Order(order) | LedgerAnswer::Moved(order) => {
                let report = reader.judge(notification, &order);
                let decides = report.evidence == Evidence::Signed && report.outcome == Outcome::Succeeded;
                let call = if decides && may_decide {
                    LedgerCall::Notification(order.version(), Box::new(stored.clone()), Box::new(report))
                } else {
                    LedgerCall::Hint(Box::new(hint_of(reader, notification.get(), &order)))
                };
                match ask(gateway, key, &call).await? {
                    LedgerAnswer::Order(_) | LedgerAnswer::Missing | LedgerAnswer::Well => return Ok(()),
                    other => other,
                }
            }
            LedgerAnswer::Missing => return unmatched_notification(gateway, key, stored).await,
            other => return Err(unexpected(&other)),
        };
    }
    Err(Fault("an order kept changing while its notification was judged".to_owned()).into())
}

async fn unmatched_notification(gateway: &Gateway, key: &str, stored: StoredNotification) -> Result<(), RouteError> {
    ask(gateway, key, &LedgerCall::UnmatchedNotification(Box::new(stored))).await?;
    Ok(())
}

/// What a signed message is known by.
fn digest(provider: &str, said: &Notification) -> String {
    hex::encode(sha256(&[provider, "\n", &said.text].concat().into_bytes()))
}

/// A signed message that decides nothing.
pub fn hint_of(reader: &dyn SignedNotifications, said: &Notification, order: &Order) -> Hint {
    let text = digest(&order.terms().provider, said).chars().take(HINT_DIGITS).collect();
    Hint { text: Some(text), says_paid: reader.says_paid(said), agrees: reader.agrees(said, order) }
}

fn acknowledged(reader: &dyn SignedNotifications) -> OutgoingResponse {
    let reply = reader.acknowledge();
    OutgoingResponse::text(reply.status, "application/json", reply.body)
}
