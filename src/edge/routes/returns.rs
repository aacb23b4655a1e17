//! The payer's browser comes back. Never authoritative: it may start a query, and is sent on.

use super::super::http::{Reply, Request};
use super::super::ledger::LedgerCall;
use super::notices::{digest, hint_of};
use super::stored::{ask, key_of, stored};
use super::{Gateway, Stop, not_found};
use crate::api::Query;
use crate::domain::Order;
use crate::domain::order::Hint;
use crate::domain::outcome::Evidence;
use crate::providers::find;
use crate::webcrypto::WebCrypto;

/// POST `/v1/returns/{provider}/{merchant_order_id}`, a form; GET is borne. A bad signature still goes back, but
/// starts nothing.
pub async fn back(gateway: &Gateway, request: &Request, provider: &str, id: &str) -> Result<Reply, Stop> {
    let provider = find(provider).ok_or_else(not_found)?;
    let key = key_of(id, None)?;
    let order = stored(gateway, &key).await?;
    let url =
        order.facts.return_url.as_deref().filter(|_| order.facts.provider == provider.id()).ok_or_else(not_found)?;
    if let Some(hint) = hinted(gateway, request, &order).await {
        ask(gateway, &key, &LedgerCall::Hint(Box::new(hint))).await?;
    }
    let location = with_order(url, order.facts.merchant_order_id.as_str());
    Ok(Reply::text(303, "text/plain; charset=utf-8", "Back to the shop.".to_owned()).header("location", location))
}

/// What the form says, if it is signed and of this order.
async fn hinted(gateway: &Gateway, request: &Request, order: &Order) -> Option<Hint> {
    let configured = find(&order.facts.provider).and_then(|provider| gateway.config.account(provider).ok())?;
    let notices = configured.account.notices()?;
    let form = request.bytes().map(String::from_utf8_lossy).ok()?;
    let notice = notices.verify_return(&Query::parse(&form).pairs(), &WebCrypto).await?;
    let said = notice.get();
    let of_it = said.merchant_order_id.as_deref() == Some(order.facts.merchant_order_id.as_str());
    let agrees = notices.judge(&notice, order).evidence == Evidence::Signed;
    of_it.then(|| hint_of(notices, &digest(&order.facts.provider, said), said, agrees))
}

/// The stored address with the order's id, and nothing else of the order, in its query.
fn with_order(url: &str, id: &str) -> String {
    let (address, fragment) = url.split_once('#').map_or((url, None), |(address, fragment)| (address, Some(fragment)));
    let joint = if address.contains('?') { '&' } else { '?' };
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    format!("{address}{joint}merchant_order_id={id}{fragment}")
}
