//! The promises, judged.

pub mod coverage;
pub mod events;
pub mod evidence;
pub mod promises;
pub mod records;
