//! Every return code and every status in every call of LianLian, against the table of its documents
//! (§3.1, §3.2, §3.6), which is written out here once more: the code under test must not be its own judge.

use crate::support::expect::proven;
use crate::support::lianlian::{ORDER_ID, card, coded, create, data, payment, read, read_knowing, refund, signed};
use mekong_pay::domain::outcome::Evidence;
use mekong_pay::domain::review::ReviewReason;
use mekong_pay::domain::time::MINUTE;
use mekong_pay::domain::{Outcome, Prepared, ProviderReport, Reason, UnknownReason};
use mekong_pay::providers::Step;
use serde_json::{Value, json};

/// Every code of DOC-21 §3.4, and the two that the Java kit makes up.
const LISTED: &str = "400000 401001 401003 401006 401008 403000 403001 403002 403003 403004 403005 403500 404002 \
    404003 404004 404005 404006 404007 404008 404009 408001 409001 409002 409005 422001 422002 422003 422004 422006 \
    422007 422009 422010 422018 422019 429000 429001 429003 429006 430001 430002 430003 430004 430005 430006 430007 \
    500001 503001 504001 504002";

/// Codes that prove a refusal before anything was processed.
const EARLY: &str = "400000 401001 401003 401006 401008 404002 404005 404007 404009 409001";

const QUERY_KNOWN: &str = "400000 401001 401003 401006 401008 404002 404003 404004 404005 404006 404007 404009 409001 \
    429000 500001 503001 504001";

/// One row of the table; a code in no list is unlisted there.
struct Row {
    call: &'static str,
    prepared: Prepared,
    step: fn(&Prepared) -> Step,
    failed: Vec<&'static str>,
    repeated: &'static str,
    unknown: Vec<&'static str>,
    used_before: &'static str,
}

fn row(call: &'static str, prepared: Prepared, failed: &[&'static str], unknown: &[&'static str]) -> Row {
    let used_before = "409002 422009 429001 429003 429006";
    Row { call, prepared, step: create, failed: failed.to_vec(), repeated: "", unknown: unknown.to_vec(), used_before }
}

fn table() -> Vec<Row> {
    let late =
        "403000 403001 403002 403003 403004 403005 403500 404008 430001 430002 430003 430004 430005 430006 430007";
    let doubtful = "404003 408001 429000 500001 503001 504001";
    let refused = "404004 409005 422001 422002 422004 422006 422007 422010";
    let refund_doubt = "404003 409002 429000 429001 429003 429006 500001 503001 504001";
    let thaiqr = || payment("thaiqr", "THAI_QR", json!({}));
    let scan = payment("alipay_offline", "MERCHANT_SCAN", json!({ "buyer_identity_code": "289832926768089864" }));
    let wechat = payment("wechatpay", "MERCHANT_SCAN", json!({ "auth_code": "130990587353875588" }));
    let push = |method: &str| payment("mobile_banking", method, json!({ "mobile_number": "0929195256" }));
    let strict = |call, prepared| row(call, prepared, &[EARLY], &[late, doubtful]);
    let asked = |call, prepared, repeated| Row {
        step: |_| Step::Query,
        repeated,
        used_before: "",
        ..row(call, prepared, &[], &[QUERY_KNOWN])
    };
    vec![
        row("create, thaiqr", thaiqr(), &[EARLY, late], &[doubtful]),
        row("create, alipay page", payment("alipay", "WEB_PAYMENT", json!({})), &[EARLY, late], &[doubtful]),
        row("create, checkout", payment("checkout", "CARD", json!({})), &[EARLY, late], &[doubtful]),
        strict("create, alipay scan", scan),
        strict("create, wechat scan", wechat),
        strict("create, push", push("KPLUS_NOTIFICATION")),
        strict("create, other push", push("KMA_NOTIFICATION")),
        strict("create, card", payment("bankcard", "CARD", card())),
        strict("create, unlisted method", payment("linepay", "NEW_METHOD", json!({}))),
        asked("query", thaiqr(), "404003"),
        Row { used_before: "422003", ..row("refund", refund(), &[EARLY, refused], &[refund_doubt]) },
        asked("refund query", refund(), "404006"),
    ]
}

fn among(lists: &[&str], code: &str) -> bool {
    lists.iter().any(|list| list.split_whitespace().any(|listed| listed == code))
}

#[test]
fn every_code_of_every_call_has_the_documented_outcome() {
    let unlisted = (0..1000).map(|at| format!("{}", 100_000 + at * 899));
    let mut codes: Vec<String> = unlisted.filter(|code| !among(&[LISTED, "200000"], code)).collect();
    let count = codes.len();
    codes.extend(LISTED.split_whitespace().map(str::to_owned));
    assert!(count > 990 && codes.len() == count + 49);
    for row in table() {
        for code in &codes {
            for spelling in [json!(code), json!(code.parse::<u32>().unwrap())] {
                let answer = coded(&spelling, 200);
                let report = read(&row.prepared, (row.step)(&row.prepared), &answer);
                check(&row, code, &report, &format!("{}/{spelling}", row.call));
            }
        }
    }
}

fn check(row: &Row, code: &str, report: &ProviderReport, name: &str) {
    let outcome = &report.outcome;
    let used_before = among(&[row.used_before], code);
    if among(&row.failed, code) {
        assert!(matches!(outcome, Outcome::Failed(failure) if failure.reached_provider), "{name}: {outcome:?}");
    } else if among(&[row.repeated], code) {
        assert_eq!(*outcome, Outcome::Unknown(UnknownReason::Uncorroborated), "{name}");
        let rule = report.corroboration.unwrap();
        assert_eq!((rule.reads, rule.over, proven(rule.then)), (Some(3), 30 * MINUTE, Reason::NotFound), "{name}");
    } else {
        let listed = used_before || among(&row.unknown, code);
        let unknown_reason = if listed { UnknownReason::InconclusiveCode } else { UnknownReason::UnlistedCode };
        assert_eq!(*outcome, Outcome::Unknown(unknown_reason), "{name}");
    }
    assert_eq!(report.corroboration.is_some(), among(&[row.repeated], code), "{name}: what repetition proves");
    assert_eq!(report.review, used_before.then_some(ReviewReason::IdUsedBefore), "{name}: review");
    assert_eq!(report.evidence, Evidence::OwnReply, "{name}: errors are not signed");
    assert_eq!(report.provider_status.as_ref().map(|s| s.code.as_str()), Some(code), "{name}: the code is kept");
}

/// The issue: on create these, and anything unlisted, are unknown.
#[test]
fn what_the_issue_calls_unknown_is_unknown() {
    let unknown = "404003 408001 409002 422009 429000 429001 429003 429006 500001 503001 504001 999999 0 -1 200001";
    for row in table().iter().filter(|row| row.call.starts_with("create")) {
        for code in unknown.split_whitespace() {
            let report = read(&row.prepared, create(&row.prepared), &coded(&json!(code), 200));
            assert!(matches!(report.outcome, Outcome::Unknown(_)), "{}/{code}: {:?}", row.call, report.outcome);
        }
    }
}

#[test]
fn a_cancel_settles_nothing_whatever_it_answers() {
    let prepared = payment("wechatpay", "DYNAMIC_CODE", json!({}));
    let answers = LISTED.split_whitespace().map(|code| coded(&json!(code), 200));
    let statuses = ["PI", "WP", "PS", "PF", "PE", "PC"].map(|status| signed(&data(&prepared, status)));
    for answer in answers.chain(statuses).chain([coded(&json!(200_000), 200), coded(&json!(200_000), 500)]) {
        let report = read(&prepared, Step::Cancel, &answer);
        assert_eq!(report.outcome, Outcome::Unknown(UnknownReason::InconclusiveCode));
        assert!(report.corroboration.is_none() && report.review.is_none());
    }
}

#[test]
fn every_status_of_every_call_has_the_documented_outcome() {
    for row in table() {
        let payment = !row.call.starts_with("refund");
        for status in ["PI", "WP", "PS", "PF", "PE", "PC", "RP", "RS", "RF", "ps", "XX", ""] {
            let name = format!("{}/{status}", row.call);
            let report = read(&row.prepared, (row.step)(&row.prepared), &signed(&data(&row.prepared, status)));
            let repeated = match (payment, status) {
                (true, "PF") | (false, "RF") => Some(Reason::Declined),
                (true, "PE") => Some(Reason::Expired),
                (true, "PC") => Some(Reason::Cancelled),
                _ => None,
            };
            match (payment, status) {
                (true, "PS") | (false, "RS") => assert_eq!(report.outcome, Outcome::Succeeded, "{name}"),
                (true, "PI" | "WP") | (false, "RP") => {
                    assert!(matches!(report.outcome, Outcome::Pending(_)), "{name}: {:?}", report.outcome);
                }
                _ if repeated.is_some() => {
                    assert_eq!(report.outcome, Outcome::Unknown(UnknownReason::Uncorroborated), "{name}");
                }
                _ => assert_eq!(report.outcome, Outcome::Unknown(UnknownReason::UnlistedCode), "{name}"),
            }
            let rule = report.corroboration.map(|rule| (rule.reads, rule.over, proven(rule.then)));
            assert_eq!(rule, repeated.map(|reason| (Some(2), MINUTE, reason)), "{name}: what repetition proves");
            assert_eq!(report.evidence, Evidence::Signed, "{name}");
            assert_eq!(report.provider_order_id.as_deref(), Some(ORDER_ID), "{name}");
        }
    }
}

/// With another HTTP status a success is none, and an error is read only with 4xx.
#[test]
fn other_http_statuses_prove_nothing_but_refusals() {
    let prepared = payment("thaiqr", "THAI_QR", json!({}));
    for status in (100..600).filter(|status| *status != 200) {
        let mut paid = signed(&data(&prepared, "PS"));
        paid.as_mut().unwrap().status = status;
        for step in [create(&prepared), Step::Query] {
            assert_eq!(read(&prepared, step, &paid).outcome, Outcome::Unknown(UnknownReason::HttpStatus), "{status}");
        }
        let refused = read(&prepared, create(&prepared), &coded(&json!(400_000), status)).outcome;
        let by_code = (400..500).contains(&status);
        assert_eq!(matches!(refused, Outcome::Failed(_)), by_code, "{status}: {refused:?}");
        let not_found = read(&prepared, Step::Query, &coded(&json!(404_003), status));
        assert_eq!(not_found.corroboration.is_some(), by_code, "{status}");
    }
}

/// LianLian signed that it has this one: that it does not find it proves nothing, however often it says so.
#[test]
fn an_order_that_lianlian_has_is_never_not_found() {
    let prepared = payment("thaiqr", "THAI_QR", json!({}));
    let report = read_knowing(Some(ORDER_ID), &prepared, Step::Query, &coded(&json!(404_003), 200));
    assert_eq!((report.outcome, report.corroboration), (Outcome::Unknown(UnknownReason::InconclusiveCode), None));
}

/// A code in any other form than a text or a whole number is none.
#[test]
fn odd_codes_are_no_codes() {
    let prepared = payment("thaiqr", "THAI_QR", json!({}));
    for code in [Value::Null, json!(true), json!([200_000]), json!({}), json!("")] {
        let report = read(&prepared, Step::Query, &coded(&code, 200));
        assert_eq!(report.outcome, Outcome::Unknown(UnknownReason::Unparsable), "{code}");
    }
    for code in [json!("200000 "), json!(" 200000"), json!("２０００００"), json!("0200000"), json!(2_000_000)] {
        let report = read(&prepared, Step::Query, &coded(&code, 200));
        assert_eq!(report.outcome, Outcome::Unknown(UnknownReason::UnlistedCode), "{code}");
    }
}
