//! Everybody outside: who is asked, and who calls by itself.

use std::rc::Rc;

use super::World;
use super::chance::ForModels;
use super::executor::WORLD;
use super::processes::Call;
use crate::models::{Message, Model, Said, Seen};

/// Where the gateway is, by its own account.
pub const GATEWAY: &str = "http://127.0.0.1:8787";

/// Somebody outside, by what stands first in the path of its address.
pub struct Outsider {
    pub path: &'static str,
    pub model: Box<dyn Model>,
    /// When it is looked at next for what it sends by itself.
    looked_at: i64,
}

impl Outsider {
    pub fn new(path: &'static str, model: Box<dyn Model>) -> Self {
        Self { path, model, looked_at: i64::MAX }
    }
}

impl World {
    /// A request arrives at whom it was sent to.
    pub fn send_out(self: &Rc<Self>, seen: &Seen) -> Said {
        let path = seen.url.splitn(4, '/').nth(3).unwrap_or_default().to_owned();
        let at = self.outside.borrow().iter().position(|outsider| path.starts_with(outsider.path));
        let Some(at) = at else { return Said::Reply { status: 404, headers: Vec::new(), body: Vec::new() } };
        let said = match self.outside.borrow_mut().get_mut(at) {
            Some(outsider) => outsider.model.answer(seen, &mut ForModels(&self.chance)),
            None => Said::Lost,
        };
        self.observe_sent(seen, &said);
        self.look(at);
        said
    }

    /// Has what an outsider sends by itself be sent in time.
    pub fn look(self: &Rc<Self>, outsider: usize) {
        let next =
            self.outside.borrow().get(outsider).and_then(|o| o.model.next_message_at().filter(|at| *at < o.looked_at));
        let Some(at) = next else { return };
        self.set_looked_at(outsider, at);
        let world = Rc::clone(self);
        self.executor.spawn(
            WORLD,
            Box::pin(async move {
                world.executor.until(at).await;
                let expected = world.outside.borrow().get(outsider).is_some_and(|o| o.looked_at == at);
                if !expected {
                    return;
                }
                world.set_looked_at(outsider, i64::MAX);
                world.send_messages(outsider);
                world.look(outsider);
            }),
        );
    }

    fn set_looked_at(&self, outsider: usize, at: i64) {
        if let Some(outsider) = self.outside.borrow_mut().get_mut(outsider) {
            outsider.looked_at = at;
        }
    }

    fn send_messages(self: &Rc<Self>, outsider: usize) {
        let now = self.now();
        let messages = match self.outside.borrow_mut().get_mut(outsider) {
            Some(o) => o.model.messages(now, &mut ForModels(&self.chance)),
            None => return,
        };
        for message in messages {
            let world = Rc::clone(self);
            self.executor.spawn(WORLD, Box::pin(async move { world.send_in(outsider, message).await }));
        }
    }

    async fn send_in(self: Rc<Self>, outsider: usize, message: Message) {
        let path = message.url.strip_prefix(GATEWAY).unwrap_or(&message.url).to_owned();
        let call = Call { method: "POST", path, headers: message.headers.clone(), body: message.body.clone() };
        let reply = self.request(call).await;
        let (status, body) = reply.map_or((0, String::new()), |reply| (reply.status, reply.body));
        let now = self.now();
        if let Some(outsider) = self.outside.borrow_mut().get_mut(outsider) {
            outsider.model.acknowledged(&message, status, body.as_bytes(), now);
        }
        self.look(outsider);
    }
}

/// Where events go.
pub const EVENTS: &str = "/events";

impl World {
    /// Notes what the judges go by of what the gateway sent.
    fn observe_sent(&self, seen: &Seen, said: &Said) {
        self.observe_ltc(seen);
        if !seen.url.ends_with(EVENTS) {
            return;
        }
        let id = seen.headers.iter().find(|(name, _)| name == "webhook-id").map_or("", |(_, id)| id.as_str());
        self.records.event(id, &String::from_utf8_lossy(&seen.body), takes(said), self.now());
    }
}

impl World {
    /// What texts a number, and what tries a password.
    fn observe_ltc(&self, seen: &Seen) {
        let (texts, guesses) = (seen.url.ends_with("/RequestDeduct"), seen.url.ends_with("/ConfirmDeduct"));
        if !texts && !guesses {
            return;
        }
        let body: serde_json::Value = serde_json::from_slice(&seen.body).unwrap_or_default();
        let id = body.get("TransactionID").and_then(serde_json::Value::as_str).unwrap_or_default().to_ascii_lowercase();
        let renews = body.get("IsRecurring").and_then(serde_json::Value::as_bool) == Some(true);
        if guesses {
            self.records.guesses.borrow_mut().push((id, seen.at));
        } else if !renews {
            self.records.texts.borrow_mut().push((id, seen.at));
        }
    }
}

impl World {
    /// An LTC charge for which no password was ever sent.
    pub fn is_unasked(&self, id: &str) -> bool {
        let charge = self.records.ids.borrow().get(id).is_some_and(|(_, kind)| *kind == "charge");
        charge && self.records.guesses.borrow().iter().all(|(guessed, _)| guessed != id)
    }
}

fn takes(said: &Said) -> bool {
    match said {
        Said::Reply { status, .. } => (200..300).contains(status),
        Said::Lost => false,
        Said::Later(_, said) => takes(said),
    }
}
