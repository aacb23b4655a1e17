//! Whether a provider that is paid in advance takes new orders. An answer that says "your balance is too low" or
//! "your key is refused" holds for the next thousand orders too: the provider is suspended for new ones until a
//! probe shows that the cause is gone. A suspended provider refuses before anything is reserved.

use serde::{Deserialize, Serialize};

use super::outcome::AccountProblem;
use super::time::{Clock, MINUTE, SECOND, Timestamp};

/// Calls without an answer, one after the other, that close a provider.
pub const FAILURE_THRESHOLD: u32 = 5;
/// When a suspended provider is first asked again; at once where its balance tells whether it was only this order that
/// was too large.
const PROBE_AFTER: i64 = 30 * SECOND;
/// The largest order, in minor units, for which a provider stays suspended until its balance is enough, where the
/// merchant has set no threshold: a million dong is the largest top-up that is usual.
const LARGEST_WAITED_FOR: i64 = 1_000_000;
/// A provider that is suspended again so soon after it was resumed is asked half as often, five times at most.
const SOON: i64 = 10 * MINUTE;
const HALVINGS: u32 = 5;

/// Why a provider is suspended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "SuspensionCause"))]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Our balance there is too low.
    BalanceTooLow,
    /// Our account, key or address is refused.
    AccountRefused,
    /// What we order is not served, or not at the moment.
    ServicePaused,
    /// Too many calls in a row had no answer.
    Unreachable,
}

/// A suspended provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspended {
    /// Why.
    pub cause: Cause,
    /// Since when.
    pub since: Timestamp,
    /// The balance, in minor units, that resumes it. Zero where any accepted balance call does.
    pub needs: i64,
    /// When it is asked again.
    pub probe_at: Timestamp,
}

/// What is known of an account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderCircuit {
    /// Set while no new order is taken.
    pub suspended: Option<Suspended>,
    /// Calls in a row without an answer.
    pub failures: u32,
    /// The balance when last seen, in minor units.
    pub balance: Option<i64>,
    /// Whether that was below what the merchant wants to be warned of.
    pub balance_low: bool,
    /// When the balance was last asked for.
    pub asked_at: Option<Timestamp>,
    /// When it was last resumed.
    resumed_at: Option<Timestamp>,
    /// How often it was suspended again soon after.
    suspensions: u32,
}

/// What a call brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CallSignal {
    /// The answer speaks against our account. With it, the minor units that the order needed.
    AccountProblem(AccountProblem, i64),
    /// No answer, or none in the provider's language.
    NoAnswer,
    /// An answer, whatever it said.
    Answered,
    /// The balance call was accepted: so many minor units are left.
    Balance(i64),
    /// A person opens it again.
    Resume,
}

/// What the merchant must hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CircuitChange {
    /// No new orders from now on.
    Suspended,
    /// Orders are taken again.
    Resumed,
    /// The balance fell below the merchant's threshold.
    BalanceLow,
}

impl ProviderCircuit {
    /// Takes in what a call brought. `low` is the balance below which the merchant wants to be warned.
    pub fn record(&mut self, signal: CallSignal, low: i64, clock: Clock) -> Vec<CircuitChange> {
        match signal {
            // Without a threshold, one order far above every other must not keep the provider suspended.
            CallSignal::AccountProblem(AccountProblem::BalanceTooLow, needed) => {
                let needs = if low > 0 { low } else { needed.min(LARGEST_WAITED_FOR) };
                self.suspend(Cause::BalanceTooLow, needs, clock)
            }
            CallSignal::AccountProblem(AccountProblem::AccountRefused, _) => {
                self.suspend(Cause::AccountRefused, 0, clock)
            }
            CallSignal::AccountProblem(AccountProblem::ServicePaused, _) => {
                self.suspend(Cause::ServicePaused, 0, clock)
            }
            CallSignal::NoAnswer => {
                self.failures = self.failures.saturating_add(1);
                if self.failures < FAILURE_THRESHOLD { Vec::new() } else { self.suspend(Cause::Unreachable, 0, clock) }
            }
            CallSignal::Answered => {
                self.failures = 0;
                Vec::new()
            }
            CallSignal::Balance(balance) => self.saw(balance, low, clock),
            CallSignal::Resume => self.resume(clock),
        }
    }

    /// Notes that the account is about to be probed; the next time is set before the call goes out.
    pub fn begin_probe(&mut self, clock: Clock) {
        self.asked_at = Some(clock.now);
        let probe_at = self.next_probe(clock);
        if let Some(suspended) = &mut self.suspended {
            suspended.probe_at = probe_at;
        }
    }

    /// Suspended again while suspended, it only may need more, or have a better reason than silence.
    fn suspend(&mut self, cause: Cause, needs: i64, clock: Clock) -> Vec<CircuitChange> {
        if let Some(suspended) = &mut self.suspended {
            suspended.needs = suspended.needs.max(needs);
            if suspended.cause == Cause::Unreachable {
                suspended.cause = cause;
            }
            return Vec::new();
        }
        let soon = self.resumed_at.is_some_and(|at| clock.now.since(at) < clock.scale.of(SOON));
        self.suspensions = if soon { self.suspensions.saturating_add(1).min(HALVINGS) } else { 0 };
        let at_once = cause == Cause::BalanceTooLow && self.suspensions == 0;
        let probe_at = if at_once { clock.now } else { self.next_probe(clock) };
        self.suspended = Some(Suspended { cause, since: clock.now, needs, probe_at });
        vec![CircuitChange::Suspended]
    }

    fn next_probe(&self, clock: Clock) -> Timestamp {
        let factor = 2_i64.saturating_pow(self.suspensions);
        clock.now.plus(clock.scale.of(PROBE_AFTER.saturating_mul(factor)))
    }

    fn saw(&mut self, balance: i64, low: i64, clock: Clock) -> Vec<CircuitChange> {
        let mut changes = Vec::new();
        self.failures = 0;
        self.balance = Some(balance);
        self.asked_at = Some(clock.now);
        if balance < low && !self.balance_low {
            changes.push(CircuitChange::BalanceLow);
        }
        self.balance_low = balance < low;
        if self.suspended.as_ref().is_some_and(|suspended| balance >= suspended.needs) {
            changes.extend(self.resume(clock));
        }
        changes
    }

    fn resume(&mut self, clock: Clock) -> Vec<CircuitChange> {
        self.failures = 0;
        if self.suspended.take().is_none() {
            return Vec::new();
        }
        self.resumed_at = Some(clock.now);
        vec![CircuitChange::Resumed]
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "a test fails by panicking")]
mod tests {
    use super::super::time::ScheduleScale;
    use super::*;

    fn at(seconds: i64) -> Clock {
        Clock { now: Timestamp::from_millis(seconds * SECOND), scale: ScheduleScale::REAL }
    }

    #[test]
    fn an_empty_balance_closes_until_the_threshold_is_reached() {
        let mut circuit = ProviderCircuit::default();
        assert_eq!(
            circuit.record(CallSignal::AccountProblem(AccountProblem::BalanceTooLow, 500_000), 100_000, at(0)),
            [CircuitChange::Suspended]
        );
        assert_eq!(circuit.suspended.as_ref().map(|suspended| suspended.probe_at), Some(at(0).now), "probed at once");
        assert_eq!(
            circuit.record(CallSignal::AccountProblem(AccountProblem::BalanceTooLow, 700_000), 100_000, at(1)),
            [],
            "told once"
        );
        assert_eq!(
            circuit.record(CallSignal::Answered, 100_000, at(2)),
            [],
            "an answer to something else resumes nothing"
        );
        assert_eq!(circuit.record(CallSignal::Balance(99_999), 100_000, at(30)), [CircuitChange::BalanceLow]);
        assert_eq!(circuit.record(CallSignal::Balance(100_000), 100_000, at(60)), [CircuitChange::Resumed]);
        assert_eq!(
            circuit.record(CallSignal::Balance(99_999), 100_000, at(61)),
            [CircuitChange::BalanceLow],
            "but it stays open"
        );
        assert_eq!(circuit.record(CallSignal::Balance(99_998), 100_000, at(62)), [], "told once");
        assert!(circuit.suspended.is_none());
    }

    #[test]
    fn without_a_threshold_it_closes_until_there_is_enough_for_the_order_unless_that_is_absurd() {
        for (order, enough) in [(500_000, 500_000), (900_000_000_000, LARGEST_WAITED_FOR)] {
            let mut circuit = ProviderCircuit::default();
            circuit.record(CallSignal::AccountProblem(AccountProblem::BalanceTooLow, order), 0, at(0));
            assert_eq!(circuit.record(CallSignal::Balance(enough - 1), 0, at(1)), [], "{order}");
            assert_eq!(circuit.record(CallSignal::Balance(enough), 0, at(2)), [CircuitChange::Resumed], "{order}");
        }
    }

    #[test]
    fn a_reason_is_better_than_silence() {
        let mut circuit = ProviderCircuit::default();
        for _ in 0..FAILURE_THRESHOLD {
            circuit.record(CallSignal::NoAnswer, 0, at(0));
        }
        circuit.record(CallSignal::AccountProblem(AccountProblem::AccountRefused, 0), 0, at(1));
        assert_eq!(circuit.suspended.map(|suspended| suspended.cause), Some(Cause::AccountRefused));
    }

    #[test]
    fn a_run_of_calls_without_an_answer_closes() {
        let mut circuit = ProviderCircuit::default();
        for _ in 1..FAILURE_THRESHOLD {
            assert_eq!(circuit.record(CallSignal::NoAnswer, 0, at(0)), []);
        }
        circuit.record(CallSignal::Answered, 0, at(1));
        for _ in 1..FAILURE_THRESHOLD {
            assert_eq!(circuit.record(CallSignal::NoAnswer, 0, at(2)), [], "the run began anew");
        }
        assert_eq!(circuit.record(CallSignal::NoAnswer, 0, at(3)), [CircuitChange::Suspended]);
        assert_eq!(
            circuit.record(CallSignal::Balance(0), 0, at(40)),
            [CircuitChange::Resumed],
            "the account answers: enough"
        );
    }

    #[test]
    fn what_closes_again_and_again_is_asked_less_and_less() {
        let mut circuit = ProviderCircuit::default();
        let mut waits = Vec::new();
        let mut now = 0;
        for _ in 0..8 {
            circuit.record(CallSignal::AccountProblem(AccountProblem::AccountRefused, 0), 0, at(now));
            let wait = circuit.suspended.as_ref().map_or(0, |suspended| suspended.probe_at.since(at(now).now) / SECOND);
            waits.push(wait);
            now += wait;
            circuit.begin_probe(at(now));
            assert_eq!(circuit.record(CallSignal::Balance(1), 0, at(now)), [CircuitChange::Resumed]);
        }
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 960, 960]);
        circuit.record(CallSignal::AccountProblem(AccountProblem::AccountRefused, 0), 0, at(now + 601));
        assert_eq!(circuit.suspended.map(|suspended| suspended.probe_at.since(at(now + 601).now)), Some(30 * SECOND));
    }
}
