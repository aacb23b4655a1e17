//! LTC's requests, field by field in the order of the document's tables (LTC API 1.0.0).

use serde::Serialize;

use super::super::Call;
use super::super::http::{Request, percent_encode};
use super::Config;
use super::prepare::{GAME_NAME, LONGEST_ID, is_name, text};
use crate::domain::schema::Fields;
use crate::domain::texts;
use crate::domain::{CommandError, Operation, OrderTerms, Secret};

/// Table "RequestDeduct". The samples' cookie header is a browser's leftover and is not sent.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct RequestDeduct<'a> {
    #[serde(rename = "TransactionID")]
    transaction_id: &'a str,
    msisdn: &'a str,
    /// A JSON number of whole kip.
    amount: i64,
    request_type: &'static str,
    game_name: &'a str,
    card_name: &'a str,
    /// `true` charges in this very call and texts nothing.
    is_recurring: bool,
}

/// Table "ConfirmDeduct". The sample spells `Gamename`; the table's spelling is sent.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ConfirmDeduct<'a> {
    #[serde(rename = "TransactionID")]
    transaction_id: &'a str,
    ref_code: &'a str,
    #[serde(rename = "OTP")]
    otp: &'a str,
    game_name: &'a str,
    game_type: &'static str,
}

/// POST `/token`, a form. (The document's curl sample says GET with a form body; POST is right.)
pub(super) fn token(config: &Config) -> Request {
    let form = format!(
        "username={}&password={}&grant_type=password",
        percent_encode(&config.username),
        percent_encode(config.password.reveal())
    );
    Request::post(config.base_url.join("/token"), "application/x-www-form-urlencoded", form)
}

/// POST `/api/RequestDeduct`.
pub(super) fn request_deduct(config: &Config, terms: &OrderTerms) -> Result<Request, CommandError> {
    let details = details(terms)?;
    let body = RequestDeduct {
        transaction_id: checked_id(terms)?,
        msisdn: terms.msisdn.as_ref().map(|m| m.national()).ok_or_else(|| CommandError::forgotten("msisdn"))?,
        amount: terms.amount.minor(),
        request_type: config.request_type.word(),
        game_name: checked_name(text(details, "game_name").unwrap_or(&config.game_name))?,
        card_name: text(details, "card_name").ok_or_else(|| CommandError::forgotten("details"))?,
        is_recurring: terms.operation == Operation::Renewal,
    };
    post(config, "/api/RequestDeduct", &body)
}

/// POST `/api/ConfirmDeduct`. This is the call that charges.
pub(super) fn confirm_deduct(config: &Config, call: &Call<'_>, otp: &Secret) -> Result<Request, CommandError> {
    let details = details(call.terms)?;
    let otp = password(otp)?;
    let body = ConfirmDeduct {
        transaction_id: call.terms.reference(),
        ref_code: call.provider_order_id.ok_or_else(|| CommandError::forgotten("provider_order_id"))?,
        otp: otp.reveal(),
        game_name: text(details, "game_name").unwrap_or(&config.game_name),
        game_type: "Purchase",
    };
    post(config, "/api/ConfirmDeduct", &body)
}

/// GET `/api/CheckTransaction`.
pub(super) fn check_transaction(config: &Config, terms: &OrderTerms) -> Request {
    let id = percent_encode(terms.reference());
    Request::get(config.base_url.join(&format!("/api/CheckTransaction?transactionId={id}")))
}

fn post(config: &Config, path: &str, body: &impl Serialize) -> Result<Request, CommandError> {
    let json = serde_json::to_string(body).map_err(|_| CommandError::forgotten("body"))?;
    Ok(Request::post(config.base_url.join(path), "application/json", json))
}

fn details(terms: &OrderTerms) -> Result<&Fields, CommandError> {
    terms.details.as_object().ok_or_else(|| CommandError::forgotten("details"))
}

/// The sample has five digits; an earlier version of LTC's server (2021) texted numbers without leading zeros. Up to
/// eight are let through, since the length is not promised (`assumed`).
fn password(otp: &Secret) -> Result<Secret, CommandError> {
    let text = texts::digits(otp.reveal());
    if (1..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(Secret::new(text));
    }
    Err(CommandError::new("otp_invalid", "otp", "expected the 1 to 8 digits of the text message, as a string"))
}

/// Of a new order: with the configured prefix no longer than an id may be (`assumed`).
fn checked_id(terms: &OrderTerms) -> Result<&str, CommandError> {
    let id = terms.reference();
    if id.len() <= LONGEST_ID {
        return Ok(id);
    }
    let problem = "with transaction_prefix of PROVIDER_LTC in front LTC would be sent more than 64 characters";
    Err(CommandError::new("merchant_order_id_invalid", "merchant_order_id", problem))
}

/// Of a new order: one that is open already goes on under its name.
fn checked_name(game_name: &str) -> Result<&str, CommandError> {
    if is_name(game_name, GAME_NAME) {
        return Ok(game_name);
    }
    let problem =
        "game_name of PROVIDER_LTC is longer than 20 characters: LTC may charge and then fail to write it down";
    Err(CommandError::new("field_invalid", "details.game_name", problem))
}
