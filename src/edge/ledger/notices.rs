//! Notices from providers: stored in the transaction that applies them, before anybody is answered.

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::platform::Fault;
use super::{LedgerAnswer, Shard, note};
use crate::domain::time::SECOND;
use crate::domain::{Reading, Timestamp};

/// Shortest time between two queries that hints start.
const ASK_EVERY: i64 = 10 * SECOND;

/// A verified notice as kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StoredNotice {
    /// SHA-256 of provider and exact body: a repeated notice is the same one.
    pub digest: String,
    /// Provider id.
    pub provider: String,
    /// When it first came.
    pub received_at: Timestamp,
    /// Exact text of the body.
    pub body: String,
}

impl Shard {
    /// Applies a notice once. Repeated, it changes nothing and is acknowledged all the same.
    pub(super) fn notice(
        self: &Rc<Self>,
        key: &str,
        notice: &StoredNotice,
        version: u32,
        reading: &Reading,
    ) -> Result<LedgerAnswer, Fault> {
        let Some(order) = self.tables.order(key)? else { return self.unmatched_notice(key, notice) };
        if self.tables.has_notice(key, &notice.digest, true)? {
            return Ok(LedgerAnswer::Order(Box::new(order)));
        }
        if order.version != version {
            return Ok(LedgerAnswer::Moved(Box::new(order)));
        }
        let words = json!({ "notice": notice.digest, "reading": note(reading, None) });
        self.change_with(
            key,
            "notice",
            words,
            &mut |order, clock| {
                order.record_read(reading.clone(), clock);
                Ok(())
            },
            &mut || self.tables.write_notice(key, notice, true),
        )
    }

    /// Keeps a notice about an order that is not here, to be shown.
    pub(super) fn unmatched_notice(&self, key: &str, notice: &StoredNotice) -> Result<LedgerAnswer, Fault> {
        if !self.tables.has_notice(key, &notice.digest, false)? {
            self.tables.write_notice(key, notice, false)?;
        }
        Ok(LedgerAnswer::Well)
    }

    /// Has the provider asked soon, if the order is here and was not asked about just now. A hint that changes
    /// nothing leaves no trace: anybody may send it, as often as they like.
    pub(super) fn ask_soon(self: &Rc<Self>, key: &str) -> Result<LedgerAnswer, Fault> {
        let Some(order) = self.tables.order(key)? else { return Ok(LedgerAnswer::Missing) };
        let mut hinted = order.clone();
        hinted.ask_soon(ASK_EVERY, self.clock());
        if (hinted.version, hinted.ask_again_at) == (order.version, order.ask_again_at) {
            return Ok(LedgerAnswer::Order(Box::new(order)));
        }
        self.change(key, "hint", serde_json::Value::Null, |order, clock| {
            order.ask_soon(ASK_EVERY, clock);
            Ok(())
        })
    }
}
