//! What the HTTP API takes and shows, and its document.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test fails by panicking")]

#[path = "../support/mod.rs"]
mod support;

mod all_at_once;
mod as_written;
mod callers;
mod catalogue;
mod client_tokens;
#[cfg(feature = "openapi")]
mod openapi;
mod payer_view;
mod problems;
