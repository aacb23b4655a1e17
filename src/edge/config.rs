//! The Worker's configuration: secrets and variables, read once per isolate. What is missing or malformed is
//! said by name and field, never by value.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::rc::Rc;

use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};

use crate::api::{ConfigProblem, Problem, ReturnUrls};
use crate::domain::time::{DAY, Pace};
use crate::domain::{Secret, event, read};
use crate::providers::wire::BaseUrl;
use crate::providers::{Account, Provider, REGISTRY};
use crate::signing::{account_fingerprint, equal, hex, sha256, webhook};

/// SHA-256 of `sk_dev_mekong`, which works only while every address is this machine's.
const DEVELOPMENT_KEY: &str = "b92b7a61cc1d7a037946dc3d13683e31b925c6549b996f5d87dc99d875c70119";
/// Days that personal data stays when `RETENTION_DAYS` does not say.
const RETENTION_DAYS: i64 = 180;
/// Longest `?wait=`, in seconds.
const MAX_WAIT_S: i64 = 30;
/// Shortest secret that is taken, in characters.
const SHORTEST_SECRET: usize = 16;

thread_local! {
    static SHARED: OnceCell<Rc<Config>> = const { OnceCell::new() };
}

/// Everything configured, and everything wrong with it.
pub struct Config {
    accounts: Vec<(&'static str, Configured)>,
    keys: Vec<ApiKey>,
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
}

/// A provider account and its fingerprint.
pub struct Configured {
    /// Builds and reads its calls.
    pub account: Box<dyn Account>,
    /// Tells it from another account at the same provider.
    pub fingerprint: String,
}

/// Somebody who is sent events.
pub struct Endpoint {
    /// The merchant's name for it.
    pub id: String,
    /// Where: https, no IP address. May hold a secret, so it is never logged or shown.
    pub url: String,
    /// What events to it are signed with; several while one is replaced.
    pub keys: Vec<Vec<u8>>,
    types: Vec<String>,
}

impl Endpoint {
    /// Whether it wants events of this kind.
    pub fn wants(&self, kind: &str) -> bool {
        event::wanted(&self.types, kind)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEndpoint {
    id: String,
    url: String,
    secrets: Vec<Secret>,
    #[serde(default)]
    types: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ApiKey {
    id: String,
    kind: KeyKind,
    sha256: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeyKind {
    Secret,
}

impl KeyKind {
    /// Whether only the merchant's servers hold it.
    const fn is_secret(&self) -> bool {
        match self {
            Self::Secret => true,
        }
    }
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

    /// Refuses while something is wrong that this provider, or any, needs.
    pub fn usable(&self, provider: Option<&str>) -> Result<(), Problem> {
        let wrong = self.problems.iter().find(|p| p.provider.is_none() || p.provider == provider);
        let Some(wrong) = wrong else { return Ok(()) };
        Err(Problem::new(503, "configuration_invalid", wrong.to_string()))
    }

    /// Whether the provider can be used.
    pub fn offers(&self, provider: &str) -> bool {
        self.usable(Some(provider)).is_ok() && of(&self.accounts, provider).is_some()
    }

    /// Whether this is a merchant's key. Every key is compared, each in constant time.
    pub fn knows_key(&self, key: &str) -> bool {
        let digest = hex(&sha256(key.as_bytes()));
        self.keys.iter().filter(|known| equal(known.sha256.as_bytes(), digest.as_bytes())).count() > 0
    }

    /// Whether anybody may hold a key.
    pub fn has_public_keys(&self) -> bool {
        self.keys.iter().any(|key| !key.kind.is_secret())
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

    /// What commands are fingerprinted under.
    pub fn fingerprint_secret(&self) -> &Secret {
        &self.fingerprint_secret
    }
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
        let (mut accounts, mut unsubscribe_secrets) = (Vec::new(), Vec::new());
        for provider in REGISTRY {
            if !self.is_set(*provider) {
                continue;
            }
            // Whatever else is wrong with the account: a subscriber's wish to end it is taken.
            unsubscribe_secrets.push((provider.id(), self.unsubscribe_secrets(*provider)));
            if let Some(account) = self.account(*provider) {
                let fingerprint = account_fingerprint(&fingerprint_secret, provider.id(), &account.identity());
                accounts.push((provider.id(), Configured { account, fingerprint }));
            }
        }
        let at_home = accounts.iter().all(|(_, c): &(_, Configured)| c.account.base_url().is_loopback());
        self.development_key(&keys, at_home);
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
        }
    }

    fn keys(&mut self) -> Vec<ApiKey> {
        let keys: Vec<ApiKey> = self.required_json("API_KEYS", None).unwrap_or_default();
        let twice = |key: &ApiKey| keys.iter().filter(|other| other.id == key.id).count() > 1;
        if keys.iter().any(twice) {
            self.wrong("API_KEYS", "id", "two keys have the same id", None);
        }
        let digest =
            |key: &ApiKey| key.sha256.len() == 64 && key.sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if !keys.iter().all(digest) {
            self.wrong("API_KEYS", "sha256", "expected the key's SHA-256 as 64 lower-case hexadecimal digits", None);
        }
        keys
    }

    fn development_key(&mut self, keys: &[ApiKey], at_home: bool) {
        if !at_home && keys.iter().any(|key| key.sha256 == DEVELOPMENT_KEY) {
            let problem =
                "the development key works only while every base_url is this machine's: make a key of your own";
            self.wrong("API_KEYS", "sha256", problem, None);
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

    fn endpoints(&mut self) -> Vec<Endpoint> {
        let text = (self.read)("EVENT_ENDPOINTS").filter(|text| !text.trim().is_empty());
        let listed = text.map_or(Ok(Vec::new()), |text| read::json::<Vec<WrittenEndpoint>>(text.as_bytes()));
        let read = listed.map_err(|error| (error.field, error.problem.into())).and_then(endpoints);
        read.unwrap_or_else(|(field, problem)| {
            self.wrong("EVENT_ENDPOINTS", field, problem, None);
            Vec::new()
        })
    }

    fn public_url(&mut self) -> Option<BaseUrl> {
        let text = (self.read)("PUBLIC_URL").unwrap_or_default();
        match BaseUrl::parse(&text, false) {
            Ok(url) => Some(url),
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
        provider: Option<&'static str>,
    ) -> Option<Vec<T>> {
        let text = (self.read)(name).unwrap_or_default();
        if text.trim().is_empty() {
            self.wrong(name, "", "is not set", provider);
            return None;
        }
        match read::json::<Vec<T>>(text.as_bytes()) {
            Ok(list) if list.is_empty() => self.wrong(name, "", "the list is empty", provider),
            Ok(list) => return Some(list),
            Err(error) => self.wrong(name, error.field, error.problem, provider),
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
        provider: Option<&'static str>,
    ) {
        let problem =
            ConfigProblem { secret: secret.to_owned(), field: field.into(), problem: problem.into(), provider };
        self.problems.push(problem);
    }
}

/// What is wrong with a list, and where.
type Wrong = (String, Cow<'static, str>);

fn endpoints(written: Vec<WrittenEndpoint>) -> Result<Vec<Endpoint>, Wrong> {
    let mut endpoints: Vec<Endpoint> = Vec::new();
    for (at, given) in written.into_iter().enumerate() {
        let wrong = |field: &str, problem: &'static str| (format!("[{at}].{field}"), Cow::Borrowed(problem));
        let good = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        if given.id.is_empty() || given.id.len() > 64 || !given.id.bytes().all(good) {
            return Err(wrong("id", "expected 1 to 64 of A-Z a-z 0-9 - _"));
        }
        if endpoints.iter().any(|other| other.id == given.id) {
            return Err(wrong("id", "two endpoints have the same id"));
        }
        // A base URL has no query; an endpoint may.
        let place = given.url.split('?').next().unwrap_or_default();
        BaseUrl::parse(place, false).map_err(|problem| (format!("[{at}].url"), problem))?;
        let keys: Result<Vec<_>, _> = given.secrets.iter().map(webhook::key).collect();
        let keys = keys.map_err(|problem| wrong("secrets", problem))?;
        if keys.is_empty() {
            return Err(wrong("secrets", "the list is empty"));
        }
        let known = |pattern: &String| event::KINDS.iter().any(|kind| event::matches(pattern, kind));
        if !given.types.iter().all(known) {
            return Err(wrong("types", "expected kinds of events such as order.succeeded, or order.*"));
        }
        endpoints.push(Endpoint { id: given.id, url: given.url, keys, types: given.types });
    }
    Ok(endpoints)
}
