//! When things are tried again: orders whose outcome is not known, events that were not taken.

use super::time::{DAY, HOUR, MINUTE, SECOND, ScheduleScale, Timestamp};

/// Rechecks, in milliseconds after the charging call's deadline: 5 s, 15 s, 60 s, 5 min, 30 min, 2 h, 6 h, then daily
/// to 7 days.
pub const RECHECK_SCHEDULE: [i64; 14] = [
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

/// Queries that a hint starts after the one at once, in milliseconds after it: it may have overtaken what the
/// provider's queries see.
pub const HINT_SCHEDULE: [i64; 4] = [5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE];

/// Queries after a cancellation was asked for, whatever came of it: a payer may pay while it is under way.
pub const CANCEL_SCHEDULE: [i64; 2] = [MINUTE, 5 * MINUTE];

/// Queries after one whose answer contradicted a success; the first that is answered decides.
pub const CONTRADICTION_SCHEDULE: [i64; 3] = [MINUTE, 5 * MINUTE, 30 * MINUTE];

/// Deliveries of an event, in milliseconds after it was made: at once, then with pauses of 5 s, 5 min, 30 min, 2 h, 5
/// h, 10 h, 14 h, 20 h and 24 h (the example of Standard Webhooks 1.0.0, "Retry schedule"): 75 h 35 min in all.
pub const DELIVERY_SCHEDULE: [i64; 10] = [
    0,
    5 * SECOND,
    5 * MINUTE + 5 * SECOND,
    35 * MINUTE + 5 * SECOND,
    2 * HOUR + 35 * MINUTE + 5 * SECOND,
    7 * HOUR + 35 * MINUTE + 5 * SECOND,
    17 * HOUR + 35 * MINUTE + 5 * SECOND,
    31 * HOUR + 35 * MINUTE + 5 * SECOND,
    51 * HOUR + 35 * MINUTE + 5 * SECOND,
    LONGEST_WAIT,
];

/// How long an event is tried.
pub const LONGEST_WAIT: i64 = 75 * HOUR + 35 * MINUTE + 5 * SECOND;

/// Longest time that an endpoint may ask to be left alone (`Retry-After`).
pub const LONGEST_PAUSE: i64 = DAY;

/// The first moment of a schedule after `last` (or the very first), or `None` when all are used up.
///
/// After an outage several may lie in the past: then one is due now and the passed ones are not made up for,
/// since five reads in one second prove no more than one.
pub fn next(schedule: &[i64], base: Timestamp, last: Option<Timestamp>, scale: ScheduleScale) -> Option<Timestamp> {
    let moments = schedule.iter().map(|offset| base.plus(scale.of(*offset)));
    match last {
        None => moments.min(),
        Some(last) => moments.filter(|at| *at > last).min(),
    }
}

/// When an event that was not taken is sent again: by the schedule, later by up to a tenth of the wait (`spread`, of
/// 255), and not before so many milliseconds as the endpoint asked for. `None` when all are used up.
pub fn again(since: Timestamp, now: Timestamp, asked: i64, spread: u8, scale: ScheduleScale) -> Option<Timestamp> {
    // The first attempt has been made, however fast it was answered.
    let (_, later) = DELIVERY_SCHEDULE.split_first()?;
    let next = next(later, since, Some(now), scale)?;
    let spread = next.since(now).saturating_mul(i64::from(spread)).div_euclid(255 * 10);
    Some(next.plus(spread).max(now.plus(scale.of(asked.clamp(1, LONGEST_PAUSE)))))
}

/// How long a `Retry-After` asks to be left alone, in milliseconds: not below zero, a day at most. It is a number of
/// seconds, however many digits it has, or a date, which `moment` reads (RFC 9110 section 10.2.3); else it asks
/// nothing.
pub fn pause(text: &str, now: Timestamp, moment: impl Fn(&str) -> Option<Timestamp>) -> i64 {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let asked = match text.parse::<i64>() {
        Ok(seconds) => seconds.saturating_mul(SECOND),
        Err(_) if is_number => LONGEST_PAUSE,
        Err(_) => moment(text).map_or(0, |at| at.since(now)),
    };
    asked.clamp(0, LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_through_seven_days_and_ends() {
        let base = Timestamp::from_millis(1_000);
        let (mut last, mut offsets) = (None, Vec::new());
        while let Some(at) = next(&RECHECK_SCHEDULE, base, last, ScheduleScale::REAL) {
            offsets.push(at.since(base));
            last = Some(at);
        }
        assert_eq!(offsets, RECHECK_SCHEDULE);
    }

    #[test]
    fn a_pause_is_read_from_seconds_and_dates_and_is_a_day_at_most() {
        let now = Timestamp::from_millis(1_000_000);
        let read = |text: &str| pause(text, now, |date| (date == "a date").then(|| now.plus(7 * SECOND)));
        for (text, asked) in [
            ("0", 0),
            ("1800", 1800 * SECOND),
            ("86401", DAY),
            ("999999999999999999", DAY),
            ("99999999999999999999999999999999", DAY),
            ("-5", 0),
            ("-99999999999999999999999999999999", 0),
            ("a date", 7 * SECOND),
            ("soon", 0),
            ("", 0),
        ] {
            assert_eq!(read(text), asked, "{text}");
        }
        assert_eq!(pause("past", now, |_| Some(Timestamp::from_millis(0))), 0);
        assert_eq!(pause("in years", now, |_| Some(Timestamp::from_millis(i64::MAX))), DAY);
    }

    #[test]
    fn an_outage_is_not_made_up_for() {
        let base = Timestamp::from_millis(0);
        let after_outage = base.plus(3 * HOUR);
        assert_eq!(next(&RECHECK_SCHEDULE, base, Some(after_outage), ScheduleScale::REAL), Some(base.plus(6 * HOUR)));
        assert_eq!(next(&RECHECK_SCHEDULE, base, Some(base.plus(8 * DAY)), ScheduleScale::REAL), None);
    }
}
