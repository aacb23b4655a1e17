//! The core for JavaScript. Bytes and strings cross, once per call; everything else happens in `mekong_pay`.

use wasm_bindgen::prelude::wasm_bindgen;

/// The version of the core inside this package.
#[wasm_bindgen]
#[must_use]
pub fn core_version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
