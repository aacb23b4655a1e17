//! Each model under all its faults at once: it never panics, and its book stays a book.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use serde_json::Value;

use super::loaded::{Seeded, answered};
use super::{Model, Said, Seen, line, wire};

mod endpoint;
mod lianlian;
mod ltc;
mod topups;

const AT: i64 = 1_764_547_200_000;
const DAY_MS: i64 = 86_400_000;
const SEEDS: std::ops::Range<u64> = 1..9;

/// Lets what happens by itself happen for eight days, each message answered 200 or not at all.
fn lives(model: &mut dyn Model, chance: &mut Seeded) -> usize {
    let (mut sent, mut at) = (0, AT + DAY_MS + 1_000);
    while let Some(next) = model.next_message_at().filter(|at| *at < AT + 8 * DAY_MS) {
        at = at.max(next);
        for message in model.messages(at, chance) {
            assert!(message.at <= at);
            sent += 1;
            let status = if sent % 7 == 0 { 0 } else { 200 };
            model.acknowledged(&message, status, br#"{"code":200000,"ResultCode":"200"}"#, at + 1);
        }
    }
    sent
}

/// Everything that a model has to note was noted, and nothing else.
fn all_occur(played: &BTreeSet<&'static str>, odd: &[&'static str]) {
    let expected: BTreeSet<_> = odd.iter().chain(&line::ODD).copied().collect();
    assert_eq!(played, &expected);
}

fn noted(model: &dyn Model) -> Vec<&'static str> {
    model.played().into_iter().map(|(name, _)| name).collect()
}

fn get(url: &str, headers: &[(&str, &str)], at: i64) -> Seen {
    let mut seen = wire::post(url, headers, &Value::Null, at);
    seen.method = "GET".to_owned();
    seen
}

fn json_of(said: Said) -> Value {
    let (_, body) = answered(said);
    wire::json(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&body))
}
