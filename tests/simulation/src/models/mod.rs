//! What the gateway talks to, played: the four providers, the merchant's endpoint, the payers. Written from the
//! provider documents and sharing nothing with the core, so that it is a third opinion beside the core and the
//! simulator. Each keeps a book of what it did; the judges go by it.
#![allow(clippy::arithmetic_side_effects, reason = "the profile of simulation checks for overflow")]

pub mod appotapay;
pub mod calendar;
pub mod connect_topup;
pub mod dice;
pub mod endpoint;
pub mod lianlian;
pub mod line;
#[cfg(test)]
mod loaded;
pub mod ltc;
pub mod outbox;
pub mod payer;
#[cfg(test)]
mod rough;
pub mod tally;
pub mod wire;

/// A request as whoever it was sent to got it.
pub struct Seen {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Milliseconds since 1970.
    pub at: i64,
}

/// What becomes of it.
pub enum Said {
    Reply {
        status: u16,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    },
    /// The work is done, the answer is lost.
    Lost,
    /// Answers after so many milliseconds.
    Later(i64, Box<Said>),
}

/// A notification or an unsubscribe call to the gateway.
pub struct Message {
    pub at: i64,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// The world's chance.
pub trait Chance {
    /// A number below `most`.
    fn below(&mut self, most: u64) -> u64;
}

/// Somebody outside.
pub trait Model {
    /// A request came.
    fn answer(&mut self, seen: &Seen, chance: &mut dyn Chance) -> Said;
    /// What it sends by itself until now.
    fn messages(&mut self, now: i64, chance: &mut dyn Chance) -> Vec<Message>;
    /// When it may next: something happens then, if only that a payer pays.
    fn next_message_at(&self) -> Option<i64>;
    /// How a message was answered; 0 where it was not.
    fn acknowledged(&mut self, message: &Message, status: u16, body: &[u8], now: i64);
    /// What happened, by its own account.
    fn book(&self) -> Book;
    /// Which of its odd ways it has played, and how often.
    fn played(&self) -> Vec<(&'static str, u64)> {
        Vec::new()
    }
    /// The same since this was asked last, each with the merchant's id that it is about, if it is about one.
    fn odd(&mut self) -> Vec<tally::Odd> {
        Vec::new()
    }
}

/// Money that moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// The merchant's id as sent.
    pub id: String,
    pub msisdn: Option<String>,
    pub minor: i64,
    pub at: i64,
    pub period: Option<String>,
    pub refund_of: Option<String>,
}

/// A model's account of what happened.
pub struct Book {
    pub charges: Vec<Charge>,
    /// Each call that can move money, when it came, by the merchant's id as sent.
    pub calls_that_charge: Vec<(String, i64)>,
}
