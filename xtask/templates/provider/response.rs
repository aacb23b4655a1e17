//! Reading the answers. Total: any status and any bytes give an outcome.

use serde::Deserialize;

use super::super::http::{Answer, Response};
use super::super::{Call, Step};
use super::codes::{self, Verdict};
use crate::domain::outcome::ProviderStatus;
use crate::domain::{Failure, Outcome, ProviderReport, UnknownReason};
use crate::json;

/// What both calls are answered with.
// FILL IN: the document's fields.
#[derive(Deserialize)]
struct Reply {
    code: String,
    order: Option<String>,
    amount: Option<String>,
    id: Option<String>,
}

/// Reads the answer to `call`.
pub(super) fn classify(call: &Call<'_>, answer: &Answer) -> ProviderReport {
    match answer {
        Err(error) => ProviderReport::unknown((*error).into()),
        Ok(Response { status: 200, body, .. }) => match json::from_slice::<Reply>(body) {
            Ok(reply) => by_code(call, reply),
            Err(_) => ProviderReport::unknown(UnknownReason::Unparsable),
        },
        Ok(_) => ProviderReport::unknown(UnknownReason::HttpStatus),
    }
}

fn by_code(call: &Call<'_>, reply: Reply) -> ProviderReport {
    let outcome = match codes::payment(&reply.code) {
        Verdict::Success if names_this(call, &reply) => Outcome::Succeeded,
        Verdict::Success => Outcome::Unknown(UnknownReason::Mismatch),
        // FILL IN: what a query's failure is about, the question or the payment. Until the document says it is the
        // payment, it settles nothing.
        Verdict::Failure(_) if matches!(call.step, Step::Query) => Outcome::Unknown(UnknownReason::InconclusiveCode),
        Verdict::Failure(reason) => Outcome::Failed(Failure::by_provider(reason)),
        Verdict::Unlisted => Outcome::Unknown(UnknownReason::UnlistedCode),
    };
    let name = if matches!(call.step, Step::Query) { "query" } else { "create" };
    ProviderReport {
        provider_order_id: reply.id,
        provider_status: Some(ProviderStatus::new(name, &reply.code, "")),
        ..ProviderReport::of(outcome)
    }
}

/// A success counts only where it names this very order and amount.
// FILL IN: what else the answer names, and the signature over it: without one, whoever stands in between can say this.
fn names_this(call: &Call<'_>, reply: &Reply) -> bool {
    let terms = call.terms;
    reply.order.as_deref() == Some(terms.merchant_order_id.as_str())
        && reply.amount.as_deref() == Some(terms.amount.to_string().as_str())
}
