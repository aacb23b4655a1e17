//! Those who call the gateway: merchants' servers and pages.

pub mod crowd;
pub mod lianlian;
pub mod ltc;
pub mod pages;
pub mod topups;

use std::rc::Rc;

use serde_json::Value;

use crate::judges::records::Told;
use crate::world::World;
use crate::world::processes::Call;
use crate::world::variables::SECRET_KEY;

/// Most calls for one thing.
const TRIES: u32 = 40;

/// One who calls, with a key.
#[derive(Clone)]
pub struct Caller {
    pub world: Rc<World>,
    pub key: String,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub json: Value,
}

impl Answer {
    pub fn state(&self) -> &str {
        self.json.get("state").and_then(Value::as_str).unwrap_or_default()
    }

    pub fn code(&self) -> &str {
        self.json.get("code").and_then(Value::as_str).unwrap_or_default()
    }

    fn tells(&self) -> bool {
        self.status < 500 && self.status != 429
    }
}

impl Caller {
    /// A server of the merchant's.
    pub fn server(world: &Rc<World>) -> Self {
        Self { world: Rc::clone(world), key: SECRET_KEY.to_owned() }
    }

    /// One call.
    pub async fn once(&self, method: &'static str, path: &str, body: Option<&Value>) -> Option<Answer> {
        let mut headers = vec![("authorization".to_owned(), format!("Bearer {}", self.key))];
        if body.is_some() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        let body = body.map(ToString::to_string).unwrap_or_default().into_bytes();
        let reply = self.world.request(Call { method, path: path.to_owned(), headers, body }).await;
        let Some(reply) = reply else {
            self.world.records.count_answer("none".to_owned());
            return None;
        };
        let json: Value = serde_json::from_str(&reply.body).unwrap_or_default();
        let answer = Answer { status: reply.status, json };
        self.world.records.count_answer(format!("{} {}", answer.status, answer.code()));
        if matches!(answer.status, 200 | 201)
            && let Some(told) = Told::of(&answer.json, self.world.now(), "answer")
        {
            self.world.records.tell(told);
        }
        Some(answer)
    }

    /// Calls until there is an answer that says something; nothing when its patience ends.
    pub async fn insist(&self, method: &'static str, path: &str, body: Option<&Value>) -> Option<Answer> {
        for _ in 0..TRIES {
            if let Some(answer) = self.once(method, path, body).await.filter(Answer::tells) {
                return Some(answer);
            }
            self.world.executor.sleep(self.world.chance.between(500, 20_000)).await;
        }
        None
    }

    /// A POST as callers make it: some hang up first, some call several times at once.
    pub async fn post(&self, path: &str, body: &Value) -> Option<Answer> {
        let chance = &self.world.chance;
        if chance.percent(10) {
            self.in_the_background(path, body);
            self.world.executor.sleep(chance.between(0, 300)).await;
        }
        if chance.percent(10) {
            for _ in 0..chance.between(1, 3) {
                self.in_the_background(path, body);
            }
        }
        self.insist("POST", path, Some(body)).await
    }

    /// Somebody looks at the order in a while: some while it is still sent, some when it has ended, some again and again.
    pub fn rechecks(&self, id: &str) {
        let chance = &self.world.chance;
        if !chance.percent(25) {
            return;
        }
        let (times, within) = (chance.between(1, 4), *chance.pick(&[2_000, 30_000, 3_600_000]));
        let (caller, path) = (self.clone(), format!("/v1/orders/{id}/recheck"));
        let looks = async move {
            for _ in 0..times {
                caller.world.executor.sleep(caller.world.chance.between(1, within)).await;
                caller.once("POST", &path, None).await;
            }
        };
        self.world.executor.spawn(crate::world::executor::WORLD, Box::pin(looks));
    }

    /// Calls, and does not wait.
    pub fn in_the_background(&self, path: &str, body: &Value) {
        let (caller, path, body) = (self.clone(), path.to_owned(), body.clone());
        let call = async move {
            caller.once("POST", &path, Some(&body)).await;
        };
        self.world.executor.spawn(crate::world::executor::WORLD, Box::pin(call));
    }

    /// The order once it is not under way any more, or when patience ends.
    pub async fn settled(&self, id: &str) -> Option<Answer> {
        for _ in 0..TRIES {
            let answer = self.insist("GET", &format!("/v1/orders/{id}?wait=20"), None).await?;
            if answer.state() != "sending" {
                return Some(answer);
            }
        }
        None
    }
}
