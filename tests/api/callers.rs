//! Who may do what: every route, every method, every caller.

use mekong_pay::api::caller::sorted_keys;
use mekong_pay::api::route::{About, Action};
use mekong_pay::api::{Caller, Keys, Route};
use mekong_pay::domain::Timestamp;
use mekong_pay::signing::client_token::ClientToken;
use serde_json::{Value, json};

const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "get"];

/// Every path, with methods that it takes; of its own order first, of another one next.
const PATHS: [(&str, &str); 40] = [
    ("/", "GET, HEAD, OPTIONS"),
    ("/healthz", "GET, HEAD, OPTIONS"),
    ("/openapi.json", "GET, HEAD, OPTIONS"),
    ("/metrics", "GET, HEAD, OPTIONS"),
    ("/v1/providers", "GET, HEAD, OPTIONS"),
    ("/v1/providers/ltc/balance", "GET, HEAD, OPTIONS"),
    ("/v1/providers/ltc/products", "GET, HEAD, OPTIONS"),
    ("/v1/providers/ltc/numbers", "POST, OPTIONS"),
    ("/v1/providers/ltc/resume", "POST, OPTIONS"),
    ("/v1/events", "GET, HEAD, OPTIONS"),
    ("/v1/events/evt_1", "GET, HEAD, OPTIONS"),
    ("/v1/events/evt_1/redeliver", "POST, OPTIONS"),
    ("/v1/events/redeliver", "POST, OPTIONS"),
    ("/v1/catalogue", "GET, HEAD, PUT, OPTIONS"),
    ("/v1/orders", "GET, HEAD, POST, OPTIONS"),
    ("/v1/orders/A1001", "GET, HEAD, OPTIONS"),
    ("/v1/orders/a1001", "GET, HEAD, OPTIONS"),
    ("/v1/orders/A1002", "GET, HEAD, OPTIONS"),
    ("/v1/orders/", "GET, HEAD, OPTIONS"),
    ("/v1/orders/A1001/confirm", "POST, OPTIONS"),
    ("/v1/orders/A1002/confirm", "POST, OPTIONS"),
    ("/v1/orders/A1001/recheck", "POST, OPTIONS"),
    ("/v1/orders/A1001/cancel", "POST, OPTIONS"),
    ("/v1/orders/A1002/cancel", "POST, OPTIONS"),
    ("/v1/orders/A1001/resolve", "POST, OPTIONS"),
    ("/v1/orders/A1001/history", "GET, HEAD, OPTIONS"),
    ("/v1/orders/A1001/client-tokens", "POST, OPTIONS"),
    ("/v1/orders/A1001/refunds", "GET, HEAD, POST, OPTIONS"),
    ("/v1/orders/A1001/refunds/R1", "GET, HEAD, OPTIONS"),
    ("/v1/orders/A1001/refunds/R1/recheck", "POST, OPTIONS"),
    ("/v1/orders/A1001/refunds/R1/history", "GET, HEAD, OPTIONS"),
    ("/v1/subscriptions", "POST, OPTIONS"),
    ("/v1/subscriptions/search", "POST, OPTIONS"),
    ("/v1/notifications", "GET, HEAD, OPTIONS"),
    ("/v1/notifications/lianlian", "POST, OPTIONS"),
    ("/v1/notifications/lianlian/A1001", "POST, OPTIONS"),
    ("/v1/notifications/ltc/unsubscribe/secret", "POST, OPTIONS"),
    ("/v1/notifications/lianlian/A1001/tag", "POST, OPTIONS"),
    ("/v1/returns/lianlian/A1001", "GET, HEAD, POST, OPTIONS"),
    ("/v1/returns/lianlian/A1001/tag", "GET, HEAD, POST, OPTIONS"),
];

/// What may be done without a secret key, beside what anybody may.
const PUBLISHABLE: [(&str, &str); 3] = [("POST", "/v1/orders"), ("GET", "/v1/catalogue"), ("HEAD", "/v1/catalogue")];
const CLIENT: [(&str, &str); 6] = [
    ("GET", "/v1/orders/A1001"),
    ("HEAD", "/v1/orders/A1001"),
    ("GET", "/v1/orders/a1001"),
    ("HEAD", "/v1/orders/a1001"),
    ("POST", "/v1/orders/A1001/confirm"),
    ("POST", "/v1/orders/A1001/cancel"),
];
const ANYBODY: [&str; 9] = [
    "/",
    "/healthz",
    "/openapi.json",
    "/v1/notifications/lianlian",
    "/v1/notifications/lianlian/A1001",
    "/v1/notifications/ltc/unsubscribe/secret",
    "/v1/notifications/lianlian/A1001/tag",
    "/v1/returns/lianlian/A1001",
    "/v1/returns/lianlian/A1001/tag",
];
/// What pages of other origins call, and how.
const BROWSERS: [(&str, &str); 10] = [
    ("/v1/catalogue", "GET"),
    ("/v1/orders", "POST"),
    ("/v1/orders/A1001", "GET"),
    ("/v1/orders/a1001", "GET"),
    ("/v1/orders/A1002", "GET"),
    ("/v1/orders/", "GET"),
    ("/v1/orders/A1001/confirm", "POST"),
    ("/v1/orders/A1002/confirm", "POST"),
    ("/v1/orders/A1001/cancel", "POST"),
    ("/v1/orders/A1002/cancel", "POST"),
];

/// A kind of route is a number: no kind can be added without a path above.
fn kind(route: &Route<'_>) -> usize {
    match route {
        Route::Health => 0,
        Route::Metrics => 1,
        Route::Providers => 2,
        Route::Provider(_, About::Balance) => 3,
        Route::Provider(_, About::Products) => 4,
        Route::Provider(_, About::Numbers) => 5,
        Route::Provider(_, About::Resume) => 6,
        Route::Events => 7,
        Route::Event(_) => 8,
        Route::Redeliver(_) => 9,
        Route::RedeliverSince => 10,
        Route::Catalogue => 11,
        Route::Orders => 12,
        Route::Order(_, None) => 13,
        Route::Order(_, Some(_)) => 14,
        Route::OrderAction(_, None, Action::Confirm) => 15,
        Route::OrderAction(_, Some(_), Action::Confirm) => 16,
        Route::OrderAction(_, None, Action::Recheck) => 17,
        Route::OrderAction(_, Some(_), Action::Recheck) => 18,
        Route::OrderAction(_, _, Action::Cancel) => 19,
        Route::OrderAction(_, _, Action::Resolve) => 20,
        Route::History(_, None) => 21,
        Route::History(_, Some(_)) => 22,
        Route::ClientTokens(_) => 23,
        Route::Refunds(_) => 24,
        Route::Subscriptions => 25,
        Route::SubscriptionSearch => 26,
        Route::Unmatched => 27,
        Route::SignedNotification { order: None, .. } => 28,
        Route::SignedNotification { order: Some(_), .. } => 29,
        Route::AddressedNotification { .. } => 30,
        Route::Return { .. } => 31,
        Route::Document => 32,
        Route::Root => 33,
    }
}
const KINDS: usize = 34;

fn holder() -> Caller {
    Caller::Client(ClientToken { order: "a1001".to_owned(), generation: 0, expires_at: i64::MAX })
}

#[test]
fn every_kind_of_route_is_tried() {
    // No path leads to the confirm of a refund.
    let mut tried = vec![false; KINDS];
    tried[16] = true;
    for (path, allow) in PATHS {
        let route = Route::of(path).expect(path);
        tried[kind(&route)] = true;
        assert_eq!(route.allow(), allow, "{path}");
    }
    assert!(tried.iter().all(|tried| *tried), "{tried:?}");
}

#[test]
fn nobody_may_do_more_than_is_listed() {
    let mut allowed = 0;
    for (path, _) in PATHS {
        let route = Route::of(path).unwrap();
        for method in METHODS {
            let open = ANYBODY.contains(&path);
            let may = |caller: &Caller, listed: bool| {
                assert_eq!(caller.may(method, &route), listed || open, "{method} {path} {caller:?}");
            };
            may(&Caller::Secret, true);
            may(&Caller::Anybody, false);
            may(&Caller::Publishable("page".to_owned()), PUBLISHABLE.contains(&(method, path)));
            may(&holder(), CLIENT.contains(&(method, path)));
            allowed += usize::from(PUBLISHABLE.contains(&(method, path)) || CLIENT.contains(&(method, path)));
        }
    }
    assert_eq!(allowed, PUBLISHABLE.len() + CLIENT.len(), "each line of the lists was met");
}

#[test]
fn a_token_of_a_refund_or_with_an_odd_id_opens_nothing() {
    // No such token is ever signed; should one be, it opens no refund and no list.
    for order in ["", "a1001/r1", "A1001", "a1001 "] {
        let caller = Caller::Client(ClientToken { order: order.to_owned(), generation: 0, expires_at: i64::MAX });
        for (path, _) in PATHS.iter().filter(|(path, _)| !ANYBODY.contains(path)) {
            let route = Route::of(path).unwrap();
            assert!(METHODS.iter().all(|method| !caller.may(method, &route)), "{path} {order:?}");
        }
    }
}

#[test]
fn pages_of_other_origins_call_what_they_may_and_nothing_else() {
    for (path, _) in PATHS {
        let listed = BROWSERS.iter().find(|(listed, _)| *listed == path).map(|(_, method)| *method);
        assert_eq!(Route::of(path).unwrap().browsers_method(), listed, "{path}");
    }
}

/// A key as it stands in `API_KEYS`.
fn written(id: &str, sha256: &str) -> Value {
    json!({ "id": id, "kind": "secret", "sha256": sha256 })
}

/// The digests are sha256sum's: of nothing, of a line's end, of `null`, of `undefined` and a line's end, of a blank.
const OF_NOTHING: [&str; 5] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b",
    "74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b",
    "770c2d18aa4ec3159f46da461ef452972949942ff4f6a9771044485faa146398",
    "36a9e7f1c95b82ffb99743e0c5c4ce95d83c9a430aac59f84ef3cbfab6145068",
];
/// Of `sk_live_A`, `sk_live_B`.
const GOOD: [&str; 2] = [
    "01996d9beda1d0fa1f0e56b63ee857c0a394b62f338e1904123445158cff651f",
    "7047294f6a767927e9dc27c3f772fc7545d4aa97aef9087dc8b6ae3e83aec7dd",
];

#[test]
fn a_key_of_nothing_opens_nothing_and_stops_no_other() {
    for nothing in OF_NOTHING {
        let (keys, refused) = sorted_keys(&[written("shop", nothing), written("till", GOOD[0])], true);
        assert_eq!((keys.len(), refused.len()), (1, 1), "{nothing}");
        assert_eq!(refused[0].field, "[0].sha256");
        assert!(refused[0].problem.contains("shop") && !refused[0].problem.contains(nothing));
        let keys = Keys { keys, token_secrets: Vec::new() };
        for shown in [None, Some(""), Some(" "), Some("\t"), Some("null"), Some("undefined")] {
            assert!(keys.caller(shown, Timestamp::from_millis(0)).is_err(), "{shown:?}");
        }
        assert_eq!(keys.caller(Some("sk_live_A"), Timestamp::from_millis(0)).unwrap(), Caller::Secret);
    }
}

#[test]
fn a_digest_has_one_spelling() {
    let upper = GOOD[0].to_uppercase();
    let (short, long) = (&GOOD[0][..62], [GOOD[0], "00"].concat());
    let foreign = GOOD[0].replace('f', "g");
    for spelled in [&upper, short, &GOOD[0][..63], &long, &foreign, &format!(" {}", GOOD[0]), ""] {
        let (keys, refused) = sorted_keys(&[written("shop", spelled), written("till", GOOD[1])], true);
        assert_eq!((keys.len(), refused.len()), (1, 1), "{spelled}");
        let (field, problem) = (&refused[0].field, &refused[0].problem);
        assert_eq!(field, "[0].sha256");
        let expected = "the key shop is disabled: expected the key's SHA-256 as 64 lower-case hexadecimal digits";
        assert_eq!(problem, expected, "{spelled}");
        assert!(!refused[0].is("sk_live_A"));
    }
}

#[test]
fn two_keys_with_one_digest_and_a_second_one_with_an_id_are_refused_alone() {
    let publishable = json!({ "id": "page", "kind": "publishable", "sha256": GOOD[0] });
    let (keys, refused) = sorted_keys(&[written("shop", GOOD[0]), publishable, written("till", GOOD[1])], true);
    assert_eq!((keys.len(), refused.len()), (1, 2));
    assert!(refused.iter().all(|key| key.is("sk_live_A") && !key.is("sk_live_B")));
    let (keys, refused) = sorted_keys(&[written("shop", GOOD[0]), written("shop", GOOD[1]), json!("x")], true);
    assert_eq!((keys.len(), refused.len()), (1, 2));
    assert_eq!((refused[0].field.as_str(), refused[1].field.as_str()), ("[1].id", "[2]"));
}

#[test]
fn the_development_keys_are_good_in_development_only() {
    let key = [written("dev", "b92b7a61cc1d7a037946dc3d13683e31b925c6549b996f5d87dc99d875c70119")];
    assert_eq!(sorted_keys(&key, true).0.len(), 1);
    assert_eq!(sorted_keys(&key, false).1.len(), 1);
    // A key that stands in the place of its id is not told.
    let (_, refused) = sorted_keys(&[written("sk_live_A", "x")], true);
    assert!(!refused[0].problem.contains("sk_live_A"));
}
