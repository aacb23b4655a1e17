//! Random lives of an order at a provider that keeps its own book of what was charged: the book is the judge.

use crate::support::orders::{ACCOUNT, Kind, at, at_millis, read, reserved, restored, said, silence};
use crate::support::random::{config, operation, pause};
use mekong_pay::domain::Timestamp;
use mekong_pay::domain::order::lifecycle::Applied;
use mekong_pay::domain::order::{Due, Order, State};
use mekong_pay::domain::review::ReviewReason;
use mekong_pay::domain::time::{DAY, SECOND, ScheduleScale};
use mekong_pay::providers::http::Response;
use proptest::collection::vec;
use proptest::prelude::*;

/// How a call to the provider goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Answered, this many seconds after it was carried out.
    Answered(i64),
    /// Carried out after so many seconds, and the answer lost or unreadable.
    Lost(i64),
    /// Never carried out, and no answer.
    Dropped,
    /// Refused with 401, not carried out.
    Unauthorised,
    /// Carried out after so many seconds; the process that waited for it is gone.
    Crashed(i64),
}

fn fate() -> impl Strategy<Value = Fate> {
    // What is carried out at all is carried out before the call's deadline; its answer may be later than any.
    prop_oneof![
        4 => (0..60_i64).prop_map(Fate::Answered),
        2 => (0..20_i64).prop_map(Fate::Lost),
        1 => Just(Fate::Dropped),
        1 => Just(Fate::Unauthorised),
        2 => (0..20_i64).prop_map(Fate::Crashed),
    ]
}

/// LTC with its own book. Written from its document, not from the code under test.
struct World {
    charged: u32,
    order: Order,
    /// What has still to happen: when, to which attempt, and the code answered or `charge`.
    coming: Vec<(Timestamp, u32, String)>,
    healthy: bool,
}

impl World {
    fn send(&mut self, number: u32, good: bool, fate: Fate, now: Timestamp) {
        let charges = self.order.attempt().charges;
        let code = if good {
            "200"
        } else if number == 1 {
            "103"
        } else {
            "006"
        };
        let (acts, replies) = match fate {
            Fate::Answered(late) => (Some(0), Some((late, code))),
            Fate::Lost(after) => (Some(after), Some((after, "lost"))),
            Fate::Dropped => (None, Some((20, "lost"))),
            Fate::Unauthorised => (None, Some((1, "401"))),
            Fate::Crashed(after) => (Some(after), None),
        };
        if let Some(after) = acts.filter(|_| good && charges) {
            self.coming.push((now.plus(after * SECOND), number, "charge".to_owned()));
        }
        if let Some((after, what)) = replies {
            self.coming.push((now.plus(after * SECOND), number, what.to_owned()));
        }
    }

    /// Lets everything happen that is due until `end`: the world's events and the ledger's alarms.
    fn run(&mut self, end: Timestamp) {
        for _ in 0..1_000 {
            let event =
                self.coming.iter().enumerate().min_by_key(|(_, (when, ..))| *when).map(|(at, (when, ..))| (*when, at));
            let due = self.order.due(ScheduleScale::REAL, 900 * DAY);
            let alarm = match due {
                Some(Due::Advance(when) | Due::Recheck(when)) => Some(when),
                _ => None,
            };
            match (event, alarm) {
                (Some((when, at)), alarm) if when <= end && alarm.is_none_or(|alarm| when <= alarm) => self.event(at),
                (_, Some(when)) if when <= end => self.alarm(due, when),
                _ => return,
            }
        }
        panic!("it never comes to rest: {:?}", self.order);
    }

    fn event(&mut self, at: usize) {
        let (when, number, what) = self.coming.swap_remove(at);
        let kind = if number == 1 { Kind::Create } else { Kind::Confirm };
        let report = match what.as_str() {
            "charge" => return self.charged += 1,
            "lost" => silence(&self.order, kind),
            "401" => read(&self.order, kind, &Ok(Response { status: 401, headers: Vec::new(), body: Vec::new() })),
            code => said(&self.order, kind, code),
        };
        self.order.record_reply(number, report, clock(when));
    }

    fn alarm(&mut self, due: Option<Due>, when: Timestamp) {
        if let Some(Due::Recheck(_)) = due {
            let report = match (self.healthy, self.charged) {
                (false, _) => silence(&self.order, Kind::Check),
                (true, 0) => said(&self.order, Kind::Check, "800"),
                (true, _) => said(&self.order, Kind::Check, "200"),
            };
            self.order.record_query(report, clock(when));
        } else {
            assert_eq!(
                self.order.advance(clock(when)),
                Applied::Changed,
                "an alarm that does nothing comes again for ever"
            );
        }
    }
}

fn clock(when: Timestamp) -> mekong_pay::domain::time::Clock {
    at_millis(when.since(at(0).now))
}

proptest! {
    #![proptest_config(config())]

    /// No payer is charged twice, none is told "failed" while the money moved, and every order is settled once the
    /// provider answers again.
    #[test]
    fn the_gateways_word_agrees_with_the_providers_book(
        operation in operation(),
        (accepts, first) in (any::<bool>(), fate()),
        acts in vec((pause(), any::<bool>(), any::<bool>(), fate(), any::<bool>()), 0..10),
    ) {
        let mut world = World { charged: 0, order: reserved(operation), coming: Vec::new(), healthy: false };
        world.send(1, accepts, first, at(0).now);
        let mut now = at(0).now;
        for (pause, healthy, right, fate, cancel) in acts {
            now = now.plus(pause);
            world.healthy = healthy;
            world.run(now);
            // Whoever confirms, cancels, or reads the order meets it as storage gives it back.
            world.order = restored(&world.order);
            if cancel && !right {
                let _ = world.order.cancel(None, clock(now));
            } else if let Ok(number) = world.order.begin_confirm(ACCOUNT, clock(now)) {
                world.send(number, right, fate, now);
            }
            prop_assert!(world.charged <= 1, "charged {} times", world.charged);
            let told_failed = world.order.may_retry() && world.charged > 0;
            prop_assert!(!told_failed, "told failed while the money moved: {:?}", world.order);
        }
        world.healthy = true;
        world.run(now.plus(9 * DAY));
        let World { charged, order, .. } = world;
        prop_assert!(charged <= 1, "charged {} times", charged);
        // An order that ran out of rechecks while the provider was away waits for a person.
        let handed_over = order.state() == State::Unknown && order.under_review_for(ReviewReason::RechecksUsedUp);
        match charged {
            0 => prop_assert!(order.state() == State::Failed || handed_over, "not charged, but {:?}", order),
            _ => prop_assert!(order.charged() || handed_over, "charged, but {:?}", order),
        }
        let called = order.review().is_some() && !handed_over;
        prop_assert!(!called || order.charged(), "a person is called for nothing: {:?}", order);
    }
}
