//! Keyed fingerprints: what makes two commands "the same", and which account carried one.

use serde::Serialize;

use super::{hex, hmac_sha256};
use crate::domain::{Facts, Secret};

/// Fingerprint of a command's meaning: over the parsed and normalised command, never over bytes, so "344" and
/// "344.00" agree, and +85620 and 020. The id is not part of it: it is what the fingerprint is kept under.
/// Keyed, so that whoever sees it cannot try out numbers. `v1` is the version of this rule; what some kinds of
/// order never have stands behind the rest, so that theirs stays as it was.
pub fn command(secret: &Secret, facts: &Facts) -> String {
    let amount = facts.amount;
    let always = (&facts.provider, facts.operation, amount.minor(), amount.currency(), &facts.msisdn, &facts.details);
    if facts.return_url.is_none() && facts.refund_of.is_none() {
        return keyed("v1", secret, &always);
    }
    let (provider, operation, minor, currency, msisdn, details) = always;
    let (url, refund_of) = (&facts.return_url, &facts.refund_of);
    keyed("v1", secret, &(provider, operation, minor, currency, msisdn, details, url, refund_of))
}

/// Fingerprint of a provider account from the parts that tell accounts apart.
pub fn account(secret: &Secret, provider: &str, parts: &[&str]) -> String {
    keyed("a1", secret, &(provider, parts))
}

/// `serde_json` writes the keys of a map in order, which makes its text canonical here.
fn keyed(version: &str, secret: &Secret, meaning: &impl Serialize) -> String {
    let meaning = serde_json::to_string(meaning).unwrap_or_default();
    let digest = hmac_sha256(secret.reveal().as_bytes(), format!("{version}\n{meaning}").as_bytes());
    format!("{version}:{}", hex(&digest))
}
