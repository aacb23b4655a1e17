//! The secret in which a merchant configures an account: fields that several providers have, and one reader of them
//! all.

use serde_json::Value;

use super::ConfigError;
use super::http::{BaseUrl, UrlPurpose, is_printable};
use crate::domain::schema::{Field, FieldType, Fields, ObjectSchema, omissible, optional, required};
use crate::domain::time::SECOND;
use crate::domain::{CommandError, Money, Secret};
use crate::json::{self, FieldError};

/// Where the provider is called. Every secret has it.
pub const BASE_URL: Field = required("base_url", FieldType::Any);
/// Whether that may be plain http.
pub const ALLOW_HTTP: Field = omissible("allow_http", FieldType::Flag);
/// What the merchant's own relay asks for; it goes into a header.
pub const RELAY_TOKEN: Field = optional("relay_token", PRINTABLE);
/// How long a call that moves money may take.
pub const TIMEOUT: Field = optional("timeout_s", FieldType::Seconds(5, 25));
/// The balance, in dong, below which the merchant wants to be warned.
pub const LOW_BALANCE: Field = optional("low_balance", FieldType::Any);

/// A text that is not empty.
pub const NOT_EMPTY: FieldType = FieldType::Rule(is_not_empty, "must not be empty");
/// A text that can stand in a header.
pub const PRINTABLE: FieldType = FieldType::Rule(is_header, "expected printable ASCII characters without blanks");

/// A secret's fields, checked by a table.
pub struct Settings {
    fields: Fields,
    base_url: BaseUrl,
}

impl Settings {
    /// Reads the secret's JSON. Errors name the field, never its value.
    pub fn read(json: &str, table: ObjectSchema) -> Result<Self, ConfigError> {
        let fields = table.read("", &json::parse(json.as_bytes())?)?;
        let text = fields.get("base_url").and_then(Value::as_str).unwrap_or_default();
        let base_url = BaseUrl::parse(text, UrlPurpose::Provider { allow_http: is_set(&fields, "allow_http") });
        let base_url = base_url.map_err(|problem| ConfigError::new("base_url", problem))?;
        table.check("", &fields)?;
        Ok(Self { fields, base_url })
    }

    /// Where the provider is called.
    pub fn base_url(&self) -> BaseUrl {
        self.base_url.clone()
    }

    /// A text, if it is there.
    pub fn word(&self, name: &str) -> Option<&str> {
        self.fields.get(name).and_then(Value::as_str)
    }

    /// A text that the table requires.
    pub fn text(&self, name: &str) -> String {
        self.word(name).unwrap_or_default().to_owned()
    }

    /// A text that the table requires and nobody may see.
    pub fn secret(&self, name: &str) -> Secret {
        Secret::new(self.text(name))
    }

    /// A list of texts, if it is there.
    pub fn texts(&self, name: &str) -> Option<Vec<&str>> {
        let items = self.fields.get(name).and_then(Value::as_array)?;
        Some(items.iter().filter_map(Value::as_str).collect())
    }

    /// Whether a flag is there and true.
    pub fn flag(&self, name: &str) -> bool {
        is_set(&self.fields, name)
    }

    /// So many seconds, or `default` of them, in milliseconds.
    pub fn millis(&self, name: &str, default: i64) -> i64 {
        self.fields.get(name).and_then(Value::as_i64).unwrap_or(default).saturating_mul(SECOND)
    }

    /// What [`RELAY_TOKEN`] holds.
    pub fn relay_token(&self) -> Option<Secret> {
        self.word("relay_token").map(Secret::new)
    }

    /// What [`LOW_BALANCE`] holds; none is nothing.
    pub fn low_balance(&self) -> Result<Money, ConfigError> {
        let problem = "expected whole dong, a decimal string such as \"5000000\"";
        Money::dong(self.word("low_balance").unwrap_or("0")).ok_or_else(|| ConfigError::new("low_balance", problem))
    }
}

fn is_set(fields: &Fields, name: &str) -> bool {
    fields.get(name) == Some(&Value::Bool(true))
}

fn is_not_empty(text: &str) -> bool {
    !text.is_empty()
}

fn is_header(text: &str) -> bool {
    is_printable(text, usize::MAX)
}

impl From<FieldError> for ConfigError {
    fn from(error: FieldError) -> Self {
        Self::new(error.field, error.problem)
    }
}

impl From<CommandError> for ConfigError {
    fn from(error: CommandError) -> Self {
        Self::new(error.field.clone(), error.problem.clone())
    }
}
