//! Sealing: what node:crypto sealed is opened, and nothing that was changed.

use mekong_pay::domain::Secret;
use mekong_pay::webcrypto::{open, seal};
use wasm_bindgen_test::wasm_bindgen_test;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const CONTEXT: &str = "a1:account";
/// By node:crypto: AES-256-GCM of `session-token-1` under HMAC-SHA256 of `mekong: sessions at rest, v1`, with the context
/// as additional data; the nonce stands before it, the tag behind.
const SEALED: &str = "000102030405060708090a0b97bf4c67de73d1115643462d6a4e8785dc36c0f27d67a8768e9c7f6aaccacd";
const TOKEN: &str = "session-token-1";

fn sealed() -> Vec<u8> {
    hex::decode(SEALED).unwrap()
}

async fn opened(secret: &str, context: &str, sealed: &[u8]) -> Option<String> {
    open(&Secret::new(secret), context, sealed).await.map(|token| token.reveal().to_owned())
}

#[wasm_bindgen_test]
async fn what_node_crypto_sealed_is_opened() {
    assert_eq!(opened(SECRET, CONTEXT, &sealed()).await.as_deref(), Some(TOKEN));
}

#[wasm_bindgen_test]
async fn under_another_secret_or_in_another_place_it_stays_shut() {
    assert_eq!(opened("another secret", CONTEXT, &sealed()).await, None);
    for context in ["", "a1:accounts", "a1:Account"] {
        assert_eq!(opened(SECRET, context, &sealed()).await, None, "{context}");
    }
}

#[wasm_bindgen_test]
async fn changed_anywhere_or_cut_it_stays_shut() {
    for at in 0..sealed().len() {
        let mut changed = sealed();
        changed[at] ^= 1;
        assert_eq!(opened(SECRET, CONTEXT, &changed).await, None, "byte {at}");
        assert_eq!(opened(SECRET, CONTEXT, &sealed()[..at]).await, None, "{at} bytes");
    }
    assert_eq!(opened(SECRET, CONTEXT, &[sealed(), vec![0]].concat()).await, None);
}

#[wasm_bindgen_test]
async fn nothing_sealed_is_seen_twice_or_shows_what_is_in_it() {
    let (secret, token) = (Secret::new(SECRET), Secret::new(TOKEN));
    let (one, other) = (seal(&secret, CONTEXT, &token).await.unwrap(), seal(&secret, CONTEXT, &token).await.unwrap());
    assert_eq!([one.len(), other.len()], [sealed().len(); 2], "a nonce, as much as there is to seal, a tag");
    assert!(one[..12] != other[..12] && one[12..] != other[12..]);
    assert!(!one.windows(7).any(|part| TOKEN.as_bytes().windows(7).any(|of| of == part)));
    for each in [one, other] {
        assert_eq!(opened(SECRET, CONTEXT, &each).await.as_deref(), Some(TOKEN));
    }
}
