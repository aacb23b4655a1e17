//! Checks a payment and writes it in the one spelling that is kept.

use serde_json::Value;

use super::super::Command;
use super::Config;
use crate::domain::schema::ObjectSchema;
use crate::domain::{CommandError, Currency, Money, Operation, OrderTerms, Prepared};

// FILL IN: the provider's own fields of an order.
pub(super) const FIELDS: ObjectSchema = ObjectSchema(&[]);

/// A payment.
pub(super) fn payment(config: &Config, command: Command<'_>) -> Result<Prepared, CommandError> {
    if command.operation != Operation::Payment {
        return Err(CommandError::unsupported("__Name__ has payments only"));
    }
    let id = check_id(command.merchant_order_id.as_str());
    let plain = CommandError::every([
        id,
        check_amount(command.amount),
        check_absent("msisdn", command.msisdn),
        check_absent("return_url", command.return_url),
    ]);
    let details = FIELDS.read("details", command.details);
    let details = details.and_then(|details| FIELDS.check("details", &details).map(|()| details));
    let ((), details) = CommandError::both(plain, details)?;
    Ok(Prepared {
        terms: OrderTerms {
            provider: super::ID.to_owned(),
            operation: command.operation,
            merchant_order_id: command.merchant_order_id,
            sent_id: None,
            amount: command.amount,
            msisdn: None,
            return_url: None,
            refund_of: None,
            details: Value::Object(details),
        },
        sandbox: config.base_url.is_loopback(),
        // FILL IN: whether the first call may move money already. Where in doubt, it may.
        first_call_charges: true,
        otp: None,
        subscription: None,
        call_limit: config.call_limit,
        warnings: Vec::new(),
        transient_card: None,
    })
}

// FILL IN: the length and the alphabet of an id, and whether the provider tells letters in other case apart.
fn check_id(id: &str) -> Result<(), CommandError> {
    if id.len() <= 32 && id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Ok(());
    }
    let problem = "__Name__ takes 1 to 32 letters and digits only";
    Err(CommandError::new("merchant_order_id_invalid", "merchant_order_id", problem))
}

// FILL IN: the currency, the least, the most, the step.
fn check_amount(amount: Money) -> Result<(), CommandError> {
    if amount.currency() != Currency::Lak {
        return Err(CommandError::new("currency_unsupported", "amount.currency", "__Name__ takes LAK"));
    }
    if amount.minor() <= 0 {
        return Err(CommandError::new("amount_unsupported", "amount.value", "expected more than nothing"));
    }
    Ok(())
}

// FILL IN: whether a payment has a number, and a page that the payer goes back to.
fn check_absent(field: &'static str, given: Option<&str>) -> Result<(), CommandError> {
    match given {
        None => Ok(()),
        Some(_) => Err(CommandError::new("field_invalid", field, "__Name__ takes none")),
    }
}
