//! AppotaPay's error codes (API Mobile Topup v2, "Error codes"): one table per call, since the same code means
//! different things. Of a charge it speaks of the charge; of a status call it may speak of the query, which says
//! nothing about the top-up. What the gateway makes of each stands in this folder's README.

use crate::domain::Reason;
use crate::domain::outcome::AccountProblem;

/// What a code says of the call that it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// 0: the signed transaction says the rest.
    Success,
    /// Final, nothing was charged.
    Failure(Reason),
    /// Leaves open whether money moved.
    Inconclusive,
    /// Leaves it open, and proves that somebody used the id before: what a query says may be about that one.
    IdUsedBefore,
    /// A failure that the status call must confirm.
    Unconfirmed,
    /// Proves a failure only when it is read again.
    Repeated(Reason),
    /// The status call does not know the order.
    NotFound,
    /// In no table of this call.
    Unlisted,
}

/// The charging call.
pub(super) fn charging(code: &str) -> Verdict {
    match code {
        "0" => Verdict::Success,
        "31" => Verdict::IdUsedBefore,
        "33" => Verdict::Failure(Reason::Declined),
        "40" | "41" => Verdict::Unconfirmed,
        "1" | "2" => Verdict::Failure(Reason::RequestRefused),
        "34" | "35" | "36" | "91" | "94" | "99" | "500" => Verdict::Inconclusive,
        _ if account_problem(code) == Some(AccountProblem::AccountRefused) => Verdict::Failure(Reason::AccountRefused),
        _ => refusal(code).map_or(Verdict::Unlisted, Verdict::Failure),
    }
}

/// The status call.
pub(super) fn transaction(code: &str) -> Verdict {
    match code {
        "0" => Verdict::Success,
        "33" => Verdict::Failure(Reason::Declined),
        "36" => Verdict::NotFound,
        "40" | "41" => Verdict::Repeated(Reason::ProviderUnavailable),
        "1" | "2" | "34" | "35" | "91" | "94" | "99" | "500" => Verdict::Inconclusive,
        _ if account_problem(code) == Some(AccountProblem::AccountRefused) => Verdict::Inconclusive,
        _ => refusal(code).map_or(Verdict::Unlisted, Verdict::Repeated),
    }
}

/// Why a top-up is not carried out.
fn refusal(code: &str) -> Option<Reason> {
    Some(match code {
        "12" => Reason::BalanceTooLow,
        "32" | "38" | "39" | "55" | "56" | "2106" => Reason::ProductNotAvailable,
        "37" | "51" | "52" | "204" => Reason::NumberNotEligible,
        _ => return None,
    })
}

/// What a code says of our account, whatever was called. "API key inactive" is 23 in the top-up's table and 15 in
/// the general one.
pub(super) fn account_problem(code: &str) -> Option<AccountProblem> {
    match code {
        "11" | "13" | "14" | "15" | "23" | "92" => Some(AccountProblem::AccountRefused),
        "12" => Some(AccountProblem::BalanceTooLow),
        _ => None,
    }
}
