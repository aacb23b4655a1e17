//! Budgets: how often something is granted in any stretch of time of one length. Whoever counts stores the moments.

use super::time::{DAY, Pace, SECOND, Timestamp, whole_seconds};

/// So many in any so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// What is counted, by its stable name: callers see it.
    pub name: &'static str,
    /// How many are granted…
    pub most: i64,
    /// …in any so many milliseconds.
    pub window: i64,
}

/// Texts with a password to one number. Ten bear a day of mistyped and expired passwords, and are no bombardment.
pub const TEXTS: Budget = Budget { name: "texts", most: 10, window: DAY };
/// Passwords tried on one number: one chance in 5,000 a day to guess one of five digits.
pub const GUESSES: Budget = Budget { name: "guesses", most: 20, window: DAY };
/// Queries about one order that callers start: a provider knows no more a moment later.
pub const RECHECKS: Budget = Budget { name: "rechecks", most: 1, window: SECOND };

impl Budget {
    /// Milliseconds until one more is granted; `None` if it is now. `counted` is when the last but `most - 1` was
    /// counted, if there were so many.
    pub fn wait(&self, counted: Option<Timestamp>, now: Timestamp, pace: Pace) -> Option<i64> {
        let free_at = counted?.plus(pace.of(self.window));
        (free_at > now).then(|| free_at.since(now))
    }

    /// The window in seconds, as callers are told.
    pub const fn window_s(&self, pace: Pace) -> i64 {
        whole_seconds(pace.of(self.window))
    }
}
