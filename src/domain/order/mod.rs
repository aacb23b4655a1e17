//! An order and its life. What may happen to it stands in [`table`]; this file holds what is kept, and
//! [`life`] applies one to the other. All of it is a function of its arguments: the ledger only stores.

mod hints;
pub mod lifecycle;
pub mod transitions;

use serde::{Deserialize, Serialize};

use super::command::{Operation, OrderTerms, OtpTerms, SubscriptionUse, Warning};
use super::outcome::{Failure, NextAction, ProviderStatus, Reason, UnknownReason};
use super::review::ReviewReason;
use super::schedule::{self, RECHECK_SCHEDULE};
use super::time::{MINUTE, SECOND, ScheduleScale, Timestamp};

pub use hints::{Hint, Hinted, Hints};
pub use transitions::{State, Trigger};

/// How long a call that can move money may take, in milliseconds. Cloudflare keeps a Worker for 30 s after its
/// caller has left, and the token may have to be fetched first.
pub const CALL_LIMIT: i64 = 20 * SECOND;
/// What the ledger adds before it gives up on a call: time to record the reply, and two clocks' difference.
pub const RECORD_MARGIN: i64 = 2 * SECOND;
/// How long after its password's end an order still waits for a confirm that is on its way.
pub const CONFIRM_GRACE: i64 = MINUTE;

/// One call that moves money or leads to it, reserved before its socket opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// 1 for the first call of the order.
    pub number: u32,
    /// Whether this call can charge.
    pub charges: bool,
    /// When it was reserved.
    pub reserved_at: Timestamp,
    /// When we stop waiting for it.
    pub deadline: Timestamp,
}

/// The one-time password's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Otp {
    /// How many may still be tried.
    pub attempts_left: u8,
    /// When it runs out, by our clock.
    pub expires_at: Timestamp,
}

/// How often an answer has come so far, one that proves something only when repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepeatedAnswer {
    /// The provider's code.
    pub code: String,
    /// How many in a row.
    pub count: u32,
    /// When the first of them came.
    pub first_at: Timestamp,
}

/// A person must look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Why, in the order found.
    pub reasons: Vec<ReviewReason>,
    /// Since when.
    pub since: Timestamp,
}

/// How a person settled it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// `succeeded` or `failed`.
    pub state: State,
    /// What it rests on. Empty once personal data has gone, as is `by`.
    pub evidence: String,
    /// Who said so.
    pub by: String,
    /// The version of the order that the person had looked at.
    pub version: u32,
    /// With `failed`: the person knows that the provider reported a success.
    pub against_evidence: bool,
    /// With `succeeded`: the provider's id of it as the person found it there.
    pub provider_order_id: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Everything that is kept of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// What was asked.
    pub terms: OrderTerms,
    /// The catalogue's item that was bought, where a page made the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// Which generation of its client tokens holds.
    #[serde(default)]
    pub token_generation: u32,
    /// Keyed fingerprint of what was asked: the same id with another one is refused.
    pub fingerprint: String,
    /// Keyed fingerprint of the provider account that carries it.
    pub account: String,
    /// Moves no real money.
    pub sandbox: bool,
    /// The one-time password's terms, if there is one.
    pub otp_terms: Option<OtpTerms>,
    /// What it does to a subscription.
    pub subscription: Option<SubscriptionUse>,
    /// Where it stands.
    pub state: State,
    /// With `failed`: why.
    pub failure: Option<Failure>,
    /// With `unknown`: why we cannot tell.
    pub unknown_reason: Option<UnknownReason>,
    /// What the payer must do, while `pending`.
    pub next_action: Option<NextAction>,
    /// Until when the payer may act, where the provider said so.
    pub expires_at: Option<Timestamp>,
    /// When the merchant asked for its cancellation. The provider's word decides.
    pub cancel_asked_at: Option<Timestamp>,
    /// What the merchant should know.
    pub warnings: Vec<Warning>,
    /// The provider's id.
    pub provider_order_id: Option<String>,
    /// Whether only a message named that id, and no answer to a call of ours has.
    #[serde(default)]
    pub id_is_hearsay: bool,
    /// When the provider first reported a success, in whatever way, also one that decided nothing.
    pub success_reported_at: Option<Timestamp>,
    /// What the provider said last.
    pub provider_status: Option<ProviderStatus>,
    /// The one-time password's state.
    pub otp: Option<Otp>,
    /// How long a call that moves money may take, in milliseconds.
    pub call_limit: i64,
    /// The latest call that moves money or leads to it.
    pub attempt: Attempt,
    /// When the latest call that can charge was reserved.
    pub charge_sent_at: Option<Timestamp>,
    /// What the provider said in the reply to that call, its code or what tells more: some queries are read in its
    /// light.
    #[serde(default)]
    pub charge_reply: Option<String>,
    /// When the number was sent a text that nobody had asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub texted_at: Option<Timestamp>,
    /// The first attempt whose result was never learnt, while that matters.
    pub unresolved_attempt: Option<u32>,
    /// When an answer to a query of ours was last recorded: it moves the schedule, which no message does.
    pub last_read_at: Option<Timestamp>,
    /// When that query was begun: what came in meanwhile is still to be asked about.
    #[serde(default)]
    pub asked_at: Option<Timestamp>,
    /// What hinted that it has moved.
    #[serde(default)]
    pub hints: Hints,
    /// When a query first contradicted its success, unless a later one confirmed it.
    #[serde(default)]
    pub contradicted_at: Option<Timestamp>,
    /// The answer that has come so far, and how often.
    pub repeated_answer: Option<RepeatedAnswer>,
    /// When the provider is to be asked beside the schedule.
    pub ask_again_at: Option<Timestamp>,
    /// Set while a person must look.
    pub review: Option<Review>,
    /// Why a person must look, and from when, if the order is unknown then.
    #[serde(default)]
    pub review_at: Option<(ReviewReason, Timestamp)>,
    /// How a person settled it, the last time.
    pub resolution: Option<Resolution>,
    /// Grows with each change.
    pub version: u32,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it ended.
    #[serde(default)]
    pub ended_at: Option<Timestamp>,
}

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
    /// Whether the merchant may try again, under a new id.
    pub fn may_retry(&self) -> bool {
        let could_fare_better = self.failure.is_none_or(|failure| failure.reason.may_retry());
        self.state.may_retry() && self.review.is_none() && could_fare_better && !self.failed_against_evidence()
    }

    /// Whether a person had it fail although the provider reported a success.
    pub fn failed_against_evidence(&self) -> bool {
        self.state == State::Failed && self.resolution.as_ref().is_some_and(|resolution| resolution.against_evidence)
    }

    /// Whether the merchant may give the payer back what it took for this order. Only a top-up has that
    /// question: a charge that failed took nothing.
    pub fn may_refund_payer(&self) -> bool {
        self.terms.operation == Operation::Topup && self.may_retry()
    }

    /// The state as its payer may know it: nobody is told "failed" while a person has to look.
    pub fn payer_state(&self) -> State {
        if self.state == State::Failed && self.review.is_some() { State::Unknown } else { self.state }
    }

    /// Ends every client token that was handed out. Nothing that is shown changes, so it is no new version.
    pub fn revoke_tokens(&mut self) {
        self.token_generation = self.token_generation.saturating_add(1);
    }

    /// Whether the provider must be asked before anybody acts.
    pub fn must_recheck(&self) -> bool {
        self.state.must_recheck()
    }

    /// Whether a query could say anything: a call that can charge was sent, the order does not merely wait for its
    /// payer's password, and what an answer is compared with is still kept.
    pub fn may_be_asked_about(&self) -> bool {
        self.charge_sent_at.is_some() && !(self.state == State::Pending && self.otp.is_some()) && !self.is_forgotten()
    }

    /// Whether money moved as far as the provider's word goes.
    pub fn charged(&self) -> bool {
        self.state == State::Succeeded || self.under_review_for(ReviewReason::PaidAfterFailure)
    }

    /// Whether money may have moved that could be given back.
    pub fn may_be_refunded(&self) -> bool {
        self.charged() || self.failed_against_evidence()
    }

    /// Whether the provider says that there is no subscription to renew.
    pub fn found_no_subscription(&self) -> bool {
        self.failure.is_some_and(|failure| failure.reason == Reason::NotSubscribed)
    }

    /// Whether `reason` is among those a person must look at.
    pub fn under_review_for(&self, reason: ReviewReason) -> bool {
        self.review.as_ref().is_some_and(|review| review.reasons.contains(&reason))
    }

    /// What the payer must do now. Our own clock may withdraw it; it never fails an order by itself.
    pub fn next_action_at(&self, now: Timestamp) -> Option<&NextAction> {
        let until = self.otp.as_ref().map(|otp| otp.expires_at).or(self.expires_at);
        let lapsed = until.is_some_and(|until| now >= until);
        self.next_action.as_ref().filter(|_| self.state == State::Pending && !lapsed)
    }

    /// The one thing the ledger has to do next about this order. At the same moment its own schedule goes first: its
    /// query answers the hint, too.
    pub fn due(&self, scale: ScheduleScale, retention: i64) -> Option<Due> {
        let hinted = self.hinted(scale).map(Due::Hinted);
        [self.due_by_itself(scale, retention), hinted].into_iter().flatten().min_by_key(|due| due.at())
    }

    /// The same without hints.
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

    /// Whether personal data has gone.
    pub fn is_forgotten(&self) -> bool {
        self.terms.details.is_null()
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
