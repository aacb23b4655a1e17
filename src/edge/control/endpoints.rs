//! Which of the merchant's endpoints take events.

use std::cell::RefCell;

use worker::Env;

use super::super::ledger::Emitted;
use super::super::platform::{Fault, Row, now};
use super::{ControlAnswer, ControlCall, Desk, ask, unexpected};
use crate::domain::Timestamp;
use crate::domain::health::{Change, Delivered, Health, Turn};
use crate::domain::order::Clock;
use crate::domain::time::SECOND;

/// How long an isolate believes that an endpoint is healthy.
const BELIEVED: i64 = SECOND;

thread_local! {
    /// Endpoints that this isolate was told are healthy, and when.
    static HEALTHY: RefCell<Vec<(String, Timestamp)>> = RefCell::default();
}

/// Whether an endpoint may be sent something now by this shard of the ledger.
pub async fn turn(env: &Env, endpoint: &str, shard: &str) -> Result<Turn, Fault> {
    if healthy_since(endpoint).is_some_and(|at| now().since(at) < BELIEVED) {
        return Ok(Turn::Go);
    }
    let (turn, _) = ask_of(env, endpoint, &ControlCall::Turn(shard.to_owned())).await?;
    Ok(turn)
}

/// Tells how a delivery ended, and for how many milliseconds the endpoint asked to be left alone; whether it rests now.
/// A success is told only where it ends a failure.
pub async fn delivered(env: &Env, endpoint: &str, how: Delivered, asked: i64) -> Result<bool, Fault> {
    if how == Delivered::Taken && healthy_since(endpoint).is_some() {
        return Ok(false);
    }
    let call = ControlCall::Delivered(Some((how, asked)));
    let (turn, _) = ask_of(env, endpoint, &call).await?;
    Ok(turn != Turn::Go)
}

/// Takes an endpoint for a healthy one again: a person asks for it.
pub async fn forgive(env: &Env, endpoint: &str) -> Result<(), Fault> {
    let call = ControlCall::Delivered(None);
    ask_of(env, endpoint, &call).await.map(drop)
}

fn healthy_since(endpoint: &str) -> Option<Timestamp> {
    HEALTHY.with_borrow(|healthy| healthy.iter().find(|(id, _)| id == endpoint).map(|(_, at)| *at))
}

async fn ask_of(env: &Env, endpoint: &str, call: &ControlCall) -> Result<(Turn, Health), Fault> {
    let ControlAnswer::Endpoint(turn, health) = ask(env, endpoint, call).await? else { return Err(unexpected()) };
    HEALTHY.with_borrow_mut(|healthy| {
        healthy.retain(|(id, _)| id != endpoint);
        if health.is_well() {
            healthy.push((endpoint.to_owned(), now()));
        }
    });
    Ok((turn, health))
}

impl Desk {
    pub(super) fn turn(&self, endpoint: &str, shard: &str) -> Result<ControlAnswer, Fault> {
        self.change_health(endpoint, |health, clock| Ok(health.turn(shard, clock)))
    }

    pub(super) fn delivered(&self, endpoint: &str, how: Option<(Delivered, i64)>) -> Result<ControlAnswer, Fault> {
        self.change_health(endpoint, |health, clock| {
            let before = health.failing_since;
            let change = match how {
                Some((how, asked)) => health.hear(how, asked, clock),
                None => health.forgive(),
            };
            if let Some(change) = change {
                self.tell_of_endpoint(endpoint, change, before.or(health.failing_since), clock)?;
            }
            Ok(if health.rests(clock) { Turn::Wait(clock.now) } else { Turn::Go })
        })
    }

    fn change_health(
        &self,
        endpoint: &str,
        mut apply: impl FnMut(&mut Health, Clock) -> Result<Turn, Fault>,
    ) -> Result<ControlAnswer, Fault> {
        let clock = Clock { now: now(), pace: self.config.pace };
        self.store.transaction(|| {
            let mut rows = self.store.rows("SELECT body FROM endpoints WHERE id = ?", vec![endpoint.into()])?;
            let before: Health = rows.first_mut().map_or_else(|| Ok(Health::default()), Row::json)?;
            let mut health = before.clone();
            let turn = apply(&mut health, clock)?;
            if health != before {
                let values = vec![endpoint.into(), serde_json::to_string(&health)?.into()];
                self.store.run("INSERT OR REPLACE INTO endpoints (id, body) VALUES (?, ?)", values)?;
            }
            Ok(ControlAnswer::Endpoint(turn, health))
        })
    }

    /// Puts an event about an endpoint into the outbox.
    fn tell_of_endpoint(
        &self,
        endpoint: &str,
        change: Change,
        since: Option<Timestamp>,
        clock: Clock,
    ) -> Result<(), Fault> {
        let (kind, word) = match change {
            Change::Failing => ("endpoint.failing", "failing"),
            Change::Recovered => ("endpoint.recovered", "recovered"),
        };
        let since = since.unwrap_or(clock.now).rfc3339();
        self.outbox.put(
            &self.store,
            &Emitted {
                mark: format!("{word} {}", clock.now.millis()),
                kind: kind.to_owned(),
                about: format!("endpoint:{endpoint}"),
                at: clock.now,
                data: format!(r#"{{"id":"{endpoint}","failing_since":"{since}"}}"#),
            },
        )
    }
}
