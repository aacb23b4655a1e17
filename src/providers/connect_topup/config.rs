//! The secret `PROVIDER_CONNECT_TOPUP`.

use std::borrow::Cow;

use serde::Deserialize;

use super::super::ConfigError;
use super::super::wire::BaseUrl;
use super::response::dong;
use crate::domain::time::SECOND;
use crate::domain::{Money, Secret, read};
use crate::signing::{hex, sha1, sha256};

/// How long a top-up may take when the configuration does not say, in seconds. The document names no time.
const TIMEOUT_S: i64 = 25;

/// A merchant's account at Connect Topup.
#[derive(Debug)]
pub struct Config {
    pub(super) base_url: BaseUrl,
    pub(super) username: String,
    pub(super) private_key: Secret,
    pub(super) recheck: Recheck,
    pub(super) call_limit: i64,
    pub(super) low_balance: Money,
    pub(super) relay_token: Option<Secret>,
    weak: bool,
}

/// What recheck.jsp is sent. The document knows `idtransaction` only; the one integration that is public sends
/// the other three.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Recheck {
    pub idtransaction: bool,
    pub transidclient: bool,
    pub credentials: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    base_url: String,
    username: String,
    private_key: Secret,
    checksum: Option<String>,
    recheck: Option<Vec<String>>,
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
        check(is_printable(&written.username), "username", PRINTABLE)?;
        check(is_printable(written.private_key.reveal()), "private_key", PRINTABLE)?;
        let token = written.relay_token.as_ref();
        check(token.is_none_or(goes_into_a_header), "relay_token", "expected printable characters")?;
        let timeout_s = written.timeout_s.unwrap_or(TIMEOUT_S);
        check((5..=25).contains(&timeout_s), "timeout_s", "expected 5 to 25 seconds")?;
        let low_balance = dong(written.low_balance.as_deref().unwrap_or("0").as_bytes());
        Ok(Self {
            base_url,
            username: written.username,
            private_key: written.private_key,
            weak: is_sha1(written.checksum.as_deref())?,
            recheck: written.recheck.as_deref().map_or(Ok(Recheck::ALL), Recheck::read)?,
            call_limit: timeout_s.saturating_mul(SECOND),
            low_balance: low_balance.ok_or_else(|| {
                ConfigError::new("low_balance", "expected whole dong such as \"500000\", as a string")
            })?,
            relay_token: written.relay_token,
        })
    }

    /// A checksum as the provider wants it: lower-case hexadecimal (`assumed`).
    pub(super) fn checksum(&self, text: &str) -> String {
        if self.weak { hex(&sha1(text.as_bytes())) } else { hex(&sha256(text.as_bytes())) }
    }
}

impl Recheck {
    const ALL: Self = Self { idtransaction: true, transidclient: true, credentials: true };

    fn read(names: &[String]) -> Result<Self, ConfigError> {
        let mut this = Self::default();
        for (at, name) in names.iter().enumerate() {
            let wrong = |problem| ConfigError::new(format!("recheck[{at}]"), problem);
            let sent = match name.as_str() {
                "idtransaction" => &mut this.idtransaction,
                "transidclient" => &mut this.transidclient,
                "credentials" => &mut this.credentials,
                _ => return Err(wrong("expected idtransaction, transidclient or credentials")),
            };
            if std::mem::replace(sent, true) {
                return Err(wrong("is given twice"));
            }
        }
        check(this.idtransaction || this.transidclient, "recheck", "must name idtransaction or transidclient")?;
        Ok(this)
    }
}

/// The document says SHA-256; the one integration that is public uses SHA-1.
fn is_sha1(name: Option<&str>) -> Result<bool, ConfigError> {
    match name {
        None | Some("sha256") => Ok(false),
        Some("sha1") => Ok(true),
        Some(_) => Err(ConfigError::new("checksum", "expected sha256 or sha1")),
    }
}

const PRINTABLE: &str = "expected 1 to 256 printable ASCII characters, no blank at either end";

fn is_printable(text: &str) -> bool {
    (1..=256).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
        && text.trim_ascii().len() == text.len()
}

fn goes_into_a_header(token: &Secret) -> bool {
    !token.is_empty() && token.reveal().bytes().all(|byte| byte.is_ascii_graphic())
}

fn check(good: bool, field: &str, problem: &'static str) -> Result<(), ConfigError> {
    if good { Ok(()) } else { Err(ConfigError::new(field, Cow::Borrowed(problem))) }
}
