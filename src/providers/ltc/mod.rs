#![doc = include_str!("README.md")]

mod codes;
mod config;
mod fields;
mod notification;
mod request;
mod response;

use std::future::ready;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::wire::{Answer, BaseUrl, Request};
use super::{
    Account, Call, Command, ConfigError, Context, Local, Notices, Notifications, Provider, RefundCommand, Session,
    SessionError, Step, Token,
};
use crate::domain::command::{OtpTerms, Subscribed};
use crate::domain::network::Network;
use crate::domain::order::CALL_LIMIT;
use crate::domain::{
    CommandError, Country, Currency, Facts, Msisdn, Operation, Prepared, Reading, Secret, SubscriptionUse, read,
};

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

    fn configure(&self, json: &str, _: Option<&str>) -> Result<Box<dyn Account>, ConfigError> {
        Ok(Box::new(Config::read(json)?))
    }

    fn notifications(&self) -> Option<&'static dyn Notifications> {
        Some(&notification::Unsubscriptions)
    }
}

/// LTC's own fields of an order, as the API takes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Details {
    /// Product or package, LTC's `CardName`.
    pub card_name: String,
    /// Content provider, LTC's `GameName`; the configured one when absent.
    pub game_name: Option<String>,
    /// The USSD code by which a subscriber ends the subscription.
    pub ussd_code: Option<String>,
    /// Whether success starts a subscription.
    #[serde(default)]
    pub subscribe: bool,
    /// The period that a renewal is for, as the merchant names it.
    pub period: Option<String>,
}

impl Account for Config {
    fn prepare(&self, command: Command<'_>) -> Result<Prepared, CommandError> {
        let renewal = command.operation == Operation::Renewal;
        check_id(command.merchant_order_id.as_str())?;
        if command.amount.currency() != Currency::Lak {
            return Err(CommandError::new("currency_unsupported", "amount.currency", "LTC charges LAK"));
        }
        let number = command.msisdn.ok_or_else(|| CommandError::new("field_missing", "msisdn", "is required"))?;
        let msisdn = self.msisdn(number)?;
        let details = self.details(command.details, renewal)?;
        let subscription = subscription(&details, renewal);
        Ok(Prepared {
            facts: Facts {
                provider: "ltc".to_owned(),
                operation: command.operation,
                merchant_order_id: command.merchant_order_id,
                amount: command.amount,
                msisdn: Some(msisdn),
                return_url: None,
                refund_of: None,
                details: details.normalised(),
            },
            sandbox: self.request_type == RequestType::Uat,
            first_call_charges: renewal,
            otp: (!renewal).then(|| OtpTerms { lives: self.otp_life(), attempts: OTP_ATTEMPTS }),
            subscription,
            call_limit: CALL_LIMIT,
            warnings: Vec::new(),
            unkept: None,
        })
    }

    fn prepare_refund(&self, _: RefundCommand<'_>) -> Result<Prepared, CommandError> {
        Err(unsupported("LTC has no refund: pay the subscriber back yourself"))
    }

    fn can_cancel(&self, _: &Facts) -> Result<(), CommandError> {
        Err(unsupported("LTC has no cancellation"))
    }

    fn build<'a>(&'a self, call: &'a Call<'a>, context: Context<'a>) -> Local<'a, Result<Request, CommandError>> {
        Box::pin(ready(self.request_of(call, context.session)))
    }

    fn classify<'a>(&'a self, call: &'a Call<'a>, answer: &'a Answer, _: Context<'a>) -> Local<'a, Reading> {
        Box::pin(ready(response::classify(call, answer)))
    }

    fn session(&self) -> Option<&dyn Session> {
        Some(self)
    }

    fn notices(&self) -> Option<&dyn Notices> {
        None
    }

    fn msisdn(&self, text: &str) -> Result<Msisdn, CommandError> {
        Msisdn::parse(text, Country::Laos)
    }

    fn subscribed(&self, details: &Value) -> Result<Subscribed, CommandError> {
        Ok(self.details(details, false)?.subscribed())
    }

    fn identity(&self) -> Vec<&str> {
        vec![self.base_url.as_str(), &self.username, self.request_type.word()]
    }

    fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    fn notified_from(&self) -> &[Network] {
        &self.unsubscribe_from
    }
}

fn unsupported(problem: &'static str) -> CommandError {
    CommandError::new("operation_unsupported", "operation", problem)
}

impl Config {
    fn request_of(&self, call: &Call<'_>, session: Option<&Secret>) -> Result<Request, CommandError> {
        let token =
            session.ok_or_else(|| CommandError::new("session_missing", "session", "LTC calls carry a token"))?;
        let request = match &call.step {
            Step::Create(_) => request::request_deduct(self, call.facts)?,
            Step::Confirm(otp) => request::confirm_deduct(self, call, otp)?,
            Step::Query => request::check_transaction(self, call.facts),
            Step::Cancel => return Err(unsupported("LTC has no cancellation")),
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
    /// Reads and checks the `details` of an order or a subscription, with the configured names filled in.
    fn details(&self, given: &Value, renewal: bool) -> Result<Details, CommandError> {
        let mut details: Details = read::value(given).map_err(|error| {
            CommandError::new(
                error.code,
                format!("details.{}", error.field).trim_end_matches('.').to_owned(),
                error.problem,
            )
        })?;
        details.game_name.get_or_insert_with(|| self.game_name.clone());
        check_text("details.card_name", Some(&details.card_name))?;
        check_text("details.game_name", details.game_name.as_deref())?;
        check_text("details.ussd_code", details.ussd_code.as_deref())?;
        check_text("details.period", details.period.as_deref())?;
        match (renewal, details.period.is_some(), details.subscribe) {
            (true, false, _) => Err(CommandError::new("field_missing", "details.period", "a renewal names its period")),
            (true, _, true) => Err(CommandError::new("field_unknown", "details.subscribe", "only a charge subscribes")),
            (false, true, _) => {
                Err(CommandError::new("field_unknown", "details.period", "only a renewal has a period"))
            }
            _ => Ok(details),
        }
    }
}

impl Details {
    /// The one spelling that fingerprints cover and storage keeps.
    fn normalised(&self) -> Value {
        let mut value = json!({ "card_name": self.card_name, "game_name": self.game_name });
        if let Value::Object(map) = &mut value {
            if let Some(code) = &self.ussd_code {
                map.insert("ussd_code".to_owned(), json!(code));
            }
            if self.subscribe {
                map.insert("subscribe".to_owned(), json!(true));
            }
            if let Some(period) = &self.period {
                map.insert("period".to_owned(), json!(period));
            }
        }
        value
    }

    fn subscribed(&self) -> Subscribed {
        let plan = json!([self.game_name, self.card_name]).to_string();
        let details = json!({ "game_name": self.game_name, "card_name": self.card_name });
        Subscribed { plan, details, short_code: self.ussd_code.clone() }
    }
}

fn subscription(details: &Details, renewal: bool) -> Option<SubscriptionUse> {
    let subscribed = details.subscribed();
    match (renewal, &details.period) {
        (true, Some(period)) => Some(SubscriptionUse::Renew { subscribed, period: period.clone() }),
        _ => details.subscribe.then_some(SubscriptionUse::Start(subscribed)),
    }
}

/// LTC API 1.0.0, RequestDeduct `TransactionID`: letters and digits only.
fn check_id(id: &str) -> Result<(), CommandError> {
    if id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Ok(());
    }
    Err(CommandError::new("merchant_order_id_invalid", "merchant_order_id", "LTC takes letters and digits only"))
}

/// Lengths are not documented; 100 characters are `assumed` to be enough.
fn check_text(field: &'static str, text: Option<&str>) -> Result<(), CommandError> {
    let good = |text: &str| (1..=100).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if text.is_none_or(good) {
        return Ok(());
    }
    Err(CommandError::new("field_invalid", field, "expected 1 to 100 characters without control characters"))
}
