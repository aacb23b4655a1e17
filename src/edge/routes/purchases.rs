//! Orders that pages make: an item of the catalogue, at its price, under an id that the gateway chooses.

use super::super::control;
use super::super::http::IncomingRequest;
use super::place_order::{OrderIntent, Placement, existing};
use super::{Gateway, RouteError};
use crate::api::{Item, PURCHASE_TOKEN_LIVES, Problem, Purchase};

/// Reads a purchase. A retry finds its order whatever has become of the item since: its id comes of the browser's key,
/// its meaning is the item's name and the payer's part.
pub async fn intent<'a>(
    gateway: &'a Gateway,
    request: &IncomingRequest,
    key_id: &str,
) -> Result<OrderIntent<'a>, RouteError> {
    let purchase = Purchase::read(&request.tree()?)?;
    let (secret, token_secret) = (gateway.config.fingerprint_secret(), gateway.config.token_secret()?);
    let id = purchase.order_id(secret, key_id);
    let meaning = purchase.fingerprint(secret, gateway.config.accounts());
    let placement = match existing(gateway, &id, &meaning).await? {
        Some(order) => Placement::Existing(Box::new(order)),
        None => {
            let item = control::item(&gateway.env, purchase.sku()).await?;
            let item = Item::of(&item).ok_or_else(sku_unknown)?;
            Placement::New(Box::new(item.order(&purchase, id)?))
        }
    };
    let (sku, token) = (Some(purchase.sku().to_owned()), Some((token_secret, PURCHASE_TOKEN_LIVES)));
    Ok(OrderIntent { placement, meaning: Some(meaning), sku, token })
}

fn sku_unknown() -> Problem {
    Problem::new(422, "sku_unknown", "the catalogue has no such item: GET /v1/catalogue lists them").field("sku")
}

/// A refusal without what a stranger must not learn, the id of somebody else's order, and in the words of a purchase.
pub fn for_anybody(error: RouteError) -> RouteError {
    let RouteError::Refused(problem) = &error else { return error };
    match problem.code() {
        "order_id_taken" => {
            let detail = "the order that was made with this client_key asks for something else: a new key makes a second order, which is right only once the first has failed or was cancelled";
            Problem::new(409, "order_id_taken", detail).field("client_key").into()
        }
        "number_unsettled" => {
            let detail = "it is not known yet whether an earlier order of this number was paid: it is being asked about; \
                          wait, and do not pay a second time";
            Problem::new(409, "number_unsettled", detail).into()
        }
        "otp_order_open" => {
            let detail =
                "another order of this number waits for its password: confirm it, or wait until it has run out";
            Problem::new(409, "otp_order_open", detail).into()
        }
        _ => error,
    }
}
