//! Whether the merchant's endpoint takes events. One that keeps failing is not called for every event: it is tried
//! once a minute with one of them, and caught up when it answers.

use serde::{Deserialize, Serialize};

use super::order::Clock;
use super::time::{MINUTE, Timestamp};

/// Failed deliveries, one after the other, after which an endpoint is only tried once a minute.
pub const RUN: u32 = 5;
/// Time between two such tries.
const PROBE_EVERY: i64 = MINUTE;

/// What is known of an endpoint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Failures in a row.
    pub failures: u32,
    /// Set while it is only tried once a minute.
    pub failing_since: Option<Timestamp>,
    /// It answered 410: it wants nothing any more, until a person sends it something that it takes.
    pub gone: bool,
    /// When the last try was granted.
    tried_at: Option<Timestamp>,
}

/// Whether a delivery may be made now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Turn {
    /// Yes.
    Go,
    /// Not before this.
    Wait(Timestamp),
    /// Never: the endpoint is gone.
    Gone,
}

/// How a delivery ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delivered {
    /// 2xx.
    Taken,
    /// Anything else, or nothing.
    Failed,
    /// 410.
    Gone,
}

/// What the merchant's other endpoints must hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// From now on it is only tried once a minute.
    Failing,
    /// It takes events again.
    Recovered,
}

impl Health {
    /// Whether everything may be sent to it.
    pub fn is_well(&self) -> bool {
        self.failures == 0 && self.failing_since.is_none() && !self.gone
    }

    /// Asks for a turn. Of all who ask for a failing endpoint one a minute may go.
    pub fn turn(&mut self, clock: Clock) -> Turn {
        if self.gone {
            return Turn::Gone;
        }
        if self.failing_since.is_none() {
            return Turn::Go;
        }
        let next = self.tried_at.map(|at| at.plus(clock.pace.of(PROBE_EVERY)));
        if let Some(next) = next.filter(|next| clock.now < *next) {
            return Turn::Wait(next);
        }
        self.tried_at = Some(clock.now);
        Turn::Go
    }

    /// Takes in how a delivery ended.
    pub fn hear(&mut self, delivered: Delivered, clock: Clock) -> Option<Change> {
        match delivered {
            Delivered::Taken => self.taken(),
            Delivered::Failed => {
                self.failures = self.failures.saturating_add(1);
                self.fails(clock)
            }
            Delivered::Gone => {
                self.gone = true;
                self.fails(clock)
            }
        }
    }

    fn taken(&mut self) -> Option<Change> {
        let before = std::mem::take(self);
        before.failing_since.map(|_| Change::Recovered)
    }

    fn fails(&mut self, clock: Clock) -> Option<Change> {
        let enough = self.gone || self.failures >= RUN;
        if !enough || self.failing_since.is_some() {
            return None;
        }
        (self.failing_since, self.tried_at) = (Some(clock.now), Some(clock.now));
        Some(Change::Failing)
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "a test fails by panicking")]
mod tests {
    use super::super::time::{Pace, SECOND};
    use super::*;

    fn at(seconds: i64) -> Clock {
        Clock { now: Timestamp::from_millis(seconds * SECOND), pace: Pace::REAL }
    }

    #[test]
    fn a_failing_endpoint_is_tried_once_a_minute_until_it_answers() {
        let mut health = Health::default();
        for _ in 1..RUN {
            assert_eq!(health.hear(Delivered::Failed, at(0)), None);
            assert_eq!(health.turn(at(0)), Turn::Go);
        }
        assert_eq!(health.hear(Delivered::Failed, at(1)), Some(Change::Failing));
        assert_eq!(health.hear(Delivered::Failed, at(1)), None, "told once");
        assert_eq!(health.turn(at(60)), Turn::Wait(at(61).now));
        assert_eq!(health.turn(at(61)), Turn::Go);
        assert_eq!(health.turn(at(61)), Turn::Wait(at(121).now), "one of all who ask");
        assert_eq!(health.hear(Delivered::Taken, at(62)), Some(Change::Recovered));
        assert_eq!((health.turn(at(62)), health.failures), (Turn::Go, 0));
    }

    #[test]
    fn a_success_between_ends_the_run() {
        let mut health = Health::default();
        for moment in 0..20 {
            let how = if moment % 4 == 0 { Delivered::Taken } else { Delivered::Failed };
            assert_eq!(health.hear(how, at(moment)), None);
        }
    }

    #[test]
    fn one_that_is_gone_gets_nothing_until_it_takes_something() {
        let mut health = Health::default();
        assert_eq!(health.hear(Delivered::Gone, at(0)), Some(Change::Failing));
        assert_eq!(health.turn(at(100_000)), Turn::Gone);
        assert_eq!(health.hear(Delivered::Taken, at(100_001)), Some(Change::Recovered));
        assert_eq!(health.turn(at(100_001)), Turn::Go);
    }
}
