//! What there is one of: the sessions at providers, which providers are suspended, the catalogue, and what is counted.

mod catalogue;
mod circuits;
mod endpoints;
mod schema;
mod sessions;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use worker::worker_sys::DurableObjectState;
use worker::{Env, State};

use super::config::Config;
use super::outbox::Outbox;
use super::platform::{Fault, Row, Store, in_background, log, now, promise};
use super::protocol::{ControlAnswer, ControlCall};
use super::rpc;
use crate::domain::Timestamp;
use crate::domain::time::SECOND;
use crate::json;
use schema::SCHEMA;
use sessions::Sessions;

pub use catalogue::{catalogue, item, put_catalogue};
pub use circuits::{circuit, circuits, record};
pub use endpoints::{delivered, forgive, permit};
pub use sessions::{SessionToken, token};

async fn ask(env: &Env, id: &str, call: &ControlCall) -> Result<ControlAnswer, Fault> {
    rpc::ask(env, "CONTROL", "control", &(id, call)).await
}

fn unexpected() -> Fault {
    Fault("the control object answered something else".to_owned())
}

thread_local! {
    /// What this isolate counted and has not told yet.
    static TALLY: RefCell<Vec<(String, i64)>> = RefCell::default();
    static TOLD_AT: Cell<Option<Timestamp>> = const { Cell::new(None) };
}

/// Counts a notification that was refused: for its signature, secret, source address or form.
pub async fn count_refused(env: &Env, provider: &str, reason: &str) {
    count(env, &format!("notifications_refused_{provider}_{reason}")).await;
}

/// Counts one more of something. Strangers can make us count, so it is told once a second at most; that it could not
/// be counted stops nothing.
async fn count(env: &Env, what: &str) {
    TALLY.with_borrow_mut(|tally| match tally.iter_mut().find(|(known, _)| known == what) {
        Some((_, times)) => *times = times.saturating_add(1),
        None => tally.push((what.to_owned(), 1)),
    });
    if TOLD_AT.get().is_none_or(|at| now().since(at) >= SECOND) {
        tell_tally(env).await;
    }
}

async fn tell_tally(env: &Env) {
    TOLD_AT.set(Some(now()));
    let tally = TALLY.take();
    if !tally.is_empty() && ask(env, "", &ControlCall::Count(tally)).await.is_err() {
        log("something could not be counted");
    }
}

/// What is to be measured here: what was counted, what is suspended, who fails.
pub async fn samples(env: &Env) -> Result<Vec<(String, i64)>, Fault> {
    let counts = counts(env).await?;
    let mut samples: Vec<_> = counts.into_iter().map(|(what, times)| (name_of(&what), times)).collect();
    for (provider, circuit) in circuits(env).await? {
        let suspended = i64::from(circuit.suspended.is_some());
        samples.push((format!(r#"mekong_provider_suspended{{provider="{provider}"}}"#), suspended));
    }
    Ok(samples)
}

/// Everything counted.
pub async fn counts(env: &Env) -> Result<Vec<(String, i64)>, Fault> {
    tell_tally(env).await;
    match ask(env, "", &ControlCall::Counts).await? {
        ControlAnswer::Counts(counts) => Ok(counts),
        _ => Err(unexpected()),
    }
}

/// `notifications_refused_ltc_secret` as a metric.
fn name_of(what: &str) -> String {
    let refused = what.strip_prefix("notifications_refused_").and_then(|rest| rest.rsplit_once('_'));
    match refused {
        Some((provider, reason)) => {
            format!(r#"mekong_notifications_refused_total{{provider="{provider}",reason="{reason}"}}"#)
        }
        None => format!("mekong_{what}_total"),
    }
}

/// The class that the platform makes an object of.
#[wasm_bindgen]
pub struct Control(Rc<ControlObject>);

/// The object at work.
struct ControlObject {
    state: State,
    env: Env,
    config: Rc<Config>,
    store: Store,
    outbox: Outbox,
    sessions: Sessions,
}

#[wasm_bindgen]
impl Control {
    /// Called by the shim.
    #[wasm_bindgen(constructor)]
    pub fn new(state: DurableObjectState, env: Env) -> Result<Control, JsValue> {
        let state = State::from(state);
        let store = Store::open(&state, SCHEMA)?;
        let outbox = Outbox::open(&store)?;
        let config = Config::shared(&env);
        Ok(Self(Rc::new(ControlObject { state, env, config, store, outbox, sessions: Sessions::default() })))
    }

    /// One call, JSON in and out.
    pub fn call(&self, message: String) -> Promise {
        let object = Rc::clone(&self.0);
        promise(Box::pin(async move {
            let (id, call): (String, ControlCall) = json::from_slice(message.as_bytes()).map_err(Fault::from)?;
            let answer = object.answer(&id, call).await?;
            Ok(JsValue::from(serde_json::to_string(&answer).map_err(Fault::from)?))
        }))
    }

    /// The alarm rang: a suspended provider is to be probed, or something is still to be told.
    pub fn alarm(&self) -> Result<(), JsValue> {
        self.0.store.rang();
        self.0.run_probes()?;
        self.0.tell();
        Ok(())
    }
}

impl ControlObject {
    async fn answer(self: &Rc<Self>, id: &str, call: ControlCall) -> Result<ControlAnswer, Fault> {
        let answer = self.answer_one(id, call).await?;
        if self.outbox.holds_any() {
            self.tell();
        }
        Ok(answer)
    }

    async fn answer_one(self: &Rc<Self>, id: &str, call: ControlCall) -> Result<ControlAnswer, Fault> {
        match call {
            ControlCall::Token(replaces) => Ok(Box::pin(self.token(id, replaces.as_deref())).await),
            ControlCall::Record(signal) => self.recorded(id, signal),
            ControlCall::Circuit => self.known_of(id).map(ControlAnswer::Circuit),
            ControlCall::Circuits => self.look(),
            ControlCall::Permit(shard) => self.permit(id, &shard),
            ControlCall::Delivered(how) => self.delivered(id, how),
            ControlCall::PutCatalogue(items) => self.put_catalogue(&items),
            ControlCall::Catalogue => self.catalogue(),
            ControlCall::Item => self.item(id),
            ControlCall::Count(tally) => self.count(&tally),
            ControlCall::Counts => self.counts(),
        }
    }

    /// Passes on what is to be told, if anything is.
    pub(super) fn tell(self: &Rc<Self>) {
        let object = Rc::clone(self);
        let work = async move { object.outbox.empty(&object.env, &object.store, object.config.scale).await };
        in_background(&self.state, Box::pin(work));
    }

    fn count(&self, tally: &[(String, i64)]) -> Result<ControlAnswer, Fault> {
        let sql = "INSERT INTO counts (what, times) VALUES (?1, ?2)
            ON CONFLICT (what) DO UPDATE SET times = times + ?2";
        for (what, times) in tally {
            self.store.run(sql, vec![what.as_str().into(), (*times).into()])?;
        }
        Ok(ControlAnswer::Counted)
    }

    fn counts(&self) -> Result<ControlAnswer, Fault> {
        let rows = self.store.rows("SELECT what, times FROM counts", Vec::new())?;
        let read = |mut row: Row| Ok((row.text()?, row.integer()?));
        rows.into_iter().map(read).collect::<Result<_, Fault>>().map(ControlAnswer::Counts)
    }
}
