//! Values that everybody knows: those of `dev.vars` and of the simulator, and what a key is when it was made of
//! nothing. They open nothing where money could be real.

use crate::domain::Secret;
use crate::signing::keys::modulus_digest;
use crate::signing::{sha256, webhook};

/// What every development value begins with; `tests/providers/secrets.rs` reads `dev.vars` and proves it.
const PREFIXES: [&[u8]; 2] = [b"development-", b"simulator-"];

/// SHA-256 of `sk_dev_mekong` and `pk_dev_mekong`: of a key only its digest is configured.
const KEYS: [&str; 2] = [
    "b92b7a61cc1d7a037946dc3d13683e31b925c6549b996f5d87dc99d875c70119",
    "841bca26b2253ba340915dbdd6e54e04951f9bd07680e65fd86442a918ea13d5",
];

/// SHA-256 of the moduli of the two RSA keys: of the merchant that the simulator knows, and of the simulator itself.
const MODULI: [&str; 2] = [
    "e2f3b9ac48bba79859adbf630ec3c5f919f02a827ca047f085035485d86fa858",
    "4449ef082eb1f1d714dbc74fac38c3b0c97aae2962e206d2b50cc7d05a8b6ae7",
];

/// What is hashed when a variable was not set, a program printed what it had instead, or an example was taken for a
/// key.
const NOTHING: [&str; 34] = [
    "",
    " ",
    "null",
    "NULL",
    "Null",
    "(null)",
    "<nil>",
    "nil",
    "None",
    "none",
    "undefined",
    "NaN",
    "true",
    "false",
    "0",
    "{}",
    "[]",
    "\"\"",
    "''",
    "-n",
    "-n ",
    "-e ",
    "sk_",
    "pk_",
    "sk_live_",
    "pk_live_",
    "sk_test_",
    "pk_test_",
    "sk_live_…",
    "pk_live_…",
    "key",
    "secret",
    "changeme",
    "test",
];

/// Whether a configured secret is one of `dev.vars`, as it stands, in a `whsec_`, or as an RSA key in any form.
pub fn is_development(text: &str) -> bool {
    let begins = |bytes: &[u8]| PREFIXES.iter().any(|prefix| bytes.starts_with(prefix));
    begins(text.trim_start().as_bytes())
        || webhook::key(&Secret::new(text)).is_ok_and(|key| begins(&key))
        || modulus_digest(text).is_some_and(|digest| MODULI.contains(&digest.as_str()))
}

/// Whether this is the digest of one of `dev.vars`' API keys.
pub fn is_development_key(digest: &[u8; 32]) -> bool {
    KEYS.contains(&hex::encode(digest).as_str())
}

/// Whether this is the digest of nothing, or of what stands for it, with or without the line's end that `echo` adds.
pub fn is_of_nothing(digest: &[u8; 32]) -> bool {
    let is = |text: &str, end: &str| sha256([text, end].concat().as_bytes()) == *digest;
    NOTHING.iter().any(|text| ["", "\n", "\r\n"].iter().any(|end| is(text, end)))
}
