//! JSON text (RFC 8259) exactly as written: numbers keep their digits, fields their order, repeated fields stay. What
//! is signed, and what must not be read in two ways, has to be seen so; a library's tree rounds, sorts and drops.

/// Deepest nesting of what is read as data, in values one in the other.
pub const DEEPEST: usize = 127;

/// A JSON value exactly as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number's digits as they were written.
    Number(String),
    /// A text, its escapes resolved.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object, in the order written.
    Map(Vec<(String, Json)>),
}

/// Reads one JSON value and nothing after it, with at most so many values one in the other. The error is how many bytes
/// were good.
pub fn parse(bytes: &[u8], deepest: usize) -> Result<Json, usize> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.valid_up_to())?;
    let mut parser = Parser { text, at: 0, halves: false };
    let whole = parser.value(deepest).filter(|_| {
        parser.blanks();
        parser.at == text.len()
    });
    whole.ok_or(parser.at)
}

/// The same of a text that somebody else's server wrote: half of a UTF-16 pair is U+FFFD.
pub fn lenient(text: &str, deepest: usize) -> Option<Json> {
    let mut parser = Parser { text, at: 0, halves: true };
    let value = parser.value(deepest)?;
    parser.blanks();
    (parser.at == text.len()).then_some(value)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// Whether half of a pair is borne.
    halves: bool,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn step(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    /// Goes on if `byte` comes next.
    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.step())
    }

    fn skip(&mut self, wanted: fn(u8) -> bool) {
        while self.peek().is_some_and(wanted) {
            self.step();
        }
    }

    fn blanks(&mut self) {
        self.skip(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        let below = depth.checked_sub(1)?;
        self.blanks();
        match self.peek()? {
            b'"' => self.string().map(Json::Text),
            b'{' => self.map(below),
            b'[' => self.list(below),
            b't' => self.word("true", Json::Bool(true)),
            b'f' => self.word("false", Json::Bool(false)),
            b'n' => self.word("null", Json::Null),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str, value: Json) -> Option<Json> {
        word.bytes().try_for_each(|byte| self.take(byte))?;
        Some(value)
    }

    /// `-`, digits without a leading zero, a fraction, an exponent.
    fn number(&mut self) -> Option<Json> {
        let start = self.at;
        self.take(b'-');
        if self.take(b'0').is_none() {
            self.digits()?;
        }
        if self.take(b'.').is_some() {
            self.digits()?;
        }
        if self.take(b'e').or_else(|| self.take(b'E')).is_some() {
            self.take(b'+').or_else(|| self.take(b'-'));
            self.digits()?;
        }
        Some(Json::Number(self.since(start).to_owned()))
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        self.skip(|byte| byte.is_ascii_digit());
        (self.at > start).then_some(())
    }

    fn list(&mut self, below: usize) -> Option<Json> {
        let mut items = Vec::new();
        self.step();
        self.blanks();
        if self.take(b']').is_some() {
            return Some(Json::List(items));
        }
        loop {
            items.push(self.value(below)?);
            self.blanks();
            if self.take(b',').is_none() {
                self.take(b']')?;
                return Some(Json::List(items));
            }
        }
    }

    fn map(&mut self, below: usize) -> Option<Json> {
        let mut fields = Vec::new();
        self.step();
        self.blanks();
        if self.take(b'}').is_some() {
            return Some(Json::Map(fields));
        }
        loop {
            self.blanks();
            let name = self.string()?;
            self.blanks();
            self.take(b':')?;
            fields.push((name, self.value(below)?));
            self.blanks();
            if self.take(b',').is_none() {
                self.take(b'}')?;
                return Some(Json::Map(fields));
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        self.take(b'"')?;
        let mut text = String::new();
        loop {
            let start = self.at;
            let rest = self.text.as_bytes().get(start..).unwrap_or_default();
            let run = rest.iter().position(|byte| *byte < b' ' || matches!(byte, b'"' | b'\\'));
            self.at = start.saturating_add(run.unwrap_or(rest.len()));
            text.push_str(self.since(start));
            if self.take(b'"').is_some() {
                return Some(text);
            }
            self.take(b'\\')?;
            text.push(self.escaped()?);
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let byte = self.peek()?;
        self.step();
        Some(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return None,
        })
    }

    /// Four hexadecimal digits, or two times four for what UTF-16 writes in two halves. Half of one is no character.
    fn unicode(&mut self) -> Option<char> {
        let first = self.four()?;
        let after = self.at;
        let second = if (0xd800..0xdc00).contains(&first) { self.second() } else { None };
        match char::decode_utf16([first].into_iter().chain(second)).next()? {
            Ok(char) => Some(char),
            // What came instead of its other half is read by itself.
            Err(_) if self.halves => {
                self.at = after;
                Some(char::REPLACEMENT_CHARACTER)
            }
            Err(_) => None,
        }
    }

    fn second(&mut self) -> Option<u16> {
        self.take(b'\\')?;
        self.take(b'u')?;
        self.four()
    }

    fn four(&mut self) -> Option<u16> {
        let start = self.at;
        self.at = start.saturating_add(4);
        let digits = self.text.get(start..self.at).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u16::from_str_radix(digits, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How serde_json reads what it reads exactly: the referee.
    fn referee(bytes: &[u8]) -> Option<Json> {
        fn of(raw: &serde_json::value::RawValue) -> Option<Json> {
            let text = raw.get();
            Some(match text.bytes().next()? {
                b'n' => Json::Null,
                b't' => Json::Bool(true),
                b'f' => Json::Bool(false),
                b'"' => Json::Text(serde_json::from_str(text).ok()?),
                b'[' => {
                    let items: Vec<Box<serde_json::value::RawValue>> = serde_json::from_str(text).ok()?;
                    Json::List(items.iter().map(|item| of(item)).collect::<Option<_>>()?)
                }
                b'{' => {
                    let map: std::collections::BTreeMap<String, Box<serde_json::value::RawValue>> =
                        serde_json::from_str(text).ok()?;
                    Json::Map(map.iter().map(|(name, item)| Some((name.clone(), of(item)?))).collect::<Option<_>>()?)
                }
                _ => Json::Number(text.to_owned()),
            })
        }
        let raw: &serde_json::value::RawValue = serde_json::from_slice(bytes).ok()?;
        of(raw)
    }

    /// As the referee's map has it: sorted, the last of a name.
    fn sorted(json: Json) -> Json {
        match json {
            Json::List(items) => Json::List(items.into_iter().map(sorted).collect()),
            Json::Map(fields) => {
                let map: std::collections::BTreeMap<String, Json> =
                    fields.into_iter().map(|(name, value)| (name, sorted(value))).collect();
                Json::Map(map.into_iter().collect())
            }
            other => other,
        }
    }

    #[track_caller]
    fn agree(bytes: &[u8]) {
        let ours = parse(bytes, DEEPEST).ok().map(sorted);
        assert_eq!(ours, referee(bytes), "{:?}", String::from_utf8_lossy(bytes));
    }

    #[test]
    fn the_grammar_is_the_referees() {
        let good = [
            "0",
            "-0",
            "10",
            "-1.5e+10",
            "1E9",
            "\"\"",
            "\"a\\u00e9\\ud83d\\ude00\\n\\/\\b\\f\\r\\t\\\\\\\"\"",
            "[]",
            "{}",
            " [ 1 , {\"a\" : null} , true,false ] \n",
            "{\"a\":1,\"b\":[{}]}",
            "\"\u{7f}é\u{2028}\"",
            "{\"a\":1,\"a\":2}",
        ];
        let bad = [
            "",
            " ",
            "01",
            "-",
            "+1",
            "1.",
            ".5",
            "1e",
            "1e+",
            "tru",
            "truee",
            "nul",
            "\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\ud800\"",
            "\"\\udc00\"",
            "\"\\ud800\\u0041\"",
            "\"\\ud800x\"",
            "\"\t\"",
            "\"\n\"",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[",
            "{",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "{\"a\" 1}",
            "1 2",
            "[1]x",
            "\u{feff}1",
            "'a'",
            "NaN",
            "\"\\u00e\"",
            "\"\\u+123\"",
            "\"\\u 123\"",
        ];
        for text in good {
            assert!(parse(text.as_bytes(), DEEPEST).is_ok(), "{text}");
        }
        for text in bad {
            assert!(parse(text.as_bytes(), DEEPEST).is_err(), "{text}");
        }
        good.iter().chain(&bad).for_each(|text| agree(text.as_bytes()));
        agree(b"\"\xff\"");
        agree(b"\"\xed\xa0\x80\"");
    }

    #[test]
    fn every_cut_and_every_changed_byte_of_a_message() {
        let message =
            br#" {"a":[1,-2.50e3,{"b":"x\u00e9\ud83d\ude00\"\\","c":null}],"d":true,"e":{"f":[[],{}],"g":false}} "#;
        for (at, _) in message.iter().enumerate() {
            let (before, after) = message.split_at(at);
            agree(before);
            for byte in 0..=255 {
                agree(&[before, &[byte], after.split_at(1).1].concat());
            }
        }
    }

    #[test]
    fn nesting_ends_somewhere() {
        let nested = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
        assert!(parse(nested(32).as_bytes(), 32).is_ok());
        assert!(parse(nested(33).as_bytes(), 32).is_err());
        assert!(parse("[".repeat(100_000).as_bytes(), DEEPEST).is_err());
    }
}
