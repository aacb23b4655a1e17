//! LTC, both servers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::super::loaded::{Seeded, answered};
use super::super::ltc::odds::{ODD, Odds};
use super::super::ltc::{Account, Ltc, Server};
use super::super::{Model, wire};
use super::{AT, SEEDS, all_occur, get, json_of, lives, noted};

struct Shop {
    model: Ltc,
    chance: Seeded,
    token: String,
    codes: BTreeSet<String>,
}

impl Shop {
    fn new(server: Server, seed: u64) -> Self {
        let account = Account {
            username: "u".to_owned(),
            password: "p".to_owned(),
            unsubscribe_url: Some("https://g/u".to_owned()),
            ussd_codes: vec!["*131#".to_owned()],
        };
        let odds = if server == Server::Of2021 { Odds::ROUGH_2021 } else { Odds::ROUGH };
        Self {
            model: Ltc::new(account, server, odds),
            chance: Seeded(seed),
            token: String::new(),
            codes: BTreeSet::new(),
        }
    }

    /// With a new token where the old one is not known.
    fn ask(&mut self, call: &str, body: &Value, at: i64) -> Value {
        loop {
            let header = format!("Bearer {}", self.token);
            let seen = wire::post(&format!("https://t/api/{call}"), &[("authorization", &header)], body, at);
            let (status, told) = answered(self.model.answer(&seen, &mut self.chance));
            if status != 401 {
                let told = wire::json(&told);
                self.codes.insert(format!("{call} {}", wire::text(&told, "ResultCode").unwrap_or_default()));
                return told;
            }
            let mut seen = wire::post("https://t/token", &[], &Value::Null, at);
            seen.body = b"grant_type=password&username=u&password=p".to_vec();
            let told = json_of(self.model.answer(&seen, &mut self.chance));
            self.token = wire::text(&told, "access_token").unwrap_or_default();
        }
    }

    fn buys(&mut self, turn: i64) {
        let (at, msisdn) = (AT + turn * 1_000, format!("2055{:06}", turn % 150));
        let body = json!({"TransactionID": format!("A{turn}"), "Msisdn": msisdn, "Amount": 1000, "RequestType": "UAT",
            "GameName": "G", "CardName": "C", "IsRecurring": turn >= 300});
        let asked = self.ask("RequestDeduct", &body, at);
        let Some(otp) = self.model.text(&msisdn).map(|text| text.otp.clone()) else { return };
        let body = json!({"TransactionID": format!("A{turn}"), "RefCode": asked["RefCode"], "OTP": otp,
            "GameName": "G", "GameType": "Purchase"});
        self.ask("ConfirmDeduct", &body, at + 500);
    }

    fn looks(&mut self, turn: i64) {
        let header = format!("Bearer {}", self.token);
        let url = format!("https://t/api/CheckTransaction?transactionId=A{turn}");
        self.model.answer(&get(&url, &[("authorization", &header)], AT + 500_000), &mut self.chance);
    }
}

fn counts<'a>(ids: impl Iterator<Item = &'a String>) -> BTreeMap<&'a String, u64> {
    let mut counts = BTreeMap::new();
    ids.for_each(|id| *counts.entry(id).or_insert(0) += 1);
    counts
}

#[test]
fn each_charge_has_a_call_of_its_own() {
    let (mut codes, mut played) = (BTreeSet::new(), BTreeSet::new());
    for (server, seed) in SEEDS.flat_map(|seed| [(Server::Documented, seed), (Server::Of2021, seed)]) {
        let mut shop = Shop::new(server, seed);
        (0..400).for_each(|turn| shop.buys(turn));
        (0..400).for_each(|turn| shop.looks(turn));
        lives(&mut shop.model, &mut shop.chance);
        played.extend(noted(&shop.model));
        codes.append(&mut shop.codes);
        let book = shop.model.book();
        let called = counts(book.calls_that_charge.iter().map(|(id, _)| id));
        let charged = counts(book.charges.iter().map(|charge| &charge.id));
        assert!(charged.len() > 100);
        assert!(charged.iter().all(|(id, count)| called.get(id).is_some_and(|called| count <= called)));
    }
    all_occur(&played, &ODD);
    for code in
        ["RequestDeduct 107", "RequestDeduct 103", "RequestDeduct 003", "ConfirmDeduct 200", "ConfirmDeduct 002"]
    {
        assert!(codes.contains(code), "{code} of {codes:?}");
    }
}
