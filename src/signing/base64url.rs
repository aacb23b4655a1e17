//! Base64url without padding (RFC 4648 section 5), by way of the alphabet that everything else is written in: each
//! alphabet is compiled anew.

use base64ct::{Base64, Encoding};

/// The text of `bytes`.
pub(super) fn encoded(bytes: &[u8]) -> String {
    Base64::encode_string(bytes).trim_end_matches('=').replace('+', "-").replace('/', "_")
}

/// The bytes of a text that [`encoded`] wrote.
pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut padded = text.replace('-', "+").replace('_', "/");
    while !padded.len().is_multiple_of(4) {
        padded.push('=');
    }
    Base64::decode_vec(&padded).ok()
}
