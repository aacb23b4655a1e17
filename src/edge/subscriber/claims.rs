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
        let period = match &claim.subscription {
            Some(SubscriptionUse::Renew { subscribed, period }) => {
                self.claim_period(claim, &subscribed.plan, period)?
            }
            _ => None,
        };
        let refused = match (period, claim.otp) {
            (Some(refusal), _) => Some(refusal),
            (None, Some(terms)) => self.claim_number(claim, terms)?,
            (None, None) => None,
        };
        Ok(refused.map_or_else(|| SubscriberAnswer::Claimed(now()), SubscriberAnswer::Refused))
    }

    /// Frees everything that an order holds.
    pub fn release(&self, provider: &str, msisdn: &Msisdn, order: &str) -> Result<(), Fault> {
        for table in ["waiting", "claims"] {
            let sql = format!("DELETE FROM {table} WHERE provider = ? AND msisdn = ? AND holder = ?");
            self.run(&sql, vec![provider.into(), msisdn.digits().into(), order.into()])?;
        }
        Ok(())
    }

    /// Frees the number for the next order with a password.
    pub fn stop_waiting(&self, provider: &str, msisdn: &Msisdn, order: &str) -> Result<(), Fault> {
        let sql = "DELETE FROM waiting WHERE provider = ? AND msisdn = ? AND holder = ?";
        self.run(sql, vec![provider.into(), msisdn.digits().into(), order.into()])
    }

    fn claim_number(&self, claim: &Claim, terms: OtpTerms) -> Result<Option<Refusal>, Fault> {
        let (provider, msisdn) = (claim.provider.as_str(), claim.msisdn.digits());
        let sql = "SELECT holder, since FROM waiting WHERE provider = ? AND msisdn = ? AND until > ?";
        let rows = self.rows(sql, vec![provider.into(), msisdn.into(), now().millis().into()])?;
        match holder(rows)? {
            Some(holder) if holder.order == claim.order => return self.claim_anew(claim).map(|()| None),
            Some(holder) => return Ok(Some(Refusal::OtpOrderOpen(holder))),
            None => {}
        }
        if let Some(refusal) = self.count_text(&claim.msisdn)? {
            return Ok(Some(refusal));
        }
        // The ledger frees the number when the order ends; should it never hear of the order, time does.
        let until = now().plus(terms.lives).plus(self.pace.of(CONFIRM_GRACE)).plus(self.pace.of(CALL_LIMIT));
        let starts = match &claim.subscription {
            Some(start @ SubscriptionUse::Start(_)) => Some(serde_json::to_string(start)?),
            _ => None,
        };
        let sql =
            "INSERT OR REPLACE INTO waiting (provider, msisdn, holder, since, until, starts) VALUES (?, ?, ?, ?, ?, ?)";
        let (since, until) = (now().millis().into(), until.millis().into());
        self.run(sql, vec![provider.into(), msisdn.into(), claim.order.as_str().into(), since, until, starts.into()])?;
        Ok(None)
    }

    /// The same order claiming again starts its time anew: it has not been reserved yet.
    fn claim_anew(&self, claim: &Claim) -> Result<(), Fault> {
        let sql = "UPDATE waiting SET since = ? WHERE provider = ? AND msisdn = ?";
        let place = [claim.provider.as_str().into(), claim.msisdn.digits().into()];
        self.run(sql, [now().millis().into()].into_iter().chain(place).collect())
    }

    fn claim_period(&self, claim: &Claim, plan: &str, period: &str) -> Result<Option<Refusal>, Fault> {
        let known = self.subscriptions_of(&claim.provider, &claim.msisdn)?;
        if !known.iter().any(|s| s.subscribed.plan == plan && s.cancelled_at.is_none()) {
            return Ok(Some(Refusal::NotSubscribed));
        }
        self.take_period(claim, plan, period, true)
    }

    /// Takes a period for an order; `Some` if another one has it.
    pub fn take_period(&self, claim: &Claim, plan: &str, period: &str, again: bool) -> Result<Option<Refusal>, Fault> {
        let place = || vec![claim.provider.as_str().into(), claim.msisdn.digits().into(), plan.into(), period.into()];
        let sql = "SELECT holder, since FROM claims WHERE provider = ? AND msisdn = ? AND plan = ? AND period = ?";
        match holder(self.rows(sql, place())?)? {
            Some(holder) if holder.order != claim.order => return Ok(Some(Refusal::PeriodClaimed(holder))),
            Some(_) if !again => return Ok(None),
            _ => {}
        }
        let mut values = place();
        values.extend([claim.order.as_str().into(), now().millis().into()]);
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
