//! How often Connect Topup does what.

use super::super::dice::Rate;
use super::super::line::Line;

/// Of a thousand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Odds {
    pub line: Line,
    /// A code that is a failure where no id stands behind it.
    pub refused: Rate,
    /// Of those, how many are -302, which ought to suspend the provider.
    pub barred: Rate,
    /// A code that does not tell: 0, -1, -5, -99, or another with an id.
    pub unclear: Rate,
    /// Of those, how many are credited in the end.
    pub unclear_credited: Rate,
    pub unclear_most_ms: i64,
    /// A success without its id.
    pub bare_success: Rate,
    /// A recheck fails, or lags.
    pub look_fails: Rate,
}

impl Odds {
    /// Nothing goes wrong.
    pub const QUIET: Self = Self {
        line: Line { down: 0, lost: 0, slow: 0, slow_most_ms: 0, garbage: 0, marked: 0 },
        refused: 0,
        barred: 0,
        unclear: 0,
        unclear_credited: 0,
        unclear_most_ms: 0,
        bare_success: 0,
        look_fails: 0,
    };

    /// All of it, now and then.
    pub const ROUGH: Self = Self {
        line: Line::ROUGH,
        refused: 50,
        barred: 20,
        unclear: 80,
        unclear_credited: 500,
        unclear_most_ms: 14_400_000,
        bare_success: 10,
        look_fails: 80,
    };
}

/// What can be noted of it, under `ROUGH`.
pub const ODD: [&str; 6] = [
    "top-up refused",
    "unclear, credited later",
    "unclear, failed",
    "success without id",
    "recheck failed",
    "recheck lags",
];
