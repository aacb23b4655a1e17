//! Moments and lengths of time. There is no clock here: "now" is always an argument.

use std::time::UNIX_EPOCH;

use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde::{Deserialize, Serialize};

/// One second, in the milliseconds that [`Timestamp`] counts.
pub const SECOND: i64 = 1_000;
/// One minute in milliseconds.
pub const MINUTE: i64 = 60 * SECOND;
/// One hour in milliseconds.
pub const HOUR: i64 = 60 * MINUTE;
/// One day in milliseconds.
pub const DAY: i64 = 24 * HOUR;

/// 0001-01-02 and 9999-12-30, in milliseconds since 1970.
const MIN_WRITABLE: i64 = -62_135_510_400_000;
const MAX_WRITABLE: i64 = 253_402_128_000_000;

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// A moment from milliseconds since the Unix epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The moment `millis` later (earlier when negative); stops at the ends of the range.
    #[must_use]
    pub const fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to this moment.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Reads RFC 3339, any offset: `2026-11-21T18:00:00+07:00`.
    pub fn parse(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|t| Self(t.timestamp_millis()))
    }

    /// Reads a date of HTTP in any of its three forms (RFC 9110 section 5.6.7).
    pub fn parse_http_date(text: &str) -> Option<Self> {
        let since = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
        i64::try_from(since.as_millis()).ok().map(Self)
    }

    /// RFC 3339 at +07:00, which Laos, Thailand and Vietnam share, with milliseconds.
    /// A moment outside the years 0001 to 9999, which RFC 3339 can write, comes out as the nearest of them.
    pub fn rfc3339(self) -> String {
        // Kept a day away from the ends, so that the zone cannot carry it over.
        let at = DateTime::from_timestamp_millis(self.0.clamp(MIN_WRITABLE, MAX_WRITABLE)).unwrap_or_default();
        match FixedOffset::east_opt(7 * 3600) {
            Some(zone) => at.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Millis, true),
            None => at.to_rfc3339_opts(SecondsFormat::Millis, true),
        }
    }
}

/// How fast schedules run: 1 as documented; a test may divide every one of them by more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScheduleScale(i64);

impl ScheduleScale {
    /// The documented schedule.
    pub const REAL: Self = Self(1);

    /// A scale that divides every schedule by `divisor`; below 1 is the documented schedule.
    pub const fn divided_by(divisor: i64) -> Self {
        if divisor < 1 { Self::REAL } else { Self(divisor) }
    }

    /// A documented length of time at this scale, never less than one millisecond.
    pub const fn of(self, millis: i64) -> i64 {
        let scaled = match millis.checked_div(self.0) {
            Some(scaled) => scaled,
            None => millis,
        };
        if scaled < 1 { 1 } else { scaled }
    }
}

/// Seconds, for answers, of a number of milliseconds; never below one.
pub const fn whole_seconds(millis: i64) -> i64 {
    let seconds = millis.saturating_add(SECOND - 1) / SECOND;
    if seconds < 1 { 1 } else { seconds }
}

/// Now, and how fast schedules run.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// The moment.
    pub now: Timestamp,
    /// 1 but under test.
    pub scale: ScheduleScale,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_and_reads_rfc3339_at_plus_seven() {
        let moment = Timestamp::from_millis(1_669_000_000_123);
        assert_eq!(moment.rfc3339(), "2022-11-21T10:06:40.123+07:00");
        assert_eq!(Timestamp::parse(&moment.rfc3339()), Some(moment));
        assert_eq!(Timestamp::parse("2022-11-21T03:06:40.123Z"), Some(moment));
        assert_eq!(Timestamp::parse("2022-11-21 03:06:40"), None, "no offset, no moment");
    }

    /// RFC 9110 section 5.6.7 writes one moment in its three forms; Python's `calendar.timegm` gives 784111777 for it.
    #[test]
    fn reads_the_dates_of_http() {
        for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(Timestamp::parse_http_date(text), Some(Timestamp::from_millis(784_111_777_000)), "{text}");
        }
        for text in ["", "soon", "Sun, 06 Nov 1994 08:49:37", "1994-11-06T08:49:37Z", "Sun, 31 Feb 1994 08:49:37 GMT"] {
            assert_eq!(Timestamp::parse_http_date(text), None, "{text}");
        }
    }

    #[test]
    fn extremes_do_not_panic() {
        for (millis, year) in [(i64::MIN, "0001"), (i64::MAX, "9999"), (8_210_266_876_799_999, "9999"), (0, "1970")] {
            assert_eq!(Timestamp::from_millis(millis).plus(1).rfc3339().get(..4), Some(year));
        }
        assert_eq!(ScheduleScale::divided_by(0), ScheduleScale::REAL);
        assert_eq!(ScheduleScale::divided_by(1_000_000).of(SECOND), 1);
    }
}
