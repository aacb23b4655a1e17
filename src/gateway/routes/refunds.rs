//! Refunds: of an order that was paid, in parts or whole.

use super::super::http::{IncomingRequest, OutgoingResponse};
use super::super::protocol::{LedgerAnswer, LedgerCall, Reservation};
use super::super::sender::Sender;
use super::stored_orders::{
    ask, forbidden, key_of, merchant_response, no_order, part_of, record, seen_version, stored, unexpected,
};
use super::{Gateway, RouteError};
use crate::api::page::PageRequest;
use crate::api::{CreateRefund, MAX_LIMIT, Problem, Unreadable, read_body_or_rest};
use crate::domain::order::lifecycle::Fingerprints;
use crate::domain::{CommandError, Money, Order};
use crate::json::Parsed;
use crate::providers::{Call, REFUNDS};
use crate::signing::command_fingerprint;

/// POST `/v1/orders/{id}/refunds`.
pub async fn create(gateway: &Gateway, request: &IncomingRequest, id: &str) -> Result<OutgoingResponse, RouteError> {
    let (wanted, seen) = match asked(request, &request.tree()?) {
        Ok(asked) => asked,
        Err((wrong, rest)) => return Err(everything_wrong(gateway, wrong, rest, id).await.into()),
    };
    let parent = key_of(id, None)?;
    let paid = stored(gateway, &parent).await?;
    let sender = Sender::of(&gateway.isolate, &paid.terms().provider)?;
    sender.takes_orders()?;
    let refunds = sender.capability(sender.configured().account.refunds(), REFUNDS)?;
    let prepared = wanted.prepared(paid.terms(), refunds)?;
    let fingerprints = Fingerprints {
        command: command_fingerprint(gateway.config.fingerprint_secret(), &prepared.terms),
        account: sender.configured().fingerprint.clone(),
    };
    let call = Call::create(&prepared);
    let ready = sender.ready(&call).await?;
    let wanted = Reservation {
        prepared: prepared.clone(),
        fingerprints,
        claimed_at: None,
        sku: None,
        seen,
        despite: Vec::new(),
    };
    match ask(gateway, &parent, &LedgerCall::ReserveRefund(Box::new(wanted))).await? {
        LedgerAnswer::Accepted(refund) => {
            let report = sender.send_attempt(&call, ready, &refund).await;
            let key = key_of(id, Some(refund.terms().merchant_order_id.as_str()))?;
            let refund = record(gateway, &key, &refund, report).await?;
            let location = format!("/v1/orders/{id}/refunds/{}", refund.terms().merchant_order_id.as_str());
            Ok(merchant_response(gateway, 201, &refund).header("location", location))
        }
        LedgerAnswer::Order(refund) => Ok(merchant_response(gateway, 200, &refund)),
        LedgerAnswer::Missing => Err(no_order().into()),
        LedgerAnswer::Refused(error, order) => Err(forbidden(gateway, error, &order, false).into()),
        other => Err(refused(&other, &paid)),
    }
}

/// GET `/v1/orders/{id}/refunds`: the oldest first.
pub async fn list(gateway: &Gateway, request: &mut IncomingRequest, id: &str) -> Result<OutgoingResponse, RouteError> {
    let wanted = PageRequest::read(std::mem::take(&mut request.query), MAX_LIMIT)?;
    let parent = key_of(id, None)?;
    stored(gateway, &parent).await?;
    let part = part_of(ask(gateway, &parent, &LedgerCall::Refunds(wanted)).await?)?;
    Ok(OutgoingResponse::text(200, "application/json", part.page("refunds")))
}

/// The refund that is asked for, and the version of the order that the caller has looked at.
fn asked(request: &IncomingRequest, given: &Parsed) -> Result<(CreateRefund, Option<u32>), Unreadable<CreateRefund>> {
    match read_body_or_rest::<CreateRefund>(given) {
        Ok(wanted) => match seen_version(request, wanted.version) {
            Ok(seen) => Ok((wanted, seen)),
            Err(wrong) => Err((wrong, Some(Box::new(wanted)))),
        },
        Err((wrong, rest)) => Err((wrong.with(seen_version(request, None).map(drop)), rest)),
    }
}

/// What is known to be wrong with a refund, with what the provider of its order says of the rest.
async fn everything_wrong(
    gateway: &Gateway,
    known: CommandError,
    rest: Option<Box<CreateRefund>>,
    id: &str,
) -> CommandError {
    let Some(wanted) = rest else { return known };
    let known = known.with(wanted.check());
    let Ok(key) = key_of(id, None) else { return known };
    let Ok(paid) = stored(gateway, &key).await else { return known };
    let account = gateway.config.checking(&paid.terms().provider).ok().flatten();
    match account.and_then(|account| account.refunds()) {
        Some(refunds) => wanted.and_the_rest(known, paid.terms(), refunds),
        None => known,
    }
}

fn refused(answer: &LedgerAnswer, paid: &Order) -> RouteError {
    match answer {
        LedgerAnswer::OtherMeaning => Problem::new(
            409,
            "refund_id_taken",
            "the refund with this merchant_refund_id asks for something else: read it before another is made",
        )
        .field("merchant_refund_id")
        .into(),
        LedgerAnswer::OtherSpelling(id) => {
            let detail = format!("the refund {id} has this merchant_refund_id in other letters: it is the same refund");
            Problem::new(409, "refund_id_taken", detail).field("merchant_refund_id").into()
        }
        LedgerAnswer::NotPaid => {
            Problem::new(409, "order_not_paid", "only an order that was paid can be refunded").into()
        }
        LedgerAnswer::OnlyLeft(minor) => {
            let left = Money::from_minor(*minor, paid.terms().amount.currency())
                .map_or_else(|_| "0".to_owned(), |m| m.to_string());
            let detail = format!("only {left} {} is left to give back", paid.terms().amount.currency().code());
            CommandError::new("refund_exceeds_paid", "amount.value", detail).into()
        }
        other => unexpected(other),
    }
}
