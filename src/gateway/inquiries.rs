//! Asking a provider what is not about an order: balance, products, numbers.

use super::isolate::Isolate;
use super::platform::AnswerPart;
use crate::domain::circuit::CallSignal;
use crate::domain::time::SECOND;
use crate::providers::{Account, Inquiry, InquiryAnswer, InquiryError};

/// How long an inquiry may take.
const LIMIT: i64 = 10 * SECOND;

/// What a look at the balance says of the provider.
pub async fn probe(isolate: &Isolate, account: &dyn Account) -> CallSignal {
    signal_of(&ask(isolate, account, &Inquiry::Balance).await)
}

/// Asks; nothing if the provider has no such call.
pub async fn ask(
    isolate: &Isolate,
    account: &dyn Account,
    inquiry: &Inquiry,
) -> Result<Option<InquiryAnswer>, InquiryError> {
    let Some(inquiries) = account.inquiries() else { return Ok(None) };
    let request = inquiries.request(inquiry, isolate.now()).map_err(InquiryError::Refused)?;
    let Some(request) = request else { return Ok(None) };
    let limit = isolate.config.scale.of(LIMIT);
    let answer = isolate.platform.outbound.send(&request, limit, AnswerPart::Whole).await;
    inquiries.read(inquiry, &answer).map(Some)
}

/// What an answer says of the provider.
pub fn signal_of(answer: &Result<Option<InquiryAnswer>, InquiryError>) -> CallSignal {
    match answer {
        Ok(Some(InquiryAnswer::Balance(balance))) => CallSignal::Balance(balance.minor()),
        Ok(_) | Err(InquiryError::Refused(_)) => CallSignal::Answered,
        Err(InquiryError::AccountProblem(problem)) => CallSignal::AccountProblem(*problem, 0),
        Err(InquiryError::NoAnswer) => CallSignal::NoAnswer,
    }
}
