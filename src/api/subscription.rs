//! Subscriptions as kept and as shown.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::command::Subscribed;
use crate::domain::{Msisdn, Timestamp};

/// Whether renewals are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SubscriptionState {
    /// Renewals are taken.
    Active,
    /// They are refused.
    Cancelled,
}

/// A subscription.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Subscription {
    /// Provider id.
    pub provider: String,
    /// Whose.
    pub msisdn: Msisdn,
    /// To what.
    pub subscribed: Subscribed,
    /// When the subscriber agreed.
    pub consented_at: Timestamp,
    /// The order that started it, by its id as given and fingerprint with a blank between; none if it was brought
    /// along.
    pub started_by: Option<String>,
    /// Since when renewals are refused.
    pub cancelled_at: Option<Timestamp>,
}

/// The same as shown.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Subscription"))]
pub struct SubscriptionView<'a> {
    /// Who carries it.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::ProviderId"))]
    provider: &'a str,
    /// Whose.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Number"))]
    msisdn: String,
    /// To what: the provider's own fields.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::SubscriptionDetails"))]
    details: &'a Value,
    /// The code by which the subscriber ends it, if known.
    short_code: Option<&'a str>,
    /// Whether renewals are taken.
    state: SubscriptionState,
    /// When the subscriber agreed.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    consented_at: String,
    /// The order that started it; none if it was brought along.
    started_by: Option<&'a str>,
    /// Since when renewals are refused.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<super::openapi::Moment>"))]
    cancelled_at: Option<String>,
}

impl Subscription {
    /// As shown.
    pub fn view(&self) -> SubscriptionView<'_> {
        let state = if self.cancelled_at.is_some() { SubscriptionState::Cancelled } else { SubscriptionState::Active };
        SubscriptionView {
            provider: &self.provider,
            msisdn: self.msisdn.e164(),
            details: &self.subscribed.details,
            short_code: self.subscribed.short_code.as_deref(),
            state,
            consented_at: self.consented_at.rfc3339(),
            started_by: self.started_by.as_deref().and_then(|holder| holder.split(' ').next()),
            cancelled_at: self.cancelled_at.map(Timestamp::rfc3339),
        }
    }
}
