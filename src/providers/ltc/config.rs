//! The secret `PROVIDER_LTC`.

use std::borrow::Cow;

use serde::Deserialize;

use super::super::ConfigError;
use super::super::wire::BaseUrl;
use crate::domain::network::Network;
use crate::domain::time::SECOND;
use crate::domain::{Secret, read};

/// How long a one-time password lives when the configuration does not say, in seconds. Undocumented: `assumed`.
pub const OTP_TTL_S: u32 = 300;

/// A merchant's account at LTC.
#[derive(Debug)]
pub struct Config {
    pub(super) base_url: BaseUrl,
    pub(super) username: String,
    pub(super) password: Secret,
    pub(super) request_type: RequestType,
    pub(super) game_name: String,
    pub(super) otp_ttl_s: u32,
    pub(super) unsubscribe_from: Vec<Network>,
    pub(super) relay_token: Option<Secret>,
}

/// LTC's sandbox is chosen by the request, not by the host (LTC API 1.0.0, RequestDeduct `RequestType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum RequestType {
    /// The sandbox.
    #[serde(rename = "UAT")]
    Uat,
    /// Real money.
    Production,
}

impl RequestType {
    /// LTC's word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Uat => "UAT",
            Self::Production => "Production",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    base_url: String,
    username: String,
    password: Secret,
    request_type: RequestType,
    game_name: String,
    otp_ttl_s: Option<u32>,
    #[serde(default)]
    unsubscribe_from: Vec<String>,
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
        check(!written.username.is_empty(), "username", "must not be empty")?;
        check(!written.password.is_empty(), "password", "must not be empty")?;
        check((1..=100).contains(&written.game_name.chars().count()), "game_name", "expected 1 to 100 characters")?;
        check(
            written.relay_token.as_ref().is_none_or(goes_into_a_header),
            "relay_token",
            "expected printable characters",
        )?;
        let otp_ttl_s = written.otp_ttl_s.unwrap_or(OTP_TTL_S);
        check((1..=86_400).contains(&otp_ttl_s), "otp_ttl_s", "expected 1 to 86400 seconds")?;
        let unsubscribe_from = written.unsubscribe_from.iter().map(|text| network(text)).collect::<Result<_, _>>()?;
        Ok(Self {
            base_url,
            username: written.username,
            password: written.password,
            request_type: written.request_type,
            game_name: written.game_name,
            otp_ttl_s,
            unsubscribe_from,
            relay_token: written.relay_token,
        })
    }

    /// How long a one-time password lives, in milliseconds.
    pub(super) fn otp_life(&self) -> i64 {
        i64::from(self.otp_ttl_s).saturating_mul(SECOND)
    }
}

fn network(text: &str) -> Result<Network, ConfigError> {
    Network::parse(text).ok_or_else(|| ConfigError::new("unsubscribe_from", "expected addresses such as 192.0.2.0/24"))
}

fn goes_into_a_header(token: &Secret) -> bool {
    !token.is_empty() && token.reveal().bytes().all(|byte| byte.is_ascii_graphic())
}

fn check(good: bool, field: &str, problem: &'static str) -> Result<(), ConfigError> {
    if good { Ok(()) } else { Err(ConfigError::new(field, Cow::Borrowed(problem))) }
}
