//! What is due about an order, and when: deadlines, queries by the schedule, the end of personal data.

use super::super::outcome::Reason;
use super::super::review::ReviewReason;
use super::super::schedule::{self, RECHECK_SCHEDULE};
use super::super::time::{MINUTE, SECOND, ScheduleScale, Timestamp};
use super::{Hinted, Order, Otp, State};

/// What the ledger adds before it gives up on a call: time to record the reply, and two clocks' difference.
pub const RECORD_MARGIN: i64 = 2 * SECOND;
/// How long after its password's end an order still waits for a confirm that is on its way.
pub const CONFIRM_GRACE: i64 = MINUTE;

/// What the ledger has to do about an order by itself, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Let the time pass: a deadline or the password's end.
    Advance(Timestamp),
    /// Ask the provider, by the order's own schedule.
    Recheck(Timestamp),
    /// Ask the provider, because of a hint.
    Hinted(Hinted),
    /// Remove personal data.
    Forget(Timestamp),
}

impl Due {
    /// When.
    pub const fn at(self) -> Timestamp {
        match self {
            Self::Advance(at) | Self::Recheck(at) | Self::Forget(at) => at,
            Self::Hinted(hinted) => hinted.at,
        }
    }
}

impl Order {
    /// The one thing the ledger has to do next about this order. At the same moment its own schedule goes first: its
    /// query answers the hint, too.
    pub fn due(&self, scale: ScheduleScale, retention: i64) -> Option<Due> {
        let hinted = self.hinted(scale).map(Due::Hinted);
        [self.due_by_itself(scale, retention), hinted].into_iter().flatten().min_by_key(|due| due.at())
    }

    /// What the order's own schedule has to do next, whatever hints there are.
    pub fn due_by_itself(&self, scale: ScheduleScale, retention: i64) -> Option<Due> {
        match self.state {
            State::Sending => Some(Due::Advance(self.gives_up_at(scale))),
            State::Pending if self.under_review_for(ReviewReason::RechecksUsedUp) => None,
            State::Pending => Some(
                self.otp.as_ref().map_or_else(|| self.next_recheck(scale), |otp| Due::Advance(lapses_at(otp, scale))),
            ),
            State::Unknown if self.under_review_for(ReviewReason::RechecksUsedUp) => None,
            State::Unknown => Some(self.next_recheck_or_review(scale)),
            State::Succeeded | State::Failed if self.review.is_some() || self.is_forgotten() => None,
            State::Failed if self.may_still_be_paid(scale) => Some(self.next_recheck(scale)),
            State::Succeeded | State::Failed => Some(Due::Forget(self.updated_at.plus(scale.of(retention)))),
        }
    }

    /// Whether a person had it fail before the provider's time was over: the gateway goes on asking.
    fn may_still_be_paid(&self, scale: ScheduleScale) -> bool {
        let by_person = self.failure.is_some_and(|failure| failure.reason == Reason::ResolvedByPerson);
        by_person && self.may_be_asked_about() && self.next_recheck_at(scale).is_some()
    }

    /// When the ledger no longer expects a reply to the current attempt.
    pub(super) fn gives_up_at(&self, scale: ScheduleScale) -> Timestamp {
        self.attempt.deadline.plus(scale.of(RECORD_MARGIN))
    }

    /// When the provider is asked next. For an order that waits for its payer the seven days count from its
    /// expiry, so that what was paid in the last moment is still found.
    pub(super) fn next_recheck_at(&self, scale: ScheduleScale) -> Option<Timestamp> {
        let of = |base| schedule::next(&RECHECK_SCHEDULE, base, self.last_read_at, scale);
        let after_expiry = self.expires_at.and_then(of);
        [of(self.attempt.deadline), after_expiry, self.ask_again_at].into_iter().flatten().min()
    }

    fn next_recheck_or_review(&self, scale: ScheduleScale) -> Due {
        let recheck = self.next_recheck(scale);
        match self.review_at {
            Some((_, at)) if at < recheck.at() => Due::Advance(at),
            _ => recheck,
        }
    }

    fn next_recheck(&self, scale: ScheduleScale) -> Due {
        match self.next_recheck_at(scale) {
            Some(at) => Due::Recheck(at),
            // Used up: time alone sets the flag, so let it pass now.
            None => Due::Advance(self.updated_at),
        }
    }
}

/// When an order that nobody confirmed is closed.
pub(super) fn lapses_at(otp: &Otp, scale: ScheduleScale) -> Timestamp {
    otp.expires_at.plus(scale.of(CONFIRM_GRACE))
}
