//! The core for JavaScript. A call crosses once, as one run of bytes: its name and JSON, then the bytes of an answer;
//! it comes back as JSON text. Where RSA is needed it waits on this side and goes on with what JavaScript gives it.
//! Everything else happens in `mekong_pay`. What a developer sees of it is made in `js/mekong-pay/lib`.

mod account;
mod functions;
mod input;
mod output;
mod pending_call;
mod rsa;

pub use account::Account;
pub use functions::{answer_unsubscribe, canonical, key_der, read_unsubscribe, verify_event};
