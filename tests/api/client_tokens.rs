//! Client tokens, ids and meanings of purchases against an independent implementation: Python's `hmac` and `base64`.

use crate::support::orders::{account, at, texted};
use mekong_pay::api::{
    ApiKey, Caller, Checks, CreateClientToken, CreateOrder, Keys, PURCHASE_TOKEN_LIVES, Purchase, ReturnUrls,
    TokenView, TokenWanted, read_body, read_body_or_rest,
};
use mekong_pay::domain::order::Order;
use mekong_pay::domain::{Secret, Timestamp};
use mekong_pay::signing::client_token::ClientToken;
use mekong_pay::signing::order_id;
use serde_json::{Value, json};

const FIRST: &str = "first-secret-of-the-client-tokens-test";
const OTHER: &str = "other-secret-of-the-client-tokens-test";
/// `b64url(f"{exp} {gen} {key}")`, `hmac.new(secret, signed, sha256)`.
const SIGNED: &str = "ct_MTc2NjQzMDAwMCAzIGExMDAx.93LUUlTLBA4avpLqCuSlXm9BODZLLPBu36FgEdL3cdw";
const SIGNED_BY_OTHER: &str = "ct_MTc2NjQzMDAwMCAzIGExMDAx.BQXCaLdSVtKqv_qWl4hP3G5lxIw6g-fEHHk1qOSvEPo";
const ENDS: i64 = 1_766_430_000;

fn token() -> ClientToken {
    ClientToken { order: "a1001".to_owned(), generation: 3, expires_at: ENDS }
}

fn secrets(texts: &[&str]) -> Vec<Secret> {
    texts.iter().map(|text| Secret::new(*text)).collect()
}

fn keys(token_secrets: &[&str]) -> Keys {
    // SHA-256 of `sk_dev_mekong` and of `pk_dev_mekong`, by sha256sum.
    let keys = json!([
        {"id": "server", "kind": "secret", "sha256": "b92b7a61cc1d7a037946dc3d13683e31b925c6549b996f5d87dc99d875c70119"},
        {"id": "page", "kind": "publishable", "origins": ["https://shop.example"],
            "sha256": "841bca26b2253ba340915dbdd6e54e04951f9bd07680e65fd86442a918ea13d5"},
        {"id": "app", "kind": "publishable", "origins": ["https://app.example"], "sha256": "0".repeat(64)},
    ]);
    let keys: Vec<ApiKey> = serde_json::from_value(keys).unwrap();
    Keys { keys, token_secrets: secrets(token_secrets) }
}

fn refused(keys: &Keys, shown: &str, seconds: i64) -> (u16, &'static str) {
    let refusal = keys.caller(Some(shown), Timestamp::from_millis(seconds * 1000)).expect_err(shown);
    (refusal.status(), refusal.code())
}

#[test]
fn a_token_is_signed_as_said_and_read_back() {
    assert_eq!(token().signed(&Secret::new(FIRST)), SIGNED);
    assert_eq!(token().signed(&Secret::new(OTHER)), SIGNED_BY_OTHER);
    assert_eq!(ClientToken::verified(&secrets(&[FIRST]), SIGNED), Some(token()));
    // Every character that an id may have, in the longest id: the longest token.
    let order = "0123456789abcdefghijklmnopqrstuvwxyz._-abcdefghijklmnopqrstuvwxy".to_owned();
    let long = ClientToken { order, generation: u32::MAX, expires_at: 9_999_999_999 };
    let text = long.signed(&Secret::new(FIRST));
    assert_eq!((long.order.len(), text.len()), (64, 162));
    assert_eq!(ClientToken::verified(&secrets(&[FIRST]), &text), Some(long));
}

#[test]
fn a_token_of_the_first_or_an_earlier_secret_holds_and_no_other() {
    for (configured, holds) in [
        (vec![FIRST], true),
        (vec![OTHER, FIRST], true),
        (vec![FIRST, OTHER], true),
        (vec![OTHER], false),
        (vec![], false),
    ] {
        assert_eq!(ClientToken::verified(&secrets(&configured), SIGNED).is_some(), holds, "{configured:?}");
    }
}

#[test]
fn a_token_that_is_changed_anywhere_is_none() {
    let secrets = secrets(&[FIRST]);
    let bytes = SIGNED.as_bytes();
    for at in 0..bytes.len() {
        for other in 0x20..0x7f_u8 {
            let mut changed = bytes.to_vec();
            changed[at] = other;
            let read = ClientToken::verified(&secrets, std::str::from_utf8(&changed).unwrap());
            assert_eq!(read.is_some(), other == bytes[at], "byte {at}: {}", char::from(other));
        }
        let (mut shorter, mut longer) = (SIGNED.to_owned(), SIGNED.to_owned());
        shorter.remove(at);
        longer.insert(at, char::from(bytes[at]));
        assert_eq!(ClientToken::verified(&secrets, &shorter), None);
        assert_eq!(ClientToken::verified(&secrets, &longer), None);
    }
    for bad in ["", ".", "ct_", "ct_.", "ct_..", &format!("{SIGNED}."), &format!("{SIGNED}="), &format!(" {SIGNED}")] {
        assert_eq!(ClientToken::verified(&secrets, bad), None, "{bad}");
    }
}

#[test]
fn a_token_opens_its_order_in_any_case_of_letters() {
    for (id, opens) in [("a1001", true), ("A1001", true), ("A1002", false), ("", false), ("a1001/r1", false)] {
        assert_eq!(token().opens(id), opens, "{id}");
    }
}

#[test]
fn callers_are_known_by_key_or_token() {
    let keys = keys(&[FIRST]);
    let now = Timestamp::from_millis((ENDS - 1) * 1000 + 999);
    let is = |shown: &str, caller: Caller| assert_eq!(keys.caller(Some(shown), now).ok(), Some(caller), "{shown}");
    is("sk_dev_mekong", Caller::Secret);
    is("pk_dev_mekong", Caller::Publishable("page".to_owned()));
    is(SIGNED, Caller::Client(token()));
    assert_eq!(refused(&keys, "", 0), (401, "key_missing"));
    for shown in ["sk_dev_mekonk", "pk_dev_mekong1", "b92b7a61cc1d7a037946dc3d13683e31b925c6549b996f5d87dc99d875c70119"]
    {
        assert_eq!(refused(&keys, shown, 0), (401, "key_invalid"), "{shown}");
    }
    assert_eq!(keys.caller(None, now).expect_err("nobody").code(), "key_missing");
    assert_eq!(refused(&keys, SIGNED, ENDS), (401, "client_token_expired"));
    assert_eq!(refused(&keys, SIGNED_BY_OTHER, 0), (401, "key_invalid"));
    // A token that would have expired says nothing but that it is none, if its signature is not good.
    assert_eq!(refused(&keys, SIGNED_BY_OTHER, ENDS), (401, "key_invalid"));
}

#[test]
fn answers_are_shared_with_the_origins_of_the_key() {
    let keys = keys(&[FIRST]);
    let (page, app, none) = ("https://shop.example", "https://app.example", "https://shop.example.evil.example");
    let callers = [
        (Some(Caller::Secret), [false, false]),
        (Some(Caller::Publishable("page".to_owned())), [true, false]),
        (Some(Caller::Publishable("app".to_owned())), [false, true]),
        (Some(Caller::Publishable("gone".to_owned())), [false, false]),
        (Some(Caller::Client(token())), [true, true]),
        (Some(Caller::Anybody), [true, true]),
        (None, [true, true]),
    ];
    for (caller, shared) in callers {
        assert_eq!([page, app].map(|origin| keys.shares_with(caller.as_ref(), origin)), shared, "{caller:?}");
        for origin in [none, "null", "*", "", "https://shop.example/", "http://shop.example", "HTTPS://SHOP.EXAMPLE"] {
            assert!(!keys.shares_with(caller.as_ref(), origin), "{origin}");
        }
    }
}

fn made(order: &Order, lives: i64) -> Value {
    let view = TokenView::made(&Secret::new(FIRST), order, lives, at(0).now);
    assert!(!format!("{view:?}").contains("ct_"), "a token is not for logs");
    serde_json::to_value(&view).unwrap()
}

#[test]
fn a_token_is_handed_out_for_its_order_and_generation() {
    let mut order = texted();
    let first = made(&order, 60);
    assert_eq!(first["expires_at"], "2023-11-15T05:14:20.000+07:00");
    let read = |view: &Value| ClientToken::verified(&secrets(&[FIRST]), view["token"].as_str().unwrap()).unwrap();
    let said = ClientToken { order: "testxltc0000000003".to_owned(), generation: 0, expires_at: 1_700_000_060 };
    assert_eq!(read(&first), said);
    let version = order.version();
    order.revoke_tokens();
    let second = made(&order, PURCHASE_TOKEN_LIVES);
    assert_eq!(read(&second), ClientToken { generation: 1, expires_at: 1_700_086_400, ..said });
    assert_eq!(order.version(), version, "nothing that is shown has changed");
}

#[test]
fn what_is_asked_of_a_token_is_read_strictly() {
    let read = |given: Value| read_body(&given, |wanted: &TokenWanted, _| wanted.check("expires_in"));
    let alone = |given: Value| read_body(&given, |wanted: &CreateClientToken, _| wanted.check());
    let terms = |expires_in, revoke| Ok(CreateClientToken { expires_in, revoke });
    assert_eq!(read(json!({})), Ok(TokenWanted { expires_in: 3600 }));
    assert_eq!(read(json!({"expires_in": 60})), Ok(TokenWanted { expires_in: 60 }));
    assert_eq!(alone(json!({"expires_in": 604_800, "revoke": true})), terms(604_800, true));
    assert_eq!(alone(json!({"revoke": false})), terms(3600, false));
    let bad = [
        (json!({"expires_in": 59}), "field_invalid", "client_token.expires_in"),
        (json!({"expires_in": 604_801}), "field_invalid", "client_token.expires_in"),
        (json!({"expires_in": "60"}), "field_invalid", "client_token.expires_in"),
        (json!({"expires_in": null}), "field_invalid", "client_token.expires_in"),
        (json!({"revoke": true}), "field_unknown", "client_token.revoke"),
        (json!(true), "field_invalid", "client_token"),
    ];
    for (given, code, field) in bad {
        let order = json!({
            "provider": "ltc", "operation": "charge", "merchant_order_id": "A1", "msisdn": "2055515155",
            "amount": {"value": "1", "currency": "LAK"}, "details": {"card_name": "Gold"}, "client_token": given,
        });
        let return_urls = ReturnUrls::new(Vec::new());
        let account = account();
        let checks = Checks { provider: Ok(()), account: Some(account.as_ref()), return_urls: &return_urls };
        let error = match read_body_or_rest::<CreateOrder>(&order) {
            Ok(order) => order.check(&checks).unwrap_err(),
            Err((error, _)) => error,
        };
        assert_eq!((error.code, &*error.field), (code, field), "{given}");
    }
}

const FINGERPRINT: &str = "fingerprint-secret-of-the-test";

fn purchase(given: Value) -> Purchase {
    let mut whole = json!({"sku": "hat", "client_key": "AAECAwQFBgcICQoLDA0ODw"});
    whole.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
    Purchase::read(&whole).ok().expect("it is one")
}

fn meaning(given: Value) -> String {
    let account = account();
    purchase(given).fingerprint(&Secret::new(FINGERPRINT), [account.as_ref()].into_iter())
}

/// `base64.b32encode(hmac.new(secret, b"i1\nshop\n" + client_key, sha256).digest())[:26]`
#[test]
fn the_id_of_a_purchase_comes_of_the_key_and_the_browsers_key() {
    let secret = Secret::new(FINGERPRINT);
    let id = purchase(json!({})).order_id(&secret, "shop");
    assert_eq!(id, "YEEHREDU6KI5GVLVZYHDMWD2W2");
    assert_eq!(purchase(json!({"method": "promptpay"})).order_id(&secret, "shop"), id, "only of those");
    let others = [
        order_id(&secret, "shop2", "AAECAwQFBgcICQoLDA0ODw"),
        order_id(&secret, "shop", "AAECAwQFBgcICQoLDA0ODx"),
        order_id(&Secret::new("another-fingerprint-secret"), "shop", "AAECAwQFBgcICQoLDA0ODw"),
    ];
    for other in others {
        assert!(other != id && other.len() == 26, "{other}");
    }
}

#[test]
fn the_meaning_of_a_purchase_is_the_item_and_the_payers_part() {
    let details = json!({"customer": {"full_name": "Bruce Lee"}});
    let whole = json!({"msisdn": "020 5551 5155", "details": details});
    let expected = "p1:597044ffd35fb69ddff891fb006b76dd00d14819197dfd7ebf9c2a91da7fd829";
    assert_eq!(meaning(whole.clone()), expected);
    let same = [
        json!({"msisdn": "+856 20 5551-5155", "details": details}),
        json!({"msisdn": "2055515155", "details": details, "method": null, "return_url": null}),
        json!({"msisdn": "2055515155", "details": details, "client_key": "another-key-of-the-browser"}),
    ];
    for given in same {
        assert_eq!(meaning(given.clone()), expected, "{given}");
    }
    let other = [
        json!({"msisdn": "020 5551 5156", "details": details}),
        json!({"msisdn": "020 5551 5155"}),
        json!({"details": details}),
        json!({"msisdn": "020 5551 5155", "details": {"customer": {"full_name": "Bruce"}}}),
        json!({"msisdn": "020 5551 5155", "details": details, "method": "promptpay"}),
        json!({"msisdn": "020 5551 5155", "details": details, "return_url": "https://shop.example/"}),
        json!({"msisdn": "020 5551 5155", "details": details, "sku": "cap"}),
    ];
    for given in other {
        assert_ne!(meaning(given.clone()), expected, "{given}");
    }
}

#[test]
fn a_purchase_has_the_payers_part_and_nothing_else() {
    let key = "AAECAwQFBgcICQoLDA0ODw";
    let bad = [
        (json!({"sku": "hat"}), "field_missing", "client_key"),
        (json!({"client_key": key}), "field_missing", "sku"),
        (json!({"sku": "", "client_key": key}), "field_invalid", "sku"),
        (json!({"sku": "a/b", "client_key": key}), "field_invalid", "sku"),
        (json!({"sku": "hat", "client_key": &key[1..]}), "field_invalid", "client_key"),
        (json!({"sku": "hat", "client_key": "x".repeat(65)}), "field_invalid", "client_key"),
        (json!({"sku": "hat", "client_key": "AAECAwQFBgcICQoLDA0OD\n"}), "field_invalid", "client_key"),
        (json!({"sku": "hat", "client_key": "AAECAwQFBgcICQoLDA0O=="}), "field_invalid", "client_key"),
        (json!({"sku": "hat", "client_key": key, "details": []}), "field_invalid", "details"),
        (json!([]), "field_invalid", ""),
    ];
    for (given, code, field) in bad {
        let (error, _) = Purchase::read(&given).err().expect("it is refused");
        assert_eq!((error.code, &*error.field), (code, field), "{given}");
    }
    for name in ["amount", "provider", "operation", "merchant_order_id", "client_token", "price", "items"] {
        let (error, _) = Purchase::read(&json!({"sku": "hat", "client_key": key, name: {}})).err().expect("refused");
        assert_eq!((error.code, &*error.field), ("field_unknown", name));
    }
}
