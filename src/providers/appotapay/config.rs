//! The secret `PROVIDER_APPOTAPAY`.

use std::borrow::Cow;

use serde::Deserialize;

use super::super::ConfigError;
use super::super::wire::BaseUrl;
use crate::domain::time::SECOND;
use crate::domain::{Currency, Money, Secret, read};

/// How long a charge may take when the configuration does not say, in seconds. Undocumented: `assumed`.
const TIMEOUT_S: i64 = 25;

/// A merchant's account at AppotaPay.
#[derive(Debug)]
pub struct Config {
    pub(super) base_url: BaseUrl,
    pub(super) partner_code: String,
    pub(super) api_key: Secret,
    pub(super) secret_key: Secret,
    pub(super) bearer: bool,
    pub(super) call_limit: i64,
    pub(super) low_balance: Money,
    pub(super) relay_token: Option<Secret>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    base_url: String,
    partner_code: String,
    api_key: Secret,
    secret_key: Secret,
    authorization: Option<String>,
    timeout_s: Option<i64>,
    low_balance: Option<String>,
    #[serde(default)]
    allow_http: bool,
    relay_token: Option<Secret>,
}

impl Config {
    /// Reads the secret's JSON. Errors name the field, never its value.
    pub fn read(json: &str) -> Result<Self, ConfigError> {
        let written: Written = read::json(json.as_bytes()).map_err(|e| ConfigError::new(e.field, e.problem))?;
        let base_url =
            BaseUrl::parse(&written.base_url, written.allow_http).map_err(|p| ConfigError::new("base_url", p))?;
        check(is_printable(&written.partner_code), "partner_code", "expected printable characters")?;
        check(is_printable(written.api_key.reveal()), "api_key", "expected printable characters")?;
        check(!written.secret_key.is_empty(), "secret_key", "must not be empty")?;
        let token = written.relay_token.as_ref();
        check(token.is_none_or(|token| is_printable(token.reveal())), "relay_token", "expected printable characters")?;
        let timeout_s = written.timeout_s.unwrap_or(TIMEOUT_S);
        check((5..=25).contains(&timeout_s), "timeout_s", "expected 5 to 25 seconds")?;
        Ok(Self {
            base_url,
            partner_code: written.partner_code,
            api_key: written.api_key,
            secret_key: written.secret_key,
            bearer: bearer(written.authorization.as_deref())?,
            call_limit: timeout_s.saturating_mul(SECOND),
            low_balance: low_balance(written.low_balance.as_deref())?,
            relay_token: written.relay_token,
        })
    }

    /// No real money moves: AppotaPay's sandbox is another host, `gateway.dev.appotapay.com` ("Environments").
    pub(super) fn is_sandbox(&self) -> bool {
        let host = self.base_url.as_str().split_once("://").map_or("", |(_, rest)| rest);
        self.base_url.is_loopback() || host.starts_with("gateway.dev.")
    }
}

/// The pages' tables write `Bearer` before the token, their cURL samples do not.
fn bearer(word: Option<&str>) -> Result<bool, ConfigError> {
    match word {
        None | Some("bearer") => Ok(true),
        Some("bare") => Ok(false),
        Some(_) => Err(ConfigError::new("authorization", "expected bearer or bare")),
    }
}

fn low_balance(text: Option<&str>) -> Result<Money, ConfigError> {
    dong(text.unwrap_or("0"))
        .ok_or_else(|| ConfigError::new("low_balance", "expected whole dong, a decimal string such as \"5000000\""))
}

/// What may be nothing: digits only, no sign, no fraction.
pub(super) fn dong(text: &str) -> Option<Money> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits).and_then(|minor| Money::balance(minor, Currency::Vnd))
}

fn is_printable(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn check(good: bool, field: &str, problem: &'static str) -> Result<(), ConfigError> {
    if good { Ok(()) } else { Err(ConfigError::new(field, Cow::Borrowed(problem))) }
}
