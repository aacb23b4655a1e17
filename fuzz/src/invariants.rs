//! What must hold whatever comes in.

use std::fmt::Debug;

use mekong_pay::domain::order::Order;
use mekong_pay::domain::order::lifecycle::Applied;
use mekong_pay::domain::outcome::Evidence;
use mekong_pay::domain::review::ReviewReason;
use mekong_pay::domain::{Outcome, ProviderReport, State};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::accounts::at;
use crate::{Heard, MARK};

/// No secret of the target's accounts is printed.
pub fn shows_no_secret(value: &dyn Debug) {
    let shown = format!("{value:?}");
    assert!(!shown.contains(MARK), "a secret is shown: {shown}");
}

/// What is written is read as the same.
pub fn is_kept<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let text = serde_json::to_string(value).expect("it can be written");
    let again: T = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(&again, value, "another one was read: {text}");
}

/// What holds of every reading of every provider, and of the order that takes it in. `charges`: the call that was
/// answered can move money.
pub fn report(order: &Order, heard: &Heard<'_>, report: &ProviderReport, charges: bool) {
    shows_no_secret(report);
    is_kept(&ProviderReport { account_problem: None, ..report.clone() });
    let failed = matches!(report.outcome, Outcome::Failed(_));
    let nothing_came = heard.status().is_none_or(|status| status >= 500);
    assert!(!(charges && failed && nothing_came), "failed without a word of the provider's: {report:?}");
    let unknown = matches!(report.outcome, Outcome::Unknown(_));
    assert!(unknown || heard.answer.is_ok() || !charges, "no answer, and yet {report:?}");
    assert!(unknown || report.corroboration.is_none(), "to be repeated although it is clear: {report:?}");
    let message = report.provider_status.as_ref().map_or(0, |status| status.message.chars().count());
    assert!(message <= 200, "a sentence of {message} characters is kept");
    taken_in(order, report, false);
    taken_in(order, report, true);
}

/// The order takes it as a reply or as a read, and can be stored after it.
fn taken_in(order: &Order, report: &ProviderReport, read: bool) {
    let mut after = order.clone();
    let applied = if read {
        after.record_query(report.clone(), at(60))
    } else {
        after.record_reply(after.attempt().number, report.clone(), at(1))
    };
    is_kept(&after);
    shows_no_secret(&after);
    assert!(after.version() >= order.version(), "the version shrinks");
    assert!(applied == Applied::Noted || after.version() > order.version(), "changed without a new version");
    let said = report.outcome == Outcome::Succeeded && report.evidence != Evidence::Hint;
    let told = after.state() == State::Succeeded || after.under_review_for(ReviewReason::PaidAfterFailure);
    let could = !read || order.charge_sent_at().is_some();
    assert_eq!(told, said && could || order.charged(), "{report:?} gives {after:?}");
}
