//! The secrets `PROVIDER_LIANLIAN` and `PROVIDER_LIANLIAN_PRIVATE_KEY`.

use super::super::ConfigError;
use super::super::http::BaseUrl;
use super::super::settings::{ALLOW_HTTP, BASE_URL, RELAY_TOKEN, Settings, TIMEOUT};
use crate::domain::Secret;
use crate::domain::order::CALL_LIMIT;
use crate::domain::schema::{FieldType, ObjectSchema, omissible, optional, required};
use crate::domain::time::SECOND;
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

const FIELDS: ObjectSchema = ObjectSchema(&[
    TIMEOUT,
    BASE_URL,
    required("merchant_id", ID),
    optional("store_id", ID),
    RELAY_TOKEN,
    optional("private_key", FieldType::Any),
    required("public_keys", FieldType::Texts),
    optional("digest", FieldType::Name(&["SHA1", "SHA256"])),
    omissible("allow_cards", FieldType::Flag),
    ALLOW_HTTP,
]);

const ID: FieldType = FieldType::Rule(is_id, "expected the 18 digits that LianLian gave");

impl Config {
    /// Reads the secret's JSON, and the private key where it stands alone. Errors name the field, never its value.
    pub fn read(json: &str, private_key: Option<&str>) -> Result<Self, ConfigError> {
        let given = Settings::read(json, FIELDS)?;
        Ok(Self {
            base_url: without_gateway(given.base_url())?,
            merchant_id: given.text("merchant_id"),
            store_id: given.word("store_id").map(str::to_owned),
            private_key: own_key(given.word("private_key"), private_key)?,
            public_keys: their_keys(&given.texts("public_keys").unwrap_or_default())?,
            digest: if given.word("digest") == Some("SHA256") { RsaDigest::Sha256 } else { RsaDigest::Sha1 },
            allow_cards: given.flag("allow_cards"),
            call_limit: given.millis("timeout_s", CALL_LIMIT.div_euclid(SECOND)),
            relay_token: given.relay_token(),
        })
    }

    /// No real money moves: LianLian's sandbox is another host (`sandbox-th.lianlianpay-inc.com`).
    pub(super) fn is_sandbox(&self) -> bool {
        let host = self.base_url.as_str().split_once("://").map_or("", |(_, rest)| rest);
        self.base_url.is_loopback() || host.starts_with("sandbox")
    }
}

fn without_gateway(url: BaseUrl) -> Result<BaseUrl, ConfigError> {
    if url.as_str().ends_with("/gateway") {
        return Err(ConfigError::new("base_url", "give it without /gateway, which is added"));
    }
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

fn their_keys(texts: &[&str]) -> Result<Vec<PublicKey>, ConfigError> {
    if !(1..=MAX_PUBLIC_KEYS).contains(&texts.len()) {
        return Err(ConfigError::new("public_keys", "expected 1 to 8 keys"));
    }
    let keys = texts.iter().enumerate().map(|(at, text)| {
        PublicKey::parse(text).map_err(|problem| ConfigError::new(format!("public_keys[{at}]"), problem))
    });
    keys.collect()
}

/// PAGE gives 18 digits, DOC-21 up to 20.
pub(super) fn is_id(id: &str) -> bool {
    (18..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}
