//! The house's rules, read off its source: what may import what, and what stands nowhere.

use crate::support::source::{Source, all, src};
use mekong_pay::providers::REGISTRY;

/// The layers from the ground up: each may use itself and what stands before it.
const LAYERS: [&str; 8] = ["json", "domain", "signing", "webcrypto", "providers", "api", "gateway", "edge"];

/// The layers that may know a clock, randomness and the network.
const OUTSIDE_WORLD: [&str; 2] = ["edge", "webcrypto"];

/// What names a provider: its id, and what its company is called for short.
fn providers() -> Vec<&'static str> {
    REGISTRY.iter().map(|provider| provider.id()).chain(["appota"]).collect()
}

fn assert_none(rule: &str, breaches: Vec<String>) {
    assert!(breaches.is_empty(), "{rule}:\n{}", breaches.join("\n"));
}

/// Files of `layers`, which must exist, or a rule would hold of nothing.
fn files(layers: &[&str]) -> Vec<Source> {
    let files: Vec<Source> = all().into_iter().filter(|file| layers.contains(&file.layer())).collect();
    let here = |layer: &&str| files.iter().any(|file| file.layer() == *layer);
    assert!(
        ["json", "domain", "signing", "providers", "api"].iter().filter(|l| layers.contains(l)).all(here),
        "a layer is empty"
    );
    files
}

#[test]
fn imports_point_downwards_only() {
    let mut breaches = Vec::new();
    for file in files(&LAYERS) {
        let own = LAYERS.iter().position(|layer| *layer == file.layer()).unwrap();
        for name in file.reaches() {
            // The core must build without the platform: only the Worker has that backend.
            let rsa = name == "webcrypto" && !OUTSIDE_WORLD.contains(&file.layer());
            let above = LAYERS.iter().position(|layer| *layer == name).is_some_and(|layer| layer > own);
            if rsa || above {
                breaches.push(format!("{} uses {name}", file.path));
            }
        }
    }
    assert_none("an import points upwards", breaches);
}

/// Whether `code` holds `word`, not as the end or the beginning of a longer name.
fn holds(code: &str, word: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    code.match_indices(word).any(|(at, _)| {
        let before = code.get(..at).and_then(|text| text.chars().next_back());
        let after = code.get(at + word.len()..).and_then(|text| text.chars().next());
        !part(before) && (!part(after) || word.ends_with(':'))
    })
}

fn breaches(files: &[Source], words: &[&str]) -> Vec<String> {
    let found = |file: &Source| {
        let path = file.path.clone();
        words.iter().filter(|word| holds(&file.bare, word)).map(|word| format!("{path}: {word}")).collect::<Vec<_>>()
    };
    files.iter().flat_map(found).collect()
}

/// What has a clock, chance, a network or a thread.
const WORLD: [&str; 16] = [
    "SystemTime",
    "Instant",
    "Utc::now",
    "Local::now",
    "std::fs",
    "std::env",
    "std::process",
    "std::thread",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "getrandom",
    "rand::",
    "js_sys",
    "web_sys",
    "wasm_bindgen",
];

#[test]
fn no_clock_randomness_or_network_but_the_platforms() {
    let inside: Vec<Source> = all().into_iter().filter(|file| !OUTSIDE_WORLD.contains(&file.layer())).collect();
    assert_none("time, chance and the network are given", breaches(&inside, &WORLD));
    assert_none("the platform is known to edge alone", breaches(&inside, &["worker::", "thread_local"]));
    let waits = inside.into_iter().filter(|file| file.layer() != "gateway").collect::<Vec<_>>();
    assert_none("only the gateway waits for others", breaches(&waits, &["futures_channel", "futures_util"]));
}

/// What Cloudflare alone can show is not simulated, so it is kept small.
#[test]
fn the_edge_is_thin() {
    let files = std::fs::read_dir(src().join("edge")).unwrap().map(|file| file.unwrap().path());
    let lines: usize = files.map(|file| std::fs::read_to_string(file).unwrap().lines().count()).sum();
    assert!((300..=1_300).contains(&lines), "src/edge has {lines} lines");
}

#[test]
fn no_floats_near_money() {
    let files = files(&["json", "domain", "signing", "providers"]);
    // The strict reader must name the types of serde's interface: it refuses every number with a fraction.
    let files: Vec<Source> = files.into_iter().filter(|file| !file.path.starts_with("json/")).collect();
    assert_none("money is a whole number", breaches(&files, &["f32", "f64", "as_f64", "from_f64"]));
}

#[test]
fn nothing_panics_on_purpose() {
    let mut found = Vec::new();
    for file in all() {
        for word in [".unwrap()", ".expect(", ".unwrap_err()", "panic!", "unreachable!", "todo!", "unimplemented!"] {
            if file.bare.contains(word) {
                found.push(format!("{}: {word}", file.path));
            }
        }
    }
    assert_none("an error is a value", found);
}

/// Splits `PROVIDER_LTC` and `LtcConfig` into lower-case words, so that `ResultCode` does not name LTC.
fn words(code: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut last = ' ';
    for c in code.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && last.is_lowercase()) {
            words.push(String::new());
        }
        if c.is_alphanumeric() {
            words.last_mut().unwrap().extend(c.to_lowercase());
        }
        last = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether code names a provider, in one word or in words that follow each other.
fn names(code: &str, provider: &str) -> bool {
    let words = words(code);
    let provider = provider.replace('_', "");
    let starts = |rest: &[String]| {
        let mut joined = String::new();
        rest.iter().take(2).any(|word| {
            joined.push_str(word);
            joined == provider || (provider.len() > 3 && joined.starts_with(&provider))
        })
    };
    (0..words.len()).any(|at| words.get(at..).is_some_and(starts))
}

#[test]
fn a_provider_is_named_in_its_folder_and_the_registry_only() {
    let mut found = Vec::new();
    for file in all().iter().filter(|file| file.path != "providers/mod.rs") {
        for provider in providers() {
            let own = file.path.starts_with(&format!("providers/{provider}"));
            if !own && names(&file.code, provider) {
                found.push(format!("{}: {provider}", file.path));
            }
        }
    }
    assert_none("a fifth provider costs one folder", found);
}

/// The reader of source itself: what it does not see, no rule above can find.
#[test]
fn the_reader_sees_code_and_not_comments() {
    let text = r##"
        //! crate::edge in a comment, ltc too
        use crate::{domain::{Money, order}, providers::ltc};
        use super::super::super::api;
        fn f() { let c = '"'; let s = "crate::edge \" LTC"; let r = r#"x" panic!()"#; x.unwrap() } /* todo!() */
        #[cfg(test)]
        mod tests { fn g() { "}"; panic!() } }
        fn lifetime<'a>(x: &'a str) -> f64 { ResultCode }
    "##;
    let file = Source::new("domain/order/lifecycle.rs", text);
    assert_eq!(file.reaches(), ["domain", "providers", "api"]);
    assert!(file.bare.contains(".unwrap()") && holds(&file.bare, "f64"));
    assert!(!file.bare.contains("panic!") && !file.bare.contains("todo!"));
    assert!(names(&file.code, "ltc"), "in a text and in a path");
    assert!(!names("ResultCode ConnectTo", "ltc") && names("PROVIDER_LTC", "ltc") && names("LtcConfig", "ltc"));
    assert!(names("LianLian", "lianlian") && names("AppotaPay", "appota") && names("connect_topup", "connect_topup"));
}
