//! What people type and paste: numbers and passwords out of messages, spreadsheets and addresses, with blanks that are
//! none, marks that nobody sees, hyphens and digits of other scripts. Read here and nowhere else; ids and whatever is
//! signed are never changed.

/// First digits of the scripts that are written here, and full-width ones: Lao, Thai, Khmer, Myanmar.
const ZEROS: [char; 5] = ['\u{ed0}', '\u{e50}', '\u{17e0}', '\u{1040}', '\u{ff10}'];

/// As it was meant, in ASCII where there is a spelling: invisible characters are left out, what surrounds it is
/// trimmed.
pub fn plain(text: &str) -> String {
    let meant: String = unescaped(text).chars().filter(|c| !is_invisible(*c)).map(ascii).collect();
    meant.trim().to_owned()
}

/// The same without what people put between digits: blanks, dots, hyphens, parentheses.
pub fn digits(text: &str) -> String {
    plain(text).chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')')).collect()
}

/// What stands in a text that is taken exactly as it is, and hardly anybody meant, if anything does.
pub fn oddity(text: &str) -> Option<&'static str> {
    text.chars().find_map(|c| match c {
        c if is_invisible(c) => Some("an invisible character"),
        c if c.is_whitespace() => Some("a blank"),
        c if c.is_control() => Some("a control character"),
        c if !c.is_ascii() && ascii(c) == '-' => Some("a hyphen that is not -"),
        c if !c.is_ascii() && ascii(c).is_ascii() => Some("a character that only looks like an ASCII one"),
        _ => None,
    })
}

/// Whether a text that is compared as it is looks like no other one: nothing in it that nobody sees, no blank but a plain
/// one, and none around it.
pub fn is_plainly_written(text: &str) -> bool {
    text.trim() == text && !text.chars().any(|c| is_invisible(c) || c.is_control() || (c.is_whitespace() && c != ' '))
}

/// White space, and the marks that have no width: what may stand around a text and is none of it.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// A plus and a blank as they stand in an address. Nothing else of a number needs to be escaped.
fn unescaped(text: &str) -> String {
    text.replace("%20", " ").replace("%2B", "+").replace("%2b", "+")
}

/// Marks without a width: soft hyphens, joiners, directions, variations, byte order marks.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// The ASCII character that is meant, or the character itself.
fn ascii(c: char) -> char {
    match c {
        c if c.is_whitespace() => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        // Full-width forms stand as ASCII does.
        '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        c => ZEROS.into_iter().find_map(|zero| digit_after(zero, c)).unwrap_or(c),
    }
}

fn digit_after(zero: char, c: char) -> Option<char> {
    u32::from(c).checked_sub(u32::from(zero)).and_then(|value| char::from_digit(value, 10))
}

/// Control characters, as [`char::is_control`] has them: for between the brackets of a regular expression.
macro_rules! control {
    () => {
        r"\u0000-\u001f\u007f-\u009f"
    };
}

/// White space, as [`char::is_whitespace`] has it, but for the plain blank.
macro_rules! white_space {
    () => {
        r"\u0009-\u000d\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
    };
}

/// What [`is_invisible`].
macro_rules! invisible {
    () => {
        r"\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
    };
}

/// What [`is_plainly_written`], of 1 to so many characters and two.
macro_rules! plainly_written {
    (@inside) => {
        concat!($crate::domain::texts::control!(), $crate::domain::texts::white_space!(), $crate::domain::texts::invisible!())
    };
    ($between:literal) => {
        concat!(
            "^[^ ",
            $crate::domain::texts::plainly_written!(@inside),
            "](?:[^",
            $crate::domain::texts::plainly_written!(@inside),
            "]{0,",
            $between,
            "}[^ ",
            $crate::domain::texts::plainly_written!(@inside),
            "])?$"
        )
    };
}

pub(crate) use {control, invisible, plainly_written, white_space};

/// The same as regular expressions, for the API's document.
#[cfg(feature = "openapi")]
pub mod patterns {
    use super::ZEROS;

    /// One character at least that [`str::trim`] leaves.
    pub const NOT_BLANK: &str = concat!("[^ ", white_space!(), "]");

    /// What is skipped between digits, and before and after them.
    pub const SKIPPED: &str = concat!(
        r"(?:[ ().",
        white_space!(),
        invisible!(),
        r"\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff08\uff09\uff0d\uff0e-]|%20)*",
    );

    /// A plus.
    pub const PLUS: &str = r"(?:[+\uff0b]|%2[Bb])";

    /// A digit, from one to another.
    pub fn digit(from: u32, to: u32) -> String {
        let range = |zero: u32| {
            let at = |digit: u32| zero.saturating_add(digit);
            if from == to { format!("\\u{:04x}", at(from)) } else { format!("\\u{:04x}-\\u{:04x}", at(from), at(to)) }
        };
        let all: String = std::iter::once('0').chain(ZEROS).map(|zero| range(u32::from(zero))).collect();
        format!("[{all}]")
    }

    /// So many digits, from and to, with whatever is skipped.
    pub fn digits(least: usize, most: usize) -> String {
        format!("^{SKIPPED}(?:{}{SKIPPED}){{{least},{most}}}$", digit(0, 9))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ways in which the same digits are pasted.
    const PASTED: [fn(&str) -> String; 12] = [
        |n| n.to_owned(),
        |n| format!(" \u{a0}{n}\t\r\n"),
        |n| format!("\u{202a}{n}\u{202c}"),
        |n| n.chars().flat_map(|c| [c, '\u{200b}']).collect(),
        |n| n.chars().flat_map(|c| [c, '\u{2011}']).collect(),
        |n| n.chars().flat_map(|c| ['\u{202f}', c]).collect(),
        |n| shifted(n, '\u{ed0}'),
        |n| shifted(n, '\u{e50}'),
        |n| shifted(n, '\u{17e0}'),
        |n| shifted(n, '\u{ff10}').replace('+', "\u{ff0b}"),
        |n| n.replace('+', "%2B"),
        |n| format!("%20\u{feff}({})", n.replace('+', "%2b")),
    ];

    fn shifted(text: &str, zero: char) -> String {
        let digit = |c: char| Some(u32::from(zero).saturating_add(c.to_digit(10)?)).and_then(char::from_u32);
        text.chars().map(|c| digit(c).unwrap_or(c)).collect()
    }

    #[test]
    fn however_it_is_pasted_it_reads_the_same() {
        for number in ["+8562055515155", "0205551515", "0123456789", "84"] {
            for pasted in PASTED {
                assert_eq!(digits(&pasted(number)), number, "{}", pasted(number).escape_unicode());
            }
        }
    }

    #[test]
    fn plain_ascii_and_other_letters_are_left() {
        for text in ["", "abc", "20x5", "a+b%2", "100%", "%2C", "\u{664}", "ກ", "é"] {
            assert_eq!(digits(text), text);
        }
        assert_eq!(plain(" a - (b.c) "), "a - (b.c)");
    }

    #[test]
    fn says_what_nobody_sees() {
        for (text, found) in [
            ("A1", None),
            ("ກ", None),
            ("A\u{200b}1", Some("an invisible character")),
            ("A 1", Some("a blank")),
            ("A1\u{a0}", Some("a blank")),
            ("A\u{2011}1", Some("a hyphen that is not -")),
            ("\u{ff21}1", Some("a character that only looks like an ASCII one")),
            ("A\0", Some("a control character")),
        ] {
            assert_eq!(oddity(text), found, "{}", text.escape_unicode());
        }
    }
}
