//! The classes that the platform makes objects of. `entry.mjs` calls them with one text, and when their alarm rings.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use worker::worker_sys::DurableObjectState;
use worker::{Env, State};

use super::host::{WaitUntil, error, promise};
use super::isolate;
use super::storage::Storage;
use crate::gateway::platform::{Fault, ObjectPlatform};
use crate::gateway::{ControlObject, LedgerShard, SubscriberShard};
use crate::providers::LocalFuture;

/// A shard of the orders.
#[wasm_bindgen]
pub struct Ledger(Rc<LedgerShard>);

#[wasm_bindgen]
impl Ledger {
    /// Called by the entry.
    #[wasm_bindgen(constructor)]
    pub fn new(state: DurableObjectState, env: Env) -> Result<Ledger, JsValue> {
        LedgerShard::open(isolate(env), object(state)).map(Self).map_err(error)
    }

    /// One call, JSON in and out.
    pub fn call(&self, message: String) -> Promise {
        answered(Box::pin(Rc::clone(&self.0).call(message)))
    }

    /// The alarm rang.
    pub fn alarm(&self) -> Result<(), JsValue> {
        self.0.alarm().map_err(error)
    }
}

/// A shard of the numbers.
#[wasm_bindgen]
pub struct Subscriber(Rc<SubscriberShard>);

#[wasm_bindgen]
impl Subscriber {
    /// Called by the entry.
    #[wasm_bindgen(constructor)]
    pub fn new(state: DurableObjectState, env: Env) -> Result<Subscriber, JsValue> {
        SubscriberShard::open(isolate(env), object(state)).map(Self).map_err(error)
    }

    /// One call, JSON in and out.
    pub fn call(&self, message: String) -> Result<String, JsValue> {
        self.0.call(&message).map_err(error)
    }

    /// The alarm rang.
    pub fn alarm(&self) {
        self.0.alarm();
    }
}

/// What there is one of.
#[wasm_bindgen]
pub struct Control(Rc<ControlObject>);

#[wasm_bindgen]
impl Control {
    /// Called by the entry.
    #[wasm_bindgen(constructor)]
    pub fn new(state: DurableObjectState, env: Env) -> Result<Control, JsValue> {
        ControlObject::open(isolate(env), object(state)).map(Self).map_err(error)
    }

    /// One call, JSON in and out.
    pub fn call(&self, message: String) -> Promise {
        answered(Box::pin(Rc::clone(&self.0).call(message)))
    }

    /// The alarm rang.
    pub fn alarm(&self) -> Result<(), JsValue> {
        self.0.alarm().map_err(error)
    }
}

fn object(state: DurableObjectState) -> ObjectPlatform {
    let state = State::from(state);
    ObjectPlatform {
        id: state.id().to_string(),
        store: Rc::new(Storage::of(&state)),
        background: Rc::new(WaitUntil(state)),
    }
}

fn answered(call: LocalFuture<'static, Result<String, Fault>>) -> Promise {
    promise(Box::pin(async move { call.await.map(JsValue::from).map_err(error) }))
}
