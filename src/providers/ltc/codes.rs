//! LTC's result codes: one table per call, since the same code means different things (LTC API 1.0.0, "Result
//! codes"). What the gateway makes of each stands in this folder's README.

use crate::domain::Reason;
use crate::domain::review::ReviewReason;

/// CheckTransaction's word for a request that was accepted and not confirmed.
pub(super) const NOT_CONFIRMED: &str = "800";

/// What a code says of the call that it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// 200.
    Success,
    /// Final, nothing was charged.
    Failure(Reason),
    /// The password was wrong: nothing happened, the payer may try again.
    WrongOtp,
    /// Leaves open whether money moved.
    Inconclusive,
    /// Leaves it open, and a person must look whatever comes of it.
    Suspicious(ReviewReason),
    /// In no table.
    Unlisted,
}

/// RequestDeduct with `IsRecurring` false: no money can move (`assumed`: only a confirm charges), so every
/// answer but a 200 closes the order.
pub(super) fn request_deduct(code: &str) -> Verdict {
    Verdict::Failure(match code {
        "200" => return Verdict::Success,
        "001" | "002" | "006" | "102" => Reason::ProviderUnavailable,
        "003" => Reason::DuplicateId,
        "004" | "106" => Reason::RequestRefused,
        "005" | "108" => Reason::AccountRefused,
        "101" => Reason::NumberNotEligible,
        "103" => Reason::InsufficientFunds,
        "104" | "105" => Reason::OtpNotSent,
        "107" => Reason::AlreadyRegistered,
        _ => Reason::Declined,
    })
}

/// RequestDeduct with `IsRecurring` true: charges in this very call.
pub(super) fn renewal(code: &str) -> Verdict {
    match code {
        "200" => Verdict::Success,
        "004" | "106" => Verdict::Failure(Reason::RequestRefused),
        "005" | "108" => Verdict::Failure(Reason::AccountRefused),
        "101" => Verdict::Failure(Reason::NumberNotEligible),
        "103" => Verdict::Failure(Reason::InsufficientFunds),
        // Somebody used the id before: what a query says may be about that order.
        "003" => Verdict::Suspicious(ReviewReason::IdUsedBefore),
        // 107, "already registered", may mean "already charged" here.
        "001" | "002" | "006" | "102" | "104" | "105" | "107" => Verdict::Inconclusive,
        _ => Verdict::Unlisted,
    }
}

/// ConfirmDeduct: the call that charges.
pub(super) fn confirm_deduct(code: &str) -> Verdict {
    match code {
        "200" => Verdict::Success,
        "003" | "004" | "005" => Verdict::Failure(Reason::RequestRefused),
        "006" => Verdict::WrongOtp,
        "008" => Verdict::Failure(Reason::OtpExpired),
        "009" => Verdict::Failure(Reason::AccountRefused),
        // 105 and 106 name a step after the charge: a member could not be created.
        "001" | "002" | "007" | "105" | "106" => Verdict::Inconclusive,
        _ => Verdict::Unlisted,
    }
}

/// CheckTransaction: success or nothing. Its printed table is RequestDeduct's, 800 stands only in the sample, and an
/// earlier version of LTC's server (2021) could say either of a transaction that had been charged.
pub(super) fn check_transaction(code: &str) -> Verdict {
    match code {
        "200" => Verdict::Success,
        "001" | "002" | "003" | "004" | "005" | "006" => Verdict::Inconclusive,
        "101" | "102" | "103" | "104" | "105" | "106" | "107" | "108" | NOT_CONFIRMED => Verdict::Inconclusive,
        _ => Verdict::Unlisted,
    }
}
