//! The rules of the repository, read off its source and its documents.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test fails by panicking")]

#[path = "../support/mod.rs"]
mod support;

mod advice;
mod documents;
mod imports;
mod layering;
mod providers;
mod tables;
