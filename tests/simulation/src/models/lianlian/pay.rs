//! Orders: made, and cancelled.

use serde_json::{Map, Value, json};

use super::super::dice::{between, happens, one_of};
use super::super::payer::Intent;
use super::super::{Chance, Said, calendar, wire};
use super::{LianLian, Payment, Status, Step, baht, extras, satang};

impl LianLian {
    pub(super) fn pay(&mut self, service: &str, asked: &Value, at: i64, chance: &mut dyn Chance) -> Said {
        let (order, satang) = match checked(service, asked) {
            Ok(checked) => checked,
            Err(told) => return self.unsigned(400_000, &told, chance),
        };
        self.calls_that_charge.push((order.clone(), at));
        if let Some(payment) = self.payments.get(&order) {
            let code = submitted_again(payment);
            return self.unsigned(code, "payment re-submit", chance);
        }
        let code = one_of(
            chance,
            403_003,
            &[
                401_003, 401_006, 401_008, 403_002, 403_004, 403_500, 404_005, 409_001, 429_000, 430_003, 430_004,
                430_005,
            ],
        );
        let (refused, before) = (happens(chance, self.odds.refused), happens(chance, self.odds.fails_before));
        let after = happens(chance, self.odds.fails_after);
        if self.tally.noted(refused, &order, "create refused") {
            return self.unsigned(code, "invalid transaction", chance);
        }
        if self.tally.noted(before, &order, "create failed, nothing made") {
            return self.breakdown(chance);
        }
        self.tally.noted(after, &order, "create failed, order made");
        let reply = self.makes(service, &order, satang, asked, at, chance);
        if after { self.breakdown(chance) } else { self.success(reply, chance) }
    }

    fn makes(
        &mut self,
        service: &str,
        order: &str,
        satang: i64,
        asked: &Value,
        at: i64,
        chance: &mut dyn Chance,
    ) -> Map<String, Value> {
        let method = wire::text(asked, extras::method_field(service)).unwrap_or_default();
        let payment = self.drawn(service, &method, satang, asked, at, chance);
        let odd = self.tally.noted(happens(chance, self.odds.oddly_written), order, "oddly written");
        self.tally.noted(payment.first_id != payment.order_id, order, "two provider ids");
        self.tally.noted(payment.visible_from > at, order, "order hidden");
        let mut reply = extras::of(service, &method, odd, at, chance);
        let created = if service == "alipay.offline.pay" { "order_create_time" } else { "create_time" };
        reply.insert(created.to_owned(), json!(calendar::spaced(at)));
        reply.insert("order_id".to_owned(), json!(payment.first_id));
        reply.insert("order_status".to_owned(), json!(payment.status.code()));
        reply.insert("order_amount".to_owned(), json!(baht(satang)));
        reply.insert("order_currency".to_owned(), json!("THB"));
        if extras::names_merchant(service) {
            reply.insert("merchant_id".to_owned(), json!(self.account.merchant_id));
            reply.insert("merchant_order_id".to_owned(), json!(order));
        }
        self.plans(order, &payment, chance);
        self.payments.insert(order.to_owned(), payment);
        reply
    }

    fn drawn(
        &self,
        service: &str,
        method: &str,
        satang: i64,
        asked: &Value,
        at: i64,
        chance: &mut dyn Chance,
    ) -> Payment {
        let (order_id, other) = (Self::new_id(chance), Self::new_id(chance));
        let two = happens(chance, self.odds.two_ids);
        // Two printed samples of mobile banking show the merchant's id there.
        let merchants = happens(chance, self.odds.two_ids * 10) && service == "mobile.banking.pay";
        let first_id = match (merchants, two) {
            (true, _) => self.account.merchant_id.clone(),
            (false, true) => other,
            (false, false) => order_id.clone(),
        };
        let (hidden, for_ms) = (happens(chance, self.odds.hidden), between(chance, 0, self.odds.hidden_most_ms));
        let initial = matches!(service, "bankcard.pay" | "checkout.apply");
        let status = if initial { Status::Initial } else { Status::Waiting };
        let text = |name: &str| wire::text(asked, name);
        Payment {
            order_id,
            first_id,
            service: service.to_owned(),
            method: method.to_owned(),
            desc: text("order_desc").or_else(|| text("order_info")).unwrap_or_default(),
            satang,
            status,
            before: (status, at),
            created_at: at,
            visible_from: if hidden { at + for_ms } else { at },
            completed_at: None,
            ends_at: at + extras::life_ms(service),
            notify_url: text("notify_url"),
            redirect_url: text("redirect_url"),
            told: false,
            refunded: 0,
        }
    }

    /// What the payer will do, and when the time is over.
    fn plans(&mut self, order: &str, payment: &Payment, chance: &mut dyn Chance) {
        let (created, ends) = (payment.created_at, payment.ends_at);
        let order = || order.to_owned();
        let (at, step) = match Intent::drawn(&self.habits, chance) {
            Intent::Pays(after) => ((created + after).min(ends - 1), Step::Pays { order: order(), late: false }),
            Intent::PaysLate(after) => (ends + after, Step::Pays { order: order(), late: true }),
            Intent::Refused(after) => (created + after, Step::Ends { order: order(), status: Status::Failed }),
            Intent::Cancels(after) => (created + after, Step::Ends { order: order(), status: Status::Cancelled }),
            Intent::Never => (ends, Step::Ends { order: order(), status: Status::Expired }),
        };
        self.steps.put(at, step);
        self.steps.put(ends, Step::Ends { order: order(), status: Status::Expired });
    }

    pub(super) fn cancel(&mut self, service: &str, asked: &Value, at: i64, chance: &mut dyn Chance) -> Said {
        let order = wire::text(asked, "merchant_order_id").unwrap_or_default();
        let (before, after) = (happens(chance, self.odds.fails_before), happens(chance, self.odds.fails_after));
        let busy = happens(chance, self.odds.refused);
        let Some(payment) = self.payments.get(&order).filter(|payment| same_family(&payment.service, service)) else {
            return self.unsigned(404_003, "payment order not found", chance);
        };
        if payment.status == Status::Paid {
            return self.unsigned(422_018, "already paid", chance);
        }
        if self.tally.noted(busy, &order, "cancel refused") {
            return self.unsigned(422_019, "payment in progress", chance);
        }
        if self.tally.noted(before, &order, "cancel failed, nothing done") {
            return self.breakdown(chance);
        }
        self.ends(&order, Status::Cancelled, at, chance);
        if self.tally.noted(after, &order, "cancel failed, done") {
            return self.breakdown(chance);
        }
        // In-store Alipay's has no data, and so no signature.
        match self.payments.get(&order) {
            Some(payment) if service == "wechatpay.pay.cancel" => {
                let data = self.shown(&order, payment, payment.status);
                self.success(data, chance)
            }
            _ => self.unsigned(200_000, "Success", chance),
        }
    }
}

fn same_family(service: &str, cancel: &str) -> bool {
    service.strip_suffix(".pay").is_some_and(|family| cancel.starts_with(family))
}

/// The order's id and amount, or the field that is missing.
fn checked(service: &str, asked: &Value) -> Result<(String, i64), String> {
    let named = |name: &str| wire::text(asked, name).filter(|text| !text.is_empty()).ok_or(format!("{name} blank"));
    let order = named("merchant_order_id")?;
    let letters = order.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if order.len() > 64 || !letters {
        return Err("merchant_order_id invalid".to_owned());
    }
    let method = wire::text(asked, extras::method_field(service)).unwrap_or_default();
    for name in extras::required(service, &method) {
        if asked.get(name).is_none_or(|value| value.is_null() || value == "") {
            return Err(format!("{name} blank"));
        }
    }
    let amount = satang(&named("order_amount")?).ok_or("order_amount invalid")?;
    if named("order_currency")? == "THB" { Ok((order, amount)) } else { Err("order_currency invalid".to_owned()) }
}

fn submitted_again(payment: &Payment) -> u32 {
    match (payment.status, payment.service.as_str()) {
        (Status::Paid, _) => 429_006,
        (_, "alipay.offline.pay" | "wechatpay.pay") => 422_009,
        (Status::Initial, _) => 429_003,
        _ => 409_002,
    }
}
