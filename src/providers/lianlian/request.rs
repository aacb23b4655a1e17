//! LianLian's requests: one address for all, the operation in `service`. Every value is a text that is not empty,
//! since signers differ in what becomes of anything else.

use base64ct::{Base64, Encoding};
use serde_json::Value;

use super::super::http::{Request, percent_encode};
use super::super::{Call, Context, Step};
use super::ID;
use super::config::Config;
use super::prepare::service_of;
use super::services::{PAYMENT_QUERY, REFUND_APPLY, REFUND_QUERY};
use crate::domain::schema::Fields;
use crate::domain::{CommandError, Operation, OrderTerms, Secret};
use crate::json;
use crate::signing::canonical::{Empties, Json, canonical_string};

/// The request of a call, signed.
pub(super) async fn build(config: &Config, call: &Call<'_>, context: Context<'_>) -> Result<Request, CommandError> {
    let terms = call.terms;
    match (&call.step, terms.operation) {
        (Step::Create(_), Operation::Refund) => post(config, refund(config, terms, context)?, context).await,
        (Step::Create(card), _) => post(config, create(config, terms, card.as_ref(), context)?, context).await,
        (Step::Query, Operation::Refund) => {
            get(config, asked(config, REFUND_QUERY, "merchant_refund_id", terms), context).await
        }
        (Step::Query, _) => get(config, asked(config, PAYMENT_QUERY, "merchant_order_id", terms), context).await,
        (Step::Cancel, _) => {
            let service = service_of(terms).and_then(|service| service.cancel_code());
            let service = service.ok_or_else(|| CommandError::unsupported("LianLian cannot cancel this"))?;
            post(config, asked(config, service, "merchant_order_id", terms), context).await
        }
        (Step::Confirm(_), _) => Err(CommandError::unsupported("a payment at LianLian is not confirmed here")),
    }
}

/// PAGE, table "request"; checkout: DOC-NOW.
fn create(
    config: &Config,
    terms: &OrderTerms,
    card: Option<&Secret>,
    context: Context<'_>,
) -> Result<Fields, CommandError> {
    let service = service_of(terms).ok_or_else(|| CommandError::forgotten("details"))?;
    let mut fields = asked(config, service.code(), "merchant_order_id", terms);
    put(&mut fields, "order_amount", &terms.amount.to_string());
    put(&mut fields, "order_currency", terms.amount.currency().code());
    put_address(&mut fields, "notify_url", "notify_url", context.addresses.of_notifications(ID, terms))?;
    let returns = |url: &String| context.addresses.of_returns(ID, terms, url);
    put_address(&mut fields, "redirect_url", "return_url", terms.return_url.as_ref().map(returns))?;
    // The rest of `details` has LianLian's own names.
    for (name, value) in stored(terms)?.clone() {
        match name.as_str() {
            "service" => {}
            "method" => fields.extend([(service.method_field().to_owned(), value)]),
            "order_desc" if service.wants_order_info() => {
                fields.extend([("order_info".to_owned(), value.clone()), (name, value)]);
            }
            _ => fields.extend([(name, value)]),
        }
    }
    if service == super::Service::Bankcard {
        // Nobody keeps a card: a call without one is a second call, and there is none.
        let card = card.ok_or_else(|| CommandError::forgotten("details.card"))?;
        fields.insert(
            "card".to_owned(),
            json::parse(card.reveal().as_bytes()).map_err(|_| CommandError::forgotten("details.card"))?,
        );
    }
    Ok(fields)
}

/// SDK-J and SDK-P, `llpth.refund.apply`. A refund's notification names no order: its address does, to route it.
fn refund(config: &Config, terms: &OrderTerms, context: Context<'_>) -> Result<Fields, CommandError> {
    let order = terms.refund_of.as_ref().ok_or_else(|| CommandError::forgotten("refund_of"))?.as_str();
    let mut fields = asked(config, REFUND_APPLY, "merchant_refund_id", terms);
    put(&mut fields, "merchant_order_id", order);
    put(&mut fields, "refund_amount", &terms.amount.to_string());
    put(&mut fields, "refund_currency", terms.amount.currency().code());
    put_address(&mut fields, "notify_url", "notify_url", context.addresses.of_notifications(ID, terms))?;
    for (name, value) in stored(terms)?.clone() {
        fields.extend([if name == "reason" { ("refund_reason".to_owned(), value) } else { (name, value) }]);
    }
    Ok(fields)
}

/// What every call says; all that queries and cancels say.
fn asked(config: &Config, service: &str, id_field: &str, terms: &OrderTerms) -> Fields {
    let mut fields = Fields::new();
    put(&mut fields, "version", "v1");
    put(&mut fields, "service", service);
    put(&mut fields, "merchant_id", &config.merchant_id);
    put(&mut fields, id_field, terms.merchant_order_id.as_str());
    fields
}

fn put(fields: &mut Fields, name: &str, value: &str) {
    fields.insert(name.to_owned(), Value::String(value.to_owned()));
}

/// PAGE: `notify_url` and `redirect_url` are optional, string(256). `given` is the field that callers know it by.
fn put_address(
    fields: &mut Fields,
    name: &str,
    given: &'static str,
    address: Option<String>,
) -> Result<(), CommandError> {
    match address {
        Some(address) if address.len() > 256 => {
            Err(CommandError::new("field_invalid", given, "LianLian takes 256 characters at most"))
        }
        Some(address) => {
            put(fields, name, &address);
            Ok(())
        }
        None => Ok(()),
    }
}

async fn post(config: &Config, fields: Fields, context: Context<'_>) -> Result<Request, CommandError> {
    let body = json::to_text(&Value::Object(fields));
    let signature = sign(config, &body, context).await?;
    let request = Request::post(config.base_url.join("/gateway"), "application/json", body);
    Ok(signed(config, request, signature))
}

/// The values are signed as they are and percent-encoded afterwards (SDK-J, SDK-P).
async fn get(config: &Config, fields: Fields, context: Context<'_>) -> Result<Request, CommandError> {
    let pairs = fields.iter().filter_map(|(name, value)| Some((name, value.as_str()?)));
    let query: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", percent_encode(value))).collect();
    let url = config.base_url.join(&format!("/gateway?{}", query.join("&")));
    let signature = sign(config, &json::to_text(&Value::Object(fields)), context).await?;
    let request = Request::get(url).header("Content-Type", "application/json".to_owned());
    Ok(signed(config, request, signature))
}

fn signed(config: &Config, request: Request, (canonical, signature): (String, String)) -> Request {
    let request = request.header("sign", signature).header("sign-type", "RSA".to_owned());
    request.through_relay(config.relay_token.as_ref()).signed_over(canonical)
}

/// Signs what the very bytes say, read back: the canonical string and its signature.
async fn sign(config: &Config, body: &str, context: Context<'_>) -> Result<(String, String), CommandError> {
    let canonical = Json::read(body.as_bytes()).and_then(|json| canonical_string(&json, Empties::Included));
    let canonical = canonical.ok_or_else(|| unusable("the request has no canonical string"))?;
    let signature = context.rsa.sign(&config.private_key, config.digest, canonical.as_bytes()).await;
    let signature = signature.map_err(|_| unusable("the platform cannot sign with the configured private key"))?;
    Ok((canonical, Base64::encode_string(&signature)))
}

fn stored(terms: &OrderTerms) -> Result<&Fields, CommandError> {
    terms.details.as_object().ok_or_else(|| CommandError::forgotten("details"))
}

fn unusable(problem: &'static str) -> CommandError {
    CommandError::new("signing_failed", "private_key", problem)
}
