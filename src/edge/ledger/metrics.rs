//! What a shard tells of itself: samples in Prometheus' text form, name and labels with a whole number. Of calls and
//! deliveries it counts since this instance started, as counters may.

use std::cell::RefCell;

use super::super::platform::{Fault, Row, now};
use super::Shard;
use super::store::{DELIVER, ORDER};
use crate::api::DeliveryState;
use crate::domain::outcome::Outcome;
use crate::domain::time::{SECOND, Timestamp};
use crate::domain::{Reading, State};

/// Upper ends of the histogram of calls, in milliseconds.
const BUCKETS: [i64; 5] = [100, 300, 1_000, 5_000, 20_000];

/// What was counted.
#[derive(Default)]
pub struct Counters(RefCell<Vec<(String, i64)>>);

impl Counters {
    /// A call to a provider: how long it took, and what came of it.
    pub fn call(&self, provider: &str, call: &str, reading: &Reading) {
        let outcome = match reading.outcome {
            Outcome::Succeeded => "succeeded",
            Outcome::Failed(_) => "failed",
            Outcome::Pending(_) => "pending",
            Outcome::Unknown(_) => "unknown",
        };
        let which = format!(r#"provider="{provider}",call="{call}""#);
        self.add(format!(r#"mekong_provider_calls_total{{{which},outcome="{outcome}"}}"#), 1);
        let Some(took) = reading.took else { return };
        for most in BUCKETS {
            let many = i64::from(took <= most);
            self.add(format!(r#"mekong_provider_call_milliseconds_bucket{{{which},le="{most}"}}"#), many);
        }
        self.add(format!(r#"mekong_provider_call_milliseconds_bucket{{{which},le="+Inf"}}"#), 1);
        self.add(format!("mekong_provider_call_milliseconds_count{{{which}}}"), 1);
        self.add(format!("mekong_provider_call_milliseconds_sum{{{which}}}"), took);
    }

    /// An attempt at a delivery.
    pub fn delivery(&self, endpoint: &str, how: &str) {
        self.add(format!(r#"mekong_deliveries_total{{endpoint="{endpoint}",result="{how}"}}"#), 1);
    }

    fn add(&self, name: String, many: i64) {
        let mut counted = self.0.borrow_mut();
        match counted.iter_mut().find(|(known, _)| *known == name) {
            Some((_, value)) => *value = value.saturating_add(many),
            None => counted.push((name, many)),
        }
    }
}

impl Shard {
    /// This shard's samples.
    pub(super) fn metrics(&self) -> Result<Vec<(String, i64)>, Fault> {
        let mut samples = self.counters.0.borrow().clone();
        let store = self.tables.store();
        let sql = "SELECT CASE instr(key, '/') WHEN 0 THEN 'orders' ELSE 'refunds' END, provider, state, SUM(review), COUNT(*)
            FROM orders GROUP BY 1, 2, 3";
        for mut row in store.rows(sql, Vec::new())? {
            let (what, provider, state) = (row.text()?, row.text()?, row.text()?);
            let which = format!(r#"provider="{provider}",state="{state}""#);
            samples.push((format!("mekong_{what}_in_review{{{which}}}"), row.integer()?));
            samples.push((format!("mekong_{what}{{{which}}}"), row.integer()?));
        }
        let sql = "SELECT MIN(created_at) FROM orders WHERE state = ?";
        samples.push(("mekong_oldest_unknown_seconds".to_owned(), self.age(sql, State::Unknown.name())?));
        samples.push(("mekong_orders_due".to_owned(), self.due_now(ORDER)?));
        let sql = "SELECT endpoint, COUNT(*) FROM deliveries WHERE state = ? GROUP BY endpoint";
        let waiting = DeliveryState::Waiting.name();
        for mut row in store.rows(sql, vec![waiting.into()])? {
            let endpoint = row.text()?;
            samples.push((format!(r#"mekong_events_waiting{{endpoint="{endpoint}"}}"#), row.integer()?));
        }
        let sql = "SELECT MIN(since) FROM deliveries WHERE state = ?";
        samples.push(("mekong_oldest_event_waiting_seconds".to_owned(), self.age(sql, waiting)?));
        samples.push(("mekong_deliveries_due".to_owned(), self.due_now(DELIVER)?));
        Ok(samples)
    }

    /// How much of a kind is due.
    fn due_now(&self, kind: &str) -> Result<i64, Fault> {
        let sql = "SELECT COUNT(*) FROM due WHERE kind = ? AND at <= ?";
        let mut rows = self.tables.store().rows(sql, vec![kind.into(), now().millis().into()])?;
        rows.first_mut().map_or(Ok(0), Row::integer)
    }

    /// How many seconds ago the moment lies that a statement finds; zero for none.
    fn age(&self, sql: &str, value: &str) -> Result<i64, Fault> {
        let mut rows = self.tables.store().rows(sql, vec![value.into()])?;
        let at = rows.first_mut().map(Row::optional_integer).transpose()?.flatten().map(Timestamp::from_millis);
        Ok(at.map_or(0, |at| now().since(at).div_euclid(SECOND)))
    }
}
