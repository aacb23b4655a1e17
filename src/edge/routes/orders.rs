//! Orders. Build first, record next, send last: building cannot move money, and what is recorded is never
//! forgotten.

use futures_util::future::try_join_all;

use super::super::http::{Reply, Request};
use super::super::ledger::{LedgerAnswer, LedgerCall};
use super::super::platform::{Fault, now};
use super::super::send::{NotAsked, Sender};
use super::super::stub;
use super::super::subscriber::{SubscriberAnswer, SubscriberCall};
use super::{Gateway, Stop, claims};
use crate::api::{
    CancelOrder, ConfirmOrder, CreateOrder, Cursor, Filter, ListPage, OrderView, Problem, RecheckOrder, ResolveOrder,
};
use crate::domain::order::life::Fingerprints;
use crate::domain::order::{Clock, Resolution};
use crate::domain::time::SECOND;
use crate::domain::{MerchantOrderId, Order, OrderError, Prepared, Reading, State};
use crate::providers::{Call, Command, Step, find};
use crate::signing::command_fingerprint;

/// Shortest time between two queries that callers start, in milliseconds.
const RECHECK_EVERY: i64 = SECOND;

/// POST `/v1/orders`.
pub async fn create(gateway: &Gateway, request: &Request) -> Result<Reply, Stop> {
    let wanted: CreateOrder = request.json()?;
    let sender = Sender::of(&gateway.env, &gateway.config, &wanted.provider)?;
    let prepared = prepare(&sender, &wanted)?;
    let fingerprints = Fingerprints {
        command: command_fingerprint(gateway.config.fingerprint_secret(), &prepared.facts),
        account: sender.configured().fingerprint.clone(),
    };
    let key = prepared.facts.merchant_order_id.key();
    match ask(gateway, &key, &LedgerCall::Read { key: key.clone() }).await? {
        LedgerAnswer::Missing => {}
        LedgerAnswer::Order(order) if order.fingerprint == fingerprints.command => return Ok(shown(200, &order)),
        LedgerAnswer::Order(_) => return Err(other_meaning().into()),
        other => return Err(unexpected(&other)),
    }
    // Made ready before anything is claimed: what can fail without a trace fails first.
    let call = Call { step: Step::Create, facts: &prepared.facts, provider_order_id: None };
    let ready = sender.ready(&call).await?;
    let granted = claims::claim(gateway, &prepared, &fingerprints.command).await?;
    let claimed_at = granted.as_ref().map(|granted| granted.at);
    let reserve = LedgerCall::Reserve { prepared: Box::new(prepared.clone()), fingerprints, claimed_at };
    match ask(gateway, &key, &reserve).await? {
        LedgerAnswer::Accepted(order) => {
            let reading = sender.send_attempt(&call, ready).await;
            let order = record(gateway, &key, &order, reading).await?;
            let location = format!("/v1/orders/{}", order.facts.merchant_order_id.as_str());
            Ok(shown(201, &order).header("location", location))
        }
        LedgerAnswer::Order(order) => Ok(shown(200, &order)),
        LedgerAnswer::ClaimTooOld => {
            Err(Problem::new(503, "busy", "the order was not made; call again with the same id").retry_after(1).into())
        }
        LedgerAnswer::OtherMeaning => {
            claims::give_back(gateway, granted).await;
            Err(other_meaning().into())
        }
        other => Err(unexpected(&other)),
    }
}

/// GET `/v1/orders/{id}`, with `?wait=` seconds and `&version=` the version already seen.
pub async fn read(gateway: &Gateway, mut request: Request, id: &str) -> Result<Reply, Stop> {
    let mut query = std::mem::take(&mut request.query);
    let wait = number(query.take("wait")?, "wait", 30)?.unwrap_or(0).min(gateway.config.max_wait_s);
    let version = number(query.take("version")?, "version", i64::from(u32::MAX))?;
    query.finish()?;
    let key = key_of(id)?;
    let call = LedgerCall::Wait {
        key: key.clone(),
        version: version.and_then(|v| u32::try_from(v).ok()),
        millis: u64::try_from(wait.saturating_mul(SECOND)).unwrap_or(0),
    };
    Ok(shown(200, &order_after(gateway, &key, call).await?))
}

/// GET `/v1/orders`: each shard's newest, merged.
pub async fn list(gateway: &Gateway, mut request: Request) -> Result<Reply, Stop> {
    let filter = Filter::read(std::mem::take(&mut request.query))?;
    let limit = usize::try_from(filter.limit).unwrap_or(usize::MAX);
    let call = LedgerCall::List { filter: Filter { limit: filter.limit.saturating_add(1), ..filter } };
    let parts = try_join_all((0..stub::SHARDS).map(|shard| stub::ledger_shard(&gateway.env, shard, &call))).await?;
    let mut orders = Vec::new();
    for part in parts {
        match part {
            LedgerAnswer::Orders(part) => orders.extend(part),
            other => return Err(unexpected(&other)),
        }
    }
    let place = |order: &Order| (order.created_at, order.facts.merchant_order_id.key());
    orders.sort_by_key(|order| std::cmp::Reverse(place(order)));
    let more = orders.len() > limit;
    orders.truncate(limit);
    let last = orders.last().filter(|_| more).map(place);
    let next_cursor = last.map(|(created_at, key)| Cursor { created_at, key }.text());
    let now = now();
    let orders = orders.iter().map(|order| OrderView::of(order, now)).collect();
    Ok(Reply::json(200, &ListPage { orders, next_cursor }))
}

/// GET `/v1/orders/{id}/history`.
pub async fn history(gateway: &Gateway, id: &str) -> Result<Reply, Stop> {
    let key = key_of(id)?;
    match ask(gateway, &key, &LedgerCall::History { key: key.clone() }).await? {
        LedgerAnswer::History(entries) if entries.is_empty() => Err(no_order().into()),
        LedgerAnswer::History(entries) => Ok(Reply::json(200, &serde_json::json!({ "history": entries }))),
        other => Err(unexpected(&other)),
    }
}

/// POST `/v1/orders/{id}/confirm`: the payer's one-time password. This is the call that charges.
pub async fn confirm(gateway: &Gateway, request: &Request, id: &str) -> Result<Reply, Stop> {
    let given: ConfirmOrder = request.json()?;
    let key = key_of(id)?;
    let order = stored(gateway, &key).await?;
    let sender = Sender::of(&gateway.env, &gateway.config, &order.facts.provider)?;
    let account = sender.configured().fingerprint.clone();
    // Asked of a copy first: what is refused anyway costs the number none of its guesses.
    let clock = Clock { now: now(), pace: gateway.config.pace };
    order.clone().begin_confirm(&account, clock).map_err(Problem::from)?;
    let call = Call {
        step: Step::Confirm(given.otp),
        facts: &order.facts,
        provider_order_id: order.provider_order_id.as_deref(),
    };
    let ready = sender.ready(&call).await?;
    count_guess(gateway, &order).await?;
    let reserved = match order_after(gateway, &key, LedgerCall::Confirm { key: key.clone(), account }).await {
        Ok(reserved) => reserved,
        Err(stop) => {
            if matches!(stop, Stop::Refused(_)) {
                return_guess(gateway, &order).await?;
            }
            return Err(stop);
        }
    };
    let reading = sender.send_attempt(&call, ready).await;
    Ok(shown(200, &record(gateway, &key, &reserved, reading).await?))
}

/// POST `/v1/orders/{id}/recheck`: ask the provider now.
pub async fn recheck(gateway: &Gateway, request: &Request, id: &str) -> Result<Reply, Stop> {
    let RecheckOrder {} = request.json_or_nothing()?;
    let key = key_of(id)?;
    let order = stored(gateway, &key).await?;
    if !order.may_be_asked_about() {
        return Ok(shown(200, &order));
    }
    let asked_lately = order.last_read_at.is_some_and(|at| now().since(at) < gateway.config.pace.of(RECHECK_EVERY));
    if asked_lately {
        let problem =
            Problem::new(429, "recheck_too_soon", "the provider was asked less than a second ago; read the order");
        return Err(problem.retry_after(1).into());
    }
    let sender = Sender::of(&gateway.env, &gateway.config, &order.facts.provider)?;
    match sender.query(&order).await {
        Ok(reading) => {
            let call = LedgerCall::Report { key: key.clone(), reading: Box::new(reading) };
            Ok(shown(200, &order_after(gateway, &key, call).await?))
        }
        Err(NotAsked::AccountChanged) => Err(Problem::from(OrderError::AccountChanged).into()),
        Err(NotAsked::Unusable) => {
            Err(Problem::new(503, "provider_unavailable", "the provider cannot be asked now").into())
        }
    }
}

/// POST `/v1/orders/{id}/cancel`.
pub async fn cancel(gateway: &Gateway, request: &Request, id: &str) -> Result<Reply, Stop> {
    let CancelOrder {} = request.json_or_nothing()?;
    let key = key_of(id)?;
    Ok(shown(200, &order_after(gateway, &key, LedgerCall::Cancel { key: key.clone() }).await?))
}

/// POST `/v1/orders/{id}/resolve`: a person's verdict.
pub async fn resolve(gateway: &Gateway, request: &Request, id: &str) -> Result<Reply, Stop> {
    let given: ResolveOrder = request.json()?;
    for (field, text) in [("evidence", &given.evidence), ("by", &given.by)] {
        if !(1..=1000).contains(&text.trim().chars().count()) {
            return Err(Problem::new(422, "field_invalid", format!("{field}: expected 1 to 1000 characters"))
                .field(field)
                .into());
        }
    }
    let key = key_of(id)?;
    let resolution = Resolution { state: given.state.into(), evidence: given.evidence, by: given.by, at: now() };
    Ok(shown(200, &order_after(gateway, &key, LedgerCall::Resolve { key: key.clone(), resolution }).await?))
}

fn prepare(sender: &Sender<'_>, wanted: &CreateOrder) -> Result<Prepared, Problem> {
    let offered = find(&wanted.provider).is_some_and(|p| p.operations().contains(&wanted.operation));
    if !offered {
        return Err(
            Problem::new(422, "operation_unsupported", "this provider does not have this operation").field("operation")
        );
    }
    let command = Command {
        operation: wanted.operation,
        merchant_order_id: MerchantOrderId::parse(&wanted.merchant_order_id)?,
        amount: wanted.amount.money()?,
        msisdn: wanted.msisdn.as_deref(),
        details: &wanted.details,
    };
    Ok(sender.configured().account.prepare(command)?)
}

async fn count_guess(gateway: &Gateway, order: &Order) -> Result<(), Stop> {
    let Some(msisdn) = &order.facts.msisdn else { return Ok(()) };
    match stub::subscriber(&gateway.env, msisdn, &SubscriberCall::CountGuess { msisdn: msisdn.clone() }).await? {
        SubscriberAnswer::Refused(refusal) => Err(claims::refused(&refusal).into()),
        _ => Ok(()),
    }
}

/// The ledger refused the confirm: no password was sent, so none was tried.
async fn return_guess(gateway: &Gateway, order: &Order) -> Result<(), Stop> {
    let Some(msisdn) = &order.facts.msisdn else { return Ok(()) };
    stub::subscriber(&gateway.env, msisdn, &SubscriberCall::ReturnGuess { msisdn: msisdn.clone() }).await?;
    Ok(())
}

async fn ask(gateway: &Gateway, key: &str, call: &LedgerCall) -> Result<LedgerAnswer, Fault> {
    stub::ledger(&gateway.env, key, call).await
}

/// Records the reply to the order's current attempt.
async fn record(gateway: &Gateway, key: &str, order: &Order, reading: Reading) -> Result<Order, Stop> {
    let reply = LedgerCall::Reply { key: key.to_owned(), number: order.attempt.number, reading: Box::new(reading) };
    order_after(gateway, key, reply).await
}

async fn stored(gateway: &Gateway, key: &str) -> Result<Order, Stop> {
    order_after(gateway, key, LedgerCall::Read { key: key.to_owned() }).await
}

/// The order as it stands after a call to its shard, or why there is none to show.
async fn order_after(gateway: &Gateway, key: &str, call: LedgerCall) -> Result<Order, Stop> {
    match ask(gateway, key, &call).await? {
        LedgerAnswer::Order(order) | LedgerAnswer::Accepted(order) => Ok(*order),
        LedgerAnswer::Missing => Err(no_order().into()),
        LedgerAnswer::Refused(error) => Err(Problem::from(error).into()),
        other => Err(unexpected(&other)),
    }
}

fn unexpected(answer: &LedgerAnswer) -> Stop {
    match answer {
        LedgerAnswer::OtherShards(shards) => Problem::new(
            503,
            "ledger_shards_changed",
            format!("this ledger was made with {shards} shards and cannot be read with {}", stub::SHARDS),
        )
        .into(),
        _ => Fault("the ledger answered something else".to_owned()).into(),
    }
}

fn shown(status: u16, order: &Order) -> Reply {
    Reply::json(status, &OrderView::of(order, now()))
}

fn key_of(id: &str) -> Result<String, Problem> {
    MerchantOrderId::parse(id).map(|id| id.key()).map_err(|_| no_order())
}

fn no_order() -> Problem {
    Problem::new(404, "order_not_found", "no order has this merchant_order_id")
}

fn other_meaning() -> Problem {
    Problem::new(
        409,
        "order_id_taken",
        "another order has this merchant_order_id: it asks for something else; use a new id",
    )
    .field("merchant_order_id")
}

fn number(text: Option<String>, field: &'static str, most: i64) -> Result<Option<i64>, Problem> {
    let Some(text) = text else { return Ok(None) };
    let number = text.parse().ok().filter(|number| (0..=most).contains(number));
    let problem = || {
        Problem::new(422, "field_invalid", format!("{field}: expected a whole number from 0 to {most}")).field(field)
    };
    number.map(Some).ok_or_else(problem)
}

impl From<crate::api::Verdict> for State {
    fn from(verdict: crate::api::Verdict) -> Self {
        match verdict {
            crate::api::Verdict::Succeeded => Self::Succeeded,
            crate::api::Verdict::Failed => Self::Failed,
        }
    }
}
