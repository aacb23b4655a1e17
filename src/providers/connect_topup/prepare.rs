//! Checks a top-up and writes it in the one spelling that is kept.

use serde_json::Value;

use super::super::Command;
use super::Config;
use crate::domain::command::Warning;
use crate::domain::schema::{FieldType, ObjectSchema, like, optional};
use crate::domain::{CommandError, Country, Currency, Money, Msisdn, Operation, OrderTerms, Prepared};

/// The document's gateways, and the network that each is.
const GATEWAYS: [(&str, &str); 5] =
    [("VMS", "mobifone"), ("VTL", "viettel"), ("VNP", "vinaphone"), ("VNB", "vietnamobile"), ("GTEL", "gmobile")];

/// CONNECT TOPUP document, topup.jsp: `sotien` is a multiple of 10,000 dong.
const STEP: i64 = 10_000;

pub(super) const FIELDS: ObjectSchema = ObjectSchema(&[optional("gateway", GATEWAY)]);
const GATEWAY: FieldType = like(is_gateway, "expected VMS, VTL, VNP, VNB or GTEL", "^(VMS|VTL|VNP|VNB|GTEL)$");

/// A top-up.
pub(super) fn topup(config: &Config, command: Command<'_>) -> Result<Prepared, CommandError> {
    if command.operation != Operation::Topup {
        return Err(CommandError::unsupported("Connect Topup tops up only"));
    }
    let id = check_id(command.merchant_order_id.as_str());
    let plain = CommandError::every([id, check_amount(command.amount), check_no_return(command.return_url)]);
    let number = command.number().and_then(|number| Msisdn::parse(number, Country::Vietnam));
    let details = FIELDS.read("details", command.details);
    let details = details.and_then(|details| FIELDS.check("details", &details).map(|()| details));
    let ((), (msisdn, details)) = CommandError::both(plain, CommandError::both(number, details))?;
    let network = details.get("gateway").and_then(Value::as_str).and_then(network);
    let warnings =
        network.and_then(|network| Warning::network_differs("details.gateway", network, &msisdn)).into_iter().collect();
    Ok(Prepared {
        terms: OrderTerms {
            provider: super::ID.to_owned(),
            operation: Operation::Topup,
            merchant_order_id: command.merchant_order_id,
            sent_id: None,
            amount: command.amount,
            msisdn: Some(msisdn),
            return_url: None,
            refund_of: None,
            details: Value::Object(details),
        },
        sandbox: config.base_url.is_loopback(),
        first_call_charges: true,
        otp: None,
        subscription: None,
        call_limit: config.call_limit,
        warnings,
        transient_card: None,
    })
}

/// Neither length nor alphabet of `transidclient` is documented: 32 letters and digits are `assumed` to be taken.
fn check_id(id: &str) -> Result<(), CommandError> {
    if id.len() <= 32 && id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Ok(());
    }
    let problem = "Connect Topup takes 1 to 32 letters and digits only";
    Err(CommandError::new("merchant_order_id_invalid", "merchant_order_id", problem))
}

fn check_amount(amount: Money) -> Result<(), CommandError> {
    if amount.currency() != Currency::Vnd {
        return Err(CommandError::new("currency_unsupported", "amount.currency", "Connect Topup takes VND"));
    }
    if amount.minor() <= 0 || amount.minor().rem_euclid(STEP) != 0 {
        return Err(CommandError::new("amount_unsupported", "amount.value", "expected a multiple of 10000 dong"));
    }
    Ok(())
}

fn check_no_return(url: Option<&str>) -> Result<(), CommandError> {
    match url {
        None => Ok(()),
        Some(_) => Err(CommandError::new("field_invalid", "return_url", "nobody's browser goes anywhere in a top-up")),
    }
}

fn is_gateway(name: &str) -> bool {
    network(name).is_some()
}

fn network(gateway: &str) -> Option<&'static str> {
    GATEWAYS.into_iter().find(|(known, _)| *known == gateway).map(|(_, network)| network)
}
