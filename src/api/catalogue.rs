//! The catalogue: what a page may order, at the merchant's price. An item stays the JSON that it is; a table says which
//! fields it has.

use serde_json::{Map, Value};

use super::Purchase;
use super::request::{Amount, CreateOrder};
use crate::domain::schema::FieldType::{Any, Fields as AnyFields, List, Name, Object, Rule, Texts};
use crate::domain::schema::{Field, FieldType, Fields, ObjectSchema, omissible, required};
use crate::domain::{CommandError, MerchantOrderId, Msisdn, Operation};
use crate::json::{FieldError, parse, shown, to_text};
use crate::providers::{Account, Command, check_operation, expected, find};

/// Most items.
const MOST: usize = 500;
/// The field that a card stands in. No item has one, since it would be stored, and no page may give one.
const CARD: &str = "card";

/// PUT `/v1/catalogue`.
const CATALOGUE: ObjectSchema = ObjectSchema(&[required("items", List(ITEM))]);

const ITEM: ObjectSchema = ObjectSchema(&[
    SKU,
    required("provider", Any),
    // No top-up, which the merchant would pay, and no renewal, of which the payer is not asked.
    required("operation", Name(&["charge", "payment"])),
    required("amount", Object(AMOUNT)),
    omissible("details", AnyFields),
    omissible("methods", AnyFields),
    omissible("payer_details", Texts),
]);

const AMOUNT: ObjectSchema = ObjectSchema(&[required("value", Any), required("currency", Any)]);

/// The name of an item.
pub(super) const SKU: Field = required("sku", NAME);
/// A name that the merchant gives.
pub(super) const NAME: FieldType = Rule(is_name, "expected 1 to 64 of A-Z a-z 0-9 . _ -");

/// Reads a whole catalogue and checks it as far as its providers' accounts can: a list, as it is stored and as the
/// merchant sees it. `account` finds the account of a provider, if it is configured.
pub fn read<'a>(given: &Value, account: &dyn Fn(&str) -> Option<&'a dyn Account>) -> Result<String, CommandError> {
    let mut read = CATALOGUE.read("", given)?;
    let items = read.remove("items").unwrap_or_default();
    let all: Vec<Item<'_>> = Item::all(&items).collect();
    if all.len() > MOST {
        return Err(wrong("items", "expected 500 items at most"));
    }
    let checked = all.iter().enumerate().map(|(at, item)| {
        let twice = all.iter().filter(|other| other.sku() == item.sku()).count() > 1;
        let checked = if twice { Err(wrong("sku", "two items have the same sku")) } else { item.check(account) };
        checked.map_err(|error| error.moved(|field| format!("items[{at}].{field}")))
    });
    CommandError::every(checked)?;
    Ok(to_text(&items))
}

/// What anybody may see of a catalogue as it is stored: what things cost, and what a page may choose and give.
pub fn public(stored: &str) -> Result<String, FieldError> {
    let items = parse(stored.as_bytes())?;
    Ok(to_text(&Value::Array(Item::all(&items).map(|item| item.public()).collect())))
}

/// An item.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a>(&'a Fields);

impl<'a> Item<'a> {
    /// An item as it is stored.
    pub fn of(stored: &'a Value) -> Option<Self> {
        stored.as_object().map(Self)
    }

    fn all(items: &'a Value) -> impl Iterator<Item = Self> {
        items.as_array().map(Vec::as_slice).unwrap_or_default().iter().filter_map(Self::of)
    }

    fn sku(self) -> &'a str {
        text(self.0, "sku")
    }

    fn operation(self) -> Operation {
        if text(self.0, "operation") == "charge" { Operation::Charge } else { Operation::Payment }
    }

    fn amount(self) -> Amount {
        let part = |name| self.object("amount").map_or("", |amount| text(amount, name)).to_owned();
        Amount { value: part("value"), currency: part("currency") }
    }

    fn public(self) -> Value {
        let mut public = self.0.clone();
        public.remove("details");
        let methods = public.remove("methods");
        let names = methods.iter().filter_map(Value::as_object).flat_map(Map::keys).map(|name| name.as_str().into());
        public.insert("methods".to_owned(), Value::Array(names.collect()));
        if !public.contains_key("payer_details") {
            public.insert("payer_details".to_owned(), Value::Array(Vec::new()));
        }
        Value::Object(public)
    }

    /// The order that a purchase of it makes.
    pub fn order(self, purchase: &Purchase, id: String) -> Result<CreateOrder, CommandError> {
        let mut details = self.details(purchase.method())?;
        for (name, value) in purchase.details() {
            if !self.lets_payer_give(name) {
                let field = format!("details.{}", shown(name));
                return Err(CommandError::new("field_unknown", field, "is not the payer's to give for this item"));
            }
            details.insert(name.clone(), value.clone());
        }
        Ok(CreateOrder {
            provider: text(self.0, "provider").to_owned(),
            operation: self.operation(),
            merchant_order_id: id,
            amount: self.amount(),
            msisdn: purchase.text("msisdn").map(str::to_owned),
            return_url: purchase.text("return_url").map(str::to_owned),
            despite: None,
            client_token: None,
            details: Value::Object(details),
        })
    }

    fn check<'c>(self, account: &dyn Fn(&str) -> Option<&'c dyn Account>) -> Result<(), CommandError> {
        let provider = find(text(self.0, "provider"))
            .ok_or_else(|| CommandError::new("provider_unknown", "provider", expected()))
            .and_then(|provider| check_operation(provider, self.operation()).map(|()| provider));
        let ((), (amount, provider)) =
            CommandError::both(ITEM.check("", self.0), CommandError::both(self.amount().money(), provider))?;
        let methods = self.object("methods");
        if methods.is_some_and(Map::is_empty) {
            return Err(wrong("methods", "must not be empty: leave it out instead"));
        }
        let names: Vec<Option<&str>> = match methods {
            Some(methods) => methods.keys().map(|name| Some(name.as_str())).collect(),
            None => vec![None],
        };
        let account = account(provider.id());
        for method in names {
            let details = self.details(method)?;
            self.check_names(method, &details)?;
            let Some(account) = account else { continue };
            // A number and an address stand in for the payer's; what else only the payer can give is not asked for.
            let command = Command {
                operation: self.operation(),
                merchant_order_id: MerchantOrderId::parse("CATALOGUE")?,
                amount,
                msisdn: Msisdn::SAMPLES
                    .into_iter()
                    .find(|sample| account.numbers().is_some_and(|numbers| numbers.msisdn(sample).is_ok())),
                return_url: Some("https://shop.example/"),
                details: &Value::Object(details),
            };
            if let Err(error) = account.prepare(command)
                && let Some(error) =
                    CommandError::of(error.all().filter(|w| !self.is_payers(&w.field)).cloned().collect())
            {
                return Err(error);
            }
        }
        Ok(())
    }

    /// No card; and what the payer may give stands nowhere else, or two would have a say in it.
    fn check_names(self, method: Option<&str>, details: &Fields) -> Result<(), CommandError> {
        NAME.check("methods", &method.unwrap_or("none").into())?;
        if details.contains_key(CARD) || self.lets_payer_give(CARD) {
            return Err(CommandError::new("cards_not_allowed", "details", "no item has a card, and no page gives one"));
        }
        if details.keys().any(|name| self.lets_payer_give(name)) {
            return Err(wrong("payer_details", "names what stands in details or in a method already"));
        }
        Ok(())
    }

    /// The details of an order by one of its methods, without what the payer gives.
    fn details(self, method: Option<&str>) -> Result<Fields, CommandError> {
        let mut details = self.object("details").cloned().unwrap_or_default();
        let part = match (self.object("methods"), method) {
            (None, None) => return Ok(details),
            (None, Some(_)) => return Err(CommandError::new("field_unknown", "method", "this item has no methods")),
            (Some(methods), method) => method.and_then(|method| methods.get(method)).and_then(Value::as_object),
        };
        let part = part.ok_or_else(|| wrong("method", "expected a name out of the item's methods, each an object"))?;
        for (name, value) in part {
            details.insert(name.clone(), value.clone());
        }
        Ok(details)
    }

    /// Whether an error is about something that only the payer can give.
    fn is_payers(self, field: &str) -> bool {
        let name = field.strip_prefix("details.").map(|rest| rest.split(['.', '[']).next().unwrap_or_default());
        field == "msisdn" || name.is_some_and(|name| self.lets_payer_give(name))
    }

    fn lets_payer_give(self, name: &str) -> bool {
        self.0.get("payer_details").and_then(Value::as_array).is_some_and(|names| names.iter().any(|each| each == name))
    }

    fn object(self, name: &str) -> Option<&'a Fields> {
        self.0.get(name).and_then(Value::as_object)
    }
}

/// A text among fields, empty if there is none.
fn text<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn wrong(field: &'static str, problem: &'static str) -> CommandError {
    CommandError::new("field_invalid", field, problem)
}

fn is_name(text: &str) -> bool {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=64).contains(&text.len()) && text.bytes().all(good)
}
