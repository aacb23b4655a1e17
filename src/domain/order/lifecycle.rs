//! How an order lives: each function takes what happened and the moment, and changes the order by the table.

use serde::{Deserialize, Serialize};

use super::super::command::{Operation, Prepared, Warning};
use super::super::error::OrderError;
use super::super::outcome::{Failure, Reason, UnknownReason};
use super::super::review::ReviewReason;
use super::super::time::{Clock, Timestamp};
use super::due::lapses_at;
use super::transitions::{self, Next, State, Trigger};
use super::{Attempt, Hints, Order, Resolution, Review};

/// The code of a warning: nobody can tell the payer what to do.
const NEXT_ACTION_LOST: &str = "next_action_lost";

/// Whether a change came of it, or only a line in the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// The order changed.
    Changed,
    /// Noted, nothing changed.
    Noted,
}

/// What identifies an order's meaning and its carrier.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fingerprints {
    /// Of the command.
    pub command: String,
    /// Of the provider account.
    pub account: String,
}

impl Order {
    /// The intent, to be stored before any socket opens.
    pub fn reserve(prepared: Prepared, fingerprints: Fingerprints, clock: Clock) -> Self {
        let charges = prepared.first_call_charges;
        Self {
            terms: prepared.terms,
            sku: None,
            token_generation: 0,
            fingerprint: fingerprints.command,
            account: fingerprints.account,
            sandbox: prepared.sandbox,
            otp_terms: prepared.otp,
            subscription: prepared.subscription,
            state: State::Sending,
            failure: None,
            unknown_reason: None,
            next_action: None,
            expires_at: None,
            cancel_asked_at: None,
            warnings: prepared.warnings,
            provider_order_id: None,
            id_is_hearsay: false,
            success_reported_at: None,
            provider_status: None,
            otp: None,
            call_limit: prepared.call_limit,
            attempt: attempt(1, charges, prepared.call_limit, clock),
            charge_sent_at: charges.then_some(clock.now),
            charge_reply: None,
            texted_at: None,
            unresolved_attempt: None,
            last_read_at: None,
            asked_at: None,
            hints: Hints::default(),
            contradicted_at: None,
            repeated_answer: None,
            ask_again_at: None,
            review: None,
            review_at: None,
            resolution: None,
            settled: Vec::new(),
            version: 1,
            created_at: clock.now,
            updated_at: clock.now,
            ended_at: None,
        }
    }

    /// The same, of which this item of the catalogue was bought.
    pub fn bought_as(self, sku: Option<String>) -> Self {
        Self { sku, ..self }
    }

    /// The same, of which the provider's id is known already: whoever keeps no ledger of ours has kept it.
    pub fn named_by_provider(self, provider_order_id: Option<String>) -> Self {
        Self { provider_order_id, ..self }
    }

    /// Reserves the call that charges once the payer has given the password. Counted before it is sent.
    pub fn begin_confirm(&mut self, account: &str, clock: Clock) -> Result<u32, OrderError> {
        self.advance(clock);
        self.waits_for_payer()?;
        if self.account != account {
            return Err(OrderError::AccountChanged);
        }
        let otp = self.otp.as_mut().ok_or(OrderError::NotConfirmable)?;
        otp.attempts_left = otp.attempts_left.checked_sub(1).ok_or(OrderError::NotConfirmable)?;
        self.attempt = attempt(self.attempt.number.saturating_add(1), true, self.call_limit, clock);
        self.charge_sent_at = Some(clock.now);
        self.charge_reply = None;
        self.repeated_answer = None;
        self.apply(Trigger::Confirm, clock.now);
        Ok(self.attempt.number)
    }

    /// Notes that the merchant wants it cancelled, before the provider is asked. From `pending` only, and from the
    /// version that the caller has looked at, if it names one.
    pub fn ask_cancel(&mut self, seen: Option<u32>, clock: Clock) -> Result<(), OrderError> {
        self.advance(clock);
        self.waits_for_payer()?;
        self.is_at(seen)?;
        self.cancel_asked_at = Some(clock.now);
        self.touch(clock.now);
        Ok(())
    }

    /// Closes an order that waits for its payer, so that a new one can text anew. `seen`: as above.
    pub fn cancel(&mut self, seen: Option<u32>, clock: Clock) -> Result<Applied, OrderError> {
        self.advance(clock);
        if self.failure.is_some_and(|failure| failure.reason == Reason::Cancelled) {
            return Ok(Applied::Noted);
        }
        self.waits_for_payer()?;
        if self.otp.is_none() {
            return Err(OrderError::NotConfirmable);
        }
        self.is_at(seen)?;
        self.lapse(Reason::Cancelled, clock.now);
        Ok(Applied::Changed)
    }

    /// A person's verdict on an order that the gateway cannot settle. The same one again changes nothing.
    pub fn resolve(&mut self, resolution: Resolution, clock: Clock) -> Result<Applied, OrderError> {
        self.advance(clock);
        if self.was_resolved_so(&resolution) {
            return Ok(Applied::Noted);
        }
        self.is_at(Some(resolution.version))?;
        self.may_be_resolved(&resolution)?;
        self.settle_id(resolution.provider_order_id.clone());
        self.state = resolution.state;
        self.failure = (resolution.state == State::Failed)
            .then_some(Failure { reason: Reason::ResolvedByPerson, reached_provider: true });
        self.unknown_reason = None;
        self.next_action = None;
        self.settled.extend(self.review.take().into_iter().flat_map(|review| review.reasons));
        self.ended_at = Some(clock.now);
        self.contradicted_at = None;
        self.resolution = Some(resolution);
        self.touch(clock.now);
        Ok(Applied::Changed)
    }

    /// Whether the very same verdict was the last one: its answer was lost, and it is sent again.
    pub fn was_resolved_so(&self, resolution: &Resolution) -> bool {
        self.resolution.as_ref().is_some_and(|last| Resolution { at: last.at, ..resolution.clone() } == *last)
    }

    /// Refuses who looked at another version of the order than this. Who names none has not looked.
    pub fn is_at(&self, version: Option<u32>) -> Result<(), OrderError> {
        if version.is_none_or(|version| version == self.version) { Ok(()) } else { Err(OrderError::Changed) }
    }

    fn may_be_resolved(&self, resolution: &Resolution) -> Result<(), OrderError> {
        let in_doubt = self.review.is_some() || self.state == State::Unknown;
        match resolution.state {
            _ if self.state == State::Sending => Err(OrderError::InProgress),
            _ if !in_doubt => Err(OrderError::NotInReview),
            State::Failed if self.success_reported_at.is_some() && !resolution.against_evidence => {
                Err(OrderError::SuccessReported)
            }
            State::Succeeded | State::Failed => Ok(()),
            State::Sending | State::Pending | State::Unknown => Err(OrderError::NotInReview),
        }
    }

    /// What a message alone named may be another order's id: it goes, unless the person names it.
    fn settle_id(&mut self, found: Option<String>) {
        if found.is_some() || self.id_is_hearsay {
            self.provider_order_id = found;
            self.id_is_hearsay = false;
        }
    }

    /// Lets time pass: deadlines, the password's end, rechecks used up. Safe to call at any moment.
    pub fn advance(&mut self, clock: Clock) -> Applied {
        let before = self.version;
        if self.state == State::Sending && clock.now >= self.gives_up_at(clock.scale) {
            self.give_up(clock.now);
        }
        if self.state == State::Pending && self.otp.as_ref().is_some_and(|otp| clock.now >= lapses_at(otp, clock.scale))
        {
            self.lapse(Reason::NotConfirmed, clock.now);
        }
        let asks = self.state == State::Unknown || (self.state == State::Pending && self.otp.is_none());
        let asked = asks && self.last_read_at.is_some();
        if asked && self.next_recheck_at(clock.scale).is_none() {
            self.flag(ReviewReason::RechecksUsedUp, clock.now);
        }
        if let Some((reason, _)) = self.review_at.take_if(|(_, at)| asks && clock.now >= *at) {
            self.flag(reason, clock.now);
        }
        if self.version == before { Applied::Noted } else { Applied::Changed }
    }

    /// Calls a person.
    pub fn flag(&mut self, reason: ReviewReason, now: Timestamp) {
        if self.under_review_for(reason) {
            return;
        }
        let review = self.review.get_or_insert(Review { reasons: Vec::new(), since: now });
        review.reasons.push(reason);
        self.touch(now);
    }

    /// Removes personal data. Ids, the provider's among them, fingerprint, amount and state stay, so that the id is
    /// never accepted anew and whoever asks the provider can name the order; so does what a person decided, without
    /// the words.
    pub fn forget(&mut self, now: Timestamp) {
        self.terms.msisdn = None;
        self.terms.details = serde_json::Value::Null;
        self.subscription = None;
        self.provider_status = None;
        if let Some(resolution) = &mut self.resolution {
            resolution.evidence.clear();
            resolution.by.clear();
        }
        self.next_action = None;
        self.terms.return_url = None;
        self.touch(now);
    }

    fn waits_for_payer(&self) -> Result<(), OrderError> {
        match self.state {
            State::Pending => Ok(()),
            State::Sending => Err(OrderError::InProgress),
            State::Unknown => Err(OrderError::OutcomeUnknown),
            State::Succeeded => Err(OrderError::Succeeded),
            State::Failed if self.may_retry() => Err(OrderError::Failed),
            State::Failed => Err(OrderError::FailedInDoubt),
        }
    }

    /// The table's word; returns the state that was newly reached.
    pub(super) fn apply(&mut self, trigger: Trigger, now: Timestamp) -> Option<State> {
        match transitions::next(self.state, trigger) {
            Next::Keep => None,
            Next::Flag(reason) => {
                self.flag(reason, now);
                None
            }
            Next::To(state) => {
                self.state = state;
                self.unknown_reason = None;
                self.next_action = None;
                self.ended_at = state.is_final().then_some(now);
                self.warnings.retain(|warning| warning.code != NEXT_ACTION_LOST || !state.is_final());
                self.touch(now);
                Some(state)
            }
        }
    }

    pub(super) fn touch(&mut self, now: Timestamp) {
        self.version = self.version.saturating_add(1);
        self.updated_at = now;
    }

    pub(super) fn unknown_because(&mut self, unknown_reason: UnknownReason) {
        self.unknown_reason = Some(unknown_reason);
        self.unresolved_attempt = Some(self.unresolved_attempt.unwrap_or(self.attempt.number));
        self.warn_of_lost_action();
    }

    /// The payer of a payment acts at the provider, by what the reply to the first call says, and nothing else says it.
    pub(super) fn warn_of_lost_action(&mut self) {
        let known = self.warnings.iter().any(|warning| warning.code == NEXT_ACTION_LOST);
        if self.terms.operation == Operation::Payment && !known {
            self.warnings.push(Warning {
                code: NEXT_ACTION_LOST.to_owned(),
                field: "next_action".to_owned(),
                detail: "what the payer must do was lost with the provider's reply: cancel the order, or let it run out, and make no other in its place before it has failed".to_owned(),
            });
        }
    }

    /// Nothing that could charge is under way: the end is ours to declare.
    pub(super) fn lapse(&mut self, reason: Reason, now: Timestamp) {
        if self.apply(Trigger::Lapse, now).is_some() {
            self.failure = Some(Failure { reason, reached_provider: true });
        }
    }

    fn give_up(&mut self, now: Timestamp) {
        if self.charge_sent_at.is_some() {
            self.apply(Trigger::DeadlineCharging, now);
            self.unknown_because(UnknownReason::DeadlinePassed);
        } else {
            self.apply(Trigger::DeadlineHarmless, now);
            self.failure = Some(Failure::by_gateway(Reason::NoAnswer));
        }
    }
}

fn attempt(number: u32, charges: bool, limit: i64, clock: Clock) -> Attempt {
    Attempt { number, charges, reserved_at: clock.now, deadline: clock.now.plus(clock.scale.of(limit)) }
}
