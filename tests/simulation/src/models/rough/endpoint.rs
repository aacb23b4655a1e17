//! The endpoint, which has no line of its own.

use std::collections::BTreeSet;

use super::super::endpoint::{Endpoint, ODD, Odds};
use super::super::loaded::Seeded;
use super::super::{Model, wire};
use super::{AT, DAY_MS, noted};

#[test]
fn every_mood_of_the_endpoint_occurs() {
    let mut endpoint = Endpoint::new(&["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], Odds::ROUGH);
    let mut chance = Seeded(1);
    for turn in 0..3_000 {
        let seen = wire::post("https://shop.example/events", &[], &serde_json::Value::Null, AT + turn * DAY_MS / 10);
        endpoint.answer(&seen, &mut chance);
    }
    let played: BTreeSet<_> = noted(&endpoint).into_iter().collect();
    assert_eq!(played, ODD.into_iter().collect());
    assert_eq!(endpoint.received().count(), 0);
    assert!(endpoint.complaints().len() > 2_000, "nothing of it is signed");
}
