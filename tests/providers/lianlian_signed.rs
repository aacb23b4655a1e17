//! Signatures stage by stage, against what openssl made: keys, canonical strings, requests as printed, notifications,
//! the browser's return. The vectors of whichever provider has such cases.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::support::expect::{Asked, Canonical, Keyed, NotificationExpected, Returned};
use crate::support::orders::at;
use crate::support::rsa::block_on;
use crate::support::vectors::{Case, File, load, pairs};
use base64ct::{Base64, Encoding};
use mekong_pay::domain::order::Order;
use mekong_pay::domain::order::lifecycle::Fingerprints;
use mekong_pay::domain::{Outcome, ProviderReport};
use mekong_pay::providers::http::Request;
use mekong_pay::providers::{self, Message, NotificationVerification};
use mekong_pay::signing::canonical::{Empties, Json, canonical_string};
use mekong_pay::signing::keys::{PrivateKey, PublicKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Runs every case of a kind, of every provider that has some; at least `least` in all.
fn run(kind: &str, least: usize, check: fn(&File, &Case)) {
    let (mut ran, mut failed) = (0, Vec::new());
    for provider in providers::REGISTRY {
        let file = load(provider.id());
        for case in file.of_kind(kind) {
            ran += 1;
            if catch_unwind(AssertUnwindSafe(|| check(&file, case))).is_err() {
                failed.push(file.name(case));
            }
        }
    }
    assert!(ran >= least, "only {ran} of kind {kind}");
    assert!(failed.is_empty(), "{} of {ran} failed, see above: {failed:?}", failed.len());
}

fn expected<'de, T: Deserialize<'de>>(file: &File, case: &'de Case) -> T {
    T::deserialize(&case.expect).unwrap_or_else(|error| panic!("{}: bad expectation: {error}", file.name(case)))
}

fn word(value: impl Serialize) -> Option<String> {
    serde_json::to_value(value).unwrap().as_str().map(str::to_owned)
}

#[test]
fn canonical_strings() {
    run("canonical", 30, |file, case| {
        let (name, expect): (_, Canonical) = (file.name(case), expected(file, case));
        let json = Json::read(case.input.as_deref().unwrap().as_bytes());
        assert_eq!(json.is_some(), expect.readable, "{name}: whether it can be read differs");
        let Some(json) = json else { return };
        assert_eq!(canonical_string(&json, Empties::Included), expect.included, "{name}: empties included");
        assert_eq!(canonical_string(&json, Empties::Skipped), expect.skipped, "{name}: empties skipped");
        assert_eq!(Some(json.is_flat()), expect.flat, "{name}: whether it can be read back in one way differs");
        assert_eq!(Some(json.repeats_a_key()), expect.repeats, "{name}: repeated keys differ");
    });
}

#[test]
fn keys() {
    run("key", 50, |file, case| {
        let (name, expect): (_, Keyed) = (file.name(case), expected(file, case));
        let text = case.input.as_deref().unwrap();
        let der = match expect.kind.as_str() {
            "private" => PrivateKey::parse(text).map(|key| key.pkcs8().to_vec()),
            _ => PublicKey::parse(text).map(|key| key.spki().to_vec()),
        };
        match (der, expect.der, expect.error) {
            (Ok(der), Some(expect), None) => assert_eq!(Base64::encode_string(&der), expect, "{name}: DER differs"),
            (Err(error), None, Some(expect)) => assert!(error.contains(&expect), "{name}: says {error}"),
            (der, ..) => panic!("{name}: accepted or refused wrongly: {:?}", der.err()),
        }
    });
}

/// Whatever is cut from a key, or put in its place: an error or a key, never a panic; and nothing of it is shown.
#[test]
fn no_damaged_key_panics_or_is_shown() {
    let key = &load("lianlian").keys["merchant_old"];
    let der = Base64::decode_vec(&key.private).unwrap();
    for at in 0..der.len().min(64) {
        for byte in [0x00, 0x02, 0x30, 0x7f, 0x80, 0x81, 0x84, 0xff] {
            let mut damaged = der.clone();
            damaged[at] = byte;
            let text = Base64::encode_string(&damaged);
            let shown = format!("{:?} {:?}", PrivateKey::parse(&text), PublicKey::parse(&text));
            assert!(!text.as_bytes().windows(12).any(|part| shown.contains(std::str::from_utf8(part).unwrap())));
        }
    }
    for length in 0..der.len() {
        assert!(PrivateKey::parse(&Base64::encode_string(&der[..length])).is_err(), "cut at {length}");
    }
}

/// A DER element (X.690 section 8.1), written here for keys that no tool makes.
fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = u16::try_from(contents.len()).unwrap().to_be_bytes();
    [&[tag, 0x82], &length[..], contents].concat()
}

/// A number that is not negative.
fn number(digits: &[u8]) -> Vec<u8> {
    element(2, &[&[0], digits].concat())
}

/// One key in every form: PKCS#1 and PKCS#8, PKCS#1's public form and SPKI.
fn forms(modulus: &[u8], exponent: &[u8]) -> [(bool, String); 4] {
    let rsa = element(0x30, &[element(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]), element(5, &[])].concat());
    let public = element(0x30, &[number(modulus), number(exponent)].concat());
    let rest = vec![number(&[9]); 6].concat();
    let private = element(0x30, &[number(&[0]), number(modulus), number(exponent), rest].concat());
    let pkcs8 = element(0x30, &[number(&[0]), rsa.clone(), element(4, &private)].concat());
    let spki = element(0x30, &[rsa, element(3, &[&[0], &public[..]].concat())].concat());
    [(true, private), (true, pkcs8), (false, public), (false, spki)]
        .map(|(private, der)| (private, Base64::encode_string(&der)))
}

/// With an exponent of 1 a signature is the padded text itself: anybody could sign. RFC 8017 section 3.1 has odd ones
/// from 3; what is longer than 33 bits BoringSSL does not import, nor does any tool make it.
#[test]
fn no_key_is_taken_under_which_anybody_could_sign() {
    let modulus = [&[0xc1; 127][..], &[0x0d]].concat();
    let said = |modulus: &[u8], exponent: &[u8]| {
        forms(modulus, exponent).map(|(private, text)| match private {
            true => PrivateKey::parse(&text).err().unwrap_or("taken"),
            false => PublicKey::parse(&text).err().unwrap_or("taken"),
        })
    };
    for good in [&[3][..], &[17], &[1, 0, 1], &[0, 0, 3], &[1, 0, 0, 0, 1]] {
        assert_eq!(said(&modulus, good), ["taken"; 4], "{good:?}");
    }
    for bad in
        [&[0][..], &[1], &[0, 1], &[2], &[4], &[1, 0, 0], &[2, 0, 0, 0, 1], &[1, 0, 0, 0, 0, 0, 0, 0, 1], &modulus]
    {
        for said in said(&modulus, bad) {
            assert!(said.contains("exponent"), "{bad:?}: {said}");
        }
    }
    for said in said(&modulus[1..], &[1, 0, 1]) {
        assert!(said.contains("too small"), "{said}");
    }
    let even = [&[0xc1; 127][..], &[0x0c]].concat();
    for said in said(&even, &[1, 0, 1]) {
        assert!(said.contains("even"), "{said}");
    }
}

/// The text that the `sign` header of a request is openssl's signature of.
fn signed_text(file: &File, request: &Request) -> String {
    let sent = request.headers.iter().find(|(name, _)| *name == "sign").map(|(_, value)| value.as_str()).unwrap();
    let known = file.signatures.iter().find(|known| known.signature == sent).unwrap();
    known.text.clone()
}

/// What printed requests say, what ours say instead, and why; `vectors.rs` compares the bytes.
#[test]
fn requests_as_printed() {
    run("request", 100, |file, case| {
        let (name, expect): (_, Asked) = (file.name(case), expected(file, case));
        let Some(canonical) = expect.canonical else { return };
        let (account, rsa) = (file.account(case), file.rsa());
        let prepared = case.prepare(account.as_ref()).unwrap();
        let request = block_on(account.build(&case.call(&prepared), case.context(&rsa, None))).unwrap();
        assert_eq!(signed_text(file, &request), canonical, "{name}: canonical string differs");
        let Some(Value::Object(printed)) = expect.printed else { return };
        let ours: Value = serde_json::from_str(request.body.as_deref().unwrap()).unwrap();
        let ours = ours.as_object().unwrap();
        let mut fields: Vec<&String> = printed.keys().chain(ours.keys()).collect();
        fields.sort();
        fields.dedup();
        for field in fields {
            let same = printed.get(field) == ours.get(field);
            let meant = expect.differences.get(field).is_some_and(|reason| !reason.is_empty());
            assert_ne!(same, meant, "{name}: {field} differs from the print, or should");
        }
    });
}

#[test]
fn every_sample_of_the_page_is_there() {
    let file = load("lianlian");
    let printed = |case: &&&Case| case.id.starts_with("sample-") && case.expect.get("printed").is_some();
    let requests = file.of_kind("request");
    assert_eq!(requests.iter().filter(printed).count(), 18);
    assert_eq!(file.of_kind("response").iter().filter(|case| case.id.starts_with("sample-answer-")).count(), 18);
}

#[test]
fn notifications() {
    run("notification", 50, |file, case| {
        let (name, expect): (_, NotificationExpected) = (file.name(case), expected(file, case));
        let (account, rsa) = (file.account(case), file.rsa());
        let notifications = account.signed_notifications().unwrap();
        let headers = pairs(case.headers.as_ref().unwrap());
        let message = Message { headers: &headers, body: case.body.as_deref().unwrap().as_bytes() };
        let (read, order_id, refund_id, notification) = match block_on(notifications.verify(&message, &rsa)) {
            NotificationVerification::Refused => ("refused", None, None, None),
            NotificationVerification::Ambiguous(notification) => {
                let said = notification.get();
                ("ambiguous", said.merchant_order_id.clone(), said.merchant_refund_id.clone(), None)
            }
            NotificationVerification::Verified(notification) => {
                let said = notification.get();
                ("verified", said.merchant_order_id.clone(), said.merchant_refund_id.clone(), Some(notification))
            }
        };
        assert_eq!(read, expect.read, "{name}: how far it was understood differs");
        assert_eq!(order_id, expect.merchant_order_id, "{name}: the order it names differs");
        assert_eq!(refund_id, expect.merchant_refund_id, "{name}: the refund it names differs");
        let Some(notification) = notification else { return };
        let fingerprints = Fingerprints { command: "v1:0".to_owned(), account: "a1:0".to_owned() };
        let order = Order::reserve(case.prepare(account.as_ref()).unwrap(), fingerprints, at(0))
            .named_by_provider(case.context.provider_order_id.clone());
        judged(&name, notifications.judge(&notification, &order), &expect);
    });
}

fn judged(name: &str, report: ProviderReport, expect: &NotificationExpected) {
    let (outcome, unknown_reason) = match report.outcome {
        Outcome::Succeeded => ("succeeded", None),
        Outcome::Failed(_) => ("failed", None),
        Outcome::Pending(_) => ("pending", None),
        Outcome::Unknown(unknown_reason) => ("unknown", word(unknown_reason)),
    };
    assert_eq!(Some(outcome), expect.outcome.as_deref(), "{name}: outcome differs (unknown reason {unknown_reason:?})");
    assert_eq!(unknown_reason, expect.unknown_reason, "{name}: unknown reason differs");
    assert_eq!(report.provider_order_id, expect.provider_order_id, "{name}: provider order id differs");
    if expect.evidence.is_some() {
        assert_eq!(word(report.evidence), expect.evidence, "{name}: evidence differs");
    }
    let rule = report.corroboration.map(|rule| {
        assert_eq!(rule.reads, None, "{name}: notifications alone never fail an order");
        crate::support::expect::repetition(&rule)
    });
    assert_eq!(rule, expect.corroboration, "{name}: corroboration differs");
}

#[test]
fn returns() {
    run("return", 10, |file, case| {
        let (name, expect): (_, Returned) = (file.name(case), expected(file, case));
        let (account, rsa) = (file.account(case), file.rsa());
        let notifications = account.signed_notifications().unwrap();
        let form = case.form.as_ref().unwrap();
        let order = form.iter().find(|(key, _)| key == "merchant_order_id").map(|(_, id)| id.as_str());
        let notification = block_on(notifications.verify_return(form, &rsa));
        assert_eq!(notification.is_some(), expect.signed, "{name}: whether it is signed differs");
        let named = notification.as_ref().and_then(|notification| notification.get().merchant_order_id.as_deref());
        assert!(notification.is_none() || named == order, "{name}: names {named:?}");
    });
}

#[test]
fn a_notification_is_acknowledged_as_documented() {
    let file = load("lianlian");
    let reply = file.account(file.of_kind("notification")[0]).signed_notifications().unwrap().acknowledge();
    assert_eq!((reply.status, reply.body.as_str()), (200, r#"{"code":200000,"message":"Success"}"#));
}
