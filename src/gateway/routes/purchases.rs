//! Orders that pages make: an item of the catalogue, at its price, under an id that the gateway chooses.

use super::super::control;
use super::super::http::IncomingRequest;
use super::super::platform::Fault;
use super::place_order::{OrderIntent, Placement, existing};
use super::{Gateway, RouteError};
use crate::api::{Item, PURCHASE_TOKEN_LIVES, Problem, Purchase};
use crate::domain::CommandError;

/// Reads a purchase. A retry finds its order whatever has become of the item since: its id comes of the browser's key,
/// its meaning is the item's name and the payer's part.
pub async fn intent<'a>(
    gateway: &'a Gateway,
    request: &IncomingRequest,
    key_id: &str,
) -> Result<OrderIntent<'a>, RouteError> {
    let purchase = match Purchase::read(&request.tree()?) {
        Ok(purchase) => purchase,
        Err((wrong, rest)) => return Err(everything_wrong(gateway, wrong, rest).await?.into()),
    };
    let (secret, token_secret) = (gateway.config.fingerprint_secret(), gateway.config.token_secret()?);
    let id = purchase.order_id(secret, key_id);
    let meaning = purchase.fingerprint(secret, gateway.config.accounts());
    let placement = match existing(gateway, &id, &meaning).await? {
        Some(order) => Placement::Existing(Box::new(order)),
        None => {
            let item = item_of(gateway, &purchase).await?;
            let item = item.map_err(|unknown| without_item(gateway, unknown, &purchase))?;
            let checks = gateway.config.checks(item.provider());
            let order = item.order(&purchase, id);
            Placement::New(Box::new(order.map_err(|wrong| item.and_the_rest(wrong, &purchase, &checks))?))
        }
    };
    let (sku, token) = (Some(purchase.sku().to_owned()), Some((token_secret, PURCHASE_TOKEN_LIVES)));
    Ok(OrderIntent { placement, meaning: Some(meaning), sku, token })
}

/// The item, or that there is none.
async fn item_of(gateway: &Gateway, purchase: &Purchase) -> Result<Result<Item, CommandError>, Fault> {
    let item = Item::of(&control::item(&gateway.isolate, purchase.sku()).await?);
    let unknown = "the catalogue has no such item: GET /v1/catalogue lists them";
    Ok(item.ok_or_else(|| CommandError::new("sku_unknown", "sku", unknown)))
}

/// What is known to be wrong with a purchase, with what its item says of the rest.
async fn everything_wrong(
    gateway: &Gateway,
    known: CommandError,
    rest: Option<Box<Purchase>>,
) -> Result<CommandError, Fault> {
    let Some(purchase) = rest else { return Ok(known) };
    if known.names("sku") {
        return Ok(without_item(gateway, known, &purchase));
    }
    Ok(match item_of(gateway, &purchase).await? {
        Ok(item) => item.and_the_rest(known, &purchase, &gateway.config.checks(item.provider())),
        Err(unknown) => without_item(gateway, known.with(Err(unknown)), &purchase),
    })
}

/// What is known to be wrong with a purchase, with what no item would take.
fn without_item(gateway: &Gateway, known: CommandError, purchase: &Purchase) -> CommandError {
    known.with(purchase.check_return_url(gateway.config.return_urls()))
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
            let detail = "another order of this number waits for its password, or is being confirmed: confirm it, or \
                          wait until it has ended";
            Problem::new(409, "otp_order_open", detail).into()
        }
        _ => error,
    }
}
