//! What an order is and does, by the core alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test fails by panicking")]

#[path = "../support/mod.rs"]
mod support;

mod book;
mod circuits;
mod hints;
mod interleavings;
mod lifecycle;
mod limits;
mod reads;
mod scenarios;
mod schedules;
mod stored;
