//! What a payer's page sees of an order: nothing but what it needs, and never "failed" while money may have moved.

use crate::support::orders::{ACCOUNT, Kind, at, charge, confirmed, renewal, said, silence, stored, texted};
use mekong_pay::api::PayerView;
use mekong_pay::domain::order::{Order, Resolution, State};
use mekong_pay::domain::outcome::Evidence;
use mekong_pay::domain::review::ReviewReason;
use mekong_pay::domain::time::Clock;
use mekong_pay::domain::{Country, Msisdn, Outcome, ProviderReport};
use serde_json::{Value, json};

fn seen_at(order: &Order, clock: Clock) -> Value {
    serde_json::to_value(PayerView::of(order, clock.now)).unwrap()
}

fn seen(order: &Order) -> Value {
    seen_at(order, at(2))
}

#[test]
fn a_payer_sees_these_fields_and_no_other() {
    let mut stored = stored(&texted().bought_as(Some("gold".to_owned())));
    stored["terms"]["return_url"] = "https://shop.example/thanks".into();
    let order: Order = serde_json::from_value(stored).unwrap();
    let whole = json!({
        "merchant_order_id": "TESTxLTC0000000003", "provider": "ltc", "operation": "charge", "sandbox": true,
        "state": "pending", "amount": {"value": "1000", "currency": "LAK"}, "msisdn": "+85620*****155",
        "next_action": {"type": "otp", "attempts_left": 5, "expires_at": "2023-11-15T05:18:21.000+07:00"},
        "failure": null, "may_retry": false, "must_recheck": false, "return_url": "https://shop.example/thanks",
        "version": 2, "created_at": "2023-11-15T05:13:20.000+07:00", "updated_at": "2023-11-15T05:13:21.000+07:00",
    });
    assert_eq!(seen(&order), whole);
}

#[test]
fn nothing_of_the_provider_or_of_the_merchants_affairs_is_shown() {
    let mut order = confirmed(10);
    order.record_reply(2, said(&order, Kind::Confirm, "005"), at(11));
    order.flag(ReviewReason::PaidAfterFailure, at(12).now);
    let text = seen(&order).to_string();
    let hidden = [
        "Card1K",
        "TEST\"",
        "b1c21c80",
        "2055515155",
        "ConfirmDeduct",
        "review",
        "paid_after_failure",
        "details",
        "reached",
        "unknown_reason",
        "resolution",
        "warnings",
        "refund",
    ];
    for hidden in hidden {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
}

#[test]
fn a_failure_is_told_with_its_reason_only_when_nobody_has_to_look() {
    let mut order = texted();
    order.cancel(None, at(5)).unwrap();
    let told = seen(&order);
    assert_eq!((&told["state"], &told["failure"]), (&json!("failed"), &json!({"reason": "cancelled"})));
    assert_eq!((&told["may_retry"], &told["must_recheck"]), (&json!(true), &json!(false)));

    order.flag(ReviewReason::PaidAfterFailure, at(6).now);
    let told = seen(&order);
    assert_eq!((&told["state"], &told["failure"]), (&json!("unknown"), &Value::Null));
    assert_eq!((&told["may_retry"], &told["must_recheck"]), (&json!(false), &json!(true)));
    assert!(!order.payer_state().is_final(), "a page goes on waiting");

    let settled = Resolution {
        state: State::Failed,
        evidence: "statement".into(),
        by: "me".into(),
        version: order.version(),
        against_evidence: false,
        provider_order_id: None,
        at: at(7).now,
    };
    order.resolve(settled, at(7)).unwrap();
    assert_eq!(seen(&order)["failure"], json!({"reason": "resolved_by_person"}));
}

/// Every state, with and without a review, reached by what really happens to orders.
#[test]
fn every_state_is_shown_as_it_is_but_a_failure_under_review() {
    let mut succeeded = confirmed(10);
    succeeded.record_reply(2, said(&succeeded, Kind::Confirm, "200"), at(11));
    let mut unknown = confirmed(10);
    unknown.record_reply(2, silence(&unknown, Kind::Confirm), at(11));
    let mut failed = texted();
    failed.cancel(None, at(5)).unwrap();
    for (order, state) in [
        (charge(), State::Sending),
        (renewal(), State::Sending),
        (texted(), State::Pending),
        (confirmed(10), State::Sending),
        (unknown, State::Unknown),
        (succeeded, State::Succeeded),
        (failed, State::Failed),
    ] {
        assert_eq!((order.state(), order.payer_state()), (state, state));
        assert_eq!(seen(&order)["state"], state.name());
        let mut looked_at = order.clone();
        looked_at.flag(ReviewReason::PaidAfterFailure, at(20).now);
        let told = if state == State::Failed { State::Unknown } else { state };
        assert_eq!(seen(&looked_at)["state"], told.name());
        assert_eq!(seen(&looked_at)["must_recheck"], json!(matches!(told, State::Sending | State::Unknown)));
    }
}

#[test]
fn money_that_moved_after_a_failure_unsays_it() {
    let mut order = confirmed(10);
    order.record_reply(2, said(&order, Kind::Confirm, "005"), at(11));
    let paid = ProviderReport { evidence: Evidence::Signed, ..ProviderReport::of(Outcome::Succeeded) };
    let before = seen(&order);
    order.record_query(paid, at(60));
    assert!(order.review().is_some(), "{order:?}");
    assert_eq!((before["state"].as_str(), seen(&order)["state"].as_str()), (Some("failed"), Some("unknown")));
    assert!(seen(&order)["version"].as_u64() > before["version"].as_u64(), "a page that waits is told");
}

#[test]
fn the_action_is_withdrawn_when_its_time_is_over() {
    let order = texted();
    assert_eq!(seen_at(&order, at(300))["next_action"]["type"], "otp");
    assert_eq!(seen_at(&order, at(301))["next_action"], Value::Null);
}

#[test]
fn a_number_is_masked_but_for_its_ends() {
    let shown = |text, country| Msisdn::parse(text, country).unwrap().masked();
    assert_eq!(shown("020 5551 5155", Country::Laos), "+85620*****155");
    assert_eq!(shown("030 123 4567", Country::Laos), "+85630****567");
    assert_eq!(shown("0866 123 456", Country::Vietnam), "+8486****456");
    let mut forgotten = texted();
    forgotten.cancel(None, at(5)).unwrap();
    forgotten.forget(at(6).now);
    assert_eq!(seen(&forgotten)["msisdn"], Value::Null);
    assert_eq!(forgotten.account(), ACCOUNT);
}
