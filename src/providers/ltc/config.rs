//! The secret `PROVIDER_LTC`.

use super::super::ConfigError;
use super::super::http::{BaseUrl, UrlPurpose};
use super::super::settings::{ALLOW_HTTP, BASE_URL, NOT_EMPTY, RELAY_TOKEN, Settings};
use crate::domain::Secret;
use crate::domain::ip_block::IpBlock;
use crate::domain::schema::{FieldType, ObjectSchema, omissible, optional, required};

/// How long a one-time password lives when the configuration does not say, in seconds. Undocumented: `assumed`.
pub const OTP_TTL_S: i64 = 300;

/// A merchant's account at LTC.
#[derive(Debug)]
pub struct Config {
    pub(super) base_url: BaseUrl,
    pub(super) username: String,
    pub(super) password: Secret,
    pub(super) request_type: RequestType,
    pub(super) game_name: String,
    /// What stands before each `merchant_order_id` in the ids that LTC is sent.
    pub(super) transaction_prefix: Option<String>,
    /// How long a one-time password lives, in milliseconds.
    pub(super) otp_life: i64,
    pub(super) unsubscribe_from: Vec<IpBlock>,
    pub(super) relay_token: Option<Secret>,
}

/// LTC's sandbox is chosen by the request, not by the host (LTC API 1.0.0, RequestDeduct `RequestType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestType {
    /// The sandbox.
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

const FIELDS: ObjectSchema = ObjectSchema(&[
    BASE_URL,
    required("username", NOT_EMPTY),
    required("password", NOT_EMPTY),
    required("request_type", FieldType::Name(&[RequestType::Uat.word(), RequestType::Production.word()])),
    required("game_name", FieldType::Rule(is_name, "expected 1 to 100 characters")),
    optional("transaction_prefix", FieldType::Rule(is_prefix, "expected 1 to 16 letters and digits")),
    RELAY_TOKEN,
    optional("otp_ttl_s", FieldType::Seconds(1, 86_400)),
    omissible("unsubscribe_from", FieldType::Texts),
    ALLOW_HTTP,
]);

impl Config {
    /// Reads the secret's JSON. Errors name the field, never its value.
    pub fn read(json: &str) -> Result<Self, ConfigError> {
        let given = Settings::read(json, FIELDS)?;
        let production = given.word("request_type") == Some(RequestType::Production.word());
        let blocks = given.texts("unsubscribe_from").unwrap_or_default();
        Ok(Self {
            base_url: without_api(given.base_url())?,
            username: given.text("username"),
            password: given.secret("password"),
            request_type: if production { RequestType::Production } else { RequestType::Uat },
            game_name: given.text("game_name"),
            transaction_prefix: given.word("transaction_prefix").map(str::to_owned),
            otp_life: given.millis("otp_ttl_s", OTP_TTL_S),
            unsubscribe_from: blocks.into_iter().map(network).collect::<Result<_, _>>()?,
            relay_token: given.relay_token(),
        })
    }
}

/// The document prints the addresses of its calls below `/api/`, but that of the token without it: LTC's own host with
/// that path at its end is meant as the host alone.
fn without_api(url: BaseUrl) -> Result<BaseUrl, ConfigError> {
    let Some((host, path)) = url.as_str().rsplit_once('/') else { return Ok(url) };
    if path.eq_ignore_ascii_case("api") && host.to_ascii_lowercase().ends_with("//ltcpay.laotel.com") {
        return BaseUrl::parse(host, UrlPurpose::Provider { allow_http: true })
            .map_err(|problem| ConfigError::new("base_url", problem));
    }
    Ok(url)
}

fn is_prefix(text: &str) -> bool {
    (1..=16).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn network(text: &str) -> Result<IpBlock, ConfigError> {
    IpBlock::parse(text).ok_or_else(|| ConfigError::new("unsubscribe_from", "expected addresses such as 192.0.2.0/24"))
}

fn is_name(text: &str) -> bool {
    (1..=100).contains(&text.chars().count())
}
