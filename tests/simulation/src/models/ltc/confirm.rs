//! ConfirmDeduct: the call that charges.

use serde_json::{Value, json};

use super::super::dice::{happens, one_of};
use super::super::{Chance, Said, Seen, wire};
use super::{Ltc, Server, text};

impl Ltc {
    pub(super) fn confirm(&mut self, seen: &Seen, chance: &mut dyn Chance) -> Said {
        let body = wire::json(&seen.body);
        let id = match self.may_charge(&body, seen.at) {
            Ok(id) => id,
            Err(code) => return self.confirmed(code, &body),
        };
        self.calls_that_charge.push((id.clone(), seen.at));
        let (before, after) = (happens(chance, self.odds.fails_before), happens(chance, self.odds.fails_after));
        let misnamed = happens(chance, self.odds.misnamed);
        if self.tally.noted(before, &id, "confirm failed before the charge") {
            let code = one_of(chance, "001", &["002"]);
            return self.confirmed(code, &body);
        }
        let too_long = self.transactions.get(&id).is_some_and(|transaction| transaction.too_long);
        self.charges(&id, seen.at, chance);
        match self.server {
            Server::Of2021 if after || too_long => {
                self.tally.note(&id, "charged, then an error");
                let answer = self.confirmed("002", &body);
                self.failed_to_write(answer, chance)
            }
            Server::Documented if after => self.half_done(&id, &body, chance),
            _ => {
                self.is_done(&id);
                self.tally.noted(misnamed, &id, "answer names another");
                let other = json!({"TransactionID": "SOMEBODYELSES1", "RefCode": "0"});
                self.confirmed("200", if misnamed { &other } else { &body })
            }
        }
    }

    /// 105 and 106 name a step after the charge.
    fn half_done(&mut self, id: &str, body: &Value, chance: &mut dyn Chance) -> Said {
        self.tally.note(id, "charged, then an error");
        let code = one_of(chance, "105", &["106", "001", "002"]);
        if happens(chance, 500) {
            self.is_done(id);
        }
        self.confirmed(code, body)
    }

    /// In the order of the document's table. Every refusal here proves that nothing was charged by this call.
    fn may_charge(&self, body: &Value, at: i64) -> Result<String, &'static str> {
        let named = |name: &str| text(body, name).ok_or("003");
        let (id, ref_code, otp) = (named("TransactionID")?, named("RefCode")?, named("OTP")?);
        named("GameName")?;
        if named("GameType")? != "Purchase" {
            return Err("003");
        }
        let transaction = self.transactions.get(&id).filter(|found| found.refused.is_none()).ok_or("005")?;
        if transaction.ref_code != ref_code {
            return Err("004");
        }
        if transaction.done {
            return Err("007");
        }
        if transaction.otp.as_deref() != Some(otp.as_str()) {
            return Err("006");
        }
        if at - transaction.asked_at > self.odds.otp_life_ms { Err("008") } else { Ok(id) }
    }

    fn confirmed(&self, code: &str, body: &Value) -> Said {
        let echoed = |name: &str| text(body, name).unwrap_or_default();
        wire::reply(
            200,
            &json!({"ResultCode": code, "ResultDesc": described(code), "Email": self.account.username,
                "TransactionID": echoed("TransactionID"), "RefCode": echoed("RefCode")}),
        )
    }
}

fn described(code: &str) -> &'static str {
    match code {
        "200" => "Operation Succeeded",
        "006" => "Invalid request please check your OTP",
        "008" => "OTP expired",
        _ => "Please try again",
    }
}
