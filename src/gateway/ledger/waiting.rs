//! Callers that wait for a change of an order, and those who hold a client token of it.

use futures_channel::oneshot;
use futures_util::future::select;

use super::super::platform::Fault;
use super::super::protocol::LedgerAnswer;
use super::LedgerShard;
use crate::domain::{Order, State};

impl LedgerShard {
    /// Whether the client token of a caller still holds; one without a token has none to lose.
    pub(super) fn holds(&self, key: &str, generation: Option<u32>) -> Result<bool, Fault> {
        let Some(generation) = generation else { return Ok(true) };
        Ok(self.tables.order(key)?.is_none_or(|order| order.token_generation() == generation))
    }

    /// `state` is the order's as the caller sees it: nothing is waited for once that is final.
    pub(super) async fn wait(
        &self,
        key: &str,
        version: Option<u32>,
        millis: u64,
        state: fn(&Order) -> State,
    ) -> Result<LedgerAnswer, Fault> {
        let Some(order) = self.tables.order(key)? else { return Ok(LedgerAnswer::Missing) };
        let changed = version.is_some_and(|version| version != order.version());
        if changed || state(&order).is_final() || millis == 0 {
            return Ok(LedgerAnswer::Order(Box::new(order)));
        }
        let (sender, receiver) = oneshot::channel();
        self.waiting.borrow_mut().push((key.to_owned(), sender));
        let time_is_up = self.isolate.platform.host.sleep(i64::try_from(millis).unwrap_or(i64::MAX));
        select(receiver, time_is_up).await;
        // Those whose time was up are forgotten, this one perhaps among them.
        self.waiting.borrow_mut().retain(|(_, sender)| !sender.is_canceled());
        self.read(key)
    }

    pub(super) fn wake(&self, key: &str) {
        let woken: Vec<_> = self.waiting.borrow_mut().extract_if(.., |(waits_for, _)| waits_for == key).collect();
        for (_, sender) in woken {
            let _ = sender.send(());
        }
    }
}
