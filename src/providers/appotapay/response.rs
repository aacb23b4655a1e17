//! Reading AppotaPay's answers about an order. Total: any status and any bytes give an outcome, and only a signed
//! transaction of this very number and amount is a success.

use super::super::http::{Answer, is_printable};
use super::super::{Call, Step};
use super::codes::{self, Verdict};
use super::config::Config;
use super::reply::Reply;
use super::signed;
use crate::domain::outcome::{AccountProblem, Corroboration, Evidence, Proof};
use crate::domain::review::ReviewReason;
use crate::domain::time::{MINUTE, SECOND};
use crate::domain::{Country, Failure, Msisdn, Outcome, ProviderReport, Reason, Timestamp, UnknownReason};
use crate::signing::canonical::Json;

/// What two clocks may differ by; `time` has whole seconds.
const CLOCKS_DIFFER: i64 = 2 * SECOND;
/// The same where nothing says that the id was used before: a clock that is wrong by minutes calls no person.
const CLOCKS_DIFFER_MOST: i64 = 10 * MINUTE;

/// Which call is being answered; each has its own code table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Charging,
    Transaction,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Charging => "charging",
            Self::Transaction => "transaction",
        }
    }
}

/// Reads the answer to `call`.
pub(super) fn classify(config: &Config, call: &Call<'_>, answer: &Answer) -> ProviderReport {
    let kind = if matches!(call.step, Step::Create(_)) { Kind::Charging } else { Kind::Transaction };
    let reply = match answer {
        Ok(response) => Reply::read(response),
        Err(error) => return ProviderReport::unknown((*error).into()),
    };
    match &reply.code {
        Some(code) => by_code(config, kind, call, &reply, code),
        None => without_code(kind, call, &reply),
    }
}

fn failed(reason: Reason) -> ProviderReport {
    ProviderReport::of(Outcome::Failed(Failure::by_provider(reason)))
}

fn by_code(config: &Config, kind: Kind, call: &Call<'_>, reply: &Reply, code: &str) -> ProviderReport {
    let verdict = match kind {
        Kind::Charging => codes::charging(code),
        Kind::Transaction => codes::transaction(code),
    };
    let mut report = match verdict {
        _ if reply.is_a_fault() => ProviderReport::unknown(UnknownReason::HttpStatus),
        Verdict::Inconclusive | Verdict::IdUsedBefore => ProviderReport::unknown(UnknownReason::InconclusiveCode),
        Verdict::Unlisted => ProviderReport::unknown(UnknownReason::UnlistedCode),
        // The query itself was turned away: what else it says is not about the order.
        _ if kind == Kind::Transaction && reply.is_turned_away() => ProviderReport::unknown(UnknownReason::HttpStatus),
        Verdict::Success if reply.status != 200 => ProviderReport::unknown(UnknownReason::HttpStatus),
        Verdict::Success => success(config, call, reply),
        Verdict::Failure(reason) => failed(reason),
        Verdict::Unconfirmed => ProviderReport::unknown(UnknownReason::Uncorroborated),
        Verdict::Repeated(reason) => repeated(reason),
        Verdict::NotFound => not_found(call),
    };
    report.provider_status = Some(reply.said(kind.name(), code));
    report.review = report.review.or((verdict == Verdict::IdUsedBefore).then_some(ReviewReason::IdUsedBefore));
    // A status call's 12 speaks of the balance as it was at the top-up.
    report.account_problem = codes::account_problem(code)
        .filter(|problem| kind == Kind::Charging || *problem == AccountProblem::AccountRefused);
    report
}

/// An answer without a code that can be read. At the door (401, 403) a charge was not looked at.
fn without_code(kind: Kind, call: &Call<'_>, reply: &Reply) -> ProviderReport {
    let mut report = match (kind, reply.status) {
        (_, 200) => ProviderReport::unknown(UnknownReason::Unparsable),
        (Kind::Charging, 401 | 403) if !reply.has_code => failed(Reason::AccountRefused),
        (Kind::Transaction, 404) if !reply.has_code => {
            ProviderReport { provider_status: Some(reply.said(kind.name(), "404")), ..not_found(call) }
        }
        _ => ProviderReport::unknown(UnknownReason::HttpStatus),
    };
    report.account_problem = reply.is_turned_away().then_some(AccountProblem::AccountRefused);
    report
}

/// The stored reason of a failure, perhaps: no document says so. It is believed when it stays.
fn repeated(reason: Reason) -> ProviderReport {
    let then = Proof::Failed(Failure::by_provider(reason));
    corroborated(Corroboration { reads: Some(2), over: 5 * MINUTE, then })
}

/// Not known is no proof of failure: how soon a charge can be asked about is not documented. Beside a charge that
/// was answered with "maintenance" (40, 41) it is.
fn not_found(call: &Call<'_>) -> ProviderReport {
    match call.charge_reply {
        Some("40" | "41") => repeated(Reason::ProviderUnavailable),
        _ if call.provider_order_id.is_some() => ProviderReport::unknown(UnknownReason::InconclusiveCode),
        _ => corroborated(Corroboration {
            reads: Some(3),
            over: 30 * MINUTE,
            then: Proof::Review(ReviewReason::NotFound),
        }),
    }
}

fn corroborated(rule: Corroboration) -> ProviderReport {
    ProviderReport { corroboration: Some(rule), ..ProviderReport::unknown(UnknownReason::Uncorroborated) }
}

/// Whether a 0 is about this very order. An answer does not name the order, so its number, its amount and its id,
/// where that is known, must be the order's.
fn success(config: &Config, call: &Call<'_>, reply: &Reply) -> ProviderReport {
    let Some(transaction) = signed::transaction(config, reply) else {
        return ProviderReport::unknown(UnknownReason::BadSignature);
    };
    let text = |name: &str| transaction.get().get(name).and_then(Json::text).unwrap_or_default();
    let id = text("appotapayTransId");
    // 26 characters in the samples, fewer in older ones: anything short and printable.
    let same_id = is_printable(id, 64) && call.provider_order_id.is_none_or(|known| known == id);
    // `amount` may be less the partner's discount (not documented); but dong have neither sign nor fraction.
    let whole = !text("amount").is_empty() && text("amount").bytes().all(|byte| byte.is_ascii_digit());
    let same_amount = whole && text("topupAmount") == call.terms.amount.to_string();
    let number = Msisdn::parse(text("phoneNumber"), Country::Vietnam).ok();
    let ours = same_id && same_amount && number.is_some() && number == call.terms.msisdn;
    match age(text("time"), call) {
        _ if !ours => ProviderReport::unknown(UnknownReason::Mismatch),
        Age::Older => ProviderReport {
            review: Some(ReviewReason::IdUsedBefore),
            ..ProviderReport::unknown(UnknownReason::Mismatch)
        },
        Age::Unknown => ProviderReport::unknown(UnknownReason::Mismatch),
        Age::Ours => ProviderReport {
            evidence: Evidence::Signed,
            provider_order_id: Some(id.to_owned()),
            ..ProviderReport::of(Outcome::Succeeded)
        },
    }
}

/// Whose top-up a status may show, by the time when it was made.
enum Age {
    Ours,
    /// It used our id before our order was made, and nobody has said so yet.
    Older,
    /// After 31, which has called a person already: it is older, or nobody can tell.
    Unknown,
}

/// A charge may have been answered with 31, and the answer lost: so the time is looked at, unless the charge was
/// answered otherwise, or its id is known.
fn age(time: &str, call: &Call<'_>) -> Age {
    let used_before = call.charge_reply == Some("31");
    let answered = call.charge_reply.is_some() || call.provider_order_id.is_some();
    if !used_before && (answered || matches!(call.step, Step::Create(_))) {
        return Age::Ours;
    }
    let differ = if used_before { CLOCKS_DIFFER } else { CLOCKS_DIFFER_MOST };
    match moment(time).zip(call.ordered_at) {
        Some((made, ordered)) if made.plus(differ) >= ordered => Age::Ours,
        None if !used_before => Age::Ours,
        _ if used_before => Age::Unknown,
        _ => Age::Older,
    }
}

/// `time`: RFC 3339 at a charge, `dd-mm-yyyy HH:MM:SS` at a status, at Vietnam's time (`assumed`).
fn moment(text: &str) -> Option<Timestamp> {
    let zoned = |text: &str| {
        let (date, clock) = text.split_once(' ')?;
        let [day, month, year] = date.split('-').collect::<Vec<_>>().try_into().ok()?;
        Timestamp::parse(&format!("{year}-{month}-{day}T{clock}+07:00"))
    };
    Timestamp::parse(text).or_else(|| zoned(text))
}
