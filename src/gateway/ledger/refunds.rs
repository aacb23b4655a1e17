//! Refunds: kept in the shard of the order they give back, so that what is left is checked in the write that
//! stores the intent.

use std::rc::Rc;

use super::super::platform::Fault;
use super::super::protocol::{LedgerAnswer, Reservation};
use super::LedgerShard;
use crate::domain::review::ReviewReason;
use crate::domain::time::ScheduleScale;
use crate::domain::{Order, OrderError};

impl LedgerShard {
    /// Accepts a refund, or finds the one that has this id.
    pub(super) fn reserve_refund(self: &Rc<Self>, parent: &str, wanted: &Reservation) -> Result<LedgerAnswer, Fault> {
        let Reservation { prepared, fingerprints, .. } = wanted;
        let key = format!("{parent}/{}", prepared.terms.merchant_order_id.key());
        let clock = self.clock();
        self.tables.transaction(|tx| {
            if let Some(answer) = self.taken(&key, wanted)? {
                return Ok(answer);
            }
            let Some(paid) = self.tables.order(parent)? else { return Ok(LedgerAnswer::Missing) };
            if paid.account() != fingerprints.account {
                return Ok(LedgerAnswer::Refused(OrderError::AccountChanged, Box::new(paid)));
            }
            if let Err(error) = paid.is_at(wanted.seen) {
                return Ok(LedgerAnswer::Refused(error, Box::new(paid)));
            }
            if paid.under_review_for(ReviewReason::Contradiction) {
                return Ok(LedgerAnswer::Refused(OrderError::Contradicted, Box::new(paid)));
            }
            if !paid.may_be_refunded() {
                return Ok(LedgerAnswer::NotPaid);
            }
            let left = left_of(&paid, &self.tables.refunds(parent)?, clock.scale);
            if prepared.terms.amount.minor() > left {
                return Ok(LedgerAnswer::OnlyLeft(left));
            }
            self.accept(tx, &key, wanted, clock)
        })
    }
}

/// What was paid minus every refund that is not definitely failed: one of which a message says that it was made holds
/// its amount until the provider has been asked.
fn left_of(paid: &Order, refunds: &[Order], scale: ScheduleScale) -> i64 {
    let holds = |refund: &&Order| !refund.may_retry() || refund.may_have_moved(scale);
    let taken = refunds.iter().filter(holds).map(|refund| refund.terms().amount.minor());
    taken.fold(paid.terms().amount.minor(), i64::saturating_sub)
}
