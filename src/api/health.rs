//! How the gateway is, as anybody may see it.

use std::borrow::Cow;

use serde::Serialize;

use super::GateView;
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
    pub providers: Vec<GateView<'a>>,
    /// What is wrong, in the order found, then what is only worth changing.
    pub configuration: &'a [ConfigProblem],
}

/// What is wrong with one secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ConfigProblem {
    /// The secret's name.
    pub secret: String,
    /// The field in it; empty for the whole.
    pub field: String,
    /// What was expected.
    pub problem: Cow<'static, str>,
    /// The provider, or the part, that cannot be used because of it; none if nothing can.
    #[serde(skip)]
    pub part: Option<&'static str>,
}

impl ConfigProblem {
    /// What is worth changing in a provider's secret: shown, and it keeps nothing from working.
    pub fn advice(provider: &dyn Provider, advised: ConfigError) -> Self {
        let secret = format!("PROVIDER_{}", provider.id().to_ascii_uppercase());
        Self { secret, field: advised.field, problem: advised.problem, part: None }
    }

    /// One that is only shown: among those that count it would keep every order away.
    pub fn harmless(secret: &str, problem: &'static str) -> Self {
        Self { secret: secret.to_owned(), field: String::new(), problem: problem.into(), part: None }
    }
}

impl std::fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let field = if self.field.is_empty() { String::new() } else { format!(", field {}", self.field) };
        write!(f, "the secret {}{field}: {}", self.secret, self.problem)
    }
}
