//! The wasm as a text in JavaScript: one character for each of the 86 commonest bytes, two for any other.
//!
//! Not base64: three bytes become four characters there, so that what repeats in the wasm no longer does in the text,
//! and gzip makes a third more of it. Of this it makes a hundredth more than of the wasm itself.
//! `js/mekong-pay/lib/unpack.js` reads it.

use std::cmp::Reverse;
use std::collections::HashMap;

/// Printable, and nothing that means something in a string, in a template, or in HTML.
const SINGLES: &str = "!#$%&()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|";
/// Each begins a pair, whose second character is any of all these.
const PREFIXES: &str = "}~";

/// The module behind `#wasm`, for everywhere but workerd.
pub fn module(wasm: &[u8]) -> String {
    let order = commonest_first(wasm);
    let hex: String = order.iter().map(|byte| format!("{byte:02x}")).collect();
    let codes: HashMap<u8, String> = order.into_iter().zip(codes()).collect();
    let text: String = wasm.iter().filter_map(|byte| codes.get(byte)).map(String::as_str).collect();
    format!(
        "import {{ unpack }} from '#lib/unpack.js';\n\
         export const compiled = () =>\n\
         new WebAssembly.Module(unpack('{SINGLES}{PREFIXES}', '{hex}', '{text}'));\n"
    )
}

/// All 256 bytes.
fn commonest_first(bytes: &[u8]) -> Vec<u8> {
    let mut counts: HashMap<u8, usize> = HashMap::new();
    for byte in bytes {
        let count = counts.entry(*byte).or_default();
        *count = count.saturating_add(1);
    }
    let mut order: Vec<u8> = (0..=u8::MAX).collect();
    // Stable, so that everybody's build comes out the same.
    order.sort_by_key(|byte| Reverse(counts.get(byte).copied()));
    order
}

/// 262 of them, the short ones first.
fn codes() -> impl Iterator<Item = String> {
    let pairs = PREFIXES.chars().flat_map(|first| letters().map(move |second| String::from_iter([first, second])));
    SINGLES.chars().map(String::from).chain(pairs)
}

fn letters() -> impl Iterator<Item = char> {
    SINGLES.chars().chain(PREFIXES.chars())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{codes, commonest_first, letters, module};

    #[test]
    fn every_byte_has_a_code_of_its_own() {
        let all: Vec<String> = codes().collect();
        let some = [0, 85, 86, 174, 255].map(|rank| all.get(rank).map_or("", String::as_str));
        assert_eq!(some, ["!", "|", "}!", "~!", "~x"]);
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), 262);
    }

    #[test]
    fn nothing_in_the_text_could_end_it() {
        assert!(letters().all(|c| c.is_ascii_graphic() && !"\"'`\\<>".contains(c)));
    }

    #[test]
    fn the_commonest_bytes_are_the_short_ones() {
        let bytes = [7, 9, 7, 7, 9, 0];
        assert_eq!(commonest_first(&bytes).get(..3), Some([7, 9, 0].as_slice()));
        assert!(module(&bytes).ends_with("', '!#!!#$'));\n"));
    }
}
