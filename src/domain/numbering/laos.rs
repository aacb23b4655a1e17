//! Laos' numbering plan: mobile numbers are 20 and eight digits, fixed wireless ones 30 and seven.

use super::super::texts;

/// A national number without the trunk 0.
pub(in super::super) fn national(text: &str) -> Option<String> {
    let plain = texts::digits(text);
    let national = ["+856", "00856", "856", "0"].iter().find_map(|p| plain.strip_prefix(p)).unwrap_or(&plain);
    let right_length = match national.get(..2) {
        Some("20") => national.len() == 10,
        Some("30") => national.len() == 9,
        _ => false,
    };
    (right_length && national.bytes().all(|b| b.is_ascii_digit())).then(|| national.to_owned())
}
