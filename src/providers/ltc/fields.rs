//! The fields of a JSON object whose writer does not keep to one spelling.

use crate::json::{self, parser::Json};

/// An object's fields in the order written, repeated ones included: the document's tables and samples differ in
/// letter case (`TransactionID`, `TransactionId`), so names are compared without regard to it.
#[derive(Default)]
pub(super) struct Fields(Vec<(String, Json)>);

impl Fields {
    /// Reads an object; anything else, or anything after it, is `None`.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        json::pairs(body).map(Self)
    }

    /// A text or whole number, as text. `None` if absent, of another kind, or given twice with different values.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let mut values = self.named(name);
        let first = values.next()?;
        if values.any(|other| other != first) {
            return None;
        }
        match first {
            Json::Text(text) | Json::Number(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// A result code. Codes are strings of three digits; one written as a number gets its zeros back.
    pub(super) fn code(&self, name: &str) -> Option<String> {
        let text = self.text(name)?;
        let number = matches!(self.named(name).next(), Some(Json::Number(_)));
        Some(if number { format!("{text:0>3}") } else { text })
    }

    /// Whether the name stands there at all with a value.
    pub(super) fn has(&self, name: &str) -> bool {
        self.named(name).any(|value| *value != Json::Null)
    }

    fn named(&self, name: &str) -> impl Iterator<Item = &Json> {
        self.0.iter().filter(move |(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}
