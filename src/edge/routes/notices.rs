//! Signed notices from providers. Stored before they are acknowledged; what is not verified moves nothing.

use super::super::control;
use super::super::http::{Reply, Request};
use super::super::ledger::{LedgerAnswer, LedgerCall, StoredNotice};
use super::super::platform::{Fault, now};
use super::super::stub;
use super::stored::{ask, key_of, unexpected};
use super::{Gateway, Stop, not_found};
use crate::api::{NoticeView, NoticesView, Problem};
use crate::domain::order::Hint;
use crate::domain::outcome::{Evidence, Outcome};
use crate::domain::sorting::sorted;
use crate::providers::{Message, Notice, NoticeRead, Notices, find};
use crate::signing::{Verified, hex, sha256};
use crate::webcrypto::WebCrypto;

/// How often a notice is judged again because its order changed meanwhile.
const TRIES: u32 = 5;
/// So much of a digest is kept of a hint: an order has a handful of them.
const HINT_DIGITS: usize = 16;

/// POST `/v1/notifications/{provider}` and `…/{merchant_order_id}`, which only routes: a refund's notice names no
/// order.
pub async fn receive(gateway: &Gateway, request: &Request, provider: &str, order: Option<&str>) -> Result<Reply, Stop> {
    let provider = find(provider).ok_or_else(not_found)?;
    let configured = gateway.config.account(provider)?;
    let notices = configured.account.notices().ok_or_else(not_found)?;
    let body = request.bytes()?;
    let message = Message { headers: &request.headers, body };
    match notices.verify(&message, &WebCrypto).await {
        NoticeRead::Refused => {
            control::count_refused(&gateway.env, provider.id(), "signature").await;
            // Says nothing of why; the provider, if it was, calls again.
            return Err(Problem::new(400, "notice_refused", "not accepted").into());
        }
        NoticeRead::Verified(notice) => apply(gateway, notices, &notice, true, (provider.id(), body), order).await,
        NoticeRead::Ambiguous(notice) => apply(gateway, notices, &notice, false, (provider.id(), body), order).await,
    }?;
    Ok(acknowledged(notices))
}

/// GET `/v1/notifications`: verified ones about orders that are not here, and how many were refused.
pub async fn unmatched(gateway: &Gateway) -> Result<Reply, Stop> {
    let call = LedgerCall::UnmatchedNotices;
    let parts = stub::every_ledger(&gateway.env, &call).await;
    let mut notices = Vec::new();
    for part in parts {
        match part? {
            LedgerAnswer::Notices(part) => notices.extend(part),
            other => return Err(unexpected(&other)),
        }
    }
    let notices = sorted(notices, |one, other| other.received_at.cmp(&one.received_at));
    let shown = |notice: &StoredNotice| NoticeView {
        provider: notice.provider.clone(),
        received_at: notice.received_at.rfc3339(),
        body: notice.body.clone(),
    };
    let mut counts = serde_json::Map::new();
    for (what, times) in control::counts(&gateway.env).await? {
        counts.insert(what, times.into());
    }
    Ok(Reply::json(200, &NoticesView { notifications: notices.iter().map(shown).collect(), counts }))
}

/// Stores what the notice says and applies it to its order, judged against the order as it is at that very moment: it
/// decides, or it is a hint.
async fn apply(
    gateway: &Gateway,
    notices: &dyn Notices,
    notice: &Verified<Notice>,
    clear: bool,
    (provider, body): (&str, &[u8]),
    order: Option<&str>,
) -> Result<(), Stop> {
    let said = notice.get();
    let stored = StoredNotice {
        digest: digest(provider, said),
        provider: provider.to_owned(),
        received_at: now(),
        body: String::from_utf8_lossy(body).into_owned(),
    };
    let refund = said.merchant_refund_id.as_deref();
    let Some(key) = place(order_of(order, said.merchant_order_id.as_deref(), refund), refund) else {
        // Names nothing that could be ours: kept where its digest leads.
        let key = stored.digest.clone();
        ask(gateway, &key, &LedgerCall::UnmatchedNotice(Box::new(stored))).await?;
        return Ok(());
    };
    let mut current = ask(gateway, &key, &LedgerCall::Read).await?;
    for _ in 0..TRIES {
        current = match current {
            LedgerAnswer::Order(order) | LedgerAnswer::Moved(order) => {
                let reading = notices.judge(notice, &order);
                let agrees = reading.evidence == Evidence::Signed && reading.outcome == Outcome::Succeeded;
                let call = if agrees && clear {
                    LedgerCall::Notice(order.version, Box::new(stored.clone()), Box::new(reading))
                } else {
                    LedgerCall::Hint(Box::new(hint_of(notices, &stored.digest, said, agrees)))
                };
                match ask(gateway, &key, &call).await? {
                    LedgerAnswer::Order(_) | LedgerAnswer::Missing | LedgerAnswer::Well => return Ok(()),
                    other => other,
                }
            }
            LedgerAnswer::Missing => {
                ask(gateway, &key, &LedgerCall::UnmatchedNotice(Box::new(stored))).await?;
                return Ok(());
            }
            other => return Err(unexpected(&other)),
        };
    }
    Err(Fault("an order kept changing while its notice was judged".to_owned()).into())
}

/// What a signed message is known by.
pub fn digest(provider: &str, said: &Notice) -> String {
    hex(&sha256(&[provider, "\n", &said.text].concat().into_bytes()))
}

/// A signed message that decides nothing.
pub fn hint_of(notices: &dyn Notices, digest: &str, said: &Notice, agrees: bool) -> Hint {
    Hint { text: Some(digest.chars().take(HINT_DIGITS).collect()), says_paid: notices.says_paid(said), agrees }
}

/// What a payment's notice names is signed and counts; a refund's names no order, so the path leads to it.
fn order_of<'a>(path: Option<&'a str>, named: Option<&'a str>, refund: Option<&str>) -> Option<&'a str> {
    if refund.is_some() { path.or(named) } else { named }
}

fn place(order: Option<&str>, refund: Option<&str>) -> Option<String> {
    key_of(order?, refund).ok()
}

fn acknowledged(notices: &dyn Notices) -> Reply {
    let reply = notices.acknowledge();
    Reply::text(reply.status, "application/json", reply.body)
}
