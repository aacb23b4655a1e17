//! Requests over HTTP: the strict reader, every body that the API takes, and what providers make of `details`.
#![no_main]

use std::fmt::Debug;

use libfuzzer_sys::fuzz_target;
use mekong_pay::api::{
    ConfirmOrder, CreateClientToken, CreateOrder, CreateRefund, ImportSubscription, Item, Nothing, Problem, Purchase,
    RedeliverOne, RedeliverSince, ResolveOrder, SearchSubscriptions, catalogue, read_body,
};
use mekong_pay::domain::{CommandError, MerchantOrderId};
use mekong_pay::json::{self, FieldError};
use mekong_pay::providers::{Account, Command, REGISTRY};
use mekong_pay::signing::command_fingerprint;
use mekong_pay_fuzz::accounts::account;
use mekong_pay_fuzz::invariants::{is_kept, shows_no_secret};
use mekong_pay_fuzz::{MARK, marked};
use serde::de::DeserializeOwned;
use serde_json::Value;

thread_local! {
    static ACCOUNTS: Vec<&'static dyn Account> = REGISTRY.iter().map(|provider| account(provider.id())).collect();
}

fuzz_target!(|data: &[u8]| {
    let Some((selector, data)) = data.split_first() else { return };
    tree(data);
    match selector % 13 {
        0..=3 => created(data),
        4 => drop(body::<CreateRefund>(data)),
        5 => drop(body::<ConfirmOrder>(data)),
        6 => drop(body::<ResolveOrder>(data)),
        7 => drop(body::<ImportSubscription>(data)),
        8 => drop(body::<SearchSubscriptions>(data)),
        9 => drop((body::<RedeliverOne>(data), body::<RedeliverSince>(data))),
        10 => drop((body::<Nothing>(data), body::<Vec<String>>(data))),
        11 => checked(data, |given| Purchase::read(given).map(drop).map_err(|(wrong, _)| wrong)),
        _ => stocked(data),
    }
});

/// What the strict reader takes any reader takes, as the same; and it is the same when it is written and read.
fn tree(data: &[u8]) {
    let strict = json::from_slice::<Value>(data);
    let generous = serde_json::from_slice::<Value>(data).ok();
    if let Ok(value) = &strict {
        assert_eq!(Some(value), generous.as_ref(), "read otherwise");
        assert_eq!(json::from_slice::<Value>(json::to_text(value).as_bytes()).as_ref(), Ok(value), "written otherwise");
    }
    let pairs = json::pairs(data);
    let object = generous.as_ref().and_then(Value::as_object);
    let (pairs, object) = match (pairs, object) {
        (Some(pairs), Some(object)) => (pairs, object),
        (None, None) => return,
        // The library refuses what no f64 can hold; here numbers are digits.
        (Some(_), None) => return assert!(generous.is_none() && data.iter().any(u8::is_ascii_digit), "no object"),
        // It nests one value deeper.
        (None, Some(_)) => return assert!(data.iter().filter(|b| matches!(b, b'[' | b'{')).count() > 120, "an object"),
    };
    assert!(object.keys().all(|name| pairs.iter().any(|(key, _)| key == name)), "a field is lost");
    assert!(pairs.iter().all(|(key, _)| object.contains_key(key)), "a field is invented");
}

/// Reads a body twice: as it is, and with every value marked, so that an error which quotes one is seen.
fn body<T: DeserializeOwned>(data: &[u8]) -> Result<T, FieldError> {
    if let Ok(value) = serde_json::from_slice::<Value>(data) {
        refusal(json::from_slice::<T>(json::to_text(&marked(&value)).as_bytes()).err());
    }
    let read = json::from_slice::<T>(data);
    assert!(read.is_err() || json::from_slice::<Value>(data).is_ok(), "a repeated field or a fraction passes");
    read
}

fn refusal(error: Option<FieldError>) {
    let Some(error) = error else { return };
    shows_no_secret(&error);
    assert!(!Problem::from(error).json().contains(MARK), "a value is quoted");
}

/// Reads and checks a body, twice as [`body`] does.
fn checked(data: &[u8], read: impl Fn(&Value) -> Result<(), CommandError>) {
    let Ok(given) = json::parse(data) else { return };
    drop(read(&given));
    let Err(error) = read(&marked(&given)) else { return };
    assert!(!format!("{error:?} {}", Problem::from(error.clone()).json()).contains(MARK), "a value is quoted");
}

/// A catalogue: what is taken can be read back, shows no details to anybody, and no top-up, renewal or card is in it.
fn stocked(data: &[u8]) {
    checked(data, |given| read_body(given, |wanted: &CreateClientToken, _| wanted.check()).map(drop));
    checked(data, |given| {
        let account = |id: &str| REGISTRY.iter().any(|one| one.id() == id).then(|| account(id));
        let strict = catalogue::read(given, &account);
        let taken = catalogue::read(given, &|_| None);
        assert!(strict.is_err() || strict == taken, "an account changes what is kept");
        let stored = taken?;
        let public = catalogue::public(&stored).expect("what is stored can be read");
        let public = serde_json::to_value(public).expect("JSON");
        let public = public["items"].as_array().expect("a list");
        assert!(public.iter().all(|item| item.get("details").is_none()), "{public:?}");
        let items: Vec<Value> = serde_json::from_str(&stored).expect("a list");
        for item in &items {
            assert!(Item::of(item).is_some() && item["details"].get("card").is_none(), "{item}");
            assert!(matches!(item["operation"].as_str(), Some("charge" | "payment")), "{item}");
        }
        strict.map(drop)
    });
}

fn created(data: &[u8]) {
    let Ok(order) = body::<CreateOrder>(data) else { return };
    let hidden = CreateOrder { details: marked(&order.details), ..order.clone() };
    ACCOUNTS.with(|accounts| {
        for account in accounts {
            prepare(*account, &order, None);
            prepare(*account, &hidden, Some(MARK));
        }
    });
}

fn prepare(account: &dyn Account, order: &CreateOrder, hidden: Option<&str>) {
    let command = || -> Result<Command<'_>, CommandError> {
        Ok(Command {
            operation: order.operation,
            merchant_order_id: MerchantOrderId::parse(&order.merchant_order_id)?,
            amount: order.amount.money()?,
            msisdn: order.msisdn.as_deref(),
            return_url: order.return_url.as_deref(),
            details: &order.details,
        })
    };
    match command().and_then(|command| account.prepare(command)) {
        Ok(prepared) => {
            is_kept(&prepared.terms);
            let secret = mekong_pay::domain::Secret::new("0123456789abcdef");
            assert_eq!(
                command_fingerprint(&secret, &prepared.terms),
                command_fingerprint(&secret, &prepared.terms.clone())
            );
            again(account, order, &prepared.terms);
            shows_nothing_unkept(&prepared, prepared.transient_card.as_ref().map(|card| card.reveal()));
        }
        Err(error) => {
            let quotes =
                hidden.is_some_and(|mark| format!("{error:?} {}", Problem::from(error.clone()).json()).contains(mark));
            assert!(!quotes, "a value is quoted: {error:?}");
        }
    }
}

/// What was normalised is normal: asked for in its own words, it means the same.
fn again(account: &dyn Account, order: &CreateOrder, terms: &mekong_pay::domain::OrderTerms) {
    let number = terms.msisdn.as_ref().map(|number| number.e164());
    if order.details.get("card").is_some() {
        return;
    }
    let command = Command {
        operation: order.operation,
        merchant_order_id: terms.merchant_order_id.clone(),
        amount: terms.amount,
        msisdn: number.as_deref(),
        return_url: order.return_url.as_deref(),
        details: &terms.details,
    };
    let once_more = account.prepare(command).map(|prepared| prepared.terms);
    assert_eq!(once_more.as_ref(), Ok(terms), "normalised twice is another one");
}

fn shows_nothing_unkept(prepared: &dyn Debug, card: Option<&str>) {
    let number = card.and_then(|card| serde_json::from_str::<Value>(card).ok()?["card_no"].as_str().map(str::to_owned));
    let shown = format!("{prepared:?}");
    let Some(number) = number else { return };
    assert!(shown.contains("unkept: Some([redacted])") && number.len() >= 12, "{shown}");
}
