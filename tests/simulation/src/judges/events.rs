//! What the merchant's endpoint was told.

use std::collections::BTreeMap;

use super::evidence::{Evidence, StoredEvent};
use super::promises::Verdict;
use crate::callers::crowd::Crowd;
use crate::world::World;

pub fn judge(world: &World, evidence: &Evidence, crowd: &Crowd) -> Vec<Verdict> {
    let mut by_thing: BTreeMap<&str, Vec<&StoredEvent>> = BTreeMap::new();
    for event in &evidence.events {
        by_thing.entry(&event.about).or_default().push(event);
    }
    by_thing.values_mut().for_each(|events| events.sort_by_key(|event| event.sequence));
    vec![
        gapless(&by_thing),
        delivered(world, evidence),
        in_order(world, &by_thing),
        known(world, evidence),
        well_made(crowd),
    ]
}

fn gapless(by_thing: &BTreeMap<&str, Vec<&StoredEvent>>) -> Verdict {
    let mut breaches = Vec::new();
    for (about, events) in by_thing {
        let numbers: Vec<i64> = events.iter().map(|event| event.sequence).collect();
        if !numbers.iter().copied().eq(1..=numbers.len() as i64) {
            breaches.push(((*about).to_owned(), format!("{numbers:?}")));
        }
    }
    Verdict { name: "events are gapless about each thing", looked: by_thing.len(), breaches }
}

/// Taken, or given up after its 75 hours: then it is kept, and can be sent again.
fn delivered(world: &World, evidence: &Evidence) -> Verdict {
    let seen = world.records.events.borrow();
    let given_up = |event: &StoredEvent| event.state == "exhausted" && event.last_at - event.since >= RETRIES;
    let taken = |event: &StoredEvent| seen.get(&event.id).is_some_and(|seen| seen.taken);
    let lost = evidence.events.iter().filter(|event| !taken(event) && !given_up(event));
    let why = |event: &StoredEvent| format!("{} of {} was not taken: {}", event.id, event.at, event.state);
    let breaches = lost.map(|event| (event.about.clone(), why(event))).collect();
    Verdict { name: "every event was taken, or tried for 75 hours", looked: evidence.events.len(), breaches }
}

/// The schedule's end, but for the spread of its last wait.
const RETRIES: i64 = 75 * 3_600_000;

/// As far as the gateway knows that they were: what arrives when it has given up may come at any time.
fn in_order(world: &World, by_thing: &BTreeMap<&str, Vec<&StoredEvent>>) -> Verdict {
    let seen = world.records.events.borrow();
    let mut breaches = Vec::new();
    for (about, events) in by_thing {
        let known = events.iter().filter(|event| event.state == "delivered").filter_map(|event| seen.get(&event.id));
        let taken: Vec<u64> = known.filter(|seen| seen.taken).map(|seen| seen.nth).collect();
        if !taken.is_sorted() {
            breaches.push(((*about).to_owned(), format!("taken in the order {taken:?}")));
        }
    }
    Verdict { name: "events about a thing come in their order", looked: by_thing.len(), breaches }
}

fn known(world: &World, evidence: &Evidence) -> Verdict {
    let seen = world.records.events.borrow();
    let stored: std::collections::BTreeSet<&str> = evidence.events.iter().map(|event| event.id.as_str()).collect();
    let strange = seen.keys().filter(|id| !stored.contains(id.as_str()));
    let breaches = strange.map(|id| (id.clone(), "was sent, and is not in the ledger".to_owned())).collect();
    Verdict { name: "every event that was sent is in the ledger", looked: seen.len(), breaches }
}

/// Signed, fresh, and the same each time, as the merchant's endpoint sees it.
fn well_made(crowd: &Crowd) -> Verdict {
    let endpoint = crowd.endpoint.borrow();
    let breaches = endpoint.complaints().iter().map(|complaint| (String::new(), complaint.clone())).collect();
    Verdict { name: "the endpoint has nothing to complain of", looked: endpoint.received().count(), breaches }
}
