#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use serde_json::{Value, json};

use super::super::loaded::{Kind, answered};
use super::super::{Model, wire};
use super::odds::Odds;
use super::{Account, AppotaPay, signed};

const SECRET: &str = "test-secret-key";
const HOST: &str = "https://gateway.dev.appotapay.com";
const AT: i64 = 1_726_224_486_000;
/// By Python's hmac: `AT`'s second and 300 more.
const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiIsImN0eSI6ImFwcG90YXBheS1hcGk7dj0xIn0.\
    eyJpc3MiOiJQQVJUTkVSIiwiYXBpX2tleSI6IkFQSSIsImp0aSI6IkFQSS0xNzI2MjI0NDg2IiwiZXhwIjoxNzI2MjI0Nzg2fQ.\
    ig751wBcyGKXr0Un8upwYOYxRraAptXIl3IbjpB4chY";

/// As good a signature under a header that says HS512, and under one without `cty`.
const OTHERWISE: [&str; 2] = [
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzUxMiIsImN0eSI6ImFwcG90YXBheS1hcGk7dj0xIn0.\
     eyJpc3MiOiJQQVJUTkVSIiwiYXBpX2tleSI6IkFQSSIsImp0aSI6IkFQSS0xNzI2MjI0NDg2IiwiZXhwIjoxNzI2MjI0Nzg2fQ.\
     D58f9SSav2L9KvlcS6KbZ9c_GHjuxpfva8zA7p3Wqt0",
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.\
     eyJpc3MiOiJQQVJUTkVSIiwiYXBpX2tleSI6IkFQSSIsImp0aSI6IkFQSS0xNzI2MjI0NDg2IiwiZXhwIjoxNzI2MjI0Nzg2fQ.\
     8x5rn1YHRhsY2EIeaIbFCoYxW9HUqhO3RVDUI9cJyxM",
];

fn service(odds: Odds) -> AppotaPay {
    let account = Account {
        partner_code: "PARTNER".to_owned(),
        api_key: "API".to_owned(),
        secret: SECRET.to_owned(),
        balance: 121_010_000,
    };
    AppotaPay::new(account, odds)
}

fn ask(service: &mut AppotaPay, method: &str, path: &str, body: &Value, at: i64) -> (u16, Value) {
    let token = format!("Bearer {TOKEN}");
    let mut seen = wire::post(&format!("{HOST}{path}"), &[("x-appotapay-auth", &token)], body, at);
    seen.method = method.to_owned();
    let (status, body) = answered(service.answer(&seen, &mut Kind));
    (status, wire::json(&body))
}

/// The document's request; its signature by Python's hmac, since no key is published for the printed one.
fn sample() -> Value {
    json!({"partnerRefId": "AB123", "telco": "viettel", "telcoServiceType": "prepaid", "phoneNumber": "0866123456",
        "productCode": "viettel_10", "signature": "de03845781a3d99a08b9ab12ad695a43a276d70ba831993d84a698360354ce38"})
}

/// The sample under another reference or with other fields.
fn like_sample(changes: &[(&str, &str)]) -> Value {
    let mut body = sample();
    for (name, value) in changes {
        body[*name] = json!(value);
    }
    let names = ["partnerRefId", "phoneNumber", "productCode", "telco", "telcoServiceType"];
    body["signature"] = json!(signed::hmac_hex(SECRET, &signed::text(&body, &names)));
    body
}

fn charge(service: &mut AppotaPay, body: &Value) -> Value {
    ask(service, "POST", "/api/v2/service/topup/charging", body, AT).1
}

fn status(service: &mut AppotaPay, reference: &str, at: i64) -> Value {
    ask(service, "GET", &format!("/api/v1/service/topup/transaction/{reference}"), &Value::Null, at).1
}

#[test]
fn signatures_are_the_documents() {
    let names = ["amount", "appotapayTransId", "errorCode", "phoneNumber", "time", "topupAmount"];
    let fields = json!({"amount": 100_000, "appotapayTransId": "01JCM8K321W0ZFHK99T8JBXR2P", "errorCode": 0,
        "phoneNumber": "0866123456", "time": "14-11-2024 09:38:43", "topupAmount": 100_000});
    let text = signed::text(&fields, &names);
    assert_eq!(
        text,
        "amount=100000&appotapayTransId=01JCM8K321W0ZFHK99T8JBXR2P&errorCode=0&phoneNumber=0866123456\
         &time=14-11-2024 09:38:43&topupAmount=100000"
    );
    assert_eq!(signed::hmac_hex(SECRET, &text), "d330c5450daa9d2d6c00084528e6b66eabb2bd879a8fcfc6f2426e3ec5433e63");
    let charging = "amount=10000&appotapayTransId=01J7G2DYZTPCGHM3AAF8ANZC7J&errorCode=0&phoneNumber=0866123456\
        &productCode=viettel_10&time=2024-09-13T17:48:06+07:00&topupAmount=10000";
    let expected = "b195e2fec3136159a73e6ffa2ba5a993b52008b660a2ca3bfbc1c824d175531e";
    assert_eq!(signed::hmac_hex(SECRET, charging), expected);
    let empty = json!({"partnerRefId": "AB123", "phoneNumber": "0866123456", "productCode": "viettel_10", "telco": "",
        "telcoServiceType": "prepaid"});
    let names = ["partnerRefId", "phoneNumber", "productCode", "telco", "telcoServiceType"];
    let expected = "d09f87205e26d244aee87af849a5e6861828a09079a6743f2705f9e89d8d96e6";
    assert_eq!(signed::hmac_hex(SECRET, &signed::text(&empty, &names)), expected);
}

#[test]
fn a_charge_as_the_document_prints_it() {
    let mut service = service(Odds::QUIET);
    let told = charge(&mut service, &sample());
    let transaction = &told["transaction"];
    let expected = json!({"phoneNumber": "0866123456", "amount": 10_000, "productCode": "viettel_10",
        "topupAmount": 10_000, "appotapayTransId": transaction["appotapayTransId"], "time": "2024-09-13T17:48:06+07:00",
        "telco": "viettel", "telcoServiceType": "prepaid"});
    assert_eq!(transaction, &expected);
    assert_eq!((&told["errorCode"], &told["message"]), (&json!(0), &json!("Thành công")));
    assert_eq!(told["account"]["balance"], "121000000");
    assert_eq!(transaction["appotapayTransId"].as_str().unwrap().len(), 26);
    let text = format!(
        "amount=10000&appotapayTransId={}&errorCode=0&phoneNumber=0866123456&productCode=viettel_10\
         &time=2024-09-13T17:48:06+07:00&topupAmount=10000",
        transaction["appotapayTransId"].as_str().unwrap()
    );
    assert_eq!(told["signature"], signed::hmac_hex(SECRET, &text));

    assert_eq!(charge(&mut service, &sample())["errorCode"], 31);
    let told = status(&mut service, "AB123", AT + 1);
    assert_eq!((&told["errorCode"], &told["transaction"]["time"]), (&json!(0), &json!("13-09-2024 17:48:06")));
    assert!(told["transaction"].get("productCode").is_none() && told.get("account").is_none());
    let book = service.book();
    assert_eq!((book.charges.len(), book.charges[0].minor, book.calls_that_charge.len()), (1, 10_000, 2));
    assert_eq!(service.balance(), 121_000_000);
}

#[test]
fn each_mistake_has_its_code() {
    let mut service = service(Odds::QUIET);
    let wrong: [(&[(&str, &str)], i64); 7] = [
        (&[("partnerRefId", "")], 1),
        (&[("telcoServiceType", "PREPAID")], 1),
        (&[("productCode", "viettel_11")], 2_106),
        (&[("phoneNumber", "0266123456")], 37),
        (&[("telcoServiceType", "postpaid"), ("partnerRefId", "B1")], 56),
        (&[("productCode", "vinaphone_10"), ("partnerRefId", "B2")], 39),
        (&[("telco", "mobifone"), ("partnerRefId", "B3")], 39),
    ];
    for (changes, code) in wrong {
        assert_eq!(charge(&mut service, &like_sample(changes))["errorCode"], code, "{changes:?}");
    }
    let mut body = sample();
    body["phoneNumber"] = json!("0866123457");
    assert_eq!(charge(&mut service, &body)["errorCode"], 2);
    assert!(service.book().charges.is_empty());
    assert_eq!(status(&mut service, "B1", AT)["errorCode"], 56);
    assert_eq!(status(&mut service, "NOBODYS", AT)["errorCode"], 36);
    assert_eq!(ask(&mut service, "POST", "/api/v2/service/topup/charging", &sample(), AT + 300_000).0, 401);
    service.pays_in(-service.balance());
    assert_eq!(charge(&mut service, &sample())["errorCode"], 12);
}

#[test]
fn a_token_is_checked_whole() {
    let claims = signed::claims(TOKEN, SECRET).unwrap();
    assert_eq!(claims, json!({"iss": "PARTNER", "api_key": "API", "jti": "API-1726224486", "exp": 1_726_224_786}));
    assert_eq!(signed::claims(TOKEN, "another"), None);
    for token in OTHERWISE {
        assert_eq!(signed::claims(token, SECRET), None);
    }
}

#[test]
fn money_may_move_behind_a_code_that_does_not_tell() {
    let mut moves = service(Odds { unclear: 1_000, unclear_credited: 1_000, unclear_most_ms: 60_000, ..Odds::QUIET });
    assert_eq!(charge(&mut moves, &sample())["errorCode"], 500);
    assert_eq!(status(&mut moves, "AB123", AT + 59_999)["errorCode"], 34);
    assert!(moves.book().charges.is_empty());
    assert_eq!(moves.next_message_at(), Some(AT + 60_000));
    assert_eq!(status(&mut moves, "AB123", AT + 60_000)["errorCode"], 0);
    assert_eq!(moves.book().charges[0].at, AT + 60_000);

    let mut fails = service(Odds { unclear: 1_000, unclear_most_ms: 60_000, ..Odds::QUIET });
    charge(&mut fails, &sample());
    assert_eq!(status(&mut fails, "AB123", AT + 60_000)["errorCode"], 33);
    assert!(fails.book().charges.is_empty());
}

#[test]
fn a_replay_credits_nothing() {
    let mut service = service(Odds { replayed: 1_000, ..Odds::QUIET });
    let first = charge(&mut service, &sample());
    let second = charge(&mut service, &like_sample(&[("partnerRefId", "AB124")]));
    assert_eq!(second["transaction"], first["transaction"]);
    assert_eq!(service.book().charges.len(), 1);
    assert_eq!(status(&mut service, "AB124", AT)["errorCode"], 36);
}

#[test]
fn a_reference_that_was_used_before_shows_an_older_top_up() {
    let mut service = service(Odds { taken: 1_000, ..Odds::QUIET });
    assert_eq!(charge(&mut service, &sample())["errorCode"], 31);
    let told = status(&mut service, "AB123", AT);
    assert_eq!((&told["errorCode"], &told["transaction"]["time"]), (&json!(0), &json!("12-09-2024 17:48:06")));
    assert!(service.book().charges.is_empty());
}

#[test]
fn lists_have_the_documents_form() {
    let mut service = service(Odds::QUIET);
    let get = |service: &mut AppotaPay, path: &str| ask(service, "GET", path, &Value::Null, AT).1;
    let codes = get(&mut service, "/api/v2/service/topup/productCodes");
    assert_eq!(codes["data"].as_array().unwrap().len(), 6);
    assert_eq!(codes["data"][0]["products"][0], json!({"id": 1, "productCode": "viettel_10", "amount": 10_000}));
    assert_eq!(codes["data"][5]["telco"], "common");
    let info = get(&mut service, "/api/v1/service/topup/0866123456/info");
    assert_eq!(info["data"], json!({"phone_number": "0866123456", "telco": "viettel"}));
    let path = "/api/v1/service/topup/0866123456/products?telco_service_type=prepaid&value=72000,1";
    assert_eq!(get(&mut service, path)["data"][0]["productCode"], "6GB");
    assert_eq!(get(&mut service, "/api/v1/service/topup/0866123456/products")["errorCode"], 1);
    let balance = get(&mut service, "/api/v1/service/accounts/balance");
    assert_eq!(balance["account"]["balance"], 121_010_000);
}
