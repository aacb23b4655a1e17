//! The Worker's configuration: secrets and variables, read once per isolate. What is missing or malformed is
//! said by name and field, never by value.

mod endpoints;
mod keys;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::rc::Rc;

use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};

use crate::api::{ApiKey, ConfigProblem, Keys, Problem, ReturnUrls};
use crate::domain::time::{DAY, Pace};
use crate::domain::{Secret, read};
use crate::providers::wire::{BaseUrl, Purpose};
use crate::providers::{Account, Provider, REGISTRY};
use crate::signing::{account_fingerprint, equal, sha256};
pub use endpoints::Endpoint;

/// Days that personal data stays when `RETENTION_DAYS` does not say.
const RETENTION_DAYS: i64 = 180;
/// Longest `?wait=`, in seconds.
const MAX_WAIT_S: i64 = 30;
/// Longest address of the gateway, in characters: with an order's id of 64 and a tag it is still one of 256, which is what
/// providers take.
const LONGEST_URL: usize = 140;
/// Shortest secret that is taken, in characters.
const SHORTEST_SECRET: usize = 16;

thread_local! {
    static SHARED: OnceCell<Rc<Config>> = const { OnceCell::new() };
}

/// Everything configured, and everything wrong with it.
pub struct Config {
    accounts: Vec<(&'static str, Configured)>,
    keys: Keys,
    fingerprint_secret: Secret,
    unsubscribe_secrets: Vec<(&'static str, Vec<Secret>)>,
    public_url: String,
    return_urls: ReturnUrls,
    /// Who is sent events.
    pub endpoints: Vec<Endpoint>,
    /// How long personal data stays after an order's end, in milliseconds.
    pub retention: i64,
    /// How fast schedules run.
    pub pace: Pace,
    /// Longest wait, in seconds.
    pub max_wait_s: i64,
    /// What is wrong, in the order found.
    pub problems: Vec<ConfigProblem>,
    /// What is worth changing; it keeps nothing from working.
    pub advice: Vec<ConfigProblem>,
}

/// A provider account and its fingerprint.
pub struct Configured {
    /// Builds and reads its calls.
    pub account: Box<dyn Account>,
    /// Tells it from another account at the same provider.
    pub fingerprint: String,
}

impl Config {
    /// This isolate's configuration.
    pub fn shared(env: &worker::Env) -> Rc<Self> {
        let read = |name: &str| {
            let value = js_sys::Reflect::get(env, &JsValue::from(name)).ok()?;
            value.dyn_into::<js_sys::JsString>().ok().map(String::from)
        };
        SHARED.with(|shared| Rc::clone(shared.get_or_init(|| Rc::new(Reader::new(&read).config()))))
    }

    /// The account of a provider, or why it cannot be used.
    pub fn account(&self, provider: &dyn Provider) -> Result<&Configured, Problem> {
        self.usable(Some(provider.id()))?;
        of(&self.accounts, provider.id()).ok_or_else(|| {
            let secret = format!("PROVIDER_{}", provider.id().to_ascii_uppercase());
            Problem::new(
                422,
                "provider_not_configured",
                format!("{} is not configured: set the secret {secret}", provider.name()),
            )
            .field("provider")
        })
    }

    /// Every account, in the registry's order.
    pub fn accounts(&self) -> impl Iterator<Item = &dyn Account> {
        self.accounts.iter().map(|(_, configured)| configured.account.as_ref())
    }

    /// Refuses while something is wrong that this provider or part, or any, needs.
    pub fn usable(&self, part: Option<&str>) -> Result<(), Problem> {
        let wrong = self.problems.iter().find(|p| p.part.is_none() || p.part == part);
        let Some(wrong) = wrong else { return Ok(()) };
        Err(invalid(wrong))
    }

    /// Whether the provider can be used.
    pub fn offers(&self, provider: &str) -> bool {
        self.usable(Some(provider)).is_ok() && of(&self.accounts, provider).is_some()
    }

    /// Whether anybody may hold a key.
    pub fn has_public_keys(&self) -> bool {
        self.keys.keys.iter().any(ApiKey::is_publishable)
    }

    /// Whether this is one of the secrets in the address that a provider was given for ended subscriptions.
    pub fn knows_unsubscribe_secret(&self, provider: &str, secret: &str) -> bool {
        let digest = sha256(secret.as_bytes());
        let known = of(&self.unsubscribe_secrets, provider).map(Vec::as_slice).unwrap_or_default();
        known.iter().filter(|known| equal(&sha256(known.reveal().as_bytes()), &digest)).count() > 0
    }

    /// The gateway's own address.
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// Where payers may be sent back to.
    pub fn return_urls(&self) -> &ReturnUrls {
        &self.return_urls
    }

    /// What tags of addresses are made with: it never changes, as long as any order is open or may be asked about.
    pub fn address_secret(&self) -> Option<&Secret> {
        Some(&self.fingerprint_secret).filter(|secret| secret.reveal().len() >= SHORTEST_SECRET)
    }

    /// What commands are fingerprinted under.
    pub fn fingerprint_secret(&self) -> &Secret {
        &self.fingerprint_secret
    }
}

fn invalid(wrong: &ConfigProblem) -> Problem {
    Problem::new(503, "configuration_invalid", wrong.to_string())
}

/// What a provider has in a list by provider: with a handful of them a map would only cost code.
fn of<'a, T>(list: &'a [(&'static str, T)], provider: &str) -> Option<&'a T> {
    list.iter().find(|(id, _)| *id == provider).map(|(_, found)| found)
}

/// Reads the configuration and gathers what is wrong.
struct Reader<'a> {
    read: &'a dyn Fn(&str) -> Option<String>,
    problems: Vec<ConfigProblem>,
}

impl<'a> Reader<'a> {
    fn new(read: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { read, problems: Vec::new() }
    }

    fn config(mut self) -> Config {
        let keys = self.keys();
        let fingerprint_secret = self.fingerprint_secret();
        let public_url = self.public_url();
        let return_urls = self.return_urls();
        let endpoints = self.endpoints();
        let (mut accounts, mut unsubscribe_secrets, mut advice) = (Vec::new(), Vec::new(), Vec::new());
        for provider in REGISTRY {
            if !self.is_set(*provider) {
                continue;
            }
            // Whatever else is wrong with the account: a subscriber's wish to end it is taken.
            unsubscribe_secrets.push((provider.id(), self.unsubscribe_secrets(*provider)));
            if let Some(account) = self.account(*provider) {
                advice.extend(account.advice().into_iter().map(|advised| ConfigProblem::advice(*provider, advised)));
                let fingerprint = account_fingerprint(&fingerprint_secret, provider.id(), &account.identity());
                accounts.push((provider.id(), Configured { account, fingerprint }));
            }
        }
        let at_home = accounts.iter().all(|(_, c): &(_, Configured)| c.account.base_url().is_loopback());
        self.development_keys(&keys, at_home);
        let at_home = at_home && public_url.as_ref().is_some_and(BaseUrl::is_loopback);
        let retention_days = self.number("RETENTION_DAYS", RETENTION_DAYS, 1..=3650);
        let divisor = self.test_setting("SCHEDULE_SCALE", 1, 1..=1_000_000_000, at_home);
        let max_wait_s = self.test_setting("MAX_WAIT_S", MAX_WAIT_S, 0..=MAX_WAIT_S, at_home);
        Config {
            accounts,
            keys,
            fingerprint_secret,
            unsubscribe_secrets,
            public_url: public_url.map(|url| url.as_str().to_owned()).unwrap_or_default(),
            return_urls,
            endpoints,
            retention: retention_days.saturating_mul(DAY),
            pace: Pace::divided_by(divisor),
            max_wait_s,
            problems: self.problems,
            advice,
        }
    }

    fn fingerprint_secret(&mut self) -> Secret {
        let secret = (self.read)("FINGERPRINT_SECRET").unwrap_or_default();
        if secret.len() < SHORTEST_SECRET {
            self.wrong("FINGERPRINT_SECRET", "", "expected 16 random characters or more; it must never change", None);
        }
        Secret::new(secret)
    }

    fn return_urls(&mut self) -> ReturnUrls {
        let text = (self.read)("RETURN_URLS").filter(|text| !text.trim().is_empty());
        let listed = text.map_or(Ok(Vec::new()), |text| read::json::<Vec<String>>(text.as_bytes()));
        match listed.map(ReturnUrls::new) {
            Ok(Ok(urls)) => return urls,
            Ok(Err(problem)) => self.wrong("RETURN_URLS", "", problem, None),
            Err(error) => self.wrong("RETURN_URLS", error.field, error.problem, None),
        }
        ReturnUrls::default()
    }

    fn public_url(&mut self) -> Option<BaseUrl> {
        let text = (self.read)("PUBLIC_URL").unwrap_or_default();
        match BaseUrl::parse(&text, Purpose::Gateway) {
            Ok(url) if url.as_str().len() <= LONGEST_URL => Some(url),
            Ok(_) => {
                self.wrong("PUBLIC_URL", "", "is too long: 140 characters at most", None);
                None
            }
            Err(problem) => {
                self.wrong("PUBLIC_URL", "", problem, None);
                None
            }
        }
    }

    fn is_set(&self, provider: &'static dyn Provider) -> bool {
        let name = format!("PROVIDER_{}", provider.id().to_ascii_uppercase());
        (self.read)(&name).is_some_and(|json| !json.trim().is_empty())
    }

    fn account(&mut self, provider: &'static dyn Provider) -> Option<Box<dyn Account>> {
        let name = format!("PROVIDER_{}", provider.id().to_ascii_uppercase());
        let json = (self.read)(&name).filter(|json| !json.trim().is_empty())?;
        let private_key = (self.read)(&format!("{name}_PRIVATE_KEY")).filter(|key| !key.trim().is_empty());
        match provider.configure(&json, private_key.as_deref()) {
            Ok(account) => Some(account),
            Err(error) => {
                self.wrong(&name, error.field, error.problem, Some(provider.id()));
                None
            }
        }
    }

    fn unsubscribe_secrets(&mut self, provider: &'static dyn Provider) -> Vec<Secret> {
        if provider.notifications().and_then(|n| n.unsubscribe_path()).is_none() {
            return Vec::new();
        }
        let name = format!("{}_UNSUBSCRIBE_SECRETS", provider.id().to_ascii_uppercase());
        let secrets: Vec<Secret> = self.required_json(&name, Some(provider.id())).unwrap_or_default();
        let good = |secret: &Secret| {
            secret.reveal().len() >= SHORTEST_SECRET
                && secret.reveal().bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        };
        if !secrets.iter().all(good) {
            self.wrong(&name, "", "each takes 16 characters or more of A-Z a-z 0-9 - _", Some(provider.id()));
        }
        secrets
    }

    fn required_json<T: for<'de> Deserialize<'de>>(
        &mut self,
        name: &str,
        part: Option<&'static str>,
    ) -> Option<Vec<T>> {
        let text = (self.read)(name).unwrap_or_default();
        if text.trim().is_empty() {
            self.wrong(name, "", "is not set", part);
            return None;
        }
        match read::json::<Vec<T>>(text.as_bytes()) {
            Ok(list) if list.is_empty() => self.wrong(name, "", "the list is empty", part),
            Ok(list) => return Some(list),
            Err(error) => self.wrong(name, error.field, error.problem, part),
        }
        None
    }

    fn number(&mut self, name: &str, default: i64, range: std::ops::RangeInclusive<i64>) -> i64 {
        let Some(text) = (self.read)(name).filter(|text| !text.is_empty()) else { return default };
        match text.parse() {
            Ok(number) if range.contains(&number) => number,
            _ => {
                self.wrong(
                    name,
                    "",
                    format!("expected a whole number from {} to {}", range.start(), range.end()),
                    None,
                );
                default
            }
        }
    }

    /// Settings that only tests need are refused wherever money could be real.
    fn test_setting(&mut self, name: &str, default: i64, range: std::ops::RangeInclusive<i64>, at_home: bool) -> i64 {
        let set = (self.read)(name).is_some_and(|text| !text.is_empty());
        if set && !at_home {
            self.wrong(name, "", "is for tests: it works only while every address is this machine's", None);
            return default;
        }
        self.number(name, default, range)
    }

    fn wrong(
        &mut self,
        secret: &str,
        field: impl Into<String>,
        problem: impl Into<Cow<'static, str>>,
        part: Option<&'static str>,
    ) {
        let (secret, field, problem) = (secret.to_owned(), field.into(), problem.into());
        self.problems.push(ConfigProblem { secret, field, problem, part });
    }
}
