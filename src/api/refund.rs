//! A refund as shown. It is kept and lives as an order does, in the other direction.

use serde::Serialize;
use serde_json::Value;

use super::order::{AmountView, ResolutionView, ReviewView};
use crate::domain::command::Warning;
use crate::domain::order::State;
use crate::domain::outcome::{Doubt, ProviderStatus};
use crate::domain::{Failure, Order};

/// A refund as the merchant sees it.
#[derive(Debug, Clone, Serialize)]
pub struct RefundView<'a> {
    merchant_refund_id: &'a str,
    merchant_order_id: &'a str,
    provider: &'a str,
    state: State,
    amount: AmountView,
    details: &'a Value,
    failure: Option<Failure>,
    doubt: Option<Doubt>,
    review: Option<ReviewView<'a>>,
    resolution: Option<ResolutionView<'a>>,
    may_retry: bool,
    must_recheck: bool,
    provider_refund_id: Option<&'a str>,
    provider_status: Option<&'a ProviderStatus>,
    #[serde(skip_serializing_if = "<[Warning]>::is_empty")]
    warnings: &'a [Warning],
    version: u32,
    created_at: String,
    updated_at: String,
}

impl<'a> RefundView<'a> {
    /// The refund, if this is one.
    pub fn of(refund: &'a Order) -> Option<Self> {
        Some(Self {
            merchant_refund_id: refund.facts.merchant_order_id.as_str(),
            merchant_order_id: refund.facts.refund_of.as_ref()?.as_str(),
            provider: &refund.facts.provider,
            state: refund.state,
            amount: AmountView::of(refund.facts.amount),
            details: &refund.facts.details,
            failure: refund.failure,
            doubt: refund.doubt,
            review: ReviewView::of(refund),
            resolution: ResolutionView::of(refund),
            may_retry: refund.may_retry(),
            must_recheck: refund.must_recheck(),
            provider_refund_id: refund.provider_order_id.as_deref(),
            provider_status: refund.provider_status.as_ref(),
            warnings: &refund.warnings,
            version: refund.version,
            created_at: refund.created_at.rfc3339(),
            updated_at: refund.updated_at.rfc3339(),
        })
    }
}
