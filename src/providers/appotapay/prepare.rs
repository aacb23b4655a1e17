//! Checks a top-up and writes it in the one spelling that is kept.

use super::super::Command;
use super::details::Details;
use super::{Config, products};
use crate::domain::command::Warning;
use crate::domain::{CommandError, Country, Currency, Money, Msisdn, OrderTerms, Prepared};

/// A top-up.
pub(super) fn topup(config: &Config, command: Command<'_>) -> Result<Prepared, CommandError> {
    let id = check_id(command.merchant_order_id.as_str());
    let plain = CommandError::every([id, check_currency(command.amount), check_no_return(command.return_url)]);
    let number = command.number().and_then(|number| Msisdn::parse(number, Country::Vietnam));
    let given = CommandError::both(number, Details::asked(command.details, command.amount));
    let ((), (msisdn, details)) = CommandError::both(plain, given)?;
    let network = details.telco().and_then(products::network);
    Ok(Prepared {
        warnings: network
            .and_then(|network| Warning::network_differs("details.telco", network, &msisdn))
            .into_iter()
            .collect(),
        terms: OrderTerms {
            provider: super::ID.to_owned(),
            operation: command.operation,
            merchant_order_id: command.merchant_order_id,
            sent_id: None,
            amount: command.amount,
            msisdn: Some(msisdn),
            return_url: None,
            refund_of: None,
            details: details.value(),
        },
        sandbox: config.is_sandbox(),
        first_call_charges: true,
        otp: None,
        subscription: None,
        call_limit: config.call_limit,
        transient_card: None,
    })
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
