//! Each provider's requests, answers and signatures, by vectors, tables and properties.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test fails by panicking")]

#[path = "../support/mod.rs"]
mod support;

mod appotapay_codes;
mod arrivals;
mod connect_topup_codes;
mod lianlian_cards;
mod lianlian_codes;
mod lianlian_forged;
mod lianlian_queries;
mod lianlian_signed;
mod lianlian_texts;
mod ltc_codes;
mod properties;
mod secrets;
mod signing;
mod vectors;
