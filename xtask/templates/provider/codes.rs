//! The result codes (document, page).

use crate::domain::Reason;

/// What a code says of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The money moved.
    Success,
    /// It will not move any more, by the document's own words.
    Failure(Reason),
    /// In no table.
    Unlisted,
}

/// What a code says. One that the document does not call final settles nothing: neither success nor failure is guessed.
pub(super) fn payment(code: &str) -> Verdict {
    // FILL IN: the document's table, every row of it. These two are made up.
    match code {
        "PAID" => Verdict::Success,
        "REFUSED" => Verdict::Failure(Reason::Declined),
        _ => Verdict::Unlisted,
    }
}
