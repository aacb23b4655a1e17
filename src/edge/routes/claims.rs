//! What an order needs of its number before it is made.

use super::super::ledger::{CLAIM_LIVES, LedgerAnswer, LedgerCall};
use super::super::platform::{Fault, now};
use super::super::stub;
use super::super::subscriber::{Claim, Holder, Refusal, SubscriberAnswer, SubscriberCall};
use super::{Gateway, Stop};
use crate::api::Problem;
use crate::domain::budget::{GUESSES, TEXTS};
use crate::domain::time::SECOND;
use crate::domain::{Prepared, Timestamp};

/// When a claim may be taken over whose order was never made: once the ledger accepts none on it any more, by
/// any of two clocks.
const TAKEN_OVER_AFTER: i64 = CLAIM_LIVES + 30 * SECOND;

/// A claim that was granted.
pub struct Granted {
    claim: Claim,
    /// When.
    pub at: Timestamp,
}

/// Claims what the order needs, if it needs anything.
pub async fn claim(gateway: &Gateway, prepared: &Prepared, fingerprint: &str) -> Result<Option<Granted>, Stop> {
    let Some(claim) = Claim::of(prepared, fingerprint) else { return Ok(None) };
    let refusal = match ask(gateway, &claim).await? {
        Ok(at) => return Ok(Some(Granted { claim, at })),
        Err(refusal) => refusal,
    };
    let Some(holder) = abandoned(gateway, &refusal).await? else { return Err(refused(gateway, &refusal).into()) };
    release(gateway, &claim, holder).await?;
    match ask(gateway, &claim).await? {
        Ok(at) => Ok(Some(Granted { claim, at })),
        Err(refusal) => Err(refused(gateway, &refusal).into()),
    }
}

/// Gives back what was claimed for an order that was not made. Should this fail, the next claim finds it.
pub async fn give_back(gateway: &Gateway, granted: Option<Granted>) {
    let Some(Granted { claim, at }) = granted else { return };
    let holder = Holder { order: claim.order.clone(), since: at };
    if release(gateway, &claim, holder).await.is_err() {
        gateway.log("a claim could not be given back; it is taken over when it is in the way");
    }
}

async fn ask(gateway: &Gateway, claim: &Claim) -> Result<Result<Timestamp, Refusal>, Fault> {
    match stub::subscriber(&gateway.env, &claim.msisdn, &SubscriberCall::Claim(Box::new(claim.clone()))).await? {
        SubscriberAnswer::Claimed(at) => Ok(Ok(at)),
        SubscriberAnswer::Refused(refusal) => Ok(Err(refusal)),
        _ => Err(Fault("the subscriber's object answered something else".to_owned())),
    }
}

/// The holder, if its order was never made: its gateway stopped between claim and reservation. The ledger
/// accepts no order on a claim this old, so nothing can come of it any more.
async fn abandoned(gateway: &Gateway, refusal: &Refusal) -> Result<Option<Holder>, Stop> {
    let (Refusal::OtpOrderOpen(holder) | Refusal::PeriodClaimed(holder)) = refusal else { return Ok(None) };
    if now().since(holder.since) <= TAKEN_OVER_AFTER {
        return Ok(None);
    }
    let never_made = match stub::ledger(&gateway.env, &holder.id().to_ascii_lowercase(), &LedgerCall::Read).await? {
        LedgerAnswer::Missing => true,
        LedgerAnswer::Order(order) => !holder.is(&order),
        _ => false,
    };
    Ok(never_made.then(|| holder.clone()))
}

async fn release(gateway: &Gateway, claim: &Claim, holder: Holder) -> Result<(), Fault> {
    let call = SubscriberCall::Release(claim.provider.clone(), claim.msisdn.clone(), holder);
    stub::subscriber(&gateway.env, &claim.msisdn, &call).await.map(drop)
}

/// A refusal as the caller sees it.
pub fn refused(gateway: &Gateway, refusal: &Refusal) -> Problem {
    let pace = gateway.config.pace;
    match refusal {
        Refusal::OtpOrderOpen(holder) => Problem::new(
            409,
            "otp_order_open",
            format!("order {} of this number waits for its password: confirm or cancel it first", holder.id()),
        ),
        Refusal::PeriodClaimed(holder) => Problem::new(
            409,
            "period_claimed",
            format!("order {} charges this period of the subscription already", holder.id()),
        ),
        Refusal::NotSubscribed => {
            Problem::new(409, "subscription_not_active", "this number has no active subscription of this kind")
        }
        Refusal::TooManyTexts(seconds) => {
            let detail = "this number was sent too many passwords";
            Problem::limited("otp_texts_limited", detail, TEXTS, pace, *seconds)
        }
        Refusal::TooManyGuesses(seconds) => {
            let detail = "too many passwords were tried on this number";
            Problem::limited("otp_guesses_limited", detail, GUESSES, pace, *seconds)
        }
    }
}
