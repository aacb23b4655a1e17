//! What judges go by, noted while the world goes on.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// What somebody was told of an order.
#[derive(Debug, Clone)]
pub struct Told {
    pub at: i64,
    pub id: String,
    pub state: String,
    pub version: u64,
    pub review: Vec<String>,
    pub may_retry: bool,
    pub may_refund_payer: bool,
    pub by: &'static str,
}

impl Told {
    /// Of an order or a refund as the API shows it, if it is one.
    pub fn of(shown: &Value, at: i64, by: &'static str) -> Option<Self> {
        let text = |name: &str| shown.get(name).and_then(Value::as_str).map(str::to_ascii_lowercase);
        let flag = |name: &str| shown.get(name).and_then(Value::as_bool).unwrap_or(false);
        let reasons = shown.pointer("/review/reasons").and_then(Value::as_array).into_iter().flatten();
        Some(Self {
            at,
            id: text("merchant_refund_id").or_else(|| text("merchant_order_id"))?,
            state: text("state")?,
            version: shown.get("version").and_then(Value::as_u64).unwrap_or(0),
            review: reasons
                .filter_map(|reason| reason.get("reason").unwrap_or(reason).as_str())
                .map(str::to_owned)
                .collect(),
            may_retry: flag("may_retry"),
            may_refund_payer: flag("may_refund_payer"),
            by,
        })
    }
}

/// An event as the endpoint got it.
#[derive(Debug, Clone, Default)]
pub struct EventSeen {
    pub kind: String,
    pub body: String,
    /// Whether the endpoint took it.
    pub taken: bool,
    pub times: u32,
    /// Which one it was of those that were taken.
    pub nth: u64,
}

/// Everything noted.
#[derive(Default)]
pub struct Records {
    pub told: RefCell<Vec<Told>>,
    /// By the event's id.
    pub events: RefCell<BTreeMap<String, EventSeen>>,
    /// Orders that an answer said were made, in lower case.
    pub accepted: RefCell<BTreeSet<String>>,
    /// Every id that the merchant used, as given, with the kind of order.
    pub ids: RefCell<BTreeMap<String, (String, &'static str)>>,
    /// What was wrong on the way: an order's id, and what.
    pub breaches: RefCell<Vec<(String, String)>>,
    /// By purchase: the ids under which the merchant tried it.
    pub purchases: RefCell<BTreeMap<u64, Vec<String>>>,
    /// How calls to the gateway were answered: status and code.
    pub answers: RefCell<BTreeMap<String, u64>>,
    /// Periods that several orders asked for, by their name.
    pub periods: RefCell<BTreeMap<String, Vec<String>>>,
    /// Calls that text a number, and that try a password: the order's id in lower case, and when.
    pub texts: RefCell<Vec<(String, i64)>>,
    pub guesses: RefCell<Vec<(String, i64)>>,
    /// Orders that were paid when their provider had said that they were over.
    pub late: RefCell<BTreeSet<String>>,
    /// Of these, whose provider has told the gateway so.
    pub late_and_told: RefCell<BTreeSet<String>>,
}

impl Records {
    pub fn tell(&self, told: Told) {
        self.accepted.borrow_mut().insert(told.id.clone());
        self.told.borrow_mut().push(told);
    }

    pub fn breach(&self, id: &str, why: String) {
        self.breaches.borrow_mut().push((id.to_owned(), why));
    }

    pub fn count_answer(&self, what: String) {
        *self.answers.borrow_mut().entry(what).or_default() += 1;
    }

    /// What the endpoint was sent, and whether it took it.
    pub fn event(&self, id: &str, body: &str, taken: bool, at: i64) {
        let mut events = self.events.borrow_mut();
        let order = events.len() as u64;
        let known = events.entry(id.to_owned()).or_default();
        if known.times > 0 && known.body != body {
            self.breach(id, "one event said two different things".to_owned());
        }
        known.times += 1;
        if known.times == 1 {
            let read: Value = serde_json::from_str(body).unwrap_or_default();
            known.kind = read.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
            body.clone_into(&mut known.body);
            let subject = read.pointer("/data/order").or_else(|| read.pointer("/data/refund"));
            if let Some(told) = subject.and_then(|shown| Told::of(shown, at, "event")) {
                self.told.borrow_mut().push(told);
            }
        }
        if taken && !known.taken {
            known.taken = true;
            known.nth = order;
        }
    }
}
