//! The merchant's endpoint for events: verifies by Standard Webhooks 1.0.0 on its own, takes, refuses, hangs, and keeps
//! what it got.

use std::collections::BTreeMap;

use serde_json::Value;

use super::dice::{Rate, between, happens, one_of};
use super::tally::{Odd, Tally};
use super::{Book, Chance, Message, Model, Said, Seen, calendar, wire};

#[cfg(test)]
mod tests;
mod webhook;

/// How often it does what, of a thousand deliveries.
#[derive(Debug, Clone, Copy, Default)]
pub struct Odds {
    /// Refuses: 3xx, 4xx, 5xx. What it refuses it does not keep.
    pub refuses: Rate,
    /// Asks for time: 429 or 503 with `Retry-After` of every form.
    pub later: Rate,
    /// Hangs: keeps it, and never answers.
    pub hangs: Rate,
    /// Never answers, and keeps nothing.
    pub ignores: Rate,
    /// Answers late; from 15 seconds on that is too late.
    pub slow: Rate,
    pub slow_most_ms: i64,
    /// Begins to refuse everything for a time.
    pub falls: Rate,
    pub fallen_most_ms: i64,
    /// Wants no more: 410, ever after.
    pub gone: Rate,
}

impl Odds {
    /// Takes everything.
    pub const QUIET: Self = Self {
        refuses: 0,
        later: 0,
        hangs: 0,
        ignores: 0,
        slow: 0,
        slow_most_ms: 0,
        falls: 0,
        fallen_most_ms: 0,
        gone: 0,
    };
    /// All of it, now and then, but 410: that is for an endpoint of its own.
    pub const ROUGH: Self = Self {
        refuses: 60,
        later: 15,
        hangs: 15,
        ignores: 10,
        slow: 40,
        slow_most_ms: 25_000,
        falls: 2,
        fallen_most_ms: 14_400_000,
        gone: 0,
    };
}

/// What can be noted of it, under `ROUGH`.
pub const ODD: [&str; 6] = [
    "endpoint falls",
    "endpoint slow",
    "endpoint refuses",
    "endpoint asks for time",
    "endpoint hangs",
    "endpoint ignores",
];

/// An event, as it was first taken.
#[derive(Debug, Clone)]
pub struct Received {
    pub webhook_id: String,
    pub kind: String,
    /// What it is about: kind of thing and its id.
    pub thing: String,
    pub sequence: u64,
    pub body: Vec<u8>,
    /// When it was first taken, and how often since.
    pub at: i64,
    pub times: u32,
}

/// The endpoint and what it has.
pub struct Endpoint {
    secrets: Vec<Vec<u8>>,
    odds: Odds,
    fallen_until: i64,
    gone: bool,
    received: BTreeMap<String, Received>,
    things: BTreeMap<String, BTreeMap<u64, String>>,
    complaints: Vec<String>,
    tally: Tally,
}

impl Endpoint {
    /// By the texts `whsec_…`; any of them may have signed. What is no secret is a complaint.
    pub fn new(secrets: &[&str], odds: Odds) -> Self {
        let keys: Vec<_> = secrets.iter().filter_map(|text| webhook::key(text)).collect();
        let complaints = if keys.len() < secrets.len() { vec!["a secret is none".to_owned()] } else { Vec::new() };
        Self {
            secrets: keys,
            odds,
            fallen_until: 0,
            gone: false,
            received: BTreeMap::new(),
            things: BTreeMap::new(),
            complaints,
            tally: Tally::default(),
        }
    }

    /// What was taken, by `webhook-id`.
    pub fn received(&self) -> impl Iterator<Item = &Received> {
        self.received.values()
    }

    /// What was taken about one thing, such as `order A1`, in the order of its sequence.
    pub fn about(&self, thing: &str) -> Vec<&Received> {
        let ids = self.things.get(thing).into_iter().flat_map(BTreeMap::values);
        ids.filter_map(|id| self.received.get(id)).collect()
    }

    /// What no sender may do: unsigned or old, another body under the same id, two ids for one place in a sequence.
    pub fn complaints(&self) -> &[String] {
        &self.complaints
    }

    /// Things of which an event is missing: after all was delivered there are none.
    pub fn gaps(&self) -> Vec<(String, u64)> {
        let missing = |events: &BTreeMap<u64, String>| {
            let last = events.last_key_value().map_or(0, |(last, _)| *last);
            (1..=last).find(|sequence| !events.contains_key(sequence))
        };
        self.things.iter().filter_map(|(thing, events)| missing(events).map(|gap| (thing.clone(), gap))).collect()
    }

    /// From now on it takes everything.
    pub fn stands_up(&mut self) {
        self.fallen_until = 0;
        self.odds = Odds::QUIET;
    }

    fn takes(&mut self, seen: &Seen) {
        let verified = webhook::verified(&seen.headers, &seen.body, &self.secrets, seen.at);
        let event = verified.and_then(|id| read(id, seen).ok_or("no event"));
        match event {
            Ok(event) => self.keeps(event),
            Err(why) => self.complaints.push(format!("{why}: {}", String::from_utf8_lossy(&seen.body))),
        }
    }

    fn keeps(&mut self, event: Received) {
        let events = self.things.entry(event.thing.clone()).or_default();
        let holder = events.entry(event.sequence).or_insert_with(|| event.webhook_id.clone());
        if *holder != event.webhook_id {
            self.complaints
                .push(format!("{} and {holder} are both {} of {}", event.webhook_id, event.sequence, event.thing));
        }
        let id = event.webhook_id.clone();
        match self.received.get_mut(&id) {
            Some(first) if first.body == event.body => first.times += 1,
            Some(_) => self.complaints.push(format!("{id} came with two bodies")),
            None => {
                self.received.insert(id, event);
            }
        }
    }

    fn moods(&mut self, at: i64, chance: &mut dyn Chance) -> Mood {
        let (falls, for_ms) = (happens(chance, self.odds.falls), between(chance, 0, self.odds.fallen_most_ms));
        self.gone |= happens(chance, self.odds.gone);
        // Who knocks often does not keep it down.
        if self.tally.noted(falls && at >= self.fallen_until, "", "endpoint falls") {
            self.fallen_until = at + for_ms;
        }
        let status = one_of(chance, 500, &[503, 404, 401, 302, 400, 502]);
        let drawn =
            [self.odds.refuses, self.odds.later, self.odds.hangs, self.odds.ignores].map(|rate| happens(chance, rate));
        match drawn {
            _ if self.gone => Mood::Refuses(410),
            _ if at < self.fallen_until => Mood::Refuses(503),
            [true, ..] => Mood::Refuses(status),
            [_, true, ..] => Mood::Later,
            [_, _, true, _] => Mood::Hangs,
            [.., true] => Mood::Ignores,
            _ => Mood::Takes,
        }
    }
}

enum Mood {
    Takes,
    Refuses(u16),
    Later,
    Hangs,
    Ignores,
}

impl Mood {
    fn name(&self) -> &'static str {
        match self {
            Self::Takes => "endpoint takes",
            Self::Refuses(410) => "endpoint gone",
            Self::Refuses(_) => "endpoint refuses",
            Self::Later => "endpoint asks for time",
            Self::Hangs => "endpoint hangs",
            Self::Ignores => "endpoint ignores",
        }
    }
}

impl Model for Endpoint {
    fn answer(&mut self, seen: &Seen, chance: &mut dyn Chance) -> Said {
        let mood = self.moods(seen.at, chance);
        let (slow, after) = (happens(chance, self.odds.slow), between(chance, 1, self.odds.slow_most_ms));
        self.tally.noted(slow, "", "endpoint slow");
        let late = slow.then_some(after);
        let status = one_of(chance, 200, &[204, 202]);
        let (asks, again) = (one_of(chance, 429, &[503]), retry_after(seen.at, chance));
        self.tally.noted(!matches!(mood, Mood::Takes), "", mood.name());
        if matches!(mood, Mood::Takes | Mood::Hangs) {
            self.takes(seen);
        }
        let said = match mood {
            Mood::Takes => said(status, Vec::new()),
            Mood::Refuses(status) => said(status, Vec::new()),
            Mood::Later => said(asks, vec![("retry-after".to_owned(), again)]),
            Mood::Hangs | Mood::Ignores => Said::Lost,
        };
        match late {
            Some(ms) => Said::Later(ms, Box::new(said)),
            None => said,
        }
    }

    fn messages(&mut self, _: i64, _: &mut dyn Chance) -> Vec<Message> {
        Vec::new()
    }

    fn next_message_at(&self) -> Option<i64> {
        None
    }

    fn acknowledged(&mut self, _: &Message, _: u16, _: &[u8], _: i64) {}

    fn book(&self) -> Book {
        Book { charges: Vec::new(), calls_that_charge: Vec::new() }
    }

    fn played(&self) -> Vec<(&'static str, u64)> {
        self.tally.counts()
    }

    fn odd(&mut self) -> Vec<Odd> {
        self.tally.latest()
    }
}

fn said(status: u16, headers: Vec<(String, String)>) -> Said {
    Said::Reply { status, headers, body: Vec::new() }
}

/// Seconds or a date, as HTTP has it; and what others write.
fn retry_after(at: i64, chance: &mut dyn Chance) -> String {
    let seconds = between(chance, 1, 3_600);
    let date = calendar::http(at + seconds * 1_000);
    let seconds = seconds.to_string();
    one_of(chance, seconds.as_str(), &[&date, "0", "-5", "soon", "120"]).to_owned()
}

/// The things that have a sequence, each with what tells it from others of its kind.
const THINGS: [(&str, &[&str]); 7] = [
    ("order", &["merchant_order_id"]),
    ("refund", &["merchant_order_id", "merchant_refund_id"]),
    ("subscription", &["provider", "msisdn", "details"]),
    ("provider", &["id"]),
    ("endpoint", &["id"]),
    ("account", &["provider"]),
    ("key", &["id"]),
];

/// `type`, `data.sequence`, and which thing of `data` it is about.
fn read(webhook_id: String, seen: &Seen) -> Option<Received> {
    let body: Value = serde_json::from_slice(&seen.body).ok()?;
    let kind = wire::text(&body, "type")?;
    let data = body.get("data")?;
    let (name, ids) = THINGS.iter().find(|(name, _)| data.get(name).is_some_and(Value::is_object))?;
    let object = data.get(name)?;
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let ids: Vec<String> = ids.iter().filter_map(|id| object.get(id)).map(plain).collect();
    let sequence = data.get("sequence").and_then(Value::as_u64)?;
    let thing = format!("{name} {}", ids.join(" "));
    Some(Received { webhook_id, kind, thing, sequence, body: seen.body.clone(), at: seen.at, times: 1 })
}
