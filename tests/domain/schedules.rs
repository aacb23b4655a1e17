//! Days of time, with a clock that is an argument: when an order is asked about, and an event sent again.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::support::lianlian::payment;
use crate::support::orders::{ACCOUNT, Kind, at, at_millis, confirmed, silence};
use crate::support::random::config;
use mekong_pay::domain::order::lifecycle::Fingerprints;
use mekong_pay::domain::order::{Due, Hinted, Order, State};
use mekong_pay::domain::review::ReviewReason;
use mekong_pay::domain::schedule::{DELIVERY_SCHEDULE, LONGEST_PAUSE, RECHECK_SCHEDULE, again};
use mekong_pay::domain::time::{Clock, DAY, HOUR, MINUTE, SECOND, ScheduleScale};
use mekong_pay::domain::{Outcome, ProviderReport, Timestamp, UnknownReason};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

/// Milliseconds since the tests' beginning of time.
fn millis(moment: Timestamp) -> i64 {
    moment.since(at(0).now)
}

/// A charge in doubt: its call's deadline was in second 30.
fn in_doubt() -> Order {
    let mut order = confirmed(10);
    order.record_reply(2, silence(&order, Kind::Confirm), at(30));
    assert_eq!((order.state(), millis(order.attempt().deadline)), (State::Unknown, 30 * SECOND));
    order
}

/// A payment whose payer has the page open, until `expires` milliseconds after the order was made. The call's deadline
/// was in second 20.
fn on_its_page(expires: i64) -> Order {
    let fingerprints = Fingerprints { command: "v1:0".to_owned(), account: ACCOUNT.to_owned() };
    let mut order = Order::reserve(payment("thaiqr", "THAI_QR", json!({})), fingerprints, at(0));
    let waits =
        ProviderReport { expires_at: Some(at_millis(expires).now), ..ProviderReport::of(Outcome::Pending(None)) };
    order.record_reply(1, waits, at(1));
    order
}

/// Asks about an order as the ledger does, until nothing is due: not while the gateway is down, and each time so much
/// too late. The moments, in milliseconds.
fn asked(order: &mut Order, says: &ProviderReport, down: &Range<i64>, late: impl Fn(usize) -> i64) -> Vec<i64> {
    let mut moments = Vec::new();
    let mut now = 0;
    for _ in 0..100 {
        let (due, asks) = match order.due(ScheduleScale::REAL, 900 * DAY) {
            Some(Due::Recheck(due) | Due::Hinted(Hinted { at: due, .. })) => (millis(due), true),
            Some(Due::Advance(due)) => (millis(due), false),
            Some(Due::Forget(_)) | None => return moments,
        };
        now = now.max(due + late(moments.len()));
        now = if down.contains(&now) { down.end } else { now };
        if asks {
            moments.push(now);
            order.record_query(says.clone(), at_millis(now));
        } else {
            order.advance(at_millis(now));
        }
    }
    panic!("it never ends: {moments:?}");
}

const NEVER: Range<i64> = 0..0;

fn nothing() -> ProviderReport {
    ProviderReport::of(Outcome::Unknown(UnknownReason::Timeout))
}

fn is_handed_over(order: &Order) -> bool {
    order.under_review_for(ReviewReason::RechecksUsedUp) && order.due(ScheduleScale::REAL, DAY).is_none()
}

#[test]
fn an_order_that_is_never_answered_is_asked_by_the_schedule_and_handed_over() {
    let mut order = in_doubt();
    let moments = asked(&mut order, &nothing(), &NEVER, |_| 0);
    assert_eq!(moments, RECHECK_SCHEDULE.map(|offset| 30 * SECOND + offset));
    assert!(order.state() == State::Unknown && is_handed_over(&order));
    assert_eq!(*moments.last().unwrap() - 30 * SECOND, 7 * DAY, "seven days, to the millisecond");
}

#[test]
fn an_outage_of_hours_is_followed_by_one_question_and_the_rest_of_the_schedule() {
    let mut order = in_doubt();
    let down = 10 * MINUTE..3 * HOUR;
    let moments = asked(&mut order, &nothing(), &down, |_| 0);
    let before = RECHECK_SCHEDULE[..4].iter().map(|offset| 30 * SECOND + offset);
    let after = RECHECK_SCHEDULE[6..].iter().map(|offset| 30 * SECOND + offset);
    let expected: Vec<i64> = before.chain([3 * HOUR]).chain(after).collect();
    assert_eq!(moments, expected, "what fell into the outage is asked once, at its end");
    let mut order = in_doubt();
    let moments = asked(&mut order, &nothing(), &(20 * MINUTE..9 * DAY), |_| 0);
    assert_eq!(moments[4..], [9 * DAY], "asked once more, though the seven days are over");
    assert!(is_handed_over(&order), "and then a person is");
}

#[test]
fn a_pace_divides_the_whole_schedule() {
    for divisor in [2, 60, 1_000, 5_000] {
        let scale = ScheduleScale::divided_by(divisor);
        let (mut order, mut last) = (in_doubt(), 0);
        for offset in RECHECK_SCHEDULE {
            let Some(Due::Recheck(due)) = order.due(scale, DAY) else { panic!("nothing is due") };
            assert_eq!(millis(due) - 30 * SECOND, offset / divisor, "{offset} / {divisor}");
            last = millis(due);
            order.record_query(nothing(), Clock { now: due, scale });
        }
        assert!(order.under_review_for(ReviewReason::RechecksUsedUp) && last <= 30 * SECOND + 7 * DAY / divisor);
    }
}

proptest! {
    #![proptest_config(config())]

    /// However late and wherever an outage lies: no moment of the schedule passes without a question at it or right
    /// after the outage, none is asked for twice, and a person is called at the end and not before.
    #[test]
    fn no_outage_loses_a_question(
        start in 0..8 * DAY,
        length in prop_oneof![0..2 * MINUTE, 0..12 * HOUR, 0..4 * DAY],
        late in vec(0..4 * SECOND, 16),
    ) {
        let down = start..start + length;
        let mut order = in_doubt();
        let moments = asked(&mut order, &nothing(), &down, |at| late[at % 16]);
        prop_assert!(moments.windows(2).all(|two| two[0] < two[1]) && moments.len() <= RECHECK_SCHEDULE.len());
        prop_assert!(!moments.iter().any(|moment| down.contains(moment)));
        for offset in RECHECK_SCHEDULE {
            let due = 30 * SECOND + offset;
            let until = if down.contains(&due) || down.contains(&(due + 4 * SECOND)) { down.end } else { due };
            let met = moments.iter().any(|moment| (due..=until.max(due) + 4 * SECOND).contains(moment));
            prop_assert!(met, "nothing at {offset}: {moments:?}");
        }
        let lost = RECHECK_SCHEDULE.iter().filter(|offset| down.contains(&(30 * SECOND + **offset))).count();
        prop_assert!(moments.len() + lost >= RECHECK_SCHEDULE.len(), "{} lost, {moments:?}", lost);
        prop_assert!(is_handed_over(&order) && order.state() == State::Unknown);
    }

    /// Whichever question is answered: it is the last one.
    #[test]
    fn a_success_ends_the_asking(answered in 0..14_usize) {
        let mut order = in_doubt();
        for _ in 0..answered {
            let Some(Due::Recheck(due)) = order.due(ScheduleScale::REAL, DAY) else { panic!("nothing is due") };
            prop_assert!(order.review().is_none(), "a person is called before the end");
            order.record_query(nothing(), Clock { now: due, scale: ScheduleScale::REAL });
        }
        let Some(Due::Recheck(due)) = order.due(ScheduleScale::REAL, DAY) else { panic!("nothing is due") };
        prop_assert_eq!(millis(due), 30 * SECOND + RECHECK_SCHEDULE[answered]);
        order.record_query(ProviderReport::of(Outcome::Succeeded), Clock { now: due, scale: ScheduleScale::REAL });
        prop_assert!(order.state() == State::Succeeded && order.review().is_none());
        prop_assert_eq!(order.due(ScheduleScale::REAL, DAY), Some(Due::Forget(due.plus(DAY))));
    }

    /// A payer may pay in the last moment: an order that waits is asked about by two schedules, one from the call and
    /// one from its expiry, and our clock never fails it.
    #[test]
    fn an_order_that_waits_for_its_payer_is_asked_until_a_week_after_its_expiry(expires in MINUTE..30 * DAY) {
        let mut order = on_its_page(expires);
        let waits = ProviderReport { expires_at: order.expires_at(), ..ProviderReport::of(Outcome::Pending(None)) };
        let moments = asked(&mut order, &waits, &NEVER, |_| 0);
        let from = |base: i64| RECHECK_SCHEDULE.into_iter().map(move |offset| base + offset);
        let expected: BTreeSet<i64> = from(20 * SECOND).chain(from(expires)).collect();
        prop_assert_eq!(moments, expected.into_iter().collect::<Vec<_>>());
        prop_assert!(order.state() == State::Pending && is_handed_over(&order));
    }

    /// An endpoint that answers at once and never takes an event is sent it ten times, each when the schedule says
    /// or up to a tenth of the pause later, over 75 hours and 35 minutes.
    #[test]
    fn an_event_is_sent_ten_times(spread in vec(any::<u8>(), 10)) {
        let moments = sent(|at| (spread[at], 0, 0), &NEVER);
        prop_assert_eq!(moments.len(), DELIVERY_SCHEDULE.len());
        for (number, (moment, due)) in moments.iter().zip(DELIVERY_SCHEDULE).enumerate() {
            let pause = due - number.checked_sub(1).map_or(0, |before| moments[before]);
            prop_assert!((due..=due + pause / 10).contains(moment), "{number}: {moment}, due {due}");
        }
        prop_assert!(*moments.last().unwrap() >= 75 * HOUR + 35 * MINUTE);
    }

    /// Whatever an endpoint asks for and however slow it is: no attempt before it, no more than ten, and an end.
    #[test]
    fn an_endpoint_is_left_alone_as_it_asks(
        answers in vec((any::<u8>(), 0..15 * SECOND, prop_oneof![Just(0), -DAY..30 * DAY, any::<i64>()]), 10),
        start in 0..80 * HOUR,
        length in 0..20 * HOUR,
    ) {
        let down = start..start + length;
        let moments = sent(|at| answers[at], &down);
        prop_assert!((2..=DELIVERY_SCHEDULE.len()).contains(&moments.len()), "{moments:?}");
        for (number, two) in moments.windows(2).enumerate() {
            let (_, took, asked) = answers[number];
            prop_assert!(two[1] - two[0] >= took + asked.min(LONGEST_PAUSE), "{number}: {two:?}");
            let last = *DELIVERY_SCHEDULE.last().unwrap();
            prop_assert!(two[0] < last, "tried again after the end: {moments:?}");
        }
    }
}

/// Sends an event until it is given up: attempt by attempt the spread, how long the answer takes, and the pause that it
/// asks for. What is due while the gateway is down is sent when it is back.
fn sent(answer: impl Fn(usize) -> (u8, i64, i64), down: &Range<i64>) -> Vec<i64> {
    let since = at(0).now;
    let mut moments = Vec::new();
    let mut due = Some(since);
    while let Some(moment) = due.map(millis) {
        let now = if down.contains(&moment) { down.end } else { moment };
        let (spread, took, asked) = answer(moments.len().min(9));
        moments.push(now);
        assert!(moments.len() <= DELIVERY_SCHEDULE.len(), "it never ends: {moments:?}");
        due = again(since, at_millis(now + took).now, asked, spread, ScheduleScale::REAL);
    }
    moments
}

#[test]
fn an_event_after_an_outage_is_sent_once_and_goes_on_by_the_schedule() {
    let moments = sent(|_| (0, 0, 0), &(MINUTE..12 * HOUR));
    let expected: Vec<i64> =
        DELIVERY_SCHEDULE[..2].iter().chain(&[12 * HOUR]).chain(&DELIVERY_SCHEDULE[6..]).copied().collect();
    assert_eq!(moments, expected);
}

/// The second attempt, five seconds after the first, is not made up for when the first answer took longer.
#[test]
fn an_endpoint_that_answers_after_fifteen_seconds_is_sent_nine_times() {
    let moments = sent(|_| (0, 15 * SECOND, 0), &NEVER);
    let expected: Vec<i64> = DELIVERY_SCHEDULE[..1].iter().chain(&DELIVERY_SCHEDULE[2..]).copied().collect();
    assert_eq!(moments, expected);
}
