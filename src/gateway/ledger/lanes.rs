//! Lanes: what is due, split by what it waits for. A lane has a number of places, and what waits for a free one is not
//! touched: its row stays as it is until a place is free, so that a backlog costs nothing while it waits.

use std::cell::RefCell;

use super::super::config::Config;
use crate::domain::Timestamp;
use crate::domain::budget::HINTED_QUERIES;
use crate::domain::order::{Due, Hinted};
use crate::domain::time::ScheduleScale;
use crate::providers::REGISTRY;

/// What needs no place: time that passes, and what other objects of ours must hear.
pub const TIME: &str = "time";

/// Most rows of [`TIME`] that one run takes.
const ROWS: usize = 64;
/// Most queries to one provider that a shard has under way.
const ASKING: usize = 6;
/// Of these, most that the schedule takes, and most that hints take: each leaves places to the other.
const ASKING_OF_A_KIND: usize = 4;
/// Of what hints may cause at once, what is left to those that say that the money moved.
const LEFT_TO_PAID: i64 = 4;
/// Most deliveries to one endpoint that a shard has under way: a slow one delays no other.
const DELIVERING: usize = 2;

/// The lanes of a provider's queries: by the schedule, by hints that say that the money moved, by other hints.
const QUERIES: [&str; 3] = ["ask ", "paid ", "hint "];

/// The lane of an endpoint.
pub fn to(endpoint: &str) -> String {
    format!("to {endpoint}")
}

/// The lane of what is due about an order by itself.
pub fn of(due: Due, provider: &str) -> String {
    match due {
        Due::Hinted(hinted) => of_hint(hinted, provider),
        Due::Recheck(_) => format!("ask {provider}"),
        Due::Advance(_) | Due::Forget(_) => TIME.to_owned(),
    }
}

/// The lane of what a hint has due.
pub fn of_hint(hinted: Hinted, provider: &str) -> String {
    format!("{} {provider}", if hinted.says_paid { "paid" } else { "hint" })
}

/// What this instance has under way, and which lanes rest. Rows are the truth: a new instance begins with none.
pub struct Lanes {
    /// All that are run. What waits for a provider or an endpoint that is not configured is in none of them.
    all: Vec<String>,
    /// Lane and key.
    under_way: RefCell<Vec<(String, String)>>,
    /// Lanes that rest, and until when.
    resting: RefCell<Vec<(String, Timestamp)>>,
    /// By provider, when the queries that hints started are made up for.
    spent: RefCell<Vec<(String, Timestamp)>>,
}

impl Lanes {
    /// Those of this configuration.
    pub fn new(config: &Config) -> Self {
        let asked = REGISTRY.iter().filter(|provider| config.account(**provider).is_ok());
        let queries = asked.flat_map(|provider| QUERIES.map(|kind| [kind, provider.id()].concat()));
        let endpoints = config.endpoints.iter().filter(|endpoint| endpoint.works).map(|endpoint| to(&endpoint.id));
        Self {
            all: [TIME.to_owned()].into_iter().chain(queries).chain(endpoints).collect(),
            under_way: RefCell::default(),
            resting: RefCell::default(),
            spent: RefCell::default(),
        }
    }

    /// All of them.
    pub fn all(&self) -> &[String] {
        &self.all
    }

    /// How many more may be started.
    pub fn free(&self, lane: &str) -> usize {
        let Some((kind, of)) = lane.split_once(' ') else { return ROWS };
        match kind {
            "to" => DELIVERING.saturating_sub(self.count(&[lane])),
            _ => {
                let [own, paid, hint] = QUERIES.map(|kind| self.count(&[&[kind, of].concat()]));
                let hinted = paid.saturating_add(hint);
                let of_a_kind = if kind == "ask" { own } else { hinted };
                let left = ASKING.saturating_sub(own.saturating_add(hinted));
                left.min(ASKING_OF_A_KIND.saturating_sub(of_a_kind))
            }
        }
    }

    fn count(&self, lanes: &[&str]) -> usize {
        self.under_way.borrow().iter().filter(|(in_lane, _)| lanes.contains(&in_lane.as_str())).count()
    }

    /// Whether this is under way in this lane, or in another one for the same.
    pub fn has(&self, lane: &str, key: &str) -> bool {
        let of = |lane: &str| lane.split_once(' ').map(|(_, of)| of.to_owned());
        self.under_way.borrow().iter().any(|(in_lane, what)| what == key && of(in_lane) == of(lane))
    }

    /// Takes a place.
    pub fn begin(&self, lane: &str, key: &str) {
        self.under_way.borrow_mut().push((lane.to_owned(), key.to_owned()));
    }

    /// Gives it back.
    pub fn end(&self, lane: &str, key: &str) {
        self.under_way.borrow_mut().retain(|(in_lane, what)| in_lane != lane || what != key);
    }

    /// Starts nothing in this lane before `until`.
    pub fn rest(&self, lane: &str, until: Timestamp) {
        self.wake(lane);
        self.resting.borrow_mut().push((lane.to_owned(), until));
    }

    /// Until when it rests, if it does.
    pub fn rests(&self, lane: &str) -> Option<Timestamp> {
        self.resting.borrow().iter().find(|(resting, _)| resting == lane).map(|(_, until)| *until)
    }

    /// Whether it rested; it no longer does.
    pub fn wake(&self, lane: &str) -> bool {
        self.resting.borrow_mut().extract_if(.., |(resting, _)| resting == lane).count() > 0
    }

    /// Whether a hint may start a query now; if not, its lane rests until one may.
    pub fn may_ask(&self, lane: &str, now: Timestamp, scale: ScheduleScale) -> bool {
        let Some((kind, provider)) = lane.split_once(' ').filter(|(kind, _)| *kind != "ask") else { return true };
        let mut known = self.spent.borrow_mut();
        if !known.iter().any(|(of, _)| of == provider) {
            known.push((provider.to_owned(), now));
        }
        let Some((_, spent)) = known.iter_mut().find(|(of, _)| of == provider) else { return true };
        let spare = if kind == "paid" { 0 } else { LEFT_TO_PAID };
        let Some(until) = HINTED_QUERIES.take(spare, spent, now, scale) else { return true };
        self.rest(lane, until);
        false
    }
}
