//! What there is one of: the sessions at providers, which providers are suspended, the catalogue, and what is counted.

mod catalogue;
mod circuits;
mod endpoints;
mod schema;
mod sessions;

use std::rc::Rc;

use super::isolate::Isolate;
use super::outbox::Outbox;
use super::platform::{Fault, ObjectClass, ObjectPlatform, Row, SqlValue, Tx, transaction};
use super::protocol::{ControlAnswer, ControlCall};
use super::rpc;
use crate::domain::time::SECOND;
use crate::json;
use schema::SCHEMA;
use sessions::Sessions;

pub use catalogue::{catalogue, item, put_catalogue};
pub use circuits::{circuit, circuits, record};
pub use endpoints::{delivered, forgive, permit};
pub use sessions::token;

async fn ask(isolate: &Isolate, id: &str, call: &ControlCall) -> Result<ControlAnswer, Fault> {
    rpc::ask(isolate, ObjectClass::Control, "control", &(id, call)).await
}

fn unexpected() -> Fault {
    Fault("the control object answered something else".to_owned())
}

/// Counts a notification that was refused: for its signature, secret, source address or form.
pub async fn count_refused(isolate: &Isolate, provider: &str, reason: &str) {
    count(isolate, &format!("notifications_refused_{provider}_{reason}")).await;
}

/// Counts one more of something. Strangers can make us count, so it is told once a second at most; that it could not
/// be counted stops nothing.
async fn count(isolate: &Isolate, what: &str) {
    let memory = &isolate.memory;
    add_to(&mut memory.tally.borrow_mut(), what);
    if memory.told_at.get().is_none_or(|at| isolate.now().since(at) >= SECOND) {
        tell_tally(isolate).await;
    }
}

fn add_to(tally: &mut Vec<(String, i64)>, what: &str) {
    match tally.iter_mut().find(|(known, _)| known == what) {
        Some((_, times)) => *times = times.saturating_add(1),
        None => tally.push((what.to_owned(), 1)),
    }
}

async fn tell_tally(isolate: &Isolate) {
    isolate.memory.told_at.set(Some(isolate.now()));
    let tally = isolate.memory.tally.take();
    if !tally.is_empty() && ask(isolate, "", &ControlCall::Count(tally)).await.is_err() {
        isolate.log("something could not be counted");
    }
}

/// What is to be measured here: what was counted, what is suspended, who fails.
pub async fn samples(isolate: &Isolate) -> Result<Vec<(String, i64)>, Fault> {
    let counts = counts(isolate).await?;
    let mut samples: Vec<_> = counts.into_iter().map(|(what, times)| (name_of(&what), times)).collect();
    for (provider, circuit) in circuits(isolate).await? {
        let suspended = i64::from(circuit.suspended.is_some());
        samples.push((format!(r#"mekong_provider_suspended{{provider="{provider}"}}"#), suspended));
    }
    Ok(samples)
}

/// Everything counted.
pub async fn counts(isolate: &Isolate) -> Result<Vec<(String, i64)>, Fault> {
    tell_tally(isolate).await;
    match ask(isolate, "", &ControlCall::Counts).await? {
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

/// The object at work.
pub struct ControlObject {
    isolate: Rc<Isolate>,
    object: ObjectPlatform,
    outbox: Outbox,
    sessions: Sessions,
}

impl ControlObject {
    /// Opens its storage.
    pub fn open(isolate: Rc<Isolate>, object: ObjectPlatform) -> Result<Rc<Self>, Fault> {
        let outbox = transaction(&*object.store, |tx| {
            tx.run(SCHEMA, Vec::new())?;
            Outbox::open(tx)
        })?;
        Ok(Rc::new(Self { isolate, object, outbox, sessions: Sessions::default() }))
    }

    /// One call, JSON in and out.
    pub async fn call(self: Rc<Self>, message: String) -> Result<String, Fault> {
        let (id, call): (String, ControlCall) = json::from_slice(message.as_bytes())?;
        let answer = self.answer(&id, call).await?;
        Ok(serde_json::to_string(&answer)?)
    }

    /// The alarm rang: a suspended provider is to be probed, or something is still to be told.
    pub fn alarm(self: &Rc<Self>) -> Result<(), Fault> {
        self.object.store.rang();
        self.run_probes()?;
        self.tell();
        Ok(())
    }

    fn transaction<T>(&self, change: impl FnMut(Tx<'_>) -> Result<T, Fault>) -> Result<T, Fault> {
        transaction(&*self.object.store, change)
    }

    fn rows(&self, sql: &str, values: Vec<SqlValue>) -> Result<Vec<Row>, Fault> {
        self.object.store.rows(sql, values)
    }

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
        let work = async move { object.outbox.empty(&object.isolate, &*object.object.store).await };
        self.object.background.run(Box::pin(work));
    }

    fn count(&self, tally: &[(String, i64)]) -> Result<ControlAnswer, Fault> {
        let sql = "INSERT INTO counts (what, times) VALUES (?1, ?2)
            ON CONFLICT (what) DO UPDATE SET times = times + ?2";
        self.transaction(|tx| {
            for (what, times) in tally {
                tx.run(sql, vec![what.as_str().into(), (*times).into()])?;
            }
            Ok(ControlAnswer::Counted)
        })
    }

    fn counts(&self) -> Result<ControlAnswer, Fault> {
        let rows = self.rows("SELECT what, times FROM counts", Vec::new())?;
        let read = |mut row: Row| Ok((row.text()?, row.integer()?));
        rows.into_iter().map(read).collect::<Result<_, Fault>>().map(ControlAnswer::Counts)
    }
}
