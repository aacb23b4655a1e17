//! The configuration of the gateway in the world. Every address is this machine's, though nothing listens there.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::outside::GATEWAY;

/// What the merchant's servers and its pages show.
pub const SECRET_KEY: &str = "sk_dev_mekong";
pub const SECOND_KEY: &str = "sk_simulation_second_key_0001";
pub const PAGE_KEY: &str = "pk_dev_mekong";
pub const UNSUBSCRIBE_SECRET: &str = "simulation-unsubscribe-secret";
pub const LTC: &str = "http://127.0.0.1:1/ltc";
pub const LTC_USER: (&str, &str) = ("simulation", "simulation-password");
pub const ENDPOINT_SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

/// The endpoint's secret after it was replaced.
pub const NEXT_ENDPOINT_SECRET: &str = "whsec_bmV4dC1zZWNyZXQtb2YtdGhlLXNpbXVsYXRpb24=";

/// What `dev.vars` says, of which the keys are taken: they are in the right form, and worth nothing.
const DEVELOPMENT: &str = include_str!("../../../../dev.vars");

/// A variable of `dev.vars`.
pub fn development(name: &str) -> String {
    let line = DEVELOPMENT.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
    line.unwrap_or_default().trim_matches('\'').to_owned()
}

/// The account of `dev.vars`.
pub fn lianlian() -> Value {
    let mut account: Value = serde_json::from_str(&development("PROVIDER_LIANLIAN")).unwrap_or_default();
    if let Some(fields) = account.as_object_mut() {
        fields.insert("base_url".to_owned(), "http://127.0.0.1:1/lianlian".into());
    }
    account
}

/// The account at AppotaPay; `which` tells another one from it.
pub fn appotapay(which: &str) -> Value {
    json!({"base_url": "http://127.0.0.1:1/appotapay", "partner_code": format!("SIMULATION{which}"),
        "api_key": "simulation-api-key", "secret_key": "simulation-secret-key", "low_balance": "1000000"})
}

pub fn connect_topup() -> Value {
    json!({"base_url": "http://127.0.0.1:1/connect_topup", "username": "simulation",
        "private_key": "simulation-private-key", "checksum": "sha256", "low_balance": "1000000"})
}

fn sha256(text: &str) -> String {
    use sha2::Digest;
    hex::encode(sha2::Sha256::digest(text.as_bytes()))
}

pub fn variables() -> BTreeMap<String, String> {
    let (username, password) = LTC_USER;
    let keys = json!([
        {"id": "shop", "kind": "secret", "sha256": sha256(SECRET_KEY)},
        {"id": "second", "kind": "secret", "sha256": sha256(SECOND_KEY)},
        {"id": "page", "kind": "publishable", "sha256": sha256(PAGE_KEY), "texts_per_hour": 100_000},
    ]);
    let all = [
        ("API_KEYS", keys.to_string()),
        ("CLIENT_TOKEN_SECRETS", json!(["simulation-client-token-secret-of-32-characters"]).to_string()),
        ("FINGERPRINT_SECRET", "simulation-fingerprint-secret".to_owned()),
        ("PUBLIC_URL", GATEWAY.to_owned()),
        ("RETENTION_DAYS", "180".to_owned()),
        ("LTC_UNSUBSCRIBE_SECRETS", json!([UNSUBSCRIBE_SECRET]).to_string()),
        (
            "PROVIDER_LTC",
            json!({"base_url": LTC, "username": username, "password": password, "request_type": "UAT",
                "game_name": "MEKONG"})
            .to_string(),
        ),
        ("PROVIDER_APPOTAPAY", appotapay("").to_string()),
        ("PROVIDER_CONNECT_TOPUP", connect_topup().to_string()),
        ("PROVIDER_LIANLIAN", lianlian().to_string()),
        (
            "EVENT_ENDPOINTS",
            json!([{"id": "shop", "url": "http://127.0.0.1:1/events", "secrets": [ENDPOINT_SECRET]}]).to_string(),
        ),
        ("RETURN_URLS", json!(["https://shop.example"]).to_string()),
    ];
    all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
