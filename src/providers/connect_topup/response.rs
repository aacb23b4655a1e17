//! Reading the answers. Total: any status and any bytes give an outcome. Replies are unsigned lines of text, so
//! only the one form that the document gives is taken.

use super::super::http::{Answer, Response, is_printable};
use super::super::{Call, InquiryError, Step};
use super::Config;
use super::codes::{self, Verdict};
use crate::domain::outcome::{AccountProblem, Corroboration, Proof, ProviderStatus};
use crate::domain::review::ReviewReason;
use crate::domain::time::MINUTE;
use crate::domain::{Failure, Money, Outcome, ProviderReport, Reason, UnknownReason};
use crate::json::lenient;

/// Longest reply that is read, in bytes; what the document shows has a tenth of it.
const MAX_REPLY: usize = 256;

/// How long the provider is asked about a top-up that it refused in a form which leaves it open, before a person is
/// called.
const ASKED_FOR: i64 = 30 * MINUTE;

/// A code of recheck.jsp that the provider confirmed to mean a failure is believed when it stays.
const READS: u32 = 2;
const READS_OVER: i64 = 5 * MINUTE;

/// Longest balance, in digits.
const MAX_DIGITS: usize = 15;

/// Reads the answer to `call`.
pub(super) fn classify(config: &Config, call: &Call<'_>, answer: &Answer) -> ProviderReport {
    let topup = matches!(call.step, Step::Create(_));
    let line = line(answer);
    let mut report = match line.as_deref().map(Reply::read) {
        Err(unknown_reason) => ProviderReport::unknown(*unknown_reason),
        Ok(None) => ProviderReport::unknown(UnknownReason::Unparsable),
        Ok(Some(reply)) if topup => topped_up(&reply),
        Ok(Some(reply)) => rechecked(config, &reply, call.provider_order_id),
    };
    let known = report.provider_order_id.as_deref().or(call.provider_order_id);
    if matches!(report.outcome, Outcome::Unknown(_)) && !config.can_ask(known) {
        report.review = report.review.or(Some(ReviewReason::CannotBeAsked));
    }
    report
}

/// The body of HTTP 200 without the line breaks that a JSP page prints around it; or why there is none.
fn line(answer: &Answer) -> Result<String, UnknownReason> {
    match answer {
        Err(error) => Err((*error).into()),
        Ok(Response { status: 200, body, .. }) => Ok(lenient::text(body).trim_ascii().to_owned()),
        Ok(_) => Err(UnknownReason::HttpStatus),
    }
}

/// `code` or `code;idtransaction` (CONNECT TOPUP document, topup.jsp, response).
struct Reply<'a> {
    code: &'a str,
    id: Option<&'a str>,
    /// Nothing follows the code, not even a semicolon but behind -302 and -304. Only then do the tables agree on what
    /// it means.
    bare: bool,
}

impl<'a> Reply<'a> {
    fn read(text: &'a str) -> Option<Self> {
        if text.len() > MAX_REPLY {
            return None;
        }
        let (code, rest) = text.split_once(';').map_or((text, None), |(code, id)| (code, Some(id)));
        let id = rest.filter(|id| !id.is_empty());
        let bare = rest.is_none() || (id.is_none() && codes::is_final_without_id(code));
        (is_code(code) && id.is_none_or(is_id)).then_some(Self { code, id, bare })
    }

    fn report(&self, call: &str, outcome: Outcome) -> ProviderReport {
        ProviderReport {
            provider_status: Some(ProviderStatus::new(call, self.code, "")),
            ..ProviderReport::of(outcome)
        }
    }

    /// Why a reply that settles nothing does not. A code in no table says more with an id: something was made.
    fn unknown_reason(&self, verdict: Verdict) -> UnknownReason {
        match verdict {
            Verdict::Unlisted if self.id.is_none() => UnknownReason::UnlistedCode,
            _ => UnknownReason::InconclusiveCode,
        }
    }
}

/// An optional minus and up to six digits, in the one spelling that the number has.
pub(super) fn is_code(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let canonical = !digits.starts_with('0') || text == "0";
    canonical && (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// The form of an id is not documented: up to 64 printable characters are taken, but no page's end.
fn is_id(text: &str) -> bool {
    is_printable(text, 64) && !text.contains([';', '<', '>'])
}

fn topped_up(reply: &Reply<'_>) -> ProviderReport {
    let verdict = codes::topup(reply.code);
    // Refused, and something was made all the same, or may have been.
    let open = !reply.bare && matches!(verdict, Verdict::Failure(_) | Verdict::Unlisted);
    let outcome = match verdict {
        Verdict::Success if reply.id.is_some() => Outcome::Succeeded,
        Verdict::Failure(reason) if reply.bare => Outcome::Failed(Failure::by_provider(reason)),
        _ => Outcome::Unknown(reply.unknown_reason(verdict)),
    };
    ProviderReport {
        provider_order_id: reply.id.map(str::to_owned),
        review: (verdict == Verdict::IdUsedBefore).then_some(ReviewReason::IdUsedBefore),
        review_after: open.then_some((ReviewReason::FailureUnconfirmed, ASKED_FOR)),
        account_problem: codes::account_problem(reply.code, open).filter(|_| reply.bare || reply.id.is_some()),
        ..reply.report("topup.jsp", outcome)
    }
}

/// recheck.jsp: the form of its reply is not documented, and codes of the query are not told from codes of the
/// top-up. So `1;idtransaction` about this very top-up settles it, and nothing else does but what the provider
/// confirmed to the merchant.
fn rechecked(config: &Config, reply: &Reply<'_>, known: Option<&str>) -> ProviderReport {
    let verdict = codes::topup(reply.code);
    if let Some(rule) =
        confirmed(config, reply, verdict).filter(|_| known.is_none() || reply.id.is_none_or(|id| known == Some(id)))
    {
        let report = reply.report("recheck.jsp", Outcome::Unknown(UnknownReason::Uncorroborated));
        return ProviderReport { corroboration: Some(rule), account_problem: account_problem(reply), ..report };
    }
    let (outcome, id) = match (verdict, reply.id) {
        (Verdict::Success, Some(id)) if known.is_none_or(|known| known == id) => (Outcome::Succeeded, Some(id)),
        (Verdict::Success, Some(_)) => (Outcome::Unknown(UnknownReason::Mismatch), None),
        _ => (Outcome::Unknown(reply.unknown_reason(verdict)), None),
    };
    ProviderReport {
        provider_order_id: id.map(str::to_owned),
        account_problem: account_problem(reply),
        ..reply.report("recheck.jsp", outcome)
    }
}

/// What a code proves that the configuration names. One that refuses the question needs an id behind it: alone it may
/// be about the question.
fn confirmed(config: &Config, reply: &Reply<'_>, verdict: Verdict) -> Option<Corroboration> {
    let named = config.recheck_failures.iter().any(|code| code == reply.code);
    let of_the_topup = reply.id.is_some() || codes::refuses_us(reply.code).is_none();
    let reason = if let Verdict::Failure(reason) = verdict { reason } else { Reason::Declined };
    let then = Proof::Failed(Failure::by_provider(reason));
    (named && of_the_topup).then_some(Corroboration { reads: Some(READS), over: READS_OVER, then })
}

fn account_problem(reply: &Reply<'_>) -> Option<AccountProblem> {
    codes::refuses_us(reply.code).filter(|_| reply.bare)
}

/// userbalance.jsp: errors are negative numbers where the balance stands, so anything but plain digits is none.
pub(super) fn balance(answer: &Answer) -> Result<Money, InquiryError> {
    let line = line(answer).map_err(|_| InquiryError::NoAnswer)?;
    let refused = || {
        Reply::read(&line)
            .and_then(|reply| account_problem(&reply))
            .map_or(InquiryError::NoAnswer, InquiryError::AccountProblem)
    };
    dong(&line).ok_or_else(refused)
}

fn dong(line: &str) -> Option<Money> {
    Some(line).filter(|text| text.len() <= MAX_DIGITS).and_then(Money::dong)
}
