//! What the routes about orders share: asking the ledger, and showing what it answers.

use super::super::http::{IncomingRequest, OutgoingResponse};
use super::super::platform::Fault;
use super::super::protocol::{LedgerAnswer, LedgerCall};
use super::super::rpc;
use super::super::shards::SHARDS;
use super::{Gateway, RouteError};
use crate::api::caller::revoked;
use crate::api::page::{Part, merged};
use crate::api::{Caller, OrderView, PayerView, Problem, RefundView, TokenView};
use crate::domain::{CommandError, MerchantOrderId, Order, OrderError, ProviderReport};

/// Asks the shard that owns this order.
pub async fn ask(gateway: &Gateway, key: &str, call: &LedgerCall) -> Result<LedgerAnswer, Fault> {
    rpc::ledger_for(&gateway.isolate, &gateway.request_id, key, call).await
}

/// The order as it is stored.
pub async fn stored(gateway: &Gateway, key: &str) -> Result<Order, RouteError> {
    order_after(gateway, key, LedgerCall::Read).await
}

/// A call as this caller may make it: whether a token still holds is seen where the order is.
pub fn with_client_token(caller: &Caller, call: LedgerCall) -> LedgerCall {
    match caller {
        Caller::Client(token) => LedgerCall::WithClientToken(token.generation, Box::new(call)),
        _ => call,
    }
}

/// The order as it stands after a call to its shard, or why there is none to show.
pub async fn order_after(gateway: &Gateway, key: &str, call: LedgerCall) -> Result<Order, RouteError> {
    let by_payer = matches!(call, LedgerCall::WithClientToken(..));
    match ask(gateway, key, &call).await? {
        LedgerAnswer::Order(order) | LedgerAnswer::Accepted(order) => Ok(*order),
        LedgerAnswer::Missing => Err(no_order().into()),
        LedgerAnswer::TokenRevoked => Err(revoked().into()),
        LedgerAnswer::Refused(error, order) => Err(forbidden(gateway, error, &order, by_payer).into()),
        other => Err(unexpected(&other)),
    }
}

/// What the order's life does not allow, with the order as the caller may see it. To its payer a failure that is in
/// question is no failure.
pub fn forbidden(gateway: &Gateway, error: OrderError, order: &Order, by_payer: bool) -> Problem {
    let shown = match (by_payer, RefundView::of(order)) {
        (true, _) => serde_json::to_string(&PayerView::of(order, gateway.now())),
        (false, Some(refund)) => serde_json::to_string(&refund),
        (false, None) => serde_json::to_string(&OrderView::of(order, gateway.now())),
    };
    let error = if by_payer && error == OrderError::FailedInDoubt { OrderError::OutcomeUnknown } else { error };
    Problem::from(error).order(&shown.unwrap_or_default())
}

/// The version of the order that the caller has looked at: the body's, or that of `If-Match`.
pub fn seen_version(request: &IncomingRequest, given: Option<u32>) -> Result<Option<u32>, CommandError> {
    let Some(header) = request.header("if-match") else { return Ok(given) };
    let version: Option<u32> = header.trim().trim_matches('"').parse().ok();
    let invalid = |problem: &'static str| CommandError::new("field_invalid", "If-Match", problem);
    match version {
        None => Err(invalid("expected the order's version, a whole number")),
        Some(version) if given.is_some_and(|given| given != version) => Err(invalid("the body names another version")),
        version => Ok(version),
    }
}

/// A page of what every shard has a part of, the newest first; `also` is written behind it.
pub async fn page(
    gateway: &Gateway,
    call: &LedgerCall,
    (name, limit): (&str, u32),
    also: &str,
) -> Result<OutgoingResponse, RouteError> {
    let mut parts = Vec::new();
    for part in rpc::every_ledger(&gateway.isolate, call).await {
        parts.push(part_of(part?)?);
    }
    Ok(OutgoingResponse::text(200, "application/json", merged(name, parts, limit, also)))
}

/// What a shard has of a list.
pub fn part_of(answer: LedgerAnswer) -> Result<Part, RouteError> {
    match answer {
        LedgerAnswer::Part(part) => Ok(part),
        other => Err(unexpected(&other)),
    }
}

/// Records the reply to the order's current attempt.
pub async fn record(gateway: &Gateway, key: &str, order: &Order, report: ProviderReport) -> Result<Order, RouteError> {
    let reply = LedgerCall::Reply(order.attempt().number, Box::new(report));
    order_after(gateway, key, reply).await
}

/// An order, or a refund, as the merchant sees it.
pub fn merchant_response(gateway: &Gateway, status: u16, order: &Order) -> OutgoingResponse {
    order_response(gateway, &Caller::Secret, status, order, None)
}

/// An order as this caller may see it, with a token if there is a new one.
pub fn order_response(
    gateway: &Gateway,
    caller: &Caller,
    status: u16,
    order: &Order,
    token: Option<TokenView>,
) -> OutgoingResponse {
    match (caller, RefundView::of(order)) {
        (Caller::Secret, Some(refund)) => OutgoingResponse::json(status, &refund),
        (Caller::Secret, None) => OutgoingResponse::json(status, &OrderView::of(order, gateway.now()).with(token)),
        _ => OutgoingResponse::json(status, &PayerView::of(order, gateway.now()).with(token)),
    }
}

/// The key of an order, or of one of its refunds.
pub fn key_of(id: &str, refund: Option<&str>) -> Result<String, Problem> {
    let key = |id: &str| MerchantOrderId::parse(id).map(|id| id.key()).map_err(|_| no_id());
    match refund {
        Some(refund) => Ok(format!("{}/{}", key(id)?, key(refund)?)),
        None => key(id),
    }
}

/// The id is taken by an order that asks for something else.
pub fn other_meaning() -> Problem {
    Problem::new(
        409,
        "order_id_taken",
        "the order with this merchant_order_id asks for something else: read it before another is made",
    )
    .field("merchant_order_id")
}

/// Providers tell such ids apart or do not; whoever retries in other letters means the order that is there.
pub fn other_spelling(stored: &str) -> Problem {
    let detail =
        format!("the order {stored} has this merchant_order_id in other letters: read that one, by its own id");
    Problem::new(409, "order_id_taken", detail).field("merchant_order_id")
}

/// Nothing has this id.
pub fn no_order() -> Problem {
    Problem::new(
        404,
        "order_not_found",
        "no order has this merchant_order_id, or no refund of it this merchant_refund_id",
    )
}

fn no_id() -> Problem {
    let detail = "no order can have this id: expected 1 to 64 of A-Z a-z 0-9 . _ -, and nothing that nobody sees";
    Problem::new(404, "order_not_found", detail)
}

/// An answer that the route has no use for.
pub fn unexpected(answer: &LedgerAnswer) -> RouteError {
    match answer {
        LedgerAnswer::OtherShards(shards) => Problem::new(
            503,
            "ledger_shards_changed",
            format!("this ledger was made with {shards} shards and cannot be read with {}", SHARDS),
        )
        .into(),
        _ => Fault("the ledger answered something else".to_owned()).into(),
    }
}
