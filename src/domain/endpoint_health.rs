//! Whether the merchant's endpoint takes events. One that keeps failing is not called for every event: it is tried
//! once a minute with one of them, and caught up when it answers. One that asks to be left alone is.

use serde::{Deserialize, Serialize};

use super::schedule::LONGEST_PAUSE;
use super::time::{Clock, MINUTE, Timestamp};

/// Failed deliveries, one after the other, after which an endpoint is only tried once a minute.
pub const FAILURE_THRESHOLD: u32 = 5;
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
pub enum DeliveryPermit {
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
pub enum HealthChange {
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
    pub fn permit(&mut self, who: &str, clock: Clock) -> DeliveryPermit {
        if self.gone {
            return DeliveryPermit::Gone;
        }
        if self.failing_since.is_none() {
            let rests = self.rests_until.filter(|until| clock.now < *until);
            return rests.map_or(DeliveryPermit::Go, DeliveryPermit::Wait);
        }
        let every = clock.scale.of(PROBE_EVERY);
        let position = self.queue_position(who);
        let next = self.tried_at.map(|at| at.plus(every)).max(self.rests_until).unwrap_or(clock.now);
        // Those before it may never come again: then each of their minutes passes, and they have lost their place.
        let own = next.plus(every.saturating_mul(i64::try_from(position).unwrap_or(i64::MAX)));
        if clock.now < own {
            return DeliveryPermit::Wait(own);
        }
        self.queue.drain(..=position);
        self.tried_at = Some(clock.now);
        DeliveryPermit::Go
    }

    fn queue_position(&mut self, who: &str) -> usize {
        self.queue.iter().position(|other| other == who).unwrap_or_else(|| {
            self.queue.push(who.to_owned());
            self.queue.len().saturating_sub(1)
        })
    }

    /// Takes in how a delivery ended, and for how many milliseconds the endpoint asked to be left alone.
    pub fn record(&mut self, delivered: Delivered, asked: i64, clock: Clock) -> Option<HealthChange> {
        if asked > 0 {
            let until = clock.now.plus(clock.scale.of(asked.min(LONGEST_PAUSE)));
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
    fn taken(&mut self, clock: Clock) -> Option<HealthChange> {
        let before = std::mem::take(self);
        self.rests_until = before.rests_until.filter(|until| clock.now < *until);
        before.failing_since.map(|_| HealthChange::Recovered)
    }

    /// A person says that it is there again.
    pub fn forgive(&mut self) -> Option<HealthChange> {
        std::mem::take(self).failing_since.map(|_| HealthChange::Recovered)
    }

    fn fails(&mut self, clock: Clock) -> Option<HealthChange> {
        let enough = self.gone || self.failures >= FAILURE_THRESHOLD;
        if !enough || self.failing_since.is_some() {
            return None;
        }
        (self.failing_since, self.tried_at) = (Some(clock.now), Some(clock.now));
        Some(HealthChange::Failing)
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "a test fails by panicking")]
mod tests {
    use super::super::time::{SECOND, ScheduleScale};
    use super::*;

    fn at(seconds: i64) -> Clock {
        Clock { now: Timestamp::from_millis(seconds * SECOND), scale: ScheduleScale::REAL }
    }

    #[test]
    fn a_failing_endpoint_is_tried_once_a_minute_until_it_answers() {
        let mut health = Health::default();
        for _ in 1..FAILURE_THRESHOLD {
            assert_eq!(health.record(Delivered::Failed, 0, at(0)), None);
            assert_eq!(health.permit("a", at(0)), DeliveryPermit::Go);
        }
        assert_eq!(health.record(Delivered::Failed, 0, at(1)), Some(HealthChange::Failing));
        assert_eq!(health.record(Delivered::Failed, 0, at(1)), None, "told once");
        assert_eq!(health.permit("a", at(60)), DeliveryPermit::Wait(at(61).now));
        assert_eq!(health.permit("a", at(61)), DeliveryPermit::Go);
        assert_eq!(health.permit("a", at(61)), DeliveryPermit::Wait(at(121).now), "one of all who ask");
        assert_eq!(health.record(Delivered::Taken, 0, at(62)), Some(HealthChange::Recovered));
        assert_eq!((health.permit("a", at(62)), health.failures), (DeliveryPermit::Go, 0));
    }

    fn failing() -> Health {
        let mut health = Health::default();
        for _ in 0..FAILURE_THRESHOLD {
            health.record(Delivered::Failed, 0, at(0));
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
                if health.permit(who, at(minute * 60)) == DeliveryPermit::Go {
                    turns.push(who);
                    health.record(Delivered::Failed, 0, at(minute * 60));
                }
            }
        }
        assert_eq!(turns, ["a", "b", "c", "a", "b", "c", "a", "b", "c"]);
    }

    #[test]
    fn who_never_comes_again_holds_nobody_up_for_longer_than_its_minute() {
        let mut health = failing();
        assert_eq!(health.permit("gone", at(30)), DeliveryPermit::Wait(at(60).now));
        assert_eq!(health.permit("b", at(60)), DeliveryPermit::Wait(at(120).now));
        assert_eq!(health.permit("b", at(120)), DeliveryPermit::Go);
        assert_eq!(health.permit("b", at(120)), DeliveryPermit::Wait(at(180).now));
        assert_eq!(health.permit("b", at(180)), DeliveryPermit::Go, "its place is lost");
    }

    #[test]
    fn a_pause_holds_for_the_endpoint_also_while_it_fails_and_is_a_day_at_most() {
        let mut health = Health::default();
        health.record(Delivered::Failed, 1_800 * SECOND, at(0));
        assert_eq!(health.permit("a", at(1_799)), DeliveryPermit::Wait(at(1_800).now));
        assert_eq!(health.record(Delivered::Taken, 0, at(1)), None, "what was under way when it asked");
        assert_eq!(health.permit("a", at(1_799)), DeliveryPermit::Wait(at(1_800).now));
        assert_eq!(health.permit("a", at(1_800)), DeliveryPermit::Go);

        let mut health = failing();
        health.record(Delivered::Failed, 1_800 * SECOND, at(60));
        health.record(Delivered::Failed, 0, at(61));
        assert_eq!(health.permit("a", at(120)), DeliveryPermit::Wait(at(1_860).now));
        assert_eq!(health.permit("b", at(120)), DeliveryPermit::Wait(at(1_920).now));
        assert_eq!(health.permit("a", at(1_860)), DeliveryPermit::Go);
        health.record(Delivered::Failed, i64::MAX, at(1_860));
        assert_eq!(health.permit("b", at(2_000)), DeliveryPermit::Wait(at(1_860).now.plus(LONGEST_PAUSE)));
        assert_eq!(health.forgive(), Some(HealthChange::Recovered));
        assert_eq!(health.permit("b", at(2_000)), DeliveryPermit::Go);
    }

    #[test]
    fn a_success_between_ends_the_run() {
        let mut health = Health::default();
        for moment in 0..20 {
            let how = if moment % 4 == 0 { Delivered::Taken } else { Delivered::Failed };
            assert_eq!(health.record(how, 0, at(moment)), None);
        }
    }

    #[test]
    fn one_that_is_gone_gets_nothing_until_it_takes_something() {
        let mut health = Health::default();
        assert_eq!(health.record(Delivered::Gone, 0, at(0)), Some(HealthChange::Failing));
        assert_eq!(health.permit("a", at(100_000)), DeliveryPermit::Gone);
        assert_eq!(health.record(Delivered::Taken, 0, at(100_001)), Some(HealthChange::Recovered));
        assert_eq!(health.permit("a", at(100_001)), DeliveryPermit::Go);
    }
}
