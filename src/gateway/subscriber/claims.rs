//! Claims: one open order with a password per number, one renewal per period. A claim comes before the
//! reservation, and is idempotent by the order's id.

use super::super::platform::{Fault, Row, SqlValue};
use super::super::protocol::{Claim, Holder, Refusal, SubscriberAnswer};
use super::store::SubscriberTables;
use crate::domain::{Msisdn, SubscriptionUse, Timestamp};

impl SubscriberTables<'_> {
    /// Grants what an order needs, or says why not.
    pub fn claim(&self, claim: &Claim) -> Result<SubscriberAnswer, Fault> {
        let at = self.isolate.now();
        let period = match &claim.subscription {
            Some(SubscriptionUse::Renew { subscribed, period }) => {
                self.claim_period(claim, &subscribed.plan, period, at)?
            }
            _ => None,
        };
        let refused = match (period, claim.otp) {
            (Some(refusal), _) => Some(refusal),
            (None, Some(_)) => self.claim_number(claim, at)?,
            (None, None) => {
                self.wait(claim, at)?;
                None
            }
        };
        Ok(refused.map_or(SubscriberAnswer::Claimed(at), SubscriberAnswer::Refused))
    }

    /// Frees what was claimed at one moment. A claim made anew since then stays: its order is on its way.
    pub fn release(&self, provider: &str, msisdn: &Msisdn, holder: &Holder) -> Result<(), Fault> {
        let keys = || -> Vec<SqlValue> {
            let order = [provider.into(), msisdn.digits().into(), holder.order.as_str().into()];
            order.into_iter().chain([holder.since.millis().into()]).collect()
        };
        let sql = "DELETE FROM waiting WHERE provider = ? AND msisdn = ? AND holder = ? AND since = ? RETURNING texts";
        let mut freed = self.tx.run(sql, keys())?;
        if freed.first_mut().map(Row::integer).transpose()? == Some(1) {
            self.return_text(msisdn, holder.since)?;
        }
        self.run("DELETE FROM claims WHERE provider = ? AND msisdn = ? AND holder = ? AND since = ?", keys())
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

    /// One order of a number with a password at a time, and none while it is not known whether an earlier one charged.
    fn claim_number(&self, claim: &Claim, at: Timestamp) -> Result<Option<Refusal>, Fault> {
        let sql = "SELECT holder, since FROM waiting WHERE provider = ? AND msisdn = ? ORDER BY since";
        let rows = self.rows(sql, vec![claim.provider.as_str().into(), claim.msisdn.digits().into()])?;
        let others = rows.into_iter().map(holder).collect::<Result<Vec<_>, Fault>>()?;
        if others.iter().any(|holder| holder.order == claim.order) {
            return self.wait(claim, at).map(|()| None);
        }
        if let Some(holder) = others.into_iter().find(|holder| !claim.beside.contains(&holder.order)) {
            return Ok(Some(Refusal::OrderOpen(holder)));
        }
        if let Some(refusal) = self.count_text(&claim.msisdn, at)? {
            return Ok(Some(refusal));
        }
        self.wait(claim, at).map(|()| None)
    }

    /// Notes that the order has not ended: the ledger tells when it has. The same order claiming again starts its time
    /// anew: it has not been reserved yet.
    fn wait(&self, claim: &Claim, at: Timestamp) -> Result<(), Fault> {
        let starts = match &claim.subscription {
            Some(start @ SubscriptionUse::Start(_)) => Some(serde_json::to_string(start)?),
            _ => None,
        };
        let sql =
            "INSERT OR REPLACE INTO waiting (provider, msisdn, holder, since, texts, starts) VALUES (?, ?, ?, ?, ?, ?)";
        let keys = [claim.provider.as_str().into(), claim.msisdn.digits().into(), claim.order.as_str().into()];
        let more = [at.millis().into(), i32::from(claim.otp.is_some()).into(), starts.into()];
        self.run(sql, keys.into_iter().chain(more).collect())
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
        // Written in other letters it is the same period.
        let period = period.to_ascii_lowercase();
        let keys =
            || vec![claim.provider.as_str().into(), claim.msisdn.digits().into(), plan.into(), period.as_str().into()];
        let sql = "SELECT holder, since FROM claims WHERE provider = ? AND msisdn = ? AND plan = ? AND period = ?";
        let held = self.rows(sql, keys())?.into_iter().next().map(holder).transpose()?;
        if let Some(holder) = held.filter(|holder| holder.order != claim.order) {
            return Ok(Some(Refusal::PeriodClaimed(holder)));
        }
        let mut values = keys();
        values.extend([claim.order.as_str().into(), at.millis().into()]);
        let sql =
            "INSERT OR REPLACE INTO claims (provider, msisdn, plan, period, holder, since) VALUES (?, ?, ?, ?, ?, ?)";
        self.run(sql, values)?;
        Ok(None)
    }
}

fn holder(mut row: Row) -> Result<Holder, Fault> {
    Ok(Holder { order: row.text()?, since: Timestamp::from_millis(row.integer()?) })
}
