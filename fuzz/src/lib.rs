//! What the targets share: accounts with marked secrets, orders, doors, and what must hold of every reading.

pub mod accounts;
pub mod invariants;
pub mod rsa;

use mekong_pay::providers::http::{Answer, Response, TransportError};
use serde_json::Value;

/// Stands in every secret of a target's accounts. Whatever is printed must not show it.
pub const MARK: &str = "zQ7wMarkOfASecret";

/// An input as an HTTP answer: which call, the status, headers up to a blank line, the body. `None` for what is too
/// short to be one.
pub struct Heard<'a> {
    /// Which call, in which light.
    pub selector: u8,
    /// The answer, or why there was none.
    pub answer: Answer,
    /// The body alone.
    pub body: &'a [u8],
}

impl<'a> Heard<'a> {
    /// Byte 0 selects, bytes 1 and 2 are the status; 0 to 2 there is no answer at all.
    pub fn read(data: &'a [u8]) -> Option<Self> {
        let ([selector, low, high], rest) = data.split_first_chunk()?;
        let (headers, body) = parts(rest);
        let status = u16::from_le_bytes([*low, *high]);
        let answer = match status {
            0 => Err(TransportError::ConnectionLost),
            1 => Err(TransportError::Timeout),
            2 => Err(TransportError::TooLong),
            _ => Ok(Response { status, headers: pairs(headers), body: body.to_vec() }),
        };
        Some(Self { selector: *selector, answer, body })
    }

    /// The status of an answer that came.
    pub fn status(&self) -> Option<u16> {
        self.answer.as_ref().ok().map(|response| response.status)
    }
}

/// What stands before the first blank line, and what after it; everything is body if there is none.
pub fn parts(data: &[u8]) -> (&[u8], &[u8]) {
    match data.windows(2).position(|two| two == b"\n\n") {
        Some(at) => (&data[..at], &data[at + 2..]),
        None => (&[], data),
    }
}

fn pairs(lines: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(lines);
    let named = text.lines().filter_map(|line| line.split_once(": "));
    named.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The input as a text.
pub fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// JSON with [`MARK`] before every text that is a value.
pub fn marked(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(format!("{MARK}{text}")),
        Value::Array(items) => Value::Array(items.iter().map(marked).collect()),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), marked(value))).collect(),
        other => other.clone(),
    }
}
