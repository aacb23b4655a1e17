#![doc = include_str!("README.md")]

mod codes;
mod config;
#[cfg(feature = "openapi")]
mod openapi;
mod prepare;
mod request;
mod response;

use std::future::ready;

use super::http::{Answer, BaseUrl, Request};
use super::{
    Account, Call, Command, ConfigError, Context, Inquiries, Inquiry, InquiryAnswer, InquiryError, LocalFuture,
    Numbers, Provider, Step,
};
use crate::domain::{CommandError, Country, Money, Msisdn, Operation, Prepared, ProviderReport, Timestamp};

pub use config::Config;

/// The id, as it stands in orders, paths and the name of its secret.
const ID: &str = "connect_topup";

/// Connect Topup, Vietnam.
#[derive(Debug)]
pub struct ConnectTopup;

impl Provider for ConnectTopup {
    fn id(&self) -> &'static str {
        ID
    }

    fn name(&self) -> &'static str {
        "Connect Topup"
    }

    fn operations(&self) -> &'static [Operation] {
        &[Operation::Topup]
    }

    #[cfg(feature = "openapi")]
    fn described(&self) -> super::openapi::Described {
        openapi::described()
    }

    fn configure(&self, json: &str, _: Option<&str>) -> Result<Box<dyn Account>, ConfigError> {
        Ok(Box::new(Config::read(json)?))
    }
}

impl Account for Config {
    fn prepare(&self, command: Command<'_>) -> Result<Prepared, CommandError> {
        prepare::topup(self, command)
    }

    fn inquiries(&self) -> Option<&dyn Inquiries> {
        Some(self)
    }

    /// Replies are unsigned and name neither number nor amount: the id is all that binds one to an order.
    fn needs_unique_provider_order_id(&self) -> bool {
        true
    }

    fn build<'a>(&'a self, call: &'a Call<'a>, _: Context<'a>) -> LocalFuture<'a, Result<Request, CommandError>> {
        Box::pin(ready(self.request_of(call)))
    }

    fn classify<'a>(
        &'a self,
        call: &'a Call<'a>,
        answer: &'a Answer,
        _: Context<'a>,
    ) -> LocalFuture<'a, ProviderReport> {
        Box::pin(ready(response::classify(self, call, answer)))
    }

    fn numbers(&self) -> Option<&dyn Numbers> {
        Some(self)
    }

    fn identity(&self) -> Vec<&str> {
        vec![self.base_url.as_str(), &self.username]
    }

    fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }
}

impl Numbers for Config {
    fn msisdn(&self, text: &str) -> Result<Msisdn, CommandError> {
        Msisdn::parse(text, Country::Vietnam)
    }
}

impl Inquiries for Config {
    fn request(&self, inquiry: &Inquiry, _: Timestamp) -> Result<Option<Request>, CommandError> {
        let balance = matches!(inquiry, Inquiry::Balance);
        Ok(balance.then(|| request::userbalance(self).through_relay(self.relay_token.as_ref())))
    }

    fn read(&self, inquiry: &Inquiry, answer: &Answer) -> Result<InquiryAnswer, InquiryError> {
        match inquiry {
            Inquiry::Balance => response::balance(answer).map(InquiryAnswer::Balance),
            _ => Err(InquiryError::NoAnswer),
        }
    }

    fn low_balance(&self) -> Money {
        self.low_balance
    }
}

impl Config {
    fn request_of(&self, call: &Call<'_>) -> Result<Request, CommandError> {
        let request = match &call.step {
            Step::Create(_) => request::topup(self, call.terms)?,
            Step::Query => request::recheck(self, call)?,
            Step::Confirm(_) => return Err(CommandError::unsupported("Connect Topup confirms nothing")),
            Step::Cancel => return Err(CommandError::unsupported("Connect Topup has no cancellation")),
        };
        Ok(request.through_relay(self.relay_token.as_ref()))
    }

    /// Whether recheck.jsp can be told which top-up is meant: where the configuration does not name our id, it names
    /// the provider's.
    fn can_ask(&self, provider_order_id: Option<&str>) -> bool {
        self.recheck.transidclient || provider_order_id.is_some()
    }
}
