//! What may happen to an order, in the words of the design, and what every state promises.

use std::collections::HashSet;

use crate::support::orders::{ACCOUNT, Kind, at, charge, confirmed, renewal, said, silence, texted};
use mekong_pay::domain::order::transitions::{Next, TABLE, next};
use mekong_pay::domain::order::{Due, Order, State, Trigger};
use mekong_pay::domain::review::ReviewReason;
use mekong_pay::domain::time::{DAY, ScheduleScale};
use mekong_pay::domain::{Failure, NextAction, Outcome, ProviderReport, Reason};

use State::{Failed, Pending, Sending, Succeeded, Unknown};
use Trigger::*;

/// Every move there is. What stands neither here nor under the flags changes nothing.
const MOVES: [(&str, Trigger, &[State], State); 14] = [
    ("money that moved has moved, whoever says so", ReplySucceeded, &[Sending, Pending, Unknown], Succeeded),
    ("… and however late", ReadSucceeded, &[Sending, Pending, Unknown], Succeeded),
    ("a conclusive no ends the call that got it, late or not", ReplyFailed, &[Sending, Unknown], Failed),
    ("a query's no counts when no call is under way", ReadFailed, &[Pending, Unknown], Failed),
    ("the payer is to act; a late 006 proves that nothing happened", ReplyPending, &[Sending, Unknown], Pending),
    ("the provider waits for the payer", ReadPending, &[Unknown], Pending),
    ("a reply that does not tell", ReplyUnknown, &[Sending], Unknown),
    ("somebody paid, but not this: ask", ReadMismatch, &[Pending], Unknown),
    ("the call that charges", Confirm, &[Pending], Sending),
    ("a process died: exactly unknown, ask", DeadlineCharging, &[Sending], Unknown),
    ("no call that can charge was ever sent", DeadlineHarmless, &[Sending], Failed),
    ("nobody confirmed, or the merchant closed it", Lapse, &[Pending], Failed),
    ("a query that does not tell is no news: a report of lower rank changes nothing", ReadUnknown, &[], Unknown),
    ("a confirm is refused while a call is under way, in doubt, or at the end", Confirm, &[], Sending),
];

const FLAGS: [(&str, Trigger, State, ReviewReason); 4] = [
    ("the payer paid after all: the refund is open", ReplySucceeded, Failed, ReviewReason::PaidAfterFailure),
    ("… by query or notification", ReadSucceeded, Failed, ReviewReason::PaidAfterFailure),
    ("success is never taken back by itself", ReplyFailed, Succeeded, ReviewReason::Contradiction),
    ("… by query or notification", ReadFailed, Succeeded, ReviewReason::Contradiction),
];

#[test]
fn the_table_says_what_the_design_says() {
    for (happening, _) in TABLE {
        for state in State::ALL {
            let moved = MOVES.iter().find(|(_, h, from, _)| *h == happening && from.contains(&state));
            let flagged = FLAGS.iter().find(|(_, h, on, _)| *h == happening && *on == state);
            let (why, expected) = match (moved, flagged) {
                (Some((why, _, _, to)), None) => (*why, Next::To(*to)),
                (None, Some((why, _, _, reason))) => (*why, Next::Flag(*reason)),
                (None, None) => ("nothing but a line in the history", Next::Keep),
                both => panic!("the expectation contradicts itself: {both:?}"),
            };
            assert_eq!(next(state, happening), expected, "{happening:?} on {}: {why}", state.name());
        }
    }
    let rows: HashSet<Trigger> = TABLE.iter().map(|(happening, _)| *happening).collect();
    let expected: HashSet<Trigger> = MOVES.iter().map(|(_, happening, ..)| *happening).collect();
    assert_eq!((rows.len(), &rows), (TABLE.len(), &expected), "a happening has two rows or no expectation");
}

/// An order in each state, as LTC brings it there.
fn in_every_state() -> Vec<Order> {
    let mut succeeded = confirmed(10);
    succeeded.record_reply(2, said(&succeeded, Kind::Confirm, "200"), at(11));
    let mut unknown = confirmed(10);
    unknown.record_reply(2, silence(&unknown, Kind::Confirm), at(30));
    let mut failed = charge();
    failed.record_reply(1, said(&failed, Kind::Create, "101"), at(1));
    let orders = vec![charge(), texted(), unknown, succeeded, failed];
    let states: Vec<State> = orders.iter().map(|order| order.state()).collect();
    assert_eq!(states, State::ALL, "each state is reached");
    orders
}

#[test]
fn each_state_answers_the_three_questions() {
    for mut order in in_every_state() {
        let name = order.state().name();
        assert_eq!(order.may_retry(), order.state() == Failed, "{name}: may_retry");
        assert!(!order.may_refund_payer(), "{name}: a charge that failed took nothing");
        assert_eq!(order.must_recheck(), matches!(order.state(), Sending | Unknown), "{name}: must_recheck");
        order.flag(ReviewReason::AccountChanged, at(40).now);
        assert!(!order.may_retry() && !order.may_refund_payer(), "{name}: nobody acts before a person has looked");
    }
}

/// Nothing accepted is ever lost: as long as an order is open, the ledger has a moment at which to look again.
#[test]
fn no_open_order_is_ever_forgotten() {
    let mut orders = in_every_state();
    orders.push(renewal());
    orders.push(confirmed(10));
    for reason in [ReviewReason::AccountChanged, ReviewReason::Contradiction] {
        for mut order in in_every_state() {
            order.flag(reason, at(40).now);
            orders.push(order);
        }
    }
    // A payer who acts on a page has no one-time password: it must be asked about all the same.
    let mut waiting = renewal();
    waiting.record_reply(1, ProviderReport::of(Outcome::Pending(None)), at(1));
    orders.push(waiting);
    let mut without_end = renewal();
    without_end.record_reply(1, silence(&without_end, Kind::Create), at(20));
    without_end.record_query(ProviderReport::of(Outcome::Pending(Some(NextAction::Otp))), at(60));
    orders.push(without_end);
    for order in orders.iter().filter(|order| !order.state().is_final()) {
        let due = order.due(ScheduleScale::REAL, 90 * DAY);
        assert!(matches!(due, Some(Due::Advance(_) | Due::Recheck(_))), "{}: {due:?}: {order:?}", order.state().name());
    }
}

#[test]
fn personal_data_goes_and_what_identifies_the_order_stays() {
    for order in in_every_state().into_iter().filter(|order| order.state().is_final()) {
        let mut order = order.named_by_provider(Some("its-own".to_owned()));
        let before = order.clone();
        let moment = order.updated_at().plus(90 * DAY);
        assert_eq!(order.due(ScheduleScale::REAL, 90 * DAY), Some(Due::Forget(moment)), "{}", before.state().name());
        order.forget(moment);
        assert!(order.is_forgotten() && order.due(ScheduleScale::REAL, 90 * DAY).is_none(), "once is enough");
        let kept = serde_json::to_string(&order).unwrap();
        for gone in ["55515155", "Card1K"] {
            assert!(!kept.contains(gone), "{gone} is still kept: {kept}");
        }
        assert_eq!(order.terms().merchant_order_id, before.terms().merchant_order_id);
        assert_eq!((order.fingerprint(), order.terms().amount), (before.fingerprint(), before.terms().amount));
        assert_eq!((order.state(), order.failure()), (before.state(), before.failure()));
        assert_eq!(order.provider_order_id(), before.provider_order_id(), "a statement is searched by it");
        assert!(!order.may_be_asked_about(), "what an answer would be compared with has gone");
    }
}

#[test]
fn an_order_under_review_keeps_its_data_until_a_person_has_looked() {
    for mut order in in_every_state().into_iter().filter(|order| order.state().is_final()) {
        order.flag(ReviewReason::Contradiction, at(40).now);
        assert_eq!(order.due(ScheduleScale::REAL, DAY), None, "{}: a person needs the number", order.state().name());
    }
}

#[test]
fn a_confirm_needs_the_account_that_texted() {
    let mut order = texted();
    let before = order.clone();
    assert_eq!(order.begin_confirm("a1:1", at(10)).unwrap_err().code(), "order_account_changed");
    assert_eq!(order, before, "a refusal changes nothing");
    assert!(order.begin_confirm(ACCOUNT, at(10)).is_ok());
}

/// A success, and soon after it a query that says the opposite: a person is called, however soon it was.
#[test]
fn a_contradiction_before_the_deadline_is_one() {
    let mut order = renewal();
    order.record_reply(1, ProviderReport::of(Outcome::Succeeded), at(1));
    let failed = Outcome::Failed(Failure::by_provider(Reason::Declined));
    order.record_query(ProviderReport::of(failed), at(2));
    assert_eq!(order.state(), State::Succeeded);
    assert!(order.under_review_for(ReviewReason::Contradiction));
}

/// A verified notification came before the reply to the first call, which was judged without knowing of it.
#[test]
fn the_providers_first_id_stays() {
    let mut order = renewal();
    let named =
        |id: &str| ProviderReport { provider_order_id: Some(id.to_owned()), ..ProviderReport::of(Outcome::Succeeded) };
    order.record_query(named("A"), at(1));
    order.record_reply(1, named("B"), at(2));
    assert_eq!((order.state(), order.provider_order_id()), (State::Succeeded, Some("A")));
    let mut order = renewal();
    let pending = |id: &str| ProviderReport { outcome: Outcome::Pending(None), ..named(id) };
    order.record_query(pending("A"), at(1));
    order.record_reply(1, pending("B"), at(2));
    let known = order.provider_order_id();
    assert!(known == Some("B"), "what is only noted before the reply leaves nothing: {known:?}");
}
