//! Every code from -400 to 400, in every form and every call of Connect Topup, against the document's two tables,
//! which are written out here once more: the code under test must not be its own judge.

use crate::support::orders::{at_millis, context};
use crate::support::random::config;
use crate::support::rsa::block_on;
use mekong_pay::domain::order::lifecycle::Fingerprints;
use mekong_pay::domain::order::{Due, State};
use mekong_pay::domain::outcome::{AccountProblem, Evidence};
use mekong_pay::domain::review::ReviewReason;
use mekong_pay::domain::time::{DAY, HOUR, MINUTE, SECOND, ScheduleScale};
use mekong_pay::domain::{
    Currency, MerchantOrderId, Money, Operation, Order, Outcome, Prepared, ProviderReport, Reason, Secret,
    UnknownReason,
};
use mekong_pay::providers::connect_topup::Config;
use mekong_pay::providers::http::{Answer, Response, TransportError};
use mekong_pay::providers::{Account, Call, Command, Inquiries, Inquiry, InquiryAnswer, InquiryError, Step};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::json;

const ID: &str = "170000000000001";

/// Both tables of the document agree: nothing was topped up. Only where the code stands alone.
const FAILED: [(&str, Reason); 9] = [
    ("-2", Reason::LimitReached),
    ("-3", Reason::BalanceTooLow),
    ("-4", Reason::AccountRefused),
    ("-6", Reason::AccountRefused),
    ("-302", Reason::AccountRefused),
    ("-304", Reason::ProviderUnavailable),
    ("5", Reason::ProductNotAvailable),
    ("6", Reason::NumberNotEligible),
    ("61", Reason::Declined),
];

/// Listed, and leaves open whether money moved; 1 where no id makes it a success.
const OPEN: &str = "1 0 -1 -5 -99 -308";

const ALL: [&str; 3] = ["idtransaction", "transidclient", "credentials"];

fn account(recheck: &[&str]) -> Config {
    confirmed(recheck, &[])
}

fn confirmed(recheck: &[&str], failures: &[&str]) -> Config {
    let text = json!({
        "base_url": "https://topup.example.net", "username": "vector-user", "private_key": "vector-private-key",
        "relay_token": "vector-relay-token", "recheck": recheck, "recheck_failures": failures,
    });
    Config::read(&text.to_string()).expect("a good configuration")
}

fn topup(account: &Config) -> Prepared {
    let command = Command {
        operation: Operation::Topup,
        merchant_order_id: MerchantOrderId::parse("T1001").unwrap(),
        amount: Money::parse("10000", Currency::Vnd).unwrap(),
        msisdn: Some("0901234567"),
        return_url: None,
        details: &json!({}),
    };
    account.prepare(command).expect("a good command")
}

/// A call, with the id that is known when it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Topup,
    Recheck(Option<&'static str>),
}

const CALLS: [Asked; 3] = [Asked::Topup, Asked::Recheck(None), Asked::Recheck(Some(ID))];

impl Asked {
    fn name(self) -> &'static str {
        if self == Self::Topup { "topup.jsp" } else { "recheck.jsp" }
    }

    fn read(self, recheck: &[&str], answer: &Answer) -> ProviderReport {
        let account = account(recheck);
        let prepared = topup(&account);
        let (step, provider_order_id) = match self {
            Self::Topup => (Step::Create(None), None),
            Self::Recheck(known) => (Step::Query, known),
        };
        let call = Call { step, terms: &prepared.terms, provider_order_id, charge_reply: None, ordered_at: None };
        block_on(account.classify(&call, answer, context()))
    }

    fn said(self, body: impl Into<Vec<u8>>) -> ProviderReport {
        self.read(&ALL, &http(200, body))
    }
}

fn http(status: u16, body: impl Into<Vec<u8>>) -> Answer {
    Ok(Response { status, headers: Vec::new(), body: body.into() })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FieldType {
    Bare,
    Half,
    WithId,
}

const FORMS: [FieldType; 3] = [FieldType::Bare, FieldType::Half, FieldType::WithId];

impl FieldType {
    fn of(self, code: &str) -> String {
        match self {
            Self::Bare => code.to_owned(),
            Self::Half => format!("{code};"),
            Self::WithId => format!("{code};{ID}"),
        }
    }
}

#[test]
fn every_code_in_every_form_and_call_has_the_documented_outcome() {
    let (mut succeeded, mut failed, mut read) = (0, 0, 0);
    for code in (-400..=400).map(|code: i32| code.to_string()) {
        for form in FORMS {
            for call in CALLS {
                let name = format!("{call:?}: {}", form.of(&code));
                let report = call.said(form.of(&code));
                check(call, &code, form, &report, &name);
                succeeded += usize::from(report.outcome == Outcome::Succeeded);
                failed += usize::from(matches!(report.outcome, Outcome::Failed(_)));
                read += 1;
            }
        }
    }
    assert_eq!((succeeded, failed, read), (3, 11, 801 * 3 * 3), "one success in each call, failures in one only");
}

fn check(call: Asked, code: &str, form: FieldType, report: &ProviderReport, name: &str) {
    let failure = FAILED.iter().find(|(listed, _)| *listed == code).map(|(_, reason)| *reason);
    let listed = failure.is_some() || OPEN.split(' ').any(|open| open == code);
    // The operators' table: what was taken for -302 and -304 may be given back. `-302;` names nothing that was made.
    let alone = form == FieldType::Bare || (form == FieldType::Half && ["-302", "-304"].contains(&code));
    match (&report.outcome, failure) {
        (Outcome::Succeeded, _) => assert_eq!((code, form), ("1", FieldType::WithId), "{name}"),
        (Outcome::Failed(said), Some(reason)) => {
            assert!((call, alone) == (Asked::Topup, true), "{name}: failed where the tables do not say so");
            assert!(said.reason == reason && said.reached_provider, "{name}: {said:?}");
        }
        (Outcome::Unknown(unknown_reason), _) => {
            assert!(!(code == "1" && form == FieldType::WithId), "{name}: success is not seen");
            assert!(call != Asked::Topup || !alone || failure.is_none(), "{name}: a final answer is not believed");
            let open = listed || form == FieldType::WithId;
            assert_eq!(
                *unknown_reason,
                if open { UnknownReason::InconclusiveCode } else { UnknownReason::UnlistedCode },
                "{name}"
            );
        }
        (outcome, _) => panic!("{name}: {outcome:?}"),
    }
    let kept = form == FieldType::WithId && (call == Asked::Topup || code == "1");
    assert_eq!(report.provider_order_id.as_deref(), kept.then_some(ID), "{name}: the provider's id");
    let status = report.provider_status.as_ref().unwrap();
    assert_eq!((status.call.as_str(), status.code.as_str()), (call.name(), code), "{name}: its word");
    let used_before = call == Asked::Topup && code == "-308";
    assert_eq!(report.review, used_before.then_some(ReviewReason::IdUsedBefore), "{name}: review");
    // A refusal in the form that the document prints, `code;idtransaction`: something was made, so it may have
    // been carried out.
    let open = call == Asked::Topup && !alone && code != "1" && !OPEN.split(' ').any(|open| open == code);
    let person = open.then_some((ReviewReason::FailureUnconfirmed, 30 * MINUTE));
    assert_eq!(report.review_after, person, "{name}: when a person looks");
    let stopped = match account_problem(call, code) {
        stopped if alone || (open && form == FieldType::WithId && code != "-304") => stopped,
        _ => (open && form == FieldType::WithId && code == "-304").then_some(AccountProblem::ServicePaused),
    };
    assert_eq!(report.account_problem, stopped, "{name}: what it says of the account");
    assert_eq!((report.evidence, report.corroboration), (Evidence::OwnReply, None), "{name}: replies are unsigned");
}

/// What stops the account, where the code stands alone.
fn account_problem(call: Asked, code: &str) -> Option<AccountProblem> {
    match code {
        "-4" | "-6" | "-302" => Some(AccountProblem::AccountRefused),
        "-3" if call == Asked::Topup => Some(AccountProblem::BalanceTooLow),
        _ => None,
    }
}

/// Neither success nor failure nor a word about the account, and nothing kept.
fn says_nothing(report: &ProviderReport, unknown_reason: UnknownReason, name: &str) {
    assert_eq!(*report, ProviderReport::of(Outcome::Unknown(unknown_reason)), "{name}");
}

#[test]
fn odd_texts_say_nothing() {
    let codes = [
        "",
        "-",
        "+1",
        "+5",
        "01",
        "00",
        "-0",
        "-03",
        "-3.0",
        "1.0",
        "1e0",
        "0x1",
        "--3",
        "3-",
        "−3",
        "１",
        "OK",
        "1 1",
        "-3 -3",
        "-3,",
        "5:",
        "-3\0",
        "\u{feff}\u{feff}-3",
        "\u{a0}5",
        "\u{b}6",
        "1000000",
        "-1000000",
        "99999999999999999999",
        "<b>-3</b>",
        "-3<br>",
        "{\"code\":-3}",
        "[-3]",
        "\"-3\"",
        "null",
        "-3/5",
        "5\n6",
        "61\r\n\r\n1",
    ];
    for code in codes {
        for form in FORMS {
            for call in CALLS {
                says_nothing(
                    &call.said(form.of(code)),
                    UnknownReason::Unparsable,
                    &format!("{call:?}: {:?}", form.of(code)),
                );
            }
        }
    }
    let long = "A".repeat(65);
    let ids = [" 17", "17 00", "1\n7", "17;", ";17", "17;0", "<17>", "17</body>", "17\0", "17\u{7f}", "é", "ກ", &long];
    for id in ids {
        for code in ["1", "0", "-3", "7"] {
            for call in CALLS {
                let body = format!("{code};{id}");
                says_nothing(&call.said(body.clone()), UnknownReason::Unparsable, &format!("{call:?}: {body:?}"));
            }
        }
    }
}

#[test]
fn nothing_but_http_200_is_read() {
    for status in (100..600).filter(|status| *status != 200) {
        for body in ["1;170000000000001", "1", "-3", "-302", "61", ""] {
            for call in CALLS {
                let name = format!("{call:?}: {status} {body}");
                says_nothing(&call.read(&ALL, &http(status, body)), UnknownReason::HttpStatus, &name);
            }
        }
    }
    let transport = [
        (TransportError::Timeout, UnknownReason::Timeout),
        (TransportError::ConnectionLost, UnknownReason::ConnectionLost),
        (TransportError::TooLong, UnknownReason::AnswerTooLong),
    ];
    for (error, unknown_reason) in transport {
        CALLS.iter().for_each(|call| says_nothing(&call.read(&ALL, &Err(error)), unknown_reason, "transport"));
    }
}

#[test]
fn white_space_and_a_mark_around_a_reply_change_nothing() {
    for code in (-400..=400).map(|code: i32| code.to_string()) {
        for form in FORMS {
            for call in CALLS {
                let body = form.of(&code);
                assert_eq!(call.said(format!("\r\n\t {body}\x0c\n\r\n")), call.said(body.clone()), "{body}");
                assert_eq!(call.said(format!("\u{feff}\r\n{body}")), call.said(body.clone()), "a mark, {body}");
            }
        }
    }
}

#[test]
fn another_top_ups_success_is_none() {
    for other in ["170000000000002", "17000000000000", "1700000000000011", "0170000000000001", "170000000000001x"] {
        let report = Asked::Recheck(Some(ID)).said(format!("1;{other}"));
        assert_eq!(report.outcome, Outcome::Unknown(UnknownReason::Mismatch), "{other}");
        assert_eq!(report.provider_order_id, None, "the id that is known stays");
    }
    assert!(account(&ALL).needs_unique_provider_order_id(), "so one id must be good for one order only");
}

/// The life of a top-up that was answered so, asked whenever it is due, always with the same answer of recheck.jsp:
/// when a person was called, when it failed, and how often it was asked in the day after that.
fn lived(account: &Config, reply: &str, recheck: &str) -> (Option<i64>, Option<i64>, usize, Order) {
    let prepared = topup(account);
    let fingerprints = Fingerprints { command: "c".to_owned(), account: "a".to_owned() };
    let mut order = Order::reserve(prepared.clone(), fingerprints, at_millis(0));
    let call = Call::create(&prepared);
    order.record_reply(1, block_on(account.classify(&call, &http(200, reply), context())), at_millis(0));
    let (mut called, mut failed, mut asked) = (None, None, 0);
    while let Some(due) = order.due(ScheduleScale::REAL, 90 * DAY).filter(|due| due.at() <= at_millis(2 * DAY).now) {
        let moment = due.at().since(at_millis(0).now);
        match due {
            Due::Recheck(_) => {
                let call = Call::about(&order, Step::Query);
                let report = block_on(account.classify(&call, &http(200, recheck), context()));
                order.record_query(report, at_millis(moment));
                asked += usize::from(moment > HOUR);
            }
            _ => drop(order.advance(at_millis(moment))),
        }
        called = called.or(order.under_review_for(ReviewReason::FailureUnconfirmed).then_some(moment));
        failed = failed.or((order.state() == State::Failed).then_some(moment));
    }
    (called, failed, asked, order)
}

#[test]
fn a_refusal_with_an_id_calls_a_person_after_half_an_hour_of_asking() {
    for reply in ["-302;55", "-304;123", "61;56", "5;123", "-3;1", "7;123", "61;"] {
        for recheck in [reply, "61;56", "-99", "0;56", "-302"] {
            let (called, failed, asked, order) = lived(&account(&ALL), reply, recheck);
            assert_eq!((called, failed), (Some(30 * MINUTE), None), "{reply} {recheck}");
            assert!(asked >= 3, "{reply} {recheck}: asked on, after 24 h, too: {asked}");
            assert!(!order.may_retry() && !order.may_refund_payer(), "{reply} {recheck}");
        }
        let (_, _, _, order) = lived(&account(&ALL), reply, "1;77");
        let known = reply.split(';').nth(1).filter(|id| !id.is_empty());
        assert_eq!(order.state(), if known.is_none() { State::Succeeded } else { State::Unknown }, "{reply}");
    }
    for reply in ["-302;", "-304;", "-302", "61"] {
        let (called, failed, _, order) = lived(&account(&ALL), reply, "-99");
        assert_eq!((called, failed, order.may_refund_payer()), (None, None, true), "{reply}");
        assert_eq!(order.state(), State::Failed, "{reply}");
    }
}

#[test]
fn a_code_of_recheck_fails_a_top_up_only_where_the_provider_confirmed_what_it_means() {
    let account = confirmed(&ALL, &["61", "-304", "-302", "7"]);
    for (recheck, fails) in [
        ("61;56", true),
        ("61", true),
        ("-304;56", true),
        ("7;56", true),
        ("-302;56", true),
        // About the question, or about another top-up, or not confirmed.
        ("-302", false),
        ("61;57", false),
        ("5;56", false),
        ("-99", false),
    ] {
        let (called, failed, _, order) = lived(&account, "61;56", recheck);
        // Asked 5, 15 and 60 s after the call's deadline; believed when it has stayed for five minutes.
        let expected = fails.then_some(25 * SECOND + 5 * SECOND + 5 * MINUTE);
        assert_eq!((failed, called), (expected, (!fails).then_some(30 * MINUTE)), "{recheck}");
        assert_eq!(order.may_refund_payer(), fails, "{recheck}");
    }
    for (codes, field) in [
        (json!(["1"]), "recheck_failures[0]"),
        (json!(["61", "0"]), "recheck_failures[1]"),
        (json!(["-1"]), "recheck_failures[0]"),
        (json!(["-5"]), "recheck_failures[0]"),
        (json!(["-99"]), "recheck_failures[0]"),
        (json!(["-308"]), "recheck_failures[0]"),
        (json!(["61", "61"]), "recheck_failures[1]"),
        (json!(["061"]), "recheck_failures[0]"),
        (json!([61]), "recheck_failures[0]"),
    ] {
        let text =
            json!({ "base_url": "https://a.example", "username": "u", "private_key": "k", "recheck_failures": codes });
        assert_eq!(Config::read(&text.to_string()).expect_err("refused").field, field, "{codes}");
    }
}

/// A person must look where the provider cannot be asked, and only there.
#[test]
fn an_order_that_cannot_be_asked_about_says_so_at_once() {
    let silence: Answer = Err(TransportError::Timeout);
    let answers = [silence, http(500, ""), http(200, ""), http(200, "1"), http(200, "-3;"), http(200, "7")];
    for answer in &answers {
        for recheck in [&["idtransaction"][..], &["idtransaction", "credentials"]] {
            let flagged = |call: Asked| call.read(recheck, answer).review;
            assert_eq!(flagged(Asked::Topup), Some(ReviewReason::CannotBeAsked), "{recheck:?}: {answer:?}");
            assert_eq!(flagged(Asked::Recheck(None)), Some(ReviewReason::CannotBeAsked), "{recheck:?}: {answer:?}");
            assert_eq!(flagged(Asked::Recheck(Some(ID))), None, "{recheck:?}: {answer:?}");
        }
        for recheck in [&ALL[..], &["transidclient"], &["transidclient", "idtransaction"]] {
            CALLS
                .iter()
                .for_each(|call| assert_eq!(call.read(recheck, answer).review, None, "{recheck:?}: {answer:?}"));
        }
    }
    let settled = ["1;17", "0;17", "-3;17", "-2", "61"];
    for body in settled {
        assert_eq!(Asked::Topup.read(&["idtransaction"], &http(200, body)).review, None, "{body}");
    }
    let used = Asked::Topup.read(&["idtransaction"], &http(200, "-308"));
    assert_eq!(used.review, Some(ReviewReason::IdUsedBefore), "the graver of the two");
}

#[test]
fn the_configuration_reaches_what_it_is_for() {
    let text = json!({
        "base_url": "http://topup.example.net", "allow_http": true, "username": "u", "private_key": "k",
        "timeout_s": 7, "low_balance": "500000",
    });
    let configured = Config::read(&text.to_string()).unwrap();
    assert_eq!(topup(&configured).call_limit, 7_000);
    assert_eq!(topup(&account(&ALL)).call_limit, 25_000, "a generous one where none is given");
    assert_eq!(Some(configured.low_balance()), Money::balance(500_000, Currency::Vnd));
    assert_eq!(Some(account(&ALL).low_balance()), Money::balance(0, Currency::Vnd), "no warning");
    assert_eq!(configured.identity(), ["http://topup.example.net", "u"], "what tells accounts apart, and no key");
    let mut address = text.clone();
    address["base_url"] = json!("http://192.0.2.10:8080");
    let refused = Config::read(&address.to_string()).expect_err("an IP address");
    assert!(
        refused.problem.contains("host name") && refused.problem.contains("relay"),
        "says the way out: {refused:?}"
    );
}

#[test]
fn a_query_is_built_exactly_where_it_can_be_asked() {
    for recheck in [&["idtransaction"][..], &["transidclient"], &["idtransaction", "transidclient"], &ALL] {
        for known in [None, Some(ID)] {
            let account = account(recheck);
            let prepared = topup(&account);
            let call = Call {
                step: Step::Query,
                terms: &prepared.terms,
                provider_order_id: known,
                charge_reply: None,
                ordered_at: None,
            };
            let url = block_on(account.build(&call, context())).map(|request| request.url);
            assert_eq!(url.is_ok(), known.is_some() || recheck.contains(&"transidclient"), "{recheck:?} {known:?}");
            let url = url.unwrap_or_default();
            assert_eq!(url.contains("idtransaction="), known.is_some() && recheck.contains(&"idtransaction"), "{url}");
            assert_eq!(url.contains("privatekey="), recheck.contains(&"credentials"), "{url}");
        }
    }
}

fn balance(body: impl Into<Vec<u8>>) -> Result<InquiryAnswer, InquiryError> {
    account(&ALL).read(&Inquiry::Balance, &http(200, body))
}

#[test]
fn a_negative_number_is_never_a_balance() {
    for code in (-400..0).map(|code: i32| code.to_string()) {
        for form in FORMS {
            let alone = form == FieldType::Bare || (form == FieldType::Half && code == "-302");
            let stopped = account_problem(Asked::Recheck(None), &code).filter(|_| alone);
            let expected = stopped.map_or(InquiryError::NoAnswer, InquiryError::AccountProblem);
            assert_eq!(balance(form.of(&code)), Err(expected), "{code} {form:?}");
        }
    }
    for dong in 0..=400 {
        let expected = InquiryAnswer::Balance(Money::balance(dong, Currency::Vnd).unwrap());
        assert_eq!(balance(format!("\r\n{dong}\n")), Ok(expected));
    }
}

#[test]
fn nothing_shows_the_key() {
    let account = account(&ALL);
    let prepared = topup(&account);
    let mut shown = vec![format!("{account:?} {account:#?} {:?}", account.identity())];
    let asked = [(Step::Create(None), None), (Step::Query, Some(ID)), (Step::Confirm(Secret::new("otp-90210")), None)];
    for (step, provider_order_id) in asked {
        let call = Call { step, terms: &prepared.terms, provider_order_id, charge_reply: None, ordered_at: None };
        let built = block_on(account.build(&call, context()));
        let hidden = |request: &mekong_pay::providers::http::Request| request.url.contains("vector-private-key");
        assert!(built.as_ref().map_or(true, hidden), "the key goes into the query, so hiding it is worth a test");
        shown.push(format!("{built:?} {built:#?} {call:?}"));
    }
    shown.push(format!("{:?}", account.request(&Inquiry::Balance, context().now)));
    for (field, value) in [("private_key", "vector-private-key\n"), ("username", "vector-private-key ")] {
        let mut text = json!({ "base_url": "https://topup.example.net", "username": "u", "private_key": "k" });
        text[field] = json!(value);
        shown.push(format!("{:?}", Config::read(&text.to_string()).expect_err("refused")));
    }
    for text in shown {
        for secret in ["vector-private-key", "vector-relay-token", "checksum=", "privatekey=", "otp-90210"] {
            assert!(!text.contains(secret), "{secret} stands in {text}");
        }
    }
}

/// A second reader, of the document and not of the code: whether a body is `1;idtransaction`, and which id it names.
fn names_success(body: &[u8]) -> Option<String> {
    let white = |byte: &u8| b" \t\r\n\x0c".contains(byte);
    let start = body.iter().position(|byte| !white(byte))?;
    let end = body.iter().rposition(|byte| !white(byte))?;
    let id = body[start..=end].strip_prefix(b"1;")?;
    let good = (1..=64).contains(&id.len()) && id.iter().all(|b| (0x21..0x7f).contains(b) && !b";<>".contains(b));
    good.then(|| String::from_utf8(id.to_vec()).unwrap())
}

/// The same for a failure: the code and nothing else.
fn names_failure(body: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(body) else { return false };
    let line = text.trim_matches([' ', '\t', '\r', '\n', '\x0c']);
    FAILED.iter().any(|(code, _)| *code == line) || ["-302;", "-304;"].contains(&line)
}

fn agrees(call: Asked, status: u16, body: &[u8]) -> Result<(), TestCaseError> {
    let report = call.read(&ALL, &http(status, body));
    let id = names_success(body).filter(|_| status == 200);
    let same = |id: &String| !matches!(call, Asked::Recheck(Some(known)) if known != id);
    let text = String::from_utf8_lossy(body);
    prop_assert_eq!(report.outcome == Outcome::Succeeded, id.as_ref().is_some_and(same), "{:?} {:?}", call, text);
    let failed = matches!(report.outcome, Outcome::Failed(_));
    prop_assert_eq!(failed, status == 200 && call == Asked::Topup && names_failure(body), "{:?} {:?}", call, text);
    if report.outcome == Outcome::Succeeded {
        prop_assert_eq!(report.provider_order_id, id, "a success names its id");
    }
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_give_an_outcome_and_never_success(
        call in select(CALLS.to_vec()),
        status in any::<u16>(),
        body in vec(any::<u8>(), 0..300),
    ) {
        prop_assume!(names_success(&body).is_none() && !names_failure(&body));
        agrees(call, status, &body)?;
        agrees(call, 200, &body)?;
    }

    #[test]
    fn pieces_of_replies_are_read_as_the_document_says(
        call in select(CALLS.to_vec()),
        pieces in vec(select(vec![
            "1", "1;", ";", "-", "-3", "5", "61", "0", "17", ID, " ", "\r\n", "\t", "+", ".", ",", "<", ">", "é", "\0", "A",
        ]), 0..6),
    ) {
        agrees(call, 200, pieces.concat().as_bytes())?;
    }

    #[test]
    fn one_byte_more_less_or_other_is_read_as_the_document_says(
        call in select(CALLS.to_vec()),
        good in select(vec!["1;170000000000001", "-302", "\r\n61\r\n", "-3", "5"]),
        (at, byte, change) in (any::<Index>(), any::<u8>(), 0..4_u8),
        status in select(vec![200_u16, 200, 200, 201, 302, 403, 500]),
    ) {
        let mut body = good.as_bytes().to_vec();
        crate::support::bytes::one_byte_off(&mut body, at, byte, change);
        agrees(call, status, &body)?;
    }

    #[test]
    fn any_bytes_are_a_balance_only_if_they_are_digits(
        noise in vec(any::<u8>(), 0..40),
        text in "[ \r\n]{0,2}[-+]?[0-9.,; ]{0,18}[ \r\n]{0,2}",
    ) {
        for body in [noise, text.into_bytes()] {
            let white = |c: char| c.is_ascii_whitespace();
            let digits = std::str::from_utf8(&body).map(|text| text.trim_matches(white).to_owned()).unwrap_or_default();
            let plain = !digits.is_empty() && digits.len() <= 15 && digits.bytes().all(|b| b.is_ascii_digit());
            let expected = digits.parse().ok().filter(|_| plain).and_then(|dong| Money::balance(dong, Currency::Vnd));
            prop_assert_eq!(balance(body).ok(), expected.map(InquiryAnswer::Balance), "{:?}", digits);
        }
    }
}
