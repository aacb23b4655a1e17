//! The promises, each a judge of its own.

use std::collections::BTreeMap;

use mekong_pay::domain::Timestamp;
use serde_json::Value;

use super::evidence::{Evidence, Kept};
use super::records::Told;
use crate::world::World;

/// Rows of one order that its life does not explain: strangers may not make it grow.
const MOST_ROWS: i64 = 900;
const DAY: i64 = 86_400_000;

/// What one judge says: by what, and how many were looked at.
pub struct Verdict {
    pub name: &'static str,
    pub looked: usize,
    pub breaches: Vec<(String, String)>,
}

fn verdict(name: &'static str, looked: usize, breaches: Vec<(String, String)>) -> Verdict {
    Verdict { name, looked, breaches }
}

/// All of them.
pub fn judge(world: &World, evidence: &Evidence) -> Vec<Verdict> {
    let told = world.records.told.borrow();
    vec![
        charged_twice(evidence),
        sent_twice(evidence),
        once_each("no period charged twice", world, world.records.periods.borrow().iter(), evidence),
        once_each("no purchase paid twice", world, world.records.purchases.borrow().iter(), evidence),
        amounts(evidence),
        failed_but_charged(world, evidence, &told),
        succeeded_but_not(evidence, &told),
        charge_is_known(world, evidence),
        nobodys_charge(evidence),
        still_there(world, evidence),
        finals_stay(evidence, &told),
        permissions(world, evidence, &told),
        settled(world, evidence),
        reviews(evidence),
        rows(evidence),
        verdict("nothing is overdue", evidence.orders.len(), evidence.overdue.clone()),
        texts(world, evidence),
        verdict("nothing went wrong on the way", told.len(), world.records.breaches.borrow().clone()),
    ]
}

fn charged_twice(evidence: &Evidence) -> Verdict {
    let twice = evidence.book.iter().filter(|(_, entry)| entry.charges.len() > 1);
    let breaches = twice.map(|(id, entry)| (id.clone(), format!("{} times", entry.charges.len()))).collect();
    verdict("no order charged twice", evidence.book.len(), breaches)
}

fn sent_twice(evidence: &Evidence) -> Verdict {
    let twice = evidence.book.iter().filter(|(_, entry)| entry.calls.len() > 1);
    let breaches = twice.map(|(id, entry)| (id.clone(), format!("sent at {:?}", entry.calls))).collect();
    verdict("no call that charges sent twice", evidence.book.len(), breaches)
}

/// Who pays late, when the merchant has been told to try again, pays twice: nobody can help that.
fn once_each<'a, K: std::fmt::Debug + 'a>(
    name: &'static str,
    world: &World,
    all: impl Iterator<Item = (&'a K, &'a Vec<String>)>,
    evidence: &Evidence,
) -> Verdict {
    let (mut looked, mut breaches) = (0, Vec::new());
    let late = world.records.late.borrow();
    for (what, ids) in all {
        looked += 1;
        let charged: Vec<&String> = ids.iter().filter(|id| evidence.charged(id) && !late.contains(*id)).collect();
        if let [first, _, ..] = charged.as_slice() {
            breaches.push(((*first).clone(), format!("{what:?}: {charged:?}")));
        }
    }
    verdict(name, looked, breaches)
}

fn amounts(evidence: &Evidence) -> Verdict {
    let mut breaches = Vec::new();
    for (id, entry) in &evidence.book {
        let Some(kept) = evidence.orders.get(id) else { continue };
        let asked = kept.order.pointer("/amount/value").and_then(Value::as_str).unwrap_or_default();
        let exponent =
            if kept.order.pointer("/amount/currency").and_then(Value::as_str) == Some("THB") { 100 } else { 1 };
        let (whole, part) = asked.split_once('.').unwrap_or((asked, "0"));
        let minor = whole.parse().unwrap_or(-1_i64) * exponent + part.parse().unwrap_or(0);
        for charge in entry.charges.iter().filter(|charge| charge.minor != minor) {
            breaches.push((id.clone(), format!("{} for {asked}", charge.minor)));
        }
    }
    verdict("the amount in the book is the order's", evidence.book.len(), breaches)
}

/// Who pays late pays an order that had truly failed: that is flagged, not hidden.
fn failed_but_charged(world: &World, evidence: &Evidence, told: &[Told]) -> Verdict {
    let (late, heard) = (world.records.late.borrow(), world.records.late_and_told.borrow());
    let ends: Vec<&Told> = told.iter().filter(|told| told.state == "failed").collect();
    let flagged = |id: &str| {
        let kept = evidence.orders.get(id);
        let is_flagged = kept.is_some_and(|kept| kept.reasons().contains(&"paid_after_failure"));
        late.contains(id) && (is_flagged || !heard.contains(id))
    };
    let wrong = ends.iter().filter(|told| evidence.charged(&told.id) && !flagged(&told.id));
    let charge = |id: &str| evidence.book.get(id).and_then(|entry| entry.charges.first()).map(|charge| charge.at);
    let breaches = wrong
        .map(|told| {
            (told.id.clone(), format!("failed, said an {} at {}, charged at {:?}", told.by, told.at, charge(&told.id)))
        })
        .collect();
    verdict("none called failed that was charged", ends.len(), breaches)
}

fn succeeded_but_not(evidence: &Evidence, told: &[Told]) -> Verdict {
    let ends: Vec<&Told> = told.iter().filter(|told| told.state == "succeeded").collect();
    let wrong = ends.iter().filter(|told| !evidence.charged(&told.id) && !evidence.unasked.contains(&told.id));
    let breaches =
        wrong.map(|told| (told.id.clone(), format!("succeeded, said an {} at {}", told.by, told.at))).collect();
    verdict("none called succeeded that was not charged", ends.len(), breaches)
}

/// In the end each order that was charged is known to be, or a person looks.
fn charge_is_known(world: &World, evidence: &Evidence) -> Verdict {
    let late = world.records.late.borrow();
    let charged: Vec<&String> = evidence.book.keys().filter(|id| evidence.charged(id) && !late.contains(*id)).collect();
    let known = |kept: &Kept| kept.state() == "succeeded" || !kept.reasons().is_empty();
    let lost = charged.iter().filter(|id| evidence.orders.get(**id).is_some_and(|kept| !known(kept)));
    let breaches = lost.map(|id| ((*id).clone(), "charged, and nobody knows".to_owned())).collect();
    verdict("every charge is known in the end", charged.len(), breaches)
}

fn nobodys_charge(evidence: &Evidence) -> Verdict {
    let lost = evidence.book.keys().filter(|id| evidence.charged(id) && !evidence.orders.contains_key(*id));
    let breaches = lost.map(|id| (id.clone(), "charged, and no order".to_owned())).collect();
    verdict("every charge is an order", evidence.book.len(), breaches)
}

fn still_there(world: &World, evidence: &Evidence) -> Verdict {
    let accepted = world.records.accepted.borrow();
    let lost = accepted.iter().filter(|id| !evidence.orders.contains_key(*id));
    let breaches = lost.map(|id| (id.clone(), "accepted, and no order".to_owned())).collect();
    verdict("every accepted order is there", accepted.len(), breaches)
}

fn finals_stay(evidence: &Evidence, told: &[Told]) -> Verdict {
    let text = |line: &Value, name: &str| line.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut breaches = Vec::new();
    for (id, kept) in &evidence.orders {
        for line in &kept.history {
            let (from, to, kind) = (text(line, "from"), text(line, "to"), text(line, "type"));
            if matches!(from.as_str(), "succeeded" | "failed") && from != to && kind != "resolve" {
                breaches.push((id.clone(), format!("{kind} made {from} into {to}")));
            }
        }
    }
    for (id, earlier, later) in changed_ends(told) {
        breaches.push((id, format!("told {earlier} first, and {later} later")));
    }
    verdict("no final state changes by itself", evidence.orders.len(), breaches)
}

/// Ends that somebody was told, and something else of a later version.
fn changed_ends(told: &[Told]) -> Vec<(String, String, String)> {
    let mut ends: BTreeMap<&str, &Told> = BTreeMap::new();
    for told in told.iter().filter(|told| matches!(told.state.as_str(), "succeeded" | "failed")) {
        let first = ends.entry(&told.id).or_insert(told);
        if told.version < first.version {
            *first = told;
        }
    }
    let other = |later: &&Told| {
        ends.get(later.id.as_str()).filter(|end| later.version > end.version && later.state != end.state).copied()
    };
    told.iter()
        .filter_map(|later| Some((later.id.clone(), other(&later)?.state.clone(), later.state.clone())))
        .collect()
}

/// Neither a second try nor a refund is allowed where the book says charged, at whatever time, nor while a person must
/// look.
fn permissions(world: &World, evidence: &Evidence, told: &[Told]) -> Verdict {
    let late = world.records.late.borrow();
    let allowed: Vec<&Told> = told.iter().filter(|told| told.may_retry || told.may_refund_payer).collect();
    let charged = |told: &Told| evidence.charged(&told.id) && !late.contains(&told.id);
    let wrong = allowed.iter().filter(|told| charged(told) || !told.review.is_empty());
    let breaches = wrong.map(|told| (told.id.clone(), format!("allowed by an {} at {}", told.by, told.at))).collect();
    verdict("may_retry and may_refund_payer never of what was charged", allowed.len(), breaches)
}

/// A payer may have a month, and the provider is asked for a week more.
fn settled(world: &World, evidence: &Evidence) -> Verdict {
    let over = |kept: &Kept| {
        let expires = kept.order.pointer("/next_action/expires_at").and_then(Value::as_str);
        let expires = expires.and_then(Timestamp::parse).map_or(0, Timestamp::millis);
        kept.state() != "pending" || expires + 8 * DAY < world.now()
    };
    let open = evidence.orders.iter().filter(|(_, kept)| !kept.is_final() && kept.reasons().is_empty() && over(kept));
    let breaches = open.map(|(id, kept)| (id.clone(), format!("{} for ever", kept.state()))).collect();
    verdict("every order final, or in review", evidence.orders.len(), breaches)
}

/// A person is called only where the world gave a reason to.
fn reviews(evidence: &Evidence) -> Verdict {
    let in_review: Vec<_> = evidence.orders.iter().filter(|(_, kept)| !kept.reasons().is_empty()).collect();
    let mut breaches = Vec::new();
    for (id, kept) in &in_review {
        let sent = kept.text("operation") != "charge" || kept.history.iter().any(may_have_charged);
        for reason in kept.reasons() {
            let explained = match (kept.text("provider"), reason) {
                ("ltc", "charge_unproven" | "rechecks_used_up") => sent,
                ("ltc", "id_used_before" | "account_changed") => true,
                ("ltc", _) => false,
                _ => true,
            };
            if !explained {
                breaches.push(((*id).clone(), format!("{} and in review for {reason}", kept.state())));
            }
        }
    }
    verdict("a person is called only for a reason", in_review.len(), breaches)
}

/// A password was given; or LTC says that it charged without one.
fn may_have_charged(line: &Value) -> bool {
    let text = |at: &str| line.pointer(at).and_then(Value::as_str);
    text("/type") == Some("confirm") || text("/note/why") == Some("other_result")
}

fn rows(evidence: &Evidence) -> Verdict {
    let many = evidence.rows.iter().filter(|(_, rows)| **rows > MOST_ROWS);
    let breaches = many.map(|(key, rows)| (key.clone(), format!("{rows} rows"))).collect();
    verdict("no order's rows outgrow their ceiling", evidence.rows.len(), breaches)
}

/// No number is texted, or guessed at, more often in any day than its budget allows.
fn texts(world: &World, evidence: &Evidence) -> Verdict {
    let number = |id: &String| evidence.orders.get(id).map(|kept| kept.text("msisdn").to_owned());
    let mut breaches = Vec::new();
    let mut looked = 0;
    for (what, most, calls) in
        [("texts", 10, &world.records.texts.borrow()), ("guesses", 20, &world.records.guesses.borrow())]
    {
        let mut by_number: BTreeMap<String, Vec<(i64, &String)>> = BTreeMap::new();
        for (id, at) in calls.iter() {
            by_number.entry(number(id).unwrap_or_default()).or_default().push((*at, id));
        }
        looked += by_number.len();
        for (number, moments) in by_number {
            // A clock may be two seconds ahead of another.
            let too_many = moments.windows(most + 1).find(|some| match (some.first(), some.last()) {
                (Some((first, _)), Some((last, _))) => last - first < DAY - 300_000,
                _ => false,
            });
            if let Some((_, id)) = too_many.and_then(<[_]>::first) {
                breaches.push(((*id).clone(), format!("more than {most} {what} to {number} in a day")));
            }
        }
    }
    verdict("limits of texts and guesses are kept", looked, breaches)
}
