//! The numbering plans of the countries whose subscribers are billed.

pub(super) mod laos;
pub(super) mod vietnam;
