//! Which providers are closed for new orders, and the probes that reopen them.

use std::cell::RefCell;
use std::rc::Rc;

use worker::Env;

use super::super::config::Configured;
use super::super::inquiries;
use super::super::ledger::Emitted;
use super::super::platform::{Fault, Row, in_background, log, now};
use super::{ControlAnswer, ControlCall, Desk, ask, unexpected};
use crate::api::GateView;
use crate::domain::gate::{Change, Gate, News};
use crate::domain::order::Clock;
use crate::domain::time::{MINUTE, SECOND, Timestamp};
use crate::providers::{REGISTRY, find};

/// How long an isolate believes what it was told of a provider.
const BELIEVED: i64 = SECOND;
/// How old a balance may be before a look at the gateway's health asks for it, where the merchant wants a warning.
const STALE: i64 = 5 * MINUTE;

thread_local! {
    /// What this isolate was told, by account, and when.
    static TOLD: RefCell<Vec<(String, Gate, Timestamp)>> = RefCell::default();
}

/// What is known of a provider, from this isolate's memory or from the one object that knows.
pub async fn gate(env: &Env, provider: &str, configured: &Configured) -> Result<Gate, Fault> {
    if let Some((gate, _)) = told_of(configured).filter(|(_, at)| now().since(*at) < BELIEVED) {
        return Ok(gate);
    }
    ask_of(env, provider, configured, &ControlCall::Gate).await
}

/// Tells what a call brought. That an ordinary answer came is told only where it ends a run of failures.
pub async fn hear(env: &Env, provider: &str, configured: &Configured, news: News) {
    let in_a_run = told_of(configured).is_some_and(|(gate, _)| gate.failures > 0);
    if news == News::Answered && !in_a_run {
        return;
    }
    if ask_of(env, provider, configured, &ControlCall::Hear(news)).await.is_err() {
        log("what a provider's answer says of the account could not be kept");
    }
}

fn told_of(configured: &Configured) -> Option<(Gate, Timestamp)> {
    TOLD.with_borrow(|told| {
        let known = told.iter().find(|(account, ..)| *account == configured.fingerprint);
        known.map(|(_, gate, at)| (gate.clone(), *at))
    })
}

async fn ask_of(env: &Env, provider: &str, configured: &Configured, call: &ControlCall) -> Result<Gate, Fault> {
    let ControlAnswer::Gate(gate) = ask(env, provider, call).await? else { return Err(unexpected()) };
    TOLD.with_borrow_mut(|told| {
        told.retain(|(account, ..)| *account != configured.fingerprint);
        told.push((configured.fingerprint.clone(), gate.clone(), now()));
    });
    Ok(gate)
}

/// What is known of each provider that is paid in advance.
pub async fn gates(env: &Env) -> Result<Vec<(String, Gate)>, Fault> {
    match ask(env, "", &ControlCall::Gates).await? {
        ControlAnswer::Gates(gates) => Ok(gates),
        _ => Err(unexpected()),
    }
}

impl Desk {
    pub(super) fn heard(&self, provider: &str, news: News) -> Result<ControlAnswer, Fault> {
        let Some(configured) = self.paid_in_advance(provider) else { return Err(unexpected()) };
        let low = configured.account.inquiries().map_or(0, |inquiries| inquiries.low_balance().minor());
        let gate = self.change(&configured.fingerprint, |gate, clock| {
            let changes = gate.hear(news, low, clock);
            changes.into_iter().try_for_each(|change| self.tell_of(provider, change, gate, clock))
        })?;
        self.arm_probe(&gate);
        Ok(ControlAnswer::Gate(gate))
    }

    pub(super) fn known_of(&self, provider: &str) -> Result<Gate, Fault> {
        let Some(configured) = self.paid_in_advance(provider) else { return Err(unexpected()) };
        self.gate(&configured.fingerprint)
    }

    /// Everything known; balances that are old are asked for meanwhile.
    pub(super) fn look(self: &Rc<Self>) -> Result<ControlAnswer, Fault> {
        let mut known = Vec::new();
        for (provider, configured) in self.all_paid_in_advance() {
            let gate = self.gate(&configured.fingerprint)?;
            let warns = configured.account.inquiries().is_some_and(|i| i.low_balance().minor() > 0);
            let old = gate.asked_at.is_none_or(|at| now().since(at) >= self.config.pace.of(STALE));
            if warns && old && gate.closed.is_none() {
                self.start_probe(provider)?;
            }
            self.arm_probe(&gate);
            known.push((provider.to_owned(), gate));
        }
        Ok(ControlAnswer::Gates(known))
    }

    /// Probes every closed provider whose time has come.
    pub(super) fn run_probes(self: &Rc<Self>) -> Result<(), Fault> {
        for (provider, configured) in self.all_paid_in_advance() {
            let gate = self.gate(&configured.fingerprint)?;
            if gate.closed.is_some_and(|closed| closed.probe_at <= now()) {
                self.start_probe(provider)?;
            }
            self.arm_probe(&self.gate(&configured.fingerprint)?);
        }
        Ok(())
    }

    /// Asks for the balance; the next time is stored before the call goes out.
    fn start_probe(self: &Rc<Self>, provider: &'static str) -> Result<(), Fault> {
        let Some(configured) = self.paid_in_advance(provider) else { return Ok(()) };
        self.change(&configured.fingerprint, |gate, clock| {
            gate.begin_probe(clock);
            Ok(())
        })?;
        let desk = Rc::clone(self);
        let work = async move {
            let Some(configured) = desk.paid_in_advance(provider) else { return };
            let news = inquiries::probe(configured.account.as_ref(), desk.config.pace).await;
            match desk.heard(provider, news) {
                Ok(_) => desk.tell(),
                Err(_) => log("a probe's result could not be kept; the provider is probed again"),
            }
        };
        in_background(&self.state, Box::pin(work));
        Ok(())
    }

    /// Puts an event about a provider into the outbox.
    fn tell_of(&self, provider: &str, change: Change, gate: &Gate, clock: Clock) -> Result<(), Fault> {
        let (kind, word) = match change {
            Change::Closed => ("provider.closed", "closed"),
            Change::Reopened => ("provider.reopened", "reopened"),
            Change::BalanceLow => ("provider.balance_low", "balance_low"),
        };
        self.outbox.put(
            &self.store,
            &Emitted {
                mark: format!("{word} {}", clock.now.millis()),
                kind: kind.to_owned(),
                about: format!("provider:{provider}"),
                at: clock.now,
                data: serde_json::to_string(&GateView::of(provider, gate))?,
            },
        )
    }

    fn arm_probe(&self, gate: &Gate) {
        if let Some(closed) = &gate.closed {
            self.store.ring_at(closed.probe_at.max(now().plus(1)));
        }
    }

    fn paid_in_advance(&self, provider: &str) -> Option<&Configured> {
        let configured = find(provider).and_then(|provider| self.config.account(provider).ok())?;
        configured.account.inquiries().map(|_| configured)
    }

    fn all_paid_in_advance(&self) -> Vec<(&'static str, &Configured)> {
        let ids = REGISTRY.iter().map(|provider| provider.id());
        ids.filter_map(|id| Some((id, self.paid_in_advance(id)?))).collect()
    }

    fn gate(&self, account: &str) -> Result<Gate, Fault> {
        let mut rows = self.store.rows("SELECT body FROM gates WHERE account = ?", vec![account.into()])?;
        rows.first_mut().map_or_else(|| Ok(Gate::default()), Row::json)
    }

    /// Changes what is known of an account in one transaction.
    fn change(
        &self,
        account: &str,
        mut apply: impl FnMut(&mut Gate, Clock) -> Result<(), Fault>,
    ) -> Result<Gate, Fault> {
        let clock = Clock { now: now(), pace: self.config.pace };
        self.store.transaction(|| {
            let before = self.gate(account)?;
            let mut gate = before.clone();
            apply(&mut gate, clock)?;
            if gate == before {
                return Ok(gate);
            }
            let values = vec![account.into(), serde_json::to_string(&gate)?.into()];
            self.store.run("INSERT OR REPLACE INTO gates (account, body) VALUES (?, ?)", values)?;
            Ok(gate)
        })
    }
}
