//! How the gateway is, as anybody may see it.

use std::borrow::Cow;

use serde::Serialize;

use super::CircuitView;
use crate::providers::{ConfigError, Provider};

/// GET `/healthz`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Health"))]
pub struct HealthView<'a> {
    /// `ok` while orders are taken.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::HealthStatus"))]
    pub status: &'static str,
    /// The gateway's version.
    pub version: &'static str,
    /// `ok`, or what keeps the ledger away.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::LedgerStatus"))]
    pub ledger: &'static str,
    /// Those that are paid in advance.
    pub providers: Vec<CircuitView<'a>>,
    /// What is wrong, in the order found.
    pub configuration: &'a [ConfigProblem],
    /// What is worth changing in the configuration, though everything works.
    pub advice: &'a [ConfigProblem],
}

/// What is wrong with one secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ConfigProblem {
    /// The secret's name.
    pub secret: String,
    /// The field in it; empty for the whole.
    pub field: String,
    /// What was expected of the secret.
    pub problem: Cow<'static, str>,
    /// What does not work because of it. Everything else does.
    #[serde(serialize_with = "Stops::serialized")]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub stops: Stops,
}

/// What does not work while something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stops {
    /// What is named: one key, one endpoint, one setting.
    Itself,
    /// Whoever has a key.
    Callers,
    /// Everything that is sent to providers, about whatever order.
    Calls,
    /// Everything that is sent to one provider.
    CallsTo(&'static str),
    /// New orders of one provider.
    OrdersOf(&'static str),
    /// New orders of providers that are given addresses of the gateway's.
    Addresses,
    /// Client tokens.
    Tokens,
}

impl Stops {
    fn text(self) -> String {
        match self {
            Self::Itself => "this only".to_owned(),
            Self::Callers => "every call with a key".to_owned(),
            Self::Calls => "every call to a provider".to_owned(),
            Self::CallsTo(provider) => format!("every call to {provider}"),
            Self::OrdersOf(provider) => format!("new orders of {provider}"),
            Self::Addresses => "new orders of providers that send notifications".to_owned(),
            Self::Tokens => "client tokens".to_owned(),
        }
    }

    fn serialized<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl ConfigProblem {
    /// What is worth changing in a provider's secret: shown, and it keeps nothing from working.
    pub fn advice(provider: &dyn Provider, advised: ConfigError) -> Self {
        let secret = format!("PROVIDER_{}", provider.id().to_ascii_uppercase());
        Self { secret, field: advised.field, problem: advised.problem, stops: Stops::Itself }
    }

    /// One that keeps nothing away.
    pub fn harmless(secret: &str, problem: &'static str) -> Self {
        Self { secret: secret.to_owned(), field: String::new(), problem: problem.into(), stops: Stops::Itself }
    }
}

impl std::fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let field = if self.field.is_empty() { String::new() } else { format!(", field {}", self.field) };
        write!(f, "the secret {}{field}: {}", self.secret, self.problem)
    }
}
