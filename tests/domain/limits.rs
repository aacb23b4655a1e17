//! Limits, with a clock that is an argument: what a budget grants in any stretch of time, what callers are told, and
//! what counts as one place.

use std::collections::BTreeSet;

use crate::support::random::{config, pause};
use mekong_pay::api::{Problem, source_block};
use mekong_pay::domain::Timestamp;
use mekong_pay::domain::budget::{Budget, GUESSES, RECHECK_BUDGET, TEXTS};
use mekong_pay::domain::time::{DAY, SECOND, ScheduleScale};
use proptest::collection::vec;
use proptest::prelude::*;

const FEW: Budget = Budget { name: "few", most: 3, window: DAY };

/// Moments counted, kept and asked for as a number's object does.
struct Counted(Vec<i64>);

impl Counted {
    fn wait(&self, now: i64) -> Option<i64> {
        let last_but = self.0.iter().rev().nth(FEW.most as usize - 1);
        FEW.wait(last_but.map(|at| Timestamp::from_millis(*at)), Timestamp::from_millis(now), ScheduleScale::REAL)
    }

    fn spend(&mut self, now: i64) -> bool {
        let granted = self.wait(now).is_none();
        if granted {
            self.0.push(now);
        }
        granted
    }

    /// Counted in the day that ends now.
    fn of_the_day(&self, now: i64) -> i64 {
        self.0.iter().filter(|at| **at > now - DAY).count() as i64
    }
}

proptest! {
    #![proptest_config(config())]

    /// By its definition: granted if fewer than so many were in the day that ends now, whatever came before.
    #[test]
    fn grants_so_many_in_any_day_and_not_one_more(pauses in vec(pause(), 1..200)) {
        let (mut counted, mut now) = (Counted(Vec::new()), 0);
        for pause in pauses {
            now += pause;
            let before = counted.of_the_day(now);
            prop_assert_eq!(counted.spend(now), before < FEW.most);
            prop_assert!(counted.of_the_day(now) <= FEW.most);
        }
    }

    /// The wait that is told is the shortest after which one more is granted.
    #[test]
    fn tells_the_very_moment(pauses in vec(pause(), 1..200)) {
        let (mut counted, mut now) = (Counted(Vec::new()), 0);
        for pause in pauses {
            now += pause;
            if let Some(wait) = counted.wait(now) {
                prop_assert!(wait > 0 && wait <= DAY);
                prop_assert_eq!(counted.wait(now + wait - 1), Some(1));
                now += wait;
            }
            prop_assert!(counted.spend(now));
        }
    }
}

#[test]
fn a_clock_that_was_set_back_grants_no_more() {
    let mut counted = Counted(Vec::new());
    assert!((0..3).all(|_| counted.spend(DAY)));
    assert_eq!(counted.wait(0), Some(2 * DAY));
    assert_eq!(counted.wait(i64::MIN), Some(i64::MAX));
}

/// Figures that README.md and SECURITY.md promise.
#[test]
fn the_figures() {
    let figures = [TEXTS, GUESSES, RECHECK_BUDGET].map(|b| (b.name, b.most, b.window));
    assert_eq!(figures, [("texts", 10, DAY), ("guesses", 20, DAY), ("rechecks", 1, SECOND)]);
}

#[test]
fn what_callers_are_told_is_one_budget_and_one_time() {
    let problem = Problem::limited("otp_texts_limited", "x", TEXTS, ScheduleScale::REAL, 81_000);
    let (limit, policy) = problem.rate_limit().unwrap();
    assert_eq!((limit.as_str(), policy.as_str()), (r#""texts";r=0;t=81000"#, r#""texts";q=10;w=86400"#));
    assert_eq!((problem.status(), problem.seconds_to_wait()), (429, Some(81_000)));
    let json: serde_json::Value = serde_json::from_str(&problem.json()).unwrap();
    assert_eq!((&json["code"], &json["retry_after"]), (&"otp_texts_limited".into(), &81_000.into()));
    assert_eq!(json.get("spent"), None);

    // At any pace no time is nothing: zero would be against the draft.
    let at_once = Problem::limited("recheck_too_soon", "x", RECHECK_BUDGET, ScheduleScale::divided_by(1_000_000), 0);
    let told = (r#""rechecks";r=0;t=1"#.to_owned(), r#""rechecks";q=1;w=1"#.to_owned());
    assert_eq!(at_once.rate_limit(), Some(told));
    assert_eq!(Problem::new(503, "busy", "x").retry_after(1).rate_limit(), None);
}

#[test]
fn a_place_is_an_address_or_what_one_household_has() {
    let of = |text: &str| source_block(Some(text.parse().unwrap()));
    let apart = ["192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8:0:1::1", "::1"].map(of);
    assert_eq!(apart.iter().chain([&source_block(None)]).collect::<BTreeSet<_>>().len(), 6);
    assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:ffff:ffff:ffff"));
    assert!(apart.iter().all(|source_block| source_block.bytes().all(|b| b.is_ascii_alphanumeric())));
}
