//! The ledger's tables of orders, notices and what is due. Only this file knows them.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::Value;
use worker::{SqlStorageValue, State};

use super::super::config::Config;
use super::super::platform::{Fault, Row, Store};
use super::events;
use super::notices::StoredNotice;
use crate::api::{Filter, HistoryEntry};
use crate::domain::{Order, Timestamp};

/// What is due, by kind.
pub const ORDER: &str = "order";
/// The subscriber's object has to hear how an order ended.
pub const SETTLE: &str = "settle";
/// An endpoint has to be sent the events about one thing: endpoint and thing, a blank between.
pub const DELIVER: &str = "deliver";
/// A failing endpoint is to be tried.
pub const TRY: &str = "try";

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS birth (shards INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS orders (
  key TEXT PRIMARY KEY, created_at INTEGER NOT NULL, provider TEXT NOT NULL, state TEXT NOT NULL,
  review INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS orders_by_age ON orders (created_at, key);
CREATE TABLE IF NOT EXISTS history (
  key TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (key, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS due (
  kind TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS due_by_time ON due (at);
CREATE TABLE IF NOT EXISTS notices (
  digest TEXT NOT NULL, matched INTEGER NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (digest, matched, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS notices_of ON notices (key);
CREATE TABLE IF NOT EXISTS held_ids (place TEXT PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS notices_by_age ON notices (matched, at);
";

/// The tables of one shard.
pub struct Tables {
    store: Store,
    config: Rc<Config>,
    /// The request whose call is being answered.
    request_id: RefCell<Option<String>>,
}

/// A change of an order, as it is written.
pub struct Written<'a> {
    pub key: &'a str,
    pub before: Option<&'a Order>,
    pub order: &'a Order,
    /// What happened, for the history.
    pub happening: &'a str,
    /// What the history keeps of it.
    pub note: Value,
    pub now: Timestamp,
}

impl<'a> Written<'a> {
    /// An order that was not there before.
    pub fn reserved(key: &'a str, order: &'a Order, now: Timestamp) -> Self {
        Self { key, before: None, order, happening: "reserve", note: Value::Null, now }
    }
}

impl Tables {
    pub fn open(state: &State, config: Rc<Config>) -> Result<Self, Fault> {
        let store = Store::open(state, SCHEMA)?;
        store.run(events::SCHEMA, Vec::new())?;
        Ok(Self { store, config, request_id: RefCell::default() })
    }

    /// Lets the history name the request that is being answered.
    pub fn answering(&self, request_id: Option<String>) {
        *self.request_id.borrow_mut() = request_id;
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    pub fn config(&self) -> &Config {
        &self.config
    }

    pub fn transaction<T>(&self, change: impl FnMut() -> Result<T, Fault>) -> Result<T, Fault> {
        self.store.transaction(change)
    }

    /// The number of shards this one was made for; `shards` if it is made now.
    pub fn shards(&self, shards: u8) -> Result<u8, Fault> {
        let mut rows = self.store.rows("SELECT shards FROM birth", Vec::new())?;
        if let Some(row) = rows.first_mut() {
            return u8::try_from(row.integer()?).map_err(|_| Fault("birth holds no number of shards".to_owned()));
        }
        self.store.run("INSERT INTO birth (shards) VALUES (?)", vec![i32::from(shards).into()])?;
        Ok(shards)
    }

    pub fn order(&self, key: &str) -> Result<Option<Order>, Fault> {
        self.store
            .rows("SELECT body FROM orders WHERE key = ?", vec![key.into()])?
            .first_mut()
            .map(order_of)
            .transpose()
    }

    /// Writes an order with its line in the history, what is due about it, and what is told of it.
    pub fn write(&self, change: Written<'_>) -> Result<(), Fault> {
        let Written { key, before, order, now, .. } = change;
        self.store.run(
            "INSERT OR REPLACE INTO orders (key, created_at, provider, state, review, body) VALUES (?, ?, ?, ?, ?, ?)",
            vec![
                key.into(),
                order.created_at.millis().into(),
                order.facts.provider.as_str().into(),
                order.state.name().into(),
                i32::from(order.review.is_some()).into(),
                serde_json::to_string(order)?.into(),
            ],
        )?;
        match order.due(self.config.pace, self.config.retention) {
            Some(due) => self.set_due(ORDER, key, due.at())?,
            None => self.not_due(ORDER, key)?,
        }
        if ends_something(before, order) {
            self.set_due(SETTLE, key, now)?;
        }
        self.tell_of(key, before, order, now)?;
        self.add_history(change)
    }

    fn add_history(&self, change: Written<'_>) -> Result<(), Fault> {
        let sql = "SELECT COALESCE(MAX(number), 0) FROM history WHERE key = ?";
        let number = self.next_number(sql, vec![change.key.into()])?;
        let changed = change.before.is_none_or(|before| before.version != change.order.version);
        if !HistoryEntry::is_kept(number, change.happening, changed) {
            return Ok(());
        }
        let entry = HistoryEntry {
            number,
            at: change.now.rfc3339(),
            happening: change.happening.to_owned(),
            from: change.before.map(|order| order.state),
            to: change.order.state,
            request_id: self.request_id.borrow().clone(),
            note: change.note,
        };
        let values = vec![change.key.into(), i64::from(number).into(), serde_json::to_string(&entry)?.into()];
        self.store.run("INSERT INTO history (key, number, body) VALUES (?, ?, ?)", values)
    }

    /// One more than what a statement finds.
    pub fn next_number(&self, sql: &str, values: Vec<SqlStorageValue>) -> Result<u32, Fault> {
        let mut rows = self.store.rows(sql, values)?;
        let last = rows.first_mut().map(Row::integer).transpose()?.unwrap_or(0);
        Ok(u32::try_from(last.saturating_add(1)).unwrap_or(u32::MAX))
    }

    /// Everything that happened to an order, each as the JSON that is shown.
    pub fn history(&self, key: &str) -> Result<Vec<String>, Fault> {
        let rows = self.store.rows("SELECT body FROM history WHERE key = ? ORDER BY number", vec![key.into()])?;
        rows.into_iter().map(|mut row| row.text()).collect()
    }

    /// Removes what the providers said: it may name people.
    pub fn forget_history(&self, key: &str) -> Result<(), Fault> {
        self.store.run("DELETE FROM notices WHERE key = ?", vec![key.into()])?;
        self.store.run("UPDATE history SET body = json_set(body, '$.note', NULL) WHERE key = ?", vec![key.into()])?;
        self.forget_events(key)
    }

    /// This shard's newest orders that the filter lets through.
    pub fn list(&self, filter: &Filter) -> Result<Vec<Order>, Fault> {
        let mut sql = "SELECT body FROM orders WHERE instr(key, '/') = 0".to_owned();
        let mut values: Vec<SqlStorageValue> = Vec::new();
        let mut clause = |text: &str, new: Vec<SqlStorageValue>| {
            sql.push_str(" AND ");
            sql.push_str(text);
            values.extend(new);
        };
        if let Some(provider) = &filter.provider {
            clause("provider = ?", vec![provider.as_str().into()]);
        }
        if let Some(state) = filter.state {
            clause("state = ?", vec![state.name().into()]);
        }
        if let Some(review) = filter.review {
            clause("review = ?", vec![i32::from(review).into()]);
        }
        if let Some(from) = filter.created_from {
            clause("created_at >= ?", vec![from.millis().into()]);
        }
        if let Some(to) = filter.created_to {
            clause("created_at < ?", vec![to.millis().into()]);
        }
        if let Some(after) = &filter.after {
            clause("(created_at, key) < (?, ?)", vec![after.created_at.millis().into(), after.key.as_str().into()]);
        }
        sql.push_str(" ORDER BY created_at DESC, key DESC LIMIT ?");
        values.push(i64::from(filter.limit).into());
        self.store.rows(&sql, values)?.iter_mut().map(order_of).collect()
    }

    /// The refunds of an order, the oldest first.
    pub fn refunds(&self, parent: &str) -> Result<Vec<Order>, Fault> {
        // Keys of refunds are "parent/refund"; '0' is what follows '/' in ASCII.
        let sql = "SELECT body FROM orders WHERE key > ? AND key < ? ORDER BY created_at, key";
        let range = vec![format!("{parent}/").into(), format!("{parent}0").into()];
        self.store.rows(sql, range)?.iter_mut().map(order_of).collect()
    }

    /// Whether the id is this order's from now on: the first order to ask has it for ever.
    pub fn hold_id(&self, place: &str, key: &str) -> Result<bool, Fault> {
        let sql = "INSERT OR IGNORE INTO held_ids (place, key) VALUES (?, ?)";
        self.store.run(sql, vec![place.into(), key.into()])?;
        let mut rows = self.store.rows("SELECT key FROM held_ids WHERE place = ?", vec![place.into()])?;
        Ok(rows.first_mut().map(Row::text).transpose()?.as_deref() == Some(key))
    }

    pub fn has_notice(&self, key: &str, digest: &str, matched: bool) -> Result<bool, Fault> {
        let sql = "SELECT 1 FROM notices WHERE digest = ? AND matched = ? AND key = ?";
        Ok(!self.store.rows(sql, vec![digest.into(), i32::from(matched).into(), key.into()])?.is_empty())
    }

    pub fn write_notice(&self, key: &str, notice: &StoredNotice, matched: bool) -> Result<(), Fault> {
        let values = vec![
            notice.digest.as_str().into(),
            i32::from(matched).into(),
            key.into(),
            notice.received_at.millis().into(),
            serde_json::to_string(notice)?.into(),
        ];
        self.store.run("INSERT OR IGNORE INTO notices (digest, matched, key, at, body) VALUES (?, ?, ?, ?, ?)", values)
    }

    /// The newest notices about orders that are not here, a hundred at most.
    pub fn unmatched_notices(&self) -> Result<Vec<StoredNotice>, Fault> {
        let sql = "SELECT body FROM notices WHERE matched = 0 ORDER BY at DESC LIMIT 100";
        let rows = self.store.rows(sql, Vec::new())?;
        rows.into_iter().map(|mut row| row.json()).collect()
    }

    /// Removes what names people and belongs to no order, once it is older than personal data may be.
    pub fn tidy(&self, before: Timestamp) -> Result<(), Fault> {
        self.store.run("DELETE FROM notices WHERE matched = 0 AND at < ?", vec![before.millis().into()])?;
        self.tidy_events(before)
    }

    /// What is due by now: kind and key, the longest overdue first.
    pub fn due_by(&self, now: Timestamp, most: u32) -> Result<Vec<(String, String)>, Fault> {
        let values = vec![now.millis().into(), i64::from(most).into()];
        let rows = self.store.rows("SELECT kind, key FROM due WHERE at <= ? ORDER BY at LIMIT ?", values)?;
        rows.into_iter().map(|mut row| Ok((row.text()?, row.text()?))).collect()
    }

    pub fn set_due(&self, kind: &str, key: &str, at: Timestamp) -> Result<(), Fault> {
        let values = vec![kind.into(), key.into(), at.millis().into()];
        self.store.run("INSERT OR REPLACE INTO due (kind, key, at) VALUES (?, ?, ?)", values)
    }

    pub fn not_due(&self, kind: &str, key: &str) -> Result<(), Fault> {
        self.store.run("DELETE FROM due WHERE kind = ? AND key = ?", vec![kind.into(), key.into()])
    }

    /// When something is due, if it is.
    pub fn due_at(&self, kind: &str, key: &str) -> Result<Option<Timestamp>, Fault> {
        let mut rows =
            self.store.rows("SELECT at FROM due WHERE kind = ? AND key = ?", vec![kind.into(), key.into()])?;
        Ok(rows.first_mut().map(Row::integer).transpose()?.map(Timestamp::from_millis))
    }

    pub fn is_due(&self, kind: &str, key: &str) -> Result<bool, Fault> {
        Ok(self.due_at(kind, key)?.is_some())
    }

    /// When the next thing is due.
    pub fn next_due(&self) -> Result<Option<Timestamp>, Fault> {
        let mut rows = self.store.rows("SELECT MIN(at) FROM due", Vec::new())?;
        let at = rows.first_mut().map(Row::optional_integer).transpose()?.flatten();
        Ok(at.map(Timestamp::from_millis))
    }
}

/// Whether the subscriber's object must hear of it: the order ended, what was paid turned out otherwise, or the number
/// was texted unasked.
fn ends_something(before: Option<&Order>, order: &Order) -> bool {
    let concerns = order.facts.msisdn.is_some() && (order.otp_terms.is_some() || order.subscription.is_some());
    let changed = before.is_none_or(|before| before.state != order.state || before.charged() != order.charged());
    let texted = order.texted_at.is_some() && before.is_none_or(|before| before.texted_at.is_none());
    concerns && (texted || (changed && order.state.is_final()))
}

fn order_of(row: &mut Row) -> Result<Order, Fault> {
    row.json()
}
