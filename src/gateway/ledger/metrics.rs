//! What a shard tells of itself: samples in Prometheus' text form, name and labels with a whole number. Calls and
//! deliveries are counted in the transaction that records them, a row each, so that no count ever falls.

use super::super::platform::{Fault, Row};
use super::LedgerShard;
use super::store::{DELIVER, LedgerTx, ORDER, Tables};
use crate::api::DeliveryState;
use crate::domain::outcome::Outcome;
use crate::domain::time::{DAY, SECOND, Timestamp};
use crate::domain::{ProviderReport, State};

/// Upper ends of the histogram of calls, in milliseconds.
const BUCKETS: [i64; 5] = [100, 300, 1_000, 5_000, 20_000];
/// What lies above them.
const ABOVE: i64 = DAY;

impl Tables {
    fn counted(&self, samples: &mut Vec<(String, i64)>) -> Result<(), Fault> {
        for mut row in self.store().rows("SELECT endpoint, result, times FROM delivered", Vec::new())? {
            let (endpoint, how) = (row.text()?, row.text()?);
            samples
                .push((format!(r#"mekong_deliveries_total{{endpoint="{endpoint}",result="{how}"}}"#), row.integer()?));
        }
        let sql = "SELECT provider, call, outcome, SUM(times) FROM calls GROUP BY 1, 2, 3";
        for mut row in self.store().rows(sql, Vec::new())? {
            let (provider, call, outcome) = (row.text()?, row.text()?, row.text()?);
            let which = format!(r#"provider="{provider}",call="{call}",outcome="{outcome}""#);
            samples.push((format!("mekong_provider_calls_total{{{which}}}"), row.integer()?));
        }
        let sql = "SELECT provider, call, bucket, SUM(times), SUM(millis) FROM calls WHERE bucket > 0 GROUP BY 1, 2, 3";
        for mut row in self.store().rows(sql, Vec::new())? {
            let which = format!(r#"provider="{}",call="{}""#, row.text()?, row.text()?);
            let (bucket, times, millis) = (row.integer()?, row.integer()?, row.integer()?);
            for most in BUCKETS {
                let many = if bucket <= most { times } else { 0 };
                samples.push((format!(r#"mekong_provider_call_milliseconds_bucket{{{which},le="{most}"}}"#), many));
            }
            samples.push((format!(r#"mekong_provider_call_milliseconds_bucket{{{which},le="+Inf"}}"#), times));
            samples.push((format!("mekong_provider_call_milliseconds_count{{{which}}}"), times));
            samples.push((format!("mekong_provider_call_milliseconds_sum{{{which}}}"), millis));
        }
        Ok(())
    }
}

impl LedgerTx<'_> {
    /// Counts a call to a provider: how long it took, and what came of it.
    pub(super) fn count_call(&self, provider: &str, call: &str, report: &ProviderReport) -> Result<(), Fault> {
        let outcome = match report.outcome {
            Outcome::Succeeded => "succeeded",
            Outcome::Failed(_) => "failed",
            Outcome::Pending(_) => "pending",
            Outcome::Unknown(_) => "unknown",
        };
        // 0 is for what was not timed.
        let bucket = report.took.map_or(0, |took| BUCKETS.into_iter().find(|most| took <= *most).unwrap_or(ABOVE));
        let sql = "INSERT INTO calls (provider, call, outcome, bucket, times, millis) VALUES (?1, ?2, ?3, ?4, 1, ?5)
            ON CONFLICT DO UPDATE SET times = times + 1, millis = millis + ?5";
        let took = report.took.unwrap_or(0);
        self.run(sql, vec![provider.into(), call.into(), outcome.into(), bucket.into(), took.into()])
    }

    /// Counts an attempt at a delivery.
    pub(super) fn count_delivery(&self, endpoint: &str, how: &str) -> Result<(), Fault> {
        let sql = "INSERT INTO delivered (endpoint, result, times) VALUES (?, ?, 1)
            ON CONFLICT DO UPDATE SET times = times + 1";
        self.run(sql, vec![endpoint.into(), how.into()])
    }
}

impl LedgerShard {
    /// This shard's samples.
    pub(super) fn metrics(&self) -> Result<Vec<(String, i64)>, Fault> {
        let mut samples = Vec::new();
        self.tables.counted(&mut samples)?;
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
        let mut rows = self.tables.store().rows(sql, vec![kind.into(), self.isolate.now().millis().into()])?;
        rows.first_mut().map_or(Ok(0), Row::integer)
    }

    /// How many seconds ago the moment lies that a statement finds; zero for none.
    fn age(&self, sql: &str, value: &str) -> Result<i64, Fault> {
        let mut rows = self.tables.store().rows(sql, vec![value.into()])?;
        let at = rows.first_mut().map(Row::optional_integer).transpose()?.flatten().map(Timestamp::from_millis);
        Ok(at.map_or(0, |at| self.isolate.now().since(at).div_euclid(SECOND)))
    }
}
