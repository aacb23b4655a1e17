//! A refund as shown. It is kept and lives as an order does, in the other direction.

use serde::Serialize;
use serde_json::Value;

use super::order::{AmountView, ResolutionView, ReviewView};
use crate::domain::command::Warning;
use crate::domain::order::State;
use crate::domain::outcome::{ProviderStatus, UnknownReason};
use crate::domain::{Failure, Order, Timestamp};

/// A refund as the merchant sees it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Refund"))]
pub struct RefundView<'a> {
    /// The merchant's own id of the refund, as given: its idempotency key.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Id"))]
    merchant_refund_id: &'a str,
    /// The order that it gives back.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Id"))]
    merchant_order_id: &'a str,
    /// Who carries it.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::ProviderId"))]
    provider: &'a str,
    /// Where it stands.
    state: State,
    /// How much goes back.
    amount: AmountView,
    /// The provider's own fields; gone with the personal data.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::RefundDetails"))]
    details: &'a Value,
    /// With `failed`: why.
    failure: Option<Failure>,
    /// With `unknown`: why nobody can tell.
    unknown_reason: Option<UnknownReason>,
    /// Set while a person must look.
    review: Option<ReviewView<'a>>,
    /// How a person settled it.
    resolution: Option<ResolutionView<'a>>,
    /// Whether it may be tried again, under a new id.
    may_retry: bool,
    /// Whether the provider must be asked before anybody acts.
    must_recheck: bool,
    /// The provider's id of it.
    provider_refund_id: Option<&'a str>,
    /// What the provider said last, verbatim.
    provider_status: Option<&'a ProviderStatus>,
    /// When the provider first reported a success, in whatever way; also where it decided nothing.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    success_reported_at: Option<String>,
    /// What the caller should look at though the refund was made.
    #[serde(skip_serializing_if = "<[Warning]>::is_empty")]
    warnings: &'a [Warning],
    /// Grows with each change.
    version: u32,
    /// When it was accepted.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    created_at: String,
    /// When it last changed.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    updated_at: String,
}

impl<'a> RefundView<'a> {
    /// The refund, if this is one.
    pub fn of(refund: &'a Order) -> Option<Self> {
        Some(Self {
            merchant_refund_id: refund.terms().merchant_order_id.as_str(),
            merchant_order_id: refund.terms().refund_of.as_ref()?.as_str(),
            provider: &refund.terms().provider,
            state: refund.state(),
            amount: AmountView::of(refund.terms().amount),
            details: &refund.terms().details,
            failure: refund.failure(),
            unknown_reason: refund.unknown_reason(),
            review: ReviewView::of(refund),
            resolution: ResolutionView::of(refund),
            may_retry: refund.may_retry(),
            must_recheck: refund.must_recheck(),
            provider_refund_id: refund.provider_order_id(),
            provider_status: refund.provider_status(),
            success_reported_at: refund.success_reported_at().map(Timestamp::rfc3339),
            warnings: refund.warnings(),
            version: refund.version(),
            created_at: refund.created_at().rfc3339(),
            updated_at: refund.updated_at().rfc3339(),
        })
    }
}
