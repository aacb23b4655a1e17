//! The payer's browser comes back. Never authoritative: it hints, and is sent on.

use super::super::http::{IncomingRequest, OutgoingResponse};
use super::super::protocol::{LedgerAnswer, LedgerCall};
use super::notifications::hint_of;
use super::stored_orders::{ask, key_of, unexpected};
use super::{Gateway, RouteError, not_found};
use crate::api::Query;
use crate::domain::Order;
use crate::domain::order::Hint;
use crate::providers::{Notification, SignedNotifications, find};
use crate::signing::{AddressPurpose, Verified, is_address_tag};

/// POST `/v1/returns/{provider}/{merchant_order_id}/{tag}`, a form; GET is borne. Who brings the tag, or a form that
/// the provider signed for this order, goes on to its `return_url`. Anybody else sees the same page whatever the id.
pub async fn back(
    gateway: &Gateway,
    request: &IncomingRequest,
    provider: &str,
    id: &str,
    tag: Option<&str>,
) -> Result<OutgoingResponse, RouteError> {
    let provider = find(provider).filter(|provider| provider.sends_back()).ok_or_else(not_found)?.id();
    let nowhere = || Ok(neutral(gateway.config.return_urls().only_origin()));
    let Ok(key) = key_of(id, None) else { return nowhere() };
    let has_tag = gateway
        .config
        .address_secret()
        .zip(tag)
        .is_some_and(|(secret, tag)| is_address_tag(secret, AddressPurpose::Return, provider, &key, tag));
    let signed = signed(gateway, request, provider, &key).await;
    if !has_tag && signed.is_none() {
        return nowhere();
    }
    let order = match ask(gateway, &key, &LedgerCall::Read).await? {
        LedgerAnswer::Order(order) => order,
        LedgerAnswer::Missing => return nowhere(),
        other => return Err(unexpected(&other)),
    };
    if order.terms().provider != provider {
        return nowhere();
    }
    let hint = signed.map_or(RETURNED, |(reader, form)| hint_of(reader, form.get(), &order));
    ask(gateway, &key, &LedgerCall::Hint(Box::new(hint))).await?;
    match order.terms().return_url.as_deref() {
        Some(url) => Ok(sent_on(url, &order)),
        None => nowhere(),
    }
}

/// The browser came back, and nothing is signed.
const RETURNED: Hint = Hint { text: None, says_paid: false, agrees: true };

/// The form, if the provider signed it for this order.
async fn signed<'a>(
    gateway: &'a Gateway,
    request: &IncomingRequest,
    provider: &str,
    key: &str,
) -> Option<(&'a dyn SignedNotifications, Verified<Notification>)> {
    let configured = find(provider).and_then(|provider| gateway.config.reader(provider))?;
    let reader = configured.account.signed_notifications()?;
    let form = request.bytes().map(String::from_utf8_lossy).ok()?;
    let form = reader.verify_return(&Query::parse(&form).pairs(), gateway.isolate.platform.rsa.as_ref()).await?;
    let named = form.get().merchant_order_id.as_deref().and_then(|id| key_of(id, None).ok());
    (named.as_deref() == Some(key)).then_some((reader, form))
}

fn sent_on(url: &str, order: &Order) -> OutgoingResponse {
    let location = with_order(url, order.terms().merchant_order_id.as_str());
    OutgoingResponse::text(303, "text/plain; charset=utf-8", "Back to the shop.".to_owned())
        .header("location", location)
}

/// What everybody sees who cannot be sent on: it says nothing of any order.
fn neutral(shop: Option<&str>) -> OutgoingResponse {
    let link = shop.map(|shop| format!("<p><a href=\"{shop}/\">{shop}</a></p>")).unwrap_or_default();
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>Back to the shop</title>\
         <p>Go back to the shop to see how your payment stands.</p>\
         <p lang=\"th\">โปรดกลับไปที่ร้านค้าเพื่อดูสถานะการชำระเงิน</p>{link}</html>"
    );
    let policy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'".to_owned();
    OutgoingResponse::text(200, "text/html; charset=utf-8", page)
        .header("content-security-policy", policy)
        .header("referrer-policy", "no-referrer".to_owned())
}

/// The stored address with the order's id, and nothing else of the order, in its query.
fn with_order(url: &str, id: &str) -> String {
    let (address, fragment) = url.split_once('#').map_or((url, None), |(address, fragment)| (address, Some(fragment)));
    let joint = if address.contains('?') { '&' } else { '?' };
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    format!("{address}{joint}merchant_order_id={id}{fragment}")
}
