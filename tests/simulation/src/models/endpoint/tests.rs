#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::super::loaded::{Kind, Seeded, answered};
use super::super::{Model, Said, Seen, wire};
use super::{Endpoint, Odds, webhook};

/// The specification's own example: its secret, id, moment, body and signature.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const BODY: &str = r#"{"test": 2432232314}"#;
const SIGNED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const AT: i64 = 1_614_265_330_000;

fn seen(id: &str, signature: &str, body: &str, at: i64) -> Seen {
    let headers = [("webhook-id", id), ("webhook-timestamp", "1614265330"), ("Webhook-Signature", signature)];
    let mut seen = wire::post("https://shop.example/events", &headers, &serde_json::Value::Null, at);
    seen.body = body.as_bytes().to_vec();
    seen
}

fn verified(seen: &Seen) -> Result<String, &'static str> {
    webhook::verified(&seen.headers, &seen.body, &[webhook::key(SECRET).unwrap()], seen.at)
}

#[test]
fn the_specifications_example_is_verified_and_nothing_near_it() {
    assert_eq!(verified(&seen(ID, SIGNED, BODY, AT)), Ok(ID.to_owned()));
    assert_eq!(verified(&seen(ID, &format!("v1,AAAA v1a,x {SIGNED}"), BODY, AT + 300_000)), Ok(ID.to_owned()));
    let nobody = Err("a webhook-signature of nobody's");
    assert_eq!(verified(&seen("msg_2", SIGNED, BODY, AT)), nobody);
    assert_eq!(verified(&seen(ID, SIGNED, r#"{"test":2432232314}"#, AT)), nobody);
    assert_eq!(verified(&seen(ID, SIGNED, BODY, AT + 301_000)), Err("a webhook-timestamp of another time"));
    assert_eq!(verified(&seen(ID, "", BODY, AT)), Err("no webhook-signature"));
    assert_eq!(webhook::key("whsec_AAAA"), None);
}

/// Bodies with their signatures under `msg_1`, `msg_2`, `msg_3`, by Python's hmac.
const EVENTS: [(&str, &str, &str); 4] = [
    (
        "msg_1",
        r#"{"type":"order.pending","data":{"sequence":1,"order":{"merchant_order_id":"A1"}}}"#,
        "v1,kBrlRyHfCyrvoDLEMtpXJOnsnywEPTH8Jg0b9Bn8yMQ=",
    ),
    (
        "msg_2",
        r#"{"type":"order.unknown","data":{"sequence":2,"order":{"merchant_order_id":"A1"}}}"#,
        "v1,1+6d6xlTahaMvRLlzk/AXDhfjMZb9VsEhZYOuMO2rVI=",
    ),
    (
        "msg_3",
        r#"{"type":"order.succeeded","data":{"sequence":3,"order":{"merchant_order_id":"A1"}}}"#,
        "v1,Q8SRdFIJ0v6TkK45UMdT2nZnS4HMTrW05PFjmDHMSfA=",
    ),
    (
        "msg_1",
        r#"{"type":"order.failed","data":{"sequence":1,"order":{"merchant_order_id":"A1"}}}"#,
        "v1,VijPqz/u9Z8jgU4FNO554xtC9Z+F7MzdcuSpq06UOjI=",
    ),
];

#[test]
fn what_was_taken_is_kept_by_id_and_by_thing() {
    let mut endpoint = Endpoint::new(&[SECRET], Odds::QUIET);
    let mut deliver = |event: usize| {
        let (id, body, signature) = EVENTS[event];
        answered(endpoint.answer(&seen(id, signature, body, AT), &mut Kind)).0
    };
    assert_eq!([deliver(2), deliver(2)], [202, 202]);
    assert_eq!(endpoint.gaps(), [("order A1".to_owned(), 1)]);
    let (id, body, signature) = EVENTS[0];
    endpoint.answer(&seen(id, signature, body, AT), &mut Kind);
    assert_eq!(endpoint.gaps(), [("order A1".to_owned(), 2)]);
    let (id, body, signature) = EVENTS[1];
    endpoint.answer(&seen(id, signature, body, AT), &mut Kind);
    assert!(endpoint.gaps().is_empty() && endpoint.complaints().is_empty());
    let kinds: Vec<_> = endpoint.about("order A1").iter().map(|event| (event.kind.as_str(), event.times)).collect();
    assert_eq!(kinds, [("order.pending", 1), ("order.unknown", 1), ("order.succeeded", 2)]);

    let (id, body, signature) = EVENTS[3];
    endpoint.answer(&seen(id, signature, body, AT), &mut Kind);
    endpoint.answer(&seen(id, SIGNED, body, AT), &mut Kind);
    assert_eq!(endpoint.complaints().len(), 2);
    assert_eq!(endpoint.complaints()[0], "msg_1 came with two bodies");
}

#[test]
fn what_it_refuses_it_does_not_keep() {
    let (id, body, signature) = EVENTS[0];
    for (odds, expected, kept) in [
        (Odds { refuses: 1_000, ..Odds::QUIET }, 502, 0),
        (Odds { hangs: 1_000, ..Odds::QUIET }, 0, 1),
        (Odds { ignores: 1_000, ..Odds::QUIET }, 0, 0),
        (Odds { gone: 1_000, ..Odds::QUIET }, 410, 0),
        (Odds { falls: 1_000, fallen_most_ms: 5_000, ..Odds::QUIET }, 503, 0),
        (Odds { later: 1_000, ..Odds::QUIET }, 503, 0),
    ] {
        let mut endpoint = Endpoint::new(&[SECRET], odds);
        assert_eq!(answered(endpoint.answer(&seen(id, signature, body, AT), &mut Kind)).0, expected);
        assert_eq!(endpoint.received().count(), kept);
    }
}

#[test]
fn retry_after_takes_every_form() {
    let mut endpoint = Endpoint::new(&[SECRET], Odds { later: 1_000, ..Odds::QUIET });
    let mut forms = std::collections::BTreeSet::new();
    let mut chance = Seeded(3);
    for _ in 0..200 {
        let Said::Reply { headers, .. } = endpoint.answer(&seen(ID, SIGNED, BODY, AT), &mut chance) else { continue };
        let value = wire::header(&headers, "retry-after").unwrap().to_owned();
        let seconds = value.parse::<i64>().is_ok_and(|seconds| seconds > 0);
        forms.insert(if seconds {
            "seconds"
        } else if value.ends_with("GMT") {
            "date"
        } else {
            "other"
        });
    }
    assert_eq!(forms.len(), 3);
}
