//! The core for JavaScript. A call crosses once, as JSON text with the bytes of an answer beside it, and comes back as
//! JSON text; everything else happens in `mekong_pay`. What a developer sees of it is made in `js/lib`.

mod account;
mod asked;
mod door;
mod free;
mod shown;

pub use account::Account;
pub use free::{answer_unsubscribe, canonical, key_der, read_unsubscribe, verify_event};
