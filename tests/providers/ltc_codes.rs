//! Every code from 000 to 999 in every call of LTC, against the provider document's table "Safe outcome of each
//! reply", which is written out here once more: the code under test must not be its own judge.

use crate::support::orders::{Kind, REF_CODE, charge, read, renewal, texted};
use mekong_pay::domain::order::Order;
use mekong_pay::domain::outcome::{Corroboration, Proof};
use mekong_pay::domain::review::ReviewReason;
use mekong_pay::domain::time::MINUTE;
use mekong_pay::domain::{NextAction, Operation, Outcome, ProviderReport, UnknownReason};
use mekong_pay::providers::http::Response;
use serde_json::json;

/// One row of the table; a code in no list goes where `others` says.
struct Row {
    call: &'static str,
    kind: Kind,
    order: fn() -> Order,
    succeeded: &'static str,
    payer: &'static str,
    failed: &'static str,
    /// Whether everything but success calls a person once it is repeated.
    repeated: bool,
    unknown: &'static str,
    others: Others,
}

/// What the row says of "everything else" or "anything unlisted".
#[derive(Clone, Copy, PartialEq, Eq)]
enum Others {
    Failed,
    Unknown,
}

const TABLE: [Row; 4] = [
    Row {
        call: "RequestDeduct, not recurring (no money can move)",
        kind: Kind::Create,
        order: charge,
        succeeded: "",
        payer: "200",
        failed: "",
        repeated: false,
        unknown: "",
        others: Others::Failed,
    },
    Row {
        call: "RequestDeduct, recurring (charges)",
        kind: Kind::Create,
        order: renewal,
        succeeded: "200",
        payer: "",
        failed: "004 005 101 103 106 108",
        repeated: false,
        unknown: "001 002 003 006 102 104 105 107",
        others: Others::Unknown,
    },
    Row {
        call: "ConfirmDeduct (charges)",
        kind: Kind::Confirm,
        order: texted,
        succeeded: "200",
        payer: "006",
        failed: "003 004 005 008 009",
        repeated: false,
        unknown: "001 002 007 105 106",
        others: Others::Unknown,
    },
    Row {
        call: "CheckTransaction",
        kind: Kind::Check,
        order: texted,
        succeeded: "200",
        payer: "",
        failed: "",
        repeated: true,
        unknown: "001 002 003 004 005 006 101 102 103 104 105 106 107 108 800",
        others: Others::Unknown,
    },
];

#[test]
fn every_code_of_every_call_has_the_documented_outcome() {
    let mut read_codes = 0;
    for row in &TABLE {
        let order = (row.order)();
        for code in 0..=999 {
            let code = format!("{code:03}");
            // "Codes as string or number": a number has lost its leading zeros and means the same.
            let spellings = [json!(code), json!(code.parse::<u32>().unwrap())];
            for spelling in spellings {
                let report = answered(&order, row.kind, &spelling);
                check(row, &code, &report, &format!("ltc/{}/{spelling}", row.call));
                read_codes += 1;
            }
        }
    }
    assert_eq!(read_codes, 4 * 1000 * 2);
}

fn answered(order: &Order, kind: Kind, code: &serde_json::Value) -> ProviderReport {
    let result_type = if order.terms().operation == Operation::Renewal { "Recurring" } else { "Register" };
    let body = json!({
        "ResultCode": code, "ResultDesc": "-", "TransactionID": order.terms().merchant_order_id.as_str(),
        "RefCode": REF_CODE, "ResultType": result_type, "Msisdn": "2055515155", "Amount": "1000",
    });
    read(order, kind, &Ok(Response { status: 200, headers: Vec::new(), body: body.to_string().into_bytes() }))
}

fn check(row: &Row, code: &str, report: &ProviderReport, name: &str) {
    let among = |list: &str| list.split(' ').any(|listed| listed == code);
    let outcome = &report.outcome;
    if among(row.succeeded) {
        assert_eq!(*outcome, Outcome::Succeeded, "{name}");
    } else if among(row.payer) {
        assert_eq!(*outcome, Outcome::Pending(Some(NextAction::Otp)), "{name}");
    } else if among(row.failed) || (row.others == Others::Failed && !among(row.unknown)) {
        assert!(matches!(outcome, Outcome::Failed(f) if f.reached_provider), "{name}: {outcome:?}");
    } else {
        let unknown_reason =
            if among(row.unknown) { UnknownReason::InconclusiveCode } else { UnknownReason::UnlistedCode };
        assert_eq!(*outcome, Outcome::Unknown(unknown_reason), "{name}");
    }
    let rule = Corroboration { reads: Some(3), over: 30 * MINUTE, then: Proof::Review(ReviewReason::ChargeUnproven) };
    let repeated = row.repeated && !among(row.succeeded);
    assert_eq!(report.corroboration, repeated.then_some(rule), "{name}: what repetition is good for");
    // A renewal's 003 on our first send: somebody used the id before, so never a success without review.
    let suspicious = row.call.starts_with("RequestDeduct, recurring") && code == "003";
    assert_eq!(report.review, suspicious.then_some(ReviewReason::IdUsedBefore), "{name}: review");
    let kept = report.provider_status.as_ref().map(|status| status.code.as_str());
    assert_eq!(kept, Some(code), "{name}: the provider's word is kept with its leading zeros");
}
