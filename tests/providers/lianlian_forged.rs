//! Signed messages with every single bit changed: none is believed.

use crate::support::lianlian::{account, create, payment, read};
use crate::support::random::config;
use crate::support::rsa::{AnyRsa, block_on};
use crate::support::vectors::{Case, File, load, pairs};
use mekong_pay::domain::Outcome;
use mekong_pay::providers::http::Response;
use mekong_pay::providers::{Message, NotificationVerification, Step};
use proptest::prelude::*;

/// Each of `bytes` with each of its eight bits changed, and with itself taken away.
fn damaged(bytes: &[u8]) -> Vec<Vec<u8>> {
    let flipped = |at: usize, bit: u32| {
        let mut copy = bytes.to_vec();
        copy[at] ^= 1 << bit;
        copy
    };
    let without = |at: usize| [&bytes[..at], &bytes[at + 1..]].concat();
    (0..bytes.len()).flat_map(|at| (0..8).map(move |bit| flipped(at, bit)).chain([without(at)])).collect()
}

fn good(kind: &str) -> (File, Vec<usize>) {
    let file = load("lianlian");
    let good = |case: &Case| {
        let read = case.expect.get("read").and_then(|read| read.as_str()) == Some("verified");
        let paid = case.expect.get("outcome").and_then(|outcome| outcome.as_str()) == Some("succeeded");
        // Blanks, how a text is escaped, and what counts as absent are not signed: such a body has others like it.
        let exact = !["pretty", "null", "empty"].iter().any(|word| case.id.contains(word));
        case.kind == kind && paid && exact && (read || kind == "response")
    };
    let all = (0..file.cases.len()).filter(|at| good(&file.cases[*at])).collect();
    (file, all)
}

#[test]
fn no_damaged_notification_is_verified() {
    let (file, all) = good("notification");
    let mut tried = 0;
    for at in &all {
        let case = &file.cases[*at];
        let (headers, body) = (pairs(case.headers.as_ref().unwrap()), case.body.as_deref().unwrap().as_bytes());
        let (account, rsa) = (file.account(case), file.rsa());
        let notifications = account.signed_notifications().unwrap();
        let believed = |headers: &[(String, String)], body: &[u8]| {
            matches!(
                block_on(notifications.verify(&Message { headers, body }, &rsa)),
                NotificationVerification::Verified(_)
            )
        };
        assert!(believed(&headers, body), "{}: not good to begin with", case.id);
        for body in damaged(body) {
            tried += 1;
            assert!(!believed(&headers, &body), "{}: {}", case.id, String::from_utf8_lossy(&body));
        }
        let sign = headers.iter().position(|(name, _)| name.eq_ignore_ascii_case("sign")).unwrap();
        for value in damaged(headers[sign].1.as_bytes()) {
            let mut headers = headers.clone();
            headers[sign].1 = String::from_utf8_lossy(&value).into_owned();
            tried += 1;
            assert!(!believed(&headers, body), "{}: sign {}", case.id, headers[sign].1);
        }
    }
    assert!(all.len() >= 8 && tried > 20_000, "only {tried} of {}", all.len());
}

/// The same of answers: what stands outside `data` is not signed, so what counts is that no damage makes another
/// order's, or a waiting one's, answer a success.
#[test]
fn no_damaged_answer_is_a_success() {
    let file = load("lianlian");
    let ids = ["query-waiting", "query-other-order", "query-amount-other", "query-unsigned", "query-stranger"];
    for id in ids {
        let case = file.cases.iter().find(|case| case.id == id).unwrap();
        let (account, rsa) = (file.account(case), file.rsa());
        let prepared = case.prepare(account.as_ref()).unwrap();
        let answer = case.answer().unwrap();
        let succeeds = |answer: Response| {
            let report = block_on(account.classify(&case.call(&prepared), &Ok(answer), case.context(&rsa, None)));
            report.outcome == Outcome::Succeeded
        };
        for body in damaged(&answer.body) {
            let shown = String::from_utf8_lossy(&body).into_owned();
            assert!(!succeeds(Response { body, ..answer.clone() }), "{id}: {shown}");
        }
    }
}

/// Every damage inside `data`, or to the signature, takes a good answer's success away.
#[test]
fn no_damaged_data_is_believed() {
    let (file, all) = good("response");
    let mut tried = 0;
    for case in all.iter().map(|at| &file.cases[*at]).filter(|case| case.id.contains("paid")) {
        let (account, rsa) = (file.account(case), file.rsa());
        let prepared = case.prepare(account.as_ref()).unwrap();
        let answer = case.answer().unwrap();
        let believed = |answer: Response| {
            let report = block_on(account.classify(&case.call(&prepared), &Ok(answer), case.context(&rsa, None)));
            report.outcome == Outcome::Succeeded
        };
        assert!(believed(answer.clone()), "{}: not good to begin with", case.id);
        let text = String::from_utf8(answer.body.clone()).unwrap();
        let (start, end) = (text.find("\"data\":{").unwrap() + 8, text.find("},\"message\"").unwrap());
        for inside in damaged(&answer.body[start..end]) {
            let body = [&answer.body[..start], &inside, &answer.body[end..]].concat();
            tried += 1;
            assert!(!believed(Response { body, ..answer.clone() }), "{}", String::from_utf8_lossy(&inside));
        }
        let sign = answer.headers.iter().position(|(name, _)| name == "sign").unwrap();
        for value in damaged(answer.headers[sign].1.as_bytes()) {
            let mut headers = answer.headers.clone();
            headers[sign].1 = String::from_utf8_lossy(&value).into_owned();
            assert!(!believed(Response { headers, ..answer.clone() }), "{}: sign", case.id);
        }
    }
    assert!(tried > 4_000, "only {tried}");
}

proptest! {
    #![proptest_config(config())]

    /// Any status and any bytes give an outcome, and it is neither a success nor, without a code, a failure.
    #[test]
    fn anything_at_all_has_an_outcome(status in 100_u16..600, bytes in anything(), sign in ".{0,20}") {
        let prepared = payment("thaiqr", "THAI_QR", serde_json::json!({}));
        let headers = vec![("sign".to_owned(), sign)];
        let answer = Ok(Response { status, headers: headers.clone(), body: bytes.clone() });
        for step in [create(&prepared), Step::Query, Step::Cancel] {
            let outcome = read(&prepared, step, &answer).outcome;
            prop_assert!(matches!(outcome, Outcome::Unknown(_)), "{outcome:?}");
        }
        let message = Message { headers: &headers, body: &bytes };
        let seen = block_on(account().signed_notifications().unwrap().verify(&message, &AnyRsa));
        prop_assert!(!matches!(seen, NotificationVerification::Verified(_)));
    }
}

/// Bytes, and what looks like JSON at first.
fn anything() -> impl Strategy<Value = Vec<u8>> {
    let words = r#"(\{|\}|\[|\]|"code"|"data"|"a"|:|,|200000|-1|1e400|""|"\\u00e9"|true|null| ){0,24}"#;
    prop_oneof![proptest::collection::vec(any::<u8>(), 0..64), words.prop_map(String::into_bytes)]
}
