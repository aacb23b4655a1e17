//! Queries of orders.

use serde_json::{Map, Value, json};

use super::super::dice::{happens, one_of};
use super::super::{Chance, Said, calendar, wire};
use super::{LianLian, Payment, Status, baht, object};

impl LianLian {
    pub(super) fn query(&mut self, asked: &Value, at: i64, chance: &mut dyn Chance) -> Said {
        let order = wire::text(asked, "merchant_order_id").unwrap_or_default();
        let (fails, code) =
            (happens(chance, self.odds.query_fails), one_of(chance, 500_001, &[503_001, 504_001, 429_000, 401_006]));
        let (stale, contradicts) = (happens(chance, self.odds.stale), happens(chance, self.odds.contradicts));
        let (misamounted, other) = (happens(chance, self.odds.misamounted), denied(chance));
        if self.tally.noted(fails, &order, "query failed") {
            return self.unsigned(code, "try again", chance);
        }
        let Some(payment) = self.payments.get(&order).filter(|payment| payment.visible_from <= at) else {
            return self.unsigned(404_003, "payment order not found", chance);
        };
        let (before, since) = payment.before;
        let status = match payment.status {
            Status::Paid if payment.told && contradicts => self.told_oddly(&order, other, "query contradicts"),
            // A lag shows what was waiting, never an ending that is over.
            _ if stale && at - since < self.odds.stale_ms && before == Status::Waiting => {
                self.told_oddly(&order, before, "query stale")
            }
            status => status,
        };
        let mut data = self.shown(&order, payment, status);
        if self.tally.noted(misamounted, &order, "another amount") {
            data.insert("order_amount".to_owned(), json!(baht(payment.satang + 1)));
        }
        self.success(data, chance)
    }

    fn told_oddly(&self, order: &str, status: Status, name: &'static str) -> Status {
        self.tally.note(order, name);
        status
    }

    /// An order as queries show it.
    pub(super) fn shown(&self, order: &str, payment: &Payment, status: Status) -> Map<String, Value> {
        let code = match payment.service.as_str() {
            "thaiqr.pay" => "QR_PROMPT",
            "bankcard.pay" => "BANKCARD_PAY_ONLINE",
            _ => "ALIPAY_ONLINE",
        };
        let mut data = object([
            ("merchant_id", json!(self.account.merchant_id)),
            ("merchant_order_id", json!(order)),
            ("order_id", json!(payment.order_id)),
            ("order_status", json!(status.code())),
            ("order_amount", json!(baht(payment.satang))),
            ("order_currency", json!("THB")),
            ("order_desc", json!(payment.desc)),
            ("product_code", json!(code)),
            ("payment_method", json!(payment.method)),
            ("create_time", json!(calendar::spaced(payment.created_at))),
        ]);
        if let Some(at) = payment.completed_at.filter(|_| status == Status::Paid) {
            data.insert("complete_time".to_owned(), json!(calendar::spaced(at)));
        }
        data
    }
}

/// Anything but a success.
pub(super) fn denied(chance: &mut dyn Chance) -> Status {
    one_of(chance, Status::Waiting, &[Status::Expired, Status::Failed, Status::Cancelled])
}
