//! Short texts from outside: numbers, money, ids, moments, queries, cursors, filters.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mekong_pay::api::{Amount, Cursor, EventFilter, Filter, Query};
use mekong_pay::domain::money::MAX_MINOR;
use mekong_pay::domain::schedule::{LONGEST_PAUSE, again};
use mekong_pay::domain::time::ScheduleScale;
use mekong_pay::domain::{Country, Currency, MerchantOrderId, Money, Msisdn, Timestamp, event};
use mekong_pay::providers::http::percent_encode;
use mekong_pay_fuzz::invariants::is_kept;
use mekong_pay_fuzz::text;

const CURRENCIES: [Currency; 3] = [Currency::Lak, Currency::Thb, Currency::Vnd];

fuzz_target!(|data: &[u8]| {
    let Some((selector, data)) = data.split_first() else { return };
    let Some(given) = text(data) else { return };
    match selector % 6 {
        0 => number(given),
        1 => money(given),
        2 => id(given),
        3 => query(given),
        4 => filters(given),
        _ => moment(given),
    }
});

fn number(given: &str) {
    for country in [Country::Laos, Country::Vietnam] {
        let Ok(number) = Msisdn::parse(given, country) else { continue };
        assert!(number.digits().bytes().all(|byte| byte.is_ascii_digit()), "{number:?}");
        assert_eq!(Msisdn::parse(&number.e164(), country).as_ref(), Ok(&number));
        assert_eq!(Msisdn::parse(&format!("0{}", number.national()), country).as_ref(), Ok(&number));
        let shown: String = given.chars().filter(char::is_ascii_digit).collect();
        assert!(shown.ends_with(number.national()), "{given:?} became {number:?}");
        is_kept(&number);
    }
}

fn money(given: &str) {
    for currency in CURRENCIES {
        let amount = Amount { value: given.to_owned(), currency: currency.code().to_owned() };
        let read = Money::parse(given, currency);
        assert_eq!(amount.money(), read);
        let Ok(money) = read else { continue };
        assert!((1..=MAX_MINOR).contains(&money.minor()) && money.currency() == currency);
        assert_eq!(Money::parse(&money.to_string(), currency), Ok(money), "its own text is another amount");
        assert!(given.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'), "{given:?}");
        let (whole, fraction) = given.split_once('.').unwrap_or((given, ""));
        let minor: i64 = format!("{whole}{fraction:0<width$}", width = currency.digits()).parse().expect("digits");
        assert_eq!(money.minor(), minor, "{given:?}");
        is_kept(&money);
    }
}

fn id(given: &str) {
    assert_eq!(
        Currency::parse(given).map(Currency::code),
        CURRENCIES.map(Currency::code).into_iter().find(|code| *code == given)
    );
    if let Ok(id) = MerchantOrderId::parse(given) {
        assert_eq!(id.as_str(), given);
        assert_eq!(percent_encode(given), given, "an id goes into a path as it is");
        assert_eq!(MerchantOrderId::parse(&id.key()).map(|again| again.key()), Ok(id.key()));
        is_kept(&id);
    }
    let known = event::KINDS.iter().filter(|kind| event::matches(given, kind)).count();
    assert!(known <= 1 || given.ends_with(".*") || given == "*", "{given:?} stands for {known} kinds");
}

fn query(given: &str) {
    let pairs = Query::parse(given).pairs();
    assert!(pairs.len() <= given.split('&').count());
    let written: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", percent_encode(name), percent_encode(value))).collect();
    assert_eq!(Query::parse(&written.join("&")).pairs(), pairs, "encoded and decoded, it is another one");
    let encoded = percent_encode(given);
    assert_eq!(Query::parse(&format!("a={encoded}")).pairs(), [("a".to_owned(), given.to_owned())]);
}

fn filters(given: &str) {
    if let Ok(filter) = Filter::read(Query::parse(given)) {
        assert!((1..=100).contains(&filter.limit));
        is_kept(&filter);
        if let Some(cursor) = &filter.after {
            place(cursor);
        }
    }
    if let Ok(filter) = EventFilter::read(Query::parse(given)) {
        assert!((1..=100).contains(&filter.limit));
        is_kept(&filter);
    }
}

/// A cursor that we would write for this place leads back to it.
fn place(cursor: &Cursor) {
    let text = percent_encode(&cursor.text());
    let again = Filter::read(Query::parse(&format!("cursor={text}"))).map(|filter| filter.after);
    assert_eq!(again, Ok(Some(cursor.clone())));
}

fn moment(given: &str) {
    pause(given);
    let Some(moment) = Timestamp::parse(given) else { return };
    let written = moment.rfc3339();
    let again = Timestamp::parse(&written);
    // The first and the last day of RFC 3339's years are written as their neighbours.
    let near_an_end =
        written.starts_with("0001-01-0") || written.starts_with("9999-12-3") || written.starts_with("0000");
    assert!(again == Some(moment) || near_an_end || given.starts_with("0000"), "{given:?} became {written}");
    is_kept(&moment);
}

/// Whatever pause is asked for, the next attempt lies ahead, and not further than the schedule and a day.
fn pause(given: &str) {
    let since = Timestamp::from_millis(1_700_000_000_000);
    let now = since.plus(60_000);
    let Ok(asked) = given.trim().parse::<i64>() else { return };
    let plain = again(since, now, 0, 0, ScheduleScale::REAL);
    let at = again(since, now, asked, 0, ScheduleScale::REAL);
    assert!(at >= plain && at.is_some_and(|at| at > now && at.since(now) <= LONGEST_PAUSE), "{asked}: {at:?}");
    assert!(asked > LONGEST_PAUSE || at.is_some_and(|at| at.since(now) >= asked), "{asked}: {at:?}");
}
