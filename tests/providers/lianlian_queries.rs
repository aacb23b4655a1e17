//! Whose payment a query shows.

use crate::support::lianlian::{ORDER_ID, data, payment, read_at, refund, signed};
use mekong_pay::domain::review::ReviewReason;
use mekong_pay::domain::{Outcome, Timestamp, UnknownReason};
use serde_json::json;

/// The reply that would have said so was lost: a payment from before with the same id and amount is another system's, or
/// an earlier deployment's.
#[test]
fn an_older_payment_by_the_same_id_is_nobodys_success() {
    let prepared = payment("thaiqr", "THAI_QR", json!({}));
    let ordered = Timestamp::parse("2026-11-21T18:00:00+07:00").unwrap();
    let seen = |name: &str, made: &str, known: Option<&str>| {
        let mut said = data(&prepared, "PS");
        said[name] = made.into();
        read_at(ordered, known, &prepared, &signed(&said))
    };
    for name in ["create_time", "order_create_time"] {
        for made in ["2026-11-21 17:50:00", "2026-11-21 18:00:01", "2026-11-22 18:00:00", "", "yesterday"] {
            let report = seen(name, made, None);
            assert_eq!((report.outcome, report.review), (Outcome::Succeeded, None), "{name} {made}");
        }
        for made in ["2026-11-21 17:49:59", "2025-01-01 00:00:00"] {
            let report = seen(name, made, None);
            assert_eq!(report.outcome, Outcome::Unknown(UnknownReason::Mismatch), "{name} {made}");
            assert_eq!((report.review, report.provider_order_id), (Some(ReviewReason::IdUsedBefore), None));
            assert_eq!(seen(name, made, Some(ORDER_ID)).outcome, Outcome::Succeeded, "its id is known");
        }
    }
    let refund = refund();
    let mut said = data(&refund, "RS");
    said["create_time"] = "2025-01-01 00:00:00".into();
    let outcome = read_at(ordered, None, &refund, &signed(&said)).outcome;
    assert_eq!(outcome, Outcome::Succeeded, "a refund names the order that it gives back");
}
