//! The canonical string of JSON as written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mekong_pay::signing::canonical::{Empties, Json, canonical_string};
use serde::de::IgnoredAny;

fuzz_target!(|data: &[u8]| {
    let Some(json) = Json::read(data) else { return };
    assert!(serde_json::from_slice::<IgnoredAny>(data).is_ok(), "no other reader takes it");
    assert_eq!(Json::read(written(&json).as_bytes()).as_ref(), Some(&json), "written and read, it is another one");
    let [included, skipped] = [Empties::Included, Empties::Skipped].map(|empties| canonical_string(&json, empties));
    assert_eq!(included.is_some(), skipped.is_some(), "whether there is a string does not depend on the empty ones");
    let Some(text) = included else { return };
    assert!(!json.repeats_a_key(), "a repeated key has a string");
    assert!(skipped.is_some_and(|skipped| skipped.len() <= text.len()));
    assert_eq!(canonical_string(&reversed(&json), Empties::Included), Some(text.clone()), "the order of keys counts");
    if json.is_flat() {
        reads_back(&json, &text);
    }
});

/// As JSON again, by a writer of our own: numbers with their digits, keys in their order.
fn written(json: &Json) -> String {
    let quoted = |text: &String| serde_json::to_string(text).expect("a text");
    match json {
        Json::Null => "null".to_owned(),
        Json::Bool(bool) => bool.to_string(),
        Json::Number(digits) => digits.clone(),
        Json::Text(text) => quoted(text),
        Json::List(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(",")),
        Json::Map(pairs) => {
            let pairs: Vec<String> =
                pairs.iter().map(|(key, value)| format!("{}:{}", quoted(key), written(value))).collect();
            format!("{{{}}}", pairs.join(","))
        }
    }
}

/// The same with the keys of every object the other way round.
fn reversed(json: &Json) -> Json {
    match json {
        Json::List(items) => Json::List(items.iter().map(reversed).collect()),
        Json::Map(pairs) => Json::Map(pairs.iter().rev().map(|(key, value)| (key.clone(), reversed(value))).collect()),
        other => other.clone(),
    }
}

/// A flat object's string can be read in one way only.
fn reads_back(json: &Json, text: &str) {
    let Json::Map(pairs) = json else { panic!("flat, but no object") };
    let mut expected: Vec<(&str, &str)> =
        pairs.iter().filter_map(|(key, value)| Some((key.as_str(), value.text()?))).collect();
    expected.sort_unstable();
    let read: Vec<(&str, &str)> = if expected.is_empty() {
        Vec::new()
    } else {
        text.split('&').filter_map(|piece| piece.split_once('=')).collect()
    };
    assert_eq!(read, expected, "{text}");
}
