//! Orders: making, reading, listing.

use super::super::http::{IncomingRequest, OutgoingResponse};
use super::super::protocol::LedgerCall;
use super::place_order::{OrderIntent, Placement, place_order};
use super::stored_orders::{ask, key_of, no_order, order_after, order_response, page, part_of, with_client_token};
use super::{Gateway, RouteError, purchases};
use crate::api::page::PageRequest;
use crate::api::{Caller, CreateOrder, Filter, MAX_LIMIT, Problem, TokenView, read_body_or_rest};
use crate::domain::time::SECOND;

/// POST `/v1/orders`: of a merchant's server any order, of a page a purchase. They are made in one way.
pub async fn create(
    gateway: &Gateway,
    request: &IncomingRequest,
    caller: &Caller,
) -> Result<OutgoingResponse, RouteError> {
    gateway.config.tells_orders_apart()?;
    let OrderIntent { placement, meaning, sku, token } = match caller {
        Caller::Publishable(key) => purchases::intent(gateway, request, key).await?,
        _ => OrderIntent::of(gateway, order_of(gateway, request)?)?,
    };
    let (status, order) = match placement {
        Placement::Existing(order) => (200, *order),
        Placement::New(wanted) => {
            let page = match caller {
                Caller::Publishable(key) => Some((key.as_str(), request.source())),
                _ => None,
            };
            Box::pin(place_order(gateway, &wanted, meaning, sku, page)).await?
        }
    };
    let token = token.map(|(secret, lives)| TokenView::made(secret, &order, lives, gateway.now()));
    let reply = order_response(gateway, caller, status, &order, token);
    if status != 201 {
        return Ok(reply);
    }
    Ok(reply.header("location", format!("/v1/orders/{}", order.terms().merchant_order_id.as_str())))
}

impl<'a> OrderIntent<'a> {
    /// Of a merchant's server. That a token cannot be had is known before the order is made.
    fn of(gateway: &'a Gateway, order: CreateOrder) -> Result<Self, Problem> {
        let token = match &order.client_token {
            Some(wanted) => Some((gateway.config.token_secret()?, wanted.expires_in)),
            None => None,
        };
        Ok(Self { placement: Placement::New(Box::new(order)), meaning: None, sku: None, token })
    }
}

/// GET `/v1/orders/{id}`, with `?wait=` seconds and `&version=` the version already seen.
pub async fn read(
    gateway: &Gateway,
    request: &mut IncomingRequest,
    caller: &Caller,
    id: &str,
    refund: Option<&str>,
) -> Result<OutgoingResponse, RouteError> {
    let mut query = std::mem::take(&mut request.query);
    let wait = query.number("wait", 30).unwrap_or(0).min(gateway.config.max_wait_s);
    let version = query.number("version", i64::from(u32::MAX));
    query.finish()?;
    let key = key_of(id, refund)?;
    let version = version.and_then(|v| u32::try_from(v).ok());
    let call = LedgerCall::Wait(version, u64::try_from(wait.saturating_mul(SECOND)).unwrap_or(0));
    Ok(order_response(gateway, caller, 200, &order_after(gateway, &key, with_client_token(caller, call)).await?, None))
}

/// GET `/v1/orders`: each shard's newest, merged.
pub async fn list(gateway: &Gateway, request: &mut IncomingRequest) -> Result<OutgoingResponse, RouteError> {
    let filter = Filter::read(std::mem::take(&mut request.query))?;
    let limit = filter.limit;
    page(gateway, &LedgerCall::List(Box::new(filter)), ("orders", limit), "").await
}

/// GET `/v1/orders/{id}/history`.
pub async fn history(
    gateway: &Gateway,
    request: &mut IncomingRequest,
    id: &str,
    refund: Option<&str>,
) -> Result<OutgoingResponse, RouteError> {
    let wanted = PageRequest::read(std::mem::take(&mut request.query), MAX_LIMIT)?;
    let (key, first) = (key_of(id, refund)?, wanted.after.is_none());
    let part = part_of(ask(gateway, &key, &LedgerCall::History(wanted)).await?)?;
    if part.entries.is_empty() && first {
        return Err(no_order().into());
    }
    Ok(OutgoingResponse::text(200, "application/json", part.page("history")))
}

/// The order that is asked for, read; or everything that is wrong with it, as far as its account can tell.
fn order_of(gateway: &Gateway, request: &IncomingRequest) -> Result<CreateOrder, Problem> {
    let wrong = match read_body_or_rest::<CreateOrder>(&request.tree()?) {
        Ok(order) => return Ok(order),
        Err((wrong, Some(order))) => order.and_the_rest(wrong, &gateway.config.checks(&order.provider)),
        Err((wrong, None)) => wrong,
    };
    Err(wrong.into())
}
