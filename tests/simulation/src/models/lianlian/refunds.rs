//! Refunds.

use serde_json::{Map, Value, json};

use super::super::dice::{between, happens, one_of};
use super::super::{Chance, Said, calendar, wire};
use super::{LianLian, Refund, Status, Step, baht, object, satang};

impl LianLian {
    pub(super) fn refund(&mut self, asked: &Value, at: i64, chance: &mut dyn Chance) -> Said {
        let text = |name: &str| wire::text(asked, name).unwrap_or_default();
        let (id, order) = (text("merchant_refund_id"), text("merchant_order_id"));
        self.calls_that_charge.push((id.clone(), at));
        let code = one_of(chance, 422_002, &[422_004, 422_006, 409_002, 404_004]);
        let (refused, before) = (happens(chance, self.odds.refused), happens(chance, self.odds.fails_before));
        let after = happens(chance, self.odds.fails_after);
        let amount = match self.refundable(&id, &order, asked) {
            Ok(amount) => amount,
            Err((code, told)) => return self.unsigned(code, told, chance),
        };
        if self.tally.noted(refused, &id, "refund refused") {
            return self.unsigned(code, "refund refused", chance);
        }
        if self.tally.noted(before, &id, "refund failed, nothing made") {
            return self.breakdown(chance);
        }
        self.tally.noted(after, &id, "refund failed, made");
        let reply = self.takes(&id, &order, amount, asked, at, chance);
        if after { self.breakdown(chance) } else { self.success(reply, chance) }
    }

    fn refundable(&self, id: &str, order: &str, asked: &Value) -> Result<i64, (u32, &'static str)> {
        if id.is_empty() || id.len() > 64 {
            return Err((400_000, "merchant_refund_id blank"));
        }
        if self.refunds.contains_key(id) {
            return Err((422_003, "refund re-submit"));
        }
        let payment = self.payments.get(order).ok_or((404_003, "payment order not found"))?;
        if payment.status != Status::Paid {
            return Err((422_010, "refund refused, payment not successful"));
        }
        if wire::text(asked, "refund_currency").as_deref() != Some("THB") {
            return Err((409_005, "refund currency mismatch"));
        }
        let amount =
            wire::text(asked, "refund_amount").and_then(|text| satang(&text)).ok_or((401_008, "illegal amount"))?;
        if amount > payment.satang - payment.refunded { Err((422_001, "amount exceeds payment")) } else { Ok(amount) }
    }

    fn takes(
        &mut self,
        id: &str,
        order: &str,
        amount: i64,
        asked: &Value,
        at: i64,
        chance: &mut dyn Chance,
    ) -> Map<String, Value> {
        let (hidden, for_ms) = (happens(chance, self.odds.hidden), between(chance, 0, self.odds.hidden_most_ms));
        let (fails, takes_ms) = (happens(chance, self.odds.refund_fails), between(chance, 0, self.odds.refund_most_ms));
        let refund = Refund {
            order: order.to_owned(),
            refund_order_id: Self::new_id(chance),
            satang: amount,
            status: "RP",
            reason: wire::text(asked, "refund_reason").unwrap_or_default(),
            notify_url: wire::text(asked, "notify_url"),
            created_at: at,
            visible_from: if hidden { at + for_ms } else { at },
            completed_at: None,
        };
        self.tally.noted(refund.visible_from > at, id, "refund hidden");
        if let Some(payment) = self.payments.get_mut(order) {
            payment.refunded += amount;
        }
        self.steps.put(at + takes_ms, Step::Refunds { refund: id.to_owned(), fails });
        let mut reply = self.refund_named(id, &refund);
        reply.insert("merchant_id".to_owned(), json!(self.account.merchant_id));
        reply.insert("create_time".to_owned(), json!(calendar::spaced(at)));
        self.refunds.insert(id.to_owned(), refund);
        reply
    }

    /// What reply, query and notification of a refund have in common.
    pub(super) fn refund_named(&self, id: &str, refund: &Refund) -> Map<String, Value> {
        object([
            ("refund_order_id", json!(refund.refund_order_id)),
            ("merchant_refund_id", json!(id)),
            ("refund_amount", json!(baht(refund.satang))),
            ("refund_currency", json!("THB")),
            ("refund_status", json!(refund.status)),
        ])
    }

    pub(super) fn refund_query(&mut self, asked: &Value, at: i64, chance: &mut dyn Chance) -> Said {
        let id = wire::text(asked, "merchant_refund_id").unwrap_or_default();
        let fails = happens(chance, self.odds.query_fails);
        if self.tally.noted(fails, &id, "query failed") {
            return self.breakdown(chance);
        }
        let Some(refund) = self.refunds.get(&id).filter(|refund| refund.visible_from <= at) else {
            return self.unsigned(404_006, "refund order not found", chance);
        };
        let mut data = self.refund_named(&id, refund);
        // First-party samples have an empty text there, which is signed as `notify_url=`.
        let more = object([
            ("merchant_id", json!(self.account.merchant_id)),
            ("merchant_order_id", json!(refund.order)),
            ("order_id", json!(self.payments.get(&refund.order).map(|payment| payment.order_id.clone()))),
            ("refund_reason", json!(refund.reason)),
            ("notify_url", json!(refund.notify_url.clone().unwrap_or_default())),
            ("create_time", json!(calendar::spaced(refund.created_at))),
        ]);
        data.extend(more);
        if let Some(at) = refund.completed_at {
            data.insert("complete_time".to_owned(), json!(calendar::spaced(at)));
        }
        self.success(data, chance)
    }
}
