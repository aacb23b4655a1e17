//! Keeping a session's token on disk without it standing there: AES-256-GCM through the platform's WebCrypto,
//! under a key derived from `FINGERPRINT_SECRET`.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesGcmParams, CryptoKey, SubtleCrypto};

use super::{bytes, crypto};
use crate::domain::Secret;
use crate::signing::hmac_sha256;

/// Bytes of the nonce that stands before the sealed bytes (NIST SP 800-38D section 8.2.2).
const NONCE: usize = 12;

/// Seals `text`; `context` is bound to it, so that sealed bytes cannot be moved to another one.
pub async fn seal(secret: &Secret, context: &str, text: &Secret) -> Result<Vec<u8>, JsValue> {
    let mut nonce = [0_u8; NONCE];
    crypto()?.get_random_values_with_u8_array(&mut nonce)?;
    let subtle = crypto()?.subtle();
    let key = key(&subtle, secret).await?;
    let promise =
        subtle.encrypt_with_object_and_u8_array(&parameters(&nonce, context), &key, text.reveal().as_bytes())?;
    Ok([nonce.as_slice(), &bytes(promise).await?].concat())
}

/// Opens what [`seal`] made for the same place; `None` if it was made otherwise.
pub async fn open(secret: &Secret, context: &str, sealed: &[u8]) -> Option<Secret> {
    let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
    let subtle = crypto().ok()?.subtle();
    let key = key(&subtle, secret).await.ok()?;
    let promise = subtle.decrypt_with_object_and_u8_array(&parameters(nonce, context), &key, sealed).ok()?;
    String::from_utf8(bytes(promise).await.ok()?).ok().map(Secret::new)
}

async fn key(subtle: &SubtleCrypto, secret: &Secret) -> Result<CryptoKey, JsValue> {
    let derived = hmac_sha256(secret.reveal().as_bytes(), b"mekong: sessions at rest, v1");
    let usages = js_sys::Array::of2(&"encrypt".into(), &"decrypt".into());
    let raw = Uint8Array::from(derived.as_slice());
    let promise = subtle.import_key_with_str("raw", &raw, "AES-GCM", false, &usages)?;
    Ok(JsFuture::from(promise).await?.unchecked_into())
}

fn parameters(nonce: &[u8], context: &str) -> AesGcmParams {
    let parameters = AesGcmParams::new("AES-GCM", &Uint8Array::from(nonce));
    parameters.set_additional_data(&Uint8Array::from(context.as_bytes()));
    parameters
}
