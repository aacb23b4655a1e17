//! Random lives of an order: any report at any moment.

use crate::support::orders::{ACCOUNT, at_millis, reserved, restored};
use crate::support::random::{config, operation, pause};
use mekong_pay::domain::order::State;
use mekong_pay::domain::outcome::Evidence;
use mekong_pay::domain::review::ReviewReason;
use mekong_pay::domain::{Failure, NextAction, Outcome, ProviderReport, Reason, UnknownReason};
use proptest::collection::vec;
use proptest::prelude::*;

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
        Just(Outcome::Unknown(UnknownReason::Timeout)),
        Just(Outcome::Unknown(UnknownReason::Mismatch)),
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

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_report_in_any_order_keeps_the_promise(
        operation in operation(),
        steps in vec((step(), pause()), 1..24),
    ) {
        let mut order = reserved(operation);
        let (mut now, mut paid) = (0, false);
        for (step, pause) in steps {
            now += pause;
            let (clock, before) = (at_millis(now), order.clone());
            // Only a call that can charge is ever answered with success.
            let possible = |outcome: &Outcome| *outcome != Outcome::Succeeded || order.charge_sent_at().is_some();
            match step.clone() {
                Step::Reply(outcome, _) | Step::Read(outcome, _) if !possible(&outcome) => {}
                Step::Reply(outcome, late) => {
                    paid |= outcome == Outcome::Succeeded;
                    let latest = order.attempt().number;
                    let number = if late { latest.saturating_sub(1).max(1) } else { latest };
                    order.record_reply(number, ProviderReport::of(outcome), clock);
                }
                Step::Read(outcome, hint) => {
                    let evidence = if hint { Evidence::Hint } else { Evidence::OwnReply };
                    paid |= outcome == Outcome::Succeeded && !hint;
                    order.record_query(ProviderReport { evidence, ..ProviderReport::of(outcome) }, clock);
                }
                Step::Confirm => {
                    if order.begin_confirm(ACCOUNT, clock).is_ok() {
                        prop_assert_eq!(before.state(), State::Pending, "only what waits for its payer is confirmed");
                    }
                }
                Step::Cancel => _ = order.cancel(None, clock),
                Step::Advance => _ = order.advance(clock),
                Step::Restore => {
                    order = restored(&order);
                    prop_assert_eq!(&order, &before, "storage gives back what it was given");
                }
            }
            let unchanged = !before.state().is_final() || order.state() == before.state();
            prop_assert!(unchanged, "{:?} took a final state from {:?} to {:?}", step, before.state(), order.state());
            prop_assert_eq!(order.failure().is_some(), order.state() == State::Failed, "a reason, after {:?}", step);
            prop_assert_eq!(order.unknown_reason().is_some(), order.state() == State::Unknown, "an unknown reason goes with unknown alone, after {:?}", step);
            prop_assert!(order.version() >= before.version() && order.attempt().number <= 6, "five confirms at most");
        }
        let told = order.state() == State::Succeeded || order.under_review_for(ReviewReason::PaidAfterFailure);
        prop_assert!(!paid || told, "a success was seen and is not told: {:?}", order);
        prop_assert!(!(paid && order.may_retry()), "a payer who paid may be charged again");
    }
}
