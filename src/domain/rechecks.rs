//! When an order whose outcome is not known is asked about again.

use super::time::{DAY, HOUR, MINUTE, Pace, SECOND, Timestamp};

/// Milliseconds after the base (the charging call's deadline): 5 s, 15 s, 60 s, 5 min, 30 min, 2 h, 6 h, then
/// daily to 7 days.
pub const OFFSETS: [i64; 14] = [
    5 * SECOND,
    15 * SECOND,
    MINUTE,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    6 * HOUR,
    DAY,
    2 * DAY,
    3 * DAY,
    4 * DAY,
    5 * DAY,
    6 * DAY,
    7 * DAY,
];

/// The first recheck after `last` (or the very first), or `None` when all are used up.
///
/// After an outage several may lie in the past: then one is due now and the passed ones are not made up for,
/// since five reads in one second prove no more than one.
pub fn next(base: Timestamp, last: Option<Timestamp>, pace: Pace) -> Option<Timestamp> {
    let moments = OFFSETS.iter().map(|offset| base.plus(pace.of(*offset)));
    match last {
        None => moments.min(),
        Some(last) => moments.filter(|at| *at > last).min(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_through_seven_days_and_ends() {
        let base = Timestamp::from_millis(1_000);
        let (mut last, mut offsets) = (None, Vec::new());
        while let Some(at) = next(base, last, Pace::REAL) {
            offsets.push(at.since(base));
            last = Some(at);
        }
        assert_eq!(offsets, OFFSETS);
    }

    #[test]
    fn an_outage_is_not_made_up_for() {
        let base = Timestamp::from_millis(0);
        let after_outage = base.plus(3 * HOUR);
        assert_eq!(next(base, Some(after_outage), Pace::REAL), Some(base.plus(6 * HOUR)));
        assert_eq!(next(base, Some(base.plus(8 * DAY)), Pace::REAL), None);
    }
}
