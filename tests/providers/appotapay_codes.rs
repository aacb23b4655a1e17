//! Every code in every call of AppotaPay, against the tables of this provider's README, which are written out here
//! once more: the code under test must not be its own judge. And what holds of every answer.

use std::sync::LazyLock;

use crate::support::orders::context;
use crate::support::random::config;
use crate::support::rsa::block_on;
use mekong_pay::domain::outcome::{AccountProblem, Evidence, Proof};
use mekong_pay::domain::review::ReviewReason;
use mekong_pay::domain::time::{MINUTE, SECOND};
use mekong_pay::domain::{
    CommandError, Currency, MerchantOrderId, Money, Operation, Outcome, Prepared, ProviderReport, Reason, Timestamp,
    UnknownReason,
};
use mekong_pay::providers::appotapay::Config;
use mekong_pay::providers::http::{Answer, Response};
use mekong_pay::providers::{Account, Call, Command, Inquiries, Inquiry, InquiryAnswer, InquiryError, Product, Step};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

/// The order's amount in both samples is its own.
const CHARGED: i64 = 10_000;
const ASKED: i64 = 100_000;

/// The pages' samples, signed with the key `test-secret-key` by Python's hmac.
const CHARGING: &str = r#"{"errorCode":0,"message":"ok","transaction":{"phoneNumber":"0866123456","amount":10000,"productCode":"viettel_10","topupAmount":10000,"appotapayTransId":"01J7G2DYZTPCGHM3AAF8ANZC7J","time":"2024-09-13T17:48:06+07:00","telco":"viettel"},"account":{"balance":"121000000"},"signature":"b195e2fec3136159a73e6ffa2ba5a993b52008b660a2ca3bfbc1c824d175531e"}"#;
const STATUS: &str = r#"{"errorCode":0,"message":"ok","transaction":{"phoneNumber":"0866123456","amount":100000,"topupAmount":100000,"appotapayTransId":"01JCM8K321W0ZFHK99T8JBXR2P","time":"14-11-2024 09:38:43"},"signature":"d330c5450daa9d2d6c00084528e6b66eabb2bd879a8fcfc6f2426e3ec5433e63"}"#;

const WRITTEN: &str = r#"{"base_url":"https://gateway.dev.appotapay.com","partner_code":"VECTORPARTNER","api_key":"vector-api-key-1","secret_key":"test-secret-key","relay_token":"vector-relay-token-1"}"#;

fn account() -> &'static Config {
    static ACCOUNT: LazyLock<Config> = LazyLock::new(|| Config::read(WRITTEN).unwrap());
    &ACCOUNT
}

fn prepare(details: &Value, amount: i64) -> Result<Prepared, CommandError> {
    account().prepare(Command {
        operation: Operation::Topup,
        merchant_order_id: MerchantOrderId::parse("AB123").unwrap(),
        amount: Money::from_minor(amount, Currency::Vnd).unwrap(),
        msisdn: Some("0866123456"),
        return_url: None,
        details,
    })
}

fn prepared(amount: i64) -> Prepared {
    let code = format!("viettel_{}", amount / 1000);
    prepare(&json!({ "product_code": code, "service_type": "prepaid" }), amount).unwrap()
}

/// What is known of an order before a call is answered.
#[derive(Debug, Clone, Copy, Default)]
struct Known<'a> {
    id: Option<&'a str>,
    charge_reply: Option<&'a str>,
}

fn read(charge: bool, known: Known<'_>, status: u16, body: &[u8]) -> ProviderReport {
    read_of(None, charge, known, status, body)
}

fn read_of(ordered_at: Option<Timestamp>, charge: bool, known: Known<'_>, status: u16, body: &[u8]) -> ProviderReport {
    static ORDERS: LazyLock<[Prepared; 2]> = LazyLock::new(|| [prepared(ASKED), prepared(CHARGED)]);
    let prepared = &ORDERS[usize::from(charge)];
    let step = if charge { Step::Create(None) } else { Step::Query };
    let call = Call {
        step,
        terms: &prepared.terms,
        provider_order_id: known.id,
        charge_reply: known.charge_reply,
        ordered_at,
    };
    let answer = Ok(Response { status, headers: Vec::new(), body: body.to_vec() });
    block_on(account().classify(&call, &answer, context()))
}

/// The top-up of a status is the order's own only if it is not older, as long as the charge's answer was not seen: it may
/// have said that the id was used before. The sample was made on 2024-11-14 at 09:38:43, at Vietnam's time.
#[test]
fn an_older_top_up_is_nobodys_success() {
    let at = |time: &str| Timestamp::parse(&format!("2024-11-14T{time}+07:00"));
    let seen = |ordered: &str, known| read_of(at(ordered), false, known, 200, STATUS.as_bytes());
    let unseen = Known::default();
    let (named, pending) =
        (Known { id: Some("01JCM8K321W0ZFHK99T8JBXR2P"), ..unseen }, Known { charge_reply: Some("35"), ..unseen });
    for (ordered, known) in [("09:38:40", unseen), ("09:48:43", unseen), ("23:00:00", named), ("23:00:00", pending)] {
        assert_eq!(seen(ordered, known).outcome, Outcome::Succeeded, "{ordered}");
    }
    for ordered in ["09:48:44", "23:00:00"] {
        let report = seen(ordered, unseen);
        assert_eq!(report.outcome, Outcome::Unknown(UnknownReason::Mismatch), "{ordered}");
        assert_eq!(report.review, Some(ReviewReason::IdUsedBefore), "{ordered}");
    }
    let after_31 = Known { charge_reply: Some("31"), ..unseen };
    assert_eq!(seen("09:38:45", after_31).outcome, Outcome::Succeeded);
    assert_eq!(seen("09:38:46", after_31).outcome, Outcome::Unknown(UnknownReason::Mismatch));
}

/// What the tables say of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Unknown(UnknownReason),
    Failed(Reason),
    /// Two reads over five minutes.
    Twice(Reason),
    /// Three reads over half an hour, then a person.
    NeverHeardOf,
}

const ACCOUNT: &str = "11 13 14 15 23 92";

fn among(list: &str, code: u32) -> bool {
    list.split(' ').any(|listed| listed == code.to_string())
}

fn reason(code: u32) -> Option<Reason> {
    let lists = [
        ("12", Reason::BalanceTooLow),
        ("32 38 39 55 56 2106", Reason::ProductNotAvailable),
        ("37 51 52 204", Reason::NumberNotEligible),
    ];
    lists.into_iter().find(|(list, _)| among(list, code)).map(|(_, reason)| reason)
}

/// Table "charging", for a 0 without a transaction.
fn charge_says(code: u32) -> Says {
    match code {
        0 => Says::Unknown(UnknownReason::BadSignature),
        33 => Says::Failed(Reason::Declined),
        1 | 2 => Says::Failed(Reason::RequestRefused),
        40 | 41 => Says::Unknown(UnknownReason::Uncorroborated),
        _ if among(ACCOUNT, code) => Says::Failed(Reason::AccountRefused),
        _ if among("31 34 35 36 91 94 99 500", code) => Says::Unknown(UnknownReason::InconclusiveCode),
        _ => reason(code).map_or(Says::Unknown(UnknownReason::UnlistedCode), Says::Failed),
    }
}

/// Table "status", of an order of which nothing is known.
fn status_says(code: u32) -> Says {
    match code {
        0 => Says::Unknown(UnknownReason::BadSignature),
        33 => Says::Failed(Reason::Declined),
        36 => Says::NeverHeardOf,
        40 | 41 => Says::Twice(Reason::ProviderUnavailable),
        _ if among(ACCOUNT, code) || among("1 2 34 35 91 94 99 500", code) => {
            Says::Unknown(UnknownReason::InconclusiveCode)
        }
        _ => reason(code).map_or(Says::Unknown(UnknownReason::UnlistedCode), Says::Twice),
    }
}

/// What a code with an HTTP status says: a fault proves nothing, nor does a query that was turned away.
fn says(charge: bool, status: u16, code: u32) -> Says {
    let plain = if charge { charge_says(code) } else { status_says(code) };
    let open = matches!(plain, Says::Unknown(UnknownReason::InconclusiveCode | UnknownReason::UnlistedCode));
    match status {
        429 | 500.. => Says::Unknown(UnknownReason::HttpStatus),
        401 | 403 if !charge && !open => Says::Unknown(UnknownReason::HttpStatus),
        _ if code == 0 && status != 200 => Says::Unknown(UnknownReason::HttpStatus),
        _ => plain,
    }
}

fn check(name: &str, report: &ProviderReport, says: Says) {
    let (outcome, rule) = match says {
        Says::Unknown(unknown_reason) => (Outcome::Unknown(unknown_reason), None),
        Says::Failed(reason) => {
            assert!(matches!(report.outcome, Outcome::Failed(f) if f.reason == reason), "{name}: {report:?}");
            (report.outcome.clone(), None)
        }
        Says::Twice(reason) => {
            (Outcome::Unknown(UnknownReason::Uncorroborated), Some((Some(2), 5 * MINUTE, Ok(reason))))
        }
        Says::NeverHeardOf => {
            (Outcome::Unknown(UnknownReason::Uncorroborated), Some((Some(3), 30 * MINUTE, Err(ReviewReason::NotFound))))
        }
    };
    assert_eq!(report.outcome, outcome, "{name}");
    let given = report.corroboration.map(|rule| match rule.then {
        Proof::Failed(failure) => (rule.reads, rule.over, Ok(failure.reason)),
        Proof::Review(reason) => (rule.reads, rule.over, Err(reason)),
    });
    assert_eq!(given, rule, "{name}: what repetition proves");
    assert_eq!((report.evidence, &report.provider_order_id), (Evidence::OwnReply, &None), "{name}");
}

#[test]
fn every_code_of_every_call_has_the_documented_outcome() {
    let mut read_codes = 0;
    for charge in [true, false] {
        for code in 0..=9999 {
            let number = format!("{{\"errorCode\":{code},\"message\":\"-\"}}");
            let text = format!("{{\"message\":\"-\",\"errorCode\":\"{code}\"}}");
            let spellings = [(200, &number), (200, &text), (400, &number), (404, &number), (401, &number)];
            let faults = [(403, &text), (429, &number), (500, &text), (503, &number)];
            for (status, body) in spellings.into_iter().chain(faults) {
                let name = format!("appotapay/charge {charge}/{status}/{code}");
                let report = read(charge, Known::default(), status, body.as_bytes());
                check(&name, &report, says(charge, status, code));
                let review = charge && code == 31;
                assert_eq!(report.review, review.then_some(ReviewReason::IdUsedBefore), "{name}");
                assert_eq!(report.account_problem, account_problem(charge, code), "{name}");
                let kept = report.provider_status.unwrap();
                assert_eq!((kept.code, kept.message.as_str()), (code.to_string(), "-"), "{name}");
                read_codes += 1;
            }
        }
    }
    assert_eq!(read_codes, 2 * 10_000 * 9);
}

/// Of our account; a status call's 12 is about the top-up.
fn account_problem(charge: bool, code: u32) -> Option<AccountProblem> {
    match code {
        12 if charge => Some(AccountProblem::BalanceTooLow),
        _ if among(ACCOUNT, code) => Some(AccountProblem::AccountRefused),
        _ => None,
    }
}

/// The codes that prove a charge failed, and the only one that a single status read proves it with.
#[test]
fn nothing_fails_where_the_document_leaves_it_open() {
    let final_codes = "1 2 11 12 13 14 15 23 32 33 37 38 39 51 52 55 56 92 204 2106";
    let known = [None, Some("0"), Some("31"), Some("36"), Some("40"), Some("91")];
    for code in 0..=9999 {
        let forms = [
            format!("{{\"errorCode\":{code}}}"),
            format!("{{\"errorCode\":\"{code}\",\"transaction\":{{}},\"signature\":\"\"}}"),
            format!("{{\"errorCode\":\"0{code}\"}}"),
            format!("{{\"errorCode\":{code}.0}}"),
            format!("{{\"errorCode\":-{code}}}"),
            format!("{{\"errorCode\":{code},\"errorCode\":{code}}}"),
            format!("[{{\"errorCode\":{code}}}]"),
            format!("{{\"errorcode\":{code}}}"),
        ];
        for (form, body) in forms.iter().enumerate() {
            let failed = |report: &ProviderReport| matches!(report.outcome, Outcome::Failed(_));
            let charged = read(true, Known::default(), 200, body.as_bytes());
            assert_eq!(failed(&charged), form < 2 && among(final_codes, code), "charge: {body}");
            let charge_reply = known[(code as usize + form) % known.len()];
            let asked = read(false, Known { id: None, charge_reply }, 200, body.as_bytes());
            assert_eq!(failed(&asked), form < 2 && code == 33, "status: {body}");
            if form >= 2 {
                assert!(asked.corroboration.is_none(), "status: {body} would fail when repeated");
            }
        }
    }
}

#[test]
fn not_found_is_a_no_only_beside_maintenance() {
    for (status, body) in [(200, r#"{"errorCode":36}"#), (404, r#"{"errorCode":"36"}"#), (404, ""), (404, "<html>")] {
        for (charge_reply, id) in [(None, None), (Some("35"), None), (Some("401"), None)] {
            check(body, &read(false, Known { id, charge_reply }, status, body.as_bytes()), Says::NeverHeardOf);
        }
        for charge_reply in [Some("40"), Some("41")] {
            let report = read(false, Known { id: None, charge_reply }, status, body.as_bytes());
            check(body, &report, Says::Twice(Reason::ProviderUnavailable));
        }
        let known = Known { id: Some("01J"), charge_reply: None };
        check(body, &read(false, known, status, body.as_bytes()), Says::Unknown(UnknownReason::InconclusiveCode));
    }
}

#[test]
fn turned_away_a_charge_failed_and_a_query_says_nothing() {
    for status in [401, 403] {
        for body in ["", "<html>", r#"{"message":"denied"}"#] {
            let charged = read(true, Known::default(), status, body.as_bytes());
            check(body, &charged, Says::Failed(Reason::AccountRefused));
            let asked = read(false, Known::default(), status, body.as_bytes());
            check(body, &asked, Says::Unknown(UnknownReason::HttpStatus));
            assert_eq!([charged.account_problem, asked.account_problem], [Some(AccountProblem::AccountRefused); 2]);
        }
    }
}

#[test]
fn a_success_is_signed_and_about_this_very_order() {
    for (charge, body, id) in
        [(true, CHARGING, "01J7G2DYZTPCGHM3AAF8ANZC7J"), (false, STATUS, "01JCM8K321W0ZFHK99T8JBXR2P")]
    {
        let report = read(charge, Known::default(), 200, body.as_bytes());
        assert_eq!((report.outcome, report.evidence), (Outcome::Succeeded, Evidence::Signed));
        assert_eq!(report.provider_order_id.as_deref(), Some(id));
        let other = read(charge, Known { id: Some("01J"), charge_reply: None }, 200, body.as_bytes());
        check("another id", &other, Says::Unknown(UnknownReason::Mismatch));
        // The other call's sample is signed, too, but about another amount.
        let swapped = if charge { STATUS } else { CHARGING };
        check(
            "another amount",
            &read(charge, Known::default(), 200, swapped.as_bytes()),
            Says::Unknown(UnknownReason::Mismatch),
        );
        for (from, to) in
            [("\"signature\":\"", "\"signature\":\"0"), ("0866", "0867"), ("0000,", "0001,"), ("\"01J", "\"02J")]
        {
            let changed = body.replacen(from, to, 1);
            check(
                to,
                &read(charge, Known::default(), 200, changed.as_bytes()),
                Says::Unknown(UnknownReason::BadSignature),
            );
        }
    }
    let mut forgotten = prepared(CHARGED);
    forgotten.terms.msisdn = None;
    forgotten.terms.details = Value::Null;
    let call = Call { step: Step::Query, ..Call::create(&forgotten) };
    let answer = Ok(Response { status: 200, headers: Vec::new(), body: CHARGING.as_bytes().to_vec() });
    let report = block_on(account().classify(&call, &answer, context()));
    assert_eq!(report.outcome, Outcome::Unknown(UnknownReason::Mismatch), "whose number it was is no longer kept");
}

#[test]
fn what_is_charged_is_known_before_it_is_sent() {
    let neutral = json!({ "face_value": "10000", "service_type": "prepaid" });
    let unnamed = prepare(&neutral, 10_000).unwrap();
    assert_eq!(unnamed.terms.details, neutral, "what was asked, and nothing else, is the order's meaning");
    assert!(matches!(account().required_lookup(&unnamed), Some(Inquiry::Number(_))));
    let field = |error: CommandError| (error.code, error.field.to_string());
    let telco = ("field_missing", "details.telco".to_owned());
    let built = block_on(account().build(&Call::create(&unnamed), context()));
    assert_eq!(built.map_err(field).unwrap_err(), telco, "no network, no charge");
    let vnd = |minor| Money::from_minor(minor, Currency::Vnd).unwrap();
    for useless in
        [InquiryAnswer::Balance(vnd(1)), InquiryAnswer::Number(json!({})), InquiryAnswer::Number(json!({ "telco": 7 }))]
    {
        let mut prepared = unnamed.clone();
        assert_eq!(account().apply_lookup(&mut prepared, useless).map_err(field), Err(telco.clone()));
        assert_eq!(prepared.terms, unnamed.terms, "nothing was learnt");
    }
    let package = prepare(&json!({ "product_code": "6GB", "service_type": "postpaid" }), 72_000).unwrap();
    let product = |code: &str, amount| {
        let details = json!({ "product_code": code, "telco": "viettel_data" });
        Product { name: code.to_owned(), amount: vnd(amount), details }
    };
    let learn = |list| account().apply_lookup(&mut package.clone(), InquiryAnswer::Products(list)).map_err(field);
    assert_eq!(learn(vec![product("7GB", 1), product("6GB", 72_000)]), Ok(()));
    assert_eq!(learn(vec![product("6GB", 71_999)]).unwrap_err().0, "amount_differs_from_product");
    assert_eq!(learn(vec![product("7GB", 72_000)]).unwrap_err().0, "product_unknown");
}

#[test]
fn what_holds_of_every_order() {
    let order = prepared(CHARGED);
    assert_eq!((order.call_limit, order.first_call_charges, order.sandbox), (25 * SECOND, true, true));
    assert!(order.otp.is_none() && order.subscription.is_none() && order.warnings.is_empty());
    let moved = prepare(&json!({ "product_code": "mobifone_10", "service_type": "prepaid" }), 10_000).unwrap();
    let warned: Vec<_> = moved.warnings.iter().map(|one| (one.code.as_str(), one.field.as_str())).collect();
    assert_eq!(warned, [("network_differs", "details.telco")]);
    let account = account();
    assert_eq!(account.identity(), ["https://gateway.dev.appotapay.com", "VECTORPARTNER"]);
    assert!(account.refunds().is_none() && account.cancellation().is_none() && account.subscriptions().is_none());
    assert!(
        account.session().is_none()
            && account.signed_notifications().is_none()
            && account.needs_unique_provider_order_id()
    );
    assert_eq!(account.low_balance().minor(), 0);
    let set = WRITTEN.replace('}', r#","low_balance":"5000000","timeout_s":7}"#).replace(".dev", "");
    let set = Config::read(&set).unwrap();
    assert_eq!(set.low_balance().to_string(), "5000000");
    let details = json!({ "product_code": "viettel_10", "service_type": "prepaid" });
    let command = Command {
        operation: Operation::Topup,
        merchant_order_id: MerchantOrderId::parse("AB123").unwrap(),
        amount: Money::from_minor(10_000, Currency::Vnd).unwrap(),
        msisdn: Some("0866123456"),
        return_url: None,
        details: &details,
    };
    let order = set.prepare(command).unwrap();
    assert_eq!((order.call_limit, order.sandbox), (7 * SECOND, false));
}

#[test]
fn no_secret_is_shown() {
    let account = account();
    let order = prepared(CHARGED);
    let call = Call::create(&order);
    let request = block_on(account.build(&call, context())).unwrap();
    let token = &request.headers.iter().find(|(name, _)| *name == "X-APPOTAPAY-AUTH").unwrap().1;
    let shown = [
        format!("{account:?}"),
        format!("{request:?}"),
        format!("{call:?} {order:?}"),
        format!("{:?}", account.request(&Inquiry::Balance, context().now)),
        format!("{:?}", Config::read(&WRITTEN.replace("\"partner_code\"", "\"x\""))),
        format!("{:?}", Config::read(&WRITTEN.replace("vector-api-key-1", "vector-api-key-1 "))),
    ];
    assert_eq!(shown[0].matches("[redacted]").count(), 3, "{}", shown[0]);
    for text in shown {
        for secret in ["test-secret-key", "vector-api-key", "vector-relay", token.as_str()] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

/// A second reader, of the document and not of the code: whether a body still says that this order succeeded.
fn still_says_success(body: &[u8], original: &str) -> bool {
    // Outside what is signed, what is no UTF-8 hides nothing.
    let body = String::from_utf8_lossy(body);
    let (Ok(said), Ok(good)) = (serde_json::from_str::<Value>(&body), serde_json::from_str::<Value>(original)) else {
        return false;
    };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let listed = ["amount", "appotapayTransId", "phoneNumber", "time", "topupAmount"];
    let same = |name: &str| text(&said["transaction"][name]) == text(&good["transaction"][name]);
    text(&said["errorCode"]) == "0" && said["signature"] == good["signature"] && listed.into_iter().all(same)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_give_an_outcome_and_never_success(
        charge in any::<bool>(),
        status in prop_oneof![Just(200_u16), any::<u16>()],
        body in vec(any::<u8>(), 0..200),
    ) {
        let report = read(charge, Known::default(), status, &body);
        prop_assert_ne!(&report.outcome, &Outcome::Succeeded);
        let at_the_door = charge && matches!(status, 401 | 403);
        prop_assert!(at_the_door || matches!(report.outcome, Outcome::Unknown(_)), "{:?}", report);
        let answer: Answer = Ok(Response { status, headers: Vec::new(), body });
        for inquiry in [Inquiry::Balance, Inquiry::Products] {
            let found = account().read(&inquiry, &answer);
            let stopped = found == Err(InquiryError::AccountProblem(AccountProblem::AccountRefused)) && matches!(status, 401 | 403);
            prop_assert!(stopped || found == Err(InquiryError::NoAnswer), "{:?}", found);
        }
    }

    #[test]
    fn pieces_of_answers_are_never_a_success_or_a_finding_by_accident(
        charge in any::<bool>(),
        pieces in vec(select(vec![
            "{", "}", "[", "]", ":", ",", "\"", "\\", "0", "33", "null", "true", "1e999", "-0", "\u{feff}", "\"0\"",
            "\"errorCode\":0", "\"transaction\":{", "\"signature\":\"\"", "\"topupAmount\":10000", "\"account\":{",
            "\"phoneNumber\":\"0866123456\"", "\"balance\":-1", "\"data\":[{",
        ]), 0..60),
    ) {
        let body = format!("{{{}}}", pieces.concat());
        prop_assert_ne!(read(charge, Known::default(), 200, body.as_bytes()).outcome, Outcome::Succeeded, "{}", body);
        let answer: Answer = Ok(Response { status: 200, headers: Vec::new(), body: body.clone().into_bytes() });
        let found = account().read(&Inquiry::Balance, &answer);
        prop_assert!(!matches!(found, Ok(InquiryAnswer::Balance(_))), "{}", body);
    }

    #[test]
    fn one_byte_more_less_or_other_is_success_only_if_it_says_the_same(
        charge in any::<bool>(),
        (at, byte, change) in (any::<Index>(), any::<u8>(), 0..4_u8),
    ) {
        let original = if charge { CHARGING } else { STATUS };
        let mut body = original.as_bytes().to_vec();
        crate::support::bytes::one_byte_off(&mut body, at, byte, change);
        let report = read(charge, Known::default(), 200, &body);
        let text = String::from_utf8_lossy(&body);
        let succeeded = report.outcome == Outcome::Succeeded;
        prop_assert!(!succeeded || still_says_success(&body, original), "{}", text);
        let failed = matches!(report.outcome, Outcome::Failed(_));
        prop_assert!(!failed || !text.contains("\"errorCode\":0,"), "{}", text);
    }

    #[test]
    fn details_never_panic_and_what_is_accepted_is_what_is_charged(
        details in prop_oneof![
            ("[a-z]{0,10}_[0-9]{1,4}", "(prepaid|postpaid|x)", proptest::option::of("[a-z_]{0,34}"))
                .prop_map(|(code, kind, telco)| json!({ "product_code": code, "service_type": kind, "telco": telco })),
            ("[0-9.+-]{0,9}", any::<bool>()).prop_map(|(value, telco)| match telco {
                true => json!({ "face_value": value, "service_type": "prepaid", "telco": "itel" }),
                false => json!({ "face_value": value, "service_type": "prepaid" }),
            }),
            any::<String>().prop_map(|text| json!({ text.clone(): text })),
        ],
        thousands in select(vec![10_i64, 20, 30, 50, 100, 200, 300, 500, 1000, 15]),
    ) {
        if let Ok(prepared) = prepare(&details, thousands * 1000) {
            match account().required_lookup(&prepared) {
                Some(Inquiry::NumberProducts(_, asked)) => prop_assert_eq!(asked, prepared.terms.details),
                Some(inquiry) => prop_assert!(matches!(inquiry, Inquiry::Number(_))),
                None => {
                    let request = block_on(account().build(&Call::create(&prepared), context())).unwrap();
                    let body: Value = serde_json::from_str(&request.body.unwrap()).unwrap();
                    let code = body["productCode"].as_str().unwrap();
                    let suffix = format!("_{thousands}");
                    prop_assert!(code.ends_with(&suffix), "{}", code);
                }
            }
        }
    }
}
