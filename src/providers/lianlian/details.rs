//! LianLian's own fields of an order, as the API takes them; inside an object they have LianLian's names. Lengths
//! are those of PAGE and DOC-21, where nothing else is said. Texts are passed on verbatim, since LianLian signs
//! and compares them so. Which fields a service takes stands in `services`.

use std::net::IpAddr;

use super::super::texts::is_link;
use super::services::{Service, well_formed};
use crate::domain::schema::FieldType::{All, Count, Digits, List, Name, Object, OneOf, Size, Text, Word};
use crate::domain::schema::{FieldType, ObjectSchema, like, optional, required};

/// `details` of a payment, without its card.
pub(super) const PAYMENT: ObjectSchema = ObjectSchema(&[
    required("service", Name(&Service::NAMES)),
    required("order_desc", Text(256)),
    // SDK-J: 1024 characters in all, and 4000.
    optional("customer", All(&[Object(CUSTOMER), Size(1024)])),
    optional("products", All(&[List(PRODUCT), Size(4000)])),
    optional("client", Object(CLIENT)),
    optional("buyer_identity_code", Digits(16, 32)),
    optional("auth_code", Digits(16, 20)),
    optional(
        "mobile_number",
        All(&[
            Digits(10, 12),
            like(is_dialled, "expected the number as dialled in Thailand: 0929195256", "^0[0-9]{9,11}$"),
        ]),
    ),
    optional("user_id", Digits(16, 32)),
    // SDK-J asks for hexadecimal digits; PAGE's own sample is none.
    optional("appid", Word(3, 20)),
    optional("openid", Word(20, 32)),
    optional("app_callback_url", ADDRESS_OF_A_PAGE),
    optional("cancel_url", ADDRESS_OF_A_PAGE),
    optional("interest_absorb", OneOf(&["MERCHANT", "USER"])),
    optional("store_id", Digits(18, 20)),
    optional("method", METHOD),
]);

pub(super) const METHOD: FieldType =
    like(well_formed, "expected up to 32 capital letters, digits and _, a letter first", "^[A-Z][A-Z0-9_]{0,31}$");

/// The payer (DOC-21 "Customer"; SDK models agree).
pub(super) const CUSTOMER: ObjectSchema = ObjectSchema(&[
    required("merchant_user_id", Text(64)),
    required("full_name", Text(128)),
    optional("customer_type", Text(1)),
    optional("first_name", Text(64)),
    optional("last_name", Text(64)),
    optional("gender", Text(16)),
    optional("id_type", Text(16)),
    optional("id_no", Text(32)),
    optional("email", Text(64)),
    optional("phone", Text(32)),
    optional("company", Text(128)),
    optional("address", Object(ADDRESS)),
]);

/// One thing bought (DOC-21 "Product").
pub(super) const PRODUCT: ObjectSchema = ObjectSchema(&[
    required("name", Text(128)),
    optional("description", Text(128)),
    required("unit_price", like(is_price, "expected a decimal string such as \"12.22\"", PRICE)),
    required("quantity", Count),
    optional("category", Text(64)),
    optional("show_url", ADDRESS_OF_A_PAGE),
]);

/// Where somebody lives (DOC-21 "Address"). `state` and `country` have two characters by the document; SDK-J's
/// tests send a state's whole name.
pub(super) const ADDRESS: ObjectSchema = ObjectSchema(&[
    optional("street_name", Text(128)),
    optional("house_number", Text(32)),
    optional("district", Text(32)),
    optional("city", Text(64)),
    optional("state", Text(64)),
    optional("country", Text(64)),
    optional("postal_code", Text(16)),
]);

/// The payer's device (SDK-P's model; PAGE's sample has `remote_ip` only). Lengths are `assumed`.
pub(super) const CLIENT: ObjectSchema = ObjectSchema(&[
    required("remote_ip", like(is_ip, "expected the IP address of the payer", "ipv4|ipv6")),
    optional("phone", Text(128)),
    optional("carrier", Text(128)),
    optional("browser", Text(256)),
    optional("os", Text(128)),
]);

/// DOC-21 bankcard, table "card".
pub(super) const CARD: ObjectSchema = ObjectSchema(&[
    required("holder_name", Text(128)),
    required("card_no", Digits(12, 19)),
    required("card_type", OneOf(&["C", "D"])),
    optional("bank_code", Digits(3, 3)),
    optional("brand", Text(32)),
    required("exp_year", Digits(2, 2)),
    required("exp_month", All(&[Digits(2, 2), like(is_month, "expected 01 to 12", "^(0[1-9]|1[0-2])$")])),
    optional("cvv2", Digits(3, 3)),
    optional("billing_address", All(&[Object(ADDRESS), Size(2000)])),
]);

/// `details` of a refund: where to, for channels that cannot give back what they took.
pub(super) const REFUND: ObjectSchema = ObjectSchema(&[
    optional("bank_code", Digits(3, 3)),
    optional("account_no", Digits(10, 18)),
    optional("account_name", Text(60)),
]);

/// Of a page or an app (PAGE).
const ADDRESS_OF_A_PAGE: FieldType = like(
    is_address,
    "expected an address such as https://shop.example/back, of 256 characters at most",
    r"^(?!(javascript|data|vbscript|file):)[a-z][a-z0-9+.-]{0,30}://[!-~]{1,220}$",
);

const PRICE: &str = r"^[0-9]{1,13}(\.[0-9]{1,2})?$";

fn is_address(text: &str) -> bool {
    text.len() <= 256 && is_link(text)
}

fn is_dialled(number: &str) -> bool {
    number.starts_with('0')
}

fn is_ip(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

fn is_month(text: &str) -> bool {
    text.parse().is_ok_and(|month: u8| (1..=12).contains(&month))
}

/// (15,2): up to 13 digits before the point, up to two after it.
fn is_price(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str, most| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits(whole, 13) && digits(fraction, 2)
}
