//! What is due at a moment, in order: of two for the same moment the one that was put in first.

use std::collections::BTreeMap;

/// Things with the moment at which each is due.
pub struct Due<T> {
    things: BTreeMap<(i64, u64), T>,
    put: u64,
}

impl<T> Default for Due<T> {
    fn default() -> Self {
        Self { things: BTreeMap::new(), put: 0 }
    }
}

impl<T> Due<T> {
    /// Puts one in.
    pub fn put(&mut self, at: i64, thing: T) {
        self.put += 1;
        self.things.insert((at, self.put), thing);
    }

    /// When the first is due.
    pub fn next_at(&self) -> Option<i64> {
        self.things.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes the first out if it is due.
    pub fn take(&mut self, now: i64) -> Option<(i64, T)> {
        let entry = self.things.first_entry().filter(|entry| entry.key().0 <= now)?;
        let ((at, _), thing) = entry.remove_entry();
        Some((at, thing))
    }
}
