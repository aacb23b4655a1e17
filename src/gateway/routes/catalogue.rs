//! The catalogue: what pages may order.

use super::super::control;
use super::super::http::{IncomingRequest, OutgoingResponse};
use super::super::platform::Fault;
use super::{Gateway, RouteError};
use crate::api::{Caller, catalogue};
use crate::providers::find;

/// PUT `/v1/catalogue`: all of it, in the place of what was there.
pub async fn replace(gateway: &Gateway, request: &IncomingRequest) -> Result<OutgoingResponse, RouteError> {
    let account = |provider: &str| Some(gateway.config.account(find(provider)?).ok()?.account.as_ref());
    let items = catalogue::read(&request.tree()?, &account)?;
    let reply = listed(&items);
    control::put_catalogue(&gateway.isolate, items).await?;
    Ok(reply)
}

/// GET `/v1/catalogue`: all of it to the merchant, to others what a page needs.
pub async fn read(gateway: &Gateway, caller: &Caller) -> Result<OutgoingResponse, RouteError> {
    let items = control::catalogue(&gateway.isolate).await?;
    if *caller == Caller::Secret {
        return Ok(listed(&items));
    }
    Ok(OutgoingResponse::json(200, &catalogue::public(&items).map_err(Fault::from)?))
}

fn listed(items: &str) -> OutgoingResponse {
    OutgoingResponse::text(200, "application/json", format!(r#"{{"items":{items}}}"#))
}
