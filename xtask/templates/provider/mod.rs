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
use super::{Account, Call, Command, ConfigError, Context, LocalFuture, Provider, Step};
use crate::domain::{CommandError, Operation, Prepared, ProviderReport};

pub use config::Config;

/// The id, as it stands in orders, paths and the name of its secret.
const ID: &str = "__id__";

/// __Name__.
#[derive(Debug)]
pub struct __Type__;

impl Provider for __Type__ {
    fn id(&self) -> &'static str {
        ID
    }

    fn name(&self) -> &'static str {
        "__Name__"
    }

    // FILL IN: what can be ordered.
    fn operations(&self) -> &'static [Operation] {
        &[Operation::Payment]
    }

    #[cfg(feature = "openapi")]
    fn described(&self) -> super::openapi::Described {
        openapi::described()
    }

    fn configure(&self, json: &str, _: Option<&str>) -> Result<Box<dyn Account>, ConfigError> {
        Ok(Box::new(Config::read(json)?))
    }
}

// FILL IN: the capabilities that the provider has: refunds, cancellation, numbers, a session, signed notifications,
// inquiries. Each is a method of `Account` with a trait of its own; what is not written here, it does not have.
impl Account for Config {
    fn prepare(&self, command: Command<'_>) -> Result<Prepared, CommandError> {
        prepare::payment(self, command)
    }

    fn build<'a>(&'a self, call: &'a Call<'a>, _: Context<'a>) -> LocalFuture<'a, Result<Request, CommandError>> {
        Box::pin(ready(self.request_of(call)))
    }

    fn classify<'a>(&'a self, call: &'a Call<'a>, answer: &'a Answer, _: Context<'a>) -> LocalFuture<'a, ProviderReport> {
        Box::pin(ready(response::classify(call, answer)))
    }

    fn identity(&self) -> Vec<&str> {
        vec![self.base_url.as_str(), &self.merchant_id]
    }

    fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }
}

impl Config {
    fn request_of(&self, call: &Call<'_>) -> Result<Request, CommandError> {
        let request = match &call.step {
            Step::Create(_) => request::create(self, call.terms),
            Step::Query => request::query(self, call.terms),
            Step::Confirm(_) => return Err(CommandError::unsupported("__Name__ confirms nothing")),
            Step::Cancel => return Err(CommandError::unsupported("__Name__ has no cancellation")),
        };
        Ok(request.through_relay(self.relay_token.as_ref()))
    }
}
