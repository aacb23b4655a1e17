//! Who may do what: every route, every method, every caller.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test fails by panicking")]

use mekong_pay::api::route::{About, Action};
use mekong_pay::api::{Caller, Route};
use mekong_pay::signing::client_token::ClientToken;

const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "get"];

/// Every path, with methods that it takes; of its own order first, of another one next.
const PATHS: [(&str, &str); 39] = [
    ("/healthz", "GET, HEAD, OPTIONS"),
    ("/openapi.json", "GET, HEAD, OPTIONS"),
    ("/metrics", "GET, HEAD, OPTIONS"),
    ("/v1/providers", "GET, HEAD, OPTIONS"),
    ("/v1/providers/ltc/balance", "GET, HEAD, OPTIONS"),
    ("/v1/providers/ltc/products", "GET, HEAD, OPTIONS"),
    ("/v1/providers/ltc/numbers", "POST, OPTIONS"),
    ("/v1/providers/ltc/reopen", "POST, OPTIONS"),
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
const ANYBODY: [&str; 8] = [
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
        Route::Provider(_, About::Reopen) => 6,
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
        Route::Notice { order: None, .. } => 28,
        Route::Notice { order: Some(_), .. } => 29,
        Route::Notification { .. } => 30,
        Route::Return { .. } => 31,
        Route::Document => 32,
    }
}
const KINDS: usize = 33;

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
