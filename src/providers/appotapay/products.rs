//! Airtime: product codes that say themselves whose they are and what they cost (AppotaPay API Mobile Topup v2,
//! "Product codes"). The code of a data package says neither: it is looked up.

/// The networks that have airtime codes of their own, and `topup`, which suits every network. Gtel and Itel have
/// none but that; Gtel's old name `beeline` has.
const PREFIXES: [&str; 6] = ["topup", "viettel", "vinaphone", "mobifone", "vnmobile", "beeline"];

/// What airtime is sold in, in thousands of dong.
pub(super) const THOUSANDS: [&str; 9] = ["10", "20", "30", "50", "100", "200", "300", "500", "1000"];

/// What an airtime code says.
pub(super) struct Airtime<'a> {
    /// Whose it is; `None` if it suits every network.
    pub telco: Option<&'a str>,
    /// What the subscriber gets and what is charged, in dong.
    pub dong: i64,
}

/// Reads an airtime code such as `viettel_10`: 10 thousand dong.
pub(super) fn airtime(code: &str) -> Option<Airtime<'_>> {
    let (prefix, thousands) = code.rsplit_once('_')?;
    if !PREFIXES.contains(&prefix) || !THOUSANDS.contains(&thousands) {
        return None;
    }
    let dong = thousands.parse::<i64>().ok()?.checked_mul(1_000)?;
    Some(Airtime { telco: Some(prefix).filter(|prefix| *prefix != "topup"), dong })
}

/// The code of so much airtime that suits every network.
pub(super) fn code_for(dong: i64) -> Option<String> {
    let code = format!("topup_{}", dong.div_euclid(1_000));
    airtime(&code).is_some_and(|airtime| airtime.dong == dong).then_some(code)
}

/// Whether a text can be a `telco`: lower-case letters and `_`. `common` is the name of a group in the list of
/// products; whether a charge may name it no document says.
pub(super) fn is_telco(text: &str) -> bool {
    let part = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    (1..=32).contains(&text.len()) && text.bytes().all(part) && text != "common"
}

/// Documented codes have letters, digits and `_`; 64 of them, `.` and `-` are `assumed` to be enough.
pub(super) fn is_code(text: &str) -> bool {
    let part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    (1..=64).contains(&text.len()) && text.bytes().all(part)
}

/// The network that a `telco` stands for, named as [`crate::domain::Msisdn::issued_by`] names it.
pub(super) fn network(telco: &str) -> Option<&'static str> {
    Some(match telco.strip_suffix("_data").unwrap_or(telco) {
        "viettel" => "viettel",
        "vinaphone" => "vinaphone",
        "mobifone" => "mobifone",
        "vnmobile" => "vietnamobile",
        "beeline" | "gtel" => "gmobile",
        "itel" => "itel",
        _ => return None,
    })
}
