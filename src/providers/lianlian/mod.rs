#![doc = include_str!("README.md")]

mod action;
mod card;
mod codes;
mod config;
mod details;
mod matching;
mod notification;
#[cfg(feature = "openapi")]
mod openapi;
mod prepare;
mod request;
mod response;
mod services;
mod signed;

use super::http::{Answer, BaseUrl, Request};
use super::{
    Account, Call, Cancellation, Command, ConfigError, Context, LocalFuture, Provider, RefundCommand, Refunds,
    SignedNotifications,
};
use crate::domain::ip_block::IpBlock;
use crate::domain::{CommandError, Operation, OrderTerms, Prepared, ProviderReport};

pub use config::Config;
pub use services::Service;

/// The id, which also stands in the addresses that LianLian is given.
const ID: &str = "lianlian";

/// LianLian Pay Thailand.
#[derive(Debug)]
pub struct LianLian;

impl Provider for LianLian {
    fn id(&self) -> &'static str {
        ID
    }

    fn name(&self) -> &'static str {
        "LianLian Pay Thailand"
    }

    fn operations(&self) -> &'static [Operation] {
        &[Operation::Payment]
    }

    fn sends_back(&self) -> bool {
        true
    }

    #[cfg(feature = "openapi")]
    fn described(&self) -> super::openapi::Described {
        openapi::described()
    }

    fn configure(&self, json: &str, private_key: Option<&str>) -> Result<Box<dyn Account>, ConfigError> {
        Ok(Box::new(Config::read(json, private_key)?))
    }
}

impl Account for Config {
    fn prepare(&self, command: Command<'_>) -> Result<Prepared, CommandError> {
        prepare::payment(self, command)
    }

    fn build<'a>(&'a self, call: &'a Call<'a>, context: Context<'a>) -> LocalFuture<'a, Result<Request, CommandError>> {
        Box::pin(request::build(self, call, context))
    }

    fn classify<'a>(
        &'a self,
        call: &'a Call<'a>,
        answer: &'a Answer,
        context: Context<'a>,
    ) -> LocalFuture<'a, ProviderReport> {
        Box::pin(response::classify(self, call, answer, context))
    }

    fn signed_notifications(&self) -> Option<&dyn SignedNotifications> {
        Some(self)
    }

    fn refunds(&self) -> Option<&dyn Refunds> {
        Some(self)
    }

    fn cancellation(&self) -> Option<&dyn Cancellation> {
        Some(self)
    }

    fn identity(&self) -> Vec<&str> {
        vec![self.base_url.as_str(), &self.merchant_id]
    }

    fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    /// LianLian's addresses are not documented; its signature is what counts.
    fn notification_sources(&self) -> &[IpBlock] {
        &[]
    }
}

impl Refunds for Config {
    fn prepare_refund(&self, refund: RefundCommand<'_>) -> Result<Prepared, CommandError> {
        prepare::refund(self, refund)
    }
}

impl Cancellation for Config {
    fn can_cancel(&self, terms: &OrderTerms) -> Result<(), CommandError> {
        let service = prepare::service_of(terms).filter(|_| terms.operation == Operation::Payment);
        match service.and_then(Service::cancel_code) {
            Some(_) => Ok(()),
            None => Err(CommandError::unsupported(
                "LianLian has no cancellation for this service: the payment runs out by itself",
            )),
        }
    }
}
