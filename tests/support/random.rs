//! Strategies that several property tests share.

use mekong_pay::domain::Operation;
use mekong_pay::domain::time::{DAY, SECOND};
use proptest::prelude::*;

/// Bounded, without a time limit, and without files beside the sources.
pub fn config() -> ProptestConfig {
    ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() }
}

pub fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![Just(Operation::Charge), Just(Operation::Renewal)]
}

/// Moments lie close together at times and far apart at others.
pub fn pause() -> impl Strategy<Value = i64> {
    prop_oneof![4 => 0..30 * SECOND, 2 => 0..10 * 60 * SECOND, 1 => 0..2 * DAY]
}
