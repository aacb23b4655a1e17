//! POST charging.

use serde_json::{Value, json};

use super::super::dice::{base32, between, happens, one_of};
use super::super::{Chance, Said, Seen, calendar, wire};
use super::{AppotaPay, Ends, Number, State, Transaction, products, signed};

/// Documented; a live reply may be signed without the product, as the status is.
pub(super) const SIGNED: [&str; 7] =
    ["amount", "appotapayTransId", "errorCode", "phoneNumber", "productCode", "time", "topupAmount"];
pub(super) const SIGNED_STATUS: [&str; 6] =
    ["amount", "appotapayTransId", "errorCode", "phoneNumber", "time", "topupAmount"];
const SIGNED_REQUEST: [&str; 5] = ["partnerRefId", "phoneNumber", "productCode", "telco", "telcoServiceType"];

/// A code at random, and when and how what it stands for ends.
struct Drawn {
    refused: Option<i64>,
    unclear: Option<(i64, i64, State)>,
    replayed: bool,
    taken: bool,
    misnamed: bool,
}

impl AppotaPay {
    pub(super) fn charging(&mut self, seen: &Seen, chance: &mut dyn Chance) -> Said {
        let body = wire::json(&seen.body);
        let text = |name: &str| wire::text(&body, name).unwrap_or_default();
        let reference = text("partnerRefId");
        if reference.is_empty()
            || reference.len() > 50
            || text("phoneNumber").is_empty()
            || text("productCode").is_empty()
        {
            return self.failure(1, chance);
        }
        let expected = signed::hmac_hex(&self.account.secret, &signed::text(&body, &SIGNED_REQUEST));
        if text("signature") != expected {
            return self.failure(2, chance);
        }
        if self.tally.noted(happens(chance, self.odds.barred), &reference, "address barred") {
            return self.failure(92, chance);
        }
        self.calls_that_charge.push((reference.clone(), seen.at));
        let drawn = self.draws(chance);
        if self.transactions.contains_key(&reference) {
            return self.failure(31, chance);
        }
        let (mut transaction, refused) = match self.reads(&body, seen.at, chance) {
            Ok(read) => read,
            Err(code) => return self.failure(code, chance),
        };
        if self.tally.noted(drawn.taken, &reference, "reference used before") {
            let old = Transaction { at: seen.at - 86_400_000, state: State::Done, ..transaction };
            self.transactions.insert(reference, old);
            return self.failure(31, chance);
        }
        if drawn.replayed
            && let Some(said) = self.replays(&transaction, chance)
        {
            self.tally.note(&reference, "older answer replayed");
            return said;
        }
        if let Some(code) = refused.or(drawn.refused) {
            self.tally.note(&reference, "charge refused");
            transaction.state = State::Failed(code);
            self.transactions.insert(reference, transaction);
            return self.failure(code, chance);
        }
        self.takes(&reference, transaction, &drawn, seen.at, chance)
    }

    fn takes(
        &mut self,
        reference: &str,
        transaction: Transaction,
        drawn: &Drawn,
        at: i64,
        chance: &mut dyn Chance,
    ) -> Said {
        self.tally.noted(transaction.visible_from > at, reference, "transaction hidden");
        self.transactions.insert(reference.to_owned(), transaction);
        if let Some((code, after, state)) = drawn.unclear {
            let credited = state == State::Done;
            self.tally.note(reference, if credited { "unclear, credited later" } else { "unclear, failed later" });
            self.ends.put(at + after, Ends { reference: reference.to_owned(), state });
            return self.failure(code, chance);
        }
        self.tally.noted(drawn.misnamed, reference, "answer names another");
        self.credits(reference, at);
        match self.transactions.get(reference) {
            Some(transaction) => self.charged(transaction, drawn.misnamed, chance),
            None => self.failure(99, chance),
        }
    }

    fn draws(&self, chance: &mut dyn Chance) -> Drawn {
        let code = one_of(chance, 33, &[32, 38, 40, 41, 51, 52, 55, 2_106]);
        let refused = happens(chance, self.odds.refused).then_some(code);
        let code = one_of(chance, 35, &[34, 40, 41, 91, 94, 99, 500]);
        let after = between(chance, 0, self.odds.unclear_most_ms);
        let state = if happens(chance, self.odds.unclear_credited) { State::Done } else { State::Failed(33) };
        let unclear = happens(chance, self.odds.unclear).then_some((code, after, state));
        let (replayed, taken) = (happens(chance, self.odds.replayed), happens(chance, self.odds.taken));
        Drawn { refused, unclear, replayed, taken, misnamed: happens(chance, self.odds.misnamed) }
    }

    /// What is asked, and the code by which the operators refuse it. What is refused at the door leaves no transaction.
    fn reads(&mut self, body: &Value, at: i64, chance: &mut dyn Chance) -> Result<(Transaction, Option<i64>), i64> {
        let text = |name: &str| wire::text(body, name).unwrap_or_default();
        let (phone, product, telco, kind) =
            (text("phoneNumber"), text("productCode"), text("telco"), text("telcoServiceType"));
        if !matches!(kind.as_str(), "prepaid" | "postpaid") {
            return Err(1);
        }
        let (whose, dong) = products::found(&product).ok_or(2_106)?;
        let number = self.number(&phone, chance).ok_or(37)?;
        let discounted = happens(chance, self.odds.discounted);
        let amount = if discounted { dong / 100 * 97 } else { dong };
        let (hidden, for_ms) = (happens(chance, self.odds.hidden), between(chance, 0, self.odds.hidden_most_ms));
        let refused = if self.account.balance < amount { Some(12) } else { number.refuses(whose, &telco, &kind) };
        let transaction = Transaction {
            phone,
            product,
            telco: number.telco.to_owned(),
            kind,
            dong,
            amount,
            trans_id: format!("01{}", base32(chance, 24)),
            at,
            state: State::Pending,
            visible_from: if hidden { at + for_ms } else { at },
            wavered: false,
        };
        Ok((transaction, refused))
    }

    /// A reply that was meant for the last top-up of this number by this product; nothing is done for this one.
    fn replays(&self, asked: &Transaction, chance: &mut dyn Chance) -> Option<Said> {
        let older = self.latest.get(&(asked.phone.clone(), asked.product.clone()))?;
        let older = self.transactions.get(older)?;
        Some(self.charged(older, false, chance))
    }

    fn charged(&self, transaction: &Transaction, misnamed: bool, chance: &mut dyn Chance) -> Said {
        let day_first = happens(chance, 100);
        let time = if day_first { calendar::day_first(transaction.at) } else { calendar::offset(transaction.at) };
        let mut shown = transaction.shown(&time, misnamed, chance);
        if let Some(fields) = shown.as_object_mut() {
            fields.insert("productCode".to_owned(), json!(transaction.product));
            fields.insert("telco".to_owned(), json!(transaction.telco));
            fields.insert("telcoServiceType".to_owned(), json!(transaction.kind));
        }
        let short = happens(chance, 300);
        let names = if short { SIGNED_STATUS.as_slice() } else { SIGNED.as_slice() };
        self.success(&shown, Some(json!({"balance": self.account.balance.to_string()})), names, chance)
    }

    /// As the operators know it, drawn when it is first seen.
    pub(super) fn number(&mut self, phone: &str, chance: &mut dyn Chance) -> Option<Number> {
        let hint = products::telco_of(phone)?;
        let other = one_of(chance, "vinaphone", &["viettel", "mobifone"]);
        let ported = happens(chance, self.odds.ported);
        let (postpaid, locked) = (happens(chance, self.odds.postpaid), happens(chance, self.odds.locked));
        let drawn = Number { telco: if ported { other } else { hint }, postpaid, locked };
        Some(*self.numbers.entry(phone.to_owned()).or_insert(drawn))
    }
}

impl Number {
    fn refuses(self, whose: &str, telco: &str, kind: &str) -> Option<i64> {
        let bare = |name: &str| name.trim_end_matches("_data").to_owned();
        if self.locked {
            return Some(204);
        }
        if (kind == "postpaid") != self.postpaid {
            return Some(56);
        }
        let fits = whose == "topup" || (bare(whose) == self.telco && (telco.is_empty() || bare(telco) == self.telco));
        (!fits).then_some(39)
    }
}

impl Transaction {
    /// What charging and status have in common. Sums come as numbers or as texts.
    pub(super) fn shown(&self, time: &str, misnamed: bool, chance: &mut dyn Chance) -> Value {
        let as_text = happens(chance, 200);
        let other_phone = happens(chance, 500);
        let dong = if misnamed && !other_phone { self.dong + 10_000 } else { self.dong };
        let phone = if misnamed && other_phone { "0999999999" } else { &self.phone };
        let sum = |dong: i64| if as_text { json!(dong.to_string()) } else { json!(dong) };
        json!({"phoneNumber": phone, "amount": sum(self.amount), "topupAmount": sum(dong),
            "appotapayTransId": self.trans_id, "time": time})
    }
}
