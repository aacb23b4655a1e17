//! Budgets: how often something is granted in any stretch of time of one length. Whoever counts stores the moments.

use super::time::{DAY, HOUR, SECOND, ScheduleScale, Timestamp, whole_seconds};

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
pub const RECHECK_BUDGET: Budget = Budget { name: "rechecks", most: 1, window: SECOND };

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

/// So many at once, and then one in so long: for what is put off and not refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// So many at once.
    pub at_once: i64,
    /// Then one in so many milliseconds.
    pub every: i64,
}

/// Queries to one account that hints start, in one shard of the ledger, of which there are 16: whoever sends hints, and
/// about however many orders, causes no more than eight a second.
pub const HINTED_QUERIES: Flow = Flow { at_once: 8, every: 2 * SECOND };

impl Flow {
    /// Takes one and gives nothing, or gives the moment from which one may be taken. `spent` is when everything that
    /// was taken is made up for; `spare` are left for others.
    pub fn take(&self, spare: i64, spent: &mut Timestamp, now: Timestamp, scale: ScheduleScale) -> Option<Timestamp> {
        let every = scale.of(self.every);
        let ahead = every.saturating_mul(self.at_once.saturating_sub(spare).saturating_sub(1).max(0));
        let free_at = spent.plus(ahead.saturating_neg());
        if free_at > now {
            return Some(free_at);
        }
        *spent = (*spent).max(now).plus(every);
        None
    }
}

impl Budget {
    /// Milliseconds until one more is granted; `None` if it is now. `counted` is when the last but `most - 1` was
    /// counted, if there were so many.
    pub fn wait(&self, counted: Option<Timestamp>, now: Timestamp, scale: ScheduleScale) -> Option<i64> {
        let free_at = counted?.plus(scale.of(self.window));
        (free_at > now).then(|| free_at.since(now))
    }

    /// The window in seconds, as callers are told.
    pub const fn window_s(&self, scale: ScheduleScale) -> i64 {
        whole_seconds(scale.of(self.window))
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    const FLOW: Flow = Flow { at_once: 4, every: 2 * SECOND };

    fn granted(spare: i64, seconds: i64) -> i64 {
        let mut spent = Timestamp::from_millis(0);
        let begun = Timestamp::from_millis(1_000 * SECOND);
        let tries = (0..seconds * 10).map(|tenth| begun.plus(tenth * SECOND / 10));
        i64::try_from(tries.filter(|at| FLOW.take(spare, &mut spent, *at, ScheduleScale::REAL).is_none()).count())
            .unwrap_or(0)
    }

    #[test]
    fn a_flow_grants_some_at_once_and_then_one_in_so_long_however_often_it_is_asked() {
        assert_eq!((granted(0, 1), granted(2, 1)), (4, 2));
        assert_eq!(granted(0, 60), 4 + 29);
    }

    #[test]
    fn a_flow_says_from_when_on() {
        let (mut spent, now) = (Timestamp::from_millis(0), Timestamp::from_millis(1_000 * SECOND));
        for _ in 0..4 {
            assert_eq!(FLOW.take(0, &mut spent, now, ScheduleScale::REAL), None);
        }
        let next = FLOW.take(0, &mut spent, now, ScheduleScale::REAL);
        assert_eq!(next, Some(now.plus(2 * SECOND)));
        assert_eq!(FLOW.take(0, &mut spent, now.plus(2 * SECOND), ScheduleScale::REAL), None);
    }
}
