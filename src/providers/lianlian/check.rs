//! What `details` may hold: lengths of PAGE and DOC-21, each refusal naming its field. Values are never trimmed or
//! changed, since LianLian signs and compares them verbatim.

use std::net::IpAddr;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::details::{Address, Client, Customer, Details, Product};
use crate::domain::{CommandError, read};

type Checked = Result<(), CommandError>;

/// Reads an object of the API with errors that name the field by its whole path.
pub(super) fn object<T: DeserializeOwned>(path: &str, given: &Value) -> Result<T, CommandError> {
    read::value(given).map_err(|error| {
        let field = format!("{path}.{}", error.field).replace(".[", "[");
        CommandError::new(error.code, field.trim_end_matches('.').to_owned(), error.problem)
    })
}

/// Every length and form; which fields belong together is not asked here.
pub(super) fn details(details: &Details) -> Checked {
    text("details.order_desc", Some(&details.order_desc), 256)?;
    if let Some(customer) = &details.customer {
        self::customer(customer)?;
    }
    if let Some(products) = &details.products {
        self::products(products)?;
    }
    if let Some(client) = &details.client {
        self::client(client)?;
    }
    digits("details.buyer_identity_code", details.buyer_identity_code.as_deref(), 16, 32)?;
    digits("details.auth_code", details.auth_code.as_deref(), 16, 20)?;
    let number = details.mobile_number.as_deref();
    digits("details.mobile_number", number, 10, 12)?;
    let local = number.is_none_or(|number| number.starts_with('0'));
    require(local, "details.mobile_number", "expected the number as dialled in Thailand: 0929195256")?;
    digits("details.user_id", details.user_id.as_deref(), 16, 32)?;
    // SDK-J asks for hexadecimal digits; PAGE's own sample is none.
    word("details.appid", details.appid.as_deref(), 3..=20)?;
    word("details.openid", details.openid.as_deref(), 20..=32)?;
    url("details.app_callback_url", details.app_callback_url.as_deref())?;
    url("details.cancel_url", details.cancel_url.as_deref())?;
    one_of("details.interest_absorb", details.interest_absorb.as_deref(), &["MERCHANT", "USER"])?;
    digits("details.store_id", details.store_id.as_deref(), 18, 20)
}

fn customer(customer: &Customer) -> Checked {
    let optional = |value: &Option<String>| value.clone();
    let texts = [
        ("merchant_user_id", Some(customer.merchant_user_id.clone()), 64),
        ("full_name", Some(customer.full_name.clone()), 128),
        ("customer_type", optional(&customer.customer_type), 1),
        ("first_name", optional(&customer.first_name), 64),
        ("last_name", optional(&customer.last_name), 64),
        ("gender", optional(&customer.gender), 16),
        ("id_type", optional(&customer.id_type), 16),
        ("id_no", optional(&customer.id_no), 32),
        ("email", optional(&customer.email), 64),
        ("phone", optional(&customer.phone), 32),
        ("company", optional(&customer.company), 128),
    ];
    for (name, value, most) in texts {
        text(&format!("details.customer.{name}"), value.as_deref(), most)?;
    }
    if let Some(address) = &customer.address {
        self::address("details.customer.address", address)?;
    }
    // SDK-J: 1024 characters in all.
    size("details.customer", customer, 1024)
}

fn products(products: &[Product]) -> Checked {
    require(!products.is_empty(), "details.products", "must not be empty: leave it out instead")?;
    for (at, product) in products.iter().enumerate() {
        let path = |name: &str| format!("details.products[{at}].{name}");
        text(&path("name"), Some(&product.name), 128)?;
        text(&path("description"), product.description.as_deref(), 128)?;
        require(is_price(&product.unit_price), &path("unit_price"), "expected a decimal string such as \"12.22\"")?;
        text(&path("category"), product.category.as_deref(), 64)?;
        url(&path("show_url"), product.show_url.as_deref())?;
    }
    // SDK-J: 4000 characters in all.
    size("details.products", products, 4000)
}

/// (15,2): up to 13 digits before the point, up to two after it.
fn is_price(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str, most| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits(whole, 13) && digits(fraction, 2)
}

fn client(client: &Client) -> Checked {
    let address = client.remote_ip.parse::<IpAddr>().is_ok();
    require(address, "details.client.remote_ip", "expected the IP address of the payer")?;
    // Their lengths are not documented: `assumed`.
    text("details.client.phone", client.phone.as_deref(), 128)?;
    text("details.client.carrier", client.carrier.as_deref(), 128)?;
    text("details.client.browser", client.browser.as_deref(), 256)?;
    text("details.client.os", client.os.as_deref(), 128)
}

/// `state` and `country` have two characters by the document; SDK-J's tests send a state's whole name.
pub(super) fn address(path: &str, address: &Address) -> Checked {
    let texts = [
        ("street_name", &address.street_name, 128),
        ("house_number", &address.house_number, 32),
        ("district", &address.district, 32),
        ("city", &address.city, 64),
        ("state", &address.state, 64),
        ("country", &address.country, 64),
        ("postal_code", &address.postal_code, 16),
    ];
    texts.into_iter().try_for_each(|(name, value, most)| text(&format!("{path}.{name}"), value.as_deref(), most))
}

/// 1 to `most` characters, not only blanks, no control characters.
pub(super) fn text(field: &str, text: Option<&str>, most: usize) -> Checked {
    let good =
        |text: &str| text.chars().count() <= most && !text.trim().is_empty() && !text.chars().any(char::is_control);
    let problem = format!("expected 1 to {most} characters without control characters");
    if text.is_none_or(good) { Ok(()) } else { Err(invalid(field, problem)) }
}

/// `least` to `most` digits.
pub(super) fn digits(field: &str, text: Option<&str>, least: usize, most: usize) -> Checked {
    let good = |text: &str| (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let problem =
        if least == most { format!("expected {most} digits") } else { format!("expected {least} to {most} digits") };
    if text.is_none_or(good) { Ok(()) } else { Err(invalid(field, problem)) }
}

fn word(field: &str, text: Option<&str>, length: std::ops::RangeInclusive<usize>) -> Checked {
    let part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let good = |text: &str| length.contains(&text.len()) && text.bytes().all(part);
    let problem = format!("expected {} to {} letters, digits, _ or -", length.start(), length.end());
    if text.is_none_or(good) { Ok(()) } else { Err(invalid(field, problem)) }
}

/// An address of a page or an app: PAGE, 256 characters.
fn url(field: &str, text: Option<&str>) -> Checked {
    let good = |text: &str| text.len() <= 256 && super::action::is_link(text);
    let problem = "expected an address such as https://shop.example/back, of 256 characters at most";
    require(text.is_none_or(good), field, problem)
}

pub(super) fn one_of(field: &str, text: Option<&str>, words: &[&str]) -> Checked {
    let problem = format!("expected {}", words.join(" or "));
    if text.is_none_or(|text| words.contains(&text)) { Ok(()) } else { Err(invalid(field, problem)) }
}

/// How long an object may be as it is sent.
pub(super) fn size(field: &str, value: &(impl Serialize + ?Sized), most: usize) -> Checked {
    let length = serde_json::to_string(value).map_or(usize::MAX, |json| json.chars().count());
    let problem = format!("is longer than {most} characters in all");
    if length <= most { Ok(()) } else { Err(invalid(field, problem)) }
}

pub(super) fn require(good: bool, field: &str, problem: &'static str) -> Checked {
    if good { Ok(()) } else { Err(invalid(field, problem.to_owned())) }
}

fn invalid(field: &str, problem: String) -> CommandError {
    CommandError::new("field_invalid", field.to_owned(), problem)
}
