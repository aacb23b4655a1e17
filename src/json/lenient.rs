//! Bytes that other people's servers send: read for what they mean, where our own callers' are read strictly. Nothing
//! that a signature covers is mended: what was not UTF-8 is no longer what was signed, and so its signature is not
//! good.

use std::borrow::Cow;

use super::parser::{self, DEEPEST, Json};

/// The text of a body. A byte order mark is none of it (RFC 8259 section 8.1 lets readers bear one), and says so where
/// the text is UTF-16; what is no UTF-8 becomes U+FFFD, so that the rest can be read.
pub fn text(body: &[u8]) -> Cow<'_, str> {
    match body {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest),
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(body),
    }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Cow<'_, str> {
    let pairs = bytes.chunks(2).filter_map(|pair| Some(unit(pair.try_into().ok()?)));
    let text: String = char::decode_utf16(pairs).map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Cow::Owned(text)
}

/// One JSON value and nothing after it, exactly as written. Half of a character (`\ud83d`, left over where a server cut
/// a text) becomes U+FFFD.
pub fn json(body: &[u8]) -> Option<Json> {
    parser::lenient(&text(body), DEEPEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16_of(text: &str, mark: [u8; 2], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect()
    }

    #[test]
    fn marks_and_encodings_are_borne() {
        let json = r#"{"a":"ກ😀","b":1.50}"#;
        let plain = super::json(json.as_bytes());
        assert!(plain.is_some());
        let marked = [
            [b"\xef\xbb\xbf", json.as_bytes()].concat(),
            utf_16_of(json, [0xff, 0xfe], u16::to_le_bytes),
            utf_16_of(json, [0xfe, 0xff], u16::to_be_bytes),
        ];
        for body in marked {
            assert_eq!(super::json(&body), plain, "{body:?}");
        }
        assert!(super::json(b"\xef\xbb\xbf\xef\xbb\xbf{}").is_none(), "one mark is enough");
        assert_eq!(text(b""), "");
        assert_eq!(text(b"\xef\xbb\xbf"), "");
        assert!(text(&[0xff, 0xfe, 0x31]).is_empty(), "half a unit");
    }

    #[test]
    fn what_cannot_be_read_hides_nothing_else() {
        let texts = |body: &[u8]| super::json(body).map(|json| json.texts());
        let kept = |text: &str| Some(vec![("m".to_owned(), text.to_owned()), ("c".to_owned(), "0".to_owned())]);
        // A sentence in windows-874, and sentences cut in the middle of a character.
        assert_eq!(texts(b"{\"m\":\"\xca\xd3\xe0\",\"c\":0}"), kept("\u{fffd}\u{fffd}\u{fffd}"));
        assert_eq!(texts(br#"{"m":"a\ud83d","c":0}"#), kept("a\u{fffd}"));
        assert_eq!(texts(br#"{"m":"\ud83dx\ude00","c":0}"#), kept("\u{fffd}x\u{fffd}"));
        assert_eq!(texts(br#"{"m":"\ud83d\ud83d\ude00","c":0}"#), kept("\u{fffd}😀"));
        assert_eq!(texts(br#"{"m":"\ud83d\u","c":0}"#), None, "no escape at all");
        assert!(parser::parse(br#""\ud83d""#, DEEPEST).is_err(), "our own callers' texts are whole");
    }
}
