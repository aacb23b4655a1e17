//! Listing orders.

use serde::{Deserialize, Serialize};

use crate::domain::texts;
use crate::domain::{CommandError, State, Timestamp};
use crate::json::{not_known, shown};
use crate::providers::{expected, find};

/// Most orders on one page.
pub const MAX_LIMIT: u32 = 100;
/// Orders, events and notifications on a page when the caller does not say.
pub const DEFAULT_LIMIT: u32 = 20;

/// Which orders, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// Of this provider.
    pub provider: Option<String>,
    /// In this state.
    pub state: Option<State>,
    /// Under review, or not.
    pub review: Option<bool>,
    /// Accepted at or after.
    pub created_from: Option<Timestamp>,
    /// Accepted before.
    pub created_to: Option<Timestamp>,
    /// Older than this place in the list.
    pub after: Option<Cursor>,
    /// How many orders there may be.
    pub limit: u32,
}

/// A place in the list: the last order of the page before.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cursor {
    /// When that order was accepted.
    pub created_at: Timestamp,
    /// Its key.
    pub key: String,
}

impl Cursor {
    /// The text given to callers: a moment and a key, both made of characters that a URL bears.
    pub fn text(&self) -> String {
        format!("{}~{}", self.created_at.millis(), self.key)
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let (millis, key) = text.split_once('~')?;
        Some(Self { created_at: Timestamp::from_millis(millis.parse().ok()?), key: key.to_owned() })
    }
}

/// A URL's query, decoded. It is read to its end, whatever is wrong with it, so that everything is told at once.
#[derive(Debug, Clone, Default)]
pub struct Query {
    pairs: Vec<(String, String)>,
    /// The names that were asked for.
    known: Vec<&'static str>,
    wrong: Vec<CommandError>,
}

impl Query {
    /// Reads `a=b&c=d`; `+` is a blank.
    pub fn parse(text: &str) -> Self {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        Self { pairs: pairs.map(|(k, v)| (decode(k), decode(v))).collect(), ..Self::default() }
    }

    /// Everything, in the order written.
    pub fn pairs(self) -> Vec<(String, String)> {
        self.pairs
    }

    /// One parameter as it is written.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        self.known.push(name);
        let given = std::mem::take(&mut self.pairs);
        let (named, rest): (Vec<_>, Vec<_>) = given.into_iter().partition(|(key, _)| key == name);
        self.pairs = rest;
        if named.len() > 1 {
            self.wrong.push(CommandError::new("field_invalid", name, "is given twice"));
            return None;
        }
        named.into_iter().next().map(|(_, value)| value)
    }

    /// One parameter, read; `expected` is said of what cannot be.
    pub fn read<T>(&mut self, name: &'static str, expected: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(name)?;
        // As it is first: what is good needs no mending.
        let value = read(&text).or_else(|| read(&texts::plain(&text)));
        if value.is_none() {
            self.wrong.push(CommandError::new("field_invalid", name, expected.to_owned()));
        }
        value
    }

    /// A whole number from 0.
    pub fn number(&mut self, name: &'static str, most: i64) -> Option<i64> {
        let read = |text: &str| text.parse().ok().filter(|number| (0..=most).contains(number));
        self.read(name, &format!("expected a whole number from 0 to {most}"), read)
    }

    pub(super) fn moment(&mut self, name: &'static str) -> Option<Timestamp> {
        self.read(name, "expected an RFC 3339 time with its offset", |text| {
            Timestamp::parse(text).or_else(|| Timestamp::parse(&with_its_plus(text)?))
        })
    }

    /// Where the page begins.
    pub(super) fn cursor(&mut self) -> Option<Cursor> {
        self.read("cursor", "expected a next_cursor", Cursor::parse)
    }

    /// How many are on a page; `usual` if the caller does not say.
    pub(super) fn limit(&mut self, usual: u32) -> u32 {
        let read = |text: &str| text.parse().ok().filter(|n| (1..=MAX_LIMIT).contains(n));
        self.read("limit", "expected 1 to 100", read).unwrap_or(usual)
    }

    /// Everything that is wrong, and what nobody asked for.
    pub fn finish(self) -> Result<(), CommandError> {
        let known = if self.known.is_empty() { "this call reads no query".to_owned() } else { not_known(&self.known) };
        let unknown = |key: &str| CommandError::new("field_unknown", shown(key).to_owned(), known.clone());
        let unknown = self.pairs.iter().map(|(key, _)| unknown(key));
        CommandError::every(self.wrong.into_iter().chain(unknown).map(Err))
    }
}

impl Filter {
    /// Reads the query of GET `/v1/orders`.
    pub fn read(mut query: Query) -> Result<Self, CommandError> {
        let filter = Self {
            provider: query.read("provider", &expected(), |text| find(text).map(|one| one.id().to_owned())),
            state: query
                .read("state", &expected_state(), |text| State::ALL.into_iter().find(|state| state.name() == text)),
            review: query.read("review", "expected true or false", |text| text.parse().ok()),
            created_from: query.moment("created_from"),
            created_to: query.moment("created_to"),
            after: query.cursor(),
            limit: query.limit(DEFAULT_LIMIT),
        };
        query.finish().map(|()| filter)
    }
}

/// An offset's plus, written into an address as it is, came as a blank.
fn with_its_plus(text: &str) -> Option<String> {
    let (moment, offset) = text.trim_end().rsplit_once(' ')?;
    Some(format!("{moment}+{offset}"))
}

fn expected_state() -> String {
    format!("expected one of {}", State::ALL.map(State::name).join(", "))
}

/// Percent-decodes; what is not well formed stays as it is.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = match (first, tail) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        (rest, _) = match escaped {
            Some((high, low)) => (tail.get(2..).unwrap_or_default(), bytes.push(high << 4 | low)),
            None => (tail, bytes.push(if *first == b'+' { b' ' } else { *first })),
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_and_strangers_are_refused() {
        let filter = Filter::read(Query::parse("state=unknown&created_from=2026-11-21T00%3A00%3A00%2B07:00&limit=5"));
        let filter = filter.unwrap_or_default();
        assert_eq!((filter.state, filter.limit), (Some(State::Unknown), 5));
        assert_eq!(filter.created_from, Timestamp::parse("2026-11-21T00:00:00+07:00"));
        for bad in [
            "limit=0",
            "limit=101",
            "state=x",
            "x=1",
            "state=failed&state=failed",
            "cursor=x",
            "review=1",
            "provider=x",
            "created_to=1",
        ] {
            assert!(Filter::read(Query::parse(bad)).is_err(), "{bad}");
        }
        let strange = Filter::read(Query::parse("4111111111111111=1")).err();
        assert_eq!(strange.map(|error| error.field.to_string()).as_deref(), Some("?"));
        assert_eq!(decode("%zz%4"), "%zz%4");
        for pasted in [
            "created_from=2026-11-21T00:00:00+07:00",
            "created_from=2026-11-21T00:00:00.000+07:00%E2%80%8B",
            "created_from=%EF%BB%BF2026-11-20T17:00:00Z",
        ] {
            let filter = Filter::read(Query::parse(pasted)).unwrap_or_default();
            assert_eq!(filter.created_from, Timestamp::parse("2026-11-21T00:00:00+07:00"), "{pasted}");
        }
        assert_eq!(Filter::read(Query::parse("limit=%E0%BB%95+")).map(|filter| filter.limit), Ok(5));
    }
}
