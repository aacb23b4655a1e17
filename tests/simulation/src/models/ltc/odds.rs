//! How often LTC does what.

use super::super::dice::Rate;
use super::super::line::Line;

/// Of a thousand calls.
#[derive(Debug, Clone, Copy, Default)]
pub struct Odds {
    pub line: Line,
    /// All tokens are forgotten: 401, nothing done.
    pub tokens_forgotten: Rate,
    /// A code of RequestDeduct by which nothing is charged.
    pub refused: Rate,
    /// The id was taken by another merchant.
    pub taken: Rate,
    /// A password that is texted and never arrives.
    pub text_lost: Rate,
    /// A first deduction is answered `Recurring`, and half of them charge.
    pub charge_as_renewal: Rate,
    /// A charging call fails before the money moves, with a code that does not tell.
    pub fails_before: Rate,
    /// A charging call fails after the money has moved.
    pub fails_after: Rate,
    /// A renewal's or confirm's answer names another transaction.
    pub misnamed: Rate,
    /// After a charge a look still says 800.
    pub seen_late: Rate,
    /// For how long at most.
    pub seen_late_ms: i64,
    /// A look fails, or tells of another transaction.
    pub look_fails: Rate,
    /// A new member leaves within days.
    pub leaves: Rate,
    /// A cancellation comes malformed, twice, or for a stranger.
    pub odd_cancellation: Rate,
    /// How long a password lives; nothing documents it.
    pub otp_life_ms: i64,
}

impl Odds {
    /// Nothing goes wrong.
    pub const QUIET: Self = Self {
        line: Line { down: 0, lost: 0, slow: 0, slow_most_ms: 0, garbage: 0, marked: 0 },
        tokens_forgotten: 0,
        refused: 0,
        taken: 0,
        text_lost: 0,
        charge_as_renewal: 0,
        fails_before: 0,
        fails_after: 0,
        misnamed: 0,
        seen_late: 0,
        seen_late_ms: 0,
        look_fails: 0,
        leaves: 0,
        odd_cancellation: 0,
        otp_life_ms: 300_000,
    };

    /// All of it, now and then.
    pub const ROUGH: Self = Self {
        line: Line::ROUGH,
        tokens_forgotten: 10,
        refused: 60,
        taken: 10,
        text_lost: 20,
        charge_as_renewal: 5,
        fails_before: 20,
        fails_after: 40,
        misnamed: 10,
        seen_late: 100,
        seen_late_ms: 3_600_000,
        look_fails: 80,
        leaves: 150,
        odd_cancellation: 60,
        otp_life_ms: 300_000,
    };

    /// The earlier server's passwords lived for about a minute.
    pub const ROUGH_2021: Self = Self { otp_life_ms: 60_000, ..Self::ROUGH };
}

/// What can be noted of it, under `ROUGH`.
pub const ODD: [&str; 17] = [
    "tokens forgotten",
    "text lost",
    "charge seen late",
    "id of another merchant",
    "already registered",
    "deduction refused",
    "charge answered Recurring",
    "renewal answered Register",
    "renewal failed before the charge",
    "renewal charged, then an error",
    "answer names another",
    "confirm failed before the charge",
    "charged, then an error",
    "look failed",
    "charged without a confirm",
    "subscriber left",
    "odd cancellation",
];
