//! AppotaPay's own fields of an order, as the API takes them: what is bought, and what must be asked before it is.

use serde_json::Value;

use super::super::{Inquiry, InquiryAnswer, Product};
use super::products::{Airtime, airtime, code_for, is_code, is_telco};
use crate::domain::schema::FieldType::{Any, OneOf};
use crate::domain::schema::{Fields, ObjectSchema, is_given, optional, required};
use crate::domain::{CommandError, Currency, Money, OrderTerms};

pub(super) const FIELDS: ObjectSchema = ObjectSchema(&[
    // API Mobile Topup v2, charging, `telcoServiceType`: lower case.
    required("service_type", OneOf(&["prepaid", "postpaid"])),
    optional("product_code", Any),
    optional("face_value", Any),
    optional("telco", Any),
]);

/// `details`: only what is there, so that what was asked has one spelling. As asked, either `product_code` or
/// `face_value` is there; as completed by a lookup, both are.
pub(super) struct Details(Fields);

impl Details {
    /// Reads the fields, without a look at what they say together.
    pub fn read(given: &Value) -> Result<Self, CommandError> {
        let fields = FIELDS.read("details", given)?;
        FIELDS.check("details", &fields)?;
        Ok(Self(fields))
    }

    /// Reads and checks what was asked.
    pub fn asked(given: &Value, amount: Money) -> Result<Self, CommandError> {
        let (fields, good) = FIELDS.sifted("details", given);
        let mut details = Self(fields);
        let telco = details.get("telco").is_none_or(is_telco);
        let telco = require(telco, "details.telco", "expected a network's code such as viettel");
        let other = details.airtime().and_then(|airtime| airtime.telco).zip(details.get("telco"));
        let other = require(
            other.is_none_or(|(its, named)| its == named),
            "details.telco",
            "the product is another network's: leave this out",
        );
        let price = details.price(given).and_then(|dong| same_price(dong.unwrap_or(amount.minor()), amount));
        let code = details.get("product_code").is_none_or(is_code);
        let code = require(code, "details.product_code", "expected 1 to 64 letters, digits, _ . or -");
        CommandError::every([good, code, telco, other, price]).map(|()| details)
    }

    /// What it costs, as far as that is said.
    fn price(&mut self, given: &Value) -> Result<Option<i64>, CommandError> {
        match (is_given(given, "product_code"), is_given(given, "face_value")) {
            (true, false) => Ok(self.airtime().map(|airtime| airtime.dong)),
            (false, true) => self.face_value(),
            (false, false) => {
                let problem = "name the product, or give details.face_value for airtime of any network";
                Err(CommandError::new("field_missing", "details.product_code", problem))
            }
            (true, true) => {
                let problem = "the product says what it is worth: leave this out";
                Err(CommandError::new("field_invalid", "details.face_value", problem))
            }
        }
    }

    /// What airtime costs, in the one spelling that is kept.
    fn face_value(&mut self) -> Result<Option<i64>, CommandError> {
        let Some(text) = self.get("face_value") else { return Ok(None) };
        let value = Money::parse(text, Currency::Vnd).ok().filter(|value| code_for(value.minor()).is_some());
        let wrong = "expected 10000, 20000, 30000, 50000, 100000, 200000, 300000, 500000 or 1000000";
        let value = value.ok_or_else(|| CommandError::new("field_invalid", "details.face_value", wrong))?;
        self.set("face_value", value.to_string());
        Ok(Some(value.minor()))
    }

    /// The fields as the order keeps them.
    pub fn value(self) -> Value {
        Value::Object(self.0)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    fn set(&mut self, name: &str, text: String) {
        self.0.insert(name.to_owned(), text.into());
    }

    fn airtime(&self) -> Option<Airtime<'_>> {
        self.get("product_code").and_then(airtime)
    }

    /// The network as AppotaPay names it: given, looked up, or told by the product's code.
    pub fn telco(&self) -> Option<&str> {
        self.get("telco").or_else(|| self.airtime()?.telco)
    }

    /// What is sent as `productCode`. `None` only for what was never checked.
    pub fn code(&self) -> Option<String> {
        let named = self.get("product_code").map(str::to_owned);
        named.or_else(|| code_for(self.get("face_value")?.parse().ok()?))
    }

    /// Whose numbers it is for.
    pub fn service_type(&self) -> &str {
        self.get("service_type").unwrap_or_default()
    }
}

fn same_price(dong: i64, amount: Money) -> Result<(), CommandError> {
    if dong == amount.minor() {
        return Ok(());
    }
    let problem = "the amount must be what the product costs";
    Err(CommandError::new("amount_differs_from_product", "amount.value", problem))
}

/// What must be asked before the order can be reserved: what a data package costs, and whose network a number is on.
pub(super) fn required_lookup(terms: &OrderTerms) -> Option<Inquiry> {
    let details = Details::read(&terms.details).ok()?;
    let number = terms.msisdn.clone()?;
    if details.get("face_value").is_none() && details.airtime().is_none() {
        return Some(Inquiry::NumberProducts(number, details.value()));
    }
    details.telco().is_none().then_some(Inquiry::Number(number))
}

/// Takes in what was found, and the product's code and face value with it.
pub(super) fn apply_lookup(terms: &mut OrderTerms, finding: &InquiryAnswer) -> Result<(), CommandError> {
    let mut details = Details::read(&terms.details)?;
    let found = match finding {
        InquiryAnswer::Number(found) => found,
        InquiryAnswer::Products(products) => sold(products, &details, terms.amount)?,
        InquiryAnswer::Balance(_) => &Value::Null,
    };
    if let (None, Some(telco)) = (details.get("telco"), field(found, "telco")) {
        details.set("telco", telco.to_owned());
    }
    // A list that names no network leaves that to be asked; whoever was asked for nothing else must have named it.
    if details.get("telco").is_none() && !matches!(finding, InquiryAnswer::Products(_)) {
        return Err(no_telco());
    }
    if let Some(code) = details.code() {
        details.set("product_code", code);
    }
    details.set("face_value", terms.amount.to_string());
    terms.details = details.value();
    Ok(())
}

/// The product's own fields in the list of what is sold to the number, if it is there at the order's amount.
fn sold<'a>(products: &'a [Product], details: &Details, amount: Money) -> Result<&'a Value, CommandError> {
    let wanted = details.get("product_code");
    let product = products.iter().find(|product| field(&product.details, "product_code") == wanted);
    let problem = "is not sold to this number";
    let product = product.ok_or_else(|| CommandError::new("product_unknown", "details.product_code", problem))?;
    same_price(product.amount.minor(), amount)?;
    Ok(&product.details)
}

fn field<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

/// The order's network is not known, and a charge names it.
pub(super) fn no_telco() -> CommandError {
    CommandError::new("field_missing", "details.telco", "the number's network is not known: name it")
}

fn require(good: bool, field: &'static str, problem: &'static str) -> Result<(), CommandError> {
    if good { Ok(()) } else { Err(CommandError::new("field_invalid", field, problem)) }
}
