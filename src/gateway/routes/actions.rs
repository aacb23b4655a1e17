//! What can be done with an order that is there.

use super::super::http::{IncomingRequest, OutgoingResponse};
use super::super::platform::Fault;
use super::super::protocol::{LedgerCall, SubscriberAnswer, SubscriberCall};
use super::super::rpc;
use super::super::sender::Sender;
use super::stored_orders::{
    forbidden, key_of, merchant_response, order_after, order_response, record, seen_version, stored, with_client_token,
};
use super::{Gateway, RouteError, claims};
use crate::api::caller::not_allowed;
use crate::api::{Caller, CancelOrder, ConfirmOrder, Nothing, Problem, ResolveOrder, ResolvedState};
use crate::domain::budget::RECHECK_BUDGET;
use crate::domain::order::Resolution;
use crate::domain::time::Clock;
use crate::domain::time::whole_seconds;
use crate::domain::{CommandError, Order, State, Timestamp};
use crate::providers::{CANCELLATION, Call, Step};

/// POST `/v1/orders/{id}/confirm`: the payer's one-time password. This is the call that charges.
pub async fn confirm(
    gateway: &Gateway,
    request: &IncomingRequest,
    caller: &Caller,
    id: &str,
) -> Result<OutgoingResponse, RouteError> {
    let given: ConfirmOrder = request.json()?;
    let key = key_of(id, None)?;
    let order = order_after(gateway, &key, with_client_token(caller, LedgerCall::Read)).await?;
    let sender = Sender::of(&gateway.isolate, &order.terms().provider)?;
    let account = sender.configured().fingerprint.clone();
    // Asked of a copy first: what is refused anyway costs the number none of its guesses.
    let clock = Clock { now: gateway.now(), scale: gateway.config.scale };
    let by_payer = !matches!(caller, Caller::Secret);
    order.clone().begin_confirm(&account, clock).map_err(|error| forbidden(gateway, error, &order, by_payer))?;
    let call = Call::about(&order, Step::Confirm(given.otp));
    let ready = sender.ready(&call).await?;
    let counted_at = count_guess(gateway, &order).await?;
    let reserved = match order_after(gateway, &key, with_client_token(caller, LedgerCall::Confirm(account))).await {
        Ok(reserved) => reserved,
        Err(error) => {
            if matches!(error, RouteError::Refused(_)) {
                return_guess(gateway, &order, counted_at).await;
            }
            return Err(error);
        }
    };
    let report = sender.send_attempt(&call, ready, &reserved).await;
    Ok(order_response(gateway, caller, 200, &record(gateway, &key, &reserved, report).await?, None))
}

/// POST `/v1/orders/{id}/recheck`: ask the provider now.
pub async fn recheck(
    gateway: &Gateway,
    request: &IncomingRequest,
    id: &str,
    refund: Option<&str>,
) -> Result<OutgoingResponse, RouteError> {
    let Nothing {} = request.checked_or_nothing(|_, _| Ok(()))?;
    let key = key_of(id, refund)?;
    let order = stored(gateway, &key).await?;
    if !order.may_be_asked_about() {
        return Ok(merchant_response(gateway, 200, &order));
    }
    let sender = Sender::of(&gateway.isolate, &order.terms().provider)?;
    sender.carries(&order).map_err(Problem::from)?;
    let scale = gateway.config.scale;
    if let Some(wait) = RECHECK_BUDGET.wait(order.last_read_at(), gateway.now(), scale) {
        let detail = "the provider was asked less than a second ago; read the order";
        return Err(Problem::limited("recheck_too_soon", detail, RECHECK_BUDGET, scale, whole_seconds(wait)).into());
    }
    ask_provider(gateway, &sender, &key, &order).await
}

async fn ask_provider(
    gateway: &Gateway,
    sender: &Sender<'_>,
    key: &str,
    order: &Order,
) -> Result<OutgoingResponse, RouteError> {
    let report = Box::new(sender.query(order).await.map_err(Problem::from)?);
    let call = LedgerCall::Report(report);
    Ok(merchant_response(gateway, 200, &order_after(gateway, key, call).await?))
}

/// POST `/v1/orders/{id}/cancel`. An order that waits for a password is closed by us, since nothing can charge it
/// any more, and its payer may do that; another one only by its provider's word.
pub async fn cancel(
    gateway: &Gateway,
    request: &IncomingRequest,
    caller: &Caller,
    id: &str,
) -> Result<OutgoingResponse, RouteError> {
    let given: CancelOrder = request.checked_or_nothing(|given: &CancelOrder, is_made_up| {
        seen_version(request, given.version.filter(|_| !is_made_up("version"))).map(drop)
    })?;
    let seen = seen_version(request, given.version)?;
    let key = key_of(id, None)?;
    let order = order_after(gateway, &key, with_client_token(caller, LedgerCall::Read)).await?;
    if order.otp_terms().is_some() {
        let call = with_client_token(caller, LedgerCall::Cancel(seen));
        return Ok(order_response(gateway, caller, 200, &order_after(gateway, &key, call).await?, None));
    }
    if !matches!(caller, Caller::Secret) {
        return Err(not_allowed().into());
    }
    let sender = Sender::of(&gateway.isolate, &order.terms().provider)?;
    let cancellation = sender.capability(sender.configured().account.cancellation(), CANCELLATION)?;
    cancellation.can_cancel(order.terms())?;
    sender.carries(&order).map_err(Problem::from)?;
    let call = Call::about(&order, Step::Cancel);
    let ready = sender.ready(&call).await?;
    let asked = order_after(gateway, &key, LedgerCall::AskCancel(seen)).await?;
    // What it answers settles nothing: the query does.
    sender.send_attempt(&call, ready, &asked).await;
    ask_provider(gateway, &sender, &key, &asked).await
}

/// POST `/v1/orders/{id}/resolve`: a person's verdict.
pub async fn resolve(
    gateway: &Gateway,
    request: &IncomingRequest,
    id: &str,
    refund: Option<&str>,
) -> Result<OutgoingResponse, RouteError> {
    let given: ResolveOrder = request.checked(|given: &ResolveOrder, is_made_up| {
        let seen = looked_at(request, given.version.filter(|_| !is_made_up("version"))).map(drop);
        CommandError::every([given.check(is_made_up), seen])
    })?;
    let key = key_of(id, refund)?;
    let resolution = verdict(given, request, gateway.now())?;
    Ok(merchant_response(gateway, 200, &order_after(gateway, &key, LedgerCall::Resolve(Box::new(resolution))).await?))
}

/// The version that the person has looked at: who has seen less decides about another order.
fn looked_at(request: &IncomingRequest, given: Option<u32>) -> Result<u32, CommandError> {
    seen_version(request, given)?.ok_or_else(|| {
        let problem = "say which version of the order you looked at, here or as If-Match: it may have changed since";
        CommandError::new("version_required", "version", problem)
    })
}

fn verdict(given: ResolveOrder, request: &IncomingRequest, now: Timestamp) -> Result<Resolution, CommandError> {
    let version = looked_at(request, given.version)?;
    Ok(Resolution {
        state: given.state.into(),
        evidence: given.evidence,
        by: given.by,
        version,
        against_evidence: given.against_evidence,
        provider_order_id: given.provider_order_id,
        at: now,
    })
}

/// Counts the password that is about to be tried, and says when.
async fn count_guess(gateway: &Gateway, order: &Order) -> Result<Option<Timestamp>, RouteError> {
    let Some(msisdn) = &order.terms().msisdn else { return Ok(None) };
    match rpc::subscriber(&gateway.isolate, msisdn, &SubscriberCall::CountGuess(msisdn.clone())).await? {
        SubscriberAnswer::Claimed(at) => Ok(Some(at)),
        SubscriberAnswer::Refused(refusal) => Err(claims::refused(gateway, &refusal).into()),
        _ => Err(Fault("the subscriber's object answered something else".to_owned()).into()),
    }
}

/// The ledger refused the confirm: no password was sent, so none was tried. Should this fail, one more counts.
async fn return_guess(gateway: &Gateway, order: &Order, counted_at: Option<Timestamp>) {
    let Some((msisdn, at)) = order.terms().msisdn.as_ref().zip(counted_at) else { return };
    let call = SubscriberCall::ReturnGuess(msisdn.clone(), at);
    if rpc::subscriber(&gateway.isolate, msisdn, &call).await.is_err() {
        gateway.log("a guess that was not made stays counted");
    }
}

impl From<ResolvedState> for State {
    fn from(verdict: ResolvedState) -> Self {
        match verdict {
            ResolvedState::Succeeded => Self::Succeeded,
            ResolvedState::Failed => Self::Failed,
        }
    }
}
