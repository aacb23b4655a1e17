//! What runs on a JavaScript platform, tested on two of them: Node.js and a browser. `cargo xtask test --only wasm` runs
//! this in both; which one is the runner's affair, so nothing here is configured for either.
#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod boundary;
mod events;
mod keys;
mod rsa;
mod seal;
mod vectors;
