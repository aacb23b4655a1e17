//! Connect Topup, by its document and what one integration shows: GET, plain text `code;idtransaction`, nothing signed.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use self::odds::Odds;
use super::dice::{between, happens, one_of};
use super::outbox::Due;
use super::tally::{Odd, Tally};
use super::{Book, Chance, Charge, Message, Model, Said, Seen, wire};

pub mod odds;
#[cfg(test)]
mod tests;

/// The partner at Connect Topup.
pub struct Account {
    pub username: String,
    pub private_key: String,
    /// What was paid in, in dong.
    pub balance: i64,
    /// Whether recheck finds a transaction by the client's id, which nothing documents.
    pub finds_by_client_id: bool,
}

struct Transaction {
    id: u64,
    phone: String,
    dong: i64,
    /// The code by which it ended; none while it is under way.
    code: Option<i64>,
}

/// What Connect Topup did.
pub struct ConnectTopup {
    account: Account,
    odds: Odds,
    /// By the client's id.
    transactions: BTreeMap<String, Transaction>,
    by_id: BTreeMap<u64, String>,
    ends: Due<(String, i64)>,
    charges: Vec<Charge>,
    calls_that_charge: Vec<(String, i64)>,
    tally: Tally,
}

/// What becomes of a top-up.
struct Drawn {
    code: i64,
    /// Whether the answer has an id behind its code.
    named: bool,
    /// Whether the number is credited, and how much later.
    credited: Option<i64>,
    oddly: Option<&'static str>,
}

impl ConnectTopup {
    /// A service without transactions.
    pub fn new(account: Account, odds: Odds) -> Self {
        Self {
            account,
            odds,
            transactions: BTreeMap::new(),
            by_id: BTreeMap::new(),
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

    fn work(&mut self, seen: &Seen, chance: &mut dyn Chance) -> Said {
        let asked = wire::query(&seen.url);
        let page = wire::path(&seen.url).rsplit('/').next().unwrap_or("");
        let code = match (seen.method.as_str(), page) {
            ("GET", "topup.jsp") => self.tops_up(&asked, seen.at, chance),
            ("GET", "recheck.jsp") => self.rechecks(&asked, chance),
            ("GET", "userbalance.jsp") => self.tells_balance(&asked),
            _ => return wire::plain(404, "<html><body>HTTP Status 404</body></html>"),
        };
        // JSP pages leave the line ends of their own source.
        let odd = happens(chance, 300);
        wire::plain(200, &if odd { format!("\r\n\r\n{code}\r\n") } else { code })
    }

    fn is_partner(&self, asked: &wire::Pairs) -> bool {
        let given = |name: &str| wire::named(asked, name);
        given("username") == Some(&self.account.username) && given("privatekey") == Some(&self.account.private_key)
    }

    fn tops_up(&mut self, asked: &wire::Pairs, at: i64, chance: &mut dyn Chance) -> String {
        let given = |name: &str| wire::named(asked, name).unwrap_or("");
        let (phone, sotien, client) = (given("phone"), given("sotien"), given("transidclient").to_owned());
        if !self.is_partner(asked) {
            return "-302".to_owned();
        }
        let text = format!("{}{phone}{sotien}{}", self.account.username, self.account.private_key);
        if given("checksum") != hex::encode(Sha256::digest(text.as_bytes())) {
            return "-6".to_owned();
        }
        self.calls_that_charge.push((client.clone(), at));
        let drawn = self.draws(chance);
        let amount: Option<i64> = sotien.parse().ok().filter(|dong: &i64| *dong > 0 && dong % 10_000 == 0);
        let Some(dong) = amount else { return "5".to_owned() };
        if phone.len() != 10 || !phone.starts_with('0') || !phone.bytes().all(|byte| byte.is_ascii_digit()) {
            return "6".to_owned();
        }
        if self.transactions.contains_key(&client) {
            return "-308".to_owned();
        }
        if self.account.balance < dong {
            return "-3".to_owned();
        }
        if let Some(name) = drawn.oddly {
            self.tally.note(&client, name);
        }
        self.takes(client, phone, dong, &drawn, at)
    }

    /// A bare refusal leaves nothing behind; everything else is a transaction.
    fn takes(&mut self, client: String, phone: &str, dong: i64, drawn: &Drawn, at: i64) -> String {
        if !drawn.named && drawn.credited.is_none() && !matches!(drawn.code, 0 | -1 | -5 | -99) {
            return drawn.code.to_string();
        }
        let id = 100_000 + self.transactions.len() as u64;
        self.by_id.insert(id, client.clone());
        let transaction = Transaction { id, phone: phone.to_owned(), dong, code: None };
        self.transactions.insert(client.clone(), transaction);
        match drawn.credited {
            Some(0) => self.ends(&client, 1, at),
            Some(after) => self.ends.put(at + after, (client, 1)),
            None => self.ends(&client, 61, at),
        }
        if drawn.named { format!("{};{id}", drawn.code) } else { drawn.code.to_string() }
    }

    fn draws(&self, chance: &mut dyn Chance) -> Drawn {
        let bare = one_of(chance, 61, &[61, 61, 6, 5, -2, -3, -304]);
        let barred = happens(chance, self.odds.barred);
        let (refused, unclear) = (happens(chance, self.odds.refused), happens(chance, self.odds.unclear));
        let code = one_of(chance, -1, &[0, -5, -99, 61, 62, 5, -302, -304]);
        let (named, credited) = (happens(chance, 600), happens(chance, self.odds.unclear_credited));
        let after = between(chance, 0, self.odds.unclear_most_ms);
        let bare_success = happens(chance, self.odds.bare_success);
        match (refused, unclear) {
            (true, _) => Drawn {
                code: if barred { -302 } else { bare },
                named: false,
                credited: None,
                oddly: Some("top-up refused"),
            },
            // A listed failure without an id is what it says; with one it is not known what it says.
            (false, true) => Drawn {
                code,
                named: named || !matches!(code, 0 | -1 | -5 | -99),
                credited: credited.then_some(after),
                oddly: Some(if credited { "unclear, credited later" } else { "unclear, failed" }),
            },
            (false, false) => Drawn {
                code: 1,
                named: !bare_success,
                credited: Some(0),
                oddly: bare_success.then_some("success without id"),
            },
        }
    }

    fn rechecks(&mut self, asked: &wire::Pairs, chance: &mut dyn Chance) -> String {
        let (fails, code) =
            (happens(chance, self.odds.look_fails), one_of(chance, "-6", &["-302", "-99", "-1", "", "0"]));
        let lags = happens(chance, self.odds.look_fails);
        if !self.is_partner(asked) {
            return "-302".to_owned();
        }
        let id_asked = wire::named(asked, "transidclient").unwrap_or("");
        if self.tally.noted(fails, id_asked, "recheck failed") {
            return code.to_owned();
        }
        let by_id =
            wire::named(asked, "idtransaction").and_then(|id| id.parse().ok()).and_then(|id: u64| self.by_id.get(&id));
        let by_client = wire::named(asked, "transidclient").filter(|_| self.account.finds_by_client_id);
        let found = by_id.map(String::as_str).or(by_client).and_then(|client| self.transactions.get(client));
        match found {
            Some(Transaction { id, code: Some(code), .. }) if !self.tally.noted(lags, id_asked, "recheck lags") => {
                format!("{code};{id}")
            }
            Some(Transaction { id, .. }) => format!("0;{id}"),
            None => "-99".to_owned(),
        }
    }

    /// A balance, or the code of an error in its place.
    fn tells_balance(&self, asked: &wire::Pairs) -> String {
        if !self.is_partner(asked) {
            return "-302".to_owned();
        }
        let text = format!("{}:::{}", self.account.username, self.account.private_key);
        let expected = hex::encode(Sha256::digest(text.as_bytes()));
        if wire::named(asked, "checksum") == Some(&expected) {
            self.account.balance.to_string()
        } else {
            "-6".to_owned()
        }
    }

    fn advance(&mut self, now: i64) {
        while let Some((at, (client, code))) = self.ends.take(now) {
            self.ends(&client, code, at);
        }
    }

    /// It has ended; by 1 the number is credited.
    fn ends(&mut self, client: &str, code: i64, at: i64) {
        let Some(transaction) = self.transactions.get_mut(client) else { return };
        transaction.code = Some(code);
        if code != 1 {
            return;
        }
        self.account.balance -= transaction.dong;
        let (msisdn, minor) = (Some(transaction.phone.clone()), transaction.dong);
        self.charges.push(Charge { id: client.to_owned(), msisdn, minor, at, period: None, refund_of: None });
    }
}

impl Model for ConnectTopup {
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
