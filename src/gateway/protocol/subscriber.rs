//! What a subscribers' shard is asked, and what it answers.

use serde::{Deserialize, Serialize};

use crate::api::Subscription;
use crate::domain::command::OtpTerms;
use crate::domain::{Msisdn, Order, Prepared, SubscriptionUse, Timestamp};

/// What a shard is asked about a number of a provider.
#[derive(Debug, Serialize, Deserialize)]
pub enum SubscriberCall {
    /// May this order be made? If so, the number's place or the period is its own from now on.
    Claim(Box<Claim>),
    /// The order was not made after all and never will be on this claim: what it claimed at this moment is free again,
    /// and the text that it never sent may be sent by another.
    Release(String, Msisdn, Holder),
    /// How an order ended.
    ReportEnd(Box<OrderEnded>),
    /// One more password is about to be tried.
    CountGuess(Msisdn),
    /// The one counted at this moment was not tried after all.
    ReturnGuess(Msisdn, Timestamp),
    /// One more text is about to be sent because a page asks.
    CountPageText(PageText),
    /// The one counted at this moment was not sent after all.
    ReturnPageText(PageText),
    /// No more renewals.
    Unsubscribe(UnsubscribeRequest),
    /// One that was made elsewhere.
    Import(Box<Subscription>),
    /// Everything known of a number at a provider.
    Search(String, Msisdn),
    /// Remove what is past its time.
    Tidy,
}

/// What an order needs before it is reserved.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claim {
    /// Who claims: see [`Holder`].
    pub order: String,
    /// Provider id.
    pub provider: String,
    /// Whose number.
    pub msisdn: Msisdn,
    /// If it texts a one-time password.
    pub otp: Option<OtpTerms>,
    /// If it starts or renews a subscription.
    pub subscription: Option<SubscriptionUse>,
    /// Those that do not stand in its way: they have ended, or the merchant goes on in spite of them.
    pub beside: Vec<String>,
}

/// One more text to a number that a page asks for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PageText {
    /// The id of the page's key.
    pub key: String,
    /// Whose order it is for: see [`Holder`].
    pub order: String,
    /// The block of addresses that it comes from; none where that is not counted.
    pub block: Option<String>,
    /// Texts of the key in an hour.
    pub most: i64,
}

/// How an order stands or ended, for what is known of its number. Told again, it changes nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OrderEnded {
    /// Who claimed: see [`Holder`].
    pub order: String,
    /// Provider id.
    pub provider: String,
    /// Whose number.
    pub msisdn: Msisdn,
    /// What it did to a subscription.
    pub subscription: Option<SubscriptionUse>,
    /// Whether money moved.
    pub charged: bool,
    /// When the call that charged was sent.
    pub charge_sent_at: Option<Timestamp>,
    /// Whether it has ended.
    pub ended: bool,
    /// When the number was sent a text that nobody had asked for.
    pub texted_at: Option<Timestamp>,
    /// Whether the provider says that there is no subscription to renew.
    pub not_subscribed: bool,
}

/// What it answers.
#[derive(Debug, Serialize, Deserialize)]
pub enum SubscriberAnswer {
    /// Done.
    Done,
    /// Claimed, or counted, at this moment.
    Claimed(Timestamp),
    /// Not now, or not at all.
    Refused(Refusal),
    /// A subscription, new or changed.
    Subscription(Box<Subscription>),
    /// Subscriptions, the oldest first.
    Subscriptions(Vec<Subscription>),
    /// Stored, but nothing of this number was known.
    NothingKnown,
}

/// Why an order may not be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Another order of this number has not ended.
    OrderOpen(Holder),
    /// Another order has this period.
    PeriodClaimed(Holder),
    /// Nothing to renew.
    NotSubscribed,
    /// Too many texts to this number; seconds until the next may go.
    TooManyTexts(i64),
    /// Too many passwords tried on this number; seconds.
    TooManyGuesses(i64),
    /// Too many texts of a page's key; seconds.
    TooManyPageTexts(i64),
    /// Too many texts of a page's key from one block of addresses; seconds.
    TooManyFromBlock(i64),
}

/// Who holds a claim, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The order's id as given and its fingerprint, a blank between: two commands that race for one id are two
    /// holders, and what the loser gives back is never the winner's.
    pub order: String,
    /// Since when.
    pub since: Timestamp,
}

impl Holder {
    fn name(id: &str, fingerprint: &str) -> String {
        format!("{id} {fingerprint}")
    }

    /// The order's id, as given.
    pub fn id(&self) -> &str {
        self.order.split(' ').next().unwrap_or_default()
    }

    /// The key that the ledger has the order under.
    pub fn key(&self) -> String {
        self.id().to_ascii_lowercase()
    }

    /// Whether this is the order that claimed.
    pub fn is(&self, order: &Order) -> bool {
        self.order == Self::name(order.terms().merchant_order_id.as_str(), order.fingerprint())
    }
}

impl Claim {
    /// What `prepared`, with this fingerprint, needs, if anything.
    pub fn of(prepared: &Prepared, fingerprint: &str) -> Option<Self> {
        let msisdn = prepared.terms.msisdn.clone()?;
        (prepared.otp.is_some() || prepared.subscription.is_some()).then(|| Self {
            order: Holder::name(prepared.terms.merchant_order_id.as_str(), fingerprint),
            provider: prepared.terms.provider.clone(),
            msisdn,
            otp: prepared.otp,
            subscription: prepared.subscription.clone(),
            beside: Vec::new(),
        })
    }
}

impl OrderEnded {
    /// What the number's object must hear, while it is still known whose number it was.
    pub fn of(order: &Order) -> Option<Self> {
        Some(Self {
            order: Holder::name(order.terms().merchant_order_id.as_str(), order.fingerprint()),
            provider: order.terms().provider.clone(),
            msisdn: order.terms().msisdn.clone()?,
            subscription: order.subscription().cloned(),
            charged: match order.subscription() {
                // A period that may have been paid is never charged again.
                Some(SubscriptionUse::Renew { .. }) => order.may_be_refunded(),
                _ => order.charged(),
            },
            charge_sent_at: order.charge_sent_at(),
            ended: order.state().is_final(),
            texted_at: order.texted_at(),
            not_subscribed: order.found_no_subscription(),
        })
    }
}

/// A subscriber's wish for no more renewals, as the provider passed it on.
#[derive(Debug, Serialize, Deserialize)]
pub struct UnsubscribeRequest {
    pub provider: String,
    pub msisdn: Msisdn,
    pub short_code: String,
    pub channel: String,
}
