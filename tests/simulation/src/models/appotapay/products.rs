//! What can be bought: the tables of airtime, and packages of data, whose codes say nothing of their price.

/// Thousands of dong.
const FACE: [i64; 9] = [10, 20, 30, 50, 100, 200, 300, 500, 1_000];

/// Operators whose codes begin with their own name. Gtel and Itel have the common ones.
pub const OWN: [&str; 5] = ["viettel", "vinaphone", "mobifone", "vnmobile", "beeline"];

/// Code and dong of every airtime product of a group.
pub fn airtime(prefix: &str) -> Vec<(String, i64)> {
    FACE.map(|thousands| (format!("{prefix}_{thousands}"), thousands * 1_000)).to_vec()
}

/// Telco, code, dong.
pub const DATA: [(&str, &str, i64); 5] = [
    ("viettel_data", "viettel_data_10", 10_000),
    ("viettel_data", "viettel_data_145", 145_000),
    ("viettel_data", "6GB", 72_000),
    ("mobifone_data", "D24", 24_000),
    ("mobifone_data", "7ED_DC", 7_000),
];

/// Whose it is (`topup`: anybody's) and what it is worth.
pub fn found(code: &str) -> Option<(&'static str, i64)> {
    if let Some((telco, _, dong)) = DATA.iter().find(|(_, known, _)| *known == code) {
        return Some((telco, *dong));
    }
    let (group, thousands) = code.rsplit_once('_')?;
    let group = OWN.into_iter().chain(["topup"]).find(|known| *known == group)?;
    let thousands = FACE.into_iter().find(|face| face.to_string() == thousands)?;
    Some((group, thousands * 1_000))
}

/// By the prefix, which is only a hint.
pub fn telco_of(phone: &str) -> Option<&'static str> {
    let prefix: u32 = phone.get(..3).filter(|_| is_mobile(phone))?.parse().ok()?;
    Some(match prefix {
        32..=39 | 86 | 96..=98 => "viettel",
        70 | 76..=79 | 89 | 90 | 93 | 30 | 51 => "mobifone",
        81..=85 | 88 | 91 | 94 => "vinaphone",
        52 | 56 | 58 | 92 => "vnmobile",
        59 | 99 => "gtel",
        87 => "itel",
        _ => return None,
    })
}

fn is_mobile(phone: &str) -> bool {
    let second = phone.as_bytes().get(1);
    phone.len() == 10
        && phone.starts_with('0')
        && phone.bytes().all(|byte| byte.is_ascii_digit())
        && second.is_some_and(|digit| b"35789".contains(digit))
}
