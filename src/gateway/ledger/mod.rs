//! The ledger: 16 shards, each a Durable Object with its orders, their history and one table of what is due.
//! One owner per order is what makes acceptance happen exactly once.

mod deliver;
mod due;
mod events;
mod lanes;
mod metrics;
mod notifications;
mod refunds;
mod schema;
mod store;
mod waiting;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use futures_channel::oneshot;
use serde::Serialize;
use serde_json::{Value, json};

use super::isolate::Isolate;
use super::platform::{Fault, ObjectPlatform};
use super::protocol::{CLAIM_LIVES, LedgerAnswer, LedgerCall, Reservation};
use crate::domain::order::Resolution;
use crate::domain::schedule::LONGEST_WAIT;
use crate::domain::time::{Clock, HOUR};
use crate::domain::{Order, OrderError, Outcome, ProviderReport, Timestamp};
use crate::json;
use lanes::Lanes;
use store::{LedgerTx, OrderChange, Tables};

/// One shard at work.
pub struct LedgerShard {
    isolate: Rc<Isolate>,
    object: ObjectPlatform,
    tables: Tables,
    /// Who waits for a change, by order.
    waiting: RefCell<Vec<(String, oneshot::Sender<()>)>>,
    /// What is under way, and what rests.
    lanes: Lanes,
    /// When old rows were last looked through.
    tidied_at: Cell<Option<Timestamp>>,
    /// The number of shards that this one was made for, once read: it never changes.
    born_with: OnceCell<u8>,
}

impl LedgerShard {
    /// Opens its storage.
    pub fn open(isolate: Rc<Isolate>, object: ObjectPlatform) -> Result<Rc<Self>, Fault> {
        let tables = Tables::open(Rc::clone(&object.store), Rc::clone(&isolate.config))?;
        let lanes = Lanes::new(&isolate.config);
        for lane in tables.resting()? {
            lanes.rest(&lane, Timestamp::from_millis(0));
        }
        Ok(Rc::new(Self {
            isolate,
            object,
            tables,
            waiting: RefCell::default(),
            lanes,
            tidied_at: Cell::new(None),
            born_with: OnceCell::new(),
        }))
    }

    /// One call, JSON in and out.
    pub async fn call(self: Rc<Self>, message: String) -> Result<String, Fault> {
        let (shards, key, request_id, call): (u8, String, Option<String>, LedgerCall) =
            json::from_slice(message.as_bytes())?;
        let answer = self.answer(shards, &key, request_id, call).await?;
        Ok(serde_json::to_string(&answer)?)
    }

    /// The alarm rang: something is due.
    pub fn alarm(self: &Rc<Self>) -> Result<(), Fault> {
        self.object.store.rang();
        self.run_due()
    }

    async fn answer(
        self: &Rc<Self>,
        shards: u8,
        key: &str,
        request_id: Option<String>,
        call: LedgerCall,
    ) -> Result<LedgerAnswer, Fault> {
        let born_with = self.born_with(shards)?;
        if born_with != shards {
            return Ok(LedgerAnswer::OtherShards(born_with));
        }
        let (generation, call) = match call {
            LedgerCall::WithClientToken(generation, call) => (Some(generation), *call),
            other => (None, other),
        };
        // Seen in the turn in which the order is read or changed, and again after a wait.
        if !self.holds(key, generation)? {
            return Ok(LedgerAnswer::TokenRevoked);
        }
        let LedgerCall::Wait(version, millis) = call else {
            // All of it is one turn: nothing else is written meanwhile.
            self.tables.answering(request_id);
            let answer = self.answer_at_once(key, call);
            self.tables.answering(None);
            let answer = answer?;
            self.arm()?;
            return Ok(answer);
        };
        self.arm()?;
        let state = if generation.is_some() { Order::payer_state } else { |order: &Order| order.state() };
        let answer = Box::pin(self.wait(key, version, millis, state)).await?;
        Ok(if self.holds(key, generation)? { answer } else { LedgerAnswer::TokenRevoked })
    }

    fn born_with(&self, shards: u8) -> Result<u8, Fault> {
        if let Some(known) = self.born_with.get() {
            return Ok(*known);
        }
        let read = self.tables.transaction(|tx| tx.shards(shards))?;
        Ok(*self.born_with.get_or_init(|| read))
    }

    fn answer_at_once(self: &Rc<Self>, key: &str, call: LedgerCall) -> Result<LedgerAnswer, Fault> {
        match call {
            LedgerCall::Reserve(reservation) => self.reserve(key, &reservation),
            LedgerCall::Read => self.read(key),
            LedgerCall::Confirm(account) => {
                self.change(key, "confirm", Value::Null, |order, clock| order.begin_confirm(&account, clock).map(drop))
            }
            LedgerCall::Reply(number, report) => {
                let note = note(&report, Some(number));
                self.change_counted(key, ("reply", "order"), note, &report, &mut |order, clock| {
                    order.record_reply(number, (*report).clone(), clock);
                    Ok(())
                })
            }
            LedgerCall::Report(report) => self.report(key, &report),
            LedgerCall::RevokeTokens => self.change(key, "revoke_tokens", Value::Null, |order, _| {
                order.revoke_tokens();
                Ok(())
            }),
            LedgerCall::Cancel(seen) => {
                self.change(key, "cancel", Value::Null, |order, clock| order.cancel(seen, clock).map(drop))
            }
            LedgerCall::Resolve(resolution) => self.resolve(key, &resolution),
            LedgerCall::ReserveRefund(reservation) => self.reserve_refund(key, &reservation),
            LedgerCall::Refunds(wanted) => Ok(LedgerAnswer::Part(self.tables.refunds_shown(key, &wanted)?)),
            LedgerCall::AskCancel(seen) => {
                self.change(key, "cancel", Value::Null, |order, clock| order.ask_cancel(seen, clock))
            }
            LedgerCall::Hint(hint) => self.hint(key, &hint),
            LedgerCall::Notification(version, notification, report) => {
                self.notification(key, &notification, version, &report)
            }
            LedgerCall::UnmatchedNotification(notification) => self.unmatched_notification(key, &notification),
            LedgerCall::UnmatchedNotifications(wanted) => {
                Ok(LedgerAnswer::Part(self.tables.unmatched_notifications(&wanted)?))
            }
            LedgerCall::List(filter) => Ok(LedgerAnswer::Part(self.tables.list(&filter, self.isolate.now())?)),
            LedgerCall::History(wanted) => Ok(LedgerAnswer::Part(self.tables.history(key, &wanted)?)),
            LedgerCall::ClaimProviderOrderId(order) => {
                let claimed = self.tables.transaction(|tx| tx.claim_provider_order_id(key, &order))?;
                Ok(LedgerAnswer::ProviderOrderIdClaimed(claimed))
            }
            LedgerCall::Metrics => Ok(LedgerAnswer::Metrics(self.metrics()?)),
            LedgerCall::Emit(emitted) => self.emit(&emitted),
            LedgerCall::Events(filter) => Ok(LedgerAnswer::Part(self.tables.events(&filter)?)),
            LedgerCall::Redeliver(wanted) => self.redeliver(&wanted),
            LedgerCall::Poke => {
                self.tidy()?;
                Ok(LedgerAnswer::Well)
            }
            LedgerCall::Wait(..) | LedgerCall::WithClientToken(..) => Ok(LedgerAnswer::Well),
        }
    }

    /// Removes what is past its time, once an hour at most: it looks through old rows.
    fn tidy(&self) -> Result<(), Fault> {
        let (now, scale) = (self.isolate.now(), self.isolate.config.scale);
        if self.tidied_at.get().is_some_and(|at| now.since(at) < scale.of(HOUR)) {
            return Ok(());
        }
        self.tidied_at.set(Some(now));
        self.tables.transaction(|tx| {
            tx.give_up_strangers(now.plus(scale.of(LONGEST_WAIT).saturating_neg()))?;
            tx.tidy(now.plus(scale.of(self.isolate.config.kept()).saturating_neg()))
        })
    }

    /// Accepts an order, or finds the one that has this id.
    fn reserve(self: &Rc<Self>, key: &str, wanted: &Reservation) -> Result<LedgerAnswer, Fault> {
        let clock = self.clock();
        self.tables.transaction(|tx| {
            if let Some(answer) = self.taken(key, wanted)? {
                return Ok(answer);
            }
            if wanted.claimed_at.is_some_and(|at| clock.now.since(at) > CLAIM_LIVES) {
                return Ok(LedgerAnswer::ClaimTooOld);
            }
            self.accept(tx, key, wanted, clock)
        })
    }

    /// Writes a new order, or refund.
    fn accept(&self, tx: &LedgerTx<'_>, key: &str, wanted: &Reservation, clock: Clock) -> Result<LedgerAnswer, Fault> {
        let order =
            Order::reserve(wanted.prepared.clone(), wanted.fingerprints.clone(), clock).bought_as(wanted.sku.clone());
        let note = match wanted.despite.as_slice() {
            [] => Value::Null,
            [id] => json!({ "despite": id }),
            ids => json!({ "despite": ids }),
        };
        tx.write(OrderChange { note, ..OrderChange::reserved(key, &order, clock.now) })?;
        Ok(LedgerAnswer::Accepted(Box::new(order)))
    }

    /// The order, or refund, that has this id already: the same one, or one that is spelled otherwise or means
    /// something else.
    fn taken(&self, key: &str, wanted: &Reservation) -> Result<Option<LedgerAnswer>, Fault> {
        Ok(self.tables.order(key)?.map(|order| {
            let id = &order.terms().merchant_order_id;
            match order.fingerprint() == wanted.fingerprints.command {
                true if *id == wanted.prepared.terms.merchant_order_id => LedgerAnswer::Order(Box::new(order)),
                true => LedgerAnswer::OtherSpelling(id.as_str().to_owned()),
                false => LedgerAnswer::OtherMeaning,
            }
        }))
    }

    /// A person's verdict. Sent again it changes nothing and writes nothing.
    fn resolve(self: &Rc<Self>, key: &str, resolution: &Resolution) -> Result<LedgerAnswer, Fault> {
        if let Some(order) = self.tables.order(key)?.filter(|order| order.was_resolved_so(resolution)) {
            return Ok(LedgerAnswer::Order(Box::new(order)));
        }
        let Resolution { by, evidence, against_evidence, provider_order_id, .. } = resolution;
        let note = json!({
            "by": by, "evidence": evidence, "against_evidence": against_evidence,
            "provider_order_id": provider_order_id,
        });
        self.change(key, "resolve", note, |order, clock| order.resolve(resolution.clone(), clock).map(drop))
    }

    fn read(&self, key: &str) -> Result<LedgerAnswer, Fault> {
        Ok(self.tables.order(key)?.map_or(LedgerAnswer::Missing, |order| LedgerAnswer::Order(Box::new(order))))
    }

    fn report(self: &Rc<Self>, key: &str, report: &ProviderReport) -> Result<LedgerAnswer, Fault> {
        self.change_counted(key, ("query", "query"), note(report, None), report, &mut |order, clock| {
            order.record_query(report.clone(), clock);
            Ok(())
        })
    }

    /// Changes an order by what a call to its provider brought, and counts that call in the same transaction.
    fn change_counted(
        self: &Rc<Self>,
        key: &str,
        (trigger, call): (&str, &str),
        note: Value,
        report: &ProviderReport,
        apply: &mut dyn FnMut(&mut Order, Clock) -> Result<(), OrderError>,
    ) -> Result<LedgerAnswer, Fault> {
        let provider = RefCell::new(String::new());
        let mut apply = |order: &mut Order, clock: Clock| {
            provider.replace(order.terms().provider.clone());
            apply(order, clock)
        };
        let also = &mut |tx: &LedgerTx<'_>| tx.count_call(&provider.borrow(), call, report);
        self.change_with(key, trigger, note, &mut apply, also)
    }

    /// Changes one order in one transaction: the row, its history, what is due, and what others must hear.
    fn change(
        self: &Rc<Self>,
        key: &str,
        trigger: &str,
        note: Value,
        mut apply: impl FnMut(&mut Order, Clock) -> Result<(), OrderError>,
    ) -> Result<LedgerAnswer, Fault> {
        self.change_with(key, trigger, note, &mut apply, &mut |_| Ok(()))
    }

    /// The same, with `also` written in the same transaction. Through pointers: it is compiled once.
    fn change_with(
        self: &Rc<Self>,
        key: &str,
        trigger: &str,
        note: Value,
        apply: &mut dyn FnMut(&mut Order, Clock) -> Result<(), OrderError>,
        also: &mut dyn FnMut(&LedgerTx<'_>) -> Result<(), Fault>,
    ) -> Result<LedgerAnswer, Fault> {
        let clock = self.clock();
        let (mut changed, mut ended) = (false, false);
        let answer = self.tables.transaction(|tx| {
            let Some(before) = self.tables.order(key)? else { return Ok(LedgerAnswer::Missing) };
            let mut order = before.clone();
            let refused = apply(&mut order, clock).err();
            if refused.is_none() || order.version() != before.version() {
                let (before, order, note) = (Some(&before), &order, note.clone());
                tx.write(OrderChange { key, before, order, trigger, note, now: clock.now })?;
            }
            also(tx)?;
            changed = order.version() != before.version();
            ended = order.state().is_final();
            let order = Box::new(order);
            Ok(match refused {
                Some(error) => LedgerAnswer::Refused(error, order),
                None => LedgerAnswer::Order(order),
            })
        })?;
        // What was only noted or refused is no change to those who wait for one.
        if changed {
            self.wake(key);
            self.start_deliveries(key)?;
        }
        // Only an end is told; an earlier telling that is still due has its own row.
        if ended {
            self.tell_subscriber(key)?;
        }
        Ok(answer)
    }

    fn clock(&self) -> Clock {
        self.isolate.clock()
    }
}

/// What the history keeps of an answer: our verdict and the provider's words, not what the payer was shown.
fn note(report: &ProviderReport, number: Option<u32>) -> Value {
    let (outcome, why) = match &report.outcome {
        Outcome::Succeeded => ("succeeded", Value::Null),
        Outcome::Failed(failure) => ("failed", word(&failure.reason)),
        Outcome::Pending(_) => ("pending", Value::Null),
        Outcome::Unknown(unknown_reason) => ("unknown", word(unknown_reason)),
    };
    let said = report.provider_status.as_ref();
    let said = said.map(|said| json!({ "call": said.call, "code": said.code, "message": said.message }));
    json!({ "attempt": number, "outcome": outcome, "why": why, "provider_status": said })
}

/// The word that a reason is written as.
fn word(of: &impl Serialize) -> Value {
    serde_json::to_string(of).map_or(Value::Null, |text| text.trim_matches('"').into())
}
