//! Deliveries to a merchant and a provider's own calls, as they cross from JavaScript.

use mekong_pay_js::{answer_unsubscribe, read_unsubscribe, verify_event};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

const NOW: f64 = 1_700_000_000.0;
const SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
/// By node:crypto, under that secret: of `msg_1`, the moment and the payload, with points between them.
const SIGNATURE: &str = "v1,X/osTV1zBdME48OiYFGBIWAqEAqYzDqAUaYmUCGH3tc=";
const PAYLOAD: &str = r#"{"type":"order.succeeded"}"#;

/// What is wrong with a delivery that is signed at [`NOW`] and comes at `now`.
fn fault(head: &str, payload: &str, now: f64) -> Option<String> {
    verify_event([head, payload].concat().as_bytes(), head.len(), now, 300.0)
}

#[wasm_bindgen_test]
fn a_delivery_is_good_under_one_of_the_secrets_in_its_time() {
    let head = format!("msg_1\n1700000000\n{SIGNATURE}\n{SECRET}");
    assert_eq!(fault(&head, PAYLOAD, NOW), None);
    let more =
        format!("msg_1\n1700000000\nv1,AAAA {SIGNATURE}\nwhsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=\n{SECRET}");
    assert_eq!(fault(&more, PAYLOAD, NOW), None);
    // And once more, when the keys are known.
    assert_eq!(fault(&more, PAYLOAD, 1_700_000_299.0), None);
    let late = [1_700_000_301.0, 1_699_999_699.0].map(|now| fault(&head, PAYLOAD, now));
    assert!(late.iter().all(Option::is_some), "{late:?}");
    for never in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(fault(&head, PAYLOAD, never).is_some(), "{never}");
    }
}

#[wasm_bindgen_test]
fn anything_else_is_refused() {
    let head = |id: &str, time: &str, secret: &str| format!("{id}\n{time}\n{SIGNATURE}\n{secret}");
    let other = "whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
    assert!(fault(&head("msg_2", "1700000000", SECRET), PAYLOAD, NOW).is_some());
    assert!(fault(&head("msg_1", "1700000001", SECRET), PAYLOAD, NOW).is_some());
    assert!(fault(&head("msg_1", "1700000000", other), PAYLOAD, NOW).is_some());
    assert!(fault(&head("msg_1", "1700000000", SECRET), "{}", NOW).is_some());
    assert_eq!(fault(&head("msg_1", "1700000000", ""), PAYLOAD, NOW).as_deref(), Some("secret_invalid"));
    for broken in ["", "\n\n\n", "msg_1"] {
        assert!(fault(broken, PAYLOAD, NOW).is_some(), "{broken:?}");
    }
    assert!(verify_event(b"x", 9, NOW, 300.0).is_some(), "a body that begins beyond the end");
}

fn value(told: &str) -> Value {
    serde_json::from_str(told).unwrap()
}

/// The document's words: `tests/vectors/ltc.json`, unsubscribe-stored.
#[wasm_bindgen_test]
fn an_unsubscribe_call_is_read_and_answered() {
    let body = r#"{"Msisdn":"2055515155","USSDCode":"*123#","Channel":"USSD"}"#;
    let read = value(&read_unsubscribe(["ltc", body].concat().as_bytes(), 3));
    assert_eq!((&read["short_code"], &read["channel"]), (&json!("*123#"), &json!("USSD")));
    assert_eq!(read["msisdn"], "+8562055515155");
    let head = "ltc\nstored\n";
    let reply = value(&answer_unsubscribe([head, body].concat().as_bytes(), head.len()));
    assert_eq!(reply["status"], 200);
    assert_eq!(
        value(reply["body"].as_str().unwrap()),
        json!({"ResultCode": "200", "Msisdn": "2055515155", "USSDCode": "*123#", "Channel": "USSD",
            "ResultDesc": "Operation Succeeded"})
    );
}

#[wasm_bindgen_test]
fn a_call_that_is_none_is_an_error() {
    let code = |told: String| value(&told)["error"]["code"].clone();
    assert_eq!(code(read_unsubscribe(b"ltc{", 3)), "notification_invalid");
    assert_eq!(code(read_unsubscribe(b"lianlian{}", 8)), "operation_unsupported");
    assert_eq!(code(read_unsubscribe(b"ltc", 9)), "operation_unsupported");
    assert_eq!(code(answer_unsubscribe(b"ltc\nmaybe\n{}", 10)), "field_invalid");
}
