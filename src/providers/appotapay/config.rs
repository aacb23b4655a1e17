//! The secret `PROVIDER_APPOTAPAY`.

use super::super::ConfigError;
use super::super::http::BaseUrl;
use super::super::settings::{ALLOW_HTTP, BASE_URL, LOW_BALANCE, NOT_EMPTY, PRINTABLE, RELAY_TOKEN, Settings, TIMEOUT};
use crate::domain::schema::{FieldType, ObjectSchema, optional, required};
use crate::domain::{Money, Secret};
use crate::signing::HmacKey;

/// How long a charge may take when the configuration does not say, in seconds. Undocumented: `assumed`.
const TIMEOUT_S: i64 = 25;

/// A merchant's account at AppotaPay.
#[derive(Debug)]
pub struct Config {
    pub(super) base_url: BaseUrl,
    pub(super) partner_code: String,
    pub(super) api_key: Secret,
    pub(super) secret_key: HmacKey,
    pub(super) bearer: bool,
    pub(super) call_limit: i64,
    pub(super) low_balance: Money,
    pub(super) relay_token: Option<Secret>,
}

const FIELDS: ObjectSchema = ObjectSchema(&[
    BASE_URL,
    required("partner_code", PRINTABLE),
    required("api_key", PRINTABLE),
    required("secret_key", NOT_EMPTY),
    RELAY_TOKEN,
    TIMEOUT,
    // The pages' tables write `Bearer` before the token, their cURL samples do not.
    optional("authorization", FieldType::OneOf(&["bearer", "bare"])),
    LOW_BALANCE,
    ALLOW_HTTP,
]);

impl Config {
    /// Reads the secret's JSON. Errors name the field, never its value.
    pub fn read(json: &str) -> Result<Self, ConfigError> {
        let given = Settings::read(json, FIELDS)?;
        Ok(Self {
            base_url: given.base_url(),
            partner_code: given.text("partner_code"),
            api_key: given.secret("api_key"),
            secret_key: HmacKey::of(&given.secret("secret_key")),
            bearer: given.word("authorization") != Some("bare"),
            call_limit: given.millis("timeout_s", TIMEOUT_S),
            low_balance: given.low_balance()?,
            relay_token: given.relay_token(),
        })
    }

    /// No real money moves: AppotaPay's sandbox is another host, `gateway.dev.appotapay.com` ("Environments").
    pub(super) fn is_sandbox(&self) -> bool {
        let host = self.base_url.as_str().split_once("://").map_or("", |(_, rest)| rest);
        self.base_url.is_loopback() || host.starts_with("gateway.dev.")
    }
}
