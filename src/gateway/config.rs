//! The Worker's configuration: secrets and variables, read once per isolate. What is missing or malformed is said by
//! name and field, never by value, and keeps only that from working which it is about: new orders may have to wait for
//! it, orders that were made before go on wherever a call can be made at all.

mod accounts;
mod endpoints;
mod keys;

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

use crate::api::caller::RefusedKey;
use crate::api::{
    ApiKey, Checks, ConfigProblem, Keys, Problem, ReturnUrls, Stops, known, named_provider, not_configured,
};
use crate::domain::time::{DAY, ScheduleScale};
use crate::domain::{CommandError, Secret};
use crate::json;
use crate::providers::http::{BaseUrl, UrlPurpose};
use crate::providers::{Account, Provider};
use crate::signing::{equal, sha256};
use accounts::Accounts;
pub use endpoints::Endpoint;

/// Days that personal data stays when `RETENTION_DAYS` does not say.
const RETENTION_DAYS: i64 = 180;
/// Longest `?wait=`, in seconds.
const MAX_WAIT_S: i64 = 30;
/// Longest address of the gateway, in characters: with an order's id of 64 and a tag it is still one of 256, which is
/// what providers take.
const LONGEST_URL: usize = 140;
/// Longest time that `RETENTION_DAYS` may say, in days.
const MAX_RETENTION_DAYS: i64 = 3650;
/// Shortest secret that is taken, in characters.
const SHORTEST_SECRET: usize = 16;
/// Why a value of `dev.vars` is refused.
const DEVELOPMENT: &str = "is a development one, which everybody knows; it works only while every base_url is this machine's: make one of your own";

const FINGERPRINT_SECRET: &str = "FINGERPRINT_SECRET";
const RETURN_URLS: &str = "RETURN_URLS";

/// Everything configured, and everything wrong with it.
pub struct Config {
    accounts: Vec<(&'static str, Configured)>,
    keys: Keys,
    refused_keys: Vec<(RefusedKey, ConfigProblem)>,
    fingerprint_secret: Secret,
    /// Whether that is the one of `dev.vars`, where money could be real.
    pub fingerprint_secret_is_known: bool,
    unsubscribe_secrets: Vec<(&'static str, Vec<Secret>)>,
    public_url: String,
    return_urls: ReturnUrls,
    /// Who is sent events.
    pub endpoints: Vec<Endpoint>,
    /// How long personal data stays after an order's end, in milliseconds.
    pub retention: i64,
    /// Whether that can be relied on: what is erased cannot be had back.
    pub erases: bool,
    /// How fast schedules run.
    pub scale: ScheduleScale,
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
    /// Reads it, each secret and variable by its name.
    pub fn read(variable: &dyn Fn(&str) -> Option<String>) -> Self {
        ConfigReader::new(variable).config()
    }

    /// The account of a provider for calls about any order, or why there can be none.
    pub fn account(&self, provider: &dyn Provider) -> Result<&Configured, Problem> {
        self.without(&[Stops::Calls, Stops::CallsTo(provider.id())])?;
        Ok(self.reader(provider).ok_or_else(|| not_configured(provider))?)
    }

    /// The account by which a request that names this provider is checked, or what is wrong with the name. That a fault of
    /// the configuration keeps the account away is not said here.
    pub fn checking(&self, provider: &str) -> Result<Option<&dyn Account>, CommandError> {
        let provider = named_provider(provider)?;
        match self.account(provider) {
            Ok(configured) => Ok(Some(configured.account.as_ref())),
            Err(problem) if problem.status() == 422 => Err(not_configured(provider)),
            Err(_) => Ok(None),
        }
    }

    /// What an order of this provider is checked by.
    pub fn checks(&self, provider: &str) -> Checks<'_> {
        let (provider, account) = match self.checking(provider) {
            Ok(account) => (Ok(()), account),
            Err(wrong) => (Err(wrong), None),
        };
        Checks { provider, account, return_urls: &self.return_urls }
    }

    /// The account by which a provider's own messages are read: nothing is sent with it.
    pub fn reader(&self, provider: &dyn Provider) -> Option<&Configured> {
        of(&self.accounts, provider.id())
    }

    /// Every account, in the registry's order.
    pub fn accounts(&self) -> impl Iterator<Item = &dyn Account> {
        self.accounts.iter().map(|(_, configured)| configured.account.as_ref())
    }

    /// Refuses a new order, or a new refund, while something is wrong that it needs.
    pub fn takes_orders(&self, provider: &dyn Provider) -> Result<(), Problem> {
        let given_addresses = self.account(provider)?.account.signed_notifications().is_some();
        self.without(&[Stops::OrdersOf(provider.id())])?;
        if given_addresses { self.without(&[Stops::Addresses]) } else { Ok(()) }
    }

    /// Refuses while ids and meanings of orders cannot be told.
    pub fn tells_orders_apart(&self) -> Result<(), Problem> {
        self.without(&[Stops::Calls])
    }

    /// Whether no order can be taken at all.
    pub fn keeps_every_order_away(&self) -> bool {
        self.without(&[Stops::Calls, Stops::Callers]).is_err()
    }

    /// Whether new orders for the provider are taken.
    pub fn offers(&self, provider: &dyn Provider) -> bool {
        self.takes_orders(provider).is_ok()
    }

    fn without(&self, stops: &[Stops]) -> Result<(), Problem> {
        let wrong = self.problems.iter().find(|problem| stops.contains(&problem.stops));
        wrong.map_or(Ok(()), |wrong| Err(invalid(wrong)))
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

    /// How long rows stay that nothing is due for.
    pub fn kept(&self) -> i64 {
        if self.erases { self.retention } else { MAX_RETENTION_DAYS.saturating_mul(DAY) }
    }

    /// The gateway's own address.
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// Where payers may be sent back to.
    pub fn return_urls(&self) -> &ReturnUrls {
        &self.return_urls
    }

    /// Refuses an address that is not listed while an entry of `RETURN_URLS` is at fault: it may have been the one that
    /// lists it.
    pub fn tells_return_url(&self, url: &str) -> Result<(), Problem> {
        let unlisted = self.return_urls.check(url).is_err_and(|error| error.code == "return_url_not_allowed");
        let wrong = self.problems.iter().find(|problem| unlisted && problem.secret == RETURN_URLS);
        wrong.map_or(Ok(()), |wrong| Err(invalid(wrong)))
    }

    /// What is wrong with `FINGERPRINT_SECRET` if everybody knows it. It can be exchanged until there is an order.
    pub fn known_fingerprint_secret(&self, empty: bool) -> Option<ConfigProblem> {
        let problem = if empty {
            "is a development one, which everybody knows: no order is taken under it, make one of your own"
        } else {
            "IS A DEVELOPMENT ONE, WHICH EVERYBODY KNOWS, and orders were made under it: do not exchange it now, or every order that is sent again becomes another one; a deployment with a ledger and a secret of its own is safe"
        };
        let stops = if empty { Stops::Calls } else { Stops::Itself };
        let wrong = ConfigProblem {
            secret: FINGERPRINT_SECRET.to_owned(),
            field: String::new(),
            problem: problem.into(),
            stops,
        };
        self.fingerprint_secret_is_known.then_some(wrong)
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

/// The refusal of what cannot be done because of it.
pub fn invalid(wrong: &ConfigProblem) -> Problem {
    Problem::new(503, "configuration_invalid", wrong.to_string())
}

/// What a provider has in a list by provider: with a handful of them a map would only cost code.
fn of<'a, T>(list: &'a [(&'static str, T)], provider: &str) -> Option<&'a T> {
    list.iter().find(|(id, _)| *id == provider).map(|(_, found)| found)
}

/// Reads the configuration and gathers what is wrong.
struct ConfigReader<'a> {
    read: &'a dyn Fn(&str) -> Option<String>,
    problems: Vec<ConfigProblem>,
}

impl<'a> ConfigReader<'a> {
    fn new(read: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { read, problems: Vec::new() }
    }

    fn config(mut self) -> Config {
        let fingerprint_secret = self.fingerprint_secret();
        let Accounts { accounts, unsubscribe_secrets, development, advice } = self.accounts(&fingerprint_secret);
        let public_url = self.public_url();
        let at_home = development && public_url.as_ref().is_some_and(BaseUrl::is_loopback);
        let (keys, refused_keys) = self.keys(development);
        let retention_days = self.number("RETENTION_DAYS", RETENTION_DAYS, 1..=MAX_RETENTION_DAYS);
        let divisor = self.test_setting("SCHEDULE_SCALE", 1, 1..=1_000_000_000, at_home);
        let max_wait_s = self.test_setting("MAX_WAIT_S", MAX_WAIT_S, 0..=MAX_WAIT_S, at_home);
        Config {
            accounts,
            keys,
            refused_keys,
            fingerprint_secret_is_known: !development && known::is_development(fingerprint_secret.reveal()),
            fingerprint_secret,
            unsubscribe_secrets,
            public_url: public_url.map(|url| url.as_str().to_owned()).unwrap_or_default(),
            return_urls: self.return_urls(),
            endpoints: self.endpoints(development),
            retention: retention_days.unwrap_or(RETENTION_DAYS).saturating_mul(DAY),
            erases: retention_days.is_some(),
            scale: ScheduleScale::divided_by(divisor.unwrap_or(1)),
            max_wait_s: max_wait_s.unwrap_or(MAX_WAIT_S),
            problems: self.problems,
            advice,
        }
    }

    /// Without it no order can be told from another, nor an account: nothing is sent.
    fn fingerprint_secret(&mut self) -> Secret {
        let secret = (self.read)(FINGERPRINT_SECRET).unwrap_or_default();
        if secret.len() < SHORTEST_SECRET {
            let problem = "expected 16 random characters or more; it must never change";
            self.wrong(FINGERPRINT_SECRET, "", problem, Stops::Calls);
        }
        Secret::new(secret)
    }

    fn return_urls(&mut self) -> ReturnUrls {
        let mut good = Vec::new();
        for (at, entry) in self.list(RETURN_URLS, Stops::Itself).into_iter().enumerate() {
            match entry.as_str().filter(|entry| ReturnUrls::takes(entry)) {
                Some(entry) => good.push(entry.to_owned()),
                None => {
                    let problem =
                        "expected an origin such as https://shop.example, or an app's scheme such as myapp://";
                    self.wrong(RETURN_URLS, format!("[{at}]"), problem, Stops::Itself);
                }
            }
        }
        ReturnUrls::new(good)
    }

    fn public_url(&mut self) -> Option<BaseUrl> {
        let text = (self.read)("PUBLIC_URL").unwrap_or_default();
        let problem = match BaseUrl::parse(&text, UrlPurpose::Gateway) {
            Ok(url) if url.as_str().len() <= LONGEST_URL => return Some(url),
            Ok(_) => "is too long: 140 characters at most".into(),
            Err(problem) => problem,
        };
        self.wrong("PUBLIC_URL", "", problem, Stops::Addresses);
        None
    }

    /// A list of secrets, each checked by itself; `stops` what there can be none of without a good one.
    fn secrets(&mut self, name: &str, stops: Stops, fault: impl Fn(&str) -> Option<&'static str>) -> Vec<Secret> {
        let listed: Vec<Value> = self.required_json(name, stops).unwrap_or_default();
        let checked: Vec<Result<&str, &'static str>> = listed
            .iter()
            .map(|entry| {
                let text = entry.as_str().ok_or("expected a string")?;
                fault(text).map_or(Ok(text), Err)
            })
            .collect();
        let good = checked.iter().flatten().map(|text| Secret::new((*text).to_owned())).collect::<Vec<_>>();
        let stops = if good.is_empty() { stops } else { Stops::Itself };
        for (at, problem) in checked.iter().enumerate().filter_map(|(at, each)| Some((at, each.err()?))) {
            self.wrong(name, format!("[{at}]"), problem, stops);
        }
        good
    }

    /// A list that may be absent.
    fn list(&mut self, name: &str, stops: Stops) -> Vec<Value> {
        let Some(text) = (self.read)(name).filter(|text| !text.trim().is_empty()) else { return Vec::new() };
        json::from_slice(text.as_bytes()).unwrap_or_else(|error| {
            self.wrong(name, error.field, error.problem, stops);
            Vec::new()
        })
    }

    fn required_json<T: for<'de> Deserialize<'de>>(&mut self, name: &str, stops: Stops) -> Option<Vec<T>> {
        let text = (self.read)(name).unwrap_or_default();
        if text.trim().is_empty() {
            self.wrong(name, "", "is not set", stops);
            return None;
        }
        match json::from_slice::<Vec<T>>(text.as_bytes()) {
            Ok(list) if list.is_empty() => self.wrong(name, "", "the list is empty", stops),
            Ok(list) => return Some(list),
            Err(error) => self.wrong(name, error.field, error.problem, stops),
        }
        None
    }

    /// A whole number; none if what is set is none.
    fn number(&mut self, name: &str, default: i64, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let Some(text) = (self.read)(name).filter(|text| !text.is_empty()) else { return Some(default) };
        let number = text.parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            let problem = format!("expected a whole number from {} to {}", range.start(), range.end());
            self.wrong(name, "", problem, Stops::Itself);
        }
        number
    }

    /// Settings that only tests need are refused wherever money could be real.
    fn test_setting(
        &mut self,
        name: &str,
        default: i64,
        range: std::ops::RangeInclusive<i64>,
        at_home: bool,
    ) -> Option<i64> {
        let set = (self.read)(name).is_some_and(|text| !text.is_empty());
        if set && !at_home {
            let problem = "is for tests, and ignored: it works only while every address is this machine's";
            self.wrong(name, "", problem, Stops::Itself);
            return None;
        }
        self.number(name, default, range)
    }

    fn wrong(&mut self, secret: &str, field: impl Into<String>, problem: impl Into<Cow<'static, str>>, stops: Stops) {
        let (secret, field, problem) = (secret.to_owned(), field.into(), problem.into());
        self.problems.push(ConfigProblem { secret, field, problem, stops });
    }
}
