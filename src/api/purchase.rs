//! What a page sends to buy an item of the catalogue: the item's name and the payer's part.

use serde::Deserialize;
use serde_json::Value;

use super::ReturnUrls;
use super::body::{Body, Unreadable, read_or_rest};
use super::catalogue::check_name;
use crate::domain::schema::{FieldType, Fields};
use crate::domain::{CommandError, Secret};
use crate::providers::Account;
use crate::signing::{order_id, purchase_fingerprint};

/// POST `/v1/orders` with a publishable key: an order at the catalogue's price, under an id that the gateway chooses.
// No `Debug`: who has its key finds its order.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "BrowserOrder"))]
#[serde(deny_unknown_fields)]
pub struct Purchase {
    /// The item.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Id"))]
    sku: String,
    /// 128 random bits or more, kept by the page: a retry with it finds its order.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::BrowserKey"))]
    client_key: String,
    /// One of the item's, where it has any.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<super::openapi::Id>"))]
    method: Option<String>,
    /// Whose number, where the provider bills one.
    pub(super) msisdn: Option<String>,
    /// Where the payer's browser goes at last; its origin must be listed in `RETURN_URLS`.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<super::openapi::PageAddress>"))]
    pub(super) return_url: Option<String>,
    /// What `payer_details` names.
    details: Option<Fields>,
}

/// Base64url of 128 random bits takes 22 characters.
const CLIENT_KEY: FieldType = FieldType::Word(22, 64);

impl Purchase {
    /// Reads and checks it, as far as that can be done without its item; or what is wrong with it, and what is left of it.
    pub fn read<'a>(given: impl Into<Body<'a>>) -> Result<Self, Unreadable<Self>> {
        let (known, purchase) = match read_or_rest::<Self>(given) {
            Ok(purchase) => (Ok(()), purchase),
            Err((wrong, Some(rest))) => (Err(wrong), *rest),
            Err(wrong) => return Err(wrong),
        };
        match CommandError::every([known, purchase.check()]) {
            Ok(()) => Ok(purchase),
            Err(wrong) => Err((wrong, Some(Box::new(purchase)))),
        }
    }

    fn check(&self) -> Result<(), CommandError> {
        CommandError::every([
            check_name("sku", &self.sku),
            CLIENT_KEY.check("client_key", &self.client_key.as_str().into()),
            self.method.as_deref().map_or(Ok(()), |method| check_name("method", method)),
        ])
    }

    /// Whether its payer may be sent there.
    pub fn check_return_url(&self, allowed: &ReturnUrls) -> Result<(), CommandError> {
        self.return_url.as_deref().map_or(Ok(()), |url| allowed.check(url))
    }

    /// The id of its order, the same whenever it is asked again.
    pub fn order_id(&self, secret: &Secret, key_id: &str) -> String {
        order_id(secret, key_id, &self.client_key)
    }

    /// What it means: all that was given but the key, the number as the first account reads it that can. Of the item
    /// nothing but its name: it may have changed, or gone, when the purchase is asked again.
    pub fn fingerprint<'a>(&self, secret: &Secret, mut accounts: impl Iterator<Item = &'a dyn Account>) -> String {
        let number = self.msisdn.as_deref().map(|text| {
            let read = accounts.find_map(|account| account.numbers()?.msisdn(text).ok());
            read.map_or_else(|| text.to_owned(), |number| number.digits().to_owned())
        });
        let given = [
            ("sku", Some(self.sku.as_str().into())),
            ("method", self.method.as_deref().map(Value::from)),
            ("msisdn", number.map(Value::from)),
            ("return_url", self.return_url.as_deref().map(Value::from)),
            ("details", self.details.clone().map(Value::Object)),
        ];
        let meaning: Fields = given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
        purchase_fingerprint(secret, &Value::Object(meaning))
    }

    /// The item's name.
    pub fn sku(&self) -> &str {
        &self.sku
    }

    pub(super) fn method(&self) -> Option<&str> {
        self.method.as_deref()
    }

    pub(super) fn details(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.details.iter().flatten()
    }
}
