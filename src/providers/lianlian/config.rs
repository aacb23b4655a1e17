//! The secrets `PROVIDER_LIANLIAN` and `PROVIDER_LIANLIAN_PRIVATE_KEY`.

use std::borrow::Cow;

use serde::Deserialize;

use super::super::ConfigError;
use super::super::wire::BaseUrl;
use crate::domain::order::CALL_LIMIT;
use crate::domain::time::SECOND;
use crate::domain::{Secret, read};
use crate::signing::RsaDigest;
use crate::signing::keys::{PrivateKey, PublicKey};

/// LianLian's public keys that may be good at once: an old one, a new one, and room.
const MAX_PUBLIC_KEYS: usize = 8;

/// A merchant's account at LianLian.
#[derive(Debug)]
pub struct Config {
    pub(super) base_url: BaseUrl,
    pub(super) merchant_id: String,
    pub(super) store_id: Option<String>,
    pub(super) private_key: PrivateKey,
    pub(super) public_keys: Vec<PublicKey>,
    pub(super) digest: RsaDigest,
    pub(super) allow_cards: bool,
    pub(super) call_limit: i64,
    pub(super) relay_token: Option<Secret>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    base_url: String,
    merchant_id: String,
    store_id: Option<String>,
    private_key: Option<Secret>,
    public_keys: Vec<String>,
    digest: Option<RsaDigest>,
    #[serde(default)]
    allow_cards: bool,
    timeout_s: Option<i64>,
    #[serde(default)]
    allow_http: bool,
    relay_token: Option<Secret>,
}

impl Config {
    /// Reads the secret's JSON, and the private key where it stands alone. Errors name the field, never its value.
    pub fn read(json: &str, private_key: Option<&str>) -> Result<Self, ConfigError> {
        let written: Written = read::json(json.as_bytes()).map_err(|e| ConfigError::new(e.field, e.problem))?;
        let timeout_s = written.timeout_s.unwrap_or(CALL_LIMIT.div_euclid(SECOND));
        check((5..=25).contains(&timeout_s), "timeout_s", "expected 5 to 25 seconds")?;
        check(is_id(&written.merchant_id), "merchant_id", "expected the 18 digits that LianLian gave")?;
        check(written.store_id.as_deref().is_none_or(is_id), "store_id", "expected the 18 digits that LianLian gave")?;
        let token = written.relay_token.as_ref();
        check(token.is_none_or(goes_into_a_header), "relay_token", "expected printable characters")?;
        Ok(Self {
            base_url: base_url(&written.base_url, written.allow_http)?,
            private_key: own_key(written.private_key.as_ref().map(Secret::reveal), private_key)?,
            public_keys: their_keys(&written.public_keys)?,
            merchant_id: written.merchant_id,
            store_id: written.store_id,
            digest: written.digest.unwrap_or(RsaDigest::Sha1),
            allow_cards: written.allow_cards,
            call_limit: timeout_s.saturating_mul(SECOND),
            relay_token: written.relay_token,
        })
    }

    /// No real money moves: LianLian's sandbox is another host (`sandbox-th.lianlianpay-inc.com`).
    pub(super) fn is_sandbox(&self) -> bool {
        let host = self.base_url.as_str().split_once("://").map_or("", |(_, rest)| rest);
        self.base_url.is_loopback() || host.starts_with("sandbox")
    }
}

fn base_url(text: &str, allow_http: bool) -> Result<BaseUrl, ConfigError> {
    let url = BaseUrl::parse(text, allow_http).map_err(|problem| ConfigError::new("base_url", problem))?;
    check(!url.as_str().ends_with("/gateway"), "base_url", "give it without /gateway, which is added")?;
    Ok(url)
}

/// The merchant's key stands in one of two places: the platform limits a secret to 5 KB.
fn own_key(inside: Option<&str>, alone: Option<&str>) -> Result<PrivateKey, ConfigError> {
    let text = match (inside, alone) {
        (Some(text), None) | (None, Some(text)) => text,
        (None, None) => return Err(ConfigError::new("private_key", "is required, here or in a secret of its own")),
        (Some(_), Some(_)) => return Err(ConfigError::new("private_key", "is given twice: here and by itself")),
    };
    PrivateKey::parse(text).map_err(|problem| ConfigError::new("private_key", problem))
}

fn their_keys(texts: &[String]) -> Result<Vec<PublicKey>, ConfigError> {
    check((1..=MAX_PUBLIC_KEYS).contains(&texts.len()), "public_keys", "expected 1 to 8 keys")?;
    let keys = texts.iter().enumerate().map(|(at, text)| {
        PublicKey::parse(text).map_err(|problem| ConfigError::new(format!("public_keys[{at}]"), problem))
    });
    keys.collect()
}

/// PAGE gives 18 digits, DOC-21 up to 20.
pub(super) fn is_id(id: &str) -> bool {
    (18..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}

fn goes_into_a_header(token: &Secret) -> bool {
    !token.is_empty() && token.reveal().bytes().all(|byte| byte.is_ascii_graphic())
}

fn check(good: bool, field: &str, problem: &'static str) -> Result<(), ConfigError> {
    if good { Ok(()) } else { Err(ConfigError::new(field, Cow::Borrowed(problem))) }
}
