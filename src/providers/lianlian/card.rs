//! Card data: checked, put into the one request, and kept nowhere. Only merchants certified for PCI DSS may handle
//! it; everybody else sends the payer to the hosted page (DOC-21 bankcard).

use serde_json::Value;

use super::details::CARD;
use crate::domain::read::written;
use crate::domain::{CommandError, Secret};

/// Checks a card and gives it back as the JSON that is sent.
pub(super) fn checked(given: &Value) -> Result<Secret, CommandError> {
    let card = CARD.read("details.card", given)?;
    CARD.check("details.card", &card)?;
    Ok(Secret::new(written(&Value::Object(card))))
}
