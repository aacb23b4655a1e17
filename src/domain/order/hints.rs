//! Hints: what says that an order has moved and decides nothing by itself. A hint starts one series of queries, also
//! about an order that has ended; its text is known from then on and starts no other.

use serde::{Deserialize, Serialize};

use super::super::outcome::{Outcome, ProviderReport};
use super::super::review::ReviewReason;
use super::super::schedule::{self, CANCEL_SCHEDULE, CONTRADICTION_SCHEDULE, HINT_SCHEDULE};
use super::super::time::{Clock, MINUTE, SECOND, ScheduleScale, Timestamp};
use super::lifecycle::Applied;
use super::{Order, State};

/// Texts that an order remembers. Providers sign a handful about one order; beyond that the oldest is forgotten.
const REMEMBERED: usize = 16;
/// Shortest time between two series that are started without a text: by the payer's browser, as often as it likes.
const RETURN_EVERY: i64 = 10 * SECOND;
/// How long after a query the first one of a new series is begun: however many texts hint, they cause one in so long.
const HINT_EVERY: i64 = 10 * SECOND;
/// How far two queries must lie apart that contradict a success: one alone may have been answered from an old copy.
const CONTRADICTED_OVER: i64 = MINUTE;

/// Something that hints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// What identifies its signed text; none where nothing was signed, as when the payer's browser comes back.
    pub text: Option<String>,
    /// It says that the money moved: asked about before others.
    pub says_paid: bool,
    /// Nothing that it names disagrees with the order.
    pub agrees: bool,
}

/// What is kept of an order's hints.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hints {
    /// Signed texts that have hinted already, the oldest first.
    pub texts: Vec<String>,
    /// When the latest series of queries began.
    pub since: Option<Timestamp>,
    /// Whether the series is about a message that says that the money moved.
    pub says_paid: bool,
}

/// When the provider is to be asked because of a hint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hinted {
    /// The moment. It may be put off, never dropped.
    pub at: Timestamp,
    /// Whether the hint says that the money moved: such go before others.
    pub says_paid: bool,
}

impl Order {
    /// Takes a hint in. It changes no state; noted is what is known already, or cannot bring anything new.
    pub fn hint(&mut self, hint: &Hint, clock: Clock) -> Applied {
        let known = hint.text.as_ref().is_some_and(|text| self.hints.texts.contains(text));
        let nothing_new = hint.says_paid && hint.agrees && self.charged();
        let too_soon = hint.text.is_none() && self.returned_lately(clock);
        if known || nothing_new || too_soon || !self.may_be_asked_about() {
            return Applied::Noted;
        }
        let says_paid = hint.says_paid || (self.hints.says_paid && self.is_hinted(clock.scale));
        if self.hints.texts.len() >= REMEMBERED {
            self.hints.texts.remove(0);
        }
        self.hints.texts.extend(hint.text.clone());
        (self.hints.since, self.hints.says_paid) = (Some(clock.now), says_paid);
        if hint.says_paid && hint.agrees {
            // It decides nothing, but a person who would have the order fail must know it.
            self.success_reported_at.get_or_insert(clock.now);
        }
        Applied::Changed
    }

    /// When the provider is asked next because of a hint, of a cancellation that was asked for, or of an answer that
    /// contradicts a success: whatever the state.
    pub fn hinted(&self, scale: ScheduleScale) -> Option<Hinted> {
        let of_hint = self.hint_asks_at(scale).map(|at| Hinted { at, says_paid: self.hints.says_paid });
        let told = self.under_review_for(ReviewReason::Contradiction);
        let contradicted_at = self.contradicted_at.filter(|_| !told && self.state == State::Succeeded);
        let others = [(&CANCEL_SCHEDULE[..], self.cancel_asked_at), (&CONTRADICTION_SCHEDULE[..], contradicted_at)];
        let others = others
            .map(|(schedule, since)| self.asked_next(schedule, since, scale).map(|at| Hinted { at, says_paid: false }));
        others.into_iter().chain([of_hint]).flatten().min_by_key(|hinted| hinted.at)
    }

    /// Whether a message said that the money moved and the queries about it have not ended: until then nobody counts
    /// on its not having moved.
    pub fn may_have_moved(&self, scale: ScheduleScale) -> bool {
        self.hints.says_paid && self.is_hinted(scale)
    }

    /// The gateway cannot ask: nothing is used up by waiting, and hints are not asked about for ever.
    pub fn could_not_ask(&mut self, now: Timestamp) {
        self.last_read_at = Some(now);
        self.asked_at = Some(now);
        self.hints.since = None;
    }

    /// The answer to a query that was begun then says that the money moved: hints from before it are answered.
    pub(super) fn hints_are_answered(&mut self, begun: Timestamp) {
        self.hints.since = self.hints.since.filter(|since| *since > begun);
        self.contradicted_at = None;
    }

    /// What a signed answer to a query says of an order that has succeeded: success ends the hints; anything else,
    /// asked after it had succeeded and said twice, calls a person.
    pub(super) fn compare_success(&mut self, report: &ProviderReport, begun: Timestamp, clock: Clock) -> Applied {
        if report.outcome == Outcome::Succeeded {
            self.hints_are_answered(begun);
            return Applied::Noted;
        }
        if self.ended_at.is_none_or(|ended| begun <= ended) {
            return Applied::Noted;
        }
        let (first, before) = (*self.contradicted_at.get_or_insert(begun), self.version);
        if begun.since(first) >= clock.scale.of(CONTRADICTED_OVER) {
            self.flag(ReviewReason::Contradiction, clock.now);
        }
        if self.version == before { Applied::Noted } else { Applied::Changed }
    }

    /// An answer to a call of ours names the provider's id. Another one than a message named, by which the order
    /// succeeded, is asked about as a hint is.
    pub(super) fn compare_id(&mut self, said: Option<&str>, clock: Clock) {
        let Some(said) = said else { return };
        if self.provider_order_id.as_deref() == Some(said) {
            self.id_is_hearsay = false;
        } else if self.state == State::Succeeded && self.id_is_hearsay {
            (self.hints.since, self.hints.says_paid) = (Some(clock.now), false);
        }
    }

    fn is_hinted(&self, scale: ScheduleScale) -> bool {
        self.hint_asks_at(scale).is_some()
    }

    /// At once, and then by the series.
    fn hint_asks_at(&self, scale: ScheduleScale) -> Option<Timestamp> {
        let since = self.hints.since?;
        let asked = self.asked_at.is_some_and(|at| at >= since);
        if asked {
            return self.asked_next(&HINT_SCHEDULE, Some(since), scale);
        }
        Some(self.asked_at.map_or(since, |at| since.max(at.plus(scale.of(HINT_EVERY)))))
    }

    /// The next moment of a series, after the latest query that was begun in it.
    fn asked_next(&self, schedule: &[i64], since: Option<Timestamp>, scale: ScheduleScale) -> Option<Timestamp> {
        schedule::next(schedule, since?, self.asked_at.filter(|at| Some(*at) >= since), scale)
    }

    /// A browser that comes back says nothing of an order that succeeded.
    fn returned_lately(&self, clock: Clock) -> bool {
        let lately = |since: Timestamp| clock.now.since(since) < clock.scale.of(RETURN_EVERY);
        self.state == State::Succeeded || self.hints.since.is_some_and(lately)
    }
}
