//! The one source of chance: the same seed gives the same world on any machine.

use std::cell::Cell;

use crate::models::Chance;

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
pub struct Seeded(Cell<u64>);

impl Seeded {
    pub fn new(seed: u64) -> Self {
        Self(Cell::new(seed))
    }

    fn next(&self) -> u64 {
        let state = self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.0.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `most`; 0 if there is none.
    pub fn under(&self, most: u64) -> u64 {
        u64::try_from((u128::from(self.next()) * u128::from(most)) >> 64).unwrap_or(0)
    }

    /// A number from `least` to `most`.
    pub fn between(&self, least: i64, most: i64) -> i64 {
        least + i64::try_from(self.under(most.abs_diff(least) + 1)).unwrap_or(0)
    }

    /// Whether something happens that does so `rate` times in a million.
    pub fn happens(&self, rate: u32) -> bool {
        self.under(1_000_000) < u64::from(rate)
    }

    /// Whether something happens that does so `share` times in a hundred.
    pub fn percent(&self, share: u64) -> bool {
        self.under(100) < share
    }

    /// One of several.
    pub fn pick<'a, T>(&self, of: &'a [T]) -> &'a T {
        let at = usize::try_from(self.under(of.len() as u64)).unwrap_or(0);
        of.get(at).expect("there is one at least")
    }
}

/// As the models draw.
pub struct ForModels<'a>(pub &'a Seeded);

impl Chance for ForModels<'_> {
    fn below(&mut self, most: u64) -> u64 {
        self.0.under(most)
    }
}
