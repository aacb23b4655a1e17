#![doc = include_str!("README.md")]

mod codes;
mod config;
mod details;
mod inquiries;
#[cfg(feature = "openapi")]
mod openapi;
mod prepare;
mod products;
mod reply;
mod request;
mod response;
mod signed;

use std::future::ready;

use super::http::{Answer, BaseUrl, Request};
use super::{
    Account, Call, Command, ConfigError, Context, Inquiries, Inquiry, InquiryAnswer, LocalFuture, Numbers, Provider,
};
use crate::domain::{CommandError, Country, Msisdn, Operation, Prepared, ProviderReport, Timestamp};

pub use config::Config;

const ID: &str = "appotapay";

/// AppotaPay, mobile top-up.
#[derive(Debug)]
pub struct AppotaPay;

impl Provider for AppotaPay {
    fn id(&self) -> &'static str {
        ID
    }

    fn name(&self) -> &'static str {
        "AppotaPay mobile top-up"
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

    fn required_lookup(&self, prepared: &Prepared) -> Option<Inquiry> {
        details::required_lookup(&prepared.terms)
    }

    fn apply_lookup(&self, prepared: &mut Prepared, finding: InquiryAnswer) -> Result<(), CommandError> {
        details::apply_lookup(&mut prepared.terms, &finding)
    }

    fn inquiries(&self) -> Option<&dyn Inquiries> {
        Some(self)
    }

    /// An answer names neither our id nor anything that was new in the request: a replay, or what the status shows of
    /// an id that was used before, is told from ours by the provider's id alone.
    fn needs_unique_provider_order_id(&self) -> bool {
        true
    }

    fn token(&self, now: Timestamp) -> Option<String> {
        Some(request::token(self, now))
    }

    fn build<'a>(&'a self, call: &'a Call<'a>, context: Context<'a>) -> LocalFuture<'a, Result<Request, CommandError>> {
        Box::pin(ready(request::build(self, call, context.now)))
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
        vec![self.base_url.as_str(), &self.partner_code]
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
