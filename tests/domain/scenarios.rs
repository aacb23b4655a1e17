//! Orders at LTC from their first call to their end, with answers as LTC gives them and a clock that is an argument.

use crate::support::orders::{
    ACCOUNT, Kind, at, charge, confirmed, renewal, restored, said, said_of, seconds, silence, texted,
};
use mekong_pay::domain::order::lifecycle::Applied;
use mekong_pay::domain::order::{Due, Hint, Order, Resolution, State};
use mekong_pay::domain::outcome::Evidence;
use mekong_pay::domain::review::ReviewReason;
use mekong_pay::domain::time::{DAY, ScheduleScale};
use mekong_pay::domain::{NextAction, OrderError, Outcome, ProviderReport, Reason, UnknownReason};

/// Where it stands, why it failed, why it is in doubt.
fn stand(order: &Order) -> (State, Option<Reason>, Option<UnknownReason>) {
    (order.state(), order.failure().map(|failure| failure.reason), order.unknown_reason())
}

fn unknown(unknown_reason: UnknownReason) -> (State, Option<Reason>, Option<UnknownReason>) {
    (State::Unknown, None, Some(unknown_reason))
}

fn failed(reason: Reason) -> (State, Option<Reason>, Option<UnknownReason>) {
    (State::Failed, Some(reason), None)
}

fn refusal(order: &mut Order, second: i64) -> &'static str {
    let before = order.clone();
    let code = order.begin_confirm(ACCOUNT, at(second)).unwrap_err().code();
    assert_eq!(*order, before, "a refusal changes nothing");
    code
}

#[test]
fn the_payer_confirms_and_is_charged() {
    let mut order = charge();
    assert_eq!(
        order.due(ScheduleScale::REAL, DAY),
        Some(Due::Advance(at(22).now)),
        "20 s for the call, 2 s to record it"
    );
    order.record_reply(1, said(&order, Kind::Create, "200"), at(3));
    assert_eq!((order.state(), order.next_action_at(at(4).now)), (State::Pending, Some(&NextAction::Otp)));
    assert_eq!(order.next_action_at(at(303).now), None, "withdrawn when the password has expired");
    assert_eq!(order.begin_confirm(ACCOUNT, at(40)), Ok(2));
    assert_eq!(order.next_action_at(at(41).now), None, "not while the call is under way");
    order.record_reply(2, said(&order, Kind::Confirm, "200"), at(42));
    assert!(order.charged() && order.review().is_none());
    assert_eq!(stand(&order), (State::Succeeded, None, None));
    assert_eq!(refusal(&mut order, 43), "order_final");
}

#[test]
fn five_wrong_passwords_close_the_order() {
    let mut order = texted();
    for wrong in 1..=5 {
        assert_eq!(order.state(), State::Pending, "after {} wrong ones", wrong - 1);
        let number = order.begin_confirm(ACCOUNT, at(10 * wrong)).unwrap();
        assert_eq!(refusal(&mut order, 10 * wrong + 1), "order_in_progress");
        order.record_reply(number, said(&order, Kind::Confirm, "006"), at(10 * wrong + 2));
    }
    assert_eq!(stand(&order), failed(Reason::OtpAttemptsUsedUp));
    assert!(order.may_retry());
    assert_eq!(refusal(&mut order, 60), "order_final");
}

#[test]
fn an_inconclusive_confirm_is_never_followed_by_another() {
    for code in ["001", "007", "105", "999"] {
        let mut order = confirmed(10);
        order.record_reply(2, said(&order, Kind::Confirm, code), at(12));
        assert!(order.state() == State::Unknown && order.must_recheck() && !order.may_retry(), "{code}");
        assert_eq!(refusal(&mut order, 13), "order_outcome_unknown", "{code}");
        assert_eq!(order.cancel(None, at(14)).unwrap_err().code(), "order_outcome_unknown", "{code}");
    }
}

/// A charge whose first confirm was never answered, and of which a query said in second 40 that it waits.
fn resumed() -> Order {
    let mut order = confirmed(10);
    order.record_reply(2, silence(&order, Kind::Confirm), at(30));
    order.record_query(ProviderReport::of(Outcome::Pending(Some(NextAction::Otp))), at(40));
    order
}

/// LTC's queries never reopen an order in doubt. Should one do so, then the confirm is refused all the same, or
/// only its success is conclusive.
#[test]
fn after_an_inconclusive_confirm_only_success_counts() {
    for code in ["006", "008", "200"] {
        // In time, and after the call was given up in second 72.
        for second in [52, 80] {
            let mut order = resumed();
            if let Ok(number) = order.begin_confirm(ACCOUNT, at(50)) {
                order.record_reply(number, said(&order, Kind::Confirm, code), at(second));
                let expected = if code == "200" { State::Succeeded } else { State::Unknown };
                assert_eq!(order.state(), expected, "{code} in second {second}");
            }
        }
    }
}

/// "Failure needs the provider's word, unless no call that can charge was ever sent."
#[test]
fn our_own_clock_never_fails_an_order_in_doubt() {
    let mut order = resumed();
    order.advance(at(361));
    assert_eq!(order.state(), State::Unknown, "the first confirm may still have charged");
    let mut order = confirmed(10);
    order.record_reply(2, silence(&order, Kind::Confirm), at(30));
    order.record_query(ProviderReport::of(Outcome::Pending(Some(NextAction::Otp))), at(400));
    assert_eq!(order.state(), State::Unknown, "one read after the password's end");
}

/// A crash between the reservation and its record: what storage gives back knows what may have happened.
#[test]
fn a_crash_after_the_reservation_is_known_for_what_it_is() {
    for (name, order, expected) in [
        ("first call of a charge", charge(), failed(Reason::NoAnswer)),
        ("renewal", renewal(), unknown(UnknownReason::DeadlinePassed)),
        ("confirm", confirmed(100), unknown(UnknownReason::DeadlinePassed)),
    ] {
        let mut order = restored(&order);
        let Some(Due::Advance(moment)) = order.due(ScheduleScale::REAL, DAY) else { panic!("{name}: nothing is due") };
        let before = seconds(moment) - 1;
        assert_eq!((order.advance(at(before)), order.state()), (Applied::Noted, State::Sending), "{name}: not yet");
        assert_eq!(order.advance(at(before + 1)), Applied::Changed, "{name}");
        assert_eq!(stand(&order), expected, "{name}");
    }
}

#[test]
fn a_late_reply_to_the_call_that_was_given_up() {
    for (code, expected) in [
        ("200", (State::Succeeded, None, None)),
        ("005", failed(Reason::RequestRefused)),
        ("006", (State::Pending, None, None)),
    ] {
        let mut order = confirmed(10);
        order.record_reply(2, said(&order, Kind::Confirm, code), at(60));
        assert_eq!(stand(&order), expected, "{code}");
    }
    let mut order = charge();
    order.record_reply(1, said(&order, Kind::Create, "200"), at(60));
    assert_eq!(stand(&order), failed(Reason::NoAnswer), "closed to confirm, though a password was texted");
}

/// Its own 006 proves that a confirm did nothing, late or not, so the one after it is no "later call in doubt".
#[test]
fn a_late_wrong_password_is_as_conclusive_as_an_early_one() {
    let mut order = confirmed(10);
    order.record_reply(2, said(&order, Kind::Confirm, "006"), at(60));
    order.begin_confirm(ACCOUNT, at(70)).unwrap();
    order.record_reply(3, said(&order, Kind::Confirm, "006"), at(72));
    assert_eq!(stand(&order), (State::Pending, None, None));
}

#[test]
fn only_success_counts_from_a_superseded_attempt() {
    for (code, expected) in
        [("006", State::Sending), ("008", State::Sending), ("105", State::Sending), ("200", State::Succeeded)]
    {
        let mut order = confirmed(10);
        order.record_reply(2, said(&order, Kind::Confirm, "006"), at(12));
        order.begin_confirm(ACCOUNT, at(20)).unwrap();
        order.record_reply(2, said(&order, Kind::Confirm, code), at(21));
        assert_eq!(order.state(), expected, "{code}");
    }
}

#[test]
fn an_order_that_nobody_confirms_lapses_a_minute_after_its_password() {
    let mut order = texted();
    assert_eq!(order.due(ScheduleScale::REAL, DAY), Some(Due::Advance(at(361).now)), "301 s and 60 s of grace");
    order.advance(at(360));
    assert_eq!(order.state(), State::Pending);
    let mut on_its_way = order.clone();
    assert!(on_its_way.begin_confirm(ACCOUNT, at(360)).is_ok(), "the grace is for a confirm on its way");
    order.advance(at(361));
    assert_eq!(stand(&order), failed(Reason::NotConfirmed));
    assert!(order.may_retry());
    // The route need not wait for the alarm.
    assert_eq!(texted().begin_confirm(ACCOUNT, at(361)).unwrap_err().code(), "order_final");
}

#[test]
fn only_an_order_that_waits_for_its_payer_can_be_cancelled() {
    let mut order = texted();
    let seen = order.version();
    assert_eq!(order.cancel(Some(seen - 1), at(4)), Err(OrderError::Changed));
    assert_eq!(order.cancel(Some(seen), at(5)), Ok(Applied::Changed));
    assert_eq!(stand(&order), failed(Reason::Cancelled));
    assert_eq!(
        (order.cancel(Some(seen), at(6)), refusal(&mut order, 7)),
        (Ok(Applied::Noted), "order_final"),
        "twice is once"
    );
    assert_eq!(charge().cancel(None, at(1)).unwrap_err().code(), "order_in_progress");
    assert_eq!(confirmed(10).cancel(None, at(11)).unwrap_err().code(), "order_in_progress");
}

/// A verdict of somebody who has looked at the order as it is.
fn verdict(order: &Order, state: State) -> Resolution {
    Resolution {
        state,
        evidence: "statement 7".to_owned(),
        by: "operator".to_owned(),
        version: order.version(),
        against_evidence: false,
        provider_order_id: None,
        at: at(500).now,
    }
}

fn settled(order: &mut Order, verdict: Resolution, second: i64) -> Result<Applied, &'static str> {
    order.resolve(verdict, at(second)).map_err(OrderError::code)
}

#[test]
fn a_contradiction_calls_a_person_and_changes_nothing_by_itself() {
    let mut order = confirmed(10);
    order.record_reply(2, said(&order, Kind::Confirm, "008"), at(12));
    order.record_reply(2, said(&order, Kind::Confirm, "200"), at(4000));
    assert_eq!(stand(&order), failed(Reason::OtpExpired), "it stays failed");
    assert!(order.under_review_for(ReviewReason::PaidAfterFailure) && order.charged() && !order.may_retry());
    let succeeded = verdict(&order, State::Succeeded);
    assert_eq!(settled(&mut order, succeeded, 5000), Ok(Applied::Changed));
    assert_eq!((stand(&order), order.review().is_some()), ((State::Succeeded, None, None), false));
    let failed = verdict(&order, State::Failed);
    assert_eq!(settled(&mut order, failed, 5001), Err("order_not_in_review"));
    order.record_reply(2, said(&order, Kind::Confirm, "008"), at(6000));
    assert_eq!(order.state(), State::Succeeded, "success is never taken back by itself");
    assert!(order.under_review_for(ReviewReason::Contradiction), "a later contradiction flags it again");
}

/// What the provider says again and again is no reason to wake the person again who has settled it; anything else is.
#[test]
fn what_a_person_has_settled_calls_nobody_again() {
    let mut order = renewal();
    order.record_reply(1, silence(&order, Kind::Create), at(20));
    let others =
        |order: &Order| ProviderReport { review: Some(ReviewReason::IdOfAnotherOrder), ..silence(order, Kind::Check) };
    order.record_query(others(&order), at(60));
    assert!(order.under_review_for(ReviewReason::IdOfAnotherOrder));
    let lost = verdict(&order, State::Failed);
    settled(&mut order, lost, 70).unwrap();
    let mut order = restored(&order);
    assert_eq!(order.record_query(others(&order), at(90)), Applied::Noted);
    assert!(order.review().is_none() && order.may_retry());
    order.record_query(said(&order, Kind::Check, "200"), at(120));
    assert!(order.under_review_for(ReviewReason::PaidAfterFailure) && !order.may_retry());
    let status = order.provider_status().map(|status| status.code.clone());
    assert_eq!(status.as_deref(), Some("200"), "the provider's last word is what called the person");
}

#[test]
fn a_person_settles_only_what_is_in_doubt() {
    let mut order = texted();
    let says_failed = verdict(&order, State::Failed);
    assert_eq!(settled(&mut order, says_failed, 5), Err("order_not_in_review"));
    order = confirmed(10);
    order.flag(ReviewReason::AccountChanged, at(11).now);
    let says_failed = verdict(&order, State::Failed);
    assert_eq!(settled(&mut order, says_failed, 12), Err("order_in_progress"), "a call is under way");
    order.record_reply(2, silence(&order, Kind::Confirm), at(30));
    let says_failed = verdict(&order, State::Failed);
    assert_eq!(settled(&mut order, says_failed, 500), Ok(Applied::Changed));
    assert_eq!(stand(&order), failed(Reason::ResolvedByPerson));
    assert!(order.may_retry() && order.resolution().is_some());
    order.record_query(said(&order, Kind::Check, "200"), at(600));
    assert!(order.under_review_for(ReviewReason::PaidAfterFailure), "the person was wrong: flagged again");
    assert!(order.resolution().is_some() && !order.may_retry());
}

#[test]
fn a_verdict_is_about_what_the_person_has_looked_at() {
    let mut order = confirmed(10);
    order.record_reply(2, silence(&order, Kind::Confirm), at(30));
    let stale = verdict(&order, State::Failed);
    order.record_query(said(&order, Kind::Check, "200"), at(60));
    order.flag(ReviewReason::IdUsedBefore, at(61).now);
    let before = order.clone();
    assert_eq!(settled(&mut order, stale.clone(), 500), Err("order_changed"));
    assert_eq!(order, before, "a refusal changes nothing");
    let fresh = Resolution { version: order.version(), state: State::Succeeded, ..stale };
    assert_eq!(settled(&mut order, fresh.clone(), 500), Ok(Applied::Changed));
    let again = Resolution { at: at(501).now, ..fresh.clone() };
    let before = order.clone();
    assert_eq!((settled(&mut order, again, 501), &order), (Ok(Applied::Noted), &before), "its answer was lost");
    for other in
        [Resolution { by: "another".to_owned(), ..fresh.clone() }, Resolution { state: State::Failed, ..fresh }]
    {
        assert_eq!(settled(&mut order, other, 502), Err("order_changed"));
    }
}

/// A success that was reported and decided nothing: of another amount, by a hint, and of an order that had failed.
#[test]
fn against_a_reported_success_a_person_says_that_they_know_it() {
    let unknown = || {
        let mut order = confirmed(10);
        order.record_reply(2, silence(&order, Kind::Confirm), at(30));
        order
    };
    let mut mismatch = unknown();
    mismatch.record_query(said_of(&mismatch, Kind::Check, "200", "999"), at(60));
    let mut hinted = unknown();
    let hint = Hint { text: Some("form".to_owned()), says_paid: true, agrees: true };
    assert_eq!(hinted.hint(&hint, at(60)), Applied::Changed);
    let mut paid = unknown();
    let lost = verdict(&paid, State::Failed);
    settled(&mut paid, lost, 40).unwrap();
    paid.record_query(said(&paid, Kind::Check, "200"), at(60));
    let mut contradicted = unknown();
    contradicted.record_query(said(&contradicted, Kind::Check, "200"), at(60));
    contradicted.flag(ReviewReason::Contradiction, at(61).now);
    for (name, mut order) in [("mismatch", mismatch), ("hint", hinted), ("paid", paid), ("contradicted", contradicted)]
    {
        let plain = verdict(&order, State::Failed);
        assert_eq!(settled(&mut order, plain.clone(), 500), Err("order_success_reported"), "{name}");
        let knowing = Resolution { against_evidence: true, ..plain };
        assert_eq!(settled(&mut order, knowing, 501), Ok(Applied::Changed), "{name}");
        for mut order in [order.clone(), restored(&order), forgotten(order)] {
            assert_eq!((order.state(), order.review().is_some()), (State::Failed, false), "{name}");
            assert!(!order.may_retry() && !order.may_refund_payer() && order.may_be_refunded(), "{name}");
            assert_eq!(order.begin_confirm(ACCOUNT, at(502)), Err(OrderError::FailedInDoubt), "{name}");
        }
    }
    let mut order = unknown();
    order.hint(&Hint { text: Some("form".to_owned()), says_paid: true, agrees: false }, at(60));
    let plain = verdict(&order, State::Failed);
    assert_eq!(settled(&mut order, plain, 500), Ok(Applied::Changed), "what names another order anybody may send");
    assert!(order.may_retry());
}

fn forgotten(mut order: Order) -> Order {
    order.forget(at(600).now);
    order
}

/// Until the provider's time is over a person's "failed" is watched: what is paid after it is found.
#[test]
fn what_a_person_failed_is_asked_about_to_the_end_of_the_schedule() {
    let mut order = renewal();
    order.record_reply(1, silence(&order, Kind::Create), at(20));
    order.record_query(silence(&order, Kind::Check), at(26));
    let failed = verdict(&order, State::Failed);
    settled(&mut order, failed, 30).unwrap();
    let mut asked = 0;
    let last = loop {
        match order.due(ScheduleScale::REAL, DAY) {
            Some(Due::Recheck(moment)) => {
                order.record_query(silence(&order, Kind::Check), at(seconds(moment)));
                asked += 1;
            }
            other => break other,
        }
    };
    assert!(asked >= 10 && matches!(last, Some(Due::Forget(_))), "{asked} {last:?}");
    assert_eq!((order.state(), order.review().is_none()), (State::Failed, true), "and calls no person by itself");
    order.record_query(said(&order, Kind::Check, "200"), at(700_000));
    assert!(order.under_review_for(ReviewReason::PaidAfterFailure));
}

/// An id that a notification alone attached may be another order's.
#[test]
fn a_person_who_says_succeeded_confirms_the_providers_id_or_drops_it() {
    let noticed = || {
        let mut order = renewal();
        order.record_reply(1, silence(&order, Kind::Create), at(20));
        let said = Some("A".to_owned());
        order.record_notification(
            ProviderReport {
                provider_order_id: said,
                evidence: Evidence::Signed,
                ..ProviderReport::of(Outcome::Succeeded)
            },
            at(60),
        );
        order.flag(ReviewReason::Contradiction, at(90).now);
        assert_eq!((order.state(), order.provider_order_id()), (State::Succeeded, Some("A")));
        order
    };
    for found in [None, Some("B".to_owned()), Some("A".to_owned())] {
        let mut order = noticed();
        let succeeded = Resolution { provider_order_id: found.clone(), ..verdict(&order, State::Succeeded) };
        settled(&mut order, succeeded, 500).unwrap();
        assert_eq!(order.provider_order_id(), found.as_deref());
    }
    let mut order = confirmed(10);
    let own = order.provider_order_id().map(str::to_owned);
    order.record_reply(2, silence(&order, Kind::Confirm), at(30));
    let succeeded = verdict(&order, State::Succeeded);
    settled(&mut order, succeeded, 500).unwrap();
    assert_eq!(
        (order.provider_order_id(), own.is_some()),
        (own.as_deref(), true),
        "the reply to our own call named this one"
    );
}
