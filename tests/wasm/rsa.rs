//! RSA on the platform: it signs as openssl does, and takes openssl's signatures and no others.

use js_sys::{Function, Object, Reflect};
use mekong_pay::signing::{NotSigned, RsaBackend, RsaDigest};
use mekong_pay::webcrypto::WebCrypto;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::vectors::{Signature, Vectors};

const OTHER: [(RsaDigest, RsaDigest); 2] = [(RsaDigest::Sha1, RsaDigest::Sha256), (RsaDigest::Sha256, RsaDigest::Sha1)];

fn other(digest: RsaDigest) -> RsaDigest {
    OTHER.into_iter().find(|(one, _)| *one == digest).unwrap().1
}

async fn verifies(vectors: &Vectors, key: &str, digest: RsaDigest, text: &str, signature: &[u8]) -> bool {
    WebCrypto.verify(&vectors.public(key), digest, text.as_bytes(), signature).await
}

#[wasm_bindgen_test]
async fn it_signs_as_openssl_does() {
    let vectors = Vectors::read();
    assert!(vectors.signatures().len() > 100);
    for Signature { key, digest, text, bytes } in vectors.signatures() {
        let made = WebCrypto.sign(&vectors.private(key), digest, text.as_bytes()).await;
        assert_eq!(made.unwrap(), bytes, "{key}, {digest:?}: {text}");
    }
}

#[wasm_bindgen_test]
async fn openssls_signatures_are_good() {
    let vectors = Vectors::read();
    for Signature { key, digest, text, bytes } in vectors.signatures() {
        assert!(verifies(&vectors, key, digest, text, &bytes).await, "{key}, {digest:?}: {text}");
    }
}

#[wasm_bindgen_test]
async fn a_signature_is_no_other_keys() {
    let vectors = Vectors::read();
    for Signature { key, digest, text, bytes } in vectors.signatures().into_iter().step_by(10) {
        for stranger in vectors.names().into_iter().filter(|name| *name != key) {
            assert!(!verifies(&vectors, stranger, digest, text, &bytes).await, "{stranger} for {key}: {text}");
        }
    }
}

#[wasm_bindgen_test]
async fn a_signature_is_of_its_text_and_digest_and_whole() {
    let vectors = Vectors::read();
    for Signature { key, digest, text, bytes } in vectors.signatures().into_iter().step_by(10) {
        let mut flipped = bytes.clone();
        flipped[bytes.len() / 2] ^= 1;
        let long = [bytes.as_slice(), &[0]].concat();
        for damaged in [&flipped[..], &long, &bytes[1..], bytes.split_last().unwrap().1, &[]] {
            assert!(!verifies(&vectors, key, digest, text, damaged).await, "{} bytes: {text}", damaged.len());
        }
        for forged in [format!("{text} "), text.to_uppercase(), String::new()] {
            assert!(forged == text || !verifies(&vectors, key, digest, &forged, &bytes).await, "{forged}");
        }
        assert!(!verifies(&vectors, key, other(digest), text, &bytes).await, "{digest:?}: {text}");
    }
}

/// Puts something else in the place of the platform's own function, for as long as `with` takes.
async fn replaced<T>(name: &str, body: &str, with: impl Future<Output = T>) -> T {
    let crypto = Reflect::get(&js_sys::global(), &"crypto".into()).unwrap();
    let subtle: Object = Reflect::get(&crypto, &"subtle".into()).unwrap().unchecked_into();
    assert!(Reflect::set(&subtle, &name.into(), &Function::new_no_args(body)).unwrap());
    let made = with.await;
    assert!(Reflect::delete_property(&subtle, &name.into()).unwrap());
    made
}

#[wasm_bindgen_test]
async fn what_the_platform_cannot_do_is_no_signature() {
    let vectors = Vectors::read();
    let (key, text) = (vectors.private("merchant"), b"text");
    for body in ["throw new Error('no')", "return Promise.reject(new Error('no'))"] {
        let sign = WebCrypto.sign(&key, RsaDigest::Sha1, text);
        assert_eq!(replaced("sign", body, sign).await, Err(NotSigned), "{body}");
    }
    assert!(WebCrypto.sign(&key, RsaDigest::Sha1, text).await.is_ok(), "the next one is made");
}

#[wasm_bindgen_test]
async fn nothing_but_the_platforms_own_true_makes_a_signature_good() {
    let vectors = Vectors::read();
    let Signature { key, digest, text, bytes } = vectors.signatures().remove(0);
    let answers = ["'true'", "1", "{}", "[true]", "new Boolean(true)", "undefined", "null", "Promise.reject(true)"];
    for answer in answers {
        let body = format!("return Promise.resolve({answer})");
        let good = replaced("verify", &body, verifies(&vectors, key, digest, text, &bytes)).await;
        assert!(!good, "{answer}");
    }
    assert!(!replaced("verify", "throw true", verifies(&vectors, key, digest, text, &bytes)).await);
    assert!(verifies(&vectors, key, digest, text, &bytes).await);
}
