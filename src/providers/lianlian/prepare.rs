//! Checks a payment or a refund and writes it in the one spelling that is kept.

use serde_json::Value;

use super::super::{Command, RefundCommand};
use super::card;
use super::config::Config;
use super::details::{PAYMENT, REFUND};
use super::services::{EXTRAS, Extra, Service};
use crate::domain::command::Warning;
use crate::domain::schema::{FieldType, Fields, is_given};
use crate::domain::{CommandError, Currency, MerchantOrderId, Money, Operation, OrderTerms, Prepared, Secret};

/// 999999.99 baht: "string(8,2)" in every table is precision 8, scale 2.
const MAX_MINOR: i64 = 99_999_999;

/// A payment.
pub(super) fn payment(config: &Config, command: Command<'_>) -> Result<Prepared, CommandError> {
    if command.operation != Operation::Payment {
        return Err(CommandError::unsupported("LianLian takes payments"));
    }
    let id = check_id("merchant_order_id", &command.merchant_order_id);
    let plain = CommandError::every([id, check_amount(command.amount), check_no_number(command.msisdn)]);
    let given = details_of(config, command.details, command.return_url);
    let ((), (service, mut details, transient_card)) = CommandError::both(plain, given)?;
    let warnings = method_unlisted(service, text(&details, "method")).into_iter().collect();
    if let (None, Some(store_id)) = (text(&details, "store_id"), &config.store_id) {
        details.insert("store_id".to_owned(), store_id.as_str().into());
    }
    let terms = OrderTerms {
        provider: super::ID.to_owned(),
        operation: Operation::Payment,
        merchant_order_id: command.merchant_order_id,
        sent_id: None,
        amount: command.amount,
        msisdn: None,
        return_url: command.return_url.map(str::to_owned),
        refund_of: None,
        details: Value::Object(details),
    };
    Ok(prepared(config, terms, warnings, transient_card))
}

fn check_no_number(msisdn: Option<&str>) -> Result<(), CommandError> {
    match msisdn {
        None => Ok(()),
        Some(_) => Err(CommandError::new("field_unknown", "msisdn", "LianLian takes details.mobile_number instead")),
    }
}

/// The details, checked, of which service, and the card as it is sent.
fn details_of(
    config: &Config,
    given: &Value,
    return_url: Option<&str>,
) -> Result<(Service, Fields, Option<Secret>), CommandError> {
    let (given, card) = without_card(given);
    let (details, good) = PAYMENT.sifted("details", &given);
    let given = Given { details: &given, method: text(&details, "method"), card: card.is_some(), return_url };
    let service = service_asked(config, &details);
    // That a field is not taken at all goes before what would be expected in it.
    let taken = service.as_ref().map_or(Ok(()), |service| check_extras(*service, &given));
    let service = service.and_then(|service| check_fields(service, &given).map(|()| service));
    let card = card.as_ref().map(card::checked).transpose();
    let (good, service) = (CommandError::both(taken, good), CommandError::both(service, card));
    let (_, (service, card)) = CommandError::both(good, service)?;
    Ok((service, details, card))
}

/// The service, on which everything else depends.
fn service_asked(config: &Config, details: &Fields) -> Result<Service, CommandError> {
    match Service::of(details) {
        None => Err(missing("details.service", "is required")),
        Some(Service::Bankcard) if !config.allow_cards => {
            let problem = "card data is refused: use checkout, or set allow_cards if you are certified for PCI DSS";
            Err(CommandError::new("cards_not_allowed", "details.service", problem))
        }
        Some(service) => Ok(service),
    }
}

fn prepared(config: &Config, terms: OrderTerms, warnings: Vec<Warning>, transient_card: Option<Secret>) -> Prepared {
    Prepared {
        terms,
        sandbox: config.is_sandbox(),
        first_call_charges: true,
        otp: None,
        subscription: None,
        call_limit: config.call_limit,
        warnings,
        transient_card,
    }
}

/// The details without the card, which is never stored, and the card.
fn without_card(given: &Value) -> (Value, Option<Value>) {
    let mut rest = given.clone();
    let card = rest.as_object_mut().and_then(|rest| rest.remove("card"));
    (rest, card.filter(|card| !card.is_null()))
}

fn method_unlisted(service: Service, method: Option<&str>) -> Option<Warning> {
    let unlisted = method.is_some_and(|method| !service.lists(method));
    unlisted.then(|| Warning {
        code: "method_unlisted".to_owned(),
        field: "details.method".to_owned(),
        detail: "no document lists this method for this service; it was sent all the same".to_owned(),
    })
}

/// What was given, as far as it says which fields are there, and the method, if it is a good one.
struct Given<'a> {
    details: &'a Value,
    method: Option<&'a str>,
    card: bool,
    return_url: Option<&'a str>,
}

/// Which fields the service and the method must have. While the method is not known, what all methods of the service must
/// have.
fn check_fields(service: Service, given: &Given<'_>) -> Result<(), CommandError> {
    let named = match given.method {
        None if service != Service::Checkout => {
            let methods = service.methods().join(", ");
            Err(CommandError::new(
                "field_missing",
                "details.method",
                format!("is required: this service has {methods}"),
            ))
        }
        _ => Ok(()),
    };
    let customer = require(
        is_given(given.details, "customer") || !wants_customer(service, given.method),
        "details.customer",
        "is required by this service and method",
    );
    let back = given.return_url.is_some() || !service.wants_return_url();
    let back = require(back, "return_url", "is required by this service");
    CommandError::every([named, customer, back])
}

/// Which fields the service and the method take at all, and which of these they must have. While the method is not known,
/// what any of the service's takes.
fn check_extras(service: Service, given: &Given<'_>) -> Result<(), CommandError> {
    let has = |extra: &Extra| if extra.field == "card" { given.card } else { is_given(given.details, extra.field) };
    let method = given.method.unwrap_or_default();
    CommandError::every(EXTRAS.iter().map(|extra| check_extra(extra, has(extra), service, method)))
}

fn wants_customer(service: Service, method: Option<&str>) -> bool {
    let any = method.is_none() && service != Service::Checkout;
    if any {
        service.methods().iter().all(|one| service.wants_customer(Some(one)))
    } else {
        service.wants_customer(method)
    }
}

fn require(good: bool, field: &'static str, problem: &'static str) -> Result<(), CommandError> {
    if good { Ok(()) } else { Err(missing(field, problem)) }
}

fn check_extra(extra: &Extra, given: bool, service: Service, method: &str) -> Result<(), CommandError> {
    let field = || format!("details.{}", extra.field);
    match (given, takes(extra, service, method)) {
        (true, false) => {
            let taken = EXTRAS.iter().filter(|other| takes(other, service, method)).map(|other| other.field);
            let taken: Vec<&str> = taken.collect();
            let beside = if taken.is_empty() { "no such field".to_owned() } else { taken.join(", ") };
            let problem = format!("is not taken by this service and method, which take {beside}");
            Err(CommandError::new("field_unknown", field(), problem))
        }
        (false, true) if extra.required && wants(extra, method) => {
            Err(missing(field(), "is required by this service and method"))
        }
        _ => Ok(()),
    }
}

/// A method that nobody documents may take what its service's other methods take.
fn takes(extra: &Extra, service: Service, method: &str) -> bool {
    extra.service == service && (wants(extra, method) || !service.lists(method))
}

pub(super) fn wants(extra: &Extra, method: &str) -> bool {
    extra.methods.is_empty() || extra.methods.contains(&method)
}

/// A refund.
pub(super) fn refund(config: &Config, refund: RefundCommand<'_>) -> Result<Prepared, CommandError> {
    if refund.paid.operation != Operation::Payment {
        return Err(CommandError::unsupported("only a payment can be refunded"));
    }
    let reason = Value::from(refund.reason);
    let plain = CommandError::every([
        check_id("merchant_refund_id", &refund.merchant_refund_id),
        check_amount(refund.amount),
        FieldType::Text(256).check("reason", &reason),
        check_no_reason(refund.details),
    ]);
    let (mut details, good) = REFUND.sifted("details", refund.details);
    let account = account_missing(refund.paid, refund.details);
    let ((), ((), warning)) = CommandError::both(plain, CommandError::both(good, account))?;
    let warnings = warning.into_iter().collect();
    details.insert("reason".to_owned(), reason);
    let terms = OrderTerms {
        provider: super::ID.to_owned(),
        operation: Operation::Refund,
        merchant_order_id: refund.merchant_refund_id,
        sent_id: None,
        amount: refund.amount,
        msisdn: None,
        return_url: None,
        refund_of: Some(refund.paid.merchant_order_id.clone()),
        details: Value::Object(details),
    };
    Ok(prepared(config, terms, warnings, None))
}

fn check_no_reason(details: &Value) -> Result<(), CommandError> {
    match details.get("reason") {
        None => Ok(()),
        Some(_) => Err(CommandError::new("field_unknown", "details.reason", "give reason beside details")),
    }
}

/// The account is given whole or not at all. Whether a channel needs one is said only in an SDK's comment, so
/// LianLian's answer decides.
fn account_missing(paid: &OrderTerms, details: &Value) -> Result<Option<Warning>, CommandError> {
    let has = |field: &&str| field.strip_prefix("details.").is_some_and(|name| is_given(details, name));
    let parts = ["details.bank_code", "details.account_no", "details.account_name"];
    if parts.iter().any(has) {
        let absent = parts.into_iter().filter(|field| !has(field));
        return CommandError::every(absent.map(|field| Err(missing(field, "belongs to the other two")))).map(|()| None);
    }
    let wanted = service_of(paid).is_some_and(Service::refunds_to_account);
    Ok(wanted.then(|| Warning {
        code: "refund_account_missing".to_owned(),
        field: "details.bank_code".to_owned(),
        detail: "LianLian may want bank_code, account_no and account_name for this channel".to_owned(),
    }))
}

/// The service of a stored order.
pub(super) fn service_of(terms: &OrderTerms) -> Option<Service> {
    terms.details.as_object().and_then(Service::of)
}

fn text<'a>(details: &'a Fields, name: &str) -> Option<&'a str> {
    details.get(name).and_then(Value::as_str)
}

/// PAGE: `[0-9A-Za-z_-]`, 64. The gateway's own rule takes a dot besides.
fn check_id(field: &'static str, id: &MerchantOrderId) -> Result<(), CommandError> {
    if !id.as_str().contains('.') {
        return Ok(());
    }
    let code = if field == "merchant_order_id" { "merchant_order_id_invalid" } else { "merchant_refund_id_invalid" };
    Err(CommandError::new(code, field, "LianLian takes 1 to 64 of A-Z a-z 0-9 _ -"))
}

fn check_amount(amount: Money) -> Result<(), CommandError> {
    if amount.currency() != Currency::Thb {
        return Err(CommandError::new("currency_unsupported", "amount.currency", "LianLian takes THB"));
    }
    if amount.minor() > MAX_MINOR {
        return Err(CommandError::new("amount_invalid", "amount.value", "LianLian takes 999999.99 at most"));
    }
    Ok(())
}

fn missing(field: impl Into<std::borrow::Cow<'static, str>>, problem: &'static str) -> CommandError {
    CommandError::new("field_missing", field, problem)
}
