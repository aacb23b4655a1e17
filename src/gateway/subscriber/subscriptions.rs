//! How subscriptions start and end.

use super::super::platform::{Fault, SqlValue};
use super::super::protocol::{Claim, OrderEnded, SubscriberAnswer, UnsubscribeRequest};
use super::store::SubscriberTables;
use crate::api::Subscription;
use crate::domain::command::Subscribed;
use crate::domain::{Msisdn, SubscriptionUse, Timestamp};

impl UnsubscribeRequest {
    fn keys(&self) -> Vec<SqlValue> {
        vec![self.provider.as_str().into(), self.msisdn.digits().into(), self.short_code.as_str().into()]
    }
}

impl SubscriberTables<'_> {
    /// What an order's end means for its number.
    pub fn order_ended(&self, end: &OrderEnded) -> Result<SubscriberAnswer, Fault> {
        if let Some(at) = end.texted_at {
            self.note_text(&end.msisdn, at)?;
        }
        if !end.ended {
            return Ok(SubscriberAnswer::Done);
        }
        self.stop_waiting(&end.provider, &end.msisdn, &end.order)?;
        match (&end.subscription, end.charged) {
            (Some(SubscriptionUse::Start(subscribed)), true) => self.start(end, subscribed)?,
            (Some(SubscriptionUse::Start(subscribed)), false) => self.never_started(end, subscribed)?,
            (Some(SubscriptionUse::Renew { subscribed, period }), true) => {
                // Usually held already; an order that turned out to be paid after all takes it back.
                self.take_period(&claim_of(end), &subscribed.plan, period, self.isolate.now())?;
            }
            (Some(SubscriptionUse::Renew { subscribed, .. }), false) => {
                self.free_period(&end.provider, &end.msisdn, &end.order)?;
                if end.not_subscribed {
                    self.end_unknown_there(end, subscribed)?;
                }
            }
            (None, _) => {}
        }
        Ok(SubscriberAnswer::Done)
    }

    /// Success starts it, unless the subscriber ended it after the charging call was sent.
    fn start(&self, end: &OrderEnded, subscribed: &Subscribed) -> Result<(), Fault> {
        let sent_at = end.charge_sent_at.unwrap_or_else(|| self.isolate.now());
        let known = self.subscriptions_of(&end.provider, &end.msisdn)?;
        let known = known.into_iter().find(|s| s.subscribed.plan == subscribed.plan);
        if known.as_ref().is_some_and(|s| s.started_by.as_deref() == Some(&end.order) || s.consented_at > sent_at) {
            return Ok(());
        }
        let cancelled_at = self.cancelled_since(&end.provider, &end.msisdn, subscribed, sent_at)?;
        if known.as_ref().is_some_and(|s| s.cancelled_at.is_none()) && cancelled_at.is_none() {
            return Ok(());
        }
        self.write(&Subscription {
            provider: end.provider.clone(),
            msisdn: end.msisdn.clone(),
            subscribed: subscribed.clone(),
            consented_at: sent_at,
            started_by: Some(end.order.clone()),
            cancelled_at,
        })
    }

    /// A person found that the charge which started it never happened.
    fn never_started(&self, end: &OrderEnded, subscribed: &Subscribed) -> Result<(), Fault> {
        for mut subscription in self.subscriptions_of(&end.provider, &end.msisdn)? {
            let ours = subscription.started_by.as_deref() == Some(&end.order);
            if ours && subscription.subscribed.plan == subscribed.plan && subscription.cancelled_at.is_none() {
                subscription.cancelled_at = Some(self.isolate.now());
                self.write(&subscription)?;
            }
        }
        Ok(())
    }

    /// The provider knows of no such subscription: renewing it would only text once more. One that was agreed to after
    /// the renewal was sent stays.
    fn end_unknown_there(&self, end: &OrderEnded, subscribed: &Subscribed) -> Result<(), Fault> {
        let sent_at = end.charge_sent_at.unwrap_or_else(|| self.isolate.now());
        for mut subscription in self.subscriptions_of(&end.provider, &end.msisdn)? {
            let meant = subscription.subscribed.plan == subscribed.plan && subscription.consented_at <= sent_at;
            if meant && subscription.cancelled_at.is_none() {
                subscription.cancelled_at = Some(self.isolate.now());
                self.write(&subscription)?;
            }
        }
        Ok(())
    }

    /// When the subscriber ended this after `since`, if so.
    fn cancelled_since(
        &self,
        provider: &str,
        msisdn: &Msisdn,
        subscribed: &Subscribed,
        since: Timestamp,
    ) -> Result<Option<Timestamp>, Fault> {
        let sql = "SELECT MIN(at) FROM cancellations
            WHERE provider = ? AND msisdn = ? AND at >= ? AND (every_plan = 1 OR short_code = ?)";
        let values = vec![
            provider.into(),
            msisdn.digits().into(),
            since.millis().into(),
            subscribed.short_code.clone().unwrap_or_default().into(),
        ];
        let mut rows = self.rows(sql, values)?;
        Ok(rows.first_mut().map(|row| row.optional_integer()).transpose()?.flatten().map(Timestamp::from_millis))
    }

    /// Ends what the short code names; a code that is not known ends everything of the number. Stored even when
    /// nothing is known: a charge may be under way.
    pub fn unsubscribe(&self, call: &UnsubscribeRequest) -> Result<SubscriberAnswer, Fault> {
        let all = self.subscriptions_of(&call.provider, &call.msisdn)?;
        let starting = self.waiting_start(&call.provider, &call.msisdn)?;
        let named = |subscribed: &Subscribed| subscribed.short_code.as_deref() == Some(call.short_code.as_str());
        let starts_code = matches!(&starting, Some(SubscriptionUse::Start(subscribed)) if named(subscribed));
        let every_plan = !starts_code && !all.iter().any(|s| named(&s.subscribed));
        let known = !all.is_empty() || starting.is_some() || self.answered_before(call)?;
        let at = self.isolate.now();
        for mut subscription in all {
            if (every_plan || named(&subscription.subscribed)) && subscription.cancelled_at.is_none() {
                subscription.cancelled_at = Some(at);
                self.write(&subscription)?;
            }
        }
        self.store_cancellation(call, every_plan, known, at)?;
        Ok(if known { SubscriberAnswer::Done } else { SubscriberAnswer::NothingKnown })
    }

    /// Repeated calls get the answer that the first one got.
    fn answered_before(&self, call: &UnsubscribeRequest) -> Result<bool, Fault> {
        let sql = "SELECT 1 FROM cancellations WHERE provider = ? AND msisdn = ? AND short_code = ? AND known = 1";
        Ok(!self.rows(sql, call.keys())?.is_empty())
    }

    /// One row a number, code and reach is enough, the newest: repeated calls do not fill the shard.
    fn store_cancellation(
        &self,
        call: &UnsubscribeRequest,
        every_plan: bool,
        known: bool,
        at: Timestamp,
    ) -> Result<(), Fault> {
        // But a wish for everything is never replaced by one for less.
        let mut older = call.keys();
        older.push(i32::from(every_plan).into());
        let sql = "DELETE FROM cancellations WHERE provider = ? AND msisdn = ? AND short_code = ? AND every_plan <= ?";
        self.run(sql, older)?;
        let mut values = call.keys();
        values.extend([
            call.channel.as_str().into(),
            i32::from(every_plan).into(),
            i32::from(known).into(),
            at.millis().into(),
        ]);
        let sql = "INSERT INTO cancellations (provider, msisdn, short_code, channel, every_plan, known, at)
            VALUES (?, ?, ?, ?, ?, ?, ?)";
        self.run(sql, values)
    }

    /// Takes in a subscription that was made elsewhere. A cancellation after the consent still counts.
    pub fn import(&self, subscription: &Subscription) -> Result<SubscriberAnswer, Fault> {
        let known = self.subscriptions_of(&subscription.provider, &subscription.msisdn)?;
        let known = known.into_iter().find(|s| s.subscribed.plan == subscription.subscribed.plan);
        if let Some(known) = known.filter(|s| s.consented_at >= subscription.consented_at || s.cancelled_at.is_none()) {
            return Ok(SubscriberAnswer::Subscription(Box::new(known)));
        }
        let Subscription { provider, msisdn, subscribed, consented_at, .. } = subscription;
        let cancelled_at = self.cancelled_since(provider, msisdn, subscribed, *consented_at)?;
        let taken = Subscription { cancelled_at, ..subscription.clone() };
        self.write(&taken)?;
        Ok(SubscriberAnswer::Subscription(Box::new(taken)))
    }
}

fn claim_of(end: &OrderEnded) -> Claim {
    Claim {
        order: end.order.clone(),
        provider: end.provider.clone(),
        msisdn: end.msisdn.clone(),
        otp: None,
        subscription: None,
        beside: Vec::new(),
    }
}
