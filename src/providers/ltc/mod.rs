#![doc = include_str!("README.md")]

mod codes;
mod config;
#[cfg(feature = "openapi")]
mod described;
mod fields;
mod notification;
mod request;
mod response;

use std::future::ready;

use serde_json::Value;

use super::wire::{Answer, BaseUrl, Request};
use super::{
    Account, Call, Command, ConfigError, Context, Local, Numbers, Provider, Session, SessionError, Step, Subscriptions,
    Token, UnsubscribeCalls,
};
use crate::domain::command::{OtpTerms, Subscribed};
use crate::domain::ip_block::IpBlock;
use crate::domain::order::CALL_LIMIT;
use crate::domain::schema::{FieldType, Fields, ObjectSchema, like, omissible, optional, required};
use crate::domain::texts::is_plainly_written;
use crate::domain::{
    CommandError, Country, Currency, Money, Msisdn, Operation, OrderTerms, Prepared, ProviderReport, Secret,
    SubscriptionUse,
};
use crate::json;

pub use config::{Config, RequestType};

/// Wrong passwords that an order bears. LTC documents no limit (`assumed`); five of 100,000 leave a guesser
/// one chance in 20,000.
pub const OTP_ATTEMPTS: u8 = 5;

/// Lao Telecom, direct carrier billing.
#[derive(Debug)]
pub struct Ltc;

impl Provider for Ltc {
    fn id(&self) -> &'static str {
        "ltc"
    }

    fn name(&self) -> &'static str {
        "Lao Telecom carrier billing"
    }

    fn operations(&self) -> &'static [Operation] {
        &[Operation::Charge, Operation::Renewal]
    }

    #[cfg(feature = "openapi")]
    fn described(&self) -> super::described::Described {
        described::described()
    }

    fn configure(&self, json: &str, _: Option<&str>) -> Result<Box<dyn Account>, ConfigError> {
        Ok(Box::new(Config::read(json)?))
    }

    fn unsubscribe_calls(&self) -> Option<&'static dyn UnsubscribeCalls> {
        Some(&notification::Unsubscriptions)
    }
}

/// LTC's own fields of an order, as the API takes them.
const DETAILS: ObjectSchema = ObjectSchema(&[
    // Product or package, LTC's `CardName`.
    required(
        "card_name",
        like(
            is_card_name,
            "expected 1 to 50 UTF-16 units, no blank around them and nothing invisible",
            r"^[^ \u0000-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufe00-\ufe0f\ufeff](?:[^\u0000-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufe00-\ufe0f\ufeff]{0,48}[^ \u0000-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufe00-\ufe0f\ufeff])?$",
        ),
    ),
    // Content provider, LTC's `GameName`; the configured one when absent.
    optional(
        "game_name",
        like(
            is_game_name,
            "expected 1 to 20 UTF-16 units, no blank around them and nothing invisible",
            r"^[^ \u0000-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufe00-\ufe0f\ufeff](?:[^\u0000-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufe00-\ufe0f\ufeff]{0,18}[^ \u0000-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufe00-\ufe0f\ufeff])?$",
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
const TEXT: FieldType = like(
    is_short,
    "expected 1 to 100 characters without control characters",
    r"^[^\u0000-\u001f\u007f-\u009f]{1,100}$",
);

impl Account for Config {
    fn prepare(&self, command: Command<'_>) -> Result<Prepared, CommandError> {
        let renewal = command.operation == Operation::Renewal;
        let plain = CommandError::every([check_id(command.merchant_order_id.as_str()), check_currency(command.amount)]);
        let number = command.number().and_then(|number| self.msisdn(number));
        let given = CommandError::both(number, self.details(command.details, renewal));
        let ((), (msisdn, details)) = CommandError::both(plain, given)?;
        let subscription = subscription(&details, renewal);
        let sent_id =
            self.transaction_prefix.as_ref().map(|prefix| [prefix, command.merchant_order_id.as_str()].concat());
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
            sandbox: self.request_type == RequestType::Uat,
            first_call_charges: renewal,
            otp: (!renewal).then_some(OtpTerms { lives: self.otp_life, attempts: OTP_ATTEMPTS }),
            subscription,
            call_limit: CALL_LIMIT,
            warnings: Vec::new(),
            transient_card: None,
        })
    }

    fn build<'a>(&'a self, call: &'a Call<'a>, context: Context<'a>) -> Local<'a, Result<Request, CommandError>> {
        Box::pin(ready(self.request_of(call, context.session)))
    }

    fn classify<'a>(&'a self, call: &'a Call<'a>, answer: &'a Answer, _: Context<'a>) -> Local<'a, ProviderReport> {
        Box::pin(ready(response::classify(call, answer)))
    }

    fn session(&self) -> Option<&dyn Session> {
        Some(self)
    }

    fn numbers(&self) -> Option<&dyn Numbers> {
        Some(self)
    }

    fn subscriptions(&self) -> Option<&dyn Subscriptions> {
        Some(self)
    }

    fn identity(&self) -> Vec<&str> {
        vec![self.base_url.as_str(), &self.username, self.request_type.word()]
    }

    fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    fn service(&self) -> &str {
        &self.game_name
    }

    fn advice(&self) -> Vec<ConfigError> {
        let prefix = "is not set: LTC may look an id up over all merchants' orders; give yours a prefix of letters and \
                      digits that no other merchant has";
        let name = "is longer than 20 characters: what is ordered with it is refused, since LTC may charge and then fail \
                    to write it down";
        let advice = [
            (self.transaction_prefix.is_none(), "transaction_prefix", prefix),
            (!is_game_name(&self.game_name), "game_name", name),
        ];
        advice.into_iter().filter(|(due, ..)| *due).map(|(_, field, what)| ConfigError::new(field, what)).collect()
    }

    fn notification_sources(&self) -> &[IpBlock] {
        &self.unsubscribe_from
    }
}

impl Numbers for Config {
    fn msisdn(&self, text: &str) -> Result<Msisdn, CommandError> {
        Msisdn::parse(text, Country::Laos)
    }
}

impl Subscriptions for Config {
    fn subscribed(&self, details: &Value) -> Result<Subscribed, CommandError> {
        Ok(subscribed(&self.details(details, false)?))
    }
}

impl Config {
    fn request_of(&self, call: &Call<'_>, session: Option<&Secret>) -> Result<Request, CommandError> {
        let token =
            session.ok_or_else(|| CommandError::new("session_missing", "session", "LTC calls carry a token"))?;
        let request = match &call.step {
            Step::Create(_) => request::request_deduct(self, call.terms)?,
            Step::Confirm(otp) => request::confirm_deduct(self, call, otp)?,
            Step::Query => request::check_transaction(self, call.terms),
            Step::Cancel => return Err(CommandError::unsupported("LTC has no cancellation")),
        };
        Ok(request
            .header("Authorization", format!("Bearer {}", token.reveal()))
            .through_relay(self.relay_token.as_ref()))
    }
}

impl Session for Config {
    fn request(&self) -> Request {
        request::token(self).through_relay(self.relay_token.as_ref())
    }

    fn read(&self, answer: &Answer) -> Result<Token, SessionError> {
        response::token(answer)
    }

    fn refused(&self, answer: &Answer) -> bool {
        response::token_refused(answer)
    }
}

impl Config {
    /// Reads and checks the `details` of an order or a subscription, with the configured name filled in: the one
    /// spelling that fingerprints cover and storage keeps.
    fn details(&self, given: &Value, renewal: bool) -> Result<Fields, CommandError> {
        let mut details = DETAILS.read("details", given)?;
        let checked = DETAILS.check("details", &details);
        if !details.contains_key("game_name") {
            details.insert("game_name".to_owned(), self.game_name.as_str().into());
        }
        if details.get("subscribe") == Some(&Value::Bool(false)) {
            details.remove("subscribe");
        }
        let rule = match (renewal, details.contains_key("period"), details.contains_key("subscribe")) {
            (true, false, _) => Err(CommandError::new("field_missing", "details.period", "a renewal names its period")),
            (true, _, true) => Err(CommandError::new("field_unknown", "details.subscribe", "only a charge subscribes")),
            (false, true, _) => {
                Err(CommandError::new("field_unknown", "details.period", "only a renewal has a period"))
            }
            _ => Ok(()),
        };
        CommandError::every([checked, rule]).map(|()| details)
    }
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

fn text<'a>(details: &'a Fields, name: &str) -> Option<&'a str> {
    details.get(name).and_then(Value::as_str)
}

/// LTC API 1.0.0, RequestDeduct `TransactionID`: letters and digits only.
fn check_id(id: &str) -> Result<(), CommandError> {
    if id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Ok(());
    }
    Err(CommandError::new("merchant_order_id_invalid", "merchant_order_id", "LTC takes letters and digits only"))
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
const GAME_NAME: usize = 20;
/// Longest `TransactionID` (`assumed`).
const LONGEST_ID: usize = 64;

fn is_card_name(text: &str) -> bool {
    is_name(text, CARD_NAME)
}

fn is_game_name(text: &str) -> bool {
    is_name(text, GAME_NAME)
}

fn is_name(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.encode_utf16().count()) && is_plainly_written(text)
}

fn is_period(text: &str) -> bool {
    (1..=50).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}
