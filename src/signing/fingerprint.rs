//! Keyed fingerprints: what makes two commands "the same", and which account carried one.

use serde::Serialize;

use serde_json::Value;

use super::hmac_sha256;
use crate::domain::{OrderTerms, Secret};

/// RFC 4648 section 6.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Fingerprint of a command's meaning: over the parsed and normalised command, never over bytes, so "344" and
/// "344.00" agree, and +85620 and 020. The id is not part of it: it is what the fingerprint is kept under.
/// Keyed, so that whoever sees it cannot try out numbers. `v1` is the version of this rule; what some kinds of
/// order never have stands behind the rest, so that theirs stays as it was.
pub fn command(secret: &Secret, terms: &OrderTerms) -> String {
    // Each field by name: one more does not compile until somebody has decided whether it is part of the meaning.
    let OrderTerms {
        provider,
        operation,
        amount,
        msisdn,
        return_url,
        refund_of,
        details,
        merchant_order_id: _,
        sent_id: _,
    } = terms;
    let (minor, currency) = (amount.minor(), amount.currency());
    if return_url.is_none() && refund_of.is_none() {
        return keyed("v1", secret, &(provider, operation, minor, currency, msisdn, details));
    }
    keyed("v1", secret, &(provider, operation, minor, currency, msisdn, details, return_url, refund_of))
}

/// Fingerprint of a provider account from the parts that tell accounts apart.
pub fn account(secret: &Secret, provider: &str, parts: &[&str]) -> String {
    keyed("a1", secret, &(provider, parts))
}

/// Fingerprint of a purchase's meaning: the item's name and what the payer gave. Neither the item's price nor anything
/// else of it: a retry is the same purchase though the catalogue has changed.
pub fn purchase(secret: &Secret, meaning: &Value) -> String {
    keyed("p1", secret, meaning)
}

/// The id that a purchase has: who has the browser's key finds the order again, nobody else. 26 letters and digits
/// (130 bits): every provider takes those. The browser's key has no line's end, so no two pairs are one text.
pub fn order_id(secret: &Secret, key_id: &str, client_key: &str) -> String {
    let digest = hmac_sha256(secret.reveal().as_bytes(), format!("i1\n{key_id}\n{client_key}").as_bytes());
    let mut bits = digest.iter().flat_map(|byte| [128, 64, 32, 16, 8, 4, 2, 1].map(|mask| byte & mask != 0));
    let mut letter = || {
        let index = bits.by_ref().take(5).fold(0, |index, bit| index << 1 | usize::from(bit));
        BASE32.get(index).copied().map(char::from)
    };
    (0..26).filter_map(|_| letter()).collect()
}

/// `serde_json` writes the keys of a map in order, which makes its text canonical here.
fn keyed(version: &str, secret: &Secret, meaning: &impl Serialize) -> String {
    let meaning = serde_json::to_string(meaning).unwrap_or_default();
    let digest = hmac_sha256(secret.reveal().as_bytes(), format!("{version}\n{meaning}").as_bytes());
    format!("{version}:{}", hex::encode(digest))
}
