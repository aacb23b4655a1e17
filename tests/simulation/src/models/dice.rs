//! What the models draw. Each draws whether or not its rate is zero, so that a world with fewer faults takes the same
//! course up to the fault that is missing.

use super::Chance;

/// Of a thousand.
pub type Rate = u64;

/// Whether it happens this time.
pub fn happens(chance: &mut dyn Chance, rate: Rate) -> bool {
    chance.below(1_000) < rate
}

/// A number from `least` to `most`.
pub fn between(chance: &mut dyn Chance, least: i64, most: i64) -> i64 {
    let width = u64::try_from(most.saturating_sub(least)).unwrap_or(0);
    least.saturating_add_unsigned(chance.below(width.saturating_add(1)))
}

/// One of several, each as likely. There is at least one: `first`.
pub fn one_of<T: Copy>(chance: &mut dyn Chance, first: T, others: &[T]) -> T {
    let at = chance.below(others.len() as u64 + 1);
    usize::try_from(at).ok().and_then(|at| at.checked_sub(1)).and_then(|at| others.get(at)).copied().unwrap_or(first)
}

/// Digits, of which the first may be zero.
pub fn digits(chance: &mut dyn Chance, count: usize) -> String {
    written(chance, count, b"0123456789")
}

/// Digits of base sixteen, lower case.
pub fn hex(chance: &mut dyn Chance, count: usize) -> String {
    written(chance, count, b"0123456789abcdef")
}

/// Crockford's base 32, as ULIDs have it.
pub fn base32(chance: &mut dyn Chance, count: usize) -> String {
    written(chance, count, b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")
}

fn written(chance: &mut dyn Chance, count: usize, letters: &[u8]) -> String {
    let letter = |at: u64| usize::try_from(at).ok().and_then(|at| letters.get(at)).copied().unwrap_or(b'0');
    (0..count).map(|_| char::from(letter(chance.below(letters.len() as u64)))).collect()
}
