//! What there is one of: the sessions at providers, which providers are closed, and what is counted.

mod endpoints;
mod gates;
mod sessions;

use std::rc::Rc;

use js_sys::Promise;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use worker::worker_sys::DurableObjectState;
use worker::{Env, State};

use super::config::Config;
use super::outbox::Outbox;
use super::platform::{Fault, Row, Store, in_background, log, promise};
use super::stub;
use crate::domain::gate::{Gate, News};
use crate::domain::health::{Delivered, Health, Turn};
use crate::domain::{Timestamp, read};
use sessions::Sessions;

pub use endpoints::{delivered, forgive, turn};
pub use gates::{gate, gates, hear};
pub use sessions::{Held, token};

/// What is asked.
#[derive(Debug, Serialize, Deserialize)]
pub enum ControlCall {
    /// The session's token at a provider.
    Token {
        /// Provider id.
        provider: String,
        /// The digest of a token that was refused: another one is wanted.
        replaces: Option<String>,
    },
    /// What a call to a provider brought, beside what it says of its order.
    Hear { provider: String, news: News },
    /// What is known of a provider.
    Gate { provider: String },
    /// The same of all of them, and a look at the balances that were not seen for a while.
    Gates,
    /// May an endpoint be sent something now?
    Turn { endpoint: String },
    /// How a delivery to an endpoint ended; nothing when it is to be taken for a healthy one again.
    Delivered { endpoint: String, how: Option<Delivered> },
    /// One more of something that is counted.
    Count {
        /// Of what.
        what: String,
    },
    /// Everything counted.
    Counts,
}

/// What is answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum ControlAnswer {
    /// A token and when it is no longer to be used.
    Token {
        /// The token itself: it crosses between our own objects, and is stored only sealed.
        token: String,
        /// The end of its use.
        until: Timestamp,
    },
    /// The provider refused our user name or password.
    Refused,
    /// No token could be had.
    Unavailable,
    /// What is known of a provider.
    Gate(Gate),
    /// What is known of each.
    Gates(Vec<(String, Gate)>),
    /// Whether an endpoint may be sent something, and what is known of it.
    Endpoint(Turn, Health),
    /// Counted.
    Counted,
    /// What was counted, and how often.
    Counts(Vec<(String, i64)>),
}

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS sessions (
  account TEXT PRIMARY KEY, until INTEGER NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS gates (account TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS endpoints (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counts (what TEXT PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID;";

async fn ask(env: &Env, call: &ControlCall) -> Result<ControlAnswer, Fault> {
    stub::ask(env, "CONTROL", "control", call).await
}

fn unexpected() -> Fault {
    Fault("the control object answered something else".to_owned())
}

/// Counts one more of something; that it could not be counted stops nothing.
pub async fn count(env: &Env, what: &str) {
    if ask(env, &ControlCall::Count { what: what.to_owned() }).await.is_err() {
        log("something could not be counted");
    }
}

/// Everything counted.
pub async fn counts(env: &Env) -> Result<Vec<(String, i64)>, Fault> {
    match ask(env, &ControlCall::Counts).await? {
        ControlAnswer::Counts(counts) => Ok(counts),
        _ => Err(unexpected()),
    }
}

/// The class that the platform makes an object of.
#[wasm_bindgen]
pub struct Control(Rc<Desk>);

/// The object at work.
struct Desk {
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
        Ok(Self(Rc::new(Desk { state, env, config, store, outbox, sessions: Sessions::default() })))
    }

    /// One call, JSON in and out.
    pub fn call(&self, message: String) -> Promise {
        let desk = Rc::clone(&self.0);
        promise(Box::pin(async move {
            let answer = desk.answer(read::json(message.as_bytes()).map_err(Fault::from)?).await?;
            Ok(JsValue::from(serde_json::to_string(&answer).map_err(Fault::from)?))
        }))
    }

    /// The alarm rang: a closed provider is to be probed, or something is still to be told.
    pub fn alarm(&self) -> Result<(), JsValue> {
        self.0.store.rang();
        self.0.run_probes()?;
        self.0.tell();
        Ok(())
    }
}

impl Desk {
    async fn answer(self: &Rc<Self>, call: ControlCall) -> Result<ControlAnswer, Fault> {
        let answer = self.answer_one(call).await?;
        if self.outbox.holds_any() {
            self.tell();
        }
        Ok(answer)
    }

    async fn answer_one(self: &Rc<Self>, call: ControlCall) -> Result<ControlAnswer, Fault> {
        match call {
            ControlCall::Token { provider, replaces } => Ok(self.token(&provider, replaces.as_deref()).await),
            ControlCall::Hear { provider, news } => self.heard(&provider, news),
            ControlCall::Gate { provider } => self.known_of(&provider).map(ControlAnswer::Gate),
            ControlCall::Gates => self.look(),
            ControlCall::Turn { endpoint } => self.turn(&endpoint),
            ControlCall::Delivered { endpoint, how } => self.delivered(&endpoint, how),
            ControlCall::Count { what } => self.count(&what),
            ControlCall::Counts => self.counts(),
        }
    }

    /// Passes on what is to be told, if anything is.
    fn tell(self: &Rc<Self>) {
        let desk = Rc::clone(self);
        let work = async move { desk.outbox.empty(&desk.env, &desk.store, desk.config.pace).await };
        in_background(&self.state, Box::pin(work));
    }

    fn count(&self, what: &str) -> Result<ControlAnswer, Fault> {
        let sql = "INSERT INTO counts (what, times) VALUES (?, 1) ON CONFLICT (what) DO UPDATE SET times = times + 1";
        self.store.run(sql, vec![what.into()])?;
        Ok(ControlAnswer::Counted)
    }

    fn counts(&self) -> Result<ControlAnswer, Fault> {
        let rows = self.store.rows("SELECT what, times FROM counts", Vec::new())?;
        let read = |mut row: Row| Ok((row.text()?, row.integer()?));
        rows.into_iter().map(read).collect::<Result<_, Fault>>().map(ControlAnswer::Counts)
    }
}
