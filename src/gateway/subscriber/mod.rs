//! What is known of a number: its subscriptions, who may renew them, and how often it is texted and guessed at.
//! An unsubscribe and a renewal's claim meet in the same object, so one of them comes first.

mod budgets;
mod claims;
mod pages;
mod schema;
mod store;
mod subscriptions;

use std::rc::Rc;

use super::isolate::Isolate;
use super::outbox::Outbox;
use super::platform::{Fault, ObjectPlatform, transaction};
use super::protocol::{SubscriberAnswer, SubscriberCall};
use crate::json;
use schema::SCHEMA;
use store::SubscriberTables;

/// One shard at work.
pub struct SubscriberShard {
    isolate: Rc<Isolate>,
    object: ObjectPlatform,
    outbox: Outbox,
}

impl SubscriberShard {
    /// Opens its storage.
    pub fn open(isolate: Rc<Isolate>, object: ObjectPlatform) -> Result<Rc<Self>, Fault> {
        let outbox = transaction(&*object.store, |tx| {
            tx.run(SCHEMA, Vec::new())?;
            Outbox::open(tx)
        })?;
        Ok(Rc::new(Self { isolate, object, outbox }))
    }

    /// One call, JSON in and out: one change in one transaction.
    pub fn call(self: &Rc<Self>, message: &str) -> Result<String, Fault> {
        let call: SubscriberCall = json::from_slice(message.as_bytes())?;
        let (store, isolate, outbox) = (&*self.object.store, &*self.isolate, &self.outbox);
        let answer = transaction(store, |tx| SubscriberTables { isolate, store, tx, outbox }.answer(&call))?;
        if self.outbox.holds_any() {
            self.tell();
        }
        Ok(serde_json::to_string(&answer)?)
    }

    /// The alarm rang: something is still to be told.
    pub fn alarm(self: &Rc<Self>) {
        self.object.store.rang();
        self.tell();
    }

    /// Passes on what is to be told.
    fn tell(self: &Rc<Self>) {
        let shard = Rc::clone(self);
        let work = async move { shard.outbox.empty(&shard.isolate, &*shard.object.store).await };
        self.object.background.run(Box::pin(work));
    }
}

impl SubscriberTables<'_> {
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
