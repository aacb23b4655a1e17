//! No secret is ever printed: every value that a vector makes is formatted and searched for what it must not show.

use std::collections::BTreeMap;
use std::fmt::Debug;

use crate::support::rsa::block_on;
use crate::support::vectors::{Case, File, load};
use mekong_pay::api::known;
use mekong_pay::domain::Secret;
use mekong_pay::providers::ltc::Config;
use mekong_pay::providers::{self, Account, REGISTRY, Token};

/// What must not be seen of a case: every configured secret, its session, its one-time password.
fn secrets(file: &File, case: &Case) -> Vec<String> {
    let configured = ["password", "relay_token", "private_key", "api_key", "secret_key"];
    let of = |config: &serde_json::Value| {
        configured.iter().filter_map(|name| Some(config.get(name)?.as_str()?.to_owned())).collect::<Vec<_>>()
    };
    let mut all: Vec<String> = file.configs.values().flat_map(of).collect();
    // A form carries them percent-encoded: these pieces survive the encoding.
    all.extend(["vector-password", "a%20ss", "vector-relay"].map(str::to_owned));
    all.extend(case.context.session.clone());
    // A password of one digit is in every other number.
    all.extend(case.context.otp.clone().filter(|otp| otp.len() > 3));
    all
}

struct Search {
    name: String,
    secrets: Vec<String>,
    shown: usize,
}

impl Search {
    fn debug(&mut self, what: &str, value: &dyn Debug) {
        for text in [format!("{value:?}"), format!("{value:#?}")] {
            self.text(what, &text);
        }
    }

    fn text(&mut self, what: &str, text: &str) {
        self.shown += 1;
        let seen = self.secrets.iter().any(|secret| text.contains(secret.as_str()));
        assert!(!seen, "{}: a secret stands in its {what}: {text}", self.name);
    }
}

#[test]
fn nothing_that_a_vector_makes_shows_a_secret() {
    for provider in providers::REGISTRY {
        let file = load(provider.id());
        let calls_something =
            |case: &&Case| ["request", "response", "config", "unsubscribe", "inquiry"].contains(&&*case.kind);
        for case in file.cases.iter().filter(calls_something) {
            let mut search = Search { name: file.name(case), secrets: secrets(&file, case), shown: 0 };
            if let Some(text) = &case.text {
                refusal(&file, text, case.private_key.as_deref(), &mut search);
            }
            if case.config.is_some() {
                calls(&file, case, &mut search);
            }
            assert!(search.shown > 0 || case.kind == "unsubscribe", "{}: nothing was searched", search.name);
        }
    }
}

fn refusal(file: &File, text: &str, alone: Option<&str>, search: &mut Search) {
    match providers::find(&file.provider).unwrap().configure(text, alone) {
        Ok(account) => search.debug("identity", &account.identity()),
        Err(error) => search.debug("refusal", &error),
    }
}

fn calls(file: &File, case: &Case, search: &mut Search) {
    let account = file.account(case);
    search.debug("identity", &account.identity());
    search.debug("base url", account.base_url());
    if let Some(session) = account.session() {
        search.debug("token request", &session.request());
        if case.answer.is_some() && case.is_token() {
            let token = session.read(&case.answer());
            search.secrets.extend(token.iter().map(|token| token.secret.reveal().to_owned()));
            search.debug("token", &token);
        }
    }
    if case.kind == "inquiry" {
        inquiry(account.as_ref(), case, search);
    }
    if case.command.is_none() {
        return;
    }
    match case.prepare(account.as_ref()) {
        Err(error) => search.text("refusal", &format!("{error} {error:?}")),
        Ok(prepared) => {
            let (rsa, session) = (file.rsa(), case.session());
            let context = case.context(&rsa, session.as_ref());
            let call = case.call(&prepared);
            search.debug("call", &call);
            search.debug("request", &block_on(account.build(&call, context)));
            if case.answer.is_some() {
                search.debug("reading", &block_on(account.classify(&call, &case.answer(), context)));
            }
        }
    }
}

fn inquiry(account: &dyn Account, case: &Case, search: &mut Search) {
    let (Some(inquiries), Ok(inquiry)) = (account.inquiries(), case.inquiry(account)) else { return };
    search.debug("inquiry's request", &inquiries.request(&inquiry, case.now()));
    if case.answer.is_some() {
        search.debug("finding", &inquiries.read(&inquiry, &case.answer()));
    }
}

/// LTC's configuration is a type of its own, and says of every secret only that there is one.
#[test]
fn a_configuration_shows_no_secret() {
    let file = load("ltc");
    for (name, config) in &file.configs {
        let shown = format!("{:?}", Config::read(&config.to_string()).unwrap());
        let hidden = config.get("relay_token").is_some();
        assert_eq!(shown.matches("[redacted]").count(), 1 + usize::from(hidden), "{name}: {shown}");
        for secret in ["password", "relay_token"].iter().filter_map(|field| config.get(field)?.as_str()) {
            assert!(!shown.contains(secret), "{name}: a secret is shown: {shown}");
        }
    }
    let token = Token { secret: Secret::new("vector-session"), expires_in_s: 1 };
    assert!(!format!("{token:?}").contains("vector-session"));
}

/// How many secrets stand in each variable of dev.vars: a provider that is not here has one at least.
const DEVELOPMENT_SECRETS: [(&str, usize); 9] = [
    ("API_KEYS", 2),
    ("CLIENT_TOKEN_SECRETS", 1),
    ("FINGERPRINT_SECRET", 1),
    ("LTC_UNSUBSCRIBE_SECRETS", 1),
    ("EVENT_ENDPOINTS", 1),
    ("PROVIDER_LTC", 1),
    ("PROVIDER_LIANLIAN", 2),
    ("PROVIDER_APPOTAPAY", 2),
    ("PROVIDER_CONNECT_TOPUP", 1),
];

/// Every value of dev.vars that could open something is known for what it is. What is not named here as harmless has to
/// be: a new value without the mark fails.
#[test]
fn every_secret_of_the_development_configuration_is_known() {
    let harmless = [
        "base_url",
        "merchant_id",
        "username",
        "partner_code",
        "request_type",
        "game_name",
        "checksum",
        "low_balance",
        "id",
        "url",
        "kind",
        "origins",
        "texts_exempt",
    ];
    let plain = ["PUBLIC_URL", "RETENTION_DAYS", "RETURN_URLS"];
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/dev.vars")).unwrap();
    let mut counts = BTreeMap::new();
    for (name, value) in text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('=')) {
        let value = value.trim_matches('\'');
        let tree = serde_json::from_str(value).unwrap_or_else(|_| serde_json::Value::from(value));
        let mut secrets = Vec::new();
        if !plain.contains(&name) {
            leaves(&tree, &harmless, &mut secrets);
        }
        for secret in secrets {
            let mut digest = [0; 32];
            let key = hex::decode_to_slice(&secret, &mut digest).is_ok() && known::is_development_key(&digest);
            let is = known::is_development(&secret) || key;
            assert!(is, "{name}: {}… is not known as a development value", &secret[..6]);
            *counts.entry(name).or_insert(0) += 1;
        }
    }
    for (name, count) in DEVELOPMENT_SECRETS {
        assert_eq!(counts.get(name), Some(&count), "{name}");
    }
    for provider in REGISTRY {
        let name = format!("PROVIDER_{}", provider.id().to_ascii_uppercase());
        assert!(counts.contains_key(name.as_str()), "{name}: no secret of it was seen");
    }
    for own in ["", "developments", "simulatorish", "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0", "MIIB"] {
        assert!(!known::is_development(own), "{own}");
    }
}

/// The texts in a tree, but for those that stand in a harmless field.
fn leaves(tree: &serde_json::Value, harmless: &[&str], found: &mut Vec<String>) {
    match tree {
        serde_json::Value::String(text) => found.push(text.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| leaves(item, harmless, found)),
        serde_json::Value::Object(fields) => {
            fields
                .iter()
                .filter(|(name, _)| !harmless.contains(&name.as_str()))
                .for_each(|(_, item)| leaves(item, harmless, found));
        }
        _ => {}
    }
}
