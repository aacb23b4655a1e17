//! CheckTransaction.

use serde_json::{Value, json};

use super::super::dice::{happens, one_of};
use super::super::{Chance, Said, Seen, calendar, wire};
use super::{Ltc, Transaction};

impl Ltc {
    pub(super) fn check(&mut self, seen: &Seen, chance: &mut dyn Chance) -> Said {
        let query = wire::query(&seen.url);
        let asked = query.iter().find(|(name, _)| name.eq_ignore_ascii_case("transactionId"));
        let id = asked.map_or("", |(_, value)| value.as_str());
        let (fails, spelled) =
            (happens(chance, self.odds.look_fails), one_of(chance, "TransactionId", &["TransactionID"]));
        let code = one_of(chance, "001", &["002", "003", "005", "006", "102", "901", "another"]);
        self.charges_now(id, seen.at, chance);
        let Some(transaction) = self.transactions.get(id) else {
            return wire::reply(200, &json!({spelled: id, "ResultCode": "002", "ResultDesc": "Transaction not found"}));
        };
        self.tally.noted(fails, id, "look failed");
        match code {
            "another" if fails => looked("SOMEBODYELSES1", spelled, transaction, "200"),
            code if fails => looked(id, spelled, transaction, code),
            _ => looked(id, spelled, transaction, transaction.looks(seen.at)),
        }
    }

    fn charges_now(&mut self, id: &str, at: i64, chance: &mut dyn Chance) {
        let charges =
            self.transactions.get_mut(id).is_some_and(|found| std::mem::take(&mut found.charges_when_looked_at));
        if self.tally.noted(charges, id, "charged without a confirm") {
            self.charges(id, at, chance);
            self.is_done(id);
        }
    }
}

impl Transaction {
    fn looks(&self, at: i64) -> &'static str {
        match (self.refused, self.done && self.seen_from <= at) {
            (Some(code), _) => code,
            (None, true) => "200",
            (None, false) => "800",
        }
    }
}

fn looked(id: &str, spelled: &str, transaction: &Transaction, code: &str) -> Said {
    let (told, detail) = match code {
        "200" => ("Operation Succeeded", "request success and confirm success"),
        "800" => ("Not complete confirm deduct", "request success and confirm failed"),
        _ => ("Please try again", "request failed"),
    };
    let date = calendar::slashed(transaction.asked_at);
    let body: Value = json!({spelled: id, "Msisdn": transaction.msisdn, "SMSStatus": "True", "Operator": "LTC",
        "Amount": transaction.kip.to_string(), "ResultCode": code, "ResultDesc": told,
        "Detail": format!("Date: {date}, {detail}")});
    wire::reply(200, &body)
}
