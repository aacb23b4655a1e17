//! The platform's WebCrypto: RSA, and the sealing of what is kept on disk. Runs in Workers, browsers and Node.js.

mod rsa;
mod seal;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, WorkerGlobalScope};

pub use rsa::WebCrypto;
pub use seal::{open, seal};

/// Every platform has it under the same name.
fn crypto() -> Result<Crypto, JsValue> {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    scope.crypto()
}

/// The bytes that a promise of the platform's comes to.
async fn bytes(promise: js_sys::Promise) -> Result<Vec<u8>, JsValue> {
    Ok(Uint8Array::new(&JsFuture::from(promise).await?).to_vec())
}
