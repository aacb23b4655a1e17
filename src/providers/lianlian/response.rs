//! LianLian's answers. Total: any status and any bytes give an outcome. What moves an order to success, or shows
//! it waiting, is signed; errors never are (DOC-21 §2.2.2).

use super::super::http::{Answer, Response};
use super::super::{Call, Context, Step};
use super::codes::{self, Verdict};
use super::config::Config;
use super::matching::{Match, OrderMessage, Source};
use super::prepare::service_of;
use super::services::{PAYMENT_QUERY, REFUND_APPLY, REFUND_QUERY, Service};
use super::signed::{Signature, verified};
use super::{action, card};
use crate::domain::outcome::{Corroboration, Evidence, Proof, ProviderStatus};
use crate::domain::review::ReviewReason;
use crate::domain::time::MINUTE;
use crate::domain::{Failure, NextAction, Operation, OrderTerms, Outcome, ProviderReport, UnknownReason};
use crate::json::{self, lenient};
use crate::signing::canonical::Json;

/// A query that finds nothing is believed when three of them, the last half an hour after the first or later, say
/// the same and nothing else came between.
const READS: u32 = 3;
const READS_OVER: i64 = 30 * MINUTE;

/// When LianLian made a payment (DOC-21 §3.4; Alipay in stores has the second name).
const CREATED_AT: [&str; 2] = ["create_time", "order_create_time"];
/// What two clocks may differ by: one that is wrong by minutes calls no person.
const CLOCKS_DIFFER: i64 = 10 * MINUTE;

/// Which call is being answered; each has its own code table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Create {
        charges_alone: bool,
    },
    Query,
    Refund,
    RefundQuery,
    /// It settles nothing: a query does.
    Cancel,
}

impl Kind {
    fn of(call: &Call<'_>) -> Self {
        match (&call.step, call.terms.operation) {
            (Step::Create(_), Operation::Refund) => Self::Refund,
            (Step::Create(_), _) => {
                let method = method_of(call.terms);
                Self::Create { charges_alone: service_of(call.terms).is_none_or(|s| s.charges_alone(method)) }
            }
            (Step::Query, Operation::Refund) => Self::RefundQuery,
            (Step::Query, _) => Self::Query,
            (Step::Cancel | Step::Confirm(_), _) => Self::Cancel,
        }
    }

    fn verdict(self, code: &str) -> Verdict {
        match self {
            Self::Create { charges_alone } => codes::create(code, charges_alone),
            Self::Query => codes::query(code),
            Self::Refund => codes::refund(code),
            Self::RefundQuery => codes::refund_query(code),
            Self::Cancel => Verdict::Inconclusive,
        }
    }

    /// LianLian's name of the call.
    fn name(self, terms: &OrderTerms) -> &'static str {
        let service = service_of(terms);
        match self {
            Self::Create { .. } => service.map_or("create", Service::code),
            Self::Query => PAYMENT_QUERY,
            Self::Refund => REFUND_APPLY,
            Self::RefundQuery => REFUND_QUERY,
            Self::Cancel => service.and_then(Service::cancel_code).unwrap_or("cancel"),
        }
    }

    const fn speaker(self) -> Source {
        match self {
            Self::Query | Self::RefundQuery => Source::Query,
            _ => Source::Acknowledgement,
        }
    }
}

fn method_of(terms: &OrderTerms) -> Option<&str> {
    terms.details.get("method").and_then(serde_json::Value::as_str)
}

/// What every answer is wrapped in; the order of its fields varies (PAGE).
struct Envelope {
    code: String,
    message: String,
    data: Json,
}

impl Envelope {
    /// `None` for anything but one JSON object with a code; no key may stand twice, at any depth.
    fn read(body: &[u8]) -> Option<Self> {
        let json = lenient::json(body).filter(|json| !json.repeats_a_key())?;
        let text = |name: &str| json.get(name).and_then(Json::text).map(str::to_owned);
        let code = text("code").filter(|code| !code.is_empty())?;
        let message = text("message").unwrap_or_default();
        Some(Self { code, message, data: json.get("data").cloned().unwrap_or(Json::Null) })
    }
}

/// Reads the answer to `call`.
pub(super) async fn classify(
    config: &Config,
    call: &Call<'_>,
    answer: &Answer,
    context: Context<'_>,
) -> ProviderReport {
    let kind = Kind::of(call);
    match answer {
        Err(error) => ProviderReport::unknown((*error).into()),
        Ok(response) => match (Envelope::read(&response.body), response.status) {
            (Some(envelope), status) => {
                let mut report = by_code(config, (kind, call), (response, &envelope), context).await;
                let code = &envelope.code;
                let said = || said_so(kind.name(call.terms), code, &envelope.message, call.terms);
                report.provider_status.get_or_insert_with(said);
                // A proxy's error may wrap anything.
                if status == 200 || (400..500).contains(&status) { report } else { doubtful(report) }
            }
            (None, _) if kind == Kind::Cancel => ProviderReport::unknown(UnknownReason::InconclusiveCode),
            (None, 200) => ProviderReport::unknown(UnknownReason::Unparsable),
            (None, _) => ProviderReport::unknown(UnknownReason::HttpStatus),
        },
    }
}

/// What an answer with an unusual HTTP status says, without what it would prove.
fn doubtful(report: ProviderReport) -> ProviderReport {
    match report.outcome {
        Outcome::Unknown(UnknownReason::InconclusiveCode) => report,
        _ => ProviderReport { outcome: Outcome::Unknown(UnknownReason::HttpStatus), corroboration: None, ..report },
    }
}

async fn by_code(
    config: &Config,
    (kind, call): (Kind, &Call<'_>),
    (response, envelope): (&Response, &Envelope),
    context: Context<'_>,
) -> ProviderReport {
    match kind.verdict(&envelope.code) {
        Verdict::Success if response.status == 200 => {
            by_data(config, (kind, call), (response, envelope), context).await
        }
        Verdict::Success => ProviderReport::unknown(UnknownReason::HttpStatus),
        Verdict::Failure(reason) => ProviderReport::of(Outcome::Failed(Failure::by_provider(reason))),
        Verdict::Inconclusive => ProviderReport::unknown(UnknownReason::InconclusiveCode),
        Verdict::IdUsedBefore => ProviderReport {
            review: Some(ReviewReason::IdUsedBefore),
            ..ProviderReport::unknown(UnknownReason::InconclusiveCode)
        },
        // LianLian has signed that it has this one.
        Verdict::Repeated(_) if call.provider_order_id.is_some() => {
            ProviderReport::unknown(UnknownReason::InconclusiveCode)
        }
        Verdict::Repeated(reason) => {
            let rule = Corroboration {
                reads: Some(READS),
                over: READS_OVER,
                then: Proof::Failed(Failure::by_provider(reason)),
            };
            ProviderReport { corroboration: Some(rule), ..ProviderReport::unknown(UnknownReason::Uncorroborated) }
        }
        Verdict::Unlisted => ProviderReport::unknown(UnknownReason::UnlistedCode),
    }
}

/// The signature is checked over `data` as it came, unknown fields included, before a field of it is believed.
async fn by_data(
    config: &Config,
    (kind, call): (Kind, &Call<'_>),
    (response, envelope): (&Response, &Envelope),
    context: Context<'_>,
) -> ProviderReport {
    let Some(signature) = Signature::of(&response.headers) else {
        return ProviderReport::unknown(UnknownReason::BadSignature);
    };
    let data = verified(config, &envelope.data, &signature, context.rsa, &envelope.data).await;
    let Some(data) = data else { return ProviderReport::unknown(UnknownReason::BadSignature) };
    let (data, fields) = (data.get(), data.get().texts());
    let said = OrderMessage {
        speaker: kind.speaker(),
        fields: &fields,
        terms: call.terms,
        known_id: call.provider_order_id,
        merchant_id: &config.merchant_id,
    };
    let mut report = ProviderReport { evidence: Evidence::Signed, ..ProviderReport::unknown(UnknownReason::Mismatch) };
    let name = kind.name(call.terms);
    report.provider_status = said.status().map(|status| said_so(name, status, &envelope.message, call.terms));
    if kind == Kind::Query && is_older(data, call) {
        report.review = Some(ReviewReason::IdUsedBefore);
    } else if said.whose() == Match::Ours {
        let next = || action::next(data, service_of(call.terms), method_of(call.terms), context.now);
        let next = || next().filter(|next| !card::is_repeated(&call.step, &words_of(next)));
        // Only the reply to a create says what to do next: a query has no such fields.
        let next = if kind.speaker() == Source::Acknowledgement { next() } else { None };
        (report.outcome, report.corroboration) = said.outcome(next);
        let kept = |id: &&str| !card::is_repeated(&call.step, id);
        report.provider_order_id = said.id().filter(kept).map(str::to_owned);
        if matches!(kind, Kind::Create { .. }) && report.outcome == Outcome::Pending(None) {
            report.warnings.push(action::unreadable());
        }
        report.expires_at = action::expires_at(data, context.now);
    }
    report
}

/// Whether the payment that a query shows was made before our order: its id was used before, and the reply that would have said so
/// was lost. Once LianLian's id of the order is known, that tells.
fn is_older(data: &Json, call: &Call<'_>) -> bool {
    let named = |name: &&str| data.get(name).and_then(Json::text);
    let made = CREATED_AT.iter().find_map(named).and_then(action::bangkok_time);
    let older = made.zip(call.ordered_at).is_some_and(|(made, ordered)| made.plus(CLOCKS_DIFFER) < ordered);
    call.provider_order_id.is_none() && older
}

/// All that a next action would have kept.
fn words_of(next: &NextAction) -> String {
    json::to_text(&serde_json::to_value(next).unwrap_or_default())
}

/// What LianLian said. Where a card may have been given, and where it is not known whether one was, nothing is kept of
/// its sentence, which may repeat the holder's name or the number, and of the code nothing but what is one: six digits,
/// or a status of two letters (DOC-21 §3.4, §3.2).
fn said_so(call: &str, code: &str, message: &str, terms: &OrderTerms) -> ProviderStatus {
    let service = service_of(terms);
    if service.is_some_and(|service| !matches!(service, Service::Bankcard | Service::Checkout)) {
        return ProviderStatus::new(call, code, message);
    }
    let digits = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    let status = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    ProviderStatus::new(call, if digits || status { code } else { "" }, "")
}
