//! Bytes that are almost the right ones.

use proptest::sample::Index;

/// One byte other, flipped in a bit, more or less.
pub fn one_byte_off(body: &mut Vec<u8>, at: Index, byte: u8, change: u8) {
    let at = at.index(body.len());
    match change {
        0 => body[at] = byte,
        1 => body[at] ^= 1 << (byte % 8),
        2 => body.insert(at, byte),
        _ => drop(body.remove(at)),
    }
}
