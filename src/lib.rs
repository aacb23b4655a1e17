//! Mekong's core: everything a payment gateway for Laos, Thailand and Vietnam has to *know*, and nothing it
//! has to *do*. Requests are built as values, signed, classified and verified by functions of their arguments.
//!
//! The walk, in the order an order takes it:
//!
//! 1. [`api`] reads what a caller asked for.
//! 2. [`providers`] turns it into a prepared order ([`providers::Account::prepare`]) and into the provider's own
//!    request ([`providers::Account::build`]).
//! 3. Somebody else sends that request. In the Worker it is `gateway`'s sender, under the feature `gateway`.
//! 4. [`providers::Account::classify`] reads the answer. Any status and any bytes give an outcome.
//! 5. [`domain::order`] applies the outcome to the order's life. Its transition table is the promise in one file:
//!    no payer charged twice, none told "failed" while the money moved, nothing accepted lost.
//!
//! Time, randomness and credentials are arguments. What the gateway decides (feature `gateway`) stands on traits; there
//! is no I/O outside the feature `edge`.

pub mod api;
pub mod domain;
#[cfg(feature = "edge")]
pub mod edge;
#[cfg(feature = "gateway")]
pub mod gateway;
pub mod json;
pub mod providers;
pub mod signing;
#[cfg(feature = "webcrypto")]
pub mod webcrypto;
