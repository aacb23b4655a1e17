//! Which providers are suspended for new orders, and the probes that resume them.

use std::rc::Rc;

use super::super::config::Configured;
use super::super::inquiries;
use super::super::isolate::Isolate;
use super::super::platform::{Fault, Row, Tx};
use super::super::protocol::{ControlAnswer, ControlCall, OutboxEvent};
use super::{ControlObject, ask, unexpected};
use crate::api::CircuitView;
use crate::domain::circuit::{CallSignal, CircuitChange, ProviderCircuit};
use crate::domain::time::{Clock, MINUTE, SECOND, Timestamp};
use crate::providers::{REGISTRY, find};

/// How long an isolate believes what it was told of a provider.
const BELIEVED: i64 = SECOND;
/// How old a balance may be before a look at the gateway's health asks for it, where the merchant wants a warning.
const STALE: i64 = 5 * MINUTE;

/// What is known of a provider, from this isolate's memory or from the one object that knows.
pub async fn circuit(isolate: &Isolate, provider: &str, configured: &Configured) -> Result<ProviderCircuit, Fault> {
    if let Some((circuit, _)) = told_of(isolate, configured).filter(|(_, at)| isolate.now().since(*at) < BELIEVED) {
        return Ok(circuit);
    }
    ask_of(isolate, provider, configured, &ControlCall::Circuit).await
}

/// Tells what a call brought. That an ordinary answer came is told only where it ends a run of failures.
pub async fn record(isolate: &Isolate, provider: &str, configured: &Configured, signal: CallSignal) {
    let in_a_run = told_of(isolate, configured).is_some_and(|(circuit, _)| circuit.failures > 0);
    if signal == CallSignal::Answered && !in_a_run {
        return;
    }
    if ask_of(isolate, provider, configured, &ControlCall::Record(signal)).await.is_err() {
        isolate.log("what a provider's answer says of the account could not be kept");
    }
}

fn told_of(isolate: &Isolate, configured: &Configured) -> Option<(ProviderCircuit, Timestamp)> {
    let told = isolate.memory.circuits.borrow();
    let known = told.iter().find(|(account, ..)| *account == configured.fingerprint);
    known.map(|(_, circuit, at)| (circuit.clone(), *at))
}

async fn ask_of(
    isolate: &Isolate,
    provider: &str,
    configured: &Configured,
    call: &ControlCall,
) -> Result<ProviderCircuit, Fault> {
    let ControlAnswer::Circuit(circuit) = ask(isolate, provider, call).await? else { return Err(unexpected()) };
    let mut told = isolate.memory.circuits.borrow_mut();
    told.retain(|(account, ..)| *account != configured.fingerprint);
    told.push((configured.fingerprint.clone(), circuit.clone(), isolate.now()));
    Ok(circuit)
}

/// What is known of each provider that is paid in advance.
pub async fn circuits(isolate: &Isolate) -> Result<Vec<(String, ProviderCircuit)>, Fault> {
    match ask(isolate, "", &ControlCall::Circuits).await? {
        ControlAnswer::Circuits(circuits) => Ok(circuits),
        _ => Err(unexpected()),
    }
}

impl ControlObject {
    pub(super) fn recorded(&self, provider: &str, signal: CallSignal) -> Result<ControlAnswer, Fault> {
        let Some(configured) = self.paid_in_advance(provider) else { return Err(unexpected()) };
        let low = configured.account.inquiries().map_or(0, |inquiries| inquiries.low_balance().minor());
        let circuit = self.change(&configured.fingerprint, |tx, circuit, clock| {
            let changes = circuit.record(signal, low, clock);
            changes.into_iter().try_for_each(|change| self.tell_of(tx, provider, change, circuit, clock))
        })?;
        self.arm_probe(&circuit);
        Ok(ControlAnswer::Circuit(circuit))
    }

    pub(super) fn known_of(&self, provider: &str) -> Result<ProviderCircuit, Fault> {
        let Some(configured) = self.paid_in_advance(provider) else { return Err(unexpected()) };
        self.circuit(&configured.fingerprint)
    }

    /// Everything known; balances that are old are asked for meanwhile.
    pub(super) fn look(self: &Rc<Self>) -> Result<ControlAnswer, Fault> {
        let mut known = Vec::new();
        for (provider, configured) in self.all_paid_in_advance() {
            let circuit = self.circuit(&configured.fingerprint)?;
            let warns = configured.account.inquiries().is_some_and(|i| i.low_balance().minor() > 0);
            let old =
                circuit.asked_at.is_none_or(|at| self.isolate.now().since(at) >= self.isolate.config.scale.of(STALE));
            if warns && old && circuit.suspended.is_none() {
                self.start_probe(provider)?;
            }
            self.arm_probe(&circuit);
            known.push((provider.to_owned(), circuit));
        }
        Ok(ControlAnswer::Circuits(known))
    }

    /// Probes every suspended provider whose time has come.
    pub(super) fn run_probes(self: &Rc<Self>) -> Result<(), Fault> {
        for (provider, configured) in self.all_paid_in_advance() {
            let circuit = self.circuit(&configured.fingerprint)?;
            if circuit.suspended.is_some_and(|suspended| suspended.probe_at <= self.isolate.now()) {
                self.start_probe(provider)?;
            }
            self.arm_probe(&self.circuit(&configured.fingerprint)?);
        }
        Ok(())
    }

    /// Asks for the balance; the next time is stored before the call goes out.
    fn start_probe(self: &Rc<Self>, provider: &'static str) -> Result<(), Fault> {
        let Some(configured) = self.paid_in_advance(provider) else { return Ok(()) };
        self.change(&configured.fingerprint, |_, circuit, clock| {
            circuit.begin_probe(clock);
            Ok(())
        })?;
        let object = Rc::clone(self);
        let work = async move {
            let Some(configured) = object.paid_in_advance(provider) else { return };
            let signal = inquiries::probe(&object.isolate, configured.account.as_ref()).await;
            match object.recorded(provider, signal) {
                Ok(_) => object.tell(),
                Err(_) => object.isolate.log("a probe's result could not be kept; the provider is probed again"),
            }
        };
        self.object.background.run(Box::pin(work));
        Ok(())
    }

    /// Puts an event about a provider into the outbox.
    fn tell_of(
        &self,
        tx: Tx<'_>,
        provider: &str,
        change: CircuitChange,
        circuit: &ProviderCircuit,
        clock: Clock,
    ) -> Result<(), Fault> {
        let (kind, word) = match change {
            CircuitChange::Suspended => ("provider.suspended", "suspended"),
            CircuitChange::Resumed => ("provider.resumed", "resumed"),
            CircuitChange::BalanceLow => ("provider.balance_low", "balance_low"),
        };
        self.outbox.put(
            tx,
            &OutboxEvent {
                mark: format!("{word} {}", clock.now.millis()),
                kind: kind.to_owned(),
                about: format!("provider:{provider}"),
                at: clock.now,
                data: serde_json::to_string(&CircuitView::of(provider, circuit))?,
            },
        )
    }

    fn arm_probe(&self, circuit: &ProviderCircuit) {
        if let Some(suspended) = &circuit.suspended {
            self.object.store.ring_at(suspended.probe_at.max(self.isolate.now().plus(1)));
        }
    }

    fn paid_in_advance(&self, provider: &str) -> Option<&Configured> {
        let configured = find(provider).and_then(|provider| self.isolate.config.account(provider).ok())?;
        configured.account.inquiries().map(|_| configured)
    }

    fn all_paid_in_advance(&self) -> Vec<(&'static str, &Configured)> {
        let ids = REGISTRY.iter().map(|provider| provider.id());
        ids.filter_map(|id| Some((id, self.paid_in_advance(id)?))).collect()
    }

    fn circuit(&self, account: &str) -> Result<ProviderCircuit, Fault> {
        let mut rows = self.rows("SELECT body FROM circuits WHERE account = ?", vec![account.into()])?;
        rows.first_mut().map_or_else(|| Ok(ProviderCircuit::default()), Row::json)
    }

    /// Changes what is known of an account in one transaction.
    fn change(
        &self,
        account: &str,
        mut apply: impl FnMut(Tx<'_>, &mut ProviderCircuit, Clock) -> Result<(), Fault>,
    ) -> Result<ProviderCircuit, Fault> {
        let clock = self.isolate.clock();
        self.transaction(|tx| {
            let before = self.circuit(account)?;
            let mut circuit = before.clone();
            apply(tx, &mut circuit, clock)?;
            if circuit == before {
                return Ok(circuit);
            }
            let values = vec![account.into(), serde_json::to_string(&circuit)?.into()];
            tx.run("INSERT OR REPLACE INTO circuits (account, body) VALUES (?, ?)", values)?;
            Ok(circuit)
        })
    }
}
