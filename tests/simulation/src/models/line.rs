//! The line between the gateway and a provider, with what breaks on it.

use super::dice::{Rate, between, happens, one_of};
use super::tally::Tally;
use super::wire::plain;
use super::{Chance, Said};

/// How often it breaks, of a thousand calls.
#[derive(Debug, Clone, Copy, Default)]
pub struct Line {
    /// The front answers 502, 503 or 429 and nothing was done.
    pub down: Rate,
    /// The work is done, and the answer never comes.
    pub lost: Rate,
    /// The answer comes late.
    pub slow: Rate,
    /// How late at most.
    pub slow_most_ms: i64,
    /// The work is done, and the answer is nonsense.
    pub garbage: Rate,
    /// A byte order mark stands before the answer, which is borne.
    pub marked: Rate,
}

/// What can be noted of it, under `ROUGH`.
pub const ODD: [&str; 4] = ["line down", "answer lost", "answer garbled", "answer late"];

impl Line {
    /// All of it, now and then.
    pub const ROUGH: Self = Self { down: 8, lost: 10, slow: 20, slow_most_ms: 40_000, garbage: 6, marked: 5 };

    /// What is answered before anything is done.
    pub fn refuses(&self, chance: &mut dyn Chance, tally: &Tally) -> Option<Said> {
        let status = one_of(chance, 503, &[502, 429]);
        let down = tally.noted(happens(chance, self.down), "", "line down");
        down.then(|| plain(status, "<html><body>Service unavailable</body></html>"))
    }

    /// What becomes of an answer after the work is done.
    pub fn carries(&self, said: Said, chance: &mut dyn Chance, tally: &Tally) -> Said {
        let (lost, garbage, marked) =
            (happens(chance, self.lost), happens(chance, self.garbage), happens(chance, self.marked));
        let kind = chance.below(6);
        let (slow, after) = (happens(chance, self.slow), between(chance, 1, self.slow_most_ms));
        let late = slow.then_some(after);
        let faults = [(lost, "answer lost"), (garbage && !lost, "answer garbled"), (slow, "answer late")];
        for (so, name) in faults {
            tally.noted(so, "", name);
        }
        let said = match said {
            Said::Reply { .. } if lost => Said::Lost,
            Said::Reply { status, headers, body } if garbage => {
                Said::Reply { status, headers, body: torn(&body, kind) }
            }
            Said::Reply { status, headers, body } if marked => {
                Said::Reply { status, headers, body: [b"\xef\xbb\xbf".as_slice(), &body].concat() }
            }
            other => other,
        };
        match late {
            Some(ms) => Said::Later(ms, Box::new(said)),
            None => said,
        }
    }
}

/// Cut in the middle, empty, or a page of something in between. A text of `code;id` is not cut: what is left of it could
/// be another whole answer, and HTTP itself tells a body that is too short.
fn torn(body: &[u8], kind: u64) -> Vec<u8> {
    let half = body.get(..body.len() / 2).filter(|_| body.first() == Some(&b'{'));
    let kinds: [&[u8]; 6] = [half.unwrap_or(b""), b"", b"{}", b"null", b"\xff\xfe\x00", PAGE];
    usize::try_from(kind).ok().and_then(|kind| kinds.get(kind)).map_or_else(Vec::new, |bytes| bytes.to_vec())
}

const PAGE: &[u8] = b"<!DOCTYPE html><html><head><title>Error</title></head></html>";

#[cfg(test)]
mod tests {
    use super::super::loaded::{Seeded, answered};
    use super::super::tally::Tally;
    use super::super::wire::{plain, reply};
    use super::super::{Said, wire};
    use super::Line;

    #[test]
    fn no_torn_answer_is_another_whole_one() {
        let line = Line { garbage: 1_000, ..Line::default() };
        let mut chance = Seeded(3);
        for _ in 0..100 {
            let torn = answered(line.carries(plain(200, "-302;100000"), &mut chance, &Tally::default())).1;
            assert!(!torn.starts_with(b"-"), "{torn:?}");
            let torn =
                answered(line.carries(reply(200, &wire::json(br#"{"errorCode":0}"#)), &mut chance, &Tally::default()))
                    .1;
            assert!(wire::json(&torn).get("errorCode").is_none(), "{torn:?}");
        }
    }

    #[test]
    fn each_fault_of_the_line_is_what_it_is_called() {
        let mut chance = Seeded(4);
        let mut carries = |line: Line| line.carries(plain(200, "1;17"), &mut chance, &Tally::default());
        assert!(matches!(carries(Line { lost: 1_000, ..Line::default() }), Said::Lost));
        let slow = carries(Line { slow: 1_000, slow_most_ms: 5, ..Line::default() });
        assert!(matches!(slow, Said::Later(1..=5, said) if matches!(*said, Said::Reply { status: 200, .. })));
        assert_eq!(answered(carries(Line { marked: 1_000, ..Line::default() })).1, b"\xef\xbb\xbf1;17");
        assert_eq!(answered(carries(Line::default())), (200, b"1;17".to_vec()));
        let down = Line { down: 1_000, ..Line::default() }.refuses(&mut chance, &Tally::default());
        assert!(down.is_some_and(|said| answered(said).0 >= 429));
        assert!(Line::default().refuses(&mut chance, &Tally::default()).is_none());
    }
}
