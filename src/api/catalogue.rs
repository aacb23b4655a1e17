//! The catalogue: what a page may order, at the merchant's price. An item is stored as the JSON that was given.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::named_provider::named_provider;
use super::request::Amount;
use super::{Body, Checks, CreateOrder, Purchase, ReturnUrls, body};
use crate::domain::schema::Fields;
use crate::domain::{CommandError, Msisdn, Operation};
use crate::json::{self, FieldError, shown, to_text};
use crate::providers::Account;

/// Most items.
const MOST: usize = 500;
/// The field that a card stands in. No item has one, since it would be stored, and no page may give one.
const CARD: &str = "card";
const NO_CARD: &str = "no item has a card, and no page gives one";
/// Stands in for the payer's own.
const ADDRESS: &str = "https://shop.example";

/// PUT `/v1/catalogue`.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Each is checked as far as it can be before there is an order.
    #[cfg_attr(feature = "openapi", schemars(length(max = 500)))]
    items: Vec<Item>,
}

/// What a page may order. No card stands in it.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "CatalogueItem"))]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its name.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Id"))]
    sku: String,
    /// Who carries the order.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::ProviderId"))]
    provider: String,
    /// What is done.
    operation: ItemOperation,
    /// What it costs.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::AnyAmount"))]
    amount: Amount,
    /// The provider's own fields of the order.
    #[serde(default)]
    details: Fields,
    /// By name, each a part of `details` that the payer chooses.
    #[cfg_attr(feature = "openapi", schemars(with = "BTreeMap<String, Fields>", extend("minProperties" = 1), skip_serializing_if = "Option::is_none"))]
    #[serde(default, deserialize_with = "present")]
    methods: Option<BTreeMap<String, Fields>>,
    /// Names of what the payer gives in `details`.
    #[cfg_attr(feature = "openapi", schemars(extend("uniqueItems" = true)))]
    #[serde(default)]
    payer_details: Vec<String>,
}

/// What is sold to pages: no top-up, which the merchant would pay, and no renewal, of which the payer is not asked.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum ItemOperation {
    /// Take money from a subscriber, who confirms it.
    Charge,
    /// Take money from a payer, who acts at the provider.
    Payment,
}

/// What anybody may see of a catalogue: what things cost, and what a page may choose and give.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PublicCatalogue {
    /// What may be ordered.
    #[cfg_attr(feature = "openapi", schemars(length(max = 500)))]
    items: Vec<PublicItem>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "PublicCatalogueItem"))]
struct PublicItem {
    /// Its name.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Id"))]
    sku: String,
    /// Who carries the order.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::ProviderId"))]
    provider: String,
    /// What is done.
    operation: ItemOperation,
    /// What it costs.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::AnyAmount"))]
    amount: Amount,
    /// Names of the methods, one of which the payer chooses where there is any.
    methods: Vec<String>,
    /// Names of what the payer gives in `details`.
    payer_details: Vec<String>,
}

/// Reads a whole catalogue and checks it as far as its providers' accounts can: a list, as it is stored and as the
/// merchant sees it. `account` finds the account of a provider, if it is configured.
pub fn read<'a, 'b>(
    given: impl Into<Body<'b>>,
    account: &dyn Fn(&str) -> Option<&'a dyn Account>,
) -> Result<String, CommandError> {
    let given = given.into();
    body::read::<Catalogue>(given, |catalogue, is_made_up| catalogue.check(account, is_made_up))?;
    Ok(given.tree.get("items").map(to_text).unwrap_or_default())
}

/// What anybody may see of a catalogue as it is stored.
pub fn public(stored: &str) -> Result<PublicCatalogue, FieldError> {
    let items: Vec<Item> = json::from_slice(stored.as_bytes())?;
    Ok(PublicCatalogue { items: items.into_iter().map(Item::public).collect() })
}

impl Catalogue {
    fn check<'a>(
        &self,
        account: &dyn Fn(&str) -> Option<&'a dyn Account>,
        is_made_up: &dyn Fn(&str) -> bool,
    ) -> Result<(), CommandError> {
        if self.items.len() > MOST {
            return Err(wrong("items", "expected 500 items at most"));
        }
        CommandError::every(self.items.iter().enumerate().map(|(at, item)| {
            let place = |field: &str| format!("items[{at}].{field}");
            let twice = self.items.iter().filter(|other| other.sku == item.sku).count() > 1;
            let twice = if twice { Err(wrong("sku", "two items have the same sku")) } else { Ok(()) };
            // With one of these made up, nothing is known of the details that an order has.
            let blind =
                ["provider", "operation", "methods", "payer_details"].iter().any(|name| is_made_up(&place(name)));
            let account = if blind { None } else { account(&item.provider) };
            CommandError::every([twice, item.check(account)]).map_err(|error| error.moved(place))
        }))
    }
}

impl Item {
    /// An item as it is stored.
    pub fn of(stored: &Value) -> Option<Self> {
        json::from_value(stored).ok()
    }

    /// Who carries its orders.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    fn public(self) -> PublicItem {
        let Self { sku, provider, operation, amount, methods, payer_details, .. } = self;
        let methods = methods.into_iter().flat_map(BTreeMap::into_keys).collect();
        PublicItem { sku, provider, operation, amount, methods, payer_details }
    }

    /// The order that a purchase of it makes.
    pub fn order(&self, purchase: &Purchase, id: String) -> Result<CreateOrder, CommandError> {
        let mut order = self.order_by(purchase.method(), id);
        let chosen = self.check_choice(purchase.method());
        CommandError::every([chosen, self.take_details(purchase, &mut order)]).map(|()| order)
    }

    /// What is known to be wrong with a purchase of it, with everything else that is. Of another method all of the details
    /// might be right: without a good one, what is wrong by each of them.
    pub fn and_the_rest(&self, known: CommandError, purchase: &Purchase, checks: &Checks<'_>) -> CommandError {
        let known = known.with(self.check_choice(purchase.method()));
        let methods = match &self.methods {
            Some(methods) if known.names("method") => methods.keys().map(|name| Some(name.as_str())).collect(),
            Some(_) => vec![purchase.method()],
            None => vec![None],
        };
        let more = CommandError::in_each(methods.into_iter().map(|method| {
            let mut order = self.order_by(method, "A1".to_owned());
            CommandError::every([self.take_details(purchase, &mut order), order.check(checks)])
        }));
        let blind = known.all().any(|wrong| wrong.field == "details");
        known.with(if blind { more.or_else(|wrong| wrong.beside(&["details"]).map_or(Ok(()), Err)) } else { more })
    }

    /// The order by one of its methods, without what the payer gives.
    fn order_by(&self, method: Option<&str>, id: String) -> CreateOrder {
        let part = method.and_then(|method| self.methods.as_ref()?.get(method));
        let mut details = self.details.clone();
        details.extend(part.cloned().unwrap_or_default());
        CreateOrder {
            provider: self.provider.clone(),
            operation: self.operation.into(),
            merchant_order_id: id,
            amount: self.amount.clone(),
            msisdn: None,
            return_url: None,
            despite: Vec::new(),
            client_token: None,
            details: Value::Object(details),
        }
    }

    /// Puts what the payer gives into the order, or says what of it is not the payer's to give.
    fn take_details(&self, purchase: &Purchase, order: &mut CreateOrder) -> Result<(), CommandError> {
        order.msisdn.clone_from(&purchase.msisdn);
        order.return_url.clone_from(&purchase.return_url);
        let given = purchase.details().filter(|(name, _)| self.lets_payer_give(name));
        if let Value::Object(details) = &mut order.details {
            details.extend(given.map(|(name, value)| (name.clone(), value.clone())));
        }
        let strange = purchase.details().filter(|(name, _)| !self.lets_payer_give(name)).map(|(name, _)| {
            let field = format!("details.{}", shown(name));
            Err(CommandError::new("field_unknown", field, "is not the payer's to give for this item"))
        });
        CommandError::every(strange)
    }

    fn check_choice(&self, method: Option<&str>) -> Result<(), CommandError> {
        match (&self.methods, method) {
            (None, None) => Ok(()),
            (None, Some(_)) => Err(CommandError::new("field_unknown", "method", "this item has no methods")),
            (Some(methods), Some(method)) if methods.contains_key(method) => Ok(()),
            (Some(_), Some(_)) => Err(wrong("method", "expected a name out of the item's methods")),
            (Some(_), None) => Err(CommandError::new("field_missing", "method", "name one of the item's methods")),
        }
    }

    fn check(&self, account: Option<&dyn Account>) -> Result<(), CommandError> {
        let (methods, account): (Vec<Option<&str>>, _) = match &self.methods {
            Some(methods) if !methods.is_empty() => (methods.keys().map(|name| Some(name.as_str())).collect(), account),
            Some(_) => (vec![None], None),
            None => (vec![None], account),
        };
        let tried: Vec<_> = methods.into_iter().map(|method| (method, self.try_method(method, account))).collect();
        let payers = self.check_payers(CommandError::in_each(tried.iter().map(|(_, tried)| tried.clone())).err());
        let own = [check_name("sku", &self.sku), self.check_methods(), payers];
        let orders = tried.into_iter().map(|(method, tried)| self.without_payers(method, tried));
        CommandError::every(own.into_iter().chain(orders))
    }

    fn check_methods(&self) -> Result<(), CommandError> {
        match &self.methods {
            Some(methods) if methods.is_empty() => Err(wrong("methods", "must not be empty: leave it out instead")),
            methods => CommandError::every(methods.iter().flat_map(BTreeMap::keys).map(|name| {
                check_name("methods", name).map_err(|error| error.moved(|_| format!("methods.{}", shown(name))))
            })),
        }
    }

    /// The order that it makes by one of its methods: a number and an address stand in for the payer's, and something for
    /// each of the details that only the payer can give.
    fn try_method(&self, method: Option<&str>, account: Option<&dyn Account>) -> Result<(), CommandError> {
        let mut order = self.order_by(method, "CATALOGUE".to_owned());
        let own = check_no_card(&order.details);
        if let Value::Object(details) = &mut order.details {
            let absent = self.payer_details.iter().filter(|name| *name != CARD);
            for name in absent {
                details.entry(name.clone()).or_insert_with(|| "x".into());
            }
        }
        let numbers = account.and_then(|account| account.numbers());
        order.msisdn = numbers
            .and_then(|numbers| Msisdn::SAMPLES.into_iter().find(|sample| numbers.msisdn(sample).is_ok()))
            .map(str::to_owned);
        order.return_url = Some(ADDRESS.to_owned());
        let checks = Checks {
            provider: named_provider(&self.provider).map(drop),
            account,
            return_urls: &ReturnUrls::new(vec![ADDRESS.to_owned()]),
        };
        CommandError::every([own, order.check(&checks)])
    }

    /// Without what is said of something that only the payer can give.
    fn without_payers(&self, method: Option<&str>, tried: Result<(), CommandError>) -> Result<(), CommandError> {
        let Err(error) = tried else { return Ok(()) };
        match CommandError::of(error.all().filter(|wrong| !self.is_payers(&wrong.field)).cloned().collect()) {
            Some(error) => Err(error.moved(|field| self.place(field, method))),
            None => Ok(()),
        }
    }

    /// Where a field of the order stands in the item, or is to stand: what differs from method to method in each.
    fn place(&self, field: &str, method: Option<&str>) -> String {
        let Some(rest) = field.strip_prefix("details.") else { return field.to_owned() };
        let name = rest.split(['.', '[']).next().unwrap_or_default();
        let shared = self.details.keys().any(|known| shown(known) == name);
        let part = method.and_then(|method| self.methods.as_ref()?.get(method));
        match method.filter(|_| !shared || part.is_some_and(|part| part.contains_key(name))) {
            Some(method) => format!("methods.{}.{rest}", shown(method)),
            None => field.to_owned(),
        }
    }

    /// Each name is one that the payer can give by one of the methods at least, and stands nowhere else, or two would have a
    /// say in it. `always` is wrong by each method.
    fn check_payers(&self, always: Option<CommandError>) -> Result<(), CommandError> {
        let stands = |name: &str| {
            let mut parts = self.methods.iter().flat_map(BTreeMap::values).chain([&self.details]);
            parts.any(|part| part.contains_key(name))
        };
        CommandError::every(self.payer_details.iter().enumerate().map(|(at, name)| {
            let field = format!("details.{}", shown(name));
            let mut wrongs = always.iter().flat_map(CommandError::all);
            let unknown = wrongs.find(|wrong| wrong.code == "field_unknown" && wrong.field == field);
            let (code, problem) = match unknown {
                _ if name == CARD => ("cards_not_allowed", NO_CARD.into()),
                _ if self.payer_details.iter().take(at).any(|before| before == name) => {
                    ("field_invalid", "is named twice".into())
                }
                _ if stands(name) => ("field_invalid", "stands in details or in a method already".into()),
                Some(unknown) => (unknown.code, unknown.problem.clone()),
                None => return Ok(()),
            };
            Err(CommandError::new(code, format!("payer_details[{at}]"), problem))
        }))
    }

    /// Whether an error is about something that only the payer can give.
    fn is_payers(&self, field: &str) -> bool {
        let name = field.strip_prefix("details.").map(|rest| rest.split(['.', '[']).next().unwrap_or_default());
        field == "msisdn" || name.is_some_and(|name| self.payer_details.iter().any(|each| shown(each) == name))
    }

    fn lets_payer_give(&self, name: &str) -> bool {
        self.payer_details.iter().any(|each| each == name)
    }
}

impl From<ItemOperation> for Operation {
    fn from(operation: ItemOperation) -> Self {
        match operation {
            ItemOperation::Charge => Self::Charge,
            ItemOperation::Payment => Self::Payment,
        }
    }
}

fn check_no_card(details: &Value) -> Result<(), CommandError> {
    match details.get(CARD) {
        Some(_) => Err(CommandError::new("cards_not_allowed", "details.card", NO_CARD)),
        None => Ok(()),
    }
}

/// A field that may be absent, but not null.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(given: D) -> Result<Option<T>, D::Error> {
    T::deserialize(given).map(Some)
}

/// A name that the merchant gives.
pub(super) fn check_name(field: &'static str, text: &str) -> Result<(), CommandError> {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    if (1..=64).contains(&text.len()) && text.bytes().all(good) {
        return Ok(());
    }
    Err(wrong(field, "expected 1 to 64 of A-Z a-z 0-9 . _ -"))
}

fn wrong(field: &'static str, problem: &'static str) -> CommandError {
    CommandError::new("field_invalid", field, problem)
}
