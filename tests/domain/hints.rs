//! Messages that decide nothing have the provider asked: when, how often, and what their answers do to an order that
//! has ended. And messages that decide: what they leave alone.

use crate::support::lianlian::payment;
use crate::support::orders::{ACCOUNT, at, at_millis, stored};
use mekong_pay::domain::order::lifecycle::{Applied, Fingerprints};
use mekong_pay::domain::order::{Due, Hint, Order, Resolution, State};
use mekong_pay::domain::outcome::{Corroboration, Evidence, Proof, ProviderStatus};
use mekong_pay::domain::review::ReviewReason;
use mekong_pay::domain::time::{DAY, MINUTE, SECOND, ScheduleScale};
use mekong_pay::domain::{Failure, Outcome, ProviderReport, Reason, UnknownReason};
use serde_json::json;

/// A payment whose payer has the page open; it was made in second 0 and its call was answered in second 1.
fn waiting() -> Order {
    let fingerprints = Fingerprints { command: "v1:0".to_owned(), account: ACCOUNT.to_owned() };
    let mut order = Order::reserve(payment("thaiqr", "THAI_QR", json!({})), fingerprints, at(0));
    order.record_reply(1, named("A", signed(Outcome::Pending(None))), at(1));
    assert_eq!(order.state(), State::Pending);
    order
}

fn signed(outcome: Outcome) -> ProviderReport {
    ProviderReport { evidence: Evidence::Signed, ..ProviderReport::of(outcome) }
}

fn named(id: &str, report: ProviderReport) -> ProviderReport {
    ProviderReport { provider_order_id: Some(id.to_owned()), ..report }
}

fn paid() -> ProviderReport {
    named("A", signed(Outcome::Succeeded))
}

fn waits() -> ProviderReport {
    named("A", signed(Outcome::Pending(None)))
}

/// PE, which two queries a minute apart prove.
fn expired() -> ProviderReport {
    let then = Proof::Failed(Failure::by_provider(Reason::Expired));
    ProviderReport {
        corroboration: Some(Corroboration { reads: Some(2), over: MINUTE, then }),
        provider_status: Some(ProviderStatus::new("query", "PE", "")),
        ..signed(Outcome::Unknown(UnknownReason::Uncorroborated))
    }
}

fn hint(text: &str, says_paid: bool) -> Hint {
    Hint { text: Some(text.to_owned()), says_paid, agrees: true }
}

fn succeeded_at(second: i64) -> Order {
    let mut order = waiting();
    order.record_notification(paid(), at(second));
    assert_eq!(order.state(), State::Succeeded);
    order
}

fn failed_at(second: i64) -> Order {
    let mut order = waiting();
    order.record_query(expired(), at(second - 60));
    order.record_query(expired(), at(second));
    assert_eq!(order.state(), State::Failed);
    order
}

/// Asks as the ledger does until `end`; the seconds in which it asked because of a hint, and those by the schedule.
fn asked(order: &mut Order, from: i64, end: i64, says: impl Fn(i64) -> ProviderReport) -> (Vec<i64>, Vec<i64>) {
    let (mut hinted, mut by_schedule) = (Vec::new(), Vec::new());
    let mut now = from * SECOND;
    while let Some(due) = order.due(ScheduleScale::REAL, 900 * DAY).filter(|due| due.at() <= at(end).now) {
        now = now.max(due.at().since(at(0).now));
        let second = now / SECOND;
        match due {
            Due::Advance(_) | Due::Forget(_) => panic!("nothing but queries: {due:?}"),
            Due::Hinted(_) => hinted.push(second),
            Due::Recheck(_) => by_schedule.push(second),
        }
        order.record_query(says(second), at_millis(now));
        assert!(hinted.len() + by_schedule.len() < 100, "it never ends");
    }
    (hinted, by_schedule)
}

#[test]
fn a_hint_asks_five_times_and_moves_no_schedule() {
    let (mut quiet, mut order) = (waiting(), waiting());
    assert_eq!(order.hint(&hint("one", false), at(100)), Applied::Changed);
    let (hinted, by_schedule) = asked(&mut order, 100, 40 * 60, |_| waits());
    // Deadline 20 s: by itself at 25, 35, 80 and 320 s, then after half an hour. What was missed is asked once.
    assert_eq!((hinted, by_schedule), (vec![105, 115, 160, 400], vec![100, 320, 1820]));
    let (_, own) = asked(&mut quiet, 100, 40 * 60, |_| waits());
    assert_eq!(own, [100, 320, 1820]);
    assert_eq!((order.state(), order.version()), (quiet.state(), quiet.version()));
}

/// However often, and whatever is said of the same order: one text, one series.
#[test]
fn a_text_is_known_and_a_flood_of_it_changes_nothing() {
    let mut order = waiting();
    order.record_query(waits(), at(90));
    order.hint(&hint("one", false), at(100));
    let before = order.clone();
    for second in 100..2_000 {
        assert_eq!(order.hint(&hint("one", second % 2 == 0), at(second)), Applied::Noted);
    }
    assert_eq!(order, before);
    assert_eq!(order.hint(&hint("two", true), at(130)), Applied::Changed, "another text starts anew");
    assert_eq!(
        order.hinted(ScheduleScale::REAL).map(|hinted| (hinted.at, hinted.says_paid)),
        Some((at(130).now, true))
    );
    assert_eq!(order.last_read_at(), Some(at(90).now), "only queries move the schedule");
    for number in 0..1_000 {
        order.hint(&hint(&format!("text {number}"), false), at(140));
    }
    assert!(serde_json::to_string(&order).unwrap().len() < 4_000, "an order stays small");
}

#[test]
fn a_query_that_was_begun_before_the_hint_does_not_answer_it() {
    let mut order = waiting();
    order.hint(&hint("one", true), at(100));
    order.record_query(ProviderReport { took: Some(5 * SECOND), ..waits() }, at(102));
    assert_eq!(order.hinted(ScheduleScale::REAL).unwrap().at, at(107).now, "ten seconds after the one begun at 97");
    order.record_query(ProviderReport { took: Some(SECOND), ..waits() }, at(104));
    assert_eq!(order.hinted(ScheduleScale::REAL).unwrap().at, at(105).now);
}

/// Two PE, and then a message that says PS, which only hints.
#[test]
fn an_order_that_has_failed_is_asked_again_and_flagged_if_it_was_paid() {
    let mut order = failed_at(600);
    assert!(order.may_retry());
    assert_eq!(order.hint(&hint("late", true), at(900)), Applied::Changed);
    assert!(order.may_have_moved(ScheduleScale::REAL), "until it has been asked about");
    let (hinted, _) = asked(&mut order, 900, 2_000, |second| if second < 915 { expired() } else { paid() });
    assert_eq!(hinted, [900, 905, 915], "a success ends the asking");
    assert!(order.state() == State::Failed && order.under_review_for(ReviewReason::PaidAfterFailure));
    assert!(!order.may_retry() && !order.may_have_moved(ScheduleScale::REAL));
    let mut order = failed_at(600);
    order.hint(&hint("late", true), at(900));
    let (hinted, _) = asked(&mut order, 900, 2_000, |_| expired());
    assert_eq!(hinted, [900, 905, 915, 960, 1200]);
    assert!(order.may_retry() && !order.may_have_moved(ScheduleScale::REAL) && order.review().is_none());
}

#[test]
fn what_agrees_with_a_success_brings_nothing_new() {
    let mut order = succeeded_at(30);
    assert_eq!(order.hint(&hint("form", true), at(40)), Applied::Noted);
    assert_eq!(order.hint(&Hint { text: None, says_paid: false, agrees: true }, at(40)), Applied::Noted);
    assert_eq!(order.hint(&Hint { agrees: false, ..hint("other", true) }, at(40)), Applied::Changed);
    let (hinted, _) = asked(&mut order, 40, 2_000, |_| paid());
    assert!(hinted == [40] && order.review().is_none());
}

#[test]
fn two_queries_a_minute_apart_that_contradict_a_success_call_a_person() {
    for says in [waits(), expired(), signed(Outcome::Unknown(UnknownReason::Mismatch))] {
        let mut order = succeeded_at(30);
        // One that was begun before the success, and one that proves nothing.
        order.record_query(ProviderReport { took: Some(5 * SECOND), ..says.clone() }, at(31));
        order.record_query(ProviderReport::unknown(UnknownReason::Timeout), at(32));
        assert!(stored(&order)["contradicted_at"].is_null() && order.hinted(ScheduleScale::REAL).is_none());
        order.record_query(says.clone(), at(100));
        assert!(order.review().is_none(), "one may be from an old copy");
        let (hinted, _) = asked(&mut order, 101, 5_000, |_| says.clone());
        assert_eq!(hinted, [160], "the second query comes by itself");
        assert!(order.state() == State::Succeeded && order.under_review_for(ReviewReason::Contradiction), "{says:?}");
        let mut order = succeeded_at(30);
        order.record_query(says.clone(), at(100));
        order.record_query(paid(), at(130));
        order.record_query(says, at(170));
        assert!(order.review().is_none(), "said once, confirmed, said once");
    }
}

#[test]
fn after_a_cancellation_it_is_asked_at_one_and_five_minutes_whatever_the_state() {
    let mut order = waiting();
    order.ask_cancel(None, at(100)).unwrap();
    // It met a payment.
    order.record_query(paid(), at(101));
    let cancelled = || signed(Outcome::Unknown(UnknownReason::Uncorroborated));
    let (hinted, by_schedule) = asked(&mut order, 101, 5_000, |_| cancelled());
    // In between the second look at what contradicts the payment.
    assert_eq!((hinted, by_schedule), (vec![160, 220, 400], vec![]));
    assert!(order.under_review_for(ReviewReason::Contradiction));
}

#[test]
fn a_notification_counts_as_no_query() {
    let mut order = waiting();
    order.record_query(expired(), at(100));
    let before = order.clone();
    for (number, report) in
        [expired(), waits(), signed(Outcome::Unknown(UnknownReason::Mismatch))].into_iter().enumerate()
    {
        assert_eq!(order.record_notification(report, at(200 + number as i64)), Applied::Noted);
    }
    assert_eq!(
        order.record_notification(ProviderReport { evidence: Evidence::Hint, ..paid() }, at(210)),
        Applied::Noted
    );
    assert_eq!(order, before);
}

/// LianLian's id that only a message named is confirmed by an answer of our own, or asked about, and not kept where a
/// person had to decide.
#[test]
fn an_id_from_a_message_alone_is_hearsay() {
    let fingerprints = Fingerprints { command: "v1:0".to_owned(), account: ACCOUNT.to_owned() };
    let sending = Order::reserve(payment("thaiqr", "THAI_QR", json!({})), fingerprints, at(0));
    let mut order = sending.clone();
    order.record_notification(named("A", paid()), at(1));
    order.record_reply(1, named("A", waits()), at(2));
    assert!(stored(&order)["id_is_hearsay"] == false && order.hinted(ScheduleScale::REAL).is_none());
    let mut order = sending;
    order.record_notification(named("B", paid()), at(1));
    order.record_reply(1, named("A", waits()), at(2));
    assert_eq!((order.state(), order.provider_order_id()), (State::Succeeded, Some("B")));
    let (hinted, _) = asked(&mut order, 2, 5_000, |_| signed(Outcome::Unknown(UnknownReason::Mismatch)));
    assert_eq!(hinted, [2, 7, 17, 62, 302]);
    assert!(order.under_review_for(ReviewReason::Contradiction));
    let person = Resolution {
        state: State::Succeeded,
        evidence: "bank".into(),
        by: "me".into(),
        version: order.version(),
        against_evidence: false,
        provider_order_id: None,
        at: at(400).now,
    };
    order.resolve(person, at(400)).unwrap();
    assert_eq!((order.state(), order.provider_order_id()), (State::Succeeded, None));
}
