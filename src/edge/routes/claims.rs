//! What an order needs of its number before it is made.

use super::super::ledger::{CLAIM_LIVES, LedgerAnswer, LedgerCall};
use super::super::platform::{log, now};
use super::super::stub;
use super::super::subscriber::{Claim, Holder, Refusal, SubscriberAnswer, SubscriberCall};
use super::{Gateway, Stop};
use crate::api::Problem;
use crate::domain::{Prepared, Timestamp};

/// Claims what the order needs; the moment of the claim, if there was anything to claim.
pub async fn claim(gateway: &Gateway, prepared: &Prepared) -> Result<Option<Timestamp>, Stop> {
    let Some(claim) = Claim::of(prepared) else { return Ok(None) };
    let mut freed = false;
    loop {
        match stub::subscriber(&gateway.env, &claim.msisdn, &SubscriberCall::Claim(claim.clone())).await? {
            SubscriberAnswer::Claimed(at) => return Ok(Some(at)),
            SubscriberAnswer::Refused(refusal) if !freed && abandoned(gateway, &refusal).await? => {
                free(gateway, &claim, &refusal).await?;
                freed = true;
            }
            SubscriberAnswer::Refused(refusal) => return Err(refused(&refusal).into()),
            _ => return Err(super::Fault("the subscriber's object answered something else".to_owned()).into()),
        }
    }
}

/// Gives back what was claimed for an order that was not made. Should this fail, the next claim finds it.
pub async fn release(gateway: &Gateway, prepared: &Prepared) {
    let Some(claim) = Claim::of(prepared) else { return };
    let call = SubscriberCall::Release { provider: claim.provider, msisdn: claim.msisdn.clone(), order: claim.order };
    if stub::subscriber(&gateway.env, &claim.msisdn, &call).await.is_err() {
        log("a claim could not be given back; it is taken over when it is in the way");
    }
}

/// Whether the holder's order was never made: its gateway stopped between claim and reservation. The ledger
/// accepts no order on a claim this old, so nothing can come of it any more.
async fn abandoned(gateway: &Gateway, refusal: &Refusal) -> Result<bool, Stop> {
    let (Refusal::OtpOrderOpen(holder) | Refusal::PeriodClaimed(holder)) = refusal else { return Ok(false) };
    if now().since(holder.since) <= CLAIM_LIVES {
        return Ok(false);
    }
    let call = LedgerCall::Read { key: holder.order.clone() };
    Ok(matches!(stub::ledger(&gateway.env, &holder.order, &call).await?, LedgerAnswer::Missing))
}

async fn free(gateway: &Gateway, claim: &Claim, refusal: &Refusal) -> Result<(), Stop> {
    let (Refusal::OtpOrderOpen(Holder { order, .. }) | Refusal::PeriodClaimed(Holder { order, .. })) = refusal else {
        return Ok(());
    };
    let (provider, msisdn, order) = (claim.provider.clone(), claim.msisdn.clone(), order.clone());
    stub::subscriber(&gateway.env, &claim.msisdn, &SubscriberCall::Release { provider, msisdn, order }).await?;
    Ok(())
}

/// A refusal as the caller sees it.
pub fn refused(refusal: &Refusal) -> Problem {
    match refusal {
        Refusal::OtpOrderOpen(holder) => Problem::new(
            409,
            "otp_order_open",
            format!("order {} of this number waits for its password: confirm or cancel it first", holder.order),
        ),
        Refusal::PeriodClaimed(holder) => Problem::new(
            409,
            "period_claimed",
            format!("order {} charges this period of the subscription already", holder.order),
        ),
        Refusal::NotSubscribed => {
            Problem::new(409, "subscription_not_active", "this number has no active subscription of this kind")
        }
        Refusal::TooManyTexts(seconds) => {
            Problem::new(429, "otp_texts_limited", "this number was sent too many passwords").retry_after(*seconds)
        }
        Refusal::TooManyGuesses(seconds) => {
            Problem::new(429, "otp_guesses_limited", "too many passwords were tried on this number")
                .retry_after(*seconds)
        }
    }
}
