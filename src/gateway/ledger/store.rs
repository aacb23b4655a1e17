//! The ledger's tables of orders, notifications and what is due. Only this file knows them.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::Value;

use super::super::config::Config;
use super::super::platform::{Fault, Row, SqlValue, Store, Tx, transaction};
use super::super::protocol::StoredNotification;
use super::lanes::{self, TIME};
use super::schema::SCHEMA;
use crate::api::page::{Entry, PageRequest, Part};
use crate::api::{Cursor, Filter, HistoryEntry, NotificationView, OrderView, RefundView};
use crate::domain::{Order, Timestamp};

/// What is due, by kind.
pub const ORDER: &str = "order";
/// The provider is to be asked because of a hint, beside the order's own row: a flood of hints delays none of those.
pub const HINT: &str = "hint";
/// The subscriber's object has to hear how an order ended.
pub const REPORT_END: &str = "report_end";
/// An endpoint has to be sent the events about one thing: endpoint and thing, a blank between.
pub const DELIVER: &str = "deliver";

/// Most columns of one query.
const MOST_COLUMNS: usize = 50;
/// Later than any moment, and still a whole number in JavaScript.
const END: i64 = 1 << 52;
/// Most notifications about orders that are not here that a shard keeps.
const MOST_UNMATCHED: i64 = 1_000;

/// The tables of one shard.
pub struct Tables {
    store: Rc<dyn Store>,
    config: Rc<Config>,
    /// The request whose call is being answered.
    request_id: RefCell<Option<String>>,
}

/// The same within a transaction: what may write.
pub struct LedgerTx<'a> {
    pub tables: &'a Tables,
    tx: Tx<'a>,
}

/// A change of an order, as it is written.
pub struct OrderChange<'a> {
    pub key: &'a str,
    pub before: Option<&'a Order>,
    pub order: &'a Order,
    /// What happened, for the history.
    pub trigger: &'a str,
    /// What the history keeps of it.
    pub note: Value,
    pub now: Timestamp,
}

impl<'a> OrderChange<'a> {
    /// An order that was not there before.
    pub fn reserved(key: &'a str, order: &'a Order, now: Timestamp) -> Self {
        Self { key, before: None, order, trigger: "reserve", note: Value::Null, now }
    }
}

impl Tables {
    pub fn open(store: Rc<dyn Store>, config: Rc<Config>) -> Result<Self, Fault> {
        transaction(&*store, |tx| tx.run(SCHEMA, Vec::new()).map(drop))?;
        Ok(Self { store, config, request_id: RefCell::default() })
    }

    /// Lets the history name the request that is being answered.
    pub fn answering(&self, request_id: Option<String>) {
        *self.request_id.borrow_mut() = request_id;
    }

    pub fn store(&self) -> &dyn Store {
        &*self.store
    }

    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Runs `change` in one transaction: all of it or nothing.
    pub fn transaction<T>(&self, mut change: impl FnMut(&LedgerTx<'_>) -> Result<T, Fault>) -> Result<T, Fault> {
        transaction(&*self.store, |tx| change(&LedgerTx { tables: self, tx }))
    }

    pub fn order(&self, key: &str) -> Result<Option<Order>, Fault> {
        self.store
            .rows("SELECT body FROM orders WHERE key = ?", vec![key.into()])?
            .first_mut()
            .map(order_of)
            .transpose()
    }

    /// One more than what a statement finds.
    pub fn next_number(&self, sql: &str, values: Vec<SqlValue>) -> Result<u32, Fault> {
        let mut rows = self.store.rows(sql, values)?;
        let last = rows.first_mut().map(Row::integer).transpose()?.unwrap_or(0);
        Ok(u32::try_from(last.saturating_add(1)).unwrap_or(u32::MAX))
    }

    /// What happened to an order, the oldest first. A line's place is its number.
    pub fn history(&self, key: &str, wanted: &PageRequest) -> Result<Part, Fault> {
        let after = wanted.after.as_ref().map_or(0, |after| after.created_at.millis());
        let sql = "SELECT number, '', body FROM history WHERE key = ? AND number > ? ORDER BY number";
        self.part(sql, vec![key.into(), after.into()], wanted.limit, &|row| row.text())
    }

    /// As much of a list as a part may hold. Rows are moment, key, and what `show` makes JSON of.
    pub fn part(
        &self,
        sql: &str,
        values: Vec<SqlValue>,
        limit: u32,
        show: &dyn Fn(&mut Row) -> Result<String, Fault>,
    ) -> Result<Part, Fault> {
        let mut part = Part::default();
        self.store.each(sql, values, &mut |mut row| {
            let cursor = Cursor { created_at: Timestamp::from_millis(row.integer()?), key: row.text()? };
            Ok(part.take(Entry { cursor, json: show(&mut row)? }, limit))
        })?;
        Ok(part)
    }

    /// This shard's newest orders that the filter lets through.
    pub fn list(&self, filter: &Filter, now: Timestamp) -> Result<Part, Fault> {
        let mut sql = "SELECT created_at, key, body FROM orders WHERE instr(key, '/') = 0".to_owned();
        let mut values: Vec<SqlValue> = Vec::new();
        let mut clause = |text: &str, new: Vec<SqlValue>| {
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
        sql.push_str(" ORDER BY created_at DESC, key DESC");
        self.part(&sql, values, filter.limit, &|row| Ok(serde_json::to_string(&OrderView::of(&order_of(row)?, now))?))
    }

    /// The refunds of an order, the oldest first.
    pub fn refunds(&self, parent: &str) -> Result<Vec<Order>, Fault> {
        // Keys of refunds are "parent/refund"; '0' is what follows '/' in ASCII.
        let sql = "SELECT body FROM orders WHERE key > ? AND key < ? ORDER BY created_at, key";
        let range = vec![format!("{parent}/").into(), format!("{parent}0").into()];
        self.store.rows(sql, range)?.iter_mut().map(order_of).collect()
    }

    /// The same, as much as a part may hold.
    pub fn refunds_shown(&self, parent: &str, wanted: &PageRequest) -> Result<Part, Fault> {
        let (at, after) = wanted.after.as_ref().map_or((0, ""), |a| (a.created_at.millis(), a.key.as_str()));
        let sql = "SELECT created_at, key, body FROM orders WHERE key > ? AND key < ? AND (created_at, key) > (?, ?)
            ORDER BY created_at, key";
        let values = vec![format!("{parent}/").into(), format!("{parent}0").into(), at.into(), after.into()];
        self.part(sql, values, wanted.limit, &|row| Ok(serde_json::to_string(&RefundView::of(&order_of(row)?))?))
    }

    pub fn has_notification(&self, key: &str, digest: &str, matched: bool) -> Result<bool, Fault> {
        let sql = "SELECT 1 FROM notifications WHERE digest = ? AND matched = ? AND key = ?";
        Ok(!self.store.rows(sql, vec![digest.into(), i32::from(matched).into(), key.into()])?.is_empty())
    }

    /// Whether no further notification about an order that is not here can be kept.
    pub fn unmatched_is_full(&self) -> Result<bool, Fault> {
        let sql = "SELECT 1 FROM notifications WHERE matched = 0 LIMIT 1 OFFSET ?";
        Ok(!self.store.rows(sql, vec![MOST_UNMATCHED.saturating_sub(1).into()])?.is_empty())
    }

    /// Notifications about orders that are not here, the newest first.
    pub fn unmatched_notifications(&self, wanted: &PageRequest) -> Result<Part, Fault> {
        let after = wanted.after.as_ref();
        let (at, digest) = after.map_or((END, ""), |after| (after.created_at.millis(), after.key.as_str()));
        let sql = "SELECT at, digest, body FROM notifications WHERE matched = 0 AND (at, digest) < (?, ?)
            ORDER BY at DESC, digest DESC";
        self.part(sql, vec![at.into(), digest.into()], wanted.limit, &|row| {
            let StoredNotification { provider, received_at, body, .. } = row.json()?;
            Ok(serde_json::to_string(&NotificationView { provider, received_at: received_at.rfc3339(), body })?)
        })
    }

    /// What of a lane is due by now: kind and key, the longest overdue first.
    pub fn due_in(&self, lane: &str, now: Timestamp, most: usize) -> Result<Vec<(String, String)>, Fault> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let sql = "SELECT kind, key FROM due WHERE lane = ? AND at <= ? ORDER BY at LIMIT ?";
        let rows = self.store.rows(sql, vec![lane.into(), now.millis().into(), most.into()])?;
        rows.into_iter().map(|mut row| Ok((row.text()?, row.text()?))).collect()
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

    /// When the next thing of these lanes is due. (The platform joins five queries at most, but bears many columns.)
    pub fn next_due(&self, lanes: &[&str]) -> Result<Option<Timestamp>, Fault> {
        let mut next = None;
        for lanes in lanes.chunks(MOST_COLUMNS) {
            let columns = vec!["(SELECT MIN(at) FROM due WHERE lane = ?)"; lanes.len()].join(", ");
            let values = lanes.iter().map(|lane| (*lane).into()).collect();
            for mut row in self.store.rows(&format!("SELECT {columns}"), values)? {
                for _ in lanes {
                    let at = row.optional_integer()?.map(Timestamp::from_millis);
                    next = [next, at].into_iter().flatten().min();
                }
            }
        }
        Ok(next)
    }

    /// Lanes that rest, as was found before this instance started, perhaps.
    pub fn resting(&self) -> Result<Vec<String>, Fault> {
        let rows = self.store.rows("SELECT lane FROM resting", Vec::new())?;
        rows.into_iter().map(|mut row| row.text()).collect()
    }
}

impl LedgerTx<'_> {
    /// Runs a statement that writes.
    pub fn run(&self, sql: &str, values: Vec<SqlValue>) -> Result<(), Fault> {
        self.tx.run(sql, values).map(drop)
    }

    /// The number of shards this one was made for; `shards` if it is made now.
    pub fn shards(&self, shards: u8) -> Result<u8, Fault> {
        let mut rows = self.tables.store.rows("SELECT shards FROM birth", Vec::new())?;
        if let Some(row) = rows.first_mut() {
            return u8::try_from(row.integer()?).map_err(|_| Fault("birth holds no number of shards".to_owned()));
        }
        self.run("INSERT INTO birth (shards) VALUES (?)", vec![i32::from(shards).into()])?;
        Ok(shards)
    }

    /// Writes an order with its line in the history, what is due about it, and what is told of it.
    pub fn write(&self, change: OrderChange<'_>) -> Result<(), Fault> {
        let OrderChange { key, before, order, now, .. } = change;
        self.run(
            "INSERT OR REPLACE INTO orders (key, created_at, provider, state, review, body) VALUES (?, ?, ?, ?, ?, ?)",
            vec![
                key.into(),
                order.created_at().millis().into(),
                order.terms().provider.as_str().into(),
                order.state().name().into(),
                i32::from(order.review().is_some()).into(),
                serde_json::to_string(order)?.into(),
            ],
        )?;
        let (scale, provider) = (self.tables.config.scale, order.terms().provider.as_str());
        match order.due_by_itself(scale, self.tables.config.retention) {
            Some(due) => self.set_due(ORDER, key, &lanes::of(due, provider), due.at())?,
            None => self.not_due(ORDER, key)?,
        }
        match order.hinted(scale) {
            Some(hinted) => self.set_due(HINT, key, &lanes::of_hint(hinted, provider), hinted.at)?,
            None => self.not_due(HINT, key)?,
        }
        if ends_something(before, order) {
            self.set_due(REPORT_END, key, TIME, now)?;
        }
        self.tell_of(key, before, order, now)?;
        self.add_history(change)
    }

    fn add_history(&self, change: OrderChange<'_>) -> Result<(), Fault> {
        let sql = "SELECT COALESCE(MAX(number), 0) FROM history WHERE key = ?";
        let number = self.tables.next_number(sql, vec![change.key.into()])?;
        let changed = change.before.is_none_or(|before| before.version() != change.order.version());
        if !HistoryEntry::is_kept(number, change.trigger, changed) {
            return Ok(());
        }
        let entry = HistoryEntry {
            number,
            at: change.now.rfc3339(),
            trigger: change.trigger.to_owned(),
            from: change.before.map(|order| order.state()),
            to: change.order.state(),
            request_id: self.tables.request_id.borrow().clone(),
            note: change.note,
        };
        let values = vec![change.key.into(), i64::from(number).into(), serde_json::to_string(&entry)?.into()];
        self.run("INSERT INTO history (key, number, body) VALUES (?, ?, ?)", values)
    }

    /// Removes what the providers said: it may name people.
    pub fn forget_history(&self, key: &str) -> Result<(), Fault> {
        self.run("DELETE FROM notifications WHERE key = ?", vec![key.into()])?;
        self.run("UPDATE history SET body = json_set(body, '$.note', NULL) WHERE key = ?", vec![key.into()])?;
        self.forget_events(key)
    }

    /// Whether the id is this order's from now on: the first order to ask has it for ever.
    pub fn claim_provider_order_id(&self, id: &str, key: &str) -> Result<bool, Fault> {
        let sql = "INSERT OR IGNORE INTO provider_order_ids (id, key) VALUES (?, ?)";
        self.run(sql, vec![id.into(), key.into()])?;
        let mut rows = self.tables.store.rows("SELECT key FROM provider_order_ids WHERE id = ?", vec![id.into()])?;
        Ok(rows.first_mut().map(Row::text).transpose()?.as_deref() == Some(key))
    }

    pub fn write_notification(&self, key: &str, notification: &StoredNotification, matched: bool) -> Result<(), Fault> {
        let values = vec![
            notification.digest.as_str().into(),
            i32::from(matched).into(),
            key.into(),
            notification.received_at.millis().into(),
            serde_json::to_string(notification)?.into(),
        ];
        self.run("INSERT OR IGNORE INTO notifications (digest, matched, key, at, body) VALUES (?, ?, ?, ?, ?)", values)
    }

    /// Removes what names people and belongs to no order, once it is older than personal data may be.
    pub fn tidy(&self, before: Timestamp) -> Result<(), Fault> {
        self.run("DELETE FROM notifications WHERE matched = 0 AND at < ?", vec![before.millis().into()])?;
        self.tidy_events(before)
    }

    pub fn set_due(&self, kind: &str, key: &str, lane: &str, at: Timestamp) -> Result<(), Fault> {
        let values = vec![kind.into(), key.into(), lane.into(), at.millis().into()];
        self.run("INSERT OR REPLACE INTO due (kind, key, lane, at) VALUES (?, ?, ?, ?)", values)
    }

    /// Has what is due at some time be due at another one.
    pub fn move_due(&self, kind: &str, key: &str, at: Timestamp) -> Result<(), Fault> {
        let values = vec![at.millis().into(), kind.into(), key.into()];
        self.run("UPDATE due SET at = ? WHERE kind = ? AND key = ?", values)
    }

    pub fn not_due(&self, kind: &str, key: &str) -> Result<(), Fault> {
        self.run("DELETE FROM due WHERE kind = ? AND key = ?", vec![kind.into(), key.into()])
    }

    pub fn set_resting(&self, lane: &str) -> Result<(), Fault> {
        self.run("INSERT OR IGNORE INTO resting (lane) VALUES (?)", vec![lane.into()])
    }

    pub fn not_resting(&self, lane: &str) -> Result<(), Fault> {
        self.run("DELETE FROM resting WHERE lane = ?", vec![lane.into()])
    }
}

/// Whether the subscriber's object must hear of it: the order ended, what was paid turned out otherwise, or the number
/// was texted unasked.
fn ends_something(before: Option<&Order>, order: &Order) -> bool {
    let concerns = order.terms().msisdn.is_some() && (order.otp_terms().is_some() || order.subscription().is_some());
    let changed = before.is_none_or(|before| before.state() != order.state() || before.charged() != order.charged());
    let texted = order.texted_at().is_some() && before.is_none_or(|before| before.texted_at().is_none());
    concerns && (texted || (changed && order.state().is_final()))
}

fn order_of(row: &mut Row) -> Result<Order, Fault> {
    row.json()
}
