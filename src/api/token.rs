//! Client tokens: what is asked of them, and how they are handed out.

use serde::Serialize;
use serde_json::Value;

use crate::domain::schema::FieldType::{Flag, Seconds};
use crate::domain::schema::{Field, ObjectSchema, omissible};
use crate::domain::time::SECOND;
use crate::domain::{CommandError, Order, Secret, Timestamp};
use crate::signing::client_token::ClientToken;

/// Seconds that a token lives when nothing is said.
const LIVES: i64 = 3600;
/// Seconds that the token of an order made by a page lives: a day, since the page can have no other one.
pub const PURCHASE_TOKEN_LIVES: i64 = 86_400;

const EXPIRES_IN: Field = omissible("expires_in", Seconds(60, 604_800));

/// `client_token` of POST `/v1/orders`.
const WITH_ORDER: ObjectSchema = ObjectSchema(&[EXPIRES_IN]);
/// POST `/v1/orders/{id}/client-tokens`.
const ALONE: ObjectSchema = ObjectSchema(&[EXPIRES_IN, omissible("revoke", Flag)]);

/// What is asked of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenTerms {
    /// Seconds that it lives.
    pub lives: i64,
    /// Whether every earlier one ends.
    pub revoke: bool,
}

impl TokenTerms {
    /// Of a token that is made with its order.
    pub fn with_order(given: &Value) -> Result<Self, CommandError> {
        Self::read(WITH_ORDER, "client_token", given)
    }

    /// Of a token that is made for an order that is there.
    pub fn alone(given: &Value) -> Result<Self, CommandError> {
        Self::read(ALONE, "", given)
    }

    fn read(table: ObjectSchema, path: &str, given: &Value) -> Result<Self, CommandError> {
        let fields = table.read(path, given)?;
        table.check(path, &fields)?;
        let lives = fields.get("expires_in").and_then(Value::as_i64).unwrap_or(LIVES);
        Ok(Self { lives, revoke: fields.get("revoke") == Some(&Value::Bool(true)) })
    }
}

/// A token as handed out.
#[derive(Clone, Serialize)]
pub struct TokenView {
    token: String,
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
