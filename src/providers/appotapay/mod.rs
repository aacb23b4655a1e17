#![doc = include_str!("README.md")]

mod codes;
mod config;
#[cfg(feature = "openapi")]
mod described;
mod details;
mod inquiries;
mod products;
mod reply;
mod request;
mod response;
mod signed;

use std::future::ready;

use super::wire::{Answer, BaseUrl, Request};
use super::{Account, Call, Command, ConfigError, Context, Finding, Inquiries, Inquiry, Local, Numbers, Provider};
use crate::domain::command::Warning;
use crate::domain::{
    CommandError, Country, Currency, Money, Msisdn, Operation, OrderTerms, Prepared, ProviderReport, Timestamp,
};
use details::Details;

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
    fn described(&self) -> super::described::Described {
        described::described()
    }

    fn configure(&self, json: &str, _: Option<&str>) -> Result<Box<dyn Account>, ConfigError> {
        Ok(Box::new(Config::read(json)?))
    }
}

impl Account for Config {
    fn prepare(&self, command: Command<'_>) -> Result<Prepared, CommandError> {
        let id = check_id(command.merchant_order_id.as_str());
        let plain = CommandError::every([id, check_currency(command.amount), check_no_return(command.return_url)]);
        let number = command.number().and_then(|number| self.msisdn(number));
        let given = CommandError::both(number, Details::asked(command.details, command.amount));
        let ((), (msisdn, details)) = CommandError::both(plain, given)?;
        let network = details.telco().and_then(products::network);
        Ok(Prepared {
            warnings: network
                .and_then(|network| Warning::network_differs("details.telco", network, &msisdn))
                .into_iter()
                .collect(),
            terms: OrderTerms {
                provider: ID.to_owned(),
                operation: command.operation,
                merchant_order_id: command.merchant_order_id,
                sent_id: None,
                amount: command.amount,
                msisdn: Some(msisdn),
                return_url: None,
                refund_of: None,
                details: details.value(),
            },
            sandbox: self.is_sandbox(),
            first_call_charges: true,
            otp: None,
            subscription: None,
            call_limit: self.call_limit,
            transient_card: None,
        })
    }

    fn required_lookup(&self, prepared: &Prepared) -> Option<Inquiry> {
        details::missing(&prepared.terms)
    }

    fn apply_lookup(&self, prepared: &mut Prepared, finding: Finding) -> Result<(), CommandError> {
        details::learn(&mut prepared.terms, &finding)
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

    fn build<'a>(&'a self, call: &'a Call<'a>, context: Context<'a>) -> Local<'a, Result<Request, CommandError>> {
        Box::pin(ready(request::build(self, call, context.now)))
    }

    fn classify<'a>(&'a self, call: &'a Call<'a>, answer: &'a Answer, _: Context<'a>) -> Local<'a, ProviderReport> {
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

/// API Mobile Topup v2, charging, `partnerRefId`: at most 50 characters. It becomes a part of the status call's
/// path, so nothing is taken that such a part may not hold; a point is `assumed` to be one of these.
fn check_id(id: &str) -> Result<(), CommandError> {
    let part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if id.len() <= 50 && id.bytes().all(part) {
        return Ok(());
    }
    let problem = "AppotaPay takes 1 to 50 of A-Z a-z 0-9 _ -";
    Err(CommandError::new("merchant_order_id_invalid", "merchant_order_id", problem))
}

fn check_currency(amount: Money) -> Result<(), CommandError> {
    if amount.currency() == Currency::Vnd {
        return Ok(());
    }
    Err(CommandError::new("currency_unsupported", "amount.currency", "AppotaPay tops up VND"))
}

fn check_no_return(url: Option<&str>) -> Result<(), CommandError> {
    match url {
        None => Ok(()),
        Some(_) => Err(CommandError::new("field_invalid", "return_url", "nobody is sent anywhere: leave it out")),
    }
}
