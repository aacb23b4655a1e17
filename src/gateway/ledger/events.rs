//! The ledger's tables of events: written in the transaction that they tell of, and how each reached whom.

use super::super::platform::{Fault, Row, SqlValue};
use super::super::protocol::{OutboxEvent, Redelivery};
use super::super::shards;
use super::lanes;
use super::store::{DELIVER, LedgerTx, Tables};
use crate::api::page::Part;
use crate::api::{AttemptView, DeliveryState, DeliveryView, EventFilter, EventView, event_body, subject_of};
use crate::domain::{Order, Timestamp, event};
use crate::signing::sha256;

/// Attempts that are kept of a delivery: the latest. One that waits for a failing endpoint may have thousands.
const MOST_ATTEMPTS: i64 = 100;

const WAITING: &str = DeliveryState::Waiting.name();

/// An event that is waited for.
pub(super) struct Waiting {
    pub id: String,
    pub body: String,
    pub sequence: i64,
    /// What its schedule counts from.
    pub since: Timestamp,
    /// Not before this moment.
    pub again_at: Option<Timestamp>,
}

/// What is told, `data` as JSON.
struct NewEvent<'a> {
    about: &'a str,
    kind: &'a str,
    at: Timestamp,
    subject: &'a str,
    data: &'a str,
}

/// How one attempt ended.
pub(super) struct DeliveryAttempt {
    pub at: Timestamp,
    pub status: Option<u16>,
    pub error: Option<&'static str>,
}

impl Tables {
    /// The first event about a thing that an endpoint has not taken.
    pub(super) fn first_waiting(&self, endpoint: &str, about: &str) -> Result<Option<Waiting>, Fault> {
        let sql = "SELECT e.id, e.body, d.sequence, d.since, d.again_at
            FROM deliveries d JOIN events e ON e.about = d.about AND e.sequence = d.sequence
            WHERE d.endpoint = ? AND d.about = ? AND d.state = ? AND e.body IS NOT NULL ORDER BY d.sequence LIMIT 1";
        let mut rows = self.store().rows(sql, vec![endpoint.into(), about.into(), WAITING.into()])?;
        let Some(row) = rows.first_mut() else { return Ok(None) };
        Ok(Some(Waiting {
            id: row.text()?,
            body: row.text()?,
            sequence: row.integer()?,
            since: Timestamp::from_millis(row.integer()?),
            again_at: row.optional_integer()?.map(Timestamp::from_millis),
        }))
    }

    /// The thing whose event was not tried at this endpoint for longest.
    pub(super) fn longest_untried(&self, endpoint: &str) -> Result<Option<String>, Fault> {
        // Of each thing only its first event can be tried: the later ones wait for it.
        let sql = "SELECT about FROM deliveries d WHERE state = ? AND endpoint = ? AND NOT EXISTS (
                SELECT 1 FROM deliveries e WHERE e.endpoint = d.endpoint AND e.about = d.about
                AND e.sequence < d.sequence AND e.state = d.state)
            ORDER BY last_at LIMIT 1";
        self.store().rows(sql, vec![WAITING.into(), endpoint.into()])?.first_mut().map(Row::text).transpose()
    }

    /// This shard's newest events that the filter lets through.
    pub(super) fn events(&self, filter: &EventFilter) -> Result<Part, Fault> {
        let mut sql = "SELECT at, id, id, kind, about, sequence, at, body FROM events e WHERE 1 = 1".to_owned();
        let mut values: Vec<SqlValue> = Vec::new();
        let mut clause = |text: &str, new: Vec<SqlValue>| {
            sql.push_str(text);
            values.extend(new);
        };
        if let Some(id) = &filter.id {
            clause(" AND id = ?", vec![id.as_str().into()]);
        }
        if let Some(kind) = &filter.kind {
            clause(" AND kind GLOB ?", vec![kind.as_str().into()]);
        }
        if let Some(about) = &filter.about {
            clause(" AND about = ?", vec![about.as_str().into()]);
        }
        if let Some(since) = filter.since {
            clause(" AND at >= ?", vec![since.millis().into()]);
        }
        if let Some(after) = &filter.after {
            clause(" AND (at, id) < (?, ?)", vec![after.created_at.millis().into(), after.key.as_str().into()]);
        }
        if filter.state.is_some() || filter.endpoint.is_some() {
            clause(
                " AND EXISTS (SELECT 1 FROM deliveries d WHERE d.about = e.about AND d.sequence = e.sequence",
                Vec::new(),
            );
            if let Some(state) = filter.state {
                clause(" AND d.state = ?", vec![state.name().into()]);
            }
            if let Some(endpoint) = &filter.endpoint {
                clause(" AND d.endpoint = ?", vec![endpoint.as_str().into()]);
            }
            clause(")", Vec::new());
        }
        clause(" ORDER BY at DESC, id DESC", Vec::new());
        self.part(&sql, values, filter.limit, &|row| self.event_view(row))
    }

    fn event_view(&self, row: &mut Row) -> Result<String, Fault> {
        let (id, kind, about, sequence) = (row.text()?, row.text()?, row.text()?, row.integer()?);
        let (at, body) = (Timestamp::from_millis(row.integer()?), row.optional_text()?);
        let sql = "SELECT endpoint, state FROM deliveries WHERE about = ? AND sequence = ?";
        let mut deliveries = Vec::new();
        for mut row in self.store().rows(sql, vec![about.as_str().into(), sequence.into()])? {
            let (endpoint, state) = (row.text()?, row.text()?);
            let state = DeliveryState::ALL.into_iter().find(|known| known.name() == state);
            let attempts = self.attempts(&id, &endpoint)?;
            deliveries.push(DeliveryView { endpoint, state: state.unwrap_or(DeliveryState::Waiting), attempts });
        }
        let sequence = u32::try_from(sequence).unwrap_or(u32::MAX);
        let view = EventView { id, kind, about, sequence, at: at.rfc3339(), body, deliveries };
        Ok(view.json()?)
    }

    fn attempts(&self, event: &str, endpoint: &str) -> Result<Vec<AttemptView>, Fault> {
        let sql = "SELECT at, status, error FROM attempts WHERE event = ? AND endpoint = ? ORDER BY number";
        let rows = self.store().rows(sql, vec![event.into(), endpoint.into()])?;
        let read = |mut row: Row| {
            let at = Timestamp::from_millis(row.integer()?).rfc3339();
            Ok(AttemptView { at, status: row.optional_integer()?, error: row.optional_text()? })
        };
        rows.into_iter().map(read).collect()
    }
}

impl LedgerTx<'_> {
    /// Writes the events that a change of an order makes.
    pub(super) fn tell_of(
        &self,
        key: &str,
        before: Option<&Order>,
        order: &Order,
        now: Timestamp,
    ) -> Result<(), Fault> {
        for kind in event::kinds(before, order) {
            let (subject, data) = subject_of(order, now);
            self.tell(NewEvent { about: key, kind, at: now, subject, data: &data? }, None)?;
        }
        Ok(())
    }

    /// Writes what another object has to tell; told again, it changes nothing.
    pub(super) fn tell_once(&self, emitted: &OutboxEvent) -> Result<(), Fault> {
        let OutboxEvent { mark, kind, about, at, data } = emitted;
        let sql = "SELECT 1 FROM events WHERE id = ?";
        if !self.tables.store().rows(sql, vec![event_id(about, mark).into()])?.is_empty() {
            return Ok(());
        }
        let subject = about.split(':').next().unwrap_or_default();
        self.tell(NewEvent { about, kind, at: *at, subject, data }, Some(mark))
    }

    /// Writes an event and what is due because of it. Its id comes of `mark`, or of its number.
    fn tell(&self, event: NewEvent<'_>, mark: Option<&str>) -> Result<(), Fault> {
        let NewEvent { about, kind, at, subject, data } = event;
        let sql = "SELECT COALESCE(MAX(sequence), 0) FROM events WHERE about = ?";
        let sequence = self.tables.next_number(sql, vec![about.into()])?;
        let id = match mark {
            Some(mark) => event_id(about, mark),
            None => event_id(about, &sequence.to_string()),
        };
        let body = event_body(kind, at, sequence, subject, data);
        let sequence = i64::from(sequence);
        let values: Vec<SqlValue> =
            vec![id.into(), about.into(), sequence.into(), at.millis().into(), kind.into(), body.into()];
        self.run("INSERT INTO events (id, about, sequence, at, kind, body) VALUES (?, ?, ?, ?, ?, ?)", values)?;
        for endpoint in self.tables.config().endpoints.iter().filter(|endpoint| endpoint.wants(kind)) {
            self.want_delivery(&endpoint.id, about, sequence, at)?;
            // What is due about this thing already comes first, at its own time.
            let (queue, lane) = (format!("{} {about}", endpoint.id), lanes::to(&endpoint.id));
            let values = vec![DELIVER.into(), queue.into(), lane.into(), at.millis().into()];
            self.run("INSERT OR IGNORE INTO due (kind, key, lane, at) VALUES (?, ?, ?, ?)", values)?;
        }
        Ok(())
    }

    /// Has an event delivered to an endpoint, whether or not it was before.
    fn want_delivery(&self, endpoint: &str, about: &str, sequence: i64, now: Timestamp) -> Result<(), Fault> {
        let sql = "INSERT OR REPLACE INTO deliveries (endpoint, about, sequence, state, since) VALUES (?, ?, ?, ?, ?)";
        let values = vec![endpoint.into(), about.into(), sequence.into(), WAITING.into(), now.millis().into()];
        self.run(sql, values)
    }

    /// Keeps an attempt, and where the delivery stands after it.
    pub(super) fn add_attempt(
        &self,
        (endpoint, about): (&str, &str),
        event: &Waiting,
        attempt: &DeliveryAttempt,
        (state, again_at): (DeliveryState, Option<Timestamp>),
    ) -> Result<(), Fault> {
        let keys = || vec![event.id.as_str().into(), endpoint.into()];
        let sql = "SELECT COALESCE(MAX(number), 0) FROM attempts WHERE event = ? AND endpoint = ?";
        let number = self.tables.next_number(sql, keys())?;
        let mut values = keys();
        let status = attempt.status.map(i64::from);
        values.extend([i64::from(number).into(), attempt.at.millis().into(), status.into(), attempt.error.into()]);
        let sql = "INSERT INTO attempts (event, endpoint, number, at, status, error) VALUES (?, ?, ?, ?, ?, ?)";
        self.run(sql, values)?;
        let mut values = keys();
        values.push(i64::from(number).saturating_sub(MOST_ATTEMPTS).into());
        self.run("DELETE FROM attempts WHERE event = ? AND endpoint = ? AND number <= ?", values)?;
        let again_at = again_at.map(Timestamp::millis);
        let mut values = vec![state.name().into(), attempt.at.millis().into(), again_at.into()];
        values.extend([endpoint.into(), about.into(), event.sequence.into(), event.since.millis().into()]);
        // One that was asked for once more meanwhile has another beginning, and stays as it is.
        let sql = "UPDATE deliveries SET state = ?, last_at = ?, again_at = ?
            WHERE endpoint = ? AND about = ? AND sequence = ? AND since = ?";
        self.run(sql, values)
    }

    /// Gives up everything that waits for an endpoint.
    pub(super) fn give_up(&self, endpoint: &str) -> Result<(), Fault> {
        self.exhaust("endpoint = ?", vec![endpoint.into()])?;
        self.park(endpoint, None)
    }

    /// Gives up what waits for endpoints that are not configured, once its schedule is over: until then they may be
    /// configured again.
    pub(super) fn give_up_strangers(&self, before: Timestamp) -> Result<(), Fault> {
        let sql = "SELECT DISTINCT endpoint FROM deliveries WHERE state = ?";
        for mut row in self.tables.store().rows(sql, vec![WAITING.into()])? {
            let endpoint = row.text()?;
            if self.tables.config().endpoints.iter().all(|known| known.id != endpoint) {
                self.exhaust("endpoint = ? AND since < ?", vec![endpoint.into(), before.millis().into()])?;
            }
        }
        Ok(())
    }

    /// Gives up those that wait, of the deliveries that a condition names.
    fn exhaust(&self, which: &str, values: Vec<SqlValue>) -> Result<(), Fault> {
        let states = [DeliveryState::Exhausted.name().into(), WAITING.into()];
        let sql = format!("UPDATE deliveries SET state = ? WHERE state = ? AND {which}");
        self.run(&sql, states.into_iter().chain(values).collect())
    }

    /// When everything that waits for an endpoint is due, what is due already excepted; never when `None`.
    pub(super) fn park(&self, endpoint: &str, until: Option<Timestamp>) -> Result<(), Fault> {
        let lane = lanes::to(endpoint);
        let Some(at) = until else { return self.run("DELETE FROM due WHERE lane = ?", vec![lane.into()]) };
        let values = vec![at.millis().into(), lane.into(), at.millis().into()];
        self.run("UPDATE due SET at = ? WHERE lane = ? AND at > ?", values)?;
        let sql = "UPDATE deliveries SET again_at = NULL WHERE state = ? AND endpoint = ? AND last_at IS NOT NULL";
        self.run(sql, vec![WAITING.into(), endpoint.into()])
    }

    /// Has events delivered once more; how many.
    pub(super) fn redeliver(&self, wanted: &Redelivery, now: Timestamp) -> Result<i64, Fault> {
        let (event, endpoint) = (wanted.event.as_deref(), wanted.endpoint.as_deref());
        let sql =
            "SELECT about, sequence, kind FROM events WHERE (?1 IS NULL OR id = ?1) AND at >= ?2 AND body IS NOT NULL";
        let since = wanted.since.map_or(0, Timestamp::millis);
        let mut many = 0_i64;
        for mut row in self.tables.store().rows(sql, vec![event.into(), since.into()])? {
            let (about, sequence, kind) = (row.text()?, row.integer()?, row.text()?);
            for to in self.tables.config().endpoints.iter().filter(|to| endpoint.is_none_or(|id| id == to.id)) {
                // Asked for by name, an endpoint gets what its list of kinds leaves out, too.
                if to.wants(&kind) || (event.is_some() && endpoint.is_some()) {
                    self.want_delivery(&to.id, &about, sequence, now)?;
                    self.set_due(DELIVER, &format!("{} {about}", to.id), &lanes::to(&to.id), now)?;
                    many = many.saturating_add(1);
                }
            }
        }
        Ok(many)
    }

    /// Removes the texts of old events that name a number but belong to no order.
    pub(super) fn tidy_events(&self, before: Timestamp) -> Result<(), Fault> {
        let sql = "SELECT DISTINCT about FROM events WHERE at < ? AND about GLOB 'subscription:*' AND body IS NOT NULL";
        let past = before.millis();
        for mut row in self.tables.store().rows(sql, vec![past.into()])? {
            let about = row.text()?;
            let sql = "UPDATE events SET body = NULL WHERE at < ? AND about = ?";
            self.run(sql, vec![past.into(), about.as_str().into()])?;
            let forgotten = "about = ? AND EXISTS (SELECT 1 FROM events e
                WHERE e.about = deliveries.about AND e.sequence = deliveries.sequence AND e.body IS NULL)";
            self.exhaust(forgotten, vec![about.into()])?;
        }
        Ok(())
    }

    /// Removes the texts of events about an order: they name people. What was not taken yet is given up.
    pub(super) fn forget_events(&self, about: &str) -> Result<(), Fault> {
        self.run("UPDATE events SET body = NULL WHERE about = ?", vec![about.into()])?;
        self.exhaust("about = ?", vec![about.into()])
    }
}

/// `evt_`, the shard's number, and what tells the event from all others: so an event's shard is read off its id.
fn event_id(about: &str, mark: &str) -> String {
    let digest = hex::encode(sha256(format!("{about}\n{mark}").as_bytes()));
    format!("{}{}", shards::event_prefix(about), digest.get(..30).unwrap_or_default())
}
