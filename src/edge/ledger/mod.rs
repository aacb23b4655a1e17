//! The ledger: 16 shards, each a Durable Object with its orders, their history and one table of what is due.
//! One owner per order is what makes acceptance happen exactly once.

mod due;
mod store;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use worker::worker_sys::DurableObjectState;
use worker::{Delay, Env, State};

use super::config::Config;
use super::platform::{Fault, now};
use crate::api::{Filter, HistoryEntry};
use crate::domain::order::life::Fingerprints;
use crate::domain::order::{Clock, Resolution};
use crate::domain::{Order, OrderError, Prepared, Reading, Timestamp};
use store::Tables;

/// How long a subscriber's claim is good for reserving the order, in milliseconds. Later the claim may have
/// been given to somebody else.
pub const CLAIM_LIVES: i64 = 60_000;

/// What a shard is asked.
#[derive(Debug, Serialize, Deserialize)]
pub enum LedgerCall {
    /// Accept an order: store its intent before any socket opens.
    Reserve {
        prepared: Box<Prepared>,
        fingerprints: Fingerprints,
        /// When the subscriber's claim was granted, where one was needed.
        claimed_at: Option<Timestamp>,
    },
    /// The order as it stands.
    Read { key: String },
    /// The order once its version is another one than this, or has ended, or the time is up.
    Wait { key: String, version: Option<u32>, millis: u64 },
    /// Reserve the call that charges.
    Confirm { key: String, account: String },
    /// The reply to attempt `number`.
    Reply { key: String, number: u32, reading: Box<Reading> },
    /// What the provider said when asked.
    Report { key: String, reading: Box<Reading> },
    /// Close an order that waits.
    Cancel { key: String },
    /// A person's verdict.
    Resolve { key: String, resolution: Resolution },
    /// This shard's part of a list.
    List { filter: Filter },
    /// Everything that happened to the order.
    History { key: String },
    /// Nothing but a look at the alarm.
    Poke,
}

/// What it answers.
#[derive(Debug, Serialize, Deserialize)]
pub enum LedgerAnswer {
    /// The order.
    Order(Box<Order>),
    /// The order, accepted just now.
    Accepted(Box<Order>),
    /// No such order.
    Missing,
    /// The id is taken by an order that means something else.
    OtherMeaning,
    /// The claim is too old to be relied on.
    ClaimTooOld,
    /// The order's life does not allow it now.
    Refused(OrderError),
    /// A part of a list.
    Orders(Vec<Order>),
    /// A history.
    History(Vec<HistoryEntry>),
    /// The shard is well.
    Well,
    /// The shard was made for another number of shards.
    OtherShards(u8),
}

/// The class that the platform makes objects of.
#[wasm_bindgen]
pub struct Ledger(Rc<Shard>);

#[wasm_bindgen]
impl Ledger {
    /// Called by the shim.
    #[wasm_bindgen(constructor)]
    pub fn new(state: DurableObjectState, env: Env) -> Result<Ledger, JsValue> {
        let state = State::from(state);
        let tables = Tables::open(&state)?;
        let config = Config::shared(&env);
        Ok(Self(Rc::new(Shard { tables, state, env, config, waiting: RefCell::default(), asking: Cell::new(0) })))
    }

    /// One call, JSON in and out.
    pub async fn call(&self, message: String) -> Result<String, JsValue> {
        let (shards, call): (u8, LedgerCall) = serde_json::from_str(&message).map_err(Fault::from)?;
        let shard = Rc::clone(&self.0);
        let answer = shard.answer(shards, call).await?;
        Ok(serde_json::to_string(&answer).map_err(Fault::from)?)
    }

    /// The alarm rang: something is due.
    pub async fn alarm(&self) -> Result<(), JsValue> {
        self.0.run_due()?;
        Ok(())
    }
}

/// One shard at work.
struct Shard {
    tables: Tables,
    state: State,
    env: Env,
    config: Rc<Config>,
    /// Who waits for a change, by order.
    waiting: RefCell<HashMap<String, Vec<oneshot::Sender<()>>>>,
    /// Queries to providers under way.
    asking: Cell<u32>,
}

impl Shard {
    async fn answer(self: &Rc<Self>, shards: u8, call: LedgerCall) -> Result<LedgerAnswer, Fault> {
        let born_with = self.tables.shards(shards)?;
        if born_with != shards {
            return Ok(LedgerAnswer::OtherShards(born_with));
        }
        match call {
            LedgerCall::Wait { key, version, millis } => {
                self.arm()?;
                self.wait(&key, version, millis).await
            }
            other => {
                let answer = self.answer_at_once(other)?;
                self.arm()?;
                Ok(answer)
            }
        }
    }

    fn answer_at_once(self: &Rc<Self>, call: LedgerCall) -> Result<LedgerAnswer, Fault> {
        match call {
            LedgerCall::Reserve { prepared, fingerprints, claimed_at } => {
                self.reserve(*prepared, fingerprints, claimed_at)
            }
            LedgerCall::Read { key } => self.read(&key),
            LedgerCall::Confirm { key, account } => {
                self.change(&key, "confirm", Value::Null, |order, clock| order.begin_confirm(&account, clock).map(drop))
            }
            LedgerCall::Reply { key, number, reading } => {
                let note = note(&reading, Some(number));
                self.change(&key, "reply", note, |order, clock| {
                    order.record_reply(number, (*reading).clone(), clock);
                    Ok(())
                })
            }
            LedgerCall::Report { key, reading } => self.report(&key, &reading),
            LedgerCall::Cancel { key } => {
                self.change(&key, "cancel", Value::Null, |order, clock| order.cancel(clock).map(drop))
            }
            LedgerCall::Resolve { key, resolution } => {
                let note = json!({ "by": resolution.by, "evidence": resolution.evidence });
                self.change(&key, "resolve", note, |order, clock| order.resolve(resolution.clone(), clock))
            }
            LedgerCall::List { filter } => Ok(LedgerAnswer::Orders(self.tables.list(&filter)?)),
            LedgerCall::History { key } => Ok(LedgerAnswer::History(self.tables.history(&key)?)),
            LedgerCall::Poke | LedgerCall::Wait { .. } => Ok(LedgerAnswer::Well),
        }
    }

    /// Accepts an order, or finds the one that has this id.
    fn reserve(
        self: &Rc<Self>,
        prepared: Prepared,
        fingerprints: Fingerprints,
        claimed_at: Option<Timestamp>,
    ) -> Result<LedgerAnswer, Fault> {
        let key = prepared.facts.merchant_order_id.key();
        let clock = self.clock();
        self.tables.transaction(|| {
            if let Some(order) = self.tables.order(&key)? {
                let same = order.fingerprint == fingerprints.command;
                return Ok(if same { LedgerAnswer::Order(Box::new(order)) } else { LedgerAnswer::OtherMeaning });
            }
            if claimed_at.is_some_and(|at| clock.now.since(at) > CLAIM_LIVES) {
                return Ok(LedgerAnswer::ClaimTooOld);
            }
            let order = Order::reserve(prepared.clone(), fingerprints.clone(), clock);
            self.tables.write(&key, None, &order, "reserve", Value::Null, clock, self.config.retention)?;
            Ok(LedgerAnswer::Accepted(Box::new(order)))
        })
    }

    fn read(&self, key: &str) -> Result<LedgerAnswer, Fault> {
        Ok(self.tables.order(key)?.map_or(LedgerAnswer::Missing, |order| LedgerAnswer::Order(Box::new(order))))
    }

    fn report(self: &Rc<Self>, key: &str, reading: &Reading) -> Result<LedgerAnswer, Fault> {
        self.change(key, "query", note(reading, None), |order, clock| {
            order.record_read(reading.clone(), clock);
            Ok(())
        })
    }

    /// Changes one order in one transaction: the row, its history, what is due, and what others must hear.
    fn change(
        self: &Rc<Self>,
        key: &str,
        happening: &str,
        note: Value,
        mut apply: impl FnMut(&mut Order, Clock) -> Result<(), OrderError>,
    ) -> Result<LedgerAnswer, Fault> {
        let clock = self.clock();
        let mut changed = false;
        let answer = self.tables.transaction(|| {
            let Some(before) = self.tables.order(key)? else { return Ok(LedgerAnswer::Missing) };
            let mut order = before.clone();
            let refused = apply(&mut order, clock).err();
            if refused.is_none() || order != before {
                self.tables.write(key, Some(&before), &order, happening, note.clone(), clock, self.config.retention)?;
            }
            changed = order.version != before.version;
            Ok(refused.map_or_else(|| LedgerAnswer::Order(Box::new(order)), LedgerAnswer::Refused))
        })?;
        // What was only noted or refused is no change to those who wait for one.
        if changed {
            self.wake(key);
        }
        self.tell_subscriber(key)?;
        Ok(answer)
    }

    fn clock(&self) -> Clock {
        Clock { now: now(), pace: self.config.pace }
    }

    async fn wait(&self, key: &str, version: Option<u32>, millis: u64) -> Result<LedgerAnswer, Fault> {
        let Some(order) = self.tables.order(key)? else { return Ok(LedgerAnswer::Missing) };
        let changed = version.is_some_and(|version| version != order.version);
        if changed || order.state.is_final() || millis == 0 {
            return Ok(LedgerAnswer::Order(Box::new(order)));
        }
        let (sender, receiver) = oneshot::channel();
        self.waiting.borrow_mut().entry(key.to_owned()).or_default().push(sender);
        if let Either::Right(_) = select(receiver, Delay::from(Duration::from_millis(millis))).await {
            self.leave(key);
        }
        self.read(key)
    }

    /// Forgets those whose time was up.
    fn leave(&self, key: &str) {
        let mut waiting = self.waiting.borrow_mut();
        if let Some(senders) = waiting.get_mut(key) {
            senders.retain(|sender| !sender.is_canceled());
            if senders.is_empty() {
                waiting.remove(key);
            }
        }
    }

    fn wake(&self, key: &str) {
        let senders = self.waiting.borrow_mut().remove(key);
        for sender in senders.into_iter().flatten() {
            let _ = sender.send(());
        }
    }
}

/// What the history keeps of an answer: our verdict and the provider's words.
fn note(reading: &Reading, number: Option<u32>) -> Value {
    json!({ "attempt": number, "outcome": reading.outcome, "provider_status": reading.provider_status })
}
