//! LianLian's return codes (DOC-21 §3.4): one table per call, since the same code means different things, and
//! errors are never signed. What the gateway makes of each stands in this folder's README.

use crate::domain::Reason;

/// What a code says of the call that it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// 200000: the signed data says the rest.
    Success,
    /// Final, nothing moved.
    Failure(Reason),
    /// Leaves open whether money moved.
    Inconclusive,
    /// Leaves it open, and proves that somebody used the id before: what a query says may be about that one.
    IdUsedBefore,
    /// Proves a failure only when it is read again and again.
    Repeated(Reason),
    /// In no table of this call.
    Unlisted,
}

/// A create. The strictest reading, for methods that can charge without a further act of the payer, believes only
/// codes that are given before anything is processed.
pub(super) fn create(code: &str, charges_alone: bool) -> Verdict {
    match (before_processing(code), after_processing(code)) {
        (Some(reason), _) => Verdict::Failure(reason),
        (None, Some(_)) if charges_alone => Verdict::Inconclusive,
        (None, Some(reason)) => Verdict::Failure(reason),
        (None, None) => match code {
            "200000" => Verdict::Success,
            "409002" | "422009" | "429001" | "429003" | "429006" => Verdict::IdUsedBefore,
            "404003" | "408001" | "429000" | "500001" | "503001" | "504001" => Verdict::Inconclusive,
            _ => Verdict::Unlisted,
        },
    }
}

/// Wrong request, signature, amount or account: the payment was never begun.
fn before_processing(code: &str) -> Option<Reason> {
    Some(match code {
        "400000" | "401008" => Reason::RequestRefused,
        "401001" | "401003" | "401006" | "404002" | "404005" | "404007" | "404009" | "409001" => Reason::AccountRefused,
        _ => return None,
    })
}

/// The payer or the card was refused.
fn after_processing(code: &str) -> Option<Reason> {
    Some(match code {
        "403000" | "403001" | "403002" | "403003" | "403004" | "403005" | "403500" | "404008" => Reason::Declined,
        "430001" | "430002" | "430004" | "430005" | "430006" | "430007" => Reason::Declined,
        "430003" => Reason::InsufficientFunds,
        _ => return None,
    })
}

/// The payment query.
pub(super) fn query(code: &str) -> Verdict {
    match code {
        "200000" => Verdict::Success,
        "404003" => Verdict::Repeated(Reason::NotFound),
        _ => asked(code),
    }
}

/// A refund.
pub(super) fn refund(code: &str) -> Verdict {
    match code {
        "200000" => Verdict::Success,
        "422003" => Verdict::IdUsedBefore,
        "422001" | "422002" | "422004" | "422006" | "422007" | "422010" => Verdict::Failure(Reason::Declined),
        "409005" => Verdict::Failure(Reason::RequestRefused),
        "404004" => Verdict::Failure(Reason::AccountRefused),
        "404003" | "409002" | "429000" | "429001" | "429003" | "429006" | "500001" | "503001" | "504001" => {
            Verdict::Inconclusive
        }
        _ => before_processing(code).map_or(Verdict::Unlisted, Verdict::Failure),
    }
}

/// The refund query.
pub(super) fn refund_query(code: &str) -> Verdict {
    match code {
        "200000" => Verdict::Success,
        "404006" => Verdict::Repeated(Reason::NotFound),
        _ => asked(code),
    }
}

/// A query that fails says nothing about what it asks for.
fn asked(code: &str) -> Verdict {
    let common = ["404003", "404004", "404006", "429000", "500001", "503001", "504001"];
    if before_processing(code).is_some() || common.contains(&code) { Verdict::Inconclusive } else { Verdict::Unlisted }
}
