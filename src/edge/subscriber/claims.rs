//! Claims: one open order with a password per number, one renewal per period. A claim comes before the
//! reservation, and is idempotent by the order's id.

use super::super::platform::{Fault, Row, now};
use super::store::Numbers;
use super::{Claim, Holder, Refusal, SubscriberAnswer};
use crate::domain::command::OtpTerms;
use crate::domain::order::{CALL_LIMIT, CONFIRM_GRACE};
use crate::domain::{Msisdn, SubscriptionUse, Timestamp};

impl Numbers {
    /// Grants what an order needs, or says why not.
    pub fn claim(&self, claim: &Claim) -> Result<SubscriberAnswer, Fault> {
        let at = now();
        let period = match &claim.subscription {
            Some(SubscriptionUse::Renew { subscribed, period }) => {
                self.claim_period(claim, &subscribed.plan, period, at)?
            }
            _ => None,
        };
        let refused = match (period, claim.otp) {
            (Some(refusal), _) => Some(refusal),
            (None, Some(terms)) => self.claim_number(claim, terms, at)?,
            (None, None) => None,
        };
        Ok(refused.map_or(SubscriberAnswer::Claimed(at), SubscriberAnswer::Refused))
    }

    /// Frees what was claimed at one moment. A claim made anew since then stays: its order is on its way.
    pub fn release(&self, provider: &str, msisdn: &Msisdn, holder: &Holder) -> Result<(), Fault> {
        let freed = |table: &str| {
            let sql = format!(
                "DELETE FROM {table} WHERE provider = ? AND msisdn = ? AND holder = ? AND since = ? RETURNING since"
            );
            let place = vec![provider.into(), msisdn.digits().into(), holder.order.as_str().into()];
            self.rows(&sql, place.into_iter().chain([holder.since.millis().into()]).collect())
        };
        if !freed("waiting")?.is_empty() {
            self.return_text(msisdn, holder.since)?;
        }
        freed("claims").map(drop)
    }

    /// Frees the period of an order that failed.
    pub fn free_period(&self, provider: &str, msisdn: &Msisdn, order: &str) -> Result<(), Fault> {
        let sql = "DELETE FROM claims WHERE provider = ? AND msisdn = ? AND holder = ?";
        self.run(sql, vec![provider.into(), msisdn.digits().into(), order.into()])
    }

    /// Frees the number for the next order with a password.
    pub fn stop_waiting(&self, provider: &str, msisdn: &Msisdn, order: &str) -> Result<(), Fault> {
        let sql = "DELETE FROM waiting WHERE provider = ? AND msisdn = ? AND holder = ?";
        self.run(sql, vec![provider.into(), msisdn.digits().into(), order.into()])
    }

    fn claim_number(&self, claim: &Claim, terms: OtpTerms, at: Timestamp) -> Result<Option<Refusal>, Fault> {
        let (provider, msisdn) = (claim.provider.as_str(), claim.msisdn.digits());
        let sql = "SELECT holder, since FROM waiting WHERE provider = ? AND msisdn = ? AND until > ?";
        let rows = self.rows(sql, vec![provider.into(), msisdn.into(), at.millis().into()])?;
        match holder(rows)? {
            Some(holder) if holder.order == claim.order => return self.claim_anew(claim, at).map(|()| None),
            Some(holder) => return Ok(Some(Refusal::OtpOrderOpen(holder))),
            None => {}
        }
        if let Some(refusal) = self.count_text(&claim.msisdn, at)? {
            return Ok(Some(refusal));
        }
        // The ledger frees the number when the order ends; should it never hear of the order, time does.
        let until = at.plus(terms.lives).plus(self.pace.of(CONFIRM_GRACE)).plus(self.pace.of(CALL_LIMIT));
        let starts = match &claim.subscription {
            Some(start @ SubscriptionUse::Start(_)) => Some(serde_json::to_string(start)?),
            _ => None,
        };
        let sql =
            "INSERT OR REPLACE INTO waiting (provider, msisdn, holder, since, until, starts) VALUES (?, ?, ?, ?, ?, ?)";
        let (since, until) = (at.millis().into(), until.millis().into());
        self.run(sql, vec![provider.into(), msisdn.into(), claim.order.as_str().into(), since, until, starts.into()])?;
        Ok(None)
    }

    /// The same order claiming again starts its time anew: it has not been reserved yet.
    fn claim_anew(&self, claim: &Claim, at: Timestamp) -> Result<(), Fault> {
        let sql = "UPDATE waiting SET since = ? WHERE provider = ? AND msisdn = ?";
        let place = [claim.provider.as_str().into(), claim.msisdn.digits().into()];
        self.run(sql, [at.millis().into()].into_iter().chain(place).collect())
    }

    fn claim_period(&self, claim: &Claim, plan: &str, period: &str, at: Timestamp) -> Result<Option<Refusal>, Fault> {
        let known = self.subscriptions_of(&claim.provider, &claim.msisdn)?;
        if !known.iter().any(|s| s.subscribed.plan == plan && s.cancelled_at.is_none()) {
            return Ok(Some(Refusal::NotSubscribed));
        }
        self.take_period(claim, plan, period, at)
    }

    /// Takes a period for an order; `Some` if another one has it. The same order taking it again makes the claim
    /// a new one.
    pub fn take_period(
        &self,
        claim: &Claim,
        plan: &str,
        period: &str,
        at: Timestamp,
    ) -> Result<Option<Refusal>, Fault> {
        let place = || vec![claim.provider.as_str().into(), claim.msisdn.digits().into(), plan.into(), period.into()];
        let sql = "SELECT holder, since FROM claims WHERE provider = ? AND msisdn = ? AND plan = ? AND period = ?";
        if let Some(holder) = holder(self.rows(sql, place())?)?.filter(|holder| holder.order != claim.order) {
            return Ok(Some(Refusal::PeriodClaimed(holder)));
        }
        let mut values = place();
        values.extend([claim.order.as_str().into(), at.millis().into()]);
        let sql =
            "INSERT OR REPLACE INTO claims (provider, msisdn, plan, period, holder, since) VALUES (?, ?, ?, ?, ?, ?)";
        self.run(sql, values)?;
        Ok(None)
    }
}

fn holder(mut rows: Vec<Row>) -> Result<Option<Holder>, Fault> {
    let Some(row) = rows.first_mut() else { return Ok(None) };
    Ok(Some(Holder { order: row.text()?, since: Timestamp::from_millis(row.integer()?) }))
}
