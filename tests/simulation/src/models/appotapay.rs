//! AppotaPay's mobile top-up, by what is known of its documents. It is only asked: it sends nothing by itself.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use self::odds::Odds;
use super::dice::{happens, one_of};
use super::outbox::Due;
use super::tally::{Odd, Tally};
use super::{Book, Chance, Charge, Message, Model, Said, Seen, wire};

mod charging;
mod lists;
pub mod odds;
mod products;
pub mod signed;
mod status;
#[cfg(test)]
mod tests;

/// The partner at AppotaPay.
pub struct Account {
    pub partner_code: String,
    pub api_key: String,
    pub secret: String,
    /// What was paid in, in dong.
    pub balance: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The number is credited.
    Done,
    /// Not known yet, not even here.
    Pending,
    Failed(i64),
}

struct Transaction {
    phone: String,
    product: String,
    telco: String,
    kind: String,
    dong: i64,
    /// What the partner pays, where it is another sum.
    amount: i64,
    trans_id: String,
    at: i64,
    state: State,
    visible_from: i64,
    /// A status has once said something else than what was so.
    wavered: bool,
}

/// What becomes of a transaction that was pending.
struct Ends {
    reference: String,
    state: State,
}

/// A number as the operators know it.
#[derive(Debug, Clone, Copy)]
struct Number {
    telco: &'static str,
    postpaid: bool,
    locked: bool,
}

/// What AppotaPay did.
pub struct AppotaPay {
    account: Account,
    odds: Odds,
    transactions: BTreeMap<String, Transaction>,
    /// The last top-up of a number by a product.
    latest: BTreeMap<(String, String), String>,
    numbers: BTreeMap<String, Number>,
    ends: Due<Ends>,
    charges: Vec<Charge>,
    calls_that_charge: Vec<(String, i64)>,
    tally: Tally,
}

impl AppotaPay {
    /// A service without transactions.
    pub fn new(account: Account, odds: Odds) -> Self {
        Self {
            account,
            odds,
            transactions: BTreeMap::new(),
            latest: BTreeMap::new(),
            numbers: BTreeMap::new(),
            ends: Due::default(),
            charges: Vec::new(),
            calls_that_charge: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// What is left of what was paid in.
    pub fn balance(&self) -> i64 {
        self.account.balance
    }

    /// The partner pays in.
    pub fn pays_in(&mut self, dong: i64) {
        self.account.balance += dong;
    }

    fn work(&mut self, seen: &Seen, chance: &mut dyn Chance) -> Said {
        let given = wire::header(&seen.headers, "x-appotapay-auth").unwrap_or("");
        if let Err(said) = self.admits(given, seen.at) {
            return said;
        }
        let parts: Vec<&str> = wire::path(&seen.url).split('/').skip_while(|part| *part != "api").collect();
        match (seen.method.as_str(), parts.as_slice()) {
            ("POST", ["api", "v2", "service", "topup", "charging"]) => self.charging(seen, chance),
            ("GET", ["api", "v1", "service", "topup", "transaction", reference]) => {
                self.status(reference, seen.at, chance)
            }
            ("GET", ["api", "v2", "service", "topup", "productCodes"]) => self.product_codes(chance),
            ("GET", ["api", "v1", "service", "topup", phone, "info"]) => self.info(phone, chance),
            ("GET", ["api", "v1", "service", "topup", phone, "products"]) => self.data_packages(phone, seen, chance),
            ("GET", ["api", "v1", "service", "accounts", "balance"]) => self.balance_told(chance),
            _ => wire::reply(404, &json!({"message": "Not Found"})),
        }
    }

    /// Both with and without `Bearer` occur in its own samples.
    fn admits(&self, given: &str, at: i64) -> Result<(), Said> {
        let token = given.strip_prefix("Bearer ").unwrap_or(given);
        let claims = signed::claims(token, &self.account.secret).ok_or_else(unauthorized)?;
        if wire::text(&claims, "iss").as_deref() != Some(&self.account.partner_code) {
            return Err(wire::reply(401, &json!({"errorCode": 11, "message": "Partner not found"})));
        }
        if wire::text(&claims, "api_key").as_deref() != Some(&self.account.api_key) {
            return Err(wire::reply(401, &json!({"errorCode": 14, "message": "API key not found"})));
        }
        let jti = wire::text(&claims, "jti").unwrap_or_default();
        let second = jti.strip_prefix(&format!("{}-", self.account.api_key)).and_then(|rest| rest.parse::<i64>().ok());
        let alive = claims.get("exp").and_then(Value::as_i64).is_some_and(|exp| exp > at.div_euclid(1_000));
        if second.is_some() && alive { Ok(()) } else { Err(unauthorized()) }
    }

    /// Failures are neither signed nor do they name a transaction. The status differs from page to page.
    fn failure(&self, code: i64, chance: &mut dyn Chance) -> Said {
        let status = one_of(chance, 200, &[400]);
        wire::reply(status, &json!({"errorCode": code, "message": "Giao dịch không thành công"}))
    }

    /// The signature over the fields named, of which `errorCode` stands outside the transaction.
    fn success(&self, transaction: &Value, account: Option<Value>, names: &[&str], chance: &mut dyn Chance) -> Said {
        let missigned = happens(chance, self.odds.missigned);
        self.tally.noted(missigned, "", "answer missigned");
        let mut fields = transaction.clone();
        if let Some(fields) = fields.as_object_mut() {
            fields.insert("errorCode".to_owned(), json!(0));
        }
        let text = signed::text(&fields, names);
        let key = if missigned { "another secret" } else { &self.account.secret };
        let mut body = json!({"errorCode": 0, "message": "Thành công", "transaction": transaction,
            "signature": signed::hmac_hex(key, &text)});
        if let (Some(account), Some(body)) = (account, body.as_object_mut()) {
            body.insert("account".to_owned(), account);
        }
        wire::reply(200, &body)
    }

    /// What was pending ends.
    fn advance(&mut self, now: i64) {
        while let Some((at, ends)) = self.ends.take(now) {
            if ends.state == State::Done {
                self.credits(&ends.reference, at);
            } else if let Some(transaction) = self.transactions.get_mut(&ends.reference) {
                transaction.state = ends.state;
            }
        }
    }

    /// Money moves.
    fn credits(&mut self, reference: &str, at: i64) {
        let Some(transaction) = self.transactions.get_mut(reference) else { return };
        transaction.state = State::Done;
        self.account.balance -= transaction.amount;
        self.latest.insert((transaction.phone.clone(), transaction.product.clone()), reference.to_owned());
        let (msisdn, minor) = (Some(transaction.phone.clone()), transaction.dong);
        self.charges.push(Charge { id: reference.to_owned(), msisdn, minor, at, period: None, refund_of: None });
    }
}

fn unauthorized() -> Said {
    wire::reply(401, &json!({"message": "Unauthorized"}))
}

impl Model for AppotaPay {
    fn answer(&mut self, seen: &Seen, chance: &mut dyn Chance) -> Said {
        self.advance(seen.at);
        if let Some(said) = self.odds.line.refuses(chance, &self.tally) {
            return said;
        }
        let said = self.work(seen, chance);
        self.odds.line.carries(said, chance, &self.tally)
    }

    fn messages(&mut self, now: i64, _: &mut dyn Chance) -> Vec<Message> {
        self.advance(now);
        Vec::new()
    }

    fn next_message_at(&self) -> Option<i64> {
        self.ends.next_at()
    }

    fn acknowledged(&mut self, _: &Message, _: u16, _: &[u8], _: i64) {}

    fn book(&self) -> Book {
        Book { charges: self.charges.clone(), calls_that_charge: self.calls_that_charge.clone() }
    }

    fn played(&self) -> Vec<(&'static str, u64)> {
        self.tally.counts()
    }

    fn odd(&mut self) -> Vec<Odd> {
        self.tally.latest()
    }
}
