//! What the account can be asked beside orders: the balance, what is sold, whose network a number is on.

use super::super::http::{Answer, Request};
use super::super::{Inquiries, Inquiry, InquiryAnswer, InquiryError, Product};
use super::codes;
use super::config::Config;
use super::details::Details;
use super::products::{airtime, is_code, is_telco};
use super::reply::Reply;
use super::request::{get, object};
use crate::domain::outcome::AccountProblem;
use crate::domain::{CommandError, Country, Money, Msisdn, Timestamp};
use crate::signing::canonical::Json;

impl Inquiries for Config {
    fn request(&self, inquiry: &Inquiry, now: Timestamp) -> Result<Option<Request>, CommandError> {
        let path = match inquiry {
            Inquiry::Balance => "/api/v1/service/accounts/balance".to_owned(),
            Inquiry::Products => "/api/v2/service/topup/productCodes".to_owned(),
            Inquiry::Number(number) => format!("/api/v1/service/topup/{}/info", number.dialled()),
            Inquiry::NumberProducts(number, details) => {
                // The page's table shows a body on this GET, its sample a query string.
                let details = Details::read(details)?;
                let kind = details.service_type();
                format!("/api/v1/service/topup/{}/products?telco_service_type={kind}", number.dialled())
            }
        };
        Ok(Some(get(self, &path, now)))
    }

    fn read(&self, inquiry: &Inquiry, answer: &Answer) -> Result<InquiryAnswer, InquiryError> {
        let reply = Reply::read(answer.as_ref().map_err(|_| InquiryError::NoAnswer)?);
        refused(inquiry, &reply)?;
        found(inquiry, &reply).filter(|_| reply.status == 200).ok_or(InquiryError::NoAnswer)
    }

    fn low_balance(&self) -> Money {
        self.low_balance
    }
}

/// An error if the answer is anything but a 0.
fn refused(inquiry: &Inquiry, reply: &Reply) -> Result<(), InquiryError> {
    let Some(code) = reply.code.as_deref() else {
        let away = reply.is_turned_away();
        return Err(if away {
            InquiryError::AccountProblem(AccountProblem::AccountRefused)
        } else {
            InquiryError::NoAnswer
        });
    };
    if let Some(stop) = codes::account_problem(code) {
        return Err(InquiryError::AccountProblem(stop));
    }
    let about_a_number = matches!(inquiry, Inquiry::Number(_) | Inquiry::NumberProducts(..));
    match code {
        "0" => Ok(()),
        // Wrong number, operator not served, number locked or inactive.
        "37" | "39" | "204" if about_a_number && !reply.is_a_fault() => {
            let problem = "AppotaPay does not serve this number";
            Err(InquiryError::Refused(CommandError::new("msisdn_invalid", "msisdn", problem)))
        }
        _ => Err(InquiryError::NoAnswer),
    }
}

fn found(inquiry: &Inquiry, reply: &Reply) -> Option<InquiryAnswer> {
    match inquiry {
        Inquiry::Balance => Money::dong(reply.field("account")?.get("balance")?.text()?).map(InquiryAnswer::Balance),
        Inquiry::Products => listed(reply.field("data")?, None).map(InquiryAnswer::Products),
        Inquiry::NumberProducts(_, details) => {
            let details = Details::read(details).ok()?;
            listed(reply.field("data")?, Some(details.service_type())).map(InquiryAnswer::Products)
        }
        Inquiry::Number(number) => network(reply.field("data")?, number),
    }
}

/// The network, if the answer names no other number.
fn network(data: &Json, asked: &Msisdn) -> Option<InquiryAnswer> {
    let named = data.get("phone_number").and_then(Json::text);
    if named.is_some_and(|text| Msisdn::parse(text, Country::Vietnam).as_ref() != Ok(asked)) {
        return None;
    }
    Some(InquiryAnswer::Number(object(&[("telco", &telco(data)?)])))
}

/// A `telco` is sent in lower case; a table of the document has one with a capital.
fn telco(json: &Json) -> Option<String> {
    json.get("telco").and_then(Json::text).map(str::to_ascii_lowercase).filter(|telco| is_telco(telco))
}

/// Airtime comes in groups, data packages one by one. `kind` is the service type that the list is for, if it is for
/// one.
fn listed(data: &Json, kind: Option<&str>) -> Option<Vec<Product>> {
    let Json::List(items) = data else { return None };
    let mut products = Vec::new();
    for item in items {
        match item.get("products") {
            Some(Json::List(group)) => products.extend(group.iter().filter_map(|one| product(one, telco(item), kind))),
            _ => products.extend(product(item, None, kind)),
        }
    }
    Some(products)
}

/// One product. None whose amount cannot be read, and no airtime that costs another amount than its code says: a
/// sample of the document has such a one.
fn product(item: &Json, group: Option<String>, kind: Option<&str>) -> Option<Product> {
    let text = |name: &str| item.get(name).and_then(Json::text).filter(|text| !text.is_empty());
    let code = text("productCode").filter(|code| is_code(code))?;
    let amount = Money::dong(text("amount")?).filter(|amount| amount.minor() > 0)?;
    if airtime(code).is_some_and(|airtime| airtime.dong != amount.minor()) {
        return None;
    }
    let telco = telco(item).or(group);
    let pairs = [("product_code", Some(code)), ("telco", telco.as_deref()), ("service_type", kind)];
    let pairs: Vec<(&str, &str)> = pairs.into_iter().filter_map(|(name, text)| Some((name, text?))).collect();
    Some(Product { name: text("description").unwrap_or(code).to_owned(), amount, details: object(&pairs) })
}
