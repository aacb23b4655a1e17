//! Placing an order. Build first, record next, send last: building cannot move money, and what is recorded is never
//! forgotten.

use std::net::IpAddr;

use super::super::protocol::{LedgerAnswer, LedgerCall, Reservation};
use super::super::sender::Sender;
use super::claims::Circumstances;
use super::stored_orders::{ask, key_of, other_meaning, other_spelling, record, unexpected};
use super::{Gateway, RouteError, claims, fingerprints};
use crate::api::{CreateOrder, Problem};
use crate::domain::order::lifecycle::Fingerprints;
use crate::domain::{Failure, Order, Outcome, ProviderReport, Reason, Secret};
use crate::providers::Call;
use crate::signing::command_fingerprint;

/// What a call asks for, read.
pub struct OrderIntent<'a> {
    pub placement: Placement,
    /// What a purchase means; another order means what it says.
    pub meaning: Option<String>,
    /// The catalogue's item, of a purchase.
    pub sku: Option<String>,
    /// What a token for the order is signed with and the seconds that it lives, if one is wanted.
    pub token: Option<(&'a Secret, i64)>,
}

/// The order that is asked for.
pub enum Placement {
    /// It was made before.
    Existing(Box<Order>),
    /// It is to be made.
    New(Box<CreateOrder>),
}

/// Makes an order and its first call, or finds that there is one: 201 or 200. That there is none of a purchase has been
/// seen already.
pub async fn place_order(
    gateway: &Gateway,
    wanted: &CreateOrder,
    meaning: Option<String>,
    sku: Option<String>,
    page: Option<(&str, Option<IpAddr>)>,
) -> Result<(u16, Order), RouteError> {
    let checks = gateway.config.checks(&wanted.provider);
    if checks.provider.is_err() {
        wanted.check(&checks)?;
    }
    let sender = Sender::of(&gateway.isolate, &wanted.provider)?;
    sender.takes_orders()?;
    wanted.return_url.as_deref().map_or(Ok(()), |url| gateway.config.tells_return_url(url))?;
    let prepared = wanted.prepared(&checks)?;
    let id = &prepared.terms.merchant_order_id;
    let key = id.key();
    let command = match meaning {
        Some(meaning) => meaning,
        None => {
            let meaning = command_fingerprint(gateway.config.fingerprint_secret(), &prepared.terms);
            if let Some(order) = existing(gateway, id.as_str(), &meaning).await? {
                return Ok((200, order));
            }
            meaning
        }
    };
    let fingerprints = Fingerprints { command, account: sender.configured().fingerprint.clone() };
    fingerprints::check(gateway).await?;
    sender.open_for_orders().await?;
    // The meaning is what was asked; what is looked up now comes on top of it.
    let prepared = sender.complete(prepared).await?;
    // Made ready before anything is claimed: what can fail without a trace fails first.
    let call = Call::create(&prepared);
    let ready = sender.ready(&call).await?;
    let despite = &wanted.despite_once();
    let around = Circumstances { despite, page };
    let granted = claims::claim(gateway, &prepared, &fingerprints.command, around).await?;
    let claimed_at = granted.as_ref().map(|granted| granted.at);
    let wanted =
        Reservation { prepared: prepared.clone(), fingerprints, claimed_at, sku, seen: None, despite: despite.clone() };
    match ask(gateway, &key, &LedgerCall::Reserve(Box::new(wanted))).await? {
        LedgerAnswer::Accepted(order) => {
            let report = sender.send_attempt(&call, ready, &order).await;
            if registered_already(&report) {
                ask_first(gateway, despite).await;
            }
            Ok((201, record(gateway, &key, &order, report).await?))
        }
        LedgerAnswer::Order(order) => {
            claims::return_page_text_of(gateway, granted).await;
            Ok((200, *order))
        }
        LedgerAnswer::ClaimTooOld => {
            claims::return_page_text_of(gateway, granted).await;
            Err(Problem::new(503, "busy", "the order was not made; call again with the same id").retry_after(1).into())
        }
        LedgerAnswer::OtherSpelling(stored) => {
            claims::give_back(gateway, granted).await;
            Err(other_spelling(&stored).into())
        }
        LedgerAnswer::OtherMeaning => {
            claims::give_back(gateway, granted).await;
            Err(other_meaning().into())
        }
        other => Err(unexpected(&other)),
    }
}

/// "Already registered" may mean that an earlier order of the number charged after all.
fn registered_already(report: &ProviderReport) -> bool {
    matches!(report.outcome, Outcome::Failed(Failure { reason: Reason::AlreadyRegistered, .. }))
}

/// Has the orders asked about in spite of which this one was made. Should that fail, their own schedules do.
async fn ask_first(gateway: &Gateway, despite: &[String]) {
    for key in despite.iter().filter_map(|id| key_of(id, None).ok()) {
        if ask(gateway, &key, &claims::ask_now()).await.is_err() {
            gateway.log("an order that may have charged is not asked about before its time");
        }
    }
}

/// The order that has this id already, if it means the same and is spelled the same.
pub async fn existing(gateway: &Gateway, id: &str, meaning: &str) -> Result<Option<Order>, RouteError> {
    match ask(gateway, &id.to_ascii_lowercase(), &LedgerCall::Read).await? {
        LedgerAnswer::Missing => Ok(None),
        LedgerAnswer::Order(order) if order.terms().merchant_order_id.as_str() != id => {
            Err(other_spelling(order.terms().merchant_order_id.as_str()).into())
        }
        LedgerAnswer::Order(order) if order.fingerprint() == meaning => Ok(Some(*order)),
        LedgerAnswer::Order(_) => Err(other_meaning().into()),
        other => Err(unexpected(&other)),
    }
}
