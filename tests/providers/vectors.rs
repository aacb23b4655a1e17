//! The provider's documents as data: every vector in `vectors/*.json` against the core, stage by stage, so that a
//! failure names the stage that broke.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::support::expect::{Asked, Configured, Heard, Inquired, Noted, found, refused, same_request};
use crate::support::rsa::block_on;
use crate::support::vectors::{Case, File, load};
use mekong_pay::domain::{NextAction, Outcome, ProviderReport};
use mekong_pay::providers::{self, Account, SessionError, UnsubscribeResult};
use serde::{Deserialize, Serialize};

/// The kinds of a case. The first three every provider has, the others not every one; the last four, about
/// signatures, have their readers in `lianlian_signed.rs`.
const KINDS: [&str; 9] =
    ["request", "response", "config", "unsubscribe", "inquiry", "canonical", "key", "notification", "return"];

/// The word that an enum is written with in JSON.
fn word(value: impl Serialize) -> Option<String> {
    serde_json::to_value(value).unwrap().as_str().map(str::to_owned)
}

fn expected<'de, T: Deserialize<'de>>(file: &File, case: &'de Case) -> T {
    T::deserialize(&case.expect).unwrap_or_else(|error| panic!("{}: bad expectation: {error}", file.name(case)))
}

#[test]
fn requests() {
    run("request", request);
}

#[test]
fn responses() {
    run("response", response);
}

#[test]
fn unsubscribe_calls() {
    run("unsubscribe", unsubscribe);
}

#[test]
fn inquiries() {
    run("inquiry", inquiry);
}

#[test]
fn configurations() {
    run("config", config);
}

#[test]
fn every_file_keeps_its_count_and_knows_its_sources() {
    for provider in providers::REGISTRY {
        let file = load(provider.id());
        assert_eq!((file.provider.as_str(), file.schema), (provider.id(), 1));
        let read: usize = KINDS.iter().map(|kind| file.of_kind(kind).len()).sum();
        let (id, cases) = (provider.id(), file.cases.len());
        assert_eq!(
            cases, file.count,
            "tests/vectors/{id}.json has {cases} cases (left): say so in its `count` (right)"
        );
        assert_eq!(read, cases, "tests/vectors/{id}.json: cases of a kind that nobody reads; there are {KINDS:?}");
        let ids: BTreeSet<&str> = file.cases.iter().map(|case| case.id.as_str()).collect();
        assert_eq!(ids.len(), file.count, "{}: an id is used twice", provider.id());
        for case in &file.cases {
            assert!(!case.comment.is_empty(), "{}: no comment", file.name(case));
            assert!(file.sources.contains_key(&case.provenance), "{}: unknown provenance", file.name(case));
        }
    }
}

/// Runs every case of a kind to its end, so that one fault does not hide the next.
fn run(kind: &str, check: fn(&File, &Case)) {
    for provider in providers::REGISTRY {
        let file = load(provider.id());
        let cases = file.of_kind(kind);
        let may_lack = match kind {
            "unsubscribe" => provider.unsubscribe_calls().is_none(),
            "inquiry" => file.some_account().inquiries().is_none(),
            _ => false,
        };
        assert_eq!(cases.is_empty(), may_lack, "{}: no {kind}", provider.id());
        let fails = |case: &&&Case| catch_unwind(AssertUnwindSafe(|| check(&file, case))).is_err();
        let failed: Vec<String> = cases.iter().filter(fails).map(|case| file.name(case)).collect();
        assert!(failed.is_empty(), "{} of {} failed, see above: {failed:?}", failed.len(), cases.len());
    }
}

fn request(file: &File, case: &Case) {
    let name = file.name(case);
    let expect: Asked = expected(file, case);
    let account = file.account(case);
    if case.is_token() {
        same_request(&name, &account.session().unwrap().request(), &expect.request.unwrap());
        return;
    }
    let rsa = file.rsa();
    let built = case.prepare(account.as_ref()).and_then(|prepared| {
        if let Some(expect) = &expect.prepared {
            let number = prepared.terms.msisdn.as_ref().map(|m| m.digits());
            assert_eq!(number, expect.msisdn.as_deref(), "{name}: number differs");
            assert_eq!(prepared.first_call_charges, expect.first_call_charges, "{name}: whether it charges differs");
            assert_eq!(prepared.sandbox, expect.sandbox, "{name}: sandbox differs");
            assert_eq!(prepared.otp.map(|otp| otp.lives), expect.otp_lives_ms, "{name}: the password's life differs");
            if let Some(details) = &expect.details {
                assert_eq!(&prepared.terms.details, details, "{name}: details differ");
            }
        }
        let warnings: Vec<&str> = prepared.warnings.iter().map(|warning| warning.code.as_str()).collect();
        assert_eq!(warnings, expect.warnings, "{name}: warnings differ");
        let session = case.session();
        let context = case.context(&rsa, session.as_ref());
        block_on(account.build(&case.call(&prepared), context))
    });
    match (built, expect.request, expect.error) {
        (Ok(request), Some(expect), None) => same_request(&name, &request, &expect),
        (Err(error), None, Some(expect)) => {
            assert_eq!(error.field, expect.field, "{name}: field at fault differs ({error})");
            assert!(expect.code.is_none_or(|code| code == error.code), "{name}: code differs: {}", error.code);
        }
        (built, ..) => panic!("{name}: accepted or refused wrongly: {built:?}"),
    }
}

/// A next action as the API shows it: its parts, and its name as `type`.
fn shown(next: NextAction) -> serde_json::Value {
    let (name, mut parts) = match serde_json::to_value(next).unwrap() {
        serde_json::Value::String(name) => (name, serde_json::Map::new()),
        serde_json::Value::Object(one) => {
            let (name, parts) = one.into_iter().next().unwrap();
            (name, parts.as_object().unwrap().clone())
        }
        other => panic!("no next action: {other}"),
    };
    parts.insert("type".to_owned(), name.into());
    parts.into()
}

fn response(file: &File, case: &Case) {
    if case.is_token() {
        return token(file, case);
    }
    let name = file.name(case);
    let expect: Heard = expected(file, case);
    let account = file.account(case);
    let prepared = case.prepare(account.as_ref()).unwrap();
    let rsa = file.rsa();
    let ProviderReport {
        outcome,
        evidence,
        provider_order_id,
        provider_status,
        corroboration,
        review,
        review_after,
        account_problem,
        ..
    } = block_on(account.classify(&case.call(&prepared), &case.answer(), case.context(&rsa, None)));
    let (outcome, reason, unknown_reason, next_action) = match outcome {
        Outcome::Succeeded => ("succeeded", None, None, None),
        Outcome::Failed(failure) => ("failed", word(failure.reason), None, None),
        Outcome::Pending(next) => {
            let next = next.map(shown);
            if expect.next.is_some() {
                assert_eq!(next, expect.next, "{name}: the next action's parts differ");
            }
            ("pending", None, None, next.map(|next| next["type"].as_str().unwrap().to_owned()))
        }
        Outcome::Unknown(unknown_reason) => ("unknown", None, word(unknown_reason), None),
    };
    assert_eq!(
        Some(outcome),
        expect.outcome.as_deref(),
        "{name}: outcome differs (unknown reason {unknown_reason:?}, reason {reason:?})"
    );
    assert_eq!(reason, expect.reason, "{name}: reason differs");
    assert_eq!(unknown_reason, expect.unknown_reason, "{name}: unknown reason differs");
    assert_eq!(next_action, expect.next_action, "{name}: next action differs");
    assert_eq!(review.and_then(word), expect.review, "{name}: review differs");
    let after = review_after.map(|(review, ms)| serde_json::json!({ "review": review, "after_ms": ms }));
    assert_eq!(after, expect.review_after, "{name}: when a person looks differs");
    assert_eq!(account_problem.and_then(word), expect.account_problem, "{name}: what it says of the account differs");
    if expect.evidence.is_some() {
        assert_eq!(word(evidence), expect.evidence, "{name}: evidence differs");
    }
    let corroboration = corroboration.map(|rule| {
        assert!(rule.reads.is_none_or(|reads| reads >= 2), "{name}: one read repeats nothing");
        crate::support::expect::repetition(&rule)
    });
    assert_eq!(corroboration, expect.corroboration, "{name}: corroboration differs");
    if let Some(expect) = expect.provider_status {
        let said = provider_status.as_ref().map(|s| serde_json::json!({ "call": s.call, "code": s.code }));
        assert_eq!(said, Some(expect), "{name}: provider status differs");
    }
    if expect.provider_order_id.is_some() {
        assert_eq!(provider_order_id, expect.provider_order_id, "{name}: provider order id differs");
    }
    session_refused(&name, account.as_ref(), case, expect.session_refused);
}

/// A call is repeated with a new token only after an answer that proves it was not carried out.
fn session_refused(name: &str, account: &dyn Account, case: &Case, expect: Option<bool>) {
    let refused = account.session().is_some_and(|session| session.refused(&case.answer()));
    assert_eq!(refused, expect.unwrap_or(false), "{name}: whether the call may be repeated differs");
}

fn token(file: &File, case: &Case) {
    let name = file.name(case);
    let expect: Heard = expected(file, case);
    let account = file.account(case);
    match account.session().unwrap().read(&case.answer()) {
        Ok(token) => {
            let read = serde_json::json!({ "access_token": token.secret.reveal(), "expires_in_s": token.expires_in_s });
            assert_eq!(Some(read), expect.token, "{name}: token differs");
        }
        Err(error) => {
            let word = if error == SessionError::Refused { "refused" } else { "unavailable" };
            assert_eq!(Some(word), expect.session_error.as_deref(), "{name}: session error differs");
        }
    }
}

fn inquiry(file: &File, case: &Case) {
    let name = file.name(case);
    let expect: Inquired = expected(file, case);
    let account = file.account(case);
    let inquiries = account.inquiries().unwrap();
    let inquiry = case.inquiry(account.as_ref());
    let asked = inquiry.as_ref().map_err(Clone::clone).and_then(|inquiry| inquiries.request(inquiry, case.now()));
    match (asked, expect.request, expect.error) {
        (Ok(Some(request)), Some(expect), None) => same_request(&name, &request, &expect),
        (Ok(Some(_)), None, None) if case.answer.is_some() => {}
        (Ok(None), None, None) => assert!(expect.none, "{name}: there is no such call"),
        (Err(error), None, Some(expect)) => {
            assert_eq!(error.field, expect.field, "{name}: field at fault differs ({error})");
            assert!(expect.code.is_none_or(|code| code == error.code), "{name}: code differs: {}", error.code);
        }
        (asked, ..) => panic!("{name}: asked or refused wrongly: {asked:?}"),
    }
    let (finding, refusal) = match case.answer.is_some().then(|| inquiries.read(&inquiry.unwrap(), &case.answer())) {
        Some(Ok(finding)) => (Some(found(finding)), None),
        Some(Err(error)) => (None, Some(refused(error))),
        None => (None, None),
    };
    assert_eq!(finding, expect.finding, "{name}: what was found differs");
    assert_eq!(refusal, expect.refusal, "{name}: refusal differs");
}

fn unsubscribe(file: &File, case: &Case) {
    let name = file.name(case);
    let expect: Noted = expected(file, case);
    let notifications = providers::find(&file.provider).unwrap().unsubscribe_calls().unwrap();
    let reply = match notifications.read_unsubscribe(case.body.as_deref().unwrap().as_bytes()) {
        Ok(call) => {
            let read = [("msisdn", call.msisdn.digits()), ("short_code", &call.short_code), ("channel", &call.channel)];
            let read: BTreeMap<String, String> = read.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            assert_eq!(Some(read), expect.read, "{name}: what was read differs");
            let result = match case.result.as_deref() {
                Some("stored") => UnsubscribeResult::Stored,
                Some("not_found") => UnsubscribeResult::NotFound,
                Some("not_stored") => UnsubscribeResult::NotStored,
                other => panic!("{name}: no such result: {other:?}"),
            };
            notifications.answer_unsubscribe(&call, result)
        }
        Err(reply) => {
            assert!(expect.read.is_none(), "{name}: refused: {}", reply.body);
            reply
        }
    };
    assert_eq!(reply.status, expect.status, "{name}: status differs");
    let mut answer: BTreeMap<String, String> = serde_json::from_str(&reply.body).unwrap();
    assert!(answer.get("ResultDesc").is_some_and(|text| !text.is_empty()), "{name}: no ResultDesc");
    // Of what is malformed the document gives no sentence.
    if !expect.answer.contains_key("ResultDesc") {
        answer.remove("ResultDesc");
    }
    assert_eq!(answer, expect.answer, "{name}: answer differs");
}

fn config(file: &File, case: &Case) {
    let name = file.name(case);
    let expect: Configured = expected(file, case);
    let read =
        providers::find(&file.provider).unwrap().configure(case.text.as_deref().unwrap(), case.private_key.as_deref());
    match (read, expect.base_url, expect.error) {
        (Ok(account), Some(url), None) => assert_eq!(account.base_url().as_str(), url, "{name}: base url differs"),
        (Err(error), None, Some(expect)) => assert_eq!(error.field, expect.field, "{name}: field at fault differs"),
        (read, ..) => panic!("{name}: accepted or refused wrongly: {:?}", read.err()),
    }
}
