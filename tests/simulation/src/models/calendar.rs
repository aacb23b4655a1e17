//! Moments as the providers write them. All but LTC's token are on the river's clock, seven hours ahead of UTC.

const DAY_MS: i64 = 86_400_000;
const RIVER_MS: i64 = 7 * 3_600_000;

struct Moment {
    days: i64,
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
}

impl Moment {
    fn utc(ms: i64) -> Self {
        let (days, rest) = (ms.div_euclid(DAY_MS), ms.rem_euclid(DAY_MS) / 1_000);
        let (year, month, day) = civil(days);
        Self { days, year, month, day, hour: rest / 3_600, minute: rest / 60 % 60, second: rest % 60 }
    }

    fn clock(&self) -> String {
        format!("{:02}:{:02}:{:02}", self.hour, self.minute, self.second)
    }
}

/// Howard Hinnant's `civil_from_days`: years that begin in March, eras of 400 of them.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march = (5 * of_year + 2) / 153;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * march + 2) / 5 + 1)
}

/// LianLian: `2023-01-01 13:16:39`.
pub fn spaced(ms: i64) -> String {
    let m = Moment::utc(ms + RIVER_MS);
    format!("{:04}-{:02}-{:02} {}", m.year, m.month, m.day, m.clock())
}

/// AppotaPay's charging: `2024-09-13T17:48:06+07:00`.
pub fn offset(ms: i64) -> String {
    spaced(ms).replacen(' ', "T", 1) + "+07:00"
}

/// AppotaPay's status: `14-11-2024 09:38:43`.
pub fn day_first(ms: i64) -> String {
    let m = Moment::utc(ms + RIVER_MS);
    format!("{:02}-{:02}-{:04} {}", m.day, m.month, m.year, m.clock())
}

/// LTC's `Detail`: `27/08/2022 15:22:45`.
pub fn slashed(ms: i64) -> String {
    day_first(ms).replace('-', "/")
}

/// HTTP: `Fri, 23 Sep 2022 04:28:35 GMT`.
pub fn http(ms: i64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let m = Moment::utc(ms);
    let name = |names: &[&'static str], at: i64| usize::try_from(at).ok().and_then(|at| names.get(at)).copied();
    let (day, month) = (name(&DAYS, m.days.rem_euclid(7)), name(&MONTHS, m.month - 1));
    format!("{}, {:02} {} {:04} {} GMT", day.unwrap_or(""), m.day, month.unwrap_or(""), m.year, m.clock())
}

#[cfg(test)]
mod tests {
    use super::{day_first, http, offset, slashed, spaced};

    /// The samples of the documents; the milliseconds are Python's.
    #[test]
    fn moments_are_written_as_in_the_documents() {
        assert_eq!(http(1_663_907_315_000), "Fri, 23 Sep 2022 04:28:35 GMT");
        assert_eq!(spaced(1_672_553_799_000), "2023-01-01 13:16:39");
        assert_eq!(offset(1_726_224_486_000), "2024-09-13T17:48:06+07:00");
        assert_eq!(day_first(1_731_551_923_999), "14-11-2024 09:38:43");
        assert_eq!(slashed(1_661_588_565_000), "27/08/2022 15:22:45");
        assert_eq!(http(1_709_251_199_000), "Thu, 29 Feb 2024 23:59:59 GMT");
    }
}
