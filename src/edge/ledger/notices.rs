//! Notices from providers: stored in the transaction that applies them, before anybody is answered.

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::platform::Fault;
use super::{LedgerAnswer, Shard, note};
use crate::domain::order::Hint;
use crate::domain::order::life::Applied;
use crate::domain::{Reading, Timestamp};

/// A verified notice as kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StoredNotice {
    /// SHA-256 of provider and signed text: spelled otherwise it is the same one.
    pub digest: String,
    /// Provider id.
    pub provider: String,
    /// When it first came.
    pub received_at: Timestamp,
    /// What it says, in the provider's documented fields, as JSON.
    pub body: String,
}

impl Shard {
    /// Applies a notice that decides, once. What changes nothing writes nothing, and is acknowledged all the same.
    pub(super) fn notice(
        self: &Rc<Self>,
        key: &str,
        notice: &StoredNotice,
        version: u32,
        reading: &Reading,
    ) -> Result<LedgerAnswer, Fault> {
        let Some(order) = self.tables.order(key)? else { return self.unmatched_notice(key, notice) };
        if order.version != version {
            return Ok(LedgerAnswer::Moved(Box::new(order)));
        }
        let mut told = order.clone();
        told.record_notice(reading.clone(), self.clock());
        if told.version == order.version || self.tables.has_notice(key, &notice.digest, true)? {
            return Ok(LedgerAnswer::Order(Box::new(order)));
        }
        let words = json!({ "notice": notice.digest, "reading": note(reading, None) });
        self.change_with(
            key,
            "notice",
            words,
            &mut |order, clock| {
                order.record_notice(reading.clone(), clock);
                Ok(())
            },
            &mut || self.tables.write_notice(key, notice, true),
        )
    }

    /// Keeps a notice about an order that is not here, to be shown.
    pub(super) fn unmatched_notice(&self, key: &str, notice: &StoredNotice) -> Result<LedgerAnswer, Fault> {
        if self.tables.has_notice(key, &notice.digest, false)? {
            return Ok(LedgerAnswer::Well);
        }
        // What was acknowledged is never dropped for what comes later: not acknowledged, the provider calls again.
        if self.tables.unmatched_is_full()? {
            return Err(Fault("too many notices about orders that are not here".to_owned()));
        }
        self.tables.write_notice(key, notice, false)?;
        Ok(LedgerAnswer::Well)
    }

    /// Takes a hint in, before anybody is answered: the provider is asked by the order's hints. One that is known, or
    /// brings nothing new, writes nothing: anybody may send it, as often as they like.
    pub(super) fn hint(self: &Rc<Self>, key: &str, hint: &Hint) -> Result<LedgerAnswer, Fault> {
        let Some(order) = self.tables.order(key)? else { return Ok(LedgerAnswer::Missing) };
        if order.clone().hint(hint, self.clock()) == Applied::Noted {
            return Ok(LedgerAnswer::Order(Box::new(order)));
        }
        let words = json!({ "hint": hint.text, "says_paid": hint.says_paid });
        self.change(key, "hint", words, |order, clock| {
            order.hint(hint, clock);
            Ok(())
        })
    }
}
