//! Lao Telecom's direct carrier billing, by its API document 1.0.0, and as an earlier version of its server did (2021).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use self::odds::Odds;
use super::dice::{between, digits, happens, hex};
use super::outbox::Due;
use super::tally::{Odd, Tally};
use super::{Book, Chance, Charge, Message, Model, Said, Seen, calendar, wire};

mod check;
mod confirm;
mod deduct;
pub mod odds;
#[cfg(test)]
mod tests;
mod unsubscribe;

pub use self::unsubscribe::{Cancellation, Unsubscribe};

/// Which server it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// Document 1.0.0.
    Documented,
    /// The earlier version.
    Of2021,
}

/// The merchant at LTC.
pub struct Account {
    pub username: String,
    pub password: String,
    /// Where LTC sends cancellations.
    pub unsubscribe_url: Option<String>,
    /// By which code of a menu a service is left.
    pub ussd_codes: Vec<String>,
}

/// A password, as the payer reads it.
#[derive(Debug, Clone)]
pub struct Text {
    pub transaction: String,
    pub otp: String,
    pub at: i64,
}

/// What LTC knows of a TransactionID.
struct Transaction {
    msisdn: String,
    kip: i64,
    ref_code: String,
    otp: Option<String>,
    asked_at: i64,
    charged_at: Option<i64>,
    /// Its own row says "done". Where a write fails after the charge, it never does.
    done: bool,
    /// How RequestDeduct refused it.
    refused: Option<&'static str>,
    /// Names longer than the columns into which they are written after the charge.
    too_long: bool,
    /// A later look says 800 until then.
    seen_from: i64,
    charges_when_looked_at: bool,
}

/// What LTC did.
pub struct Ltc {
    account: Account,
    server: Server,
    odds: Odds,
    tokens: BTreeSet<String>,
    transactions: BTreeMap<String, Transaction>,
    members: BTreeSet<String>,
    texts: BTreeMap<String, Text>,
    calls: Due<Unsubscribe>,
    cancellations: Vec<Cancellation>,
    charges: Vec<Charge>,
    calls_that_charge: Vec<(String, i64)>,
    tally: Tally,
}

impl Ltc {
    /// A server that knows nobody yet.
    pub fn new(account: Account, server: Server, odds: Odds) -> Self {
        Self {
            account,
            server,
            odds,
            tokens: BTreeSet::new(),
            transactions: BTreeMap::new(),
            members: BTreeSet::new(),
            texts: BTreeMap::new(),
            calls: Due::default(),
            cancellations: Vec::new(),
            charges: Vec::new(),
            calls_that_charge: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// The last text that reached this number.
    pub fn text(&self, msisdn: &str) -> Option<&Text> {
        self.texts.get(msisdn)
    }

    /// Whether LTC holds that this number takes the service.
    pub fn is_member(&self, msisdn: &str) -> bool {
        self.members.contains(msisdn)
    }

    fn work(&mut self, seen: &Seen, chance: &mut dyn Chance) -> Said {
        let path = wire::path(&seen.url);
        match (seen.method.as_str(), path.rsplit('/').next().unwrap_or("")) {
            ("POST", "token") => self.token(seen, chance),
            ("POST", "RequestDeduct") => self.with_token(seen, chance, Self::deduct),
            ("POST", "ConfirmDeduct") => self.with_token(seen, chance, Self::confirm),
            ("GET", "CheckTransaction") => self.with_token(seen, chance, Self::check),
            _ => wire::reply(404, &json!({"Message": "No HTTP resource was found that matches the request URI."})),
        }
    }

    fn token(&mut self, seen: &Seen, chance: &mut dyn Chance) -> Said {
        let form = wire::pairs(&String::from_utf8_lossy(&seen.body));
        let wanted =
            [("grant_type", "password"), ("username", &self.account.username), ("password", &self.account.password)];
        if wanted.iter().any(|(name, value)| wire::named(&form, name) != Some(value)) {
            let told = "The user name or password is incorrect.";
            return wire::reply(400, &json!({"error": "invalid_grant", "error_description": told}));
        }
        let (token, as_text) = (hex(chance, 64), happens(chance, 100));
        self.tokens.insert(token.clone());
        let seconds: i64 = 2_591_999;
        let expires_in = if as_text { json!(seconds.to_string()) } else { json!(seconds) };
        wire::reply(
            200,
            &json!({"access_token": token, "token_type": "bearer", "expires_in": expires_in,
                "userName": self.account.username, ".issued": calendar::http(seen.at),
                ".expires": calendar::http(seen.at + seconds * 1_000)}),
        )
    }

    /// A 401 means that the call was not carried out.
    fn with_token(
        &mut self,
        seen: &Seen,
        chance: &mut dyn Chance,
        call: fn(&mut Self, &Seen, &mut dyn Chance) -> Said,
    ) -> Said {
        if self.tally.noted(happens(chance, self.odds.tokens_forgotten), "", "tokens forgotten") {
            self.tokens.clear();
        }
        let given = wire::header(&seen.headers, "authorization").and_then(|value| value.strip_prefix("Bearer "));
        if given.is_some_and(|token| self.tokens.contains(token)) {
            return call(self, seen, chance);
        }
        wire::reply(401, &json!({"Message": "Authorization has been denied for this request."}))
    }

    /// Texts a password for the transaction, and returns it. The text may never arrive.
    fn texts_password(&mut self, id: &str, msisdn: &str, at: i64, chance: &mut dyn Chance) -> String {
        let otp = match self.server {
            Server::Documented => digits(chance, 5),
            Server::Of2021 => between(chance, 1, 99_999).to_string(),
        };
        if !self.tally.noted(happens(chance, self.odds.text_lost), id, "text lost") {
            let text = Text { transaction: id.to_owned(), otp: otp.clone(), at };
            self.texts.insert(msisdn.to_owned(), text);
        }
        otp
    }

    /// The money moves, and the number becomes a member.
    fn charges(&mut self, id: &str, at: i64, chance: &mut dyn Chance) {
        let lag = between(chance, 0, self.odds.seen_late_ms);
        let late = self.tally.noted(happens(chance, self.odds.seen_late), id, "charge seen late");
        let Some(transaction) = self.transactions.get_mut(id) else { return };
        transaction.charged_at = Some(at);
        transaction.seen_from = if late { at + lag } else { at };
        let msisdn = transaction.msisdn.clone();
        let (minor, msisdn_told) = (transaction.kip, Some(msisdn.clone()));
        self.charges.push(Charge { id: id.to_owned(), msisdn: msisdn_told, minor, at, period: None, refund_of: None });
        if self.members.insert(msisdn.clone()) {
            self.may_leave(&msisdn, at, chance);
        }
    }
}

impl Model for Ltc {
    fn answer(&mut self, seen: &Seen, chance: &mut dyn Chance) -> Said {
        if let Some(said) = self.odds.line.refuses(chance, &self.tally) {
            return said;
        }
        let said = self.work(seen, chance);
        self.odds.line.carries(said, chance, &self.tally)
    }

    fn messages(&mut self, now: i64, chance: &mut dyn Chance) -> Vec<Message> {
        self.unsubscribes(now, chance)
    }

    fn next_message_at(&self) -> Option<i64> {
        self.calls.next_at()
    }

    fn acknowledged(&mut self, message: &Message, status: u16, body: &[u8], now: i64) {
        self.unsubscribed(message, status, body, now);
    }

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

/// ASP.NET binds names without regard to case.
fn field<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    object.as_object()?.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn text(object: &Value, name: &str) -> Option<String> {
    match field(object, name)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
