//! What a query may prove, and when: the schedule, the deadline, corroboration, and what no query can prove.

use crate::support::orders::{
    ACCOUNT, Kind, at, charge, confirmed, read, renewal, said, said_of, seconds, silence, texted,
};
use mekong_pay::domain::order::{Due, Order, State};
use mekong_pay::domain::outcome::Evidence;
use mekong_pay::domain::review::ReviewReason;
use mekong_pay::domain::time::{DAY, ScheduleScale};
use mekong_pay::domain::{Outcome, ProviderReport, Reason, UnknownReason};
use mekong_pay::providers::http::Response;

/// A charge in doubt: confirmed in second 10, so the deadline is in second 30; its password ends in second 301.
fn in_doubt() -> Order {
    let mut order = confirmed(10);
    order.record_reply(2, silence(&order, Kind::Confirm), at(30));
    assert_eq!(order.state(), State::Unknown);
    order
}

#[test]
fn an_order_in_doubt_is_asked_about_for_seven_days_and_then_a_person_is() {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    let days = [1, 2, 3, 4, 5, 6, 7].map(|day| day * 24 * HOUR);
    let expected: Vec<i64> = [5, 15, 60, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR].into_iter().chain(days).collect();
    let mut order = in_doubt();
    let mut asked = Vec::new();
    while let Some(Due::Recheck(moment)) = order.due(ScheduleScale::REAL, DAY) {
        asked.push(seconds(moment) - 30);
        // Never the same twice running: equal answers are asked about beside the schedule.
        let code = if asked.len() % 2 == 0 { "001" } else { "002" };
        order.record_query(said(&order, Kind::Check, code), at(seconds(moment)));
        assert!(asked.len() <= expected.len(), "it never ends: {asked:?}");
    }
    assert_eq!(asked, expected, "seconds after the confirm's deadline");
    assert!(order.state() == State::Unknown && order.under_review_for(ReviewReason::RechecksUsedUp));
    assert_eq!(order.due(ScheduleScale::REAL, DAY), None, "a person has it now");
    order.record_query(said(&order, Kind::Check, "200"), at(30 * 24 * HOUR));
    assert_eq!(order.state(), State::Succeeded, "success counts however late");
}

/// What the query said, and in which second.
type Asked = (&'static str, i64);

const UNPROVEN: bool = true;
const QUIET: bool = false;

/// Whether a person is called.
const CORROBORATION: [(&str, &[Asked], bool); 9] = [
    ("three over half an hour", &[("800", 301), ("800", 1000), ("800", 2101)], UNPROVEN),
    ("two over half an hour", &[("800", 301), ("800", 2101)], QUIET),
    ("three in a second less", &[("800", 301), ("800", 1000), ("800", 2100)], QUIET),
    ("a fourth makes up the time", &[("800", 301), ("800", 1000), ("800", 2100), ("800", 2101)], UNPROVEN),
    ("one before the password's end", &[("800", 300), ("800", 1000), ("800", 2200)], QUIET),
    ("another code between", &[("800", 301), ("103", 1000), ("800", 2200), ("800", 2300)], QUIET),
    ("a success of another amount between", &[("800", 301), ("200/1", 900), ("800", 1000), ("800", 2200)], QUIET),
    ("no answer between counts for nothing", &[("800", 301), ("-", 900), ("800", 1000), ("800", 2200)], UNPROVEN),
    ("success ends it", &[("800", 301), ("800", 1000), ("200", 2000), ("800", 2101)], QUIET),
];

/// "Charged first, the records afterwards": a check may say 800 of what was charged.
#[test]
fn a_check_that_is_repeated_calls_a_person_and_fails_nothing() {
    for (name, asked, called) in CORROBORATION {
        let mut order = in_doubt();
        for (code, second) in asked {
            let report = match *code {
                "-" => silence(&order, Kind::Check),
                "200/1" => said_of(&order, Kind::Check, "200", "1"),
                code => said(&order, Kind::Check, code),
            };
            order.record_query(report, at(*second));
        }
        let expected = if asked.iter().any(|(code, _)| *code == "200") { State::Succeeded } else { State::Unknown };
        assert_eq!(order.state(), expected, "{name}");
        assert_eq!(order.under_review_for(ReviewReason::ChargeUnproven), called, "{name}");
        assert!(order.payer_state() != State::Failed && !order.may_retry(), "{name}");
    }
}

/// After a confirm or a renewal that LTC may have received and did not refuse, whatever the check says.
#[test]
fn no_code_of_a_check_fails_an_order() {
    for start in [in_doubt(), lost_renewal()] {
        for code in (1..=999).map(|code| format!("{code:03}")).filter(|code| code != "200") {
            let mut order = start.clone();
            for second in [400, 1000, 2201, 5000] {
                order.record_query(said(&order, Kind::Check, &code), at(second));
            }
            assert_eq!(order.state(), State::Unknown, "{code}");
            assert!(order.under_review_for(ReviewReason::ChargeUnproven), "{code}: nobody is called");
        }
    }
}

fn lost_renewal() -> Order {
    let mut order = renewal();
    order.record_reply(1, silence(&order, Kind::Create), at(20));
    order
}

fn as_result(order: &Order, result: Option<&str>) -> ProviderReport {
    let mut body = serde_json::json!({
        "ResultCode": "200", "ResultDesc": "-", "TransactionID": order.terms().merchant_order_id.as_str(),
        "RefCode": crate::support::orders::REF_CODE, "Msisdn": "2055515155",
    });
    if let Some(word) = result {
        body["ResultType"] = word.into();
    }
    let answer = Ok(Response { status: 200, headers: Vec::new(), body: body.to_string().into_bytes() });
    read(order, Kind::Create, &answer)
}

/// A renewal that LTC took for a registration.
fn texted_renewal() -> Order {
    let mut order = renewal();
    order.record_reply(1, as_result(&order, Some("Register")), at(1));
    assert_eq!((order.state(), order.unknown_reason()), (State::Unknown, Some(UnknownReason::OtherResult)));
    assert_eq!(order.due(ScheduleScale::REAL, DAY), Some(Due::Recheck(at(1).now)), "asked at once");
    order
}

#[test]
fn a_renewal_answered_as_a_registration_is_no_success() {
    let mut order = texted_renewal();
    order.record_query(said(&order, Kind::Check, "200"), at(2));
    let warned = order.warnings().iter().map(|warning| warning.code.as_str()).collect::<Vec<_>>();
    assert_eq!((order.state(), warned), (State::Succeeded, vec!["charged_though_registered"]));

    for (last, state) in [(1829, State::Unknown), (1830, State::Failed)] {
        let mut order = texted_renewal();
        for second in [2, 30, 1000, last] {
            order.record_query(said(&order, Kind::Check, "800"), at(second));
        }
        assert_eq!(order.state(), state, "second {last}");
        let reason = order.failure().map(|failure| failure.reason);
        assert_eq!(reason, (state == State::Failed).then_some(Reason::NotSubscribed));
        assert!(!order.may_retry(), "a new id would only text once more");
    }
    for code in ["101", "103", "107", "999"] {
        let mut order = texted_renewal();
        for second in [30, 1000, 1830] {
            order.record_query(said(&order, Kind::Check, code), at(second));
        }
        assert!(order.state() == State::Unknown && order.under_review_for(ReviewReason::ChargeUnproven), "{code}");
    }
}

#[test]
fn a_renewal_of_another_result_proves_nothing_and_is_told_once_for_the_account() {
    for word in [None, Some(""), Some("Purchase")] {
        let mut order = renewal();
        let report = as_result(&order, word);
        assert_eq!(report.alert.map(|alert| alert.code), Some("result_type_unknown"), "{word:?}");
        order.record_reply(1, report, at(1));
        assert_eq!(order.due(ScheduleScale::REAL, DAY), Some(Due::Recheck(at(1).now)), "{word:?}: asked at once");
        for second in [30, 1000, 1830] {
            order.record_query(said(&order, Kind::Check, "800"), at(second));
        }
        assert!(order.state() == State::Unknown && order.under_review_for(ReviewReason::ChargeUnproven), "{word:?}");
    }
    let report = as_result(&renewal(), Some("recurring "));
    assert!(report.outcome == Outcome::Succeeded && report.alert.is_none());
}

/// LTC says of a charge that it charged, before the payer gave a password.
#[test]
fn a_charge_answered_as_a_renewal_may_have_charged() {
    let mut order = charge();
    let report = as_result(&order, Some("Recurring"));
    assert_eq!(report.alert.map(|alert| alert.code), Some("charge_without_password"));
    order.record_reply(1, report.clone(), at(1));
    assert_eq!((order.state(), order.unknown_reason()), (State::Unknown, Some(UnknownReason::OtherResult)));
    assert_eq!(order.begin_confirm(ACCOUNT, at(2)).unwrap_err().code(), "order_outcome_unknown");
    for second in [30, 400, 1000, 3000, 40 * 86_400] {
        order.record_query(said(&order, Kind::Check, "800"), at(second));
        order.advance(at(second));
        assert_eq!(order.state(), State::Unknown, "second {second}: it never lapses");
    }
    order.record_query(said(&order, Kind::Check, "200"), at(40 * 86_400 + 1));
    assert_eq!(order.state(), State::Succeeded);
    // Recorded after the call was given up as one that cannot charge.
    let mut late = charge();
    late.record_reply(1, report, at(60));
    assert!(late.state() == State::Failed && late.under_review_for(ReviewReason::ChargeUnproven));
    assert!(late.payer_state() == State::Unknown && !late.may_retry());
}

/// Reads of an earlier confirm say nothing of a later one.
#[test]
fn repetition_starts_anew_with_each_confirm() {
    let mut order = in_doubt();
    for second in [302, 310] {
        order.record_query(said(&order, Kind::Check, "800"), at(second));
    }
    order.record_reply(2, said(&order, Kind::Confirm, "006"), at(320));
    order.begin_confirm(ACCOUNT, at(330)).unwrap();
    order.record_reply(3, silence(&order, Kind::Confirm), at(350));
    order.record_query(said(&order, Kind::Check, "800"), at(2200));
    assert_eq!(order.state(), State::Unknown, "the first read after this call's deadline");
}

/// A renewal has no password: its reads count from the call's deadline, in second 20.
#[test]
fn before_the_deadline_only_success_counts() {
    for (first, called) in [(19, QUIET), (22, UNPROVEN)] {
        let mut order = renewal();
        for second in [first, 1000, first + 30 * 60] {
            order.record_query(said(&order, Kind::Check, "103"), at(second));
        }
        assert_ne!(order.state(), State::Failed);
        assert_eq!(order.under_review_for(ReviewReason::ChargeUnproven), called, "first read in second {first}");
    }
    let mut order = confirmed(10);
    order.record_query(said(&order, Kind::Check, "200"), at(11));
    assert_eq!(order.state(), State::Succeeded, "the reply is not waited for");
    order.record_reply(2, silence(&order, Kind::Confirm), at(30));
    assert!(order.state() == State::Succeeded && order.review().is_none(), "and its loss is no contradiction");
}

/// "Its 200 may mean only that the request was accepted: it counts as success only where a confirm or renewal of
/// ours was sent."
#[test]
fn a_check_proves_nothing_of_an_order_that_was_never_confirmed() {
    let mut order = texted();
    order.record_query(said(&order, Kind::Check, "200"), at(25));
    assert_ne!(order.state(), State::Succeeded, "nothing that can charge was sent");
    assert!(order.begin_confirm(ACCOUNT, at(26)).is_ok(), "the payer can still confirm");
    let mut lapsed = texted();
    lapsed.advance(at(361));
    lapsed.record_query(said(&lapsed, Kind::Check, "200"), at(400));
    assert!(lapsed.state() == State::Failed && lapsed.may_retry(), "nobody paid after failure: no charge was sent");
}

/// A renewal answered with "duplicate" may be about somebody else's order, whatever a query says afterwards.
#[test]
fn a_duplicate_is_never_a_success_without_review() {
    let mut order = renewal();
    order.record_reply(1, said(&order, Kind::Create, "003"), at(1));
    assert_eq!((order.state(), order.unknown_reason()), (State::Unknown, Some(UnknownReason::InconclusiveCode)));
    order.record_query(said(&order, Kind::Check, "200"), at(60));
    assert!(order.under_review_for(ReviewReason::IdUsedBefore), "{}", order.state().name());
}

/// Anyone could have sent a hint: it may start a query, so it must not put one off either.
#[test]
fn a_hint_changes_nothing() {
    for outcome in
        [Outcome::Succeeded, said(&texted(), Kind::Create, "101").outcome, Outcome::Unknown(UnknownReason::Mismatch)]
    {
        let mut order = in_doubt();
        let (before, due) = (order.state(), order.due(ScheduleScale::REAL, DAY));
        order.record_query(ProviderReport { evidence: Evidence::Hint, ..ProviderReport::of(outcome.clone()) }, at(40));
        assert_eq!((order.state(), order.review().is_some()), (before, false), "{outcome:?}");
        assert_eq!(order.due(ScheduleScale::REAL, DAY), due, "{outcome:?}: the next question is not put off");
    }
    let mut order = confirmed(10);
    order.record_reply(
        2,
        ProviderReport { evidence: Evidence::Hint, ..ProviderReport::of(Outcome::Succeeded) },
        at(12),
    );
    assert_eq!(order.state(), State::Sending);
}

/// An answer about another order must change nothing but leave the doubt.
#[test]
fn anothers_answers_never_settle_ours() {
    let mut order = in_doubt();
    for second in [400, 1000, 3000] {
        for code in ["200", "800", "103"] {
            let body =
                format!(r#"{{"ResultCode":"{code}","TransactionID":"TEST4","Msisdn":"2055515155","Amount":"1000"}}"#);
            let answer = Ok(Response { status: 200, headers: Vec::new(), body: body.into_bytes() });
            order.record_query(read(&order, Kind::Check, &answer), at(second));
            assert_eq!(order.state(), State::Unknown, "{code} in second {second}");
        }
    }
}
