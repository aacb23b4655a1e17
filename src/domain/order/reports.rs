//! What a provider's reports do to an order: replies to calls, notifications that decide, answers to queries.

use super::super::outcome::{
    Corroboration, Evidence, NextAction, Outcome, Proof, ProviderReport, Reason, UnknownReason,
};
use super::super::review::ReviewReason;
use super::super::time::{Clock, Timestamp};
use super::lifecycle::Applied;
use super::transitions::{State, Trigger};
use super::{Order, Otp, RepeatedAnswer};

impl Order {
    /// Records the reply to attempt `number`. From a superseded attempt only a success counts.
    pub fn record_reply(&mut self, number: u32, report: ProviderReport, clock: Clock) -> Applied {
        self.advance(clock);
        self.note_report(&report, clock.now);
        let succeeded = report.outcome == Outcome::Succeeded;
        if report.evidence == Evidence::Hint || (number != self.attempt.number && !succeeded) {
            return Applied::Noted;
        }
        if number == self.attempt.number {
            self.note_charge(&report, clock.now);
        }
        let outcome = match report.outcome {
            Outcome::Succeeded => Outcome::Succeeded,
            // After an inconclusive charging call, every other answer to a later one leaves it unknown.
            _ if self.unresolved_attempt.is_some_and(|first| first < number) => {
                Outcome::Unknown(UnknownReason::AfterInconclusive)
            }
            other => other,
        };
        let trigger = match &outcome {
            Outcome::Succeeded => Trigger::ReplySucceeded,
            Outcome::Failed(_) => Trigger::ReplyFailed,
            Outcome::Pending(_) => Trigger::ReplyPending,
            Outcome::Unknown(_) => Trigger::ReplyUnknown,
        };
        if self.unresolved_attempt == Some(number) && matches!(outcome, Outcome::Failed(_) | Outcome::Pending(_)) {
            self.unresolved_attempt = None;
        }
        self.compare_id(report.provider_order_id.as_deref(), clock);
        let applied = self.take(trigger, ProviderReport { outcome, ..report }, clock);
        self.settle_password(clock);
        applied
    }

    /// Records a message of the provider's that decides: signed, at the address of this order, and nothing in it
    /// disagrees. Only a success is believed; it moves no schedule and counts as no read.
    pub fn record_notification(&mut self, report: ProviderReport, clock: Clock) -> Applied {
        self.advance(clock);
        let decides = report.evidence == Evidence::Signed && report.outcome == Outcome::Succeeded;
        if !decides || self.charge_sent_at.is_none() {
            return Applied::Noted;
        }
        self.note_report(&report, clock.now);
        let named_before = self.provider_order_id.is_some();
        let applied = self.take(Trigger::ReadSucceeded, report, clock);
        self.id_is_hearsay |= !named_before && self.provider_order_id.is_some();
        applied
    }

    /// Records what a query of ours said. Before the call's deadline only a success counts: the provider may not have
    /// got to it yet.
    pub fn record_query(&mut self, report: ProviderReport, clock: Clock) -> Applied {
        self.advance(clock);
        self.note_report(&report, clock.now);
        if report.evidence == Evidence::Hint {
            return Applied::Noted;
        }
        let begun = clock.now.plus(report.took.unwrap_or(0).saturating_neg());
        self.last_read_at = Some(clock.now);
        self.asked_at = self.asked_at.max(Some(begun));
        self.ask_again_at = None;
        self.compare_id(report.provider_order_id.as_deref(), clock);
        if self.state == State::Succeeded && report.evidence == Evidence::Signed {
            return self.compare_success(&report, begun, clock);
        }
        // An order that waits for its payer, or has ended, has had its answer: the provider knows it.
        let unanswered = self.must_recheck() && clock.now < self.attempt.deadline;
        let early = unanswered && report.outcome != Outcome::Succeeded;
        // A query proves nothing of an order for which no call that can charge was ever sent.
        if early || self.charge_sent_at.is_none() {
            return Applied::Noted;
        }
        if report.outcome == Outcome::Succeeded {
            self.hints_are_answered(begun);
        }
        if report.corroboration.is_none() && report.provider_status.is_some() {
            self.repeated_answer = None;
        }
        let outcome = match report.corroboration {
            Some(rule) => self.corroborate(&report, rule, clock),
            None => report.outcome.clone(),
        };
        let trigger = match &outcome {
            Outcome::Succeeded => Trigger::ReadSucceeded,
            Outcome::Failed(_) => Trigger::ReadFailed,
            Outcome::Pending(_) if self.unresolved_attempt.is_some() && self.otp.is_some() => Trigger::ReadUnknown,
            Outcome::Pending(_) => Trigger::ReadPending,
            Outcome::Unknown(UnknownReason::Mismatch) => Trigger::ReadMismatch,
            Outcome::Unknown(_) => Trigger::ReadUnknown,
        };
        let applied = self.take(trigger, ProviderReport { outcome, ..report }, clock);
        self.advance(clock);
        applied
    }

    /// Keeps what later queries are read by. A reply that leaves it open whether money moved means that the call could
    /// move it, whatever was thought of it before.
    fn note_charge(&mut self, report: &ProviderReport, now: Timestamp) {
        if matches!(report.outcome, Outcome::Unknown(_)) && !self.attempt.charges {
            self.attempt.charges = true;
            self.charge_sent_at = Some(self.attempt.reserved_at);
            if self.state.is_final() {
                self.flag(ReviewReason::ChargeUnproven, now);
            }
        }
        if report.texted {
            self.texted_at = Some(self.attempt.reserved_at);
        }
        if self.attempt.charges {
            let code = report.provider_status.as_ref().map(|status| status.code.clone());
            self.charge_reply = report.charge_reply.clone().or(code);
        }
    }

    /// Remembers that the provider reported a success, whether or not it decides anything: a person who has the order
    /// fail must know it. A mismatch in what anybody can send is no report about this order.
    fn note_report(&mut self, report: &ProviderReport, now: Timestamp) {
        let reported = match report.outcome {
            Outcome::Succeeded => true,
            _ => is_mismatch(&report.outcome) && report.evidence != Evidence::Hint,
        };
        if reported && self.success_reported_at.is_none() {
            self.success_reported_at = Some(now);
        }
    }

    /// Applies a trigger together with what the report says beside its outcome.
    fn take(&mut self, trigger: Trigger, report: ProviderReport, clock: Clock) -> Applied {
        let before = self.version;
        let reached = self.apply(trigger, clock.now);
        if reached.is_some() || !self.state.is_final() {
            // The first id stays: a notification may have named it before a slow reply, judged without it, names
            // another.
            let said = report.provider_order_id.filter(|_| !is_mismatch(&report.outcome));
            self.provider_order_id = self.provider_order_id.take().or(said);
        }
        if self.version != before || !self.state.is_final() {
            self.provider_status = report.provider_status.or(self.provider_status.take());
        }
        self.expires_at = report.expires_at.or(self.expires_at);
        if reached.is_some() {
            self.warnings.extend(report.warnings);
        }
        match (reached, report.outcome) {
            (Some(State::Failed), Outcome::Failed(failure)) => self.failure = Some(failure),
            (Some(State::Unknown), Outcome::Unknown(unknown_reason)) => {
                self.unknown_because(unknown_reason);
                // It was carried out already, so it is known what was done.
                self.ask_again_at =
                    (unknown_reason == UnknownReason::OtherResult).then_some(clock.now).or(self.ask_again_at);
            }
            (Some(State::Pending), Outcome::Pending(action)) => {
                self.wait_for_payer(action, clock);
                // Only the reply to the first call says what the payer must do; it had none to say, or was lost.
                if !trigger.is_reply() && self.next_action.is_none() {
                    self.warn_of_lost_action();
                }
            }
            _ => {}
        }
        if let Some(reason) = report.review.filter(|reason| !self.settled.contains(reason)) {
            self.flag(reason, clock.now);
        }
        if let Some((reason, after)) = report.review_after.filter(|_| self.state == State::Unknown) {
            self.review_at = Some((reason, clock.now.plus(clock.scale.of(after))));
        }
        if self.version == before { Applied::Noted } else { Applied::Changed }
    }

    fn wait_for_payer(&mut self, action: Option<NextAction>, clock: Clock) {
        self.expires_at = action.as_ref().and_then(NextAction::expires_at).or(self.expires_at);
        self.next_action = action;
        if let (None, Some(terms)) = (&self.otp, self.otp_terms) {
            self.otp = Some(Otp { attempts_left: terms.attempts, expires_at: clock.now.plus(terms.lives) });
        }
    }

    /// After a wrong password: the last attempt closes the order, and so does the end of the waiting time.
    fn settle_password(&mut self, clock: Clock) {
        if self.state == State::Pending && self.otp.as_ref().is_some_and(|otp| otp.attempts_left == 0) {
            self.lapse(Reason::OtpAttemptsUsedUp, clock.now);
        }
        self.advance(clock);
    }

    /// Counts equal reads after the deadline and the password's end; enough of them over long enough prove it.
    fn corroborate(&mut self, report: &ProviderReport, rule: Corroboration, clock: Clock) -> Outcome {
        let code = report.provider_status.as_ref().map(|status| status.code.clone()).unwrap_or_default();
        if self.otp.as_ref().is_some_and(|otp| clock.now < otp.expires_at) {
            return Outcome::Unknown(UnknownReason::Uncorroborated);
        }
        let reads = match self.repeated_answer.take() {
            Some(reads) if reads.code == code => RepeatedAnswer { count: reads.count.saturating_add(1), ..reads },
            _ => RepeatedAnswer { code, count: 1, first_at: clock.now },
        };
        let enough = |count: u32| rule.reads.is_some_and(|needed| count >= needed);
        let proven = enough(reads.count) && clock.now.since(reads.first_at) >= clock.scale.of(rule.over);
        let last_is_missing = !proven && enough(reads.count.saturating_add(1));
        self.ask_again_at =
            last_is_missing.then(|| reads.first_at.plus(clock.scale.of(rule.over)).max(clock.now.plus(1)));
        self.repeated_answer = Some(reads);
        match rule.then {
            Proof::Failed(failure) if proven => return Outcome::Failed(failure),
            Proof::Review(reason) if proven && !self.state.is_final() => self.flag(reason, clock.now),
            _ => {}
        }
        Outcome::Unknown(UnknownReason::Uncorroborated)
    }
}

fn is_mismatch(outcome: &Outcome) -> bool {
    *outcome == Outcome::Unknown(UnknownReason::Mismatch)
}
