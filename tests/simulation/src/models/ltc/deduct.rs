//! RequestDeduct: texts a password, or renews.

use serde_json::{Value, json};

use super::super::dice::{happens, hex, one_of};
use super::super::{Chance, Said, Seen, wire};
use super::{Ltc, Server, Transaction, text};

/// What is asked.
struct Asked {
    id: String,
    msisdn: String,
    kip: i64,
    recurring: bool,
    too_long: bool,
}

impl Ltc {
    pub(super) fn deduct(&mut self, seen: &Seen, chance: &mut dyn Chance) -> Said {
        let body = wire::json(&seen.body);
        let asked = match self.reads(&body) {
            Ok(asked) => asked,
            Err(code) => return answer(code, &body, "", "Register"),
        };
        if asked.recurring {
            self.calls_that_charge.push((asked.id.clone(), seen.at));
        }
        if let Some(code) = self.is_taken(&asked, seen.at, chance) {
            return answer(code, &body, "", "Register");
        }
        let ref_code = self.keeps(&asked, seen.at, chance);
        if let Some(code) = self.refuses(&asked, chance) {
            if let Some(transaction) = self.transactions.get_mut(&asked.id) {
                transaction.refused = Some(code);
            }
            return answer(code, &body, &ref_code, "Register");
        }
        if asked.recurring {
            self.renews(&asked, &body, &ref_code, seen.at, chance)
        } else {
            self.asks(&asked, &body, &ref_code, seen.at, chance)
        }
    }

    /// Its "required" and "invalid" have codes of their own only for type and amount.
    fn reads(&self, body: &Value) -> Result<Asked, &'static str> {
        let named = |name: &str| text(body, name).ok_or("002");
        let id = named("TransactionID")?;
        let msisdn = named("Msisdn")?;
        let (game, card) = (named("GameName")?, named("CardName")?);
        if !matches!(named("RequestType")?.as_str(), "UAT" | "Production") {
            return Err("004");
        }
        let kip = super::field(body, "Amount").and_then(Value::as_i64).filter(|kip| *kip > 0).ok_or("106")?;
        let recurring = super::field(body, "IsRecurring").and_then(Value::as_bool).ok_or("002")?;
        if !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err("002");
        }
        if !is_lao_mobile(&msisdn) {
            return Err(if self.server == Server::Of2021 { "500" } else { "101" });
        }
        let too_long = game.encode_utf16().count() > 20 || card.encode_utf16().count() > 50;
        Ok(Asked { id, msisdn, kip, recurring, too_long })
    }

    /// Ids are looked up over all merchants, refused ones included.
    fn is_taken(&mut self, asked: &Asked, at: i64, chance: &mut dyn Chance) -> Option<&'static str> {
        let foreign = happens(chance, self.odds.taken);
        if self.transactions.contains_key(&asked.id) {
            return Some("003");
        }
        if !foreign {
            return None;
        }
        let stranger = Asked {
            id: asked.id.clone(),
            msisdn: "2099999999".to_owned(),
            kip: asked.kip + 1,
            recurring: false,
            too_long: false,
        };
        self.tally.note(&asked.id, "id of another merchant");
        self.keeps(&stranger, at, chance);
        Some("003")
    }

    fn keeps(&mut self, asked: &Asked, at: i64, chance: &mut dyn Chance) -> String {
        let ref_code = hex(chance, 32);
        let transaction = Transaction {
            msisdn: asked.msisdn.clone(),
            kip: asked.kip,
            ref_code: ref_code.clone(),
            otp: None,
            asked_at: at,
            charged_at: None,
            done: false,
            refused: None,
            too_long: asked.too_long,
            seen_from: at,
            charges_when_looked_at: false,
        };
        self.transactions.insert(asked.id.clone(), transaction);
        ref_code
    }

    /// Nothing is charged by these.
    fn refuses(&self, asked: &Asked, chance: &mut dyn Chance) -> Option<&'static str> {
        let drawn = one_of(
            chance,
            "103",
            &["001", "002", "005", "006", "101", "102", "104", "105", "108", "900", "601", "602"],
        );
        let refused = happens(chance, self.odds.refused);
        if !asked.recurring && self.members.contains(&asked.msisdn) {
            self.tally.note(&asked.id, "already registered");
            return Some("107");
        }
        self.tally.noted(refused, &asked.id, "deduction refused").then_some(drawn)
    }

    /// A first deduction: the password goes out, and only a confirm charges.
    fn asks(&mut self, asked: &Asked, body: &Value, ref_code: &str, at: i64, chance: &mut dyn Chance) -> Said {
        let (as_renewal, moves) = (happens(chance, self.odds.charge_as_renewal), happens(chance, 500));
        if as_renewal {
            self.tally.note(&asked.id, "charge answered Recurring");
            self.calls_that_charge.push((asked.id.clone(), at));
            self.charges_when_looked_at(&asked.id, moves);
            return answer("200", body, ref_code, "Recurring");
        }
        self.awaits_password(asked, at, chance);
        answer("200", body, ref_code, "Register")
    }

    /// "Recurring" where nothing recurs: it may have charged. Whether it did is settled when somebody looks, since an
    /// answer that is lost on the way must not have charged: by the document only a confirm does.
    fn charges_when_looked_at(&mut self, id: &str, moves: bool) {
        if let Some(transaction) = self.transactions.get_mut(id) {
            transaction.charges_when_looked_at = moves;
        }
    }

    fn awaits_password(&mut self, asked: &Asked, at: i64, chance: &mut dyn Chance) {
        let otp = self.texts_password(&asked.id, &asked.msisdn, at, chance);
        if let Some(transaction) = self.transactions.get_mut(&asked.id) {
            transaction.otp = Some(otp);
        }
    }

    /// The charge happens in this very call; the earlier server texts a stranger a password instead.
    fn renews(&mut self, asked: &Asked, body: &Value, ref_code: &str, at: i64, chance: &mut dyn Chance) -> Said {
        if self.server == Server::Of2021 && !self.members.contains(&asked.msisdn) {
            self.tally.note(&asked.id, "renewal answered Register");
            self.awaits_password(asked, at, chance);
            return answer("200", body, ref_code, "Register");
        }
        let (before, after) = (happens(chance, self.odds.fails_before), happens(chance, self.odds.fails_after));
        let (code, misnamed) = (one_of(chance, "002", &["001", "006", "102"]), happens(chance, self.odds.misnamed));
        if self.tally.noted(before, &asked.id, "renewal failed before the charge") {
            return answer(code, body, ref_code, "Recurring");
        }
        self.charges(&asked.id, at, chance);
        let unwritten = after || (asked.too_long && self.server == Server::Of2021);
        if self.tally.noted(unwritten, &asked.id, "renewal charged, then an error") {
            return self.failed_to_write(answer("002", body, ref_code, "Recurring"), chance);
        }
        self.is_done(&asked.id);
        if self.tally.noted(misnamed, &asked.id, "answer names another") {
            return answer(
                "200",
                &json!({"TransactionID": "SOMEBODYELSES1", "Msisdn": "2099999999"}),
                ref_code,
                "Recurring",
            );
        }
        answer("200", body, ref_code, "Recurring")
    }

    pub(super) fn is_done(&mut self, id: &str) {
        if let Some(transaction) = self.transactions.get_mut(id) {
            transaction.done = true;
        }
    }

    /// The last write that fails is answered by the framework.
    pub(super) fn failed_to_write(&self, answer: Said, chance: &mut dyn Chance) -> Said {
        let framework = happens(chance, 400);
        if framework && self.server == Server::Of2021 {
            return wire::reply(500, &json!({"Message": "An error has occurred."}));
        }
        answer
    }
}

fn is_lao_mobile(msisdn: &str) -> bool {
    let digits = msisdn.bytes().all(|byte| byte.is_ascii_digit());
    digits && ((msisdn.starts_with("20") && msisdn.len() == 10) || (msisdn.starts_with("30") && msisdn.len() == 9))
}

fn answer(code: &str, body: &Value, ref_code: &str, kind: &str) -> Said {
    let echoed = |name: &str| text(body, name).unwrap_or_default();
    wire::reply(
        200,
        &json!({"ResultCode": code, "ResultDesc": described(code), "TransactionID": echoed("TransactionID"),
            "RefCode": ref_code, "ResultType": kind, "Msisdn": echoed("Msisdn")}),
    )
}

fn described(code: &str) -> &'static str {
    match code {
        "200" => "Operation Succeeded",
        "003" => "Duplicate transaction",
        "103" => "Balance not enough",
        "107" => "Already registered",
        _ => "Please try again",
    }
}
