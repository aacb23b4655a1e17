//! Identifiers.

use serde::{Deserialize, Serialize};

use super::error::CommandError;
use super::texts;

/// The merchant's own id of an order: 1 to 64 of `A-Z a-z 0-9 . _ -`. It is the idempotency key, and what the
/// provider is sent as its reference, exactly as given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MerchantOrderId(String);

impl MerchantOrderId {
    /// Reads an id; some providers take fewer characters and say so in their own check.
    pub fn parse(text: &str) -> Result<Self, CommandError> {
        let good = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        if (1..=64).contains(&text.len()) && text.bytes().all(good) {
            return Ok(Self(text.to_owned()));
        }
        // Never mended silently: what is sent as another id is another order.
        let odd = texts::oddity(text).map_or_else(String::new, |what| format!("; there is {what} in it"));
        let problem =
            format!("expected 1 to 64 of A-Z a-z 0-9 . _ -; every provider takes 1 to 32 letters and digits{odd}");
        Err(CommandError::new("merchant_order_id_invalid", "merchant_order_id", problem))
    }

    /// As given by the merchant.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is reserved: without regard to letter case, since two providers compare ids that way.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}
