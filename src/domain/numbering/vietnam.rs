//! Vietnam's mobile numbering plan: 0 and nine digits since 2018. A prefix tells who issued a number, not who
//! serves it: since November 2018 subscribers keep their number when they change the network.

use super::super::error::CommandError;
use super::super::texts;

/// National numbers without the trunk 0: nine digits that start with 3, 5, 7, 8 or 9. `02…` is fixed line, `1800`
/// and `1900` are services.
pub(in super::super) fn national(text: &str) -> Result<String, CommandError> {
    let plain = texts::digits(text);
    let national = ["+84", "0084", "84", "0"].iter().find_map(|p| plain.strip_prefix(p)).unwrap_or_default();
    if national.len() == 9 && digits(national) && national.starts_with(['3', '5', '7', '8', '9']) {
        return Ok(national.to_owned());
    }
    let invalid = |problem: String| CommandError::new("msisdn_invalid", "msisdn", problem);
    // Ten digits that start with 1: as numbers were until 2018. Never corrected silently, since money follows.
    let old = Some(national).filter(|old| old.len() == 10 && digits(old)).and_then(renumbered);
    Err(match old {
        Some((before, now)) => invalid(format!("0{before} became 0{now} in 2018: give the number as it is today")),
        None => invalid("expected a Vietnamese mobile number: 0 or +84, and 9 digits".to_owned()),
    })
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Prefixes of the eleven-digit numbers, and what became of each in 2018.
const RENUMBERED: [(&str, &str); 21] = [
    ("120", "70"),
    ("121", "79"),
    ("122", "77"),
    ("123", "83"),
    ("124", "84"),
    ("125", "85"),
    ("126", "76"),
    ("127", "81"),
    ("128", "78"),
    ("129", "82"),
    ("162", "32"),
    ("163", "33"),
    ("164", "34"),
    ("165", "35"),
    ("166", "36"),
    ("167", "37"),
    ("168", "38"),
    ("169", "39"),
    ("186", "56"),
    ("188", "58"),
    ("199", "59"),
];

fn renumbered(national: &str) -> Option<(&'static str, &'static str)> {
    RENUMBERED.into_iter().find(|(before, _)| national.starts_with(before))
}

/// The network that issued a number: `viettel`, `mobifone`, `vinaphone`, `vietnamobile`, `gmobile`, `itel` or
/// `wintel`. A hint and nothing more.
pub(in super::super) fn issued_by(national: &str) -> Option<&'static str> {
    Some(match national.get(..2)? {
        "32" | "33" | "34" | "35" | "36" | "37" | "38" | "39" | "86" | "96" | "97" | "98" => "viettel",
        "30" | "51" | "70" | "76" | "77" | "78" | "79" | "89" | "90" | "93" => "mobifone",
        "81" | "82" | "83" | "84" | "85" | "88" | "91" | "94" => "vinaphone",
        "52" | "56" | "58" | "92" => "vietnamobile",
        "99" if matches!(national.get(2..3), Some("8" | "9")) => "itel",
        "59" | "99" => "gmobile",
        "87" => "itel",
        "55" => "wintel",
        _ => return None,
    })
}
