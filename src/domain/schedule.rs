//! When things are tried again: orders whose outcome is not known, events that were not taken.

use super::time::{DAY, HOUR, MINUTE, Pace, SECOND, Timestamp};

/// Rechecks, in milliseconds after the charging call's deadline: 5 s, 15 s, 60 s, 5 min, 30 min, 2 h, 6 h, then daily
/// to 7 days.
pub const RECHECKS: [i64; 14] = [
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

/// Queries that a hint starts after the one at once, in milliseconds after it: it may have overtaken what the provider's
/// queries see.
pub const HINTED: [i64; 4] = [5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE];

/// Queries after a cancellation was asked for, whatever came of it: a payer may pay while it is under way.
pub const AFTER_CANCEL: [i64; 2] = [MINUTE, 5 * MINUTE];

/// Queries after one whose answer contradicted a success; the first that is answered decides.
pub const AFTER_CONTRADICTION: [i64; 3] = [MINUTE, 5 * MINUTE, 30 * MINUTE];

/// Deliveries of an event, in milliseconds after it was made: at once, then with pauses of 5 s, 5 min, 30 min, 2 h, 5 h,
/// 10 h, 14 h, 20 h and 24 h (the example of Standard Webhooks 1.0.0, "Retry schedule"): 75 h 35 min in all.
pub const DELIVERIES: [i64; 10] = [
    0,
    5 * SECOND,
    5 * MINUTE + 5 * SECOND,
    35 * MINUTE + 5 * SECOND,
    2 * HOUR + 35 * MINUTE + 5 * SECOND,
    7 * HOUR + 35 * MINUTE + 5 * SECOND,
    17 * HOUR + 35 * MINUTE + 5 * SECOND,
    31 * HOUR + 35 * MINUTE + 5 * SECOND,
    51 * HOUR + 35 * MINUTE + 5 * SECOND,
    75 * HOUR + 35 * MINUTE + 5 * SECOND,
];

/// Longest time that an endpoint may ask to be left alone (`Retry-After`).
pub const LONGEST_PAUSE: i64 = DAY;

/// The first moment of a schedule after `last` (or the very first), or `None` when all are used up.
///
/// After an outage several may lie in the past: then one is due now and the passed ones are not made up for,
/// since five reads in one second prove no more than one.
pub fn next(schedule: &[i64], base: Timestamp, last: Option<Timestamp>, pace: Pace) -> Option<Timestamp> {
    let moments = schedule.iter().map(|offset| base.plus(pace.of(*offset)));
    match last {
        None => moments.min(),
        Some(last) => moments.filter(|at| *at > last).min(),
    }
}

/// When an event that was not taken is sent again: by the schedule, later by up to a tenth of the wait (`spread`, of
/// 255), and not before so many milliseconds as the endpoint asked for. `None` when all are used up.
pub fn again(since: Timestamp, now: Timestamp, asked: i64, spread: u8, pace: Pace) -> Option<Timestamp> {
    // The first attempt has been made, however fast it was answered.
    let (_, later) = DELIVERIES.split_first()?;
    let next = next(later, since, Some(now), pace)?;
    let spread = next.since(now).saturating_mul(i64::from(spread)).div_euclid(255 * 10);
    Some(next.plus(spread).max(now.plus(pace.of(asked.clamp(1, LONGEST_PAUSE)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_through_seven_days_and_ends() {
        let base = Timestamp::from_millis(1_000);
        let (mut last, mut offsets) = (None, Vec::new());
        while let Some(at) = next(&RECHECKS, base, last, Pace::REAL) {
            offsets.push(at.since(base));
            last = Some(at);
        }
        assert_eq!(offsets, RECHECKS);
    }

    #[test]
    fn an_outage_is_not_made_up_for() {
        let base = Timestamp::from_millis(0);
        let after_outage = base.plus(3 * HOUR);
        assert_eq!(next(&RECHECKS, base, Some(after_outage), Pace::REAL), Some(base.plus(6 * HOUR)));
        assert_eq!(next(&RECHECKS, base, Some(base.plus(8 * DAY)), Pace::REAL), None);
    }
}
