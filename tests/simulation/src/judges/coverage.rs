//! What occurred. A set of worlds in which something never happens shows nothing of it.

use std::collections::BTreeSet;

use mekong_pay::domain::order::State;
use mekong_pay::domain::order::transitions::{Next, TABLE, Trigger};
use serde_json::Value;

use super::evidence::{Evidence, Kept};
use crate::world::World;
use crate::world::faults::Fault;

/// Things that occurred, each by a line of its own.
#[derive(Default)]
pub struct Coverage(BTreeSet<String>);

const REVIEWS: [&str; 10] = [
    "contradiction",
    "paid_after_failure",
    "rechecks_used_up",
    "account_changed",
    "id_used_before",
    "id_of_another_order",
    "not_found",
    "cannot_be_asked",
    "failure_unconfirmed",
    "charge_unproven",
];
const FAILURES: [&str; 20] = [
    "declined",
    "insufficient_funds",
    "number_not_eligible",
    "already_registered",
    "request_refused",
    "account_refused",
    "duplicate_id",
    "product_not_available",
    "balance_too_low",
    "limit_reached",
    "provider_unavailable",
    "no_answer",
    "otp_not_sent",
    "otp_expired",
    "otp_attempts_used_up",
    "not_confirmed",
    "not_subscribed",
    "expired",
    "not_found",
    "cancelled",
];
const UNKNOWNS: [&str; 13] = [
    "connection_lost",
    "timeout",
    "answer_too_long",
    "http_status",
    "unparsable",
    "unlisted_code",
    "inconclusive_code",
    "bad_signature",
    "other_result",
    "mismatch",
    "uncorroborated",
    "deadline_passed",
    "after_inconclusive",
];

/// What these worlds do not show, and why.
const NOT_SHOWN: [(&str, &str); 6] = [
    ("unknown after_inconclusive", "a confirm after one that is open is refused"),
    ("transition pending ReplySucceeded", "no reply is overtaken by two others"),
    ("transition failed ReplySucceeded", "no reply is later than the provider's own no"),
    ("transition succeeded ReplyFailed", "no provider denies in a late reply what its query has said"),
    ("transition succeeded ReadFailed", "a denial is compared, and never applied"),
    ("review contradiction", "LianLian denies one time and not the next"),
];

impl Coverage {
    /// What occurred in one world.
    pub fn add(&mut self, world: &World, evidence: &Evidence) {
        for fault in Fault::ALL.iter().filter(|fault| world.faults.happened(**fault) > 0) {
            self.0.insert(format!("fault {}", fault.name()));
        }
        for event in world.records.events.borrow().values() {
            let body: Value = serde_json::from_str(&event.body).unwrap_or_default();
            body.pointer("/data/order")
                .or_else(|| body.pointer("/data/refund"))
                .into_iter()
                .for_each(|order| self.shown(order));
        }
        for kept in evidence.orders.values() {
            self.shown(&kept.order);
            self.lived(kept);
        }
    }

    fn shown(&mut self, order: &Value) {
        for (kind, at) in [("failure", "/failure/reason"), ("unknown", "/unknown_reason")] {
            if let Some(reason) = order.pointer(at).and_then(Value::as_str) {
                self.0.insert(format!("{kind} {reason}"));
            }
        }
        for reason in order.pointer("/review/reasons").and_then(Value::as_array).into_iter().flatten() {
            let reason = reason.get("reason").unwrap_or(reason).as_str().unwrap_or_default();
            self.0.insert(format!("review {reason}"));
        }
    }

    fn lived(&mut self, kept: &Kept) {
        for line in &kept.history {
            let text = |at: &str| line.pointer(at).and_then(Value::as_str).unwrap_or_default();
            let (from, to) = (text("/from"), text("/to"));
            if text("/note/outcome") == "unknown" {
                self.0.insert(format!("unknown {}", text("/note/why")));
            }
            if let Some(trigger) = trigger(text("/type"), text("/note/outcome"), text("/note/why"), (from, to)) {
                self.0.insert(format!("transition {from} {trigger:?}"));
            }
        }
    }

    pub fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// What is not expected, and has not occurred either.
    pub fn not_shown(&self) -> impl Iterator<Item = &(&'static str, &'static str)> {
        NOT_SHOWN.iter().filter(|(line, _)| !self.0.contains(*line))
    }

    /// What should have occurred, and how much of it did not.
    pub fn missing(&self) -> (usize, Vec<String>) {
        let expected = expected();
        let missing = expected.iter().filter(|line| !self.0.contains(*line)).cloned().collect();
        (expected.len(), missing)
    }
}

/// What a line of the history was.
fn trigger(kind: &str, outcome: &str, why: &str, (from, to): (&str, &str)) -> Option<Trigger> {
    use Trigger::{
        Confirm, DeadlineCharging, DeadlineHarmless, Lapse, ReadFailed, ReadMismatch, ReadPending, ReadSucceeded,
        ReadUnknown, ReplyFailed, ReplyPending, ReplySucceeded, ReplyUnknown,
    };
    let trigger = match (kind, outcome, from, to) {
        ("reply", "succeeded", ..) => ReplySucceeded,
        ("reply", "failed", ..) => ReplyFailed,
        ("reply", "pending", ..) => ReplyPending,
        ("reply", ..) => ReplyUnknown,
        ("query" | "notification", "succeeded", ..) => ReadSucceeded,
        ("query" | "notification", "failed", ..) => ReadFailed,
        // What was said often enough.
        ("query", _, "pending" | "unknown", "failed") => ReadFailed,
        ("query" | "notification", "pending", ..) => ReadPending,
        ("query" | "notification", ..) if why == "mismatch" => ReadMismatch,
        ("query" | "notification", ..) => ReadUnknown,
        ("confirm", _, "pending", _) => Confirm,
        ("time", _, "sending", "unknown") => DeadlineCharging,
        ("time", _, "sending", "failed") => DeadlineHarmless,
        ("time" | "cancel", _, "pending", "failed") => Lapse,
        _ => return None,
    };
    Some(trigger)
}

fn expected() -> Vec<String> {
    let mut lines: Vec<String> = Fault::ALL.iter().map(|fault| format!("fault {}", fault.name())).collect();
    for (kind, words) in [("review", REVIEWS.as_slice()), ("failure", &FAILURES), ("unknown", &UNKNOWNS)] {
        lines.extend(words.iter().map(|word| format!("{kind} {word}")));
    }
    for (trigger, row) in &TABLE {
        for (state, next) in State::ALL.iter().zip(row) {
            if *next != Next::Keep {
                lines.push(format!("transition {} {trigger:?}", state.name()));
            }
        }
    }
    lines.retain(|line| NOT_SHOWN.iter().all(|(shown, _)| shown != line));
    lines
}
