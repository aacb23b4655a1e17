//! Asking a provider what is not about an order: balance, products, numbers.

use super::control;
use super::fetch::fetch;
use super::platform::now;
use super::sender::Sender;
use crate::api::Problem;
use crate::domain::Prepared;
use crate::domain::circuit::{CallSignal, Cause, ProviderCircuit, Suspended};
use crate::domain::time::{SECOND, ScheduleScale, Timestamp, whole_seconds};
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
        match self.circuit().await {
            Some(ProviderCircuit { suspended: Some(suspended), .. }) => Err(refusal(self.provider, &suspended, now())),
            _ => Ok(()),
        }
    }

    /// What is known of the provider. Not to know it keeps no order away.
    pub async fn circuit(&self) -> Option<ProviderCircuit> {
        control::circuit(self.env, self.provider, self.configured).await.ok()
    }

    /// Asks; `None` if the provider has no such call.
    pub async fn inquire(&self, inquiry: &Inquiry) -> Result<Option<Finding>, Problem> {
        let answer = ask(self.configured.account.as_ref(), inquiry, self.config.scale).await;
        self.record_signal(signal_of(&answer)).await;
        match answer {
            Ok(finding) => Ok(finding),
            Err(InquiryError::Refused(error)) => Err(error.into()),
            Err(InquiryError::AccountProblem(_)) => {
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
            let Some(inquiry) = self.configured.account.required_lookup(&prepared) else { break };
            let Some(finding) = self.inquire(&inquiry).await? else { break };
            self.configured.account.apply_lookup(&mut prepared, finding)?;
        }
        Ok(prepared)
    }
}

/// What a look at the balance says of the provider.
pub async fn probe(account: &dyn Account, scale: ScheduleScale) -> CallSignal {
    signal_of(&ask(account, &Inquiry::Balance, scale).await)
}

async fn ask(account: &dyn Account, inquiry: &Inquiry, scale: ScheduleScale) -> Result<Option<Finding>, InquiryError> {
    let Some(inquiries) = account.inquiries() else { return Ok(None) };
    let request = inquiries.request(inquiry, now()).map_err(InquiryError::Refused)?;
    let Some(request) = request else { return Ok(None) };
    inquiries.read(inquiry, &fetch(&request, scale.of(LIMIT)).await).map(Some)
}

fn signal_of(answer: &Result<Option<Finding>, InquiryError>) -> CallSignal {
    match answer {
        Ok(Some(Finding::Balance(balance))) => CallSignal::Balance(balance.minor()),
        Ok(_) | Err(InquiryError::Refused(_)) => CallSignal::Answered,
        Err(InquiryError::AccountProblem(problem)) => CallSignal::AccountProblem(*problem, 0),
        Err(InquiryError::NoAnswer) => CallSignal::NoAnswer,
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
