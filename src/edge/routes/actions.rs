//! What can be done with an order that is there.

use super::super::http::{Reply, Request};
use super::super::ledger::LedgerCall;
use super::super::platform::{Fault, now};
use super::super::send::Sender;
use super::super::stub;
use super::super::subscriber::{SubscriberAnswer, SubscriberCall};
use super::stored::{forbidden, held, key_of, order_after, record, seen_version, shown, shown_to, stored};
use super::{Gateway, Stop, claims};
use crate::api::caller::not_allowed;
use crate::api::{Caller, CancelOrder, ConfirmOrder, Nothing, Problem, ResolveOrder, Verdict};
use crate::domain::budget::RECHECKS;
use crate::domain::order::{Clock, Resolution};
use crate::domain::time::whole_seconds;
use crate::domain::{Order, State, Timestamp};
use crate::providers::{Call, Step};

/// POST `/v1/orders/{id}/confirm`: the payer's one-time password. This is the call that charges.
pub async fn confirm(gateway: &Gateway, request: &Request, caller: &Caller, id: &str) -> Result<Reply, Stop> {
    let given: ConfirmOrder = request.json()?;
    let key = key_of(id, None)?;
    let order = order_after(gateway, &key, held(caller, LedgerCall::Read)).await?;
    let sender = Sender::of(&gateway.env, &gateway.config, &order.facts.provider)?;
    let account = sender.configured().fingerprint.clone();
    // Asked of a copy first: what is refused anyway costs the number none of its guesses.
    let clock = Clock { now: now(), pace: gateway.config.pace };
    let by_payer = !matches!(caller, Caller::Secret);
    order.clone().begin_confirm(&account, clock).map_err(|error| forbidden(error, &order, by_payer))?;
    let call = Call::about(&order, Step::Confirm(given.otp));
    let ready = sender.ready(&call).await?;
    let counted_at = count_guess(gateway, &order).await?;
    let reserved = match order_after(gateway, &key, held(caller, LedgerCall::Confirm(account))).await {
        Ok(reserved) => reserved,
        Err(stop) => {
            if matches!(stop, Stop::Refused(_)) {
                return_guess(gateway, &order, counted_at).await;
            }
            return Err(stop);
        }
    };
    let reading = sender.send_attempt(&call, ready, &reserved).await;
    Ok(shown_to(caller, 200, &record(gateway, &key, &reserved, reading).await?, None))
}

/// POST `/v1/orders/{id}/recheck`: ask the provider now.
pub async fn recheck(gateway: &Gateway, request: &Request, id: &str, refund: Option<&str>) -> Result<Reply, Stop> {
    let Nothing {} = request.json_or_nothing()?;
    let key = key_of(id, refund)?;
    let order = stored(gateway, &key).await?;
    if !order.may_be_asked_about() {
        return Ok(shown(200, &order));
    }
    let sender = Sender::of(&gateway.env, &gateway.config, &order.facts.provider)?;
    sender.carries(&order).map_err(Problem::from)?;
    let pace = gateway.config.pace;
    if let Some(wait) = RECHECKS.wait(order.last_read_at, now(), pace) {
        let detail = "the provider was asked less than a second ago; read the order";
        return Err(Problem::limited("recheck_too_soon", detail, RECHECKS, pace, whole_seconds(wait)).into());
    }
    ask_provider(gateway, &sender, &key, &order).await
}

async fn ask_provider(gateway: &Gateway, sender: &Sender<'_>, key: &str, order: &Order) -> Result<Reply, Stop> {
    let reading = Box::new(sender.query(order).await.map_err(Problem::from)?);
    let call = LedgerCall::Report(reading);
    Ok(shown(200, &order_after(gateway, key, call).await?))
}

/// POST `/v1/orders/{id}/cancel`. An order that waits for a password is closed by us, since nothing can charge it
/// any more, and its payer may do that; another one only by its provider's word.
pub async fn cancel(gateway: &Gateway, request: &Request, caller: &Caller, id: &str) -> Result<Reply, Stop> {
    let given: CancelOrder = request.json_or_nothing()?;
    let seen = seen_version(request, given.version)?;
    let key = key_of(id, None)?;
    let order = order_after(gateway, &key, held(caller, LedgerCall::Read)).await?;
    if order.otp_terms.is_some() {
        let call = held(caller, LedgerCall::Cancel(seen));
        return Ok(shown_to(caller, 200, &order_after(gateway, &key, call).await?, None));
    }
    if !matches!(caller, Caller::Secret) {
        return Err(not_allowed().into());
    }
    let sender = Sender::of(&gateway.env, &gateway.config, &order.facts.provider)?;
    sender.configured().account.can_cancel(&order.facts)?;
    sender.carries(&order).map_err(Problem::from)?;
    let call = Call::about(&order, Step::Cancel);
    let ready = sender.ready(&call).await?;
    let asked = order_after(gateway, &key, LedgerCall::AskCancel(seen)).await?;
    // What it answers settles nothing: the query does.
    sender.send_attempt(&call, ready, &asked).await;
    ask_provider(gateway, &sender, &key, &asked).await
}

/// POST `/v1/orders/{id}/resolve`: a person's verdict.
pub async fn resolve(gateway: &Gateway, request: &Request, id: &str, refund: Option<&str>) -> Result<Reply, Stop> {
    let given: ResolveOrder = request.json()?;
    for (field, text) in [("evidence", &given.evidence), ("by", &given.by)] {
        if !(1..=1000).contains(&text.trim().chars().count()) {
            return Err(Problem::new(422, "field_invalid", format!("{field}: expected 1 to 1000 characters"))
                .field(field)
                .into());
        }
    }
    let key = key_of(id, refund)?;
    let resolution = verdict(given, request)?;
    Ok(shown(200, &order_after(gateway, &key, LedgerCall::Resolve(Box::new(resolution))).await?))
}

/// The verdict, with the version that the person has looked at: who has seen less decides about another order.
fn verdict(given: ResolveOrder, request: &Request) -> Result<Resolution, Problem> {
    let invalid = |field: &'static str, detail: &'static str| Problem::new(422, "field_invalid", detail).field(field);
    let id = given.provider_order_id.as_deref();
    if given.against_evidence && given.state == Verdict::Succeeded {
        return Err(invalid("against_evidence", "against_evidence: goes with failed alone"));
    }
    if id.is_some() && given.state == Verdict::Failed {
        return Err(invalid("provider_order_id", "provider_order_id: goes with succeeded alone"));
    }
    if id.is_some_and(|id| !(1..=64).contains(&id.len()) || !id.bytes().all(|byte| byte.is_ascii_graphic())) {
        return Err(invalid("provider_order_id", "provider_order_id: expected 1 to 64 printable characters"));
    }
    let version = seen_version(request, given.version)?.ok_or_else(|| {
        let detail = "say which version of the order you looked at, as version or If-Match: it may have changed since";
        Problem::new(428, "version_required", detail).field("version")
    })?;
    Ok(Resolution {
        state: given.state.into(),
        evidence: given.evidence,
        by: given.by,
        version,
        against_evidence: given.against_evidence,
        provider_order_id: given.provider_order_id,
        at: now(),
    })
}

/// Counts the password that is about to be tried, and says when.
async fn count_guess(gateway: &Gateway, order: &Order) -> Result<Option<Timestamp>, Stop> {
    let Some(msisdn) = &order.facts.msisdn else { return Ok(None) };
    match stub::subscriber(&gateway.env, msisdn, &SubscriberCall::CountGuess(msisdn.clone())).await? {
        SubscriberAnswer::Claimed(at) => Ok(Some(at)),
        SubscriberAnswer::Refused(refusal) => Err(claims::refused(gateway, &refusal).into()),
        _ => Err(Fault("the subscriber's object answered something else".to_owned()).into()),
    }
}

/// The ledger refused the confirm: no password was sent, so none was tried. Should this fail, one more counts.
async fn return_guess(gateway: &Gateway, order: &Order, counted_at: Option<Timestamp>) {
    let Some((msisdn, at)) = order.facts.msisdn.as_ref().zip(counted_at) else { return };
    let call = SubscriberCall::ReturnGuess(msisdn.clone(), at);
    if stub::subscriber(&gateway.env, msisdn, &call).await.is_err() {
        gateway.log("a guess that was not made stays counted");
    }
}

impl From<Verdict> for State {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Succeeded => Self::Succeeded,
            Verdict::Failed => Self::Failed,
        }
    }
}
