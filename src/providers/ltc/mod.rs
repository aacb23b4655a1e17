#![doc = include_str!("README.md")]

mod codes;
mod config;
mod fields;
mod notification;
#[cfg(feature = "openapi")]
mod openapi;
mod prepare;
mod request;
mod response;

use std::future::ready;

use serde_json::Value;

use super::http::{Answer, BaseUrl, Request};
use super::{
    Account, Call, Command, ConfigError, Context, LocalFuture, Numbers, Provider, Session, SessionError, Step,
    Subscriptions, Token, UnsubscribeCalls,
};
use crate::domain::command::Subscribed;
use crate::domain::ip_block::IpBlock;
use crate::domain::{CommandError, Country, Msisdn, Operation, Prepared, ProviderReport, Secret};

pub use config::{Config, RequestType};
pub use prepare::OTP_ATTEMPTS;

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
    fn described(&self) -> super::openapi::Described {
        openapi::described()
    }

    fn configure(&self, json: &str, _: Option<&str>) -> Result<Box<dyn Account>, ConfigError> {
        Ok(Box::new(Config::read(json)?))
    }

    fn unsubscribe_calls(&self) -> Option<&'static dyn UnsubscribeCalls> {
        Some(&notification::Unsubscriptions)
    }
}

impl Account for Config {
    fn prepare(&self, command: Command<'_>) -> Result<Prepared, CommandError> {
        prepare::order(self, command)
    }

    fn build<'a>(&'a self, call: &'a Call<'a>, context: Context<'a>) -> LocalFuture<'a, Result<Request, CommandError>> {
        Box::pin(ready(self.request_of(call, context.session)))
    }

    fn classify<'a>(
        &'a self,
        call: &'a Call<'a>,
        answer: &'a Answer,
        _: Context<'a>,
    ) -> LocalFuture<'a, ProviderReport> {
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
            (!prepare::is_game_name(&self.game_name), "game_name", name),
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
        prepare::subscribed_by(self, details)
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
