//! LianLian.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::super::lianlian::odds::{ODD, Odds};
use super::super::lianlian::{Account, LianLian, canonical};
use super::super::loaded::Seeded;
use super::super::payer::Habits;
use super::super::{Book, Model, wire};
use super::{AT, DAY_MS, SEEDS, all_occur, get, json_of, lives, noted};

const MERCHANT: &str = "142023010100009001";

struct Shop {
    model: LianLian,
    chance: Seeded,
    codes: BTreeSet<String>,
}

impl Shop {
    fn new(seed: u64) -> Self {
        let account = Account {
            merchant_id: MERCHANT.to_owned(),
            ours: Box::new(|text| format!("L{}", text.len())),
            merchants: Box::new(|text| format!("M({text})")),
            strangers_url: Some("https://g/strangers".to_owned()),
        };
        let model = LianLian::new(account, Odds::ROUGH, Habits::USUAL);
        Self { model, chance: Seeded(seed), codes: BTreeSet::new() }
    }

    fn ask(&mut self, mut body: Value, at: i64) {
        body["version"] = json!("v1");
        body["merchant_id"] = json!(MERCHANT);
        let sign = format!("M({})", canonical::of(&body));
        let seen = wire::post("https://l/gateway", &[("sign", &sign)], &body, at);
        self.codes.insert(json_of(self.model.answer(&seen, &mut self.chance))["code"].to_string());
    }

    fn query(&mut self, order: &str, at: i64) {
        let fields = [("version", "v1"), ("service", "llpth.payment.query"), ("merchant_id", MERCHANT)];
        let fields = fields.into_iter().chain([("merchant_order_id", order)]);
        let pairs: wire::Pairs = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let signed: Value = pairs.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        let sign = format!("M({})", canonical::of(&signed));
        let seen = get(&format!("https://l/gateway?{}", wire::form(&pairs)), &[("sign", &sign)], at);
        self.codes.insert(json_of(self.model.answer(&seen, &mut self.chance))["code"].to_string());
    }

    fn pays(&mut self, turn: i64) {
        let body = json!({"service": "llpth.thaiqr.pay", "merchant_order_id": format!("A{turn}"),
            "order_amount": "100.00", "order_currency": "THB", "order_desc": "d", "payment_method": "THAI_QR",
            "customer": {"full_name": "B"}, "notify_url": format!("https://g/n/{turn}"),
            "redirect_url": format!("https://g/r/{turn}")});
        self.ask(body, AT + turn);
    }

    fn pays_and_cancels(&mut self, turn: i64) {
        let body = json!({"service": "llpth.wechatpay.pay", "merchant_order_id": format!("W{turn}"),
            "order_amount": "100.00", "order_currency": "THB", "order_info": "d", "payment_method": "DYNAMIC_CODE",
            "notify_url": format!("https://g/n/w{turn}")});
        self.ask(body, AT + 300 + turn);
        let cancel = json!({"service": "llpth.wechatpay.pay.cancel", "merchant_order_id": format!("W{turn}")});
        self.ask(cancel, AT + 400 + turn);
    }

    fn refunds(&mut self, turn: i64) {
        let body = json!({"service": "llpth.refund.apply", "merchant_refund_id": format!("R{turn}"),
            "merchant_order_id": format!("A{}", turn % 300), "refund_amount": "60.00", "refund_currency": "THB",
            "notify_url": "https://g/refund"});
        self.ask(body, AT + DAY_MS + turn);
    }

    fn lives(&mut self) {
        (0..300).for_each(|turn| self.pays(turn));
        (0..100).for_each(|turn| self.pays_and_cancels(turn));
        (0..300).for_each(|turn| self.query(&format!("A{turn}"), AT + 120_000 + turn));
        (0..600).for_each(|turn| self.refunds(turn));
        assert!(lives(&mut self.model, &mut self.chance) > 300);
        (0..300).for_each(|turn| self.query(&format!("A{turn}"), AT + 9 * DAY_MS));
    }
}

/// What is left of each order that was paid once.
fn left(book: Book) -> BTreeMap<String, i64> {
    let mut left: BTreeMap<String, i64> = BTreeMap::new();
    for charge in book.charges {
        match charge.refund_of {
            Some(order) => *left.get_mut(&order).unwrap() -= charge.minor,
            None => assert_eq!(left.insert(charge.id, charge.minor), None),
        }
    }
    left
}

#[test]
fn no_order_is_charged_twice_or_given_back_beyond_that() {
    let (mut codes, mut played) = (BTreeSet::new(), BTreeSet::new());
    for seed in SEEDS {
        let mut shop = Shop::new(seed);
        shop.lives();
        played.extend(noted(&shop.model));
        codes.append(&mut shop.codes);
        let left = left(shop.model.book());
        assert!(left.len() > 150 && left.values().all(|left| *left == 10_000 || *left == 4_000));
        assert!(left.values().any(|left| *left == 4_000));
    }
    all_occur(&played, &ODD);
    for code in ["200000", "422010", "422001", "404003", "500001", "403003"] {
        assert!(codes.contains(code), "{code} of {codes:?}");
    }
}
