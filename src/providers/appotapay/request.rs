//! AppotaPay's requests (AppotaPay API Mobile Topup v2).

use serde_json::{Map, Value};

use super::super::http::{Request, percent_encode};
use super::super::{Call, Step};
use super::config::Config;
use super::details::{Details, no_telco};
use super::signed::canonical;
use crate::domain::time::SECOND;
use crate::domain::{CommandError, Msisdn, OrderTerms, Timestamp};
use crate::json::to_text;
use crate::signing::jwt;

/// How long a token is good, in seconds. One is made for each call; the length is AppotaPay's own advice.
const TOKEN_LIVES_S: i64 = 300;

/// `{"alg":"HS256","cty":"appotapay-api;v=1","typ":"JWT"}`
const TOKEN_HEADER: &str = "eyJhbGciOiJIUzI1NiIsImN0eSI6ImFwcG90YXBheS1hcGk7dj0xIiwidHlwIjoiSldUIn0";

/// The request of one call about an order.
pub(super) fn build(config: &Config, call: &Call<'_>, now: Timestamp) -> Result<Request, CommandError> {
    match call.step {
        Step::Create(_) => charging(config, call.terms, now),
        Step::Query => Ok(transaction(config, call.terms, now)),
        Step::Confirm(_) | Step::Cancel => {
            Err(CommandError::unsupported("a top-up is neither confirmed nor cancelled"))
        }
    }
}

/// POST "Charging v2". This is the call that charges.
fn charging(config: &Config, terms: &OrderTerms, now: Timestamp) -> Result<Request, CommandError> {
    let details = Details::read(&terms.details).map_err(|_| CommandError::forgotten("details"))?;
    let number = terms.msisdn.as_ref().map(Msisdn::dialled).ok_or_else(|| CommandError::forgotten("msisdn"))?;
    let code = details.code().ok_or_else(|| CommandError::forgotten("details"))?;
    // All of the documented fields, in the order in which they are signed ("Security").
    let mut fields = vec![
        ("partnerRefId", terms.merchant_order_id.as_str()),
        ("phoneNumber", number.as_str()),
        ("productCode", code.as_str()),
        ("telco", details.telco().ok_or_else(no_telco)?),
        ("telcoServiceType", details.service_type()),
    ];
    let text = canonical(&fields);
    let signature = hex::encode(config.secret_key.hmac_sha256(&[text.as_bytes()]));
    fields.push(("signature", &signature));
    let url = config.base_url.join("/api/v2/service/topup/charging");
    let request = Request::post(url, "application/json", to_text(&object(&fields)));
    Ok(authorized(config, request, now).signed_over(text))
}

/// GET "Transaction status", which is still v1.
fn transaction(config: &Config, terms: &OrderTerms, now: Timestamp) -> Request {
    let id = percent_encode(terms.merchant_order_id.as_str());
    get(config, &format!("/api/v1/service/topup/transaction/{id}"), now)
}

/// A GET of `path`.
pub(super) fn get(config: &Config, path: &str, now: Timestamp) -> Request {
    authorized(config, Request::get(config.base_url.join(path)), now)
}

fn authorized(config: &Config, request: Request, now: Timestamp) -> Request {
    let scheme = if config.bearer { "Bearer " } else { "" };
    request
        .header("X-APPOTAPAY-AUTH", [scheme, &token(config, now)].concat())
        .through_relay(config.relay_token.as_ref())
}

/// "Authentication": a token made for this call.
pub(super) fn token(config: &Config, now: Timestamp) -> String {
    let seconds = now.millis().div_euclid(SECOND);
    let key = config.api_key.reveal();
    let jti = format!("{key}-{seconds}");
    let mut claims = object(&[("api_key", key), ("iss", &config.partner_code), ("jti", &jti)]);
    if let Value::Object(claims) = &mut claims {
        claims.insert("exp".to_owned(), Value::from(seconds.saturating_add(TOKEN_LIVES_S)));
    }
    jwt::hs256(TOKEN_HEADER, &claims, &config.secret_key)
}

/// A JSON object of texts.
pub(super) fn object(pairs: &[(&str, &str)]) -> Value {
    let mut object = Map::new();
    // One by one: collected, a map would bring the standard library's sort along.
    for (name, text) in pairs {
        object.insert((*name).to_owned(), Value::from(*text));
    }
    Value::Object(object)
}
