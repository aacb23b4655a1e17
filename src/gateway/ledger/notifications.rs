//! Notifications from providers: stored in the transaction that applies them, before anybody is answered.

use std::rc::Rc;

use serde_json::json;

use super::super::platform::Fault;
use super::super::protocol::{LedgerAnswer, StoredNotification};
use super::{LedgerShard, note};
use crate::domain::ProviderReport;
use crate::domain::order::Hint;
use crate::domain::order::lifecycle::Applied;

impl LedgerShard {
    /// Applies a notification that decides, once. What changes nothing writes nothing, and is acknowledged all the
    /// same.
    pub(super) fn notification(
        self: &Rc<Self>,
        key: &str,
        notification: &StoredNotification,
        version: u32,
        report: &ProviderReport,
    ) -> Result<LedgerAnswer, Fault> {
        let Some(order) = self.tables.order(key)? else { return self.unmatched_notification(key, notification) };
        if order.version() != version {
            return Ok(LedgerAnswer::Moved(Box::new(order)));
        }
        let mut told = order.clone();
        told.record_notification(report.clone(), self.clock());
        if told.version() == order.version() || self.tables.has_notification(key, &notification.digest, true)? {
            return Ok(LedgerAnswer::Order(Box::new(order)));
        }
        let words = json!({ "notification": notification.digest, "report": note(report, None) });
        self.change_with(
            key,
            "notification",
            words,
            &mut |order, clock| {
                order.record_notification(report.clone(), clock);
                Ok(())
            },
            &mut |tx| tx.write_notification(key, notification, true),
        )
    }

    /// Keeps a notification about an order that is not here, to be shown.
    pub(super) fn unmatched_notification(
        &self,
        key: &str,
        notification: &StoredNotification,
    ) -> Result<LedgerAnswer, Fault> {
        if self.tables.has_notification(key, &notification.digest, false)? {
            return Ok(LedgerAnswer::Well);
        }
        // What was acknowledged is never dropped for what comes later: not acknowledged, the provider calls again.
        if self.tables.unmatched_is_full()? {
            return Err(Fault("too many notifications about orders that are not here".to_owned()));
        }
        self.tables.transaction(|tx| tx.write_notification(key, notification, false))?;
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
