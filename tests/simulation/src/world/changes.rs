//! The configuration is replaced while everything goes on: process after process ends and reads the new one.

use std::rc::Rc;

use serde_json::json;

use super::World;
use super::executor::WORLD;
use super::faults::Fault;
use super::variables::{ENDPOINT_SECRET, NEXT_ENDPOINT_SECRET, appotapay, variables};

const MINUTE: i64 = 60_000;
/// How often it may be replaced, and until when.
const EVERY: i64 = 30 * MINUTE;
const TIMES: u32 = 16;

impl World {
    pub fn start_changes(self: &Rc<Self>) {
        let world = Rc::clone(self);
        let changes = async move {
            for _ in 0..TIMES {
                world.executor.sleep(EVERY).await;
                if world.happens(Fault::SecretReplaced, "") {
                    world.replaces_secret().await;
                }
                if world.happens(Fault::AccountChanged, "") {
                    world.changes_account().await;
                }
            }
        };
        self.executor.spawn(WORLD, Box::pin(changes));
    }

    /// Both for a while, then only the new one; and all of it again the other way round.
    async fn replaces_secret(self: &Rc<Self>) {
        let old =
            if self.variables.borrow().get("EVENT_ENDPOINTS").is_some_and(|text| text.contains(NEXT_ENDPOINT_SECRET)) {
                (NEXT_ENDPOINT_SECRET, ENDPOINT_SECRET)
            } else {
                (ENDPOINT_SECRET, NEXT_ENDPOINT_SECRET)
            };
        for secrets in [vec![old.0, old.1], vec![old.1]] {
            let endpoint = json!([{"id": "shop", "url": "http://127.0.0.1:1/events", "secrets": secrets}]);
            self.deploys("EVENT_ENDPOINTS", endpoint.to_string()).await;
            self.executor.sleep(self.chance.between(1_000, 10 * MINUTE)).await;
        }
    }

    /// Somebody configures another account by mistake, and then the right one again.
    async fn changes_account(self: &Rc<Self>) {
        let (name, wrong) = if self.chance.percent(50) {
            ("PROVIDER_APPOTAPAY", appotapay("X").to_string())
        } else {
            let right = variables().remove("PROVIDER_LTC").unwrap_or_default();
            ("PROVIDER_LTC", right.replace("\"username\":\"simulation\"", "\"username\":\"somebody\""))
        };
        self.deploys(name, wrong).await;
        self.executor.sleep(self.chance.between(MINUTE, 20 * MINUTE)).await;
        self.deploys(name, variables().remove(name).unwrap_or_default()).await;
    }

    async fn deploys(self: &Rc<Self>, name: &str, value: String) {
        self.variables.borrow_mut().insert(name.to_owned(), value);
        self.note(format_args!("! {name} was replaced"), "");
        let running: Vec<u64> = self.processes.borrow().iter().map(|process| process.number).collect();
        for number in running {
            self.executor.sleep(self.chance.between(0, 5_000)).await;
            self.kill(number);
        }
    }
}
