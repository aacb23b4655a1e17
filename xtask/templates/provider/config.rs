//! The secret `PROVIDER___ID__`.

use super::super::ConfigError;
use super::super::http::BaseUrl;
use super::super::settings::{ALLOW_HTTP, BASE_URL, PRINTABLE, RELAY_TOKEN, Settings, TIMEOUT};
use crate::domain::Secret;
use crate::domain::schema::{ObjectSchema, required};

/// How long a payment may take when the configuration does not say, in seconds.
// FILL IN: what the document says, or `assumed`.
const TIMEOUT_S: i64 = 25;

/// A merchant's account at __Name__.
#[derive(Debug)]
pub struct Config {
    pub(super) base_url: BaseUrl,
    pub(super) merchant_id: String,
    pub(super) api_key: Secret,
    pub(super) call_limit: i64,
    pub(super) relay_token: Option<Secret>,
}

// FILL IN: what the provider gives a merchant, by the names that its document has.
const FIELDS: ObjectSchema = ObjectSchema(&[
    BASE_URL,
    required("merchant_id", PRINTABLE),
    required("api_key", PRINTABLE),
    RELAY_TOKEN,
    TIMEOUT,
    ALLOW_HTTP,
]);

impl Config {
    /// Reads the secret's JSON. Errors name the field, never its value.
    pub fn read(json: &str) -> Result<Self, ConfigError> {
        let given = Settings::read(json, FIELDS)?;
        Ok(Self {
            base_url: given.base_url(),
            merchant_id: given.text("merchant_id"),
            api_key: given.secret("api_key"),
            call_limit: given.millis("timeout_s", TIMEOUT_S),
            relay_token: given.relay_token(),
        })
    }
}
