//! The canonical string of a JSON object: what a signature in a header covers, whatever the bytes look like.
//!
//! The rule is a depth-first walk:
//!
//! 1. the keys of an object in ascending order, upper case before lower case;
//! 2. a text or a number is `key=value`, the value verbatim: nothing is quoted, escaped, encoded or trimmed;
//! 3. an object writes nothing for its own key: its pieces stand where the key sorts;
//! 4. so do the pieces of each object of a list, in the list's order;
//! 5. `null` is left out; an empty text is written as `key=` or left out, signers differ ([`Empties`]);
//! 6. the pieces are joined with `&`.
//!
//! Booleans, and lists of anything but objects, are read differently by every signer: they have no canonical
//! string. The published worked example:
//!
//! ```
//! use mekong_pay::signing::canonical::{Empties, Json, canonical_string};
//!
//! let json = br#"{"c":{"b":"11","a":"10"},"a":"100","b":[{"c":"3","b":"2","a":"1"},{"c":"6","b":"5","a":"4"}]}"#;
//! let text = Json::read(json).and_then(|json| canonical_string(&json, Empties::Included));
//! assert_eq!(text.as_deref(), Some("a=100&a=1&b=2&c=3&a=4&b=5&c=6&a=10&b=11"));
//! ```
//!
//! The string does not tell where an object ends, nor a separator from the same character in a value, so two
//! objects can share one: whoever acts on a message that anybody may have sent must refuse it unless
//! [`Json::is_flat`].

use crate::json::parser;

pub use crate::json::parser::Json;

/// Deepest nesting that is read.
pub const MAX_DEPTH: usize = 32;

/// What becomes of an empty text in a canonical string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empties {
    /// Written, as `key=`.
    Included,
    /// Left out, as `null` is.
    Skipped,
}

impl Json {
    /// Reads one JSON value and nothing after it; `None` also for nesting below [`MAX_DEPTH`].
    pub fn read(bytes: &[u8]) -> Option<Self> {
        parser::parse(bytes, MAX_DEPTH).ok()
    }

    /// The value of a key of this object; `None` if it is absent or stands there twice.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Map(pairs) = self else { return None };
        let mut named = pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value);
        named.next().filter(|_| named.next().is_none())
    }

    /// A text, or a number as written.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text),
            _ => None,
        }
    }

    /// The texts and numbers that stand directly in this object, without the empty ones.
    pub fn texts(&self) -> Vec<(String, String)> {
        let Self::Map(pairs) = self else { return Vec::new() };
        let named = pairs.iter().filter_map(|(key, value)| Some((key.clone(), value.text()?.to_owned())));
        named.filter(|(_, text)| !text.is_empty()).collect()
    }

    /// Whether a key stands twice in one object, at any depth: readers differ in which one they take.
    pub fn repeats_a_key(&self) -> bool {
        match self {
            Self::Map(pairs) => repeats(pairs) || pairs.iter().any(|(_, value)| value.repeats_a_key()),
            Self::List(items) => items.iter().any(Self::repeats_a_key),
            _ => false,
        }
    }

    /// Whether its canonical string can be read back in one way only: an object of texts and numbers, no key
    /// twice, no `&` or `=` anywhere.
    pub fn is_flat(&self) -> bool {
        let plain = |text: &str| !text.contains(['&', '=']);
        let flat = |value: &Self| matches!(value, Self::Null) || value.text().is_some_and(plain);
        match self {
            Self::Map(pairs) => !repeats(pairs) && pairs.iter().all(|(key, value)| plain(key) && flat(value)),
            _ => false,
        }
    }
}

/// The canonical string of an object, by the rule above. `None` where the rule has no word: for anything but an
/// object, for booleans, for lists of anything but objects, and where a key stands twice.
pub fn canonical_string(json: &Json, empties: Empties) -> Option<String> {
    let Json::Map(pairs) = json else { return None };
    let mut pieces = Vec::new();
    walk(pairs, empties, &mut pieces)?;
    Some(pieces.join("&"))
}

fn walk(pairs: &[(String, Json)], empties: Empties, pieces: &mut Vec<String>) -> Option<()> {
    let sorted = sorted(pairs);
    if sorted.windows(2).any(|pair| matches!(pair, [(one, _), (next, _)] if one == next)) {
        return None;
    }
    for (key, value) in sorted {
        match value {
            Json::Null => {}
            Json::Bool(_) => return None,
            Json::Text(text) if text.is_empty() && empties == Empties::Skipped => {}
            Json::Text(text) | Json::Number(text) => pieces.push(format!("{key}={text}")),
            Json::Map(inner) => walk(inner, empties, pieces)?,
            Json::List(items) => walk_list(items, empties, pieces)?,
        }
    }
    Some(())
}

fn walk_list(items: &[Json], empties: Empties, pieces: &mut Vec<String>) -> Option<()> {
    for item in items {
        match item {
            Json::Map(inner) => walk(inner, empties, pieces)?,
            Json::Null => {}
            _ => return None,
        }
    }
    Some(())
}

fn sorted(pairs: &[(String, Json)]) -> Vec<&(String, Json)> {
    crate::domain::sorting::sorted(pairs.iter().collect(), |(one, _), (other, _)| one.cmp(other))
}

fn repeats(pairs: &[(String, Json)]) -> bool {
    sorted(pairs).windows(2).any(|pair| matches!(pair, [(one, _), (next, _)] if one == next))
}
