//! Asking a provider what is not about an order: balance, products, numbers.

use super::control;
use super::platform::now;
use super::send::{Sender, fetch};
use crate::api::Problem;
use crate::domain::Prepared;
use crate::domain::gate::{Cause, Closed, Gate, News};
use crate::domain::time::{Pace, SECOND, Timestamp, whole_seconds};
use crate::providers::{Account, Finding, Inquiry, InquiryError};

/// How long an inquiry may take.
const LIMIT: i64 = 10 * SECOND;
/// Inquiries that an order may need before it is reserved.
const LOOKUPS: usize = 3;

impl Sender<'_> {
    /// Refuses while the provider is closed for new orders.
    pub async fn open_for_orders(&self) -> Result<(), Problem> {
        if self.configured.account.inquiries().is_none() {
            return Ok(());
        }
        match self.gate().await {
            Some(Gate { closed: Some(closed), .. }) => Err(refusal(self.provider, &closed, now())),
            _ => Ok(()),
        }
    }

    /// What is known of the provider. Not to know it keeps no order away.
    pub async fn gate(&self) -> Option<Gate> {
        control::gate(self.env, self.provider, self.configured).await.ok()
    }

    /// Asks; `None` if the provider has no such call.
    pub async fn inquire(&self, inquiry: &Inquiry) -> Result<Option<Finding>, Problem> {
        let answer = ask(self.configured.account.as_ref(), inquiry, self.config.pace).await;
        self.hear(news_of(&answer)).await;
        match answer {
            Ok(finding) => Ok(finding),
            Err(InquiryError::Refused(error)) => Err(error.into()),
            Err(InquiryError::Stop(_)) => {
                let detail = format!("{} refuses the configured account, its key or this address", self.provider);
                Err(Problem::new(503, "provider_credentials_refused", detail))
            }
            Err(_) => {
                let detail = format!("{} gave no usable answer; nothing was ordered, call again", self.provider);
                Err(Problem::new(503, "provider_unavailable", detail).retry_after(5))
            }
        }
    }

    /// Looks up what an order needs before it can be reserved.
    pub async fn complete(&self, mut prepared: Prepared) -> Result<Prepared, Problem> {
        for _ in 0..LOOKUPS {
            let Some(inquiry) = self.configured.account.lookup(&prepared) else { break };
            let Some(finding) = self.inquire(&inquiry).await? else { break };
            self.configured.account.learn(&mut prepared, finding)?;
        }
        Ok(prepared)
    }
}

/// What a look at the balance says of the provider.
pub async fn probe(account: &dyn Account, pace: Pace) -> News {
    news_of(&ask(account, &Inquiry::Balance, pace).await)
}

async fn ask(account: &dyn Account, inquiry: &Inquiry, pace: Pace) -> Result<Option<Finding>, InquiryError> {
    let Some(inquiries) = account.inquiries() else { return Ok(None) };
    let request = inquiries.request(inquiry, now()).map_err(InquiryError::Refused)?;
    let Some(request) = request else { return Ok(None) };
    inquiries.read(inquiry, &fetch(&request, pace.of(LIMIT)).await).map(Some)
}

fn news_of(answer: &Result<Option<Finding>, InquiryError>) -> News {
    match answer {
        Ok(Some(Finding::Balance(balance))) => News::Balance(balance.minor()),
        Ok(_) | Err(InquiryError::Refused(_)) => News::Answered,
        Err(InquiryError::Stop(stop)) => News::Stop(*stop, 0),
        Err(InquiryError::NoAnswer) => News::NoAnswer,
    }
}

fn refusal(provider: &str, closed: &Closed, now: Timestamp) -> Problem {
    let why = match closed.cause {
        Cause::BalanceTooLow => "the balance there is too low",
        Cause::AccountRefused => "it refuses our account, its key or our address",
        Cause::ServicePaused => "it says that what was ordered is not served, or not at the moment",
        Cause::Unreachable => "it does not answer",
    };
    let detail =
        format!("{provider} takes no new orders: {why}; nothing was stored, the same id can be used again later");
    Problem::new(503, "provider_closed", detail).retry_after(whole_seconds(closed.probe_at.since(now)))
}
