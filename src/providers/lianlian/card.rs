//! Card data: checked, put into the one request, and kept nowhere. Only merchants certified for PCI DSS may handle
//! it; everybody else sends the payer to the hosted page (DOC-21 bankcard).

use serde_json::Value;

use super::super::Step;
use super::super::http::percent_encode;
use super::details::CARD;
use crate::domain::{CommandError, Secret};
use crate::json::{self, to_text};

/// Checks a card and gives it back as the JSON that is sent.
pub(super) fn checked(given: &Value) -> Result<Secret, CommandError> {
    let card = CARD.read("details.card", given)?;
    CARD.check("details.card", &card)?;
    Ok(Secret::new(to_text(&Value::Object(card))))
}

/// Whether a text repeats the number or the holder's name of the card that this very call carried, as it is or encoded
/// as in an address: then it must not be kept.
pub(super) fn is_repeated(step: &Step, text: &str) -> bool {
    let Step::Create(Some(card)) = step else { return false };
    let card = json::parse(card.reveal().as_bytes()).unwrap_or_default();
    let lower = text.to_lowercase();
    let stands = |part: &str| lower.contains(&part.to_lowercase());
    let mut parts = ["card_no", "holder_name"].into_iter().filter_map(|name| card.get(name)?.as_str());
    parts.any(|part| {
        part.len() > 3 && (stands(part) || stands(&percent_encode(part)) || stands(&part.replace(' ', "+")))
    })
}
