//! Card data: checked, put into the one request, and kept nowhere. Only merchants certified for PCI DSS may handle
//! it; everybody else sends the payer to the hosted page (DOC-21 bankcard).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::check::{self, object};
use super::details::Address;
use crate::domain::{CommandError, Secret};

/// DOC-21 bankcard, table "card". It has no `Debug`: nothing may print it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Card {
    holder_name: String,
    card_no: String,
    card_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    bank_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    brand: Option<String>,
    exp_year: String,
    exp_month: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cvv2: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    billing_address: Option<Address>,
}

/// Checks a card and gives it back as the JSON that is sent.
pub(super) fn checked(given: &Value) -> Result<Secret, CommandError> {
    let card: Card = object("details.card", given)?;
    check::text("details.card.holder_name", Some(&card.holder_name), 128)?;
    digits("card_no", Some(&card.card_no), 12, 19)?;
    check::one_of("details.card.card_type", Some(&card.card_type), &["C", "D"])?;
    digits("bank_code", card.bank_code.as_deref(), 3, 3)?;
    check::text("details.card.brand", card.brand.as_deref(), 32)?;
    digits("exp_year", Some(&card.exp_year), 2, 2)?;
    digits("exp_month", Some(&card.exp_month), 2, 2)?;
    let month = card.exp_month.parse().is_ok_and(|month: u8| (1..=12).contains(&month));
    check::require(month, "details.card.exp_month", "expected 01 to 12")?;
    digits("cvv2", card.cvv2.as_deref(), 3, 3)?;
    if let Some(address) = &card.billing_address {
        check::address("details.card.billing_address", address)?;
        check::size("details.card.billing_address", address, 2000)?;
    }
    let json = serde_json::to_string(&card);
    json.map(Secret::new).map_err(|_| CommandError::new("field_invalid", "details.card", "cannot be sent"))
}

fn digits(name: &'static str, text: Option<&str>, least: usize, most: usize) -> Result<(), CommandError> {
    check::digits(&format!("details.card.{name}"), text, least, most)
}
