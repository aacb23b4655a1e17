//! Tags of addresses that a provider is given: who has one was given it by us, or by the provider.

use base64ct::{Base64UrlUnpadded, Encoding};

use super::digest::{equal, hmac_sha256};
use crate::domain::Secret;

/// Bytes of a tag.
const LENGTH: usize = 16;

/// What an address is for. A tag for one purpose is none for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressPurpose {
    /// The provider's own messages; nobody else is told this address.
    Notification,
    /// The payer's browser.
    Return,
}

/// The tag of an order's address: 128 bits of HMAC-SHA256, base64url, under a key derived from `secret`, which never
/// changes. No part of the text has a line's end, so no two addresses are one text.
pub fn address_tag(secret: &Secret, purpose: AddressPurpose, provider: &str, key: &str) -> String {
    let derived = hmac_sha256(secret.reveal().as_bytes(), b"mekong: addresses, v1");
    let purpose = match purpose {
        AddressPurpose::Notification => "notifications",
        AddressPurpose::Return => "return",
    };
    let digest = hmac_sha256(&derived, format!("{purpose}\n{provider}\n{key}").as_bytes());
    Base64UrlUnpadded::encode_string(digest.get(..LENGTH).unwrap_or_default())
}

/// Whether `tag` is the one of this address.
pub fn is_address_tag(secret: &Secret, purpose: AddressPurpose, provider: &str, key: &str, tag: &str) -> bool {
    equal(address_tag(secret, purpose, provider, key).as_bytes(), tag.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected texts by Python's hmac and base64.
    #[test]
    fn tags_differ_by_purpose_and_order() {
        let secret = Secret::new("0123456789abcdef");
        let tag = |purpose, key| address_tag(&secret, purpose, "lianlian", key);
        assert_eq!(tag(AddressPurpose::Notification, "order_1"), "1QZf5ekATK9uzlgmGWjrUQ");
        assert_eq!(tag(AddressPurpose::Notification, "order_1/refund_1"), "36nvY0-HkVdMcic9vjTlUQ");
        assert_eq!(tag(AddressPurpose::Return, "order_1"), "cnqnOktf1iCTy02kk0Pejw");
        assert!(is_address_tag(&secret, AddressPurpose::Return, "lianlian", "order_1", "cnqnOktf1iCTy02kk0Pejw"));
        for other in ["1QZf5ekATK9uzlgmGWjrUQ", "", "cnqnOktf1iCTy02kk0Pejw="] {
            assert!(!is_address_tag(&secret, AddressPurpose::Return, "lianlian", "order_1", other), "{other}");
        }
    }
}
