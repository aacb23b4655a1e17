//! Random lives of an order: first with any report at any moment, then against a provider that keeps its own book
//! of what was charged.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![allow(clippy::arithmetic_side_effects, reason = "tests")]

mod support;

use mekong_pay::domain::order::life::Applied;
use mekong_pay::domain::order::{Due, Order, ReviewReason, State};
use mekong_pay::domain::outcome::Evidence;
use mekong_pay::domain::time::{DAY, Pace, SECOND};
use mekong_pay::domain::{Doubt, Failure, NextAction, Operation, Outcome, Reading, Reason, Timestamp};
use mekong_pay::providers::wire::Response;
use proptest::collection::vec;
use proptest::prelude::*;
use support::orders::{ACCOUNT, Kind, at, at_millis, read, reserved, restored, said, silence};

fn config() -> ProptestConfig {
    ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() }
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![Just(Operation::Charge), Just(Operation::Renewal)]
}

#[derive(Debug, Clone)]
enum Step {
    /// To the latest attempt, or to an earlier one.
    Reply(Outcome, bool),
    Read(Outcome, bool),
    Confirm,
    Cancel,
    Advance,
    Restore,
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        Just(Outcome::Succeeded),
        Just(Outcome::Failed(Failure::by_provider(Reason::Declined))),
        Just(Outcome::Pending(Some(NextAction::Otp))),
        Just(Outcome::Pending(None)),
        Just(Outcome::Unknown(Doubt::Timeout)),
        Just(Outcome::Unknown(Doubt::Mismatch)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (outcome(), any::<bool>()).prop_map(|(outcome, late)| Step::Reply(outcome, late)),
        3 => (outcome(), any::<bool>()).prop_map(|(outcome, hint)| Step::Read(outcome, hint)),
        2 => Just(Step::Confirm),
        1 => Just(Step::Cancel),
        1 => Just(Step::Advance),
        1 => Just(Step::Restore),
    ]
}

/// Moments lie close together at times and far apart at others.
fn pause() -> impl Strategy<Value = i64> {
    prop_oneof![4 => 0..30 * SECOND, 2 => 0..10 * 60 * SECOND, 1 => 0..2 * DAY]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_report_in_any_order_keeps_the_promise(operation in operation(), steps in vec((step(), pause()), 1..24)) {
        let mut order = reserved(operation);
        let (mut now, mut paid) = (0, false);
        for (step, pause) in steps {
            now += pause;
            let (clock, before) = (at_millis(now), order.clone());
            // Only a call that can charge is ever answered with success.
            let possible = |outcome: &Outcome| *outcome != Outcome::Succeeded || order.charge_sent_at.is_some();
            match step.clone() {
                Step::Reply(outcome, _) | Step::Read(outcome, _) if !possible(&outcome) => {}
                Step::Reply(outcome, late) => {
                    paid |= outcome == Outcome::Succeeded;
                    let number = if late { order.attempt.number.saturating_sub(1).max(1) } else { order.attempt.number };
                    order.record_reply(number, Reading::of(outcome), clock);
                }
                Step::Read(outcome, hint) => {
                    let evidence = if hint { Evidence::Hint } else { Evidence::OwnReply };
                    paid |= outcome == Outcome::Succeeded && !hint;
                    order.record_read(Reading { evidence, ..Reading::of(outcome) }, clock);
                }
                Step::Confirm => {
                    if order.begin_confirm(ACCOUNT, clock).is_ok() {
                        prop_assert_eq!(before.state, State::Pending, "only an order that waits for its payer is confirmed");
                    }
                }
                Step::Cancel => _ = order.cancel(clock),
                Step::Advance => _ = order.advance(clock),
                Step::Restore => {
                    order = restored(&order);
                    prop_assert_eq!(&order, &before, "storage gives back what it was given");
                }
            }
            let unchanged = !before.state.is_final() || order.state == before.state;
            prop_assert!(unchanged, "{:?} took a final state from {:?} to {:?}", step, before.state, order.state);
            prop_assert_eq!(order.failure.is_some(), order.state == State::Failed, "a failure has its reason, after {:?}", step);
            prop_assert_eq!(order.doubt.is_some(), order.state == State::Unknown, "a doubt has its name, after {:?}", step);
            prop_assert!(order.version >= before.version && order.attempt.number <= 6, "five confirms at most");
        }
        let told = order.state == State::Succeeded || order.under_review_for(ReviewReason::PaidAfterFailure);
        prop_assert!(!paid || told, "a success was seen and is not told: {:?}", order);
        prop_assert!(!(paid && order.may_retry()), "a payer who paid may be charged again");
    }
}

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
        let charges = self.order.attempt.charges;
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
        loop {
            let event =
                self.coming.iter().enumerate().min_by_key(|(_, (when, ..))| *when).map(|(at, (when, ..))| (*when, at));
            let due = self.order.due(Pace::REAL, 900 * DAY);
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
    }

    fn event(&mut self, at: usize) {
        let (when, number, what) = self.coming.swap_remove(at);
        let kind = if number == 1 { Kind::Create } else { Kind::Confirm };
        let reading = match what.as_str() {
            "charge" => return self.charged += 1,
            "lost" => silence(&self.order, kind),
            "401" => read(&self.order, kind, &Ok(Response { status: 401, body: Vec::new() })),
            code => said(&self.order, kind, code),
        };
        self.order.record_reply(number, reading, clock(when));
    }

    fn alarm(&mut self, due: Option<Due>, when: Timestamp) {
        if let Some(Due::Recheck(_)) = due {
            let reading = match (self.healthy, self.charged) {
                (false, _) => silence(&self.order, Kind::Check),
                (true, 0) => said(&self.order, Kind::Check, "800"),
                (true, _) => said(&self.order, Kind::Check, "200"),
            };
            self.order.record_read(reading, clock(when));
        } else {
            assert_eq!(
                self.order.advance(clock(when)),
                Applied::Changed,
                "an alarm that does nothing comes again for ever"
            );
        }
    }
}

fn clock(when: Timestamp) -> mekong_pay::domain::order::Clock {
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
                let _ = world.order.cancel(clock(now));
            } else if let Ok(number) = world.order.begin_confirm(ACCOUNT, clock(now)) {
                world.send(number, right, fate, now);
            }
            prop_assert!(world.charged <= 1, "charged {} times", world.charged);
            prop_assert!(!(world.order.may_retry() && world.charged > 0), "told failed while the money moved: {:?}", world.order);
        }
        world.healthy = true;
        world.run(now.plus(9 * DAY));
        let World { charged, order, .. } = world;
        prop_assert!(charged <= 1, "charged {} times", charged);
        // An order that ran out of rechecks while the provider was away waits for a person.
        let handed_over = order.state == State::Unknown && order.under_review_for(ReviewReason::RechecksUsedUp);
        match charged {
            0 => prop_assert!(order.state == State::Failed || handed_over, "not charged, but {:?}", order),
            _ => prop_assert!(order.charged() || handed_over, "charged, but {:?}", order),
        }
        prop_assert!(order.review.is_none() || handed_over || order.charged(), "a person is called for nothing: {:?}", order);
    }
}
