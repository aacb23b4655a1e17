//! Checks a charge or a renewal and writes it in the one spelling that is kept.

use serde_json::Value;

use super::super::Command;
use super::{Config, RequestType};
use crate::domain::command::{OtpTerms, Subscribed};
use crate::domain::order::CALL_LIMIT;
use crate::domain::schema::{FieldType, Fields, ObjectSchema, like, omissible, optional, required};
use crate::domain::texts::{control, is_plainly_written, plainly_written};
use crate::domain::{CommandError, Country, Currency, Money, Msisdn, Operation, OrderTerms, Prepared, SubscriptionUse};
use crate::json;

/// Wrong passwords that an order bears. LTC documents no limit (`assumed`); five of 100,000 leave a guesser
/// one chance in 20,000.
pub const OTP_ATTEMPTS: u8 = 5;

/// LTC's own fields of an order, as the API takes them.
pub(super) const FIELDS: ObjectSchema = ObjectSchema(&[
    // Product or package, LTC's `CardName`.
    required(
        "card_name",
        like(
            is_card_name,
            "expected 1 to 50 UTF-16 units, no blank around them and nothing invisible",
            plainly_written!(48),
        ),
    ),
    // Content provider, LTC's `GameName`; the configured one when absent.
    optional(
        "game_name",
        like(
            is_game_name,
            "expected 1 to 20 UTF-16 units, no blank around them and nothing invisible",
            plainly_written!(18),
        ),
    ),
    // The USSD code by which a subscriber ends the subscription.
    optional("ussd_code", TEXT),
    // Whether success starts a subscription.
    omissible("subscribe", FieldType::Flag),
    // The period that a renewal is for, as the merchant names it. It is charged once at most, so no two spellings of it
    // may look alike.
    optional("period", like(is_period, "expected 1 to 50 of A-Z a-z 0-9 . _ -", "^[A-Za-z0-9._-]{1,50}$")),
]);

/// Lengths are not documented; 100 characters are `assumed` to be enough.
const TEXT: FieldType =
    like(is_short, "expected 1 to 100 characters without control characters", concat!("^[^", control!(), "]{1,100}$"));

/// A charge, or a renewal.
pub(super) fn order(config: &Config, command: Command<'_>) -> Result<Prepared, CommandError> {
    let renewal = command.operation == Operation::Renewal;
    let plain = CommandError::every([check_id(command.merchant_order_id.as_str()), check_currency(command.amount)]);
    let number = command.number().and_then(|number| Msisdn::parse(number, Country::Laos));
    let given = CommandError::both(number, self::details(config, command.details, renewal));
    let ((), (msisdn, details)) = CommandError::both(plain, given)?;
    let subscription = subscription(&details, renewal);
    let sent_id =
        config.transaction_prefix.as_ref().map(|prefix| [prefix, command.merchant_order_id.as_str()].concat());
    Ok(Prepared {
        terms: OrderTerms {
            provider: "ltc".to_owned(),
            operation: command.operation,
            merchant_order_id: command.merchant_order_id,
            sent_id,
            amount: command.amount,
            msisdn: Some(msisdn),
            return_url: None,
            refund_of: None,
            details: Value::Object(details),
        },
        sandbox: config.request_type == RequestType::Uat,
        first_call_charges: renewal,
        otp: (!renewal).then_some(OtpTerms { lives: config.otp_life, attempts: OTP_ATTEMPTS }),
        subscription,
        call_limit: CALL_LIMIT,
        warnings: Vec::new(),
        transient_card: None,
    })
}

/// What is kept of a subscription, by the provider's own fields of it.
pub(super) fn subscribed_by(config: &Config, given: &Value) -> Result<Subscribed, CommandError> {
    Ok(subscribed(&details(config, given, false)?))
}

/// Reads and checks the `details` of an order or a subscription, with the configured name filled in: the one
/// spelling that fingerprints cover and storage keeps.
fn details(config: &Config, given: &Value, renewal: bool) -> Result<Fields, CommandError> {
    let (mut details, good) = FIELDS.sifted("details", given);
    if !details.contains_key("game_name") {
        details.insert("game_name".to_owned(), config.game_name.as_str().into());
    }
    if details.get("subscribe") == Some(&Value::Bool(false)) {
        details.remove("subscribe");
    }
    let rule = match (renewal, details.contains_key("period"), details.contains_key("subscribe")) {
        (true, false, _) => Err(CommandError::new("field_missing", "details.period", "a renewal names its period")),
        (true, _, true) => Err(CommandError::new("field_unknown", "details.subscribe", "only a charge subscribes")),
        (false, true, _) => Err(CommandError::new("field_unknown", "details.period", "only a renewal has a period")),
        _ => Ok(()),
    };
    CommandError::every([good, rule]).map(|()| details)
}

fn subscribed(details: &Fields) -> Subscribed {
    let value = |name: &str| details.get(name).cloned().unwrap_or_default();
    let (game_name, card_name) = (value("game_name"), value("card_name"));
    let plan = json::to_text(&Value::Array(vec![game_name.clone(), card_name.clone()]));
    let mut kept = Fields::new();
    kept.insert("game_name".to_owned(), game_name);
    kept.insert("card_name".to_owned(), card_name);
    Subscribed { plan, details: Value::Object(kept), short_code: text(details, "ussd_code").map(str::to_owned) }
}

fn subscription(details: &Fields, renewal: bool) -> Option<SubscriptionUse> {
    match (renewal, text(details, "period")) {
        (true, Some(period)) => {
            Some(SubscriptionUse::Renew { subscribed: subscribed(details), period: period.to_owned() })
        }
        _ => details.contains_key("subscribe").then(|| SubscriptionUse::Start(subscribed(details))),
    }
}

pub(super) fn text<'a>(details: &'a Fields, name: &str) -> Option<&'a str> {
    details.get(name).and_then(Value::as_str)
}

/// LTC API 1.0.0, RequestDeduct `TransactionID`: letters and digits only.
fn check_id(id: &str) -> Result<(), CommandError> {
    if id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Ok(());
    }
    let problem = "LTC takes 1 to 64 letters and digits only";
    Err(CommandError::new("merchant_order_id_invalid", "merchant_order_id", problem))
}

fn check_currency(amount: Money) -> Result<(), CommandError> {
    if amount.currency() == Currency::Lak {
        return Ok(());
    }
    Err(CommandError::new("currency_unsupported", "amount.currency", "LTC charges LAK"))
}

fn is_short(text: &str) -> bool {
    (1..=100).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

/// Longest `CardName` and `GameName`, in UTF-16 units: an earlier version of LTC's server (2021) wrote them to columns
/// of these lengths, after the charge.
const CARD_NAME: usize = 50;
pub(super) const GAME_NAME: usize = 20;
/// Longest `TransactionID` (`assumed`).
pub(super) const LONGEST_ID: usize = 64;

fn is_card_name(text: &str) -> bool {
    is_name(text, CARD_NAME)
}

pub(super) fn is_game_name(text: &str) -> bool {
    is_name(text, GAME_NAME)
}

pub(super) fn is_name(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.encode_utf16().count()) && is_plainly_written(text)
}

fn is_period(text: &str) -> bool {
    (1..=50).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}
