//! The tables of a subscribers' shard.

use super::super::isolate::Isolate;
use super::super::outbox::Outbox;
use super::super::platform::{Fault, Row, SqlValue, Store, Tx};
use super::super::protocol::{OutboxEvent, SubscriberAnswer};
use crate::api::Subscription;
use crate::domain::sorting::sorted;
use crate::domain::time::{DAY, Timestamp};
use crate::domain::{Msisdn, SubscriptionUse};
use crate::signing::sha256;

/// What a shard knows of its numbers, within a transaction.
pub struct SubscriberTables<'a> {
    pub isolate: &'a Isolate,
    pub store: &'a dyn Store,
    pub tx: Tx<'a>,
    pub outbox: &'a Outbox,
}

impl SubscriberTables<'_> {
    pub fn rows(&self, sql: &str, values: Vec<SqlValue>) -> Result<Vec<Row>, Fault> {
        self.store.rows(sql, values)
    }

    pub fn run(&self, sql: &str, values: Vec<SqlValue>) -> Result<(), Fault> {
        self.tx.run(sql, values).map(drop)
    }

    /// Every subscription of a number at a provider, the oldest first.
    pub fn subscriptions_of(&self, provider: &str, msisdn: &Msisdn) -> Result<Vec<Subscription>, Fault> {
        let sql = "SELECT body FROM subscriptions WHERE provider = ? AND msisdn = ?";
        let rows = self.rows(sql, vec![provider.into(), msisdn.digits().into()])?;
        let read = |mut row: Row| row.json::<Subscription>();
        let found = rows.into_iter().map(read).collect::<Result<Vec<_>, Fault>>()?;
        Ok(sorted(found, |one, other| one.consented_at.cmp(&other.consented_at)))
    }

    pub fn write(&self, subscription: &Subscription) -> Result<(), Fault> {
        self.tell_of(subscription)?;
        let values = vec![
            subscription.provider.as_str().into(),
            subscription.msisdn.digits().into(),
            subscription.subscribed.plan.as_str().into(),
            subscription.cancelled_at.map(Timestamp::millis).into(),
            serde_json::to_string(subscription)?.into(),
        ];
        let sql =
            "INSERT OR REPLACE INTO subscriptions (provider, msisdn, plan, cancelled_at, body) VALUES (?, ?, ?, ?, ?)";
        self.run(sql, values)
    }

    /// Puts into the outbox what the merchant has to hear: that an order started it, that it has ended.
    fn tell_of(&self, subscription: &Subscription) -> Result<(), Fault> {
        let Subscription { provider, msisdn, subscribed, .. } = subscription;
        let known = self.subscriptions_of(provider, msisdn)?;
        let was_active = known.iter().any(|s| s.subscribed.plan == subscribed.plan && s.cancelled_at.is_none());
        let (kind, word) = match (was_active, subscription.cancelled_at, &subscription.started_by) {
            (false, None, Some(_)) => ("subscription.started", "started"),
            (true, Some(_), _) => ("subscription.cancelled", "cancelled"),
            _ => return Ok(()),
        };
        let at = self.isolate.now();
        // No number in what names the event.
        let which = hex::encode(sha256(format!("{provider} {} {}", msisdn.digits(), subscribed.plan).as_bytes()));
        self.outbox.put(
            self.tx,
            &OutboxEvent {
                mark: format!("{word} {}", at.millis()),
                kind: kind.to_owned(),
                about: format!("subscription:{}", which.get(..32).unwrap_or_default()),
                at,
                data: serde_json::to_string(&subscription.view())?,
            },
        )
    }

    /// What the order that waits for its password at this number would start.
    pub fn waiting_start(&self, provider: &str, msisdn: &Msisdn) -> Result<Option<SubscriptionUse>, Fault> {
        let sql =
            "SELECT starts FROM waiting WHERE provider = ? AND msisdn = ? AND starts IS NOT NULL ORDER BY since DESC";
        let mut rows = self.rows(sql, vec![provider.into(), msisdn.digits().into()])?;
        rows.first_mut().map(|row| row.json()).transpose()
    }

    /// Removes what is past its time: personal data after `RETENTION_DAYS`, counters after a day.
    pub fn tidy(&self) -> Result<SubscriberAnswer, Fault> {
        let past =
            self.isolate.now().plus(self.isolate.config.scale.of(self.isolate.config.kept()).saturating_neg()).millis();
        let day = self.isolate.now().plus(self.isolate.config.scale.of(DAY).saturating_neg()).millis();
        self.run("DELETE FROM spent WHERE at < ?", vec![day.into()])?;
        self.run("DELETE FROM page_texts WHERE at < ?", vec![day.into()])?;
        self.run("DELETE FROM waiting WHERE since < ?", vec![past.into()])?;
        self.run("DELETE FROM cancellations WHERE at < ?", vec![past.into()])?;
        self.run("DELETE FROM subscriptions WHERE cancelled_at < ?", vec![past.into()])?;
        // A claim keeps a period from being charged twice, so it goes only with its subscription.
        let orphans = "DELETE FROM claims WHERE since < ? AND NOT EXISTS (SELECT 1 FROM subscriptions s
            WHERE s.provider = claims.provider AND s.msisdn = claims.msisdn AND s.plan = claims.plan)";
        self.run(orphans, vec![past.into()])?;
        Ok(SubscriberAnswer::Done)
    }
}
