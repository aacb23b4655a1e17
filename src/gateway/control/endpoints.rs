//! Which of the merchant's endpoints take events.

use super::super::isolate::Isolate;
use super::super::platform::{Fault, Row, Tx};
use super::super::protocol::{ControlAnswer, ControlCall, OutboxEvent};
use super::{ControlObject, ask, unexpected};
use crate::domain::Timestamp;
use crate::domain::endpoint_health::{Delivered, DeliveryPermit, Health, HealthChange};
use crate::domain::time::{Clock, SECOND};

/// How long an isolate believes that an endpoint is healthy.
const BELIEVED: i64 = SECOND;

/// Whether an endpoint may be sent something now by this shard of the ledger.
pub async fn permit(isolate: &Isolate, endpoint: &str, shard: &str) -> Result<DeliveryPermit, Fault> {
    if healthy_since(isolate, endpoint).is_some_and(|at| isolate.now().since(at) < BELIEVED) {
        return Ok(DeliveryPermit::Go);
    }
    let (permit, _) = ask_of(isolate, endpoint, &ControlCall::Permit(shard.to_owned())).await?;
    Ok(permit)
}

/// Tells how a delivery ended, and for how many milliseconds the endpoint asked to be left alone; whether it rests now.
/// A success is told only where it ends a failure.
pub async fn delivered(isolate: &Isolate, endpoint: &str, how: Delivered, asked: i64) -> Result<bool, Fault> {
    if how == Delivered::Taken && healthy_since(isolate, endpoint).is_some() {
        return Ok(false);
    }
    let call = ControlCall::Delivered(Some((how, asked)));
    let (permit, _) = ask_of(isolate, endpoint, &call).await?;
    Ok(permit != DeliveryPermit::Go)
}

/// Takes an endpoint for a healthy one again: a person asks for it.
pub async fn forgive(isolate: &Isolate, endpoint: &str) -> Result<(), Fault> {
    let call = ControlCall::Delivered(None);
    ask_of(isolate, endpoint, &call).await.map(drop)
}

/// Since when this isolate knows that an endpoint is healthy.
fn healthy_since(isolate: &Isolate, endpoint: &str) -> Option<Timestamp> {
    let healthy = isolate.memory.healthy.borrow();
    healthy.iter().find(|(id, _)| id == endpoint).map(|(_, at)| *at)
}

async fn ask_of(isolate: &Isolate, endpoint: &str, call: &ControlCall) -> Result<(DeliveryPermit, Health), Fault> {
    let ControlAnswer::Endpoint(permit, health) = ask(isolate, endpoint, call).await? else { return Err(unexpected()) };
    let mut healthy = isolate.memory.healthy.borrow_mut();
    healthy.retain(|(id, _)| id != endpoint);
    if health.is_well() {
        healthy.push((endpoint.to_owned(), isolate.now()));
    }
    Ok((permit, health))
}

impl ControlObject {
    pub(super) fn permit(&self, endpoint: &str, shard: &str) -> Result<ControlAnswer, Fault> {
        self.change_health(endpoint, |_, health, clock| Ok(health.permit(shard, clock)))
    }

    pub(super) fn delivered(&self, endpoint: &str, how: Option<(Delivered, i64)>) -> Result<ControlAnswer, Fault> {
        self.change_health(endpoint, |tx, health, clock| {
            let before = health.failing_since;
            let change = match how {
                Some((how, asked)) => health.record(how, asked, clock),
                None => health.forgive(),
            };
            if let Some(change) = change {
                self.tell_of_endpoint(tx, endpoint, change, before.or(health.failing_since), clock)?;
            }
            Ok(if health.rests(clock) { DeliveryPermit::Wait(clock.now) } else { DeliveryPermit::Go })
        })
    }

    fn change_health(
        &self,
        endpoint: &str,
        mut apply: impl FnMut(Tx<'_>, &mut Health, Clock) -> Result<DeliveryPermit, Fault>,
    ) -> Result<ControlAnswer, Fault> {
        let clock = self.isolate.clock();
        self.transaction(|tx| {
            let mut rows = self.rows("SELECT body FROM endpoints WHERE id = ?", vec![endpoint.into()])?;
            let before: Health = rows.first_mut().map_or_else(|| Ok(Health::default()), Row::json)?;
            let mut health = before.clone();
            let permit = apply(tx, &mut health, clock)?;
            if health != before {
                let values = vec![endpoint.into(), serde_json::to_string(&health)?.into()];
                tx.run("INSERT OR REPLACE INTO endpoints (id, body) VALUES (?, ?)", values)?;
            }
            Ok(ControlAnswer::Endpoint(permit, health))
        })
    }

    /// Puts an event about an endpoint into the outbox.
    fn tell_of_endpoint(
        &self,
        tx: Tx<'_>,
        endpoint: &str,
        change: HealthChange,
        since: Option<Timestamp>,
        clock: Clock,
    ) -> Result<(), Fault> {
        let (kind, word) = match change {
            HealthChange::Failing => ("endpoint.failing", "failing"),
            HealthChange::Recovered => ("endpoint.recovered", "recovered"),
        };
        let since = since.unwrap_or(clock.now).rfc3339();
        self.outbox.put(
            tx,
            &OutboxEvent {
                mark: format!("{word} {}", clock.now.millis()),
                kind: kind.to_owned(),
                about: format!("endpoint:{endpoint}"),
                at: clock.now,
                data: format!(r#"{{"id":"{endpoint}","failing_since":"{since}"}}"#),
            },
        )
    }
}
