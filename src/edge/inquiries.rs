//! Asking a provider what is not about an order: balance, products, numbers.

use super::fetch::fetch;
use super::platform::now;
use crate::domain::circuit::CallSignal;
use crate::domain::time::{SECOND, ScheduleScale};
use crate::providers::{Account, Finding, Inquiry, InquiryError};

/// How long an inquiry may take.
const LIMIT: i64 = 10 * SECOND;

/// What a look at the balance says of the provider.
pub async fn probe(account: &dyn Account, scale: ScheduleScale) -> CallSignal {
    signal_of(&ask(account, &Inquiry::Balance, scale).await)
}

/// Asks; nothing if the provider has no such call.
pub async fn ask(
    account: &dyn Account,
    inquiry: &Inquiry,
    scale: ScheduleScale,
) -> Result<Option<Finding>, InquiryError> {
    let Some(inquiries) = account.inquiries() else { return Ok(None) };
    let request = inquiries.request(inquiry, now()).map_err(InquiryError::Refused)?;
    let Some(request) = request else { return Ok(None) };
    inquiries.read(inquiry, &fetch(&request, scale.of(LIMIT)).await).map(Some)
}

/// What an answer says of the provider.
pub fn signal_of(answer: &Result<Option<Finding>, InquiryError>) -> CallSignal {
    match answer {
        Ok(Some(Finding::Balance(balance))) => CallSignal::Balance(balance.minor()),
        Ok(_) | Err(InquiryError::Refused(_)) => CallSignal::Answered,
        Err(InquiryError::AccountProblem(problem)) => CallSignal::AccountProblem(*problem, 0),
        Err(InquiryError::NoAnswer) => CallSignal::NoAnswer,
    }
}
