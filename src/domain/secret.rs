//! Text that must not be seen: keys, tokens, one-time passwords.

use serde::Deserialize;

/// A secret. Prints as `[redacted]`, is not serialisable, and has no `PartialEq`: compare with
/// [`crate::signing::equal`], which takes the same time wherever the two differ.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself. Whoever calls this decides where it goes: into a request to its provider, never
    /// into a log, an error, an event or a URL that is logged.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether there is no text at all; an empty secret is refused wherever one is configured.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}
