//! Sends to a provider with its configured account: makes a call ready, sends it, and reads what it brought.

use futures_util::future::LocalBoxFuture;
use serde_json::json;

use super::config::Configured;
use super::control;
use super::isolate::Isolate;
use super::memory::SessionToken;
use super::platform::AnswerPart;
use super::protocol::{LedgerAnswer, LedgerCall, OutboxEvent};
use super::rpc;
use crate::api::{Problem, named_provider};
use crate::domain::circuit::CallSignal;
use crate::domain::review::ReviewReason;
use crate::domain::time::{DAY, SECOND};
use crate::domain::{Order, OrderError, Outcome, ProviderReport, Timestamp, UnknownReason};
use crate::json::to_text;
use crate::providers::http::{Answer, Request, TransportError};
use crate::providers::{Addresses, Call, Context, Provider, SessionError, Step, capability};

/// How long a query may take.
const QUERY_LIMIT: i64 = 10 * SECOND;

/// Sends to one provider with its configured account. Its longer futures are boxed: routes carry pointers to them.
pub struct Sender<'a> {
    pub(super) isolate: &'a Isolate,
    pub(super) provider: &'static dyn Provider,
    pub(super) configured: &'a Configured,
}

/// A request that is ready, and the session's token that it carries.
pub struct Ready {
    request: Request,
    token: Option<SessionToken>,
}

impl<'a> Sender<'a> {
    /// To the provider with this id.
    pub fn of(isolate: &'a Isolate, provider: &str) -> Result<Self, Problem> {
        let provider = named_provider(provider)?;
        let configured = isolate.config.account(provider)?;
        Ok(Self { isolate, provider, configured })
    }

    /// Refuses what is new while the configuration keeps it away; what was made before goes on.
    pub fn takes_orders(&self) -> Result<(), Problem> {
        self.isolate.config.takes_orders(self.provider)
    }

    /// The account that will carry the calls.
    pub fn configured(&self) -> &'a Configured {
        self.configured
    }

    /// A capability of the account, or a refusal that says that the provider has no such thing.
    pub fn capability<T: ?Sized>(&self, offered: Option<&'a T>, what: &str) -> Result<&'a T, Problem> {
        Ok(capability(self.provider, offered, what)?)
    }

    /// Whether this account carries the order; another one can tell nothing of it.
    pub fn carries(&self, order: &Order) -> Result<(), OrderError> {
        if order.account() == self.configured.fingerprint { Ok(()) } else { Err(OrderError::AccountChanged) }
    }

    /// Makes a call ready: its token and its bytes. Nothing can move yet, so an error leaves no trace.
    pub fn ready<'c>(&'c self, call: &'c Call<'_>) -> LocalBoxFuture<'c, Result<Ready, Problem>> {
        Box::pin(async move {
            let token = match self.configured.account.session() {
                Some(_) => Some(self.token(None).await.map_err(|error| self.no_token(error))?),
                None => None,
            };
            let request = self.configured.account.build(call, self.context(token.as_ref())).await?;
            Ok(Ready { request, token })
        })
    }

    /// Sends a call once, and a second time only where the first answer proves that nothing was carried out
    /// because the token was refused.
    pub fn send<'c>(&'c self, call: &'c Call<'_>, ready: Ready, limit: i64) -> LocalBoxFuture<'c, ProviderReport> {
        Box::pin(async move {
            let started = self.isolate.now();
            let until = started.plus(limit);
            let account = &self.configured.account;
            let mut answer = self.fetch(&ready.request, until).await;
            let refused = account.session().is_some_and(|session| session.refused(&answer));
            if let Some(token) = ready.token.filter(|_| refused)
                && let Some(request) = self.with_new_token(call, &token).await
                && self.left(until) > self.isolate.config.scale.of(SECOND)
            {
                answer = self.fetch(&request, until).await;
            }
            let took = Some(self.isolate.now().since(started));
            let report = ProviderReport { took, ..account.classify(call, &answer, self.context(None)).await };
            let report = if account.needs_unique_provider_order_id() {
                self.claim_provider_order_id(call, report).await
            } else {
                report
            };
            self.record_signal(signal_of(&report, call)).await;
            self.alert(&report).await;
            report
        })
    }

    async fn fetch(&self, request: &Request, until: Timestamp) -> Answer {
        self.isolate.platform.outbound.send(request, self.left(until), AnswerPart::Whole).await
    }

    fn left(&self, until: Timestamp) -> i64 {
        until.since(self.isolate.now()).max(1)
    }

    /// Tells what a call brought, where the provider may be suspended because of it.
    pub(super) async fn record_signal(&self, signal: CallSignal) {
        if self.configured.account.inquiries().is_some() {
            control::record(self.isolate, self.provider.id(), self.configured, signal).await;
        }
    }

    /// Tells the merchant what is wrong with the account, once a day however many orders show it. Should it not be
    /// kept, the next order says it again.
    async fn alert(&self, report: &ProviderReport) {
        let Some(alert) = report.alert else { return };
        let (at, about) = (self.isolate.now(), format!("account:{}", self.provider.id()));
        let day = at.millis().checked_div(self.isolate.config.scale.of(DAY)).unwrap_or_default();
        let data = json!({ "provider": self.provider.id(), "code": alert.code, "detail": alert.detail });
        let emitted = OutboxEvent {
            mark: format!("{} {} {day}", alert.code, self.configured.fingerprint),
            kind: "account.alert".to_owned(),
            about: about.clone(),
            at,
            data: to_text(&data),
        };
        if rpc::ledger(self.isolate, &about, &LedgerCall::Emit(Box::new(emitted))).await.is_err() {
            self.isolate.log("what a provider's answer says of the account could not be told");
        }
    }

    /// A success that rests on the provider's id alone counts only if no other order has that id.
    async fn claim_provider_order_id(&self, call: &Call<'_>, report: ProviderReport) -> ProviderReport {
        let (Outcome::Succeeded, Some(id)) = (&report.outcome, &report.provider_order_id) else { return report };
        let claim = format!("{} {} {id}", self.provider.id(), self.configured.fingerprint);
        let hold = LedgerCall::ClaimProviderOrderId(call.terms.merchant_order_id.key());
        match rpc::ledger(self.isolate, &claim, &hold).await {
            Ok(LedgerAnswer::ProviderOrderIdClaimed(true)) => report,
            Ok(LedgerAnswer::ProviderOrderIdClaimed(false)) => ProviderReport {
                outcome: Outcome::Unknown(UnknownReason::Mismatch),
                provider_order_id: None,
                review: Some(ReviewReason::IdOfAnotherOrder),
                ..report
            },
            // Not known yet: a query tries again.
            _ => ProviderReport { outcome: Outcome::Unknown(UnknownReason::Uncorroborated), ..report },
        }
    }

    /// Sends a call that moves money or leads to it, within its attempt's time.
    pub fn send_attempt<'c>(
        &'c self,
        call: &'c Call<'_>,
        ready: Ready,
        order: &Order,
    ) -> LocalBoxFuture<'c, ProviderReport> {
        self.send(call, ready, self.isolate.config.scale.of(order.call_limit()))
    }

    /// What a call needs beside the order.
    fn context<'c>(&'c self, token: Option<&'c SessionToken>) -> Context<'c> {
        Context {
            session: token.map(|token| &token.secret),
            rsa: self.isolate.platform.rsa.as_ref(),
            addresses: Addresses::Gateway {
                base: self.isolate.config.public_url(),
                secret: self.isolate.config.address_secret(),
            },
            now: self.isolate.now(),
        }
    }

    /// Asks how an order stands. The only error is another account.
    pub async fn query(&self, order: &Order) -> Result<ProviderReport, OrderError> {
        self.carries(order)?;
        let call = Call::about(order, Step::Query);
        match self.ready(&call).await {
            Ok(ready) => Ok(self.send(&call, ready, self.isolate.config.scale.of(QUERY_LIMIT)).await),
            Err(_) => {
                let nothing = Err(TransportError::ConnectionLost);
                Ok(self.configured.account.classify(&call, &nothing, self.context(None)).await)
            }
        }
    }

    async fn with_new_token(&self, call: &Call<'_>, refused: &SessionToken) -> Option<Request> {
        let token = self.token(Some(refused)).await.ok()?;
        self.configured.account.build(call, self.context(Some(&token))).await.ok()
    }

    async fn token(&self, replaces: Option<&SessionToken>) -> Result<SessionToken, SessionError> {
        control::token(self.isolate, self.provider.id(), self.configured, replaces).await
    }

    fn no_token(&self, error: SessionError) -> Problem {
        let provider = self.provider.id();
        match error {
            SessionError::Refused => Problem::new(
                503,
                "provider_credentials_refused",
                format!("{provider} refused the configured user name or password; nothing was sent for this order"),
            ),
            _ => Problem::new(
                503,
                "provider_unavailable",
                format!(
                    "{provider} gave no session token; nothing was sent for this order, call again with the same id"
                ),
            )
            .retry_after(5),
        }
    }
}

/// What an answer says of the provider rather than of the order.
fn signal_of(report: &ProviderReport, call: &Call<'_>) -> CallSignal {
    match (report.account_problem, &report.outcome) {
        (Some(problem), _) => CallSignal::AccountProblem(problem, call.terms.amount.minor()),
        (None, Outcome::Unknown(unknown_reason)) if unknown_reason.is_no_answer() => CallSignal::NoAnswer,
        _ => CallSignal::Answered,
    }
}
