//! For tests: chance that does as it is told.

use super::{Chance, Said};

/// Never draws a fault: the highest number, every time.
pub struct Kind;

impl Chance for Kind {
    fn below(&mut self, most: u64) -> u64 {
        most.saturating_sub(1)
    }
}

/// A known sequence (xorshift).
pub struct Seeded(pub u64);

impl Chance for Seeded {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.checked_rem(most).unwrap_or(0)
    }
}

/// An answer's status and body.
pub fn answered(said: Said) -> (u16, Vec<u8>) {
    match said {
        Said::Reply { status, body, .. } => (status, body),
        Said::Lost => (0, Vec::new()),
        Said::Later(_, said) => answered(*said),
    }
}
