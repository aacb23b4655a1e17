//! Canonical strings and keys, as they cross to JavaScript.

use mekong_pay_js::{canonical, key_der};
use serde_json::Value;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::vectors::{Vectors, text};

#[wasm_bindgen_test]
fn canonical_strings_are_the_vectors() {
    let vectors = Vectors::read();
    for case in vectors.of_kind("canonical") {
        let (input, expected) = (text(&case["input"]).as_bytes(), &case["expect"]);
        assert_eq!(canonical(input, false).as_deref(), expected["included"].as_str(), "{}", case["id"]);
        assert_eq!(canonical(input, true).as_deref(), expected["skipped"].as_str(), "{}", case["id"]);
    }
    assert_eq!(canonical(b"\xff", false), None);
}

#[wasm_bindgen_test]
fn keys_become_what_openssl_writes_or_an_error_without_them() {
    let vectors = Vectors::read();
    for case in vectors.of_kind("key") {
        let (input, expected) = (text(&case["input"]), &case["expect"]);
        let told: Value = serde_json::from_str(&key_der(input.as_bytes(), expected["kind"] == "private")).unwrap();
        match expected.get("der") {
            Some(der) => assert_eq!(&told, der, "{}", case["id"]),
            None => {
                assert_eq!(told["error"]["code"], "key_invalid", "{}", case["id"]);
                assert!(input.len() < 20 || !told.to_string().contains(&input[..20]), "{}", case["id"]);
            }
        }
    }
}
