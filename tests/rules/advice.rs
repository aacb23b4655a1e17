//! No sentence of ours leads to a second payment: whoever follows it makes another order only after a failure.

use crate::support::source::all;
use mekong_pay::domain::OrderError;

/// Words that tell somebody to make another order, or the same one again under another id.
const AGAIN: [&str; 10] = [
    "new id",
    "new key",
    "new merchant_order_id",
    "new order",
    "new attempt",
    "another id",
    "other id",
    "make it again",
    "try again",
    "order again",
];
/// What is said only after a definite failure, or says that there is none yet.
const RIGHT: [&str; 7] = [
    "the order has failed; a new attempt takes a new merchant_order_id",
    "takes no new orders",
    "a new key makes a second order, which is right only once the first has failed or was cancelled",
    "Please try again",
    "no new order would fare better",
    // What a fault in the configuration disables.
    "new orders of {provider}",
    "new orders of providers that send notifications",
];

/// The texts between quotes in a file's code.
fn texts(code: &str) -> impl Iterator<Item = &str> {
    code.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| line.split('"').skip(1).step_by(2))
}

#[test]
fn another_order_is_advised_only_after_a_failure() {
    let (mut found, mut right) = (Vec::new(), 0);
    for file in all().iter().filter(|file| !file.path.starts_with("api/openapi/") || file.path.ends_with("problems.rs"))
    {
        for text in texts(&file.code).filter(|text| AGAIN.iter().any(|word| text.contains(word))) {
            match RIGHT.iter().any(|known| text.contains(known)) {
                true => right += 1,
                false => found.push(format!("{}: {text}", file.path)),
            }
        }
    }
    assert!(found.is_empty() && right >= 3, "{found:#?}");
}

#[test]
fn what_an_order_forbids_says_what_it_is() {
    assert!(OrderError::Succeeded.to_string().contains("has succeeded"));
    for error in [
        OrderError::InProgress,
        OrderError::OutcomeUnknown,
        OrderError::Succeeded,
        OrderError::FailedInDoubt,
        OrderError::AccountChanged,
        OrderError::Changed,
        OrderError::SuccessReported,
        OrderError::NotInReview,
        OrderError::NotConfirmable,
    ] {
        let said = error.to_string();
        assert!(!AGAIN.iter().any(|word| said.contains(word)), "{said}");
    }
}
