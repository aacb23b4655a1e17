//! What an object other than the ledger has to tell the merchant: written in the transaction that it tells of, passed
//! on to the ledger, which delivers it, and removed when the ledger has it. Told twice, it is one event.

use std::cell::Cell;

use super::isolate::Isolate;
use super::platform::{Fault, Row, Store, Tx, transaction};
use super::protocol::{LedgerCall, OutboxEvent};
use super::rpc;
use crate::domain::time::SECOND;

/// When passing on is tried again.
const AGAIN: i64 = 5 * SECOND;

/// How many are read at once, however many there are.
const AT_ONCE: i64 = 64;

/// An object's outbox.
pub struct Outbox {
    /// Whether there may be something in it; the rows are the truth.
    may_hold: Cell<bool>,
}

impl Outbox {
    /// Makes its table.
    pub fn open(tx: Tx<'_>) -> Result<Self, Fault> {
        let sql = "CREATE TABLE IF NOT EXISTS outbox (mark TEXT PRIMARY KEY, body TEXT NOT NULL)";
        tx.run(sql, Vec::new())?;
        Ok(Self { may_hold: Cell::new(true) })
    }

    /// Puts something in, in the transaction that it tells of.
    pub fn put(&self, tx: Tx<'_>, emitted: &OutboxEvent) -> Result<(), Fault> {
        self.may_hold.set(true);
        let mark = format!("{} {}", emitted.about, emitted.mark);
        let values = vec![mark.into(), serde_json::to_string(emitted)?.into()];
        tx.run("INSERT OR IGNORE INTO outbox (mark, body) VALUES (?, ?)", values).map(drop)
    }

    /// Whether there may be something to pass on.
    pub fn holds_any(&self) -> bool {
        self.may_hold.get()
    }

    /// Passes on what is there. What cannot be passed on now is tried again by the alarm.
    pub async fn empty(&self, isolate: &Isolate, store: &dyn Store) {
        if let Err(fault) = self.pass_on(isolate, store).await {
            // By the alarm alone: a call that comes meanwhile does not try again.
            isolate.log(&format!("an event could not be passed on and is tried again: {}", fault.0));
            store.ring_at(isolate.now().plus(isolate.config.scale.of(AGAIN)));
        }
    }

    async fn pass_on(&self, isolate: &Isolate, store: &dyn Store) -> Result<(), Fault> {
        self.may_hold.set(false);
        loop {
            let sql = "SELECT mark, body FROM outbox ORDER BY rowid LIMIT ?";
            let rows = store.rows(sql, vec![AT_ONCE.into()])?;
            if rows.is_empty() {
                return Ok(());
            }
            // The alarm is set before anything is sent, in case this object ends on the way.
            store.ring_at(isolate.now().plus(AGAIN));
            for mut row in rows {
                let (mark, emitted) = (row.text()?, Row::json::<OutboxEvent>(&mut row)?);
                let about = emitted.about.clone();
                rpc::ledger(isolate, &about, &LedgerCall::Emit(Box::new(emitted))).await?;
                transaction(store, |tx| tx.run("DELETE FROM outbox WHERE mark = ?", vec![mark.as_str().into()]))?;
            }
        }
    }
}
