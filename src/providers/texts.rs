//! Texts that providers' servers hand to the payer, read for what they mean: blanks and line breaks around links,
//! base64 in lines of 76 (RFC 2045 section 6.8, as Java's MIME encoder writes it), `data:` before an image, objects
//! written as texts; words with marks around them. One reader for all providers.

use serde_json::Value;

use crate::domain::texts::is_blank;
use crate::json::lenient;
use crate::signing::canonical::Json;

/// How deep an object may be that is kept and handed on; what lies deeper is left out. Whatever is kept is wrapped
/// several times on its way to storage, and must be read there.
const MAX_KEPT: usize = 16;

/// A code to be scanned.
#[derive(Debug, PartialEq, Eq)]
pub enum Code {
    /// A picture of it, base64 on one line.
    Image(String),
    /// What the code says, to be drawn by the page.
    Text(String),
}

/// A code as a picture, with `data:` in front or without; or as what it says: a link, or an EMV payload, which begins
/// with its format `000201` (EMVCo, QR Code Specification for Payment Systems, Merchant-Presented Mode, table 3.1).
pub fn code(given: &str) -> Option<Code> {
    let text = trimmed(given);
    if let Some(image) = image(text) {
        return Some(Code::Image(image));
    }
    let line = |text: &str| !text.contains(char::is_control);
    if text.starts_with("000201") && line(text) {
        return Some(Code::Text(text.to_owned()));
    }
    link(text).map(Code::Text)
}

/// A picture in base64 on one line, if it is one by its first bytes: PNG, and JPEG and GIF, which browsers show in its
/// place. Not decoded: PAGE's own sample is cut off.
fn image(text: &str) -> Option<String> {
    let folded = match text.get(..5) {
        Some(scheme) if scheme.eq_ignore_ascii_case("data:") => text.split_once(";base64,")?.1,
        _ => text,
    };
    let unfolded: String = folded.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let known = ["iVBORw0KGgo", "/9j/", "R0lGOD"].iter().any(|begins| unfolded.starts_with(begins));
    let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    (known && unfolded.bytes().all(base64)).then_some(unfolded)
}

/// A page or an app to open. Blanks around it are dropped, and line breaks and tabs anywhere, as browsers do (WHATWG
/// URL, basic URL parser).
pub fn link(given: &str) -> Option<String> {
    let text: String = trimmed(given).chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    is_link(&text).then_some(text)
}

/// `https://…`, `weixin://…`; never script.
pub fn is_link(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let good_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.bytes().all(part);
    let script = ["javascript", "data", "vbscript", "file"].iter().any(|bad| scheme.eq_ignore_ascii_case(bad));
    let good_rest = !rest.is_empty() && !rest.contains(|c: char| c.is_control() || c.is_whitespace());
    good_scheme && !script && good_rest
}

/// Without blanks, and marks that nobody sees, around it.
pub fn trimmed(given: &str) -> &str {
    given.trim_matches(is_blank)
}

/// What a wallet's SDK is handed: an object, or a text that is read as one where it can be. `None` where it is empty.
pub fn params(given: &Json) -> Option<Value> {
    match given {
        Json::Text(text) if trimmed(text).is_empty() => None,
        Json::Text(text) => Some(inside(text).unwrap_or_else(|| text.as_str().into())),
        Json::Map(pairs) if !pairs.is_empty() => kept(given, MAX_KEPT),
        _ => None,
    }
}

/// The object that a text is, where nothing of it would be lost.
fn inside(text: &str) -> Option<Value> {
    let json = lenient::json(text.as_bytes()).filter(|json| matches!(json, Json::Map(_)) && !json.repeats_a_key())?;
    (depth(&json) <= MAX_KEPT).then(|| kept(&json, MAX_KEPT)).flatten()
}

fn depth(json: &Json) -> usize {
    let inner = match json {
        Json::List(items) => items.iter().map(depth).max(),
        Json::Map(pairs) => pairs.iter().map(|(_, value)| depth(value)).max(),
        _ => return 1,
    };
    inner.unwrap_or(0).saturating_add(1)
}

/// As the provider gave it; a number that is not whole becomes a text, so that no digit is lost. `None` for what lies
/// too deep.
fn kept(given: &Json, most: usize) -> Option<Value> {
    let below = most.checked_sub(1)?;
    Some(match given {
        Json::Null => Value::Null,
        Json::Bool(bool) => Value::Bool(*bool),
        Json::Number(digits) => digits.parse::<i64>().map_or_else(|_| digits.as_str().into(), Value::from),
        Json::Text(text) => text.as_str().into(),
        Json::List(items) => Value::Array(items.iter().filter_map(|item| kept(item, below)).collect()),
        Json::Map(pairs) => {
            // Not collected: that would sort, and a sort is eight kilobytes of wasm.
            let mut map = serde_json::Map::new();
            for (key, value) in pairs {
                if let Some(value) = kept(value, below) {
                    map.insert(key.clone(), value);
                }
            }
            Value::Object(map)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PNG of one pixel.
    const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=";
    const EMV: &str = "00020101021229370016A000000677010111011300660000000005802TH530376463048956";

    #[test]
    fn pictures_are_unfolded_and_told_from_what_a_code_says() {
        let folded: String =
            PNG.as_bytes().chunks(76).map(|line| format!("{}\r\n", String::from_utf8_lossy(line))).collect();
        for image in [
            PNG.to_owned(),
            folded.clone(),
            format!("{PNG}\n"),
            format!(" \u{feff}{PNG}"),
            format!("data:image/png;base64,{PNG}"),
            format!("DATA:image/png;charset=utf-8;base64,{folded}"),
        ] {
            assert_eq!(code(&image), Some(Code::Image(PNG.to_owned())), "{image}");
        }
        for text in [
            EMV,
            " https://qr.example/1 ",
            "\n00020101021230830016A00000067701011201153110400394751010212A B.C-D6304ABCD",
        ] {
            assert_eq!(code(text), Some(Code::Text(text.trim().to_owned())), "{text}");
        }
        for nothing in [
            "",
            "  ",
            "not base64!",
            "QUJD",
            "data:image/svg+xml,<svg/>",
            "data:text/html;base64,QUJD",
            "javascript://x",
            "000201\u{0}",
        ] {
            assert_eq!(code(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn links_lose_what_stands_around_them() {
        for given in [
            " https://pay.example/a?b=c",
            "https://pay.example/a?b=c\r\n",
            "\u{feff}https://pay.exa\r\nmple/a?b=c\u{a0}",
        ] {
            assert_eq!(link(given).as_deref(), Some("https://pay.example/a?b=c"), "{given:?}");
        }
        for bad in
            ["", " ", "https://", "https://a b", " javascript://x", "java\nscript://x", "https:/a", "\u{0}https://a"]
        {
            assert_eq!(link(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn whatever_a_wallet_is_handed_can_be_stored_and_read() {
        let deep = |levels: usize| format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
        let read = |text: &str| lenient::json(text.as_bytes()).and_then(|json| params(&json));
        for given in [deep(15), deep(16), deep(17), deep(120), format!("{{\"b\":\"x\",\"c\":{}}}", deep(120))] {
            for kept in [read(&given), params(&Json::Text(given.clone()))] {
                assert!(kept.is_some(), "{given}");
                let wrapped = serde_json::json!([[[[[[{ "a": { "b": [kept] } }]]]]]]);
                let written = crate::json::to_text(&wrapped);
                assert_eq!(crate::json::parse(written.as_bytes()), Ok(wrapped), "{given}");
            }
        }
        assert_eq!(params(&Json::Text(deep(120))), Some(deep(120).into()), "a text is kept whole");
        assert_eq!(
            read(&format!("{{\"b\":\"x\",\"c\":{}}}", deep(120))).and_then(|kept| kept.get("b").cloned()),
            Some("x".into())
        );
        assert_eq!(
            read(r#"{"a":1.50,"b":[true,null],"c":18446744073709551615}"#),
            Some(serde_json::json!({ "a": "1.50", "b": [true, null], "c": "18446744073709551615" }))
        );
        assert_eq!(
            params(&Json::Text(r#"{"a":1,"a":2}"#.to_owned())),
            Some(r#"{"a":1,"a":2}"#.into()),
            "read in two ways"
        );
        assert_eq!((read("{}"), read("\" \""), read("[1]")), (None, None, None));
    }
}
