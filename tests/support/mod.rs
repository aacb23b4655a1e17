//! What several test files share.
#![allow(dead_code, reason = "each test file uses its own part of this")]

pub mod arrivals;
pub mod bytes;
pub mod documents;
pub mod expect;
pub mod lianlian;
pub mod orders;
pub mod random;
pub mod rsa;
pub mod source;
pub mod vectors;
