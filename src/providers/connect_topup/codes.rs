//! The result codes (CONNECT TOPUP document, the table for users and the table for operators). The tables collide,
//! and replies are unsigned: a code is believed only where every reading of it is the same. What the gateway makes
//! of each stands in this folder's README.

use crate::domain::Reason;
use crate::domain::outcome::AccountProblem;

/// What a code says of a top-up. A sign belongs to its code: 5 names a failure, -5 does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// 1.
    Success,
    /// Nothing was topped up, if the code stands alone.
    Failure(Reason),
    /// Leaves open whether money moved.
    Inconclusive,
    /// Leaves it open, and somebody used our id before.
    IdUsedBefore,
    /// In neither table. Above 0 they are "usually" failures, which proves nothing.
    Unlisted,
}

/// topup.jsp.
pub(super) fn topup(code: &str) -> Verdict {
    Verdict::Failure(match code {
        "1" => return Verdict::Success,
        "-2" => Reason::LimitReached,
        "-3" => Reason::BalanceTooLow,
        "-4" | "-6" | "-302" => Reason::AccountRefused,
        "-304" => Reason::ProviderUnavailable,
        "5" => Reason::ProductNotAvailable,
        "6" => Reason::NumberNotEligible,
        "61" => Reason::Declined,
        "-308" => return Verdict::IdUsedBefore,
        // -1 is "daily amount exceeded" in one table and "system error, questionable" in the other.
        "0" | "-1" | "-5" | "-99" => return Verdict::Inconclusive,
        _ => return Verdict::Unlisted,
    })
}

/// The operators' table says of these that what was taken may be given back: without an id nothing was made, with a
/// semicolon behind them or without.
pub(super) fn is_final_without_id(code: &str) -> bool {
    matches!(code, "-302" | "-304")
}

/// What a refusal of a top-up says of every next one, where the code stands alone or leaves the top-up open: each
/// would be left open like it.
pub(super) fn account_problem(code: &str, open: bool) -> Option<AccountProblem> {
    match code {
        "-3" => Some(AccountProblem::BalanceTooLow),
        "-304" if open => Some(AccountProblem::ServicePaused),
        _ => refuses_us(code),
    }
}

/// Whether a code may be said to mean, in recheck.jsp, that the top-up failed: not those that mean something else
/// or leave it open by the document itself.
pub(super) fn may_be_confirmed(code: &str) -> bool {
    !matches!(topup(code), Verdict::Success | Verdict::Inconclusive | Verdict::IdUsedBefore)
}

/// Whether a code that stands alone says that our account, key, checksum or address is refused, in any call.
pub(super) fn refuses_us(code: &str) -> Option<AccountProblem> {
    matches!(code, "-4" | "-6" | "-302").then_some(AccountProblem::AccountRefused)
}
