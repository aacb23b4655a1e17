//! The secret `PROVIDER_CONNECT_TOPUP`.

use super::super::ConfigError;
use super::super::http::BaseUrl;
use super::super::settings::{ALLOW_HTTP, BASE_URL, LOW_BALANCE, RELAY_TOKEN, Settings, TIMEOUT};
use super::codes::may_be_confirmed;
use super::response::is_code;
use crate::domain::schema::{FieldType, ObjectSchema, optional, required};
use crate::domain::{Money, Secret};
use crate::signing::{sha1, sha256};

/// How long a top-up may take when the configuration does not say, in seconds. The document names no time.
const TIMEOUT_S: i64 = 25;

/// A merchant's account at Connect Topup.
#[derive(Debug)]
pub struct Config {
    pub(super) base_url: BaseUrl,
    pub(super) username: String,
    pub(super) private_key: Secret,
    pub(super) recheck: Recheck,
    /// Codes of recheck.jsp of which the provider confirmed that the top-up failed.
    pub(super) recheck_failures: Vec<String>,
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

const FIELDS: ObjectSchema = ObjectSchema(&[
    BASE_URL,
    required("username", TEXT),
    required("private_key", TEXT),
    RELAY_TOKEN,
    TIMEOUT,
    // The document says SHA-256; the one integration that is public uses SHA-1.
    optional("checksum", FieldType::OneOf(&["sha256", "sha1"])),
    optional("recheck", FieldType::Texts),
    optional("recheck_failures", FieldType::Texts),
    LOW_BALANCE,
    ALLOW_HTTP,
]);

const TEXT: FieldType =
    FieldType::Rule(is_text, "expected 1 to 256 printable ASCII characters, no blank at either end");

impl Config {
    /// Reads the secret's JSON. Errors name the field, never its value.
    pub fn read(json: &str) -> Result<Self, ConfigError> {
        let given = Settings::read(json, FIELDS)?;
        Ok(Self {
            base_url: given.base_url(),
            username: given.text("username"),
            private_key: given.secret("private_key"),
            weak: given.word("checksum") == Some("sha1"),
            recheck: given.texts("recheck").map_or(Ok(Recheck::ALL), |names| Recheck::read(&names))?,
            recheck_failures: confirmed(&given.texts("recheck_failures").unwrap_or_default())?,
            call_limit: given.millis("timeout_s", TIMEOUT_S),
            low_balance: given.low_balance()?,
            relay_token: given.relay_token(),
        })
    }

    /// A checksum as the provider wants it: lower-case hexadecimal (`assumed`).
    pub(super) fn checksum(&self, text: &str) -> String {
        if self.weak { hex::encode(sha1(text.as_bytes())) } else { hex::encode(sha256(text.as_bytes())) }
    }
}

impl Recheck {
    const ALL: Self = Self { idtransaction: true, transidclient: true, credentials: true };

    fn read(names: &[&str]) -> Result<Self, ConfigError> {
        let mut this = Self::default();
        for (at, name) in names.iter().enumerate() {
            let wrong = |problem| ConfigError::new(format!("recheck[{at}]"), problem);
            let sent = match *name {
                "idtransaction" => &mut this.idtransaction,
                "transidclient" => &mut this.transidclient,
                "credentials" => &mut this.credentials,
                _ => return Err(wrong("expected idtransaction, transidclient or credentials")),
            };
            if std::mem::replace(sent, true) {
                return Err(wrong("is given twice"));
            }
        }
        if !this.idtransaction && !this.transidclient {
            return Err(ConfigError::new("recheck", "must name idtransaction or transidclient"));
        }
        Ok(this)
    }
}

/// Codes that may mean a failure, each once.
fn confirmed(codes: &[&str]) -> Result<Vec<String>, ConfigError> {
    for (at, code) in codes.iter().enumerate() {
        let wrong = |problem| ConfigError::new(format!("recheck_failures[{at}]"), problem);
        if !is_code(code) {
            return Err(wrong("expected a code such as \"61\" or \"-304\""));
        }
        if !may_be_confirmed(code) {
            return Err(wrong("the document does not let this code mean a failure"));
        }
        if codes.iter().take(at).any(|other| other == code) {
            return Err(wrong("is given twice"));
        }
    }
    Ok(codes.iter().map(|code| (*code).to_owned()).collect())
}

fn is_text(text: &str) -> bool {
    (1..=256).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
        && text.trim_ascii().len() == text.len()
}
