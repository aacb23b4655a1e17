//! Refunds: of an order that was paid, in parts or whole.

use super::super::http::{IncomingRequest, OutgoingResponse};
use super::super::protocol::{LedgerAnswer, LedgerCall, Reservation};
use super::super::sender::Sender;
use super::stored::{
    ask, forbidden, key_of, merchant_response, no_order, part_of, record, seen_version, stored, unexpected,
};
use super::{Gateway, RouteError};
use crate::api::page::PageRequest;
use crate::api::{CreateRefund, MAX_LIMIT, Problem};
use crate::domain::order::lifecycle::Fingerprints;
use crate::domain::{CommandError, MerchantOrderId, Money, Order};
use crate::providers::{Call, REFUNDS, RefundCommand};
use crate::signing::command_fingerprint;

/// POST `/v1/orders/{id}/refunds`.
pub async fn create(gateway: &Gateway, request: &IncomingRequest, id: &str) -> Result<OutgoingResponse, RouteError> {
    let wanted: CreateRefund = request.json()?;
    let seen = seen_version(request, wanted.version)?;
    let parent = key_of(id, None)?;
    let paid = stored(gateway, &parent).await?;
    let sender = Sender::of(&gateway.env, &gateway.config, &paid.terms().provider)?;
    sender.takes_orders()?;
    let (merchant_refund_id, amount) =
        CommandError::both(refund_id(&wanted.merchant_refund_id), wanted.amount.money())?;
    let refunds = sender.capability(sender.configured().account.refunds(), REFUNDS)?;
    let prepared = refunds.prepare_refund(RefundCommand {
        paid: paid.terms(),
        merchant_refund_id,
        amount,
        reason: &wanted.reason,
        details: &wanted.details,
    })?;
    let fingerprints = Fingerprints {
        command: command_fingerprint(gateway.config.fingerprint_secret(), &prepared.terms),
        account: sender.configured().fingerprint.clone(),
    };
    let call = Call::create(&prepared);
    let ready = sender.ready(&call).await?;
    let wanted =
        Reservation { prepared: prepared.clone(), fingerprints, claimed_at: None, sku: None, seen, despite: None };
    match ask(gateway, &parent, &LedgerCall::ReserveRefund(Box::new(wanted))).await? {
        LedgerAnswer::Accepted(refund) => {
            let report = sender.send_attempt(&call, ready, &refund).await;
            let key = key_of(id, Some(refund.terms().merchant_order_id.as_str()))?;
            let refund = record(gateway, &key, &refund, report).await?;
            let location = format!("/v1/orders/{id}/refunds/{}", refund.terms().merchant_order_id.as_str());
            Ok(merchant_response(201, &refund).header("location", location))
        }
        LedgerAnswer::Order(refund) => Ok(merchant_response(200, &refund)),
        LedgerAnswer::Missing => Err(no_order().into()),
        LedgerAnswer::Refused(error, order) => Err(forbidden(error, &order, false).into()),
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

fn refund_id(text: &str) -> Result<MerchantOrderId, CommandError> {
    MerchantOrderId::parse(text)
        .map_err(|error| CommandError::new("merchant_refund_id_invalid", "merchant_refund_id", error.problem.clone()))
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
            Problem::new(422, "refund_exceeds_paid", detail).field("amount.value").into()
        }
        other => unexpected(other),
    }
}
