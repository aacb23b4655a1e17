//! Client tokens for an order that is there.

use super::super::http::{IncomingRequest, OutgoingResponse};
use super::super::protocol::LedgerCall;
use super::stored_orders::{key_of, order_after};
use super::{Gateway, RouteError};
use crate::api::{CreateClientToken, TokenView};

/// POST `/v1/orders/{id}/client-tokens`.
pub async fn create(gateway: &Gateway, request: &IncomingRequest, id: &str) -> Result<OutgoingResponse, RouteError> {
    let wanted: CreateClientToken = request.checked_or_nothing(|wanted: &CreateClientToken, _| wanted.check())?;
    let secret = gateway.config.token_secret()?;
    let call = if wanted.revoke { LedgerCall::RevokeTokens } else { LedgerCall::Read };
    let order = order_after(gateway, &key_of(id, None)?, call).await?;
    Ok(OutgoingResponse::json(201, &TokenView::made(secret, &order, wanted.expires_in, gateway.now())))
}
