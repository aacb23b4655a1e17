//! Providers as callers name them.

use crate::domain::CommandError;
use crate::providers::{Provider, expected, find};

/// The provider with this id, or an error that names those there are.
pub fn named_provider(id: &str) -> Result<&'static dyn Provider, CommandError> {
    find(id).ok_or_else(|| CommandError::new("provider_unknown", "provider", expected()))
}

/// There is no account of a provider.
pub fn not_configured(provider: &dyn Provider) -> CommandError {
    let secret = format!("PROVIDER_{}", provider.id().to_ascii_uppercase());
    let problem = format!("{} is not configured: set the secret {secret}", provider.name());
    CommandError::new("provider_not_configured", "provider", problem)
}
