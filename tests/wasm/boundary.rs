//! The npm package's boundary: what JavaScript asks of an account, what it is told, and the RSA that it does in between.

use mekong_pay::signing::{RsaBackend, RsaDigest};
use mekong_pay::webcrypto::WebCrypto;
use mekong_pay_js::Account;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::vectors::{Vectors, bytes, text};

/// 2026-11-21T18:00:00+07:00, as the cases have it.
const NOW: i64 = 1_795_258_800_000;
/// A payment that is signed, and an answer to it that LianLian signed.
const REQUEST: &str = "sample-alipay-offline-merchant-scan";
const ANSWER: &str = "sample-answer-alipay-offline-merchant-scan";

fn value(told: &str) -> Value {
    serde_json::from_str(told).unwrap()
}

/// An account of the configuration, a text.
fn account(provider: &str, config: &str) -> Account {
    let message = format!("{provider}\n{config}");
    Account::new(message.as_bytes(), message.len(), false)
}

fn lianlian(vectors: &Vectors) -> Account {
    account("lianlian", &vectors.config("sandbox").to_string())
}

fn call(account: &mut Account, name: &str, input: &Value, body: &str) -> Value {
    let head = format!("{name}\n{input}");
    value(&account.call([&head, body].concat().as_bytes(), head.len()))
}

/// What is asked about a case's order.
fn about(case: &Value) -> Value {
    let mut order = case["command"].clone();
    order["provider"] = json!("lianlian");
    json!({"call": case["call"], "order": order, "now": NOW, "public_url": case["context"]["public_url"]})
}

/// With the head of the case's answer.
fn answered(case: &Value) -> Value {
    let mut input = about(case);
    let headers: Vec<Value> =
        case["answer"]["headers"].as_object().unwrap().iter().map(|(name, value)| json!([name, value])).collect();
    input["answer"] = json!({"status": case["answer"]["status"], "headers": headers});
    input
}

fn read(account: &mut Account, case: &Value) -> Value {
    call(account, "read", &answered(case), text(&case["answer"]["body"]))
}

/// The request that a case expects, with this release's name.
fn expected(case: &Value) -> Value {
    value(&case["expect"]["request"].to_string().replace("{version}", env!("CARGO_PKG_VERSION")))
}

fn same_request(told: &Value, case: &Value) {
    let expected = expected(case);
    for field in ["method", "url", "headers", "body"] {
        assert_eq!(told[field], expected[field], "{field}");
    }
    assert_eq!(told["canonicalString"], case["expect"]["canonical"]);
}

fn place(told: &Value) -> usize {
    usize::try_from(told["place"].as_u64().unwrap()).unwrap()
}

#[wasm_bindgen_test]
fn what_is_to_be_signed_is_asked_for_and_the_signature_goes_out() {
    let vectors = Vectors::read();
    let (mut account, case) = (lianlian(&vectors), vectors.case(REQUEST));
    let told = call(&mut account, "build", &about(case), "");
    let ask = &told["ask"];
    assert_eq!(
        (&ask["text"], &ask["hash"], &ask["signature"]),
        (&case["expect"]["canonical"], &json!("SHA-1"), &Value::Null)
    );
    assert_eq!(bytes(&ask["der"]), vectors.private("merchant").pkcs8());
    let signature = vectors.signed("merchant", text(&ask["text"])).unwrap();
    same_request(&value(&account.resume(place(&told), &signature)), case);
}

#[wasm_bindgen_test]
fn calls_wait_side_by_side_and_a_key_crosses_once() {
    let vectors = Vectors::read();
    let mut account = lianlian(&vectors);
    let (request, answer) = (vectors.case(REQUEST), vectors.case(ANSWER));
    let built = call(&mut account, "build", &about(request), "");
    let told = read(&mut account, answer);
    let again = call(&mut account, "build", &about(request), "");
    assert_eq!([&built, &told, &again].map(place), [0, 1, 2]);
    assert_eq!([&built, &told, &again].map(|told| told["ask"]["key"].as_u64()), [Some(0), Some(1), Some(0)]);
    assert_eq!(bytes(&told["ask"]["der"]), vectors.public("lianlian").spki());
    assert_eq!(again["ask"]["der"], Value::Null, "it was told");
    let signature = vectors.signed("merchant", text(&built["ask"]["text"])).unwrap();
    same_request(&value(&account.resume(2, &signature)), request);
    let verdict = value(&account.resume(1, &[1]));
    assert_eq!(verdict["outcome"], answer["expect"]["outcome"]);
    // Another call has the place that is free; the first one still waits in its own.
    assert_eq!(place(&read(&mut account, answer)), 1);
    same_request(&value(&account.resume(0, &signature)), request);
}

#[wasm_bindgen_test]
fn a_place_in_which_nothing_waits_is_an_error() {
    let vectors = Vectors::read();
    let mut account = lianlian(&vectors);
    let told = call(&mut account, "build", &about(vectors.case(REQUEST)), "");
    for slot in [1, usize::MAX] {
        assert_eq!(value(&account.resume(slot, &[1]))["error"]["code"], "operation_unsupported");
    }
    assert_eq!(value(&account.resume(place(&told), &[]))["error"]["code"], "signing_failed");
    assert_eq!(value(&account.resume(place(&told), &[1]))["error"]["code"], "operation_unsupported", "it is over");
}

#[wasm_bindgen_test]
fn only_a_good_signature_makes_an_answer_the_providers() {
    let vectors = Vectors::read();
    let (mut account, case) = (lianlian(&vectors), vectors.case(ANSWER));
    let mut with = |given: &[u8]| {
        let told = read(&mut account, case);
        assert_eq!(told["ask"]["signature"], case["answer"]["headers"]["sign"]);
        value(&account.resume(place(&told), given))
    };
    let good = with(&[1]);
    assert_eq!((&good["outcome"], &good["evidence"]), (&case["expect"]["outcome"], &json!("signed")));
    assert_eq!(good["providerOrderId"], case["expect"]["provider_order_id"]);
    // A bad one; what the platform could not do; and what is no answer of the platform's.
    for given in [&[0][..], &[], &[1, 1], &[2], b"true"] {
        let bad = with(given);
        assert_ne!(bad["evidence"], "signed", "{given:?}");
        assert_eq!((&bad["outcome"], &bad["mayRetry"]), (&json!("unknown"), &json!(false)), "{given:?}");
    }
}

/// Does what is asked until nothing more is, as `lib/family.js` does, with the platform's own RSA.
async fn finished(account: &mut Account, mut told: Value, vectors: &Vectors) -> Value {
    while let Some(ask) = told.get("ask").cloned() {
        let (written, digest) = (text(&ask["text"]).as_bytes(), RsaDigest::Sha1);
        let given = match ask["signature"].as_str() {
            None => WebCrypto.sign(&vectors.private("merchant"), digest, written).await.unwrap(),
            Some(_) => {
                let (key, signature) = (vectors.public("lianlian"), bytes(&ask["signature"]));
                vec![u8::from(WebCrypto.verify(&key, digest, written, &signature).await)]
            }
        };
        told = value(&account.resume(place(&told), &given));
    }
    told
}

#[wasm_bindgen_test]
async fn with_the_platforms_rsa_the_cases_come_out() {
    let vectors = Vectors::read();
    let mut account = lianlian(&vectors);
    let told = call(&mut account, "build", &about(vectors.case(REQUEST)), "");
    same_request(&finished(&mut account, told, &vectors).await, vectors.case(REQUEST));
    let mut case = vectors.case(ANSWER).clone();
    let told = read(&mut account, &case);
    assert_eq!(finished(&mut account, told, &vectors).await["outcome"], case["expect"]["outcome"]);
    case["answer"]["body"] = text(&case["answer"]["body"]).replace("122023010100160021", "122023010100160022").into();
    let told = read(&mut account, &case);
    assert_eq!(finished(&mut account, told, &vectors).await["outcome"], "unknown", "of another order");
}

#[wasm_bindgen_test]
fn a_configuration_that_is_wrong_is_told_by_every_call_and_never_quoted() {
    let mut stranger = account("paypal", "{}");
    let vectors = Vectors::read();
    let mut config = vectors.config("sandbox").clone();
    config["base_url"] = json!("ftp://secret.example");
    let mut wrong = account("lianlian", &config.to_string());
    for name in ["open", "build", "read", "no such call"] {
        let error = call(&mut stranger, name, &json!({}), "");
        assert_eq!(
            (&error["error"]["code"], &error["error"]["field"]),
            (&json!("provider_unknown"), &json!("provider"))
        );
        let told = call(&mut wrong, name, &json!({}), "");
        assert_eq!((&told["error"]["code"], &told["error"]["field"]), (&json!("config_invalid"), &json!("base_url")));
        assert!(!told.to_string().contains("secret.example"), "{told}");
    }
    assert_eq!(call(&mut lianlian(&vectors), "open", &json!({}), ""), Value::Null);
}

#[wasm_bindgen_test]
fn a_private_key_may_stand_alone() {
    let vectors = Vectors::read();
    let mut config = vectors.config("sandbox").clone();
    let key = config.as_object_mut().unwrap().remove("private_key").unwrap();
    let head = format!("lianlian\n{config}");
    let mut alone = Account::new([&head, text(&key)].concat().as_bytes(), head.len(), true);
    let told = call(&mut alone, "build", &about(vectors.case(REQUEST)), "");
    assert_eq!(bytes(&told["ask"]["der"]), vectors.private("merchant").pkcs8());
    let mut without = Account::new(head.as_bytes(), head.len(), false);
    assert_eq!(call(&mut without, "open", &json!({}), "")["error"]["field"], "private_key");
}

#[wasm_bindgen_test]
fn whatever_crosses_is_answered() {
    let vectors = Vectors::read();
    let (mut account, case) = (lianlian(&vectors), vectors.case(ANSWER));
    let code = |told: &Value| text(&told["error"]["code"]).to_owned();
    for (name, input, expected) in [
        ("build", "", "json_invalid"),
        ("build", "[]", "json_invalid"),
        ("build", "{\"call\":", "json_invalid"),
        ("build", "{}", "field_missing"),
        ("no such call", "{}", "operation_unsupported"),
        ("", "{}", "operation_unsupported"),
        ("token", "{}", "operation_unsupported"),
    ] {
        let message = format!("{name}\n{input}");
        let told = value(&account.call(message.as_bytes(), message.len()));
        assert_eq!(code(&told), expected, "{message}");
    }
    // Without a line, cut inside a character, and with a body that begins beyond the end.
    for (message, at) in [(&b""[..], 0), (b"open", 4), (b"build\n{\"a\":\"\xe0\xb8", 13), (b"build\n{}", 99)] {
        assert!(value(&account.call(message, at))["error"]["code"].is_string(), "{message:?}");
    }
    // Everything that is wrong with an order, at once.
    let mut input = about(vectors.case(REQUEST));
    input["order"]["amount"] = json!({"value": "-1", "currency": "THB"});
    input["order"]["merchant_order_id"] = json!("a b");
    let errors = call(&mut account, "build", &input, "")["error"]["errors"].as_array().unwrap().len();
    assert_eq!(errors, 2);
    // Bytes that are no text are an answer like any other: nothing in it is signed.
    let head = format!("read\n{}", answered(case));
    let told = value(&account.call(&[head.as_bytes(), &[0xff, 0, 0xfe]].concat(), head.len()));
    assert_eq!((&told["outcome"], &told["mayRetry"]), (&json!("unknown"), &json!(false)));
}
