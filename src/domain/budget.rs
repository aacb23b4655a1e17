//! Budgets: how often something is granted in any stretch of time of one length. Whoever counts stores the moments.

use super::time::{DAY, HOUR, Pace, SECOND, Timestamp, whole_seconds};

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

/// Texts that all pages with one publishable key may have sent, where the key does not say.
pub const PAGE_TEXTS: i64 = 300;

/// The budget of a page's key: so many texts in any hour, however many callers, numbers and addresses ask for them.
pub const fn page_texts(most: i64) -> Budget {
    Budget { name: "page_texts", most, window: HOUR }
}

/// What one block of addresses may have of it: a twentieth, and three of a small budget, since a payer may mistype a
/// number.
pub const fn block_texts(most: i64) -> Budget {
    let twentieth = most.saturating_div(20);
    let share = if twentieth > 3 { twentieth } else { 3 };
    Budget { name: "page_texts", most: if share < most { share } else { most }, window: HOUR }
}

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
