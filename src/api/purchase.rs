//! What a page sends to buy an item of the catalogue: the item's name and the payer's part.

use serde_json::Value;

use super::catalogue::{NAME, SKU};
use crate::domain::schema::FieldType::{Any, Fields as AnyFields, Word};
use crate::domain::schema::{Fields, ObjectSchema, optional, required};
use crate::domain::{CommandError, Secret};
use crate::providers::Account;
use crate::signing::{order_id, purchase_fingerprint};

/// POST `/v1/orders` with a publishable key.
const PURCHASE: ObjectSchema = ObjectSchema(&[
    SKU,
    // Base64url of 128 random bits takes 22 characters.
    required("client_key", Word(22, 64)),
    optional("method", NAME),
    optional("msisdn", Any),
    optional("return_url", Any),
    optional("details", AnyFields),
]);

/// A purchase as it was asked. No `Debug`: who has its key finds its order.
#[derive(Clone)]
pub struct Purchase(Fields);

impl Purchase {
    /// Reads and checks it, as far as that can be done without its item.
    pub fn read(given: &Value) -> Result<Self, CommandError> {
        let fields = PURCHASE.read("", given)?;
        PURCHASE.check("", &fields)?;
        Ok(Self(fields))
    }

    /// The id of its order, the same whenever it is asked again.
    pub fn order_id(&self, secret: &Secret, key_id: &str) -> String {
        order_id(secret, key_id, self.text("client_key").unwrap_or_default())
    }

    /// What it means: all that was given but the key, the number as the first account reads it that can. Of the item
    /// nothing but its name: it may have changed, or gone, when the purchase is asked again.
    pub fn fingerprint<'a>(&self, secret: &Secret, mut accounts: impl Iterator<Item = &'a dyn Account>) -> String {
        let mut meaning = self.0.clone();
        meaning.remove("client_key");
        let number =
            self.text("msisdn").and_then(|text| accounts.find_map(|account| account.numbers()?.msisdn(text).ok()));
        if let Some(number) = number {
            meaning.insert("msisdn".to_owned(), number.digits().into());
        }
        purchase_fingerprint(secret, &Value::Object(meaning))
    }

    /// The item's name.
    pub fn sku(&self) -> &str {
        self.text("sku").unwrap_or_default()
    }

    pub(super) fn method(&self) -> Option<&str> {
        self.text("method")
    }

    pub(super) fn details(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.get("details").and_then(Value::as_object).into_iter().flatten()
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }
}
