//! How often AppotaPay does what.

use super::super::dice::Rate;
use super::super::line::Line;

/// Of a thousand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Odds {
    pub line: Line,
    /// A charge fails, with a code that says so.
    pub refused: Rate,
    /// The caller's address is not let in: 92, which ought to suspend the provider.
    pub barred: Rate,
    /// A charge is answered by a code that does not tell: 34, 35, 40, 41, 91, 94, 99, 500.
    pub unclear: Rate,
    /// Of those, how many are credited in the end.
    pub unclear_credited: Rate,
    /// How long that takes at most.
    pub unclear_most_ms: i64,
    /// The reference was used before, for the same number and product.
    pub taken: Rate,
    /// The answer to an earlier charge of the same number and product comes again, and nothing is done.
    pub replayed: Rate,
    /// A good signature over another number or amount.
    pub misnamed: Rate,
    /// A signature of nobody's.
    pub missigned: Rate,
    /// A transaction cannot be found yet: 36, or HTTP 404.
    pub hidden: Rate,
    pub hidden_most_ms: i64,
    /// A status call fails.
    pub look_fails: Rate,
    /// A status says once what is not so.
    pub wavers: Rate,
    /// The numbers that have gone to another operator, pay later, or are locked.
    pub ported: Rate,
    pub postpaid: Rate,
    pub locked: Rate,
    /// The partner pays less than the number is credited with.
    pub discounted: Rate,
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
        taken: 0,
        replayed: 0,
        misnamed: 0,
        missigned: 0,
        hidden: 0,
        hidden_most_ms: 0,
        look_fails: 0,
        wavers: 0,
        ported: 0,
        postpaid: 0,
        locked: 0,
        discounted: 0,
    };

    /// All of it, now and then. What is hidden longer than not-founds are counted would be a lie.
    pub const ROUGH: Self = Self {
        line: Line::ROUGH,
        refused: 50,
        barred: 1,
        unclear: 80,
        unclear_credited: 500,
        unclear_most_ms: 14_400_000,
        taken: 5,
        replayed: 300,
        misnamed: 8,
        missigned: 10,
        hidden: 80,
        hidden_most_ms: 300_000,
        look_fails: 80,
        wavers: 40,
        ported: 50,
        postpaid: 50,
        locked: 10,
        discounted: 200,
    };
}

/// What can be noted of it, under `ROUGH`.
pub const ODD: [&str; 11] = [
    "answer missigned",
    "address barred",
    "reference used before",
    "older answer replayed",
    "charge refused",
    "transaction hidden",
    "unclear, credited later",
    "unclear, failed later",
    "answer names another",
    "status failed",
    "status wavers",
];
