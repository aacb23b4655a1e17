//! What a shard does by itself. Rows are the truth, the alarm follows them: a run leases what is due, starts it
//! and ends; a lease that runs out is due again; a row that cannot be worked on stops no other.

use std::rc::Rc;

use serde_json::Value;

use super::super::platform::Fault;
use super::super::protocol::{LedgerAnswer, OrderEnded, SubscriberCall};
use super::super::rpc;
use super::super::sender::Sender;
use super::LedgerShard;
use super::lanes::{self, TIME};
use super::store::{DELIVER, HINT, ORDER, REPORT_END};
use crate::domain::Order;
use crate::domain::order::Due;
use crate::domain::review::ReviewReason;
use crate::domain::time::{Clock, DAY, MINUTE, Timestamp};

/// How long a started row is left alone.
pub(super) const LEASE: i64 = MINUTE;
/// When a row that failed is tried again.
const AGAIN: i64 = 5 * MINUTE;

impl LedgerShard {
    /// Starts everything that is due and has a place.
    pub(super) fn run_due(self: &Rc<Self>) -> Result<(), Fault> {
        for lane in self.lanes.all() {
            self.run_lane(lane)?;
        }
        self.arm()
    }

    /// Starts what has waited longest in a lane, as much as there are places; the rest is not even looked at.
    pub(super) fn run_lane(self: &Rc<Self>, lane: &str) -> Result<(), Fault> {
        match self.lanes.rests(lane) {
            Some(until) if until > self.isolate.now() => return Ok(()),
            Some(_) if lane.starts_with("to ") => return self.try_endpoint(lane),
            _ => drop(self.lanes.wake(lane)),
        }
        for (kind, key) in self.tables.due_in(lane, self.isolate.now(), self.lanes.free(lane))? {
            let under_way = lane != TIME && self.lanes.has(lane, &key);
            if !under_way && lane != TIME && !self.lanes.may_ask(lane, self.isolate.now(), self.isolate.config.scale) {
                return Ok(());
            }
            // A delivery is leased once its endpoint may be tried.
            if kind != DELIVER || under_way {
                self.postpone(&kind, &key, LEASE)?;
            }
            let started = match kind.as_str() {
                _ if under_way => Ok(()),
                REPORT_END => self.tell_subscriber(&key),
                DELIVER => self.deliver(&key),
                _ => self.order_due(&kind, lane, &key),
            };
            if let Err(fault) = started {
                self.isolate.log(&format!("a due row failed and is tried again: {}", fault.0));
                self.postpone(&kind, &key, AGAIN)?;
            }
        }
        Ok(())
    }

    /// Sets the alarm by the rows. A lane without a free place needs none, but in case this instance ends.
    pub(super) fn arm(&self) -> Result<(), Fault> {
        let (mut open, mut at) = (Vec::new(), Vec::new());
        for lane in self.lanes.all() {
            match self.lanes.rests(lane) {
                Some(until) => at.push(until),
                None if self.lanes.free(lane) == 0 => at.push(self.isolate.now().plus(LEASE)),
                None => open.push(lane.as_str()),
            }
        }
        at.extend(self.tables.next_due(&open)?);
        if let Some(at) = at.into_iter().min() {
            self.tables.store().ring_at(at.max(self.isolate.now().plus(1)));
        }
        Ok(())
    }

    /// An order's own row, or the one that a hint made.
    fn order_due(self: &Rc<Self>, kind: &str, lane: &str, key: &str) -> Result<(), Fault> {
        let Some(order) = self.tables.order(key)? else { return self.not_due(kind, key) };
        let by_itself = order.due_by_itself(self.isolate.config.scale, self.isolate.config.retention);
        let hinted = order.hinted(self.isolate.config.scale).map(Due::Hinted);
        match if kind == HINT { hinted } else { by_itself } {
            None => self.not_due(kind, key),
            Some(due) if due.at() > self.isolate.now() => {
                let lane = lanes::of(due, &order.terms().provider);
                self.tables.transaction(|tx| tx.set_due(kind, key, &lane, due.at()))
            }
            Some(Due::Advance(_)) => self.pass_time(key),
            // What is erased cannot be had back: not while it is not known when.
            Some(Due::Forget(_)) if !self.isolate.config.erases => self.postpone(ORDER, key, AGAIN),
            Some(Due::Forget(_)) => self.forget(key),
            Some(Due::Recheck(_) | Due::Hinted(_)) => {
                self.start_recheck(lane.to_owned(), key.to_owned(), order);
                Ok(())
            }
        }
    }

    fn pass_time(self: &Rc<Self>, key: &str) -> Result<(), Fault> {
        self.change(key, "time", Value::Null, |order, clock| {
            order.advance(clock);
            Ok(())
        })
        .map(drop)
    }

    /// Only what is settled on every side: while a refund is under way, or the number's object has not heard how the
    /// order ended, both still need what would go.
    fn forget(self: &Rc<Self>, key: &str) -> Result<(), Fault> {
        let open = |refund: &Order| !refund.state().is_final() || refund.review().is_some();
        if self.tables.refunds(key)?.iter().any(open) || self.tables.is_due(REPORT_END, key)? {
            return self.postpone(ORDER, key, DAY);
        }
        let mut forget = |order: &mut Order, clock: Clock| {
            order.forget(clock.now);
            Ok(())
        };
        self.change_with(key, "forget", Value::Null, &mut forget, &mut |tx| tx.forget_history(key)).map(drop)
    }

    fn start_recheck(self: &Rc<Self>, lane: String, key: String, order: Order) {
        self.lanes.begin(&lane, &key);
        let shard = Rc::clone(self);
        let work = async move {
            let done = shard.recheck(&key, &order).await;
            shard.lanes.end(&lane, &key);
            if let Err(fault) = done.and_then(|()| shard.run_due()) {
                shard.isolate.log(&format!("a recheck was not recorded and is made again: {}", fault.0));
            }
        };
        self.object.background.run(Box::pin(work));
    }

    async fn recheck(self: &Rc<Self>, key: &str, order: &Order) -> Result<(), Fault> {
        let Ok(sender) = Sender::of(&self.isolate, &order.terms().provider) else {
            // Nothing was asked and no recheck is used up: the configuration has to be mended first.
            return self.postpone(ORDER, key, AGAIN);
        };
        match sender.query(order).await {
            Ok(report) => self.report(key, &report).map(drop),
            Err(_) => self.account_changed(key),
        }
    }

    fn account_changed(self: &Rc<Self>, key: &str) -> Result<(), Fault> {
        self.change(key, "query", Value::Null, |order, clock| {
            if !order.state().is_final() {
                order.flag(ReviewReason::AccountChanged, clock.now);
            }
            order.could_not_ask(clock.now);
            Ok(())
        })
        .map(drop)
    }

    /// Tells the subscriber's object how an order ended, if that is due. Idempotent by the order's id.
    pub(super) fn tell_subscriber(self: &Rc<Self>, key: &str) -> Result<(), Fault> {
        if !self.tables.is_due(REPORT_END, key)? {
            return Ok(());
        }
        let order = self.tables.order(key)?;
        let Some((order, end)) = order.and_then(|order| OrderEnded::of(&order).map(|s| (order, s))) else {
            return self.not_due(REPORT_END, key);
        };
        self.postpone(REPORT_END, key, LEASE)?;
        let (shard, key) = (Rc::clone(self), key.to_owned());
        let work = async move {
            let told =
                rpc::subscriber(&shard.isolate, &end.msisdn.clone(), &SubscriberCall::ReportEnd(Box::new(end))).await;
            if let Err(fault) = told.and_then(|_| shard.told(&key, order.version())) {
                shard.isolate.log(&format!("a subscriber's object was not told and is told again: {}", fault.0));
            }
        };
        self.object.background.run(Box::pin(work));
        Ok(())
    }

    /// Done, unless the order has changed meanwhile: then it is told again.
    fn told(&self, key: &str, version: u32) -> Result<(), Fault> {
        match self.read(key)? {
            LedgerAnswer::Order(order) if order.version() != version => self.postpone(REPORT_END, key, 0)?,
            _ => self.not_due(REPORT_END, key)?,
        }
        self.arm()
    }

    pub(super) fn postpone(&self, kind: &str, key: &str, millis: i64) -> Result<(), Fault> {
        let at: Timestamp = self.isolate.now().plus(self.isolate.config.scale.of(millis));
        self.tables.transaction(|tx| tx.move_due(kind, key, at))
    }

    fn not_due(&self, kind: &str, key: &str) -> Result<(), Fault> {
        self.tables.transaction(|tx| tx.not_due(kind, key))
    }
}
