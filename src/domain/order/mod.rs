//! An order: what is kept of it, and what may be read. Only its own functions change it: [`lifecycle`] says what people,
//! callers and time do to it, `reports` what providers' answers do, both by the table in [`transitions`]; `hints` and
//! `due` say when the provider is asked. All of it is a function of its arguments: the ledger only stores.

mod due;
mod hints;
pub mod lifecycle;
mod parts;
mod reports;
pub mod transitions;

use serde::{Deserialize, Serialize};

use super::command::{Operation, OrderTerms, OtpTerms, SubscriptionUse, Warning};
use super::outcome::{Failure, NextAction, ProviderStatus, Reason, UnknownReason};
use super::review::ReviewReason;
use super::time::{SECOND, Timestamp};

pub use due::{CONFIRM_GRACE, Due, RECORD_MARGIN};
pub use hints::{Hint, Hinted, Hints};
pub use parts::{Attempt, Otp, RepeatedAnswer, Resolution, Review};
pub use transitions::{State, Trigger};

/// How long a call that can move money may take, in milliseconds. Cloudflare keeps a Worker for 30 s after its
/// caller has left, and the token may have to be fetched first.
pub const CALL_LIMIT: i64 = 20 * SECOND;

/// Everything that is kept of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// What was asked.
    terms: OrderTerms,
    /// The catalogue's item that was bought, where a page made the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sku: Option<String>,
    /// Which generation of its client tokens holds.
    #[serde(default)]
    token_generation: u32,
    /// Keyed fingerprint of what was asked: the same id with another one is refused.
    fingerprint: String,
    /// Keyed fingerprint of the provider account that carries it.
    account: String,
    /// Moves no real money.
    sandbox: bool,
    /// The one-time password's terms, if there is one.
    otp_terms: Option<OtpTerms>,
    /// What it does to a subscription.
    subscription: Option<SubscriptionUse>,
    /// Where it stands.
    state: State,
    /// With `failed`: why.
    failure: Option<Failure>,
    /// With `unknown`: why we cannot tell.
    unknown_reason: Option<UnknownReason>,
    /// What the payer must do, while `pending`.
    next_action: Option<NextAction>,
    /// Until when the payer may act, where the provider said so.
    expires_at: Option<Timestamp>,
    /// When the merchant asked for its cancellation. The provider's word decides.
    cancel_asked_at: Option<Timestamp>,
    /// What the merchant should know.
    warnings: Vec<Warning>,
    /// The provider's id.
    provider_order_id: Option<String>,
    /// Whether only a message named that id, and no answer to a call of ours has.
    #[serde(default)]
    id_is_hearsay: bool,
    /// When the provider first reported a success, in whatever way, also one that decided nothing.
    success_reported_at: Option<Timestamp>,
    /// What the provider said last.
    provider_status: Option<ProviderStatus>,
    /// The one-time password's state.
    otp: Option<Otp>,
    /// How long a call that moves money may take, in milliseconds.
    call_limit: i64,
    /// The latest call that moves money or leads to it.
    attempt: Attempt,
    /// When the latest call that can charge was reserved.
    charge_sent_at: Option<Timestamp>,
    /// What the provider said in the reply to that call, its code or what tells more: some queries are read in its
    /// light.
    #[serde(default)]
    charge_reply: Option<String>,
    /// When the number was sent a text that nobody had asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    texted_at: Option<Timestamp>,
    /// The first attempt whose result was never learnt, while that matters.
    unresolved_attempt: Option<u32>,
    /// When an answer to a query of ours was last recorded: it moves the schedule, which no message does.
    last_read_at: Option<Timestamp>,
    /// When that query was begun: what came in meanwhile is still to be asked about.
    #[serde(default)]
    asked_at: Option<Timestamp>,
    /// What hinted that it has moved.
    #[serde(default)]
    hints: Hints,
    /// When a query first contradicted its success, unless a later one confirmed it.
    #[serde(default)]
    contradicted_at: Option<Timestamp>,
    /// The answer that has come so far, and how often.
    repeated_answer: Option<RepeatedAnswer>,
    /// When the provider is to be asked beside the schedule.
    ask_again_at: Option<Timestamp>,
    /// Set while a person must look.
    review: Option<Review>,
    /// Why a person must look, and from when, if the order is unknown then.
    #[serde(default)]
    review_at: Option<(ReviewReason, Timestamp)>,
    /// How a person settled it, the last time.
    resolution: Option<Resolution>,
    /// What a person knew when deciding: the same again calls nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    settled: Vec<ReviewReason>,
    /// Grows with each change.
    version: u32,
    /// When it was accepted.
    created_at: Timestamp,
    /// When it last changed.
    updated_at: Timestamp,
    /// When it ended.
    #[serde(default)]
    ended_at: Option<Timestamp>,
}

/// What may be read of it.
impl Order {
    /// What was asked.
    pub const fn terms(&self) -> &OrderTerms {
        &self.terms
    }

    /// The catalogue's item that was bought, where a page made the order.
    pub fn sku(&self) -> Option<&str> {
        self.sku.as_deref()
    }

    /// Which generation of its client tokens holds.
    pub const fn token_generation(&self) -> u32 {
        self.token_generation
    }

    /// Keyed fingerprint of what was asked.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Keyed fingerprint of the provider account that carries it.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// Whether it moves no real money.
    pub const fn sandbox(&self) -> bool {
        self.sandbox
    }

    /// The one-time password's terms, if there is one.
    pub const fn otp_terms(&self) -> Option<OtpTerms> {
        self.otp_terms
    }

    /// What it does to a subscription.
    pub const fn subscription(&self) -> Option<&SubscriptionUse> {
        self.subscription.as_ref()
    }

    /// Where it stands.
    pub const fn state(&self) -> State {
        self.state
    }

    /// With `failed`: why.
    pub const fn failure(&self) -> Option<Failure> {
        self.failure
    }

    /// With `unknown`: why we cannot tell.
    pub const fn unknown_reason(&self) -> Option<UnknownReason> {
        self.unknown_reason
    }

    /// Until when the payer may act, where the provider said so.
    pub const fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }

    /// When the merchant asked for its cancellation.
    pub const fn cancel_asked_at(&self) -> Option<Timestamp> {
        self.cancel_asked_at
    }

    /// What the merchant should know.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The provider's id.
    pub fn provider_order_id(&self) -> Option<&str> {
        self.provider_order_id.as_deref()
    }

    /// When the provider first reported a success, also one that decided nothing.
    pub const fn success_reported_at(&self) -> Option<Timestamp> {
        self.success_reported_at
    }

    /// What the provider said last.
    pub const fn provider_status(&self) -> Option<&ProviderStatus> {
        self.provider_status.as_ref()
    }

    /// The one-time password's state.
    pub const fn otp(&self) -> Option<&Otp> {
        self.otp.as_ref()
    }

    /// How long a call that moves money may take, in milliseconds.
    pub const fn call_limit(&self) -> i64 {
        self.call_limit
    }

    /// The latest call that moves money or leads to it.
    pub const fn attempt(&self) -> &Attempt {
        &self.attempt
    }

    /// When the latest call that can charge was reserved.
    pub const fn charge_sent_at(&self) -> Option<Timestamp> {
        self.charge_sent_at
    }

    /// What the provider said in the reply to that call.
    pub fn charge_reply(&self) -> Option<&str> {
        self.charge_reply.as_deref()
    }

    /// When the number was sent a text that nobody had asked for.
    pub const fn texted_at(&self) -> Option<Timestamp> {
        self.texted_at
    }

    /// The first attempt whose result was never learnt, while that matters.
    pub const fn unresolved_attempt(&self) -> Option<u32> {
        self.unresolved_attempt
    }

    /// The answer that has come so far, and how often.
    pub const fn repeated_answer(&self) -> Option<&RepeatedAnswer> {
        self.repeated_answer.as_ref()
    }

    /// When the provider is to be asked beside the schedule.
    pub const fn ask_again_at(&self) -> Option<Timestamp> {
        self.ask_again_at
    }

    /// When an answer to a query of ours was last recorded.
    pub const fn last_read_at(&self) -> Option<Timestamp> {
        self.last_read_at
    }

    /// Set while a person must look.
    pub const fn review(&self) -> Option<&Review> {
        self.review.as_ref()
    }

    /// How a person settled it, the last time.
    pub const fn resolution(&self) -> Option<&Resolution> {
        self.resolution.as_ref()
    }

    /// Grows with each change.
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// When it was accepted.
    pub const fn created_at(&self) -> Timestamp {
        self.created_at
    }

    /// When it last changed.
    pub const fn updated_at(&self) -> Timestamp {
        self.updated_at
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

    /// Whether personal data has gone.
    pub fn is_forgotten(&self) -> bool {
        self.terms.details.is_null()
    }
}
