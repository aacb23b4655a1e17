//! The payer's browser comes back. Never authoritative: it may start a query, and is sent on.

use super::super::http::{Reply, Request};
use super::super::ledger::LedgerCall;
use super::stored::{ask, key_of, stored};
use super::{Gateway, Stop, not_found};
use crate::api::Query;
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
    if signed(gateway, request, provider.id(), order.facts.merchant_order_id.as_str()).await {
        ask(gateway, &key, &LedgerCall::AskSoon).await?;
    }
    let location = with_order(url, order.facts.merchant_order_id.as_str());
    Ok(Reply::text(303, "text/plain; charset=utf-8", "Back to the shop.".to_owned()).header("location", location))
}

async fn signed(gateway: &Gateway, request: &Request, provider: &str, order: &str) -> bool {
    let Some(configured) = find(provider).and_then(|provider| gateway.config.account(provider).ok()) else {
        return false;
    };
    let Some(notices) = configured.account.notices() else { return false };
    let Ok(form) = request.bytes().map(String::from_utf8_lossy) else { return false };
    notices.verify_return(&Query::parse(&form).pairs(), order, &WebCrypto).await
}

/// The stored address with the order's id, and nothing else of the order, in its query.
fn with_order(url: &str, id: &str) -> String {
    let (address, fragment) = url.split_once('#').map_or((url, None), |(address, fragment)| (address, Some(fragment)));
    let joint = if address.contains('?') { '&' } else { '?' };
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    format!("{address}{joint}merchant_order_id={id}{fragment}")
}
