//! What an order needs to know of its provider before it is reserved: whether it takes orders, and what has to be
//! looked up. A suspended provider refuses before anything is stored.

use super::sender::Sender;
use super::{control, inquiries};
use crate::api::Problem;
use crate::domain::Prepared;
use crate::domain::circuit::{Cause, ProviderCircuit, Suspended};
use crate::domain::time::{Timestamp, whole_seconds};
use crate::providers::{Inquiry, InquiryAnswer, InquiryError};

/// Inquiries that an order may need before it is reserved.
const LOOKUPS: usize = 3;

impl Sender<'_> {
    /// Refuses while the provider is suspended.
    pub async fn open_for_orders(&self) -> Result<(), Problem> {
        if self.configured.account.inquiries().is_none() {
            return Ok(());
        }
        match self.circuit().await {
            Some(ProviderCircuit { suspended: Some(suspended), .. }) => {
                Err(refusal(self.provider.id(), &suspended, self.isolate.now()))
            }
            _ => Ok(()),
        }
    }

    /// What is known of the provider. Not to know it keeps no order away.
    pub async fn circuit(&self) -> Option<ProviderCircuit> {
        control::circuit(self.isolate, self.provider.id(), self.configured).await.ok()
    }

    /// Asks; `None` if the provider has no such call.
    pub async fn inquire(&self, inquiry: &Inquiry) -> Result<Option<InquiryAnswer>, Problem> {
        let answer = inquiries::ask(self.isolate, self.configured.account.as_ref(), inquiry).await;
        self.record_signal(inquiries::signal_of(&answer)).await;
        match answer {
            Ok(finding) => Ok(finding),
            Err(InquiryError::Refused(error)) => Err(error.into()),
            Err(InquiryError::AccountProblem(_)) => {
                let detail = format!("{} refuses the configured account, its key or this address", self.provider.id());
                Err(Problem::new(503, "provider_credentials_refused", detail))
            }
            Err(_) => {
                let detail = format!("{} gave no usable answer; nothing was ordered, call again", self.provider.id());
                Err(Problem::new(503, "provider_unavailable", detail).retry_after(5))
            }
        }
    }

    /// Looks up what an order needs before it can be reserved.
    pub async fn complete(&self, mut prepared: Prepared) -> Result<Prepared, Problem> {
        for _ in 0..LOOKUPS {
            let Some(inquiry) = self.configured.account.required_lookup(&prepared) else { break };
            let Some(finding) = self.inquire(&inquiry).await? else { break };
            self.configured.account.apply_lookup(&mut prepared, finding)?;
        }
        Ok(prepared)
    }
}

fn refusal(provider: &str, suspended: &Suspended, now: Timestamp) -> Problem {
    let why = match suspended.cause {
        Cause::BalanceTooLow => "the balance there is too low",
        Cause::AccountRefused => "it refuses our account, its key or our address",
        Cause::ServicePaused => "it says that what was ordered is not served, or not at the moment",
        Cause::Unreachable => "it does not answer",
    };
    let detail =
        format!("{provider} takes no new orders: {why}; nothing was stored, the same id can be used again later");
    Problem::new(503, "provider_suspended", detail).retry_after(whole_seconds(suspended.probe_at.since(now)))
}
