//! Endpoints that fail for days and providers that are suspended for hours, with a clock that is an argument.

use crate::support::orders::{at, at_millis};
use crate::support::random::{config, pause};
use mekong_pay::domain::circuit::{CallSignal, Cause, CircuitChange as GateChange, ProviderCircuit};
use mekong_pay::domain::endpoint_health::{Delivered, DeliveryPermit, FAILURE_THRESHOLD, Health, HealthChange};
use mekong_pay::domain::outcome::AccountProblem;
use mekong_pay::domain::time::{HOUR, MINUTE, SECOND};
use proptest::collection::vec;
use proptest::prelude::*;

/// The longest time between two probes of a suspended provider: half a minute, doubled five times.
const LONGEST_WAIT: i64 = 16 * MINUTE;

fn failing() -> Health {
    let mut health = Health::default();
    let told: Vec<HealthChange> =
        (0..FAILURE_THRESHOLD).filter_map(|_| health.record(Delivered::Failed, 0, at(0))).collect();
    assert_eq!(told, [HealthChange::Failing]);
    health
}

#[test]
fn an_endpoint_that_fails_for_days_is_tried_once_a_minute_and_recovers() {
    let mut health = failing();
    let days = 3 * 24 * 60;
    let mut tried = 0;
    // Two shards ask every second.
    for second in 1..=days * 60 {
        let turns = (0..2).filter(|_| health.permit("one", at(second)) == DeliveryPermit::Go).count();
        assert!(turns <= 1 && (turns == 1) == (second % 60 == 0), "{turns} turns in second {second}");
        if turns == 1 {
            tried += 1;
            assert_eq!(health.record(Delivered::Failed, 0, at(second)), None, "told once");
        }
    }
    assert_eq!((tried, health.failing_since), (days, Some(at(0).now)));
    assert_eq!(health.record(Delivered::Taken, 0, at(days * 60 + 1)), Some(HealthChange::Recovered));
    assert!(
        (0..100).all(|_| health.permit("one", at(days * 60 + 1)) == DeliveryPermit::Go),
        "everything that rested may go"
    );
    assert_eq!(health, Health::default(), "nothing of it is left");
}

#[test]
fn after_an_outage_of_ours_a_failing_endpoint_is_tried_at_once_and_only_once() {
    let mut health = failing();
    let turns: Vec<DeliveryPermit> = (0..3).map(|_| health.permit("one", at(8 * 3600))).collect();
    let wait = DeliveryPermit::Wait(at(8 * 3600 + 60).now);
    assert_eq!(turns, [DeliveryPermit::Go, wait, wait]);
}

/// Closed with this cause, and probed as long as `hours`: when, in seconds.
fn probed(circuit: &mut ProviderCircuit, signal: CallSignal, from: i64, hours: i64) -> Vec<i64> {
    let mut moments = Vec::new();
    while let Some(due) = circuit.suspended.as_ref().map(|suspended| suspended.probe_at.since(at(0).now)) {
        if due >= from + hours * HOUR {
            return moments;
        }
        moments.push(due / SECOND);
        assert!(moments.len() < 10_000, "the next probe is never later");
        circuit.begin_probe(at_millis(due));
        assert_eq!(circuit.record(signal, 0, at_millis(due)), [], "nothing new");
    }
    panic!("it is open");
}

#[test]
fn a_provider_that_is_closed_for_hours_is_probed_every_half_minute() {
    for (stop, signal, first) in [
        (AccountProblem::AccountRefused, CallSignal::AccountProblem(AccountProblem::AccountRefused, 0), 30),
        (AccountProblem::AccountRefused, CallSignal::NoAnswer, 30),
        (AccountProblem::BalanceTooLow, CallSignal::Balance(9_999), 0),
    ] {
        let mut circuit = ProviderCircuit::default();
        assert_eq!(circuit.record(CallSignal::AccountProblem(stop, 10_000), 0, at(0)), [GateChange::Suspended]);
        let moments = probed(&mut circuit, signal, 0, 6);
        let expected: Vec<i64> = (0..6 * 120).map(|half| half * 30).filter(|second| *second >= first).collect();
        assert_eq!(moments, expected, "{stop:?}");
        assert_eq!(circuit.record(CallSignal::Balance(10_000), 0, at(6 * 3600)), [GateChange::Resumed]);
    }
}

#[test]
fn one_that_closes_again_and_again_is_probed_by_the_backoff_for_as_long_as_it_is_closed() {
    let (mut circuit, mut now) = (ProviderCircuit::default(), 0);
    for halvings in [0, 1, 2, 3, 4, 5, 5] {
        circuit.record(CallSignal::AccountProblem(AccountProblem::AccountRefused, 0), 0, at(now));
        let wait = 30 << halvings;
        let moments = probed(&mut circuit, CallSignal::NoAnswer, now * SECOND, 5);
        let expected: Vec<i64> = (1..).map(|probe| now + probe * wait).take_while(|s| *s < now + 5 * 3600).collect();
        assert_eq!(moments, expected, "closed again {halvings} times");
        now += 5 * 3600;
        assert_eq!(circuit.record(CallSignal::Balance(1), 0, at(now)), [GateChange::Resumed]);
        now += 599;
    }
    now += 1;
    circuit.record(CallSignal::AccountProblem(AccountProblem::AccountRefused, 0), 0, at(now));
    assert_eq!(circuit.suspended.unwrap().probe_at, at(now + 30).now, "after ten minutes the slate is clean");
}

fn delivered() -> impl Strategy<Value = Option<Delivered>> {
    prop_oneof![
        4 => Just(None),
        6 => Just(Some(Delivered::Failed)),
        2 => Just(Some(Delivered::Taken)),
        1 => Just(Some(Delivered::Gone)),
    ]
}

fn signal() -> impl Strategy<Value = CallSignal> {
    prop_oneof![
        2 => (0..2_000_000_i64).prop_map(|needs| CallSignal::AccountProblem(AccountProblem::BalanceTooLow, needs)),
        1 => Just(CallSignal::AccountProblem(AccountProblem::AccountRefused, 0)),
        6 => Just(CallSignal::NoAnswer),
        2 => Just(CallSignal::Answered),
        3 => (0..3_000_000_i64).prop_map(CallSignal::Balance),
        1 => Just(CallSignal::Resume),
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
                let permit = health.permit("one", clock);
                match (before.gone, before.failing_since) {
                    (true, _) => prop_assert_eq!(permit, DeliveryPermit::Gone),
                    (false, None) => prop_assert_eq!(permit, DeliveryPermit::Go),
                    (false, Some(since)) => {
                        let free = at_millis(last.unwrap_or(since.since(at(0).now)) + MINUTE).now;
                        prop_assert_eq!(permit, if clock.now >= free { DeliveryPermit::Go } else { DeliveryPermit::Wait(free) });
                        last = if permit == DeliveryPermit::Go { Some(now) } else { last };
                    }
                }
                continue;
            };
            let change = health.record(how, 0, clock);
            told.extend(change);
            last = last.filter(|_| change.is_none());
            let well = how == Delivered::Taken;
            prop_assert_eq!(health.failures == 0 && health.failing_since.is_none() && !health.gone, well);
            prop_assert!(well || health.failing_since.is_some() == (health.gone || health.failures >= FAILURE_THRESHOLD));
        }
        let alternates = told.iter().enumerate().all(|(at, change)| (*change == HealthChange::Failing) == (at % 2 == 0));
        prop_assert!(alternates, "{told:?}");
        let failing = told.last() == Some(&HealthChange::Failing);
        prop_assert_eq!(failing, health.failing_since.is_some());
    }

    /// Closed and resumed alternate; a probe always follows, within sixteen minutes; enough of a balance, or a person,
    /// always resumes; and nothing else does.
    #[test]
    fn any_life_of_a_provider(
        low in prop_oneof![Just(0), 1..2_000_000_i64],
        steps in vec((pause(), signal(), any::<bool>()), 1..80),
    ) {
        let (mut circuit, mut now, mut told) = (ProviderCircuit::default(), 0, Vec::new());
        for (pause, signal, probes) in steps {
            now += pause;
            let clock = at_millis(now);
            if probes {
                circuit.begin_probe(clock);
                let wait = circuit.suspended.as_ref().map_or(1, |suspended| suspended.probe_at.since(clock.now));
                prop_assert!((1..=LONGEST_WAIT).contains(&wait), "probed again in {wait} ms");
            }
            let before = circuit.suspended.clone();
            let changes = circuit.record(signal, low, clock);
            let opens = before.as_ref().is_some_and(|suspended| match signal {
                CallSignal::Balance(balance) => balance >= suspended.needs,
                other => other == CallSignal::Resume,
            });
            prop_assert_eq!(changes.contains(&GateChange::Resumed), opens, "{:?} of {:?}", signal, before);
            prop_assert_eq!(circuit.suspended.is_none(), opens || (before.is_none() && !changes.contains(&GateChange::Suspended)));
            if let Some(suspended) = &circuit.suspended {
                prop_assert!(before.is_none_or(|before| before.since == suspended.since && before.needs <= suspended.needs));
                prop_assert!(suspended.probe_at.since(clock.now) <= LONGEST_WAIT, "no probe for too long");
                prop_assert!(suspended.cause != Cause::Unreachable || suspended.needs == 0, "{suspended:?}");
            }
            told.extend(changes.into_iter().filter(|change| *change != GateChange::BalanceLow));
            let stored: ProviderCircuit = serde_json::from_str(&serde_json::to_string(&circuit).unwrap()).unwrap();
            prop_assert_eq!(&stored, &circuit, "storage gives back what it was given");
        }
        let alternates = told.iter().enumerate().all(|(at, change)| (*change == GateChange::Suspended) == (at % 2 == 0));
        prop_assert!(alternates, "{told:?}");
    }

    /// The merchant is warned when the balance falls below the threshold, not each time that it is seen there.
    #[test]
    fn a_low_balance_is_told_when_it_falls(low in 1..100_i64, seen in vec(0..200_i64, 1..40)) {
        let mut circuit = ProviderCircuit::default();
        let mut was_low = false;
        for (at, balance) in seen.into_iter().enumerate() {
            let changes = circuit.record(CallSignal::Balance(balance), low, at_millis(i64::try_from(at).unwrap()));
            prop_assert_eq!(changes.contains(&GateChange::BalanceLow), balance < low && !was_low);
            was_low = balance < low;
        }
    }
}
