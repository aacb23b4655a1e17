//! Pages: answers built of stored text, whose number and length nobody but the sender knows. A page has a number of
//! entries and a ceiling in bytes, and the place where the next one begins.

use serde::{Deserialize, Serialize};

use super::list::{Cursor, Query};
use crate::domain::CommandError;
use crate::domain::sorting::sorted;

/// Most bytes of entries in one answer: an isolate has 128 MB for all that it answers at once.
pub const CEILING: usize = 1024 * 1024;
/// Most of them that one shard gives for it: 16 give at once.
const PART_CEILING: usize = 256 * 1024;

/// One entry of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place in the list.
    pub cursor: Cursor,
    /// All of it, as it is shown.
    pub json: String,
}

/// What one shard has for a page, in the order of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its first entries.
    pub entries: Vec<Entry>,
    /// Whether there are more behind them.
    pub more: bool,
}

impl Part {
    /// Takes one more in; false, and it is left out, once there are `limit` or no bytes are left. The first is always
    /// taken, or no page would get past it.
    pub fn take(&mut self, entry: Entry, limit: u32) -> bool {
        let bytes: usize = self.entries.iter().map(|entry| entry.json.len()).sum();
        let many = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        self.more = many >= limit || (many > 0 && bytes.saturating_add(entry.json.len()) > PART_CEILING);
        if !self.more {
            self.entries.push(entry);
        }
        !self.more
    }

    /// The page that this part alone makes: `{"name": […], "next_cursor": …}`.
    pub fn page(self, name: &str) -> String {
        let next = self.entries.last().filter(|_| self.more).map(|entry| entry.cursor.text());
        written(name, &self.entries, next, "")
    }
}

/// The page that these parts make, the newest first. `also` is written behind it.
pub fn merged(name: &str, parts: Vec<Part>, limit: u32, also: &str) -> String {
    // Behind the last entry of a part that has more there may be others that are not here.
    let known_to =
        parts.iter().filter(|part| part.more).filter_map(|part| part.entries.last()).map(|last| &last.cursor);
    let known_to = known_to.max().cloned();
    let all = sorted(parts.into_iter().flat_map(|part| part.entries).collect(), |one: &Entry, other: &Entry| {
        other.cursor.cmp(&one.cursor)
    });
    let (mut bytes, mut many) = (0_usize, 0_u32);
    let fits = |entry: &&Entry| {
        bytes = bytes.saturating_add(entry.json.len());
        many = many.saturating_add(1);
        let known = known_to.as_ref().is_none_or(|cursor| entry.cursor >= *cursor);
        known && many <= limit && (many == 1 || bytes <= CEILING)
    };
    let entries: Vec<Entry> = all.iter().take_while(fits).cloned().collect();
    let more = known_to.is_some() || entries.len() < all.len();
    let next = entries.last().filter(|_| more).map(|entry| entry.cursor.text());
    written(name, &entries, next, also)
}

fn written(name: &str, entries: &[Entry], next: Option<String>, also: &str) -> String {
    let entries: Vec<&str> = entries.iter().map(|entry| entry.json.as_str()).collect();
    // A cursor is made of characters that JSON bears.
    let next = next.map_or_else(|| "null".to_owned(), |next| format!("\"{next}\""));
    format!(r#"{{"{name}":[{}],"next_cursor":{next}{also}}}"#, entries.join(","))
}

/// Which part of a list that has no filters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRequest {
    /// Behind this place.
    pub after: Option<Cursor>,
    /// How many entries there may be.
    pub limit: u32,
}

impl PageRequest {
    /// Reads `limit` and `cursor`; `usual` are on a page when the caller does not say.
    pub fn read(mut query: Query, usual: u32) -> Result<Self, CommandError> {
        let page = Self { after: query.cursor(), limit: query.limit(usual) };
        query.finish().map(|()| page)
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::domain::Timestamp;
    use serde_json::Value;

    fn entry(at: i64, bytes: usize) -> Entry {
        let cursor = Cursor { created_at: Timestamp::from_millis(at), key: format!("k{at}") };
        Entry { cursor, json: format!("\"{at}{}\"", " ".repeat(bytes)) }
    }

    /// A shard that has these, the newest first.
    fn part(entries: &[(i64, usize)], after: Option<&Cursor>, limit: u32) -> Part {
        let mut part = Part::default();
        for (at, bytes) in entries {
            let behind = after.is_none_or(|after| entry(*at, 0).cursor < *after);
            if behind && !part.take(entry(*at, *bytes), limit) {
                break;
            }
        }
        part
    }

    /// All pages of some shards: how many entries each has, its bytes, and what they show together.
    fn pages(shards: &[Vec<(i64, usize)>], limit: u32) -> (Vec<usize>, usize, Vec<i64>) {
        let (mut sizes, mut longest, mut entries, mut after) = (Vec::new(), 0, Vec::new(), None);
        for _ in 0..10_000 {
            let parts = shards.iter().map(|shard| part(shard, after.as_ref(), limit)).collect();
            let text = merged("all", parts, limit, "");
            let page: Value = serde_json::from_str(&text).unwrap();
            let list = page["all"].as_array().unwrap();
            sizes.push(list.len());
            longest = longest.max(text.len());
            entries.extend(list.iter().map(|each| each.as_str().unwrap().trim().parse::<i64>().unwrap()));
            after = page["next_cursor"].as_str().and_then(Cursor::parse);
            if after.is_none() {
                break;
            }
        }
        (sizes, longest, entries)
    }

    #[test]
    fn pages_join_to_the_whole_list_however_long_its_entries_are() {
        for (bytes, many) in [(0, 9), (60_000, 9), (300_000, 2), (1_500_000, 2)] {
            let shards: Vec<Vec<_>> = (0..16)
                .map(|shard| (0..many).rev().map(|at| (100 + at * (shard % 3 + 1) * 16 + shard, bytes)).collect())
                .collect();
            let mut wanted: Vec<i64> = shards.iter().flatten().map(|(at, _)| *at).collect();
            wanted.sort_unstable_by(|one, other| other.cmp(one));
            for limit in [1, 7, 100] {
                let (sizes, longest, entries) = pages(&shards, limit);
                assert_eq!(entries, wanted, "{bytes} bytes, {limit} a page");
                assert!(sizes.iter().all(|size| *size >= 1 && u32::try_from(*size).unwrap() <= limit));
                assert!(longest < CEILING + 10_000 || bytes > CEILING, "{longest}");
            }
        }
    }

    #[test]
    fn a_shard_never_gives_more_than_its_part() {
        let part = part(&(0..100).rev().map(|at| (at, 60_000)).collect::<Vec<_>>(), None, 100);
        assert_eq!((part.entries.len(), part.more), (4, true));
    }

    #[test]
    fn one_part_is_a_page_by_itself_and_what_is_also_said_stands_behind() {
        let one = part(&[(2, 0), (1, 0)], None, 1);
        assert_eq!(one.page("x"), r#"{"x":["2"],"next_cursor":"2~k2"}"#);
        assert_eq!(merged("x", vec![Part::default()], 5, r#","y":1"#), r#"{"x":[],"next_cursor":null,"y":1}"#);
    }
}
