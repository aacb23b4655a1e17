//! The RSA backend on the platform's WebCrypto. Imported keys are kept per instance.

use std::cell::RefCell;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::CryptoKey;

use super::{bytes, crypto};
use crate::signing::keys::{PrivateKey, PublicKey};
use crate::signing::{Answered, NotSigned, RsaBackend, RsaDigest, sha256};

const ALGORITHM: &str = "RSASSA-PKCS1-v1_5";

/// The platform's RSA.
#[derive(Debug, Clone, Copy)]
pub struct WebCrypto;

impl RsaBackend for WebCrypto {
    fn sign<'a>(
        &'a self,
        key: &'a PrivateKey,
        digest: RsaDigest,
        text: &'a [u8],
    ) -> Answered<'a, Result<Vec<u8>, NotSigned>> {
        Box::pin(async move { sign(key, digest, text).await.map_err(|_| NotSigned) })
    }

    fn verify<'a>(
        &'a self,
        key: &'a PublicKey,
        digest: RsaDigest,
        text: &'a [u8],
        signature: &'a [u8],
    ) -> Answered<'a, bool> {
        Box::pin(async move { verify(key, digest, text, signature).await.unwrap_or(false) })
    }
}

async fn sign(key: &PrivateKey, digest: RsaDigest, text: &[u8]) -> Result<Vec<u8>, JsValue> {
    let key = imported("pkcs8", key.pkcs8(), digest, "sign").await?;
    let promise = crypto()?.subtle().sign_with_str_and_u8_array(ALGORITHM, &key, text)?;
    bytes(promise).await
}

async fn verify(key: &PublicKey, digest: RsaDigest, text: &[u8], signature: &[u8]) -> Result<bool, JsValue> {
    let key = imported("spki", key.spki(), digest, "verify").await?;
    let promise = crypto()?.subtle().verify_with_str_and_u8_array_and_u8_array(ALGORITHM, &key, signature, text)?;
    // Nothing but the platform's own true.
    Ok(JsFuture::from(promise).await?.as_bool() == Some(true))
}

thread_local! {
    /// By digest of the key and what it is for. Importing costs a fifth of a signature.
    static IMPORTED: RefCell<Vec<([u8; 32], CryptoKey)>> = RefCell::default();
}

async fn imported(format: &str, der: &[u8], digest: RsaDigest, usage: &str) -> Result<CryptoKey, JsValue> {
    let name = match digest {
        RsaDigest::Sha1 => "SHA-1",
        RsaDigest::Sha256 => "SHA-256",
    };
    let digest = sha256(&[format.as_bytes(), b" ", name.as_bytes(), b" ", der].concat());
    if let Some(key) =
        IMPORTED.with_borrow(|keys| keys.iter().find(|(of, _)| *of == digest).map(|(_, key)| key.clone()))
    {
        return Ok(key);
    }
    let algorithm = js_sys::Object::new();
    js_sys::Reflect::set(&algorithm, &"name".into(), &ALGORITHM.into())?;
    js_sys::Reflect::set(&algorithm, &"hash".into(), &name.into())?;
    let usages = Array::of1(&usage.into());
    let der = Uint8Array::from(der);
    let promise = crypto()?.subtle().import_key_with_object(format, &der, &algorithm, false, &usages)?;
    let key: CryptoKey = JsFuture::from(promise).await?.unchecked_into();
    IMPORTED.with_borrow_mut(|keys| keys.push((digest, key.clone())));
    Ok(key)
}
