//! Endpoints that fail for days and providers that are closed for hours, with a clock that is an argument.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test fails by panicking")]

mod support;

use mekong_pay::domain::gate::{Cause, Change as GateChange, Gate, News};
use mekong_pay::domain::health::{Change, Delivered, Health, RUN, Turn};
use mekong_pay::domain::outcome::Stop;
use mekong_pay::domain::time::{HOUR, MINUTE, SECOND};
use proptest::collection::vec;
use proptest::prelude::*;
use support::orders::{at, at_millis};
use support::random::{config, pause};

/// The longest time between two probes of a closed provider: half a minute, doubled five times.
const LONGEST_WAIT: i64 = 16 * MINUTE;

fn failing() -> Health {
    let mut health = Health::default();
    let told: Vec<Change> = (0..RUN).filter_map(|_| health.hear(Delivered::Failed, 0, at(0))).collect();
    assert_eq!(told, [Change::Failing]);
    health
}

#[test]
fn an_endpoint_that_fails_for_days_is_tried_once_a_minute_and_recovers() {
    let mut health = failing();
    let days = 3 * 24 * 60;
    let mut tried = 0;
    // Two shards ask every second.
    for second in 1..=days * 60 {
        let turns = (0..2).filter(|_| health.turn("one", at(second)) == Turn::Go).count();
        assert!(turns <= 1 && (turns == 1) == (second % 60 == 0), "{turns} turns in second {second}");
        if turns == 1 {
            tried += 1;
            assert_eq!(health.hear(Delivered::Failed, 0, at(second)), None, "told once");
        }
    }
    assert_eq!((tried, health.failing_since), (days, Some(at(0).now)));
    assert_eq!(health.hear(Delivered::Taken, 0, at(days * 60 + 1)), Some(Change::Recovered));
    assert!((0..100).all(|_| health.turn("one", at(days * 60 + 1)) == Turn::Go), "everything that rested may go");
    assert_eq!(health, Health::default(), "nothing of it is left");
}

#[test]
fn after_an_outage_of_ours_a_failing_endpoint_is_tried_at_once_and_only_once() {
    let mut health = failing();
    let turns: Vec<Turn> = (0..3).map(|_| health.turn("one", at(8 * 3600))).collect();
    let wait = Turn::Wait(at(8 * 3600 + 60).now);
    assert_eq!(turns, [Turn::Go, wait, wait]);
}

/// Closed with this cause, and probed as long as `hours`: when, in seconds.
fn probed(gate: &mut Gate, news: News, from: i64, hours: i64) -> Vec<i64> {
    let mut moments = Vec::new();
    while let Some(due) = gate.closed.as_ref().map(|closed| closed.probe_at.since(at(0).now)) {
        if due >= from + hours * HOUR {
            return moments;
        }
        moments.push(due / SECOND);
        assert!(moments.len() < 10_000, "the next probe is never later");
        gate.begin_probe(at_millis(due));
        assert_eq!(gate.hear(news, 0, at_millis(due)), [], "nothing new");
    }
    panic!("it is open");
}

#[test]
fn a_provider_that_is_closed_for_hours_is_probed_every_half_minute() {
    for (stop, news, first) in [
        (Stop::AccountRefused, News::Stop(Stop::AccountRefused, 0), 30),
        (Stop::AccountRefused, News::NoAnswer, 30),
        (Stop::BalanceTooLow, News::Balance(9_999), 0),
    ] {
        let mut gate = Gate::default();
        assert_eq!(gate.hear(News::Stop(stop, 10_000), 0, at(0)), [GateChange::Closed]);
        let moments = probed(&mut gate, news, 0, 6);
        let expected: Vec<i64> = (0..6 * 120).map(|half| half * 30).filter(|second| *second >= first).collect();
        assert_eq!(moments, expected, "{stop:?}");
        assert_eq!(gate.hear(News::Balance(10_000), 0, at(6 * 3600)), [GateChange::Reopened]);
    }
}

#[test]
fn one_that_closes_again_and_again_is_probed_by_the_backoff_for_as_long_as_it_is_closed() {
    let (mut gate, mut now) = (Gate::default(), 0);
    for halvings in [0, 1, 2, 3, 4, 5, 5] {
        gate.hear(News::Stop(Stop::AccountRefused, 0), 0, at(now));
        let wait = 30 << halvings;
        let moments = probed(&mut gate, News::NoAnswer, now * SECOND, 5);
        let expected: Vec<i64> = (1..).map(|probe| now + probe * wait).take_while(|s| *s < now + 5 * 3600).collect();
        assert_eq!(moments, expected, "closed again {halvings} times");
        now += 5 * 3600;
        assert_eq!(gate.hear(News::Balance(1), 0, at(now)), [GateChange::Reopened]);
        now += 599;
    }
    now += 1;
    gate.hear(News::Stop(Stop::AccountRefused, 0), 0, at(now));
    assert_eq!(gate.closed.unwrap().probe_at, at(now + 30).now, "after ten minutes the slate is clean");
}

fn delivered() -> impl Strategy<Value = Option<Delivered>> {
    prop_oneof![
        4 => Just(None),
        6 => Just(Some(Delivered::Failed)),
        2 => Just(Some(Delivered::Taken)),
        1 => Just(Some(Delivered::Gone)),
    ]
}

fn news() -> impl Strategy<Value = News> {
    prop_oneof![
        2 => (0..2_000_000_i64).prop_map(|needs| News::Stop(Stop::BalanceTooLow, needs)),
        1 => Just(News::Stop(Stop::AccountRefused, 0)),
        6 => Just(News::NoAnswer),
        2 => Just(News::Answered),
        3 => (0..3_000_000_i64).prop_map(News::Balance),
        1 => Just(News::Reopen),
    ]
}

proptest! {
    #![proptest_config(config())]

    /// Between two turns of a failing endpoint lies a minute; a healthy one has no limit; what is told alternates.
    #[test]
    fn any_life_of_an_endpoint(steps in vec((pause(), delivered()), 1..120)) {
        let (mut health, mut now, mut last) = (Health::default(), 0, None);
        let mut told = Vec::new();
        for (pause, what) in steps {
            now += pause;
            let (before, clock) = (health.clone(), at_millis(now));
            let Some(how) = what else {
                let turn = health.turn("one", clock);
                match (before.gone, before.failing_since) {
                    (true, _) => prop_assert_eq!(turn, Turn::Gone),
                    (false, None) => prop_assert_eq!(turn, Turn::Go),
                    (false, Some(since)) => {
                        let free = at_millis(last.unwrap_or(since.since(at(0).now)) + MINUTE).now;
                        prop_assert_eq!(turn, if clock.now >= free { Turn::Go } else { Turn::Wait(free) });
                        last = if turn == Turn::Go { Some(now) } else { last };
                    }
                }
                continue;
            };
            let change = health.hear(how, 0, clock);
            told.extend(change);
            last = last.filter(|_| change.is_none());
            let well = how == Delivered::Taken;
            prop_assert_eq!(health.failures == 0 && health.failing_since.is_none() && !health.gone, well);
            prop_assert!(well || health.failing_since.is_some() == (health.gone || health.failures >= RUN));
        }
        let alternates = told.iter().enumerate().all(|(at, change)| (*change == Change::Failing) == (at % 2 == 0));
        prop_assert!(alternates, "{told:?}");
        let failing = told.last() == Some(&Change::Failing);
        prop_assert_eq!(failing, health.failing_since.is_some());
    }

    /// Closed and reopened alternate; a probe always follows, within sixteen minutes; enough of a balance, or a person,
    /// always reopens; and nothing else does.
    #[test]
    fn any_life_of_a_provider(
        low in prop_oneof![Just(0), 1..2_000_000_i64],
        steps in vec((pause(), news(), any::<bool>()), 1..80),
    ) {
        let (mut gate, mut now, mut told) = (Gate::default(), 0, Vec::new());
        for (pause, news, probes) in steps {
            now += pause;
            let clock = at_millis(now);
            if probes {
                gate.begin_probe(clock);
                let wait = gate.closed.as_ref().map_or(1, |closed| closed.probe_at.since(clock.now));
                prop_assert!((1..=LONGEST_WAIT).contains(&wait), "probed again in {wait} ms");
            }
            let before = gate.closed.clone();
            let changes = gate.hear(news, low, clock);
            let opens = before.as_ref().is_some_and(|closed| match news {
                News::Balance(balance) => balance >= closed.needs,
                other => other == News::Reopen,
            });
            prop_assert_eq!(changes.contains(&GateChange::Reopened), opens, "{:?} of {:?}", news, before);
            prop_assert_eq!(gate.closed.is_none(), opens || (before.is_none() && !changes.contains(&GateChange::Closed)));
            if let Some(closed) = &gate.closed {
                prop_assert!(before.is_none_or(|before| before.since == closed.since && before.needs <= closed.needs));
                prop_assert!(closed.probe_at.since(clock.now) <= LONGEST_WAIT, "no probe for too long");
                prop_assert!(closed.cause != Cause::Unreachable || closed.needs == 0, "{closed:?}");
            }
            told.extend(changes.into_iter().filter(|change| *change != GateChange::BalanceLow));
            let stored: Gate = serde_json::from_str(&serde_json::to_string(&gate).unwrap()).unwrap();
            prop_assert_eq!(&stored, &gate, "storage gives back what it was given");
        }
        let alternates = told.iter().enumerate().all(|(at, change)| (*change == GateChange::Closed) == (at % 2 == 0));
        prop_assert!(alternates, "{told:?}");
    }

    /// The merchant is warned when the balance falls below the threshold, not each time that it is seen there.
    #[test]
    fn a_low_balance_is_told_when_it_falls(low in 1..100_i64, seen in vec(0..200_i64, 1..40)) {
        let mut gate = Gate::default();
        let mut was_low = false;
        for (at, balance) in seen.into_iter().enumerate() {
            let changes = gate.hear(News::Balance(balance), low, at_millis(i64::try_from(at).unwrap()));
            prop_assert_eq!(changes.contains(&GateChange::BalanceLow), balance < low && !was_low);
            was_low = balance < low;
        }
    }
}
