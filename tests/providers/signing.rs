//! Digests against published vectors, and fingerprints against an independent implementation.

use crate::support::orders::account;
use mekong_pay::domain::{Currency, MerchantOrderId, Money, Msisdn, Operation, OrderTerms, Secret};
use mekong_pay::providers::Command;
use mekong_pay::signing::{account_fingerprint, command_fingerprint, equal, hmac_sha256, sha256};
use serde_json::{Value, json};

/// FIPS 180-4's examples (the Secure Hash Standard's published messages).
#[test]
fn sha256_agrees_with_fips_180_4() {
    let million = "a".repeat(1_000_000);
    let cases = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ),
        (million.as_str(), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ];
    for (text, digest) in cases {
        assert_eq!(hex::encode(sha256(text.as_bytes())), digest, "{} bytes", text.len());
    }
}

/// RFC 4231 section 4 (test case 5 in full length), then the lengths around the block of 64 bytes and nothing at
/// all, by Python's `hmac`.
#[test]
fn hmac_sha256_agrees_with_rfc_4231() {
    let long = "This is a test using a larger than block-size key and a larger than block-size data. \
                The key needs to be hashed before being used by the HMAC algorithm.";
    let counting: Vec<u8> = (1..=25).collect();
    let cases: [(&str, &[u8], &[u8], &str); 10] = [
        ("1", &[0x0b; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (
            "2",
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        ("3", &[0xaa; 20], &[0xdd; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        ("4", &counting, &[0xcd; 50], "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        ("5", &[0x0c; 20], b"Test With Truncation", "a3b6167473100ee06e0c796c2955552bfa6f7c0a6a8aef8b93f860aab0cd20c5"),
        (
            "6",
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
        ("7", &[0xaa; 131], long.as_bytes(), "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
        ("block", &[b'k'; 64], b"m", "3b7a8d453e76edb519238a515105a57508d0f169f480ebeee120a9e7803289fa"),
        ("block + 1", &[b'k'; 65], b"m", "c2d7d4c2256ddb097409ec0c67e1d58fa1a007fc6932cac0d892a525d08af7cc"),
        ("empty", b"", b"", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    ];
    for (name, key, text, digest) in cases {
        assert_eq!(hex::encode(hmac_sha256(key, text)), digest, "RFC 4231 case {name}");
    }
}

#[test]
fn equal_means_every_byte_and_the_length() {
    assert!(equal(b"", b"") && equal(b"\x00abc", b"\x00abc"));
    for (left, right) in [("abc", "abd"), ("xbc", "abc"), ("abc", "ab"), ("", "a"), ("abc", "abc\0")] {
        assert!(!equal(left.as_bytes(), right.as_bytes()), "{left:?} {right:?}");
    }
}

fn key() -> Secret {
    Secret::new("fingerprint-key-1")
}

fn fingerprint(terms: &OrderTerms) -> String {
    command_fingerprint(&key(), terms)
}

/// The facts that a command as typed comes to.
fn terms(operation: Operation, value: &str, msisdn: &str, details: &Value) -> OrderTerms {
    let command = Command {
        operation,
        merchant_order_id: MerchantOrderId::parse("TEST1").unwrap(),
        amount: Money::parse(value, Currency::Lak).unwrap(),
        msisdn: Some(msisdn),
        return_url: None,
        details,
    };
    account().prepare(command).unwrap().terms
}

fn base() -> OrderTerms {
    terms(Operation::Charge, "1000", "2055515155", &json!({ "card_name": "Card1K", "subscribe": true }))
}

/// `hmac.new(key, b'v1\n' + json.dumps(meaning, separators=(',', ':'), sort_keys=True).encode(), 'sha256')` with
/// `["ltc","charge",1000,"LAK","8562055515155",{"card_name":"Card1K","game_name":"TEST","subscribe":true}]`, and
/// `a1` with `["ltc",["https://ltcpay.laotel.com","partner@example.com","UAT"]]`. A change of these values makes
/// every stored order's id refuse its own repetition.
#[test]
fn fingerprints_agree_with_python() {
    let expected = "v1:584828f85a4c3b7f5a5741ad0142366f47a8f6bf5436ffb3ae00871cdc16c57f";
    assert_eq!(fingerprint(&base()), expected);
    let expected = "a1:660f493c4a960206d0b6efa89947a4f054ccc0bb40f30ae328a07f284c86016d";
    assert_eq!(account_fingerprint(&key(), "ltc", &account().identity()), expected);
}

#[test]
fn the_same_meaning_has_the_same_fingerprint() {
    let details = json!({ "card_name": "Card1K", "subscribe": true });
    for number in ["+8562055515155", "8562055515155", "02055515155", "2055515155", "+856 20 5551-5155"] {
        let other = terms(Operation::Charge, "1000", number, &details);
        assert_eq!(fingerprint(&other), fingerprint(&base()), "{number}");
    }
    let spelt_out = json!({ "subscribe": true, "game_name": "TEST", "period": null, "card_name": "Card1K" });
    let other = terms(Operation::Charge, "1000", "2055515155", &spelt_out);
    assert_eq!(fingerprint(&other), fingerprint(&base()), "the configured game's name, and another order of fields");
    let baht = |value| OrderTerms { amount: Money::parse(value, Currency::Thb).unwrap(), ..base() };
    for value in ["344", "344.0", "0344.00"] {
        assert_eq!(fingerprint(&baht(value)), fingerprint(&baht("344.00")), "{value}");
    }
    let mut renamed = base();
    renamed.merchant_order_id = MerchantOrderId::parse("TEST2").unwrap();
    assert_eq!(fingerprint(&renamed), fingerprint(&base()), "the id is what the fingerprint is kept under");
    let sent = OrderTerms { sent_id: Some("SHOP1TEST".to_owned()), ..base() };
    assert_eq!(fingerprint(&sent), fingerprint(&base()), "an id sent with a prefix is the same order");
}

#[test]
fn another_meaning_has_another_fingerprint() {
    let charge = |details: Value| terms(Operation::Charge, "1000", "2055515155", &details);
    let renewal = |period: &str| {
        let details = json!({ "card_name": "Card1K", "period": period });
        terms(Operation::Renewal, "1000", "2055515155", &details)
    };
    let others = [
        ("base", base()),
        ("amount", OrderTerms { amount: Money::parse("1001", Currency::Lak).unwrap(), ..base() }),
        ("currency", OrderTerms { amount: Money::parse("1000", Currency::Vnd).unwrap(), ..base() }),
        ("minor units", OrderTerms { amount: Money::parse("1000", Currency::Thb).unwrap(), ..base() }),
        (
            "number",
            terms(Operation::Charge, "1000", "2055515156", &json!({ "card_name": "Card1K", "subscribe": true })),
        ),
        ("no number", OrderTerms { msisdn: None::<Msisdn>, ..base() }),
        ("provider", OrderTerms { provider: "another".to_owned(), ..base() }),
        ("operation", OrderTerms { operation: Operation::Renewal, ..base() }),
        ("card", charge(json!({ "card_name": "Card1k", "subscribe": true }))),
        ("game", charge(json!({ "card_name": "Card1K", "game_name": "TEST2", "subscribe": true }))),
        ("code", charge(json!({ "card_name": "Card1K", "ussd_code": "*123#", "subscribe": true }))),
        ("subscribe", charge(json!({ "card_name": "Card1K" }))),
        ("period", renewal("2026-11")),
        ("next period", renewal("2026-12")),
    ];
    for (at, (name, left)) in others.iter().enumerate() {
        for (other, right) in others.iter().skip(at + 1) {
            assert_ne!(fingerprint(left), fingerprint(right), "{name} and {other} are not the same order");
        }
    }
    assert_ne!(command_fingerprint(&Secret::new("fingerprint-key-2"), &base()), fingerprint(&base()), "it is keyed");
    let split = |parts: &[&str]| account_fingerprint(&key(), "ltc", parts);
    assert_ne!(split(&["ab", "c"]), split(&["a", "bc"]), "parts are told apart");
}
