//! Client tokens for an order that is there.

use serde_json::{Map, Value};

use super::super::http::{IncomingRequest, OutgoingResponse};
use super::super::platform::now;
use super::super::protocol::LedgerCall;
use super::stored::{key_of, order_after};
use super::{Gateway, RouteError};
use crate::api::{TokenTerms, TokenView};

/// POST `/v1/orders/{id}/client-tokens`.
pub async fn create(gateway: &Gateway, request: &IncomingRequest, id: &str) -> Result<OutgoingResponse, RouteError> {
    let given = if request.bytes()?.is_empty() { Value::Object(Map::new()) } else { request.json()? };
    let terms = TokenTerms::alone(&given)?;
    let secret = gateway.config.token_secret()?;
    let call = if terms.revoke { LedgerCall::RevokeTokens } else { LedgerCall::Read };
    let order = order_after(gateway, &key_of(id, None)?, call).await?;
    Ok(OutgoingResponse::json(201, &TokenView::made(secret, &order, terms.lives, now())))
}
