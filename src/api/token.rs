//! Client tokens: what is asked of them, and how they are handed out.

use serde::{Deserialize, Serialize};

use crate::domain::time::SECOND;
use crate::domain::{CommandError, Order, Secret, Timestamp};
use crate::signing::client_token::ClientToken;

/// Seconds that a token lives when nothing is said.
const LIVES: i64 = 3600;
/// Seconds that it may live.
const MAY_LIVE: std::ops::RangeInclusive<i64> = 60..=604_800;
/// Seconds that the token of an order made by a page lives: a day, since the page can have no other one.
pub const PURCHASE_TOKEN_LIVES: i64 = 86_400;

/// `client_token` of POST `/v1/orders`: asks for a token of the payer's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "ClientTokenWanted"))]
#[serde(deny_unknown_fields)]
pub struct TokenWanted {
    /// Seconds that it lives.
    #[cfg_attr(feature = "openapi", schemars(range(min = 60, max = 604_800)))]
    #[serde(default = "lives")]
    pub expires_in: i64,
}

/// POST `/v1/orders/{id}/client-tokens`. An empty body is an empty object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateClientToken {
    /// Seconds that it lives.
    #[cfg_attr(feature = "openapi", schemars(range(min = 60, max = 604_800)))]
    #[serde(default = "lives")]
    pub expires_in: i64,
    /// Ends every earlier token of the order.
    #[serde(default)]
    pub revoke: bool,
}

fn lives() -> i64 {
    LIVES
}

impl Default for CreateClientToken {
    fn default() -> Self {
        Self { expires_in: LIVES, revoke: false }
    }
}

impl TokenWanted {
    /// Whether a token may live so long; `field` is where that stands.
    pub fn check(self, field: &'static str) -> Result<(), CommandError> {
        if MAY_LIVE.contains(&self.expires_in) {
            return Ok(());
        }
        let (least, most) = (MAY_LIVE.start(), MAY_LIVE.end());
        Err(CommandError::new("field_invalid", field, format!("expected {least} to {most} seconds")))
    }
}

impl CreateClientToken {
    /// Whether the token may be made.
    pub fn check(self) -> Result<(), CommandError> {
        TokenWanted { expires_in: self.expires_in }.check("expires_in")
    }
}

/// A token as handed out.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "ClientToken"))]
pub struct TokenView {
    /// For the page of the order's payer.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::TokenText"))]
    token: String,
    /// Until when it is good.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    expires_at: String,
}

impl TokenView {
    /// A token of the order's latest generation, good for `lives` seconds from `now`.
    pub fn made(secret: &Secret, order: &Order, lives: i64, now: Timestamp) -> Self {
        let expires_at = now.millis().div_euclid(SECOND).saturating_add(lives);
        let key = order.terms().merchant_order_id.key();
        let token = ClientToken { order: key, generation: order.token_generation(), expires_at };
        let expires_at = Timestamp::from_millis(expires_at.saturating_mul(SECOND)).rfc3339();
        Self { token: token.signed(secret), expires_at }
    }
}

/// Whoever has the token may confirm the order: it is not for logs.
impl std::fmt::Debug for TokenView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}
