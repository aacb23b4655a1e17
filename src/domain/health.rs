//! Whether the merchant's endpoint takes events. One that keeps failing is not called for every event: it is tried
//! once a minute with one of them, and caught up when it answers. One that asks to be left alone is.

use serde::{Deserialize, Serialize};

use super::order::Clock;
use super::schedule::LONGEST_PAUSE;
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
    /// It asked for a pause (`Retry-After`) until then, whatever is to be sent to it.
    rests_until: Option<Timestamp>,
    /// Who waits for a try, the next one first: so each who asks gets its turn.
    queue: Vec<String>,
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
        self.failures == 0 && self.failing_since.is_none() && !self.gone && self.rests_until.is_none()
    }

    /// Whether nothing is to be sent to it now but what is granted.
    pub fn rests(&self, clock: Clock) -> bool {
        self.failing_since.is_some() || self.rests_until.is_some_and(|until| clock.now < until)
    }

    /// Asks for a turn. Of all who ask for a failing endpoint one a minute may go, in the order in which they came.
    pub fn turn(&mut self, who: &str, clock: Clock) -> Turn {
        if self.gone {
            return Turn::Gone;
        }
        if self.failing_since.is_none() {
            let rests = self.rests_until.filter(|until| clock.now < *until);
            return rests.map_or(Turn::Go, Turn::Wait);
        }
        let every = clock.pace.of(PROBE_EVERY);
        let place = self.place_of(who);
        let next = self.tried_at.map(|at| at.plus(every)).max(self.rests_until).unwrap_or(clock.now);
        // Those before it may never come again: then each of their minutes passes, and they have lost their place.
        let own = next.plus(every.saturating_mul(i64::try_from(place).unwrap_or(i64::MAX)));
        if clock.now < own {
            return Turn::Wait(own);
        }
        self.queue.drain(..=place);
        self.tried_at = Some(clock.now);
        Turn::Go
    }

    fn place_of(&mut self, who: &str) -> usize {
        self.queue.iter().position(|other| other == who).unwrap_or_else(|| {
            self.queue.push(who.to_owned());
            self.queue.len().saturating_sub(1)
        })
    }

    /// Takes in how a delivery ended, and for how many milliseconds the endpoint asked to be left alone.
    pub fn hear(&mut self, delivered: Delivered, asked: i64, clock: Clock) -> Option<Change> {
        if asked > 0 {
            let until = clock.now.plus(clock.pace.of(asked.min(LONGEST_PAUSE)));
            self.rests_until = self.rests_until.max(Some(until));
        }
        match delivered {
            Delivered::Taken => self.taken(clock),
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

    /// A pause that it asked for stands: what was taken meanwhile had left before.
    fn taken(&mut self, clock: Clock) -> Option<Change> {
        let before = std::mem::take(self);
        self.rests_until = before.rests_until.filter(|until| clock.now < *until);
        before.failing_since.map(|_| Change::Recovered)
    }

    /// A person says that it is there again.
    pub fn forgive(&mut self) -> Option<Change> {
        std::mem::take(self).failing_since.map(|_| Change::Recovered)
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
            assert_eq!(health.hear(Delivered::Failed, 0, at(0)), None);
            assert_eq!(health.turn("a", at(0)), Turn::Go);
        }
        assert_eq!(health.hear(Delivered::Failed, 0, at(1)), Some(Change::Failing));
        assert_eq!(health.hear(Delivered::Failed, 0, at(1)), None, "told once");
        assert_eq!(health.turn("a", at(60)), Turn::Wait(at(61).now));
        assert_eq!(health.turn("a", at(61)), Turn::Go);
        assert_eq!(health.turn("a", at(61)), Turn::Wait(at(121).now), "one of all who ask");
        assert_eq!(health.hear(Delivered::Taken, 0, at(62)), Some(Change::Recovered));
        assert_eq!((health.turn("a", at(62)), health.failures), (Turn::Go, 0));
    }

    fn failing() -> Health {
        let mut health = Health::default();
        for _ in 0..RUN {
            health.hear(Delivered::Failed, 0, at(0));
        }
        health
    }

    #[test]
    fn each_who_waits_gets_its_turn_however_early_the_others_ask() {
        let mut health = failing();
        let mut turns = Vec::new();
        for minute in 1..=9 {
            // The same one asks first every time.
            for who in ["a", "b", "c"] {
                if health.turn(who, at(minute * 60)) == Turn::Go {
                    turns.push(who);
                    health.hear(Delivered::Failed, 0, at(minute * 60));
                }
            }
        }
        assert_eq!(turns, ["a", "b", "c", "a", "b", "c", "a", "b", "c"]);
    }

    #[test]
    fn who_never_comes_again_holds_nobody_up_for_longer_than_its_minute() {
        let mut health = failing();
        assert_eq!(health.turn("gone", at(30)), Turn::Wait(at(60).now));
        assert_eq!(health.turn("b", at(60)), Turn::Wait(at(120).now));
        assert_eq!(health.turn("b", at(120)), Turn::Go);
        assert_eq!(health.turn("b", at(120)), Turn::Wait(at(180).now));
        assert_eq!(health.turn("b", at(180)), Turn::Go, "its place is lost");
    }

    #[test]
    fn a_pause_holds_for_the_endpoint_also_while_it_fails_and_is_a_day_at_most() {
        let mut health = Health::default();
        health.hear(Delivered::Failed, 1_800 * SECOND, at(0));
        assert_eq!(health.turn("a", at(1_799)), Turn::Wait(at(1_800).now));
        assert_eq!(health.hear(Delivered::Taken, 0, at(1)), None, "what was under way when it asked");
        assert_eq!(health.turn("a", at(1_799)), Turn::Wait(at(1_800).now));
        assert_eq!(health.turn("a", at(1_800)), Turn::Go);

        let mut health = failing();
        health.hear(Delivered::Failed, 1_800 * SECOND, at(60));
        health.hear(Delivered::Failed, 0, at(61));
        assert_eq!(health.turn("a", at(120)), Turn::Wait(at(1_860).now));
        assert_eq!(health.turn("b", at(120)), Turn::Wait(at(1_920).now));
        assert_eq!(health.turn("a", at(1_860)), Turn::Go);
        health.hear(Delivered::Failed, i64::MAX, at(1_860));
        assert_eq!(health.turn("b", at(2_000)), Turn::Wait(at(1_860).now.plus(LONGEST_PAUSE)));
        assert_eq!(health.forgive(), Some(Change::Recovered));
        assert_eq!(health.turn("b", at(2_000)), Turn::Go);
    }

    #[test]
    fn a_success_between_ends_the_run() {
        let mut health = Health::default();
        for moment in 0..20 {
            let how = if moment % 4 == 0 { Delivered::Taken } else { Delivered::Failed };
            assert_eq!(health.hear(how, 0, at(moment)), None);
        }
    }

    #[test]
    fn one_that_is_gone_gets_nothing_until_it_takes_something() {
        let mut health = Health::default();
        assert_eq!(health.hear(Delivered::Gone, 0, at(0)), Some(Change::Failing));
        assert_eq!(health.turn("a", at(100_000)), Turn::Gone);
        assert_eq!(health.hear(Delivered::Taken, 0, at(100_001)), Some(Change::Recovered));
        assert_eq!(health.turn("a", at(100_001)), Turn::Go);
    }
}
