//! What is known of a number: its subscriptions, who may renew them, and how often it is texted and guessed at.
//! An unsubscribe and a renewal's claim meet in the same object, so one of them comes first.

mod budgets;
mod claims;
mod pages;
mod schema;
mod store;
mod subscriptions;

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use worker::worker_sys::DurableObjectState;
use worker::{Env, State};

use super::config::Config;
use super::platform::{Fault, in_background};
use super::protocol::{SubscriberAnswer, SubscriberCall};
use crate::json;
use store::SubscriberTables;

/// The class that the platform makes objects of.
#[wasm_bindgen]
pub struct Subscriber(Rc<SubscriberShard>);

struct SubscriberShard {
    numbers: SubscriberTables,
    state: State,
    env: Env,
}

#[wasm_bindgen]
impl Subscriber {
    /// Called by the shim.
    #[wasm_bindgen(constructor)]
    pub fn new(state: DurableObjectState, env: Env) -> Result<Subscriber, JsValue> {
        let config = Config::shared(&env);
        let state = State::from(state);
        let numbers = SubscriberTables::open(&state, config.scale, config.kept())?;
        Ok(Self(Rc::new(SubscriberShard { numbers, state, env })))
    }

    /// One call, JSON in and out: one change in one transaction.
    pub fn call(&self, message: String) -> Result<String, JsValue> {
        let call: SubscriberCall = json::from_slice(message.as_bytes()).map_err(Fault::from)?;
        let numbers = &self.0.numbers;
        let answer = numbers.transaction(|| numbers.answer(&call))?;
        if numbers.outbox.holds_any() {
            self.tell();
        }
        Ok(serde_json::to_string(&answer).map_err(Fault::from)?)
    }

    /// The alarm rang: something is still to be told.
    pub fn alarm(&self) {
        self.0.numbers.store.rang();
        self.tell();
    }

    /// Passes on what is to be told.
    fn tell(&self) {
        let shard = Rc::clone(&self.0);
        let work =
            async move { shard.numbers.outbox.empty(&shard.env, &shard.numbers.store, shard.numbers.scale).await };
        in_background(&self.0.state, Box::pin(work));
    }
}

impl SubscriberTables {
    fn answer(&self, call: &SubscriberCall) -> Result<SubscriberAnswer, Fault> {
        match call {
            SubscriberCall::Claim(claim) => self.claim(claim),
            SubscriberCall::Release(provider, msisdn, holder) => {
                self.release(provider, msisdn, holder)?;
                Ok(SubscriberAnswer::Done)
            }
            SubscriberCall::ReportEnd(end) => self.order_ended(end),
            SubscriberCall::CountGuess(msisdn) => self.count_guess(msisdn),
            SubscriberCall::ReturnGuess(msisdn, at) => self.return_guess(msisdn, *at),
            SubscriberCall::CountPageText(text) => self.count_page_text(text),
            SubscriberCall::ReturnPageText(text) => self.return_page_text(text),
            SubscriberCall::Unsubscribe(call) => self.unsubscribe(call),
            SubscriberCall::Import(subscription) => self.import(subscription),
            SubscriberCall::Search(provider, msisdn) => {
                Ok(SubscriberAnswer::Subscriptions(self.subscriptions_of(provider, msisdn)?))
            }
            SubscriberCall::Tidy => self.tidy(),
        }
    }
}
