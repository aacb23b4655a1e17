//! Reading LTC's answers. Total: any status and any bytes give an outcome, and only the listed answer to the
//! right call, about the right order, is a success.

use super::super::http::{Answer, Response, is_printable};
use super::super::texts::trimmed;
use super::super::{Call, SessionError, Step, Token};
use super::codes::{self, Verdict};
use super::fields::Fields;
use crate::domain::command::Warning;
use crate::domain::outcome::{Alert, Corroboration, Proof, ProviderStatus};
use crate::domain::review::ReviewReason;
use crate::domain::time::MINUTE;
use crate::domain::{
    Country, Failure, Msisdn, NextAction, Operation, Outcome, ProviderReport, Reason, Secret, UnknownReason,
};
use crate::signing::equal;

/// A check that does not say "succeeded" calls a person when three of them, the last half an hour after the first or
/// later, say the same and nothing else came between.
const READS: u32 = 3;
const READS_OVER: i64 = 30 * MINUTE;

/// `ResultType` of a call that charged without a password, and of one that texted a password. The document prints only
/// the second; an earlier version of LTC's server (2021) had both.
const RECURRING: &str = "Recurring";
const REGISTER: &str = "Register";

/// Which of LTC's calls is being answered; each has its own code table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Register,
    Renew,
    Confirm,
    Check,
}

impl Kind {
    fn of(call: &Call<'_>) -> Self {
        match (&call.step, call.terms.operation) {
            (Step::Create(_), Operation::Renewal) => Self::Renew,
            (Step::Create(_), _) => Self::Register,
            (Step::Confirm(_), _) => Self::Confirm,
            (Step::Query | Step::Cancel, _) => Self::Check,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Register | Self::Renew => "RequestDeduct",
            Self::Confirm => "ConfirmDeduct",
            Self::Check => "CheckTransaction",
        }
    }

    fn verdict(self, code: &str) -> Verdict {
        match self {
            Self::Register => codes::request_deduct(code),
            Self::Renew => codes::renewal(code),
            Self::Confirm => codes::confirm_deduct(code),
            Self::Check => codes::check_transaction(code),
        }
    }
}

/// Reads the answer to `call`.
pub(super) fn classify(call: &Call<'_>, answer: &Answer) -> ProviderReport {
    let kind = Kind::of(call);
    let report = match answer {
        Err(error) => ProviderReport::unknown((*error).into()),
        Ok(response) => read(kind, call, response),
    };
    if kind == Kind::Register { harmless(report) } else { report }
}

/// A registration cannot charge: what leaves it open closes the order, uncharged. But where LTC says that it did not
/// register, it may have charged.
fn harmless(report: ProviderReport) -> ProviderReport {
    match report.outcome {
        Outcome::Unknown(unknown_reason) if unknown_reason != UnknownReason::OtherResult => {
            let outcome = Outcome::Failed(Failure::by_provider(Reason::NoAnswer));
            ProviderReport { outcome, corroboration: None, review: None, ..report }
        }
        _ => report,
    }
}

fn read(kind: Kind, call: &Call<'_>, response: &Response) -> ProviderReport {
    let fields = Fields::read(&response.body);
    let code = fields.as_ref().and_then(|fields| fields.code("ResultCode"));
    if response.status == 401 && fields.as_ref().is_none_or(|fields| !fields.has("ResultCode")) {
        return not_carried_out(kind);
    }
    if response.status != 200 {
        return ProviderReport::unknown(UnknownReason::HttpStatus);
    }
    match (fields, code) {
        (Some(fields), Some(code)) => by_code(kind, call, &fields, &code),
        _ => ProviderReport::unknown(UnknownReason::Unparsable),
    }
}

/// A 401 without a ResultCode: the call was not carried out. It was repeated once with a new token before.
fn not_carried_out(kind: Kind) -> ProviderReport {
    ProviderReport::of(match kind {
        Kind::Register | Kind::Renew => Outcome::Failed(Failure::by_provider(Reason::AccountRefused)),
        Kind::Confirm => Outcome::Pending(Some(NextAction::Otp)),
        Kind::Check => Outcome::Unknown(UnknownReason::HttpStatus),
    })
}

fn by_code(kind: Kind, call: &Call<'_>, fields: &Fields, code: &str) -> ProviderReport {
    let verdict = kind.verdict(code);
    let mut report = ProviderReport::of(match verdict {
        Verdict::Success if charged_unasked(kind, fields) => Outcome::Unknown(UnknownReason::OtherResult),
        _ if names_another(kind, call, fields) => Outcome::Unknown(UnknownReason::Mismatch),
        Verdict::Success => success(kind, call, fields),
        Verdict::Failure(reason) => Outcome::Failed(Failure::by_provider(reason)),
        Verdict::WrongOtp => Outcome::Pending(Some(NextAction::Otp)),
        Verdict::Inconclusive | Verdict::Suspicious(_) => Outcome::Unknown(UnknownReason::InconclusiveCode),
        Verdict::Unlisted => Outcome::Unknown(UnknownReason::UnlistedCode),
    });
    if let Verdict::Suspicious(reason) = verdict {
        report.review = Some(reason);
    }
    match kind {
        Kind::Check => check(call, code, &mut report),
        Kind::Register | Kind::Renew if report.outcome == Outcome::Unknown(UnknownReason::OtherResult) => {
            other_result(kind, fields, &mut report);
        }
        _ => {}
    }
    if kind == Kind::Register {
        report.provider_order_id = fields.text("RefCode").filter(|code| is_ref_code(code));
    }
    let message = fields.text("ResultDesc").unwrap_or_default();
    report.provider_status = Some(ProviderStatus::new(kind.name(), code, &message));
    report
}

/// Whether the answer to a registration says that it charged: then it counts whatever else it says.
fn charged_unasked(kind: Kind, fields: &Fields) -> bool {
    kind == Kind::Register && has_result_type(fields, RECURRING)
}

/// Whatever nobody sees around the word is borne: missing a `Recurring` would hide that money has moved.
fn has_result_type(fields: &Fields, word: &str) -> bool {
    fields.text("ResultType").is_some_and(|said| trimmed(&said).eq_ignore_ascii_case(word))
}

/// RequestDeduct was accepted, but not as what was asked.
fn other_result(kind: Kind, fields: &Fields, report: &mut ProviderReport) {
    if has_result_type(fields, REGISTER) {
        report.charge_reply = Some(REGISTER.to_owned());
        report.texted = true;
        return;
    }
    report.alert = Some(match kind {
        Kind::Register => Alert {
            code: "charge_without_password",
            detail: "LTC answered a charge with ResultType Recurring: it may charge before the payer has given a \
                     password. Ask LTC before you take more orders",
        },
        _ => Alert {
            code: "result_type_unknown",
            detail: "LTC answered a renewal with a ResultType that is neither Recurring nor Register: none of its \
                     renewals is a success before CheckTransaction says so. Ask LTC what it means",
        },
    });
}

/// Only a 200 proves anything. What is said again and again calls a person; of a renewal that LTC answered with a
/// password's text (`Register`) it says that nothing was charged: the number is no subscriber there.
fn check(call: &Call<'_>, code: &str, report: &mut ProviderReport) {
    let registered = call.charge_reply == Some(REGISTER);
    if report.outcome == Outcome::Succeeded {
        report.warnings = registered.then(charged_though_registered).into_iter().collect();
        return;
    }
    let then = match code {
        codes::NOT_CONFIRMED if registered => Proof::Failed(Failure::by_provider(Reason::NotSubscribed)),
        _ => Proof::Review(ReviewReason::ChargeUnproven),
    };
    if matches!(report.outcome, Outcome::Unknown(UnknownReason::InconclusiveCode | UnknownReason::UnlistedCode)) {
        report.corroboration = Some(Corroboration { reads: Some(READS), over: READS_OVER, then });
    }
}

fn charged_though_registered() -> Warning {
    Warning {
        code: "charged_though_registered".to_owned(),
        field: "operation".to_owned(),
        detail:
            "LTC answered this renewal as a registration and texted a password, but its CheckTransaction says that \
                 it charged: compare it with LTC's statement"
                .to_owned(),
    }
}

/// Whether the answer names another order. A check must name ours; the other calls must not name a stranger's.
fn names_another(kind: Kind, call: &Call<'_>, fields: &Fields) -> bool {
    match fields.text("TransactionID") {
        Some(id) => id != call.terms.reference(),
        None => kind == Kind::Check || fields.has("TransactionID"),
    }
}

/// Whether a 200 is about this very order: each call lists what must be present and equal.
fn success(kind: Kind, call: &Call<'_>, fields: &Fields) -> Outcome {
    let has_id = fields.text("TransactionID").is_some();
    match kind {
        Kind::Register if fields.text("RefCode").is_some_and(|code| is_ref_code(&code)) => {
            Outcome::Pending(Some(NextAction::Otp))
        }
        Kind::Renew if !(has_id && same_number(call, fields)) => Outcome::Unknown(UnknownReason::Mismatch),
        Kind::Renew if has_result_type(fields, RECURRING) => Outcome::Succeeded,
        Kind::Renew => Outcome::Unknown(UnknownReason::OtherResult),
        Kind::Confirm if has_id && same_ref_code(call, fields) => Outcome::Succeeded,
        Kind::Check if has_id && same_number(call, fields) && same_amount(call, fields) => Outcome::Succeeded,
        Kind::Register => Outcome::Unknown(UnknownReason::Unparsable),
        _ => Outcome::Unknown(UnknownReason::Mismatch),
    }
}

fn same_number(call: &Call<'_>, fields: &Fields) -> bool {
    let said = fields.text("Msisdn").and_then(|text| Msisdn::parse(&text, Country::Laos).ok());
    said.is_some() && said == call.terms.msisdn
}

fn same_ref_code(call: &Call<'_>, fields: &Fields) -> bool {
    let said = fields.text("RefCode");
    said.zip(call.provider_order_id).is_some_and(|(said, ours)| equal(said.as_bytes(), ours.as_bytes()))
}

/// `Amount` is a string in the sample; zeros after a point are borne.
fn same_amount(call: &Call<'_>, fields: &Fields) -> bool {
    let Some(text) = fields.text("Amount") else { return false };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, "0"));
    let zeros = !fraction.is_empty() && fraction.bytes().all(|b| b == b'0');
    zeros && whole == call.terms.amount.to_string()
}

/// The document shows 32 hexadecimal digits; anything short and printable is taken, since it is only echoed.
fn is_ref_code(code: &str) -> bool {
    is_printable(code, 128)
}

/// The token reply: `access_token`, `token_type` `bearer`, `expires_in` seconds. Failures are undocumented; the
/// server is ASP.NET OAuth, which answers 400 with `error` (RFC 6749 section 5.2).
pub(super) fn token(answer: &Answer) -> Result<Token, SessionError> {
    let response = answer.as_ref().map_err(|_| SessionError::Unavailable)?;
    if matches!(response.status, 400 | 401 | 403) {
        return Err(SessionError::Refused);
    }
    let fields = Fields::read(&response.body).filter(|_| response.status == 200).ok_or(SessionError::Unavailable)?;
    let secret = fields.text("access_token").filter(|token| is_bearer(token)).ok_or(SessionError::Unavailable)?;
    let expires_in_s = fields.text("expires_in").and_then(|text| text.parse().ok()).unwrap_or(0);
    let bearer = fields.text("token_type").is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
    if bearer && expires_in_s > 0 {
        return Ok(Token { secret: Secret::new(secret), expires_in_s });
    }
    Err(SessionError::Unavailable)
}

/// A token goes into a header: nothing but printable characters (RFC 6750 section 2.1).
fn is_bearer(token: &str) -> bool {
    is_printable(token, 4096)
}

/// Whether the answer proves that the token was refused and nothing was carried out.
pub(super) fn token_refused(answer: &Answer) -> bool {
    answer.as_ref().is_ok_and(|response| {
        response.status == 401 && Fields::read(&response.body).is_none_or(|fields| !fields.has("ResultCode"))
    })
}
