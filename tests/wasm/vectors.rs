//! `tests/vectors/lianlian.json`: keys, signatures made by openssl, and cases.

use base64ct::{Base64, Encoding};
use mekong_pay::signing::RsaDigest;
use mekong_pay::signing::keys::{PrivateKey, PublicKey};
use serde_json::Value;

pub struct Vectors(Value);

/// A signature of openssl's.
pub struct Signature<'a> {
    pub key: &'a str,
    pub digest: RsaDigest,
    pub text: &'a str,
    pub bytes: Vec<u8>,
}

impl Vectors {
    pub fn read() -> Self {
        Self(serde_json::from_str(include_str!("../vectors/lianlian.json")).unwrap())
    }

    /// Pairs made by openssl, and what they are called.
    pub fn names(&self) -> Vec<&str> {
        self.0["keys"].as_object().unwrap().keys().map(String::as_str).collect()
    }

    pub fn private(&self, name: &str) -> PrivateKey {
        PrivateKey::parse(text(&self.0["keys"][name]["private"])).unwrap()
    }

    pub fn public(&self, name: &str) -> PublicKey {
        PublicKey::parse(text(&self.0["keys"][name]["public"])).unwrap()
    }

    pub fn signatures(&self) -> Vec<Signature<'_>> {
        self.0["signatures"].as_array().unwrap().iter().map(signature).collect()
    }

    /// The signature of a text by a key, where openssl made one.
    pub fn signed(&self, key: &str, written: &str) -> Option<Vec<u8>> {
        let fits = |each: &Signature<'_>| each.key == key && each.text == written && each.digest == RsaDigest::Sha1;
        self.signatures().into_iter().find(fits).map(|found| found.bytes)
    }

    pub fn config(&self, name: &str) -> &Value {
        &self.0["configs"][name]
    }

    /// The case of this id.
    pub fn case(&self, id: &str) -> &Value {
        self.cases().iter().find(|case| case["id"] == id).unwrap()
    }

    /// The cases of a kind, of which there must be some.
    pub fn of_kind(&self, kind: &str) -> Vec<&Value> {
        let found: Vec<&Value> = self.cases().iter().filter(|case| case["kind"] == kind).collect();
        assert!(found.len() > 10, "{kind}");
        found
    }

    fn cases(&self) -> &[Value] {
        self.0["cases"].as_array().unwrap()
    }
}

fn signature(written: &Value) -> Signature<'_> {
    Signature {
        key: text(&written["key"]),
        digest: if written["digest"] == "SHA256" { RsaDigest::Sha256 } else { RsaDigest::Sha1 },
        text: text(&written["text"]),
        bytes: bytes(&written["signature"]),
    }
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The bytes of a text in base64.
pub fn bytes(value: &Value) -> Vec<u8> {
    Base64::decode_vec(text(value)).unwrap()
}
