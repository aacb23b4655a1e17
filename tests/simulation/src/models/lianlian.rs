//! LianLian Pay Thailand's Direct API, by what is known of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use self::notices::Sending;
use self::odds::Odds;
use super::dice::{digits, happens, hex, one_of};
use super::outbox::Due;
use super::payer::Habits;
use super::tally::{Odd, Tally};
use super::{Book, Chance, Charge, Message, Model, Said, Seen, wire};

pub mod canonical;
mod extras;
mod notices;
pub mod odds;
mod pay;
mod queries;
mod refunds;
mod steps;
#[cfg(test)]
mod tests;

/// RSA, or what stands in for it: the signature of a canonical string.
pub type Signs = Box<dyn Fn(&str) -> String>;

/// The merchant at LianLian.
pub struct Account {
    pub merchant_id: String,
    /// LianLian's signature.
    pub ours: Signs,
    /// The signature that the merchant's own key makes.
    pub merchants: Signs,
    /// The address for notifications that anybody can guess: where strangers send theirs.
    pub strangers_url: Option<String>,
}

/// What an order has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Initial,
    Waiting,
    Paid,
    Failed,
    Expired,
    Cancelled,
}

impl Status {
    fn code(self) -> &'static str {
        match self {
            Self::Initial => "PI",
            Self::Waiting => "WP",
            Self::Paid => "PS",
            Self::Failed => "PF",
            Self::Expired => "PE",
            Self::Cancelled => "PC",
        }
    }
}

struct Payment {
    order_id: String,
    /// What the reply to the create names, where that is another.
    first_id: String,
    service: String,
    method: String,
    desc: String,
    satang: i64,
    status: Status,
    /// What it was before, and since when it is what it is: a query may lag.
    before: (Status, i64),
    created_at: i64,
    visible_from: i64,
    completed_at: Option<i64>,
    ends_at: i64,
    notify_url: Option<String>,
    redirect_url: Option<String>,
    /// A notification of the success was acknowledged: from now on contradictions are nobody's loss.
    told: bool,
    refunded: i64,
}

struct Refund {
    order: String,
    refund_order_id: String,
    satang: i64,
    status: &'static str,
    reason: String,
    notify_url: Option<String>,
    created_at: i64,
    visible_from: i64,
    completed_at: Option<i64>,
}

/// What happens by itself.
enum Step {
    /// The payer pays; `late`: though its time is over.
    Pays {
        order: String,
        late: bool,
    },
    Ends {
        order: String,
        status: Status,
    },
    Refunds {
        refund: String,
        fails: bool,
    },
    Sends(Sending),
}

/// What LianLian did.
pub struct LianLian {
    account: Account,
    odds: Odds,
    habits: Habits,
    payments: BTreeMap<String, Payment>,
    refunds: BTreeMap<String, Refund>,
    steps: Due<Step>,
    /// Due, and not fetched by `messages` yet.
    ready: Vec<Sending>,
    /// What will contradict a success once it was acknowledged.
    denials: BTreeMap<String, Sending>,
    /// Sent, and not acknowledged yet, by address and body.
    open: BTreeMap<(String, Vec<u8>), Sending>,
    charges: Vec<Charge>,
    calls_that_charge: Vec<(String, i64)>,
    /// Paid after LianLian had said that it was over.
    late: BTreeSet<String>,
    tally: Tally,
}

impl LianLian {
    /// A gateway without orders.
    pub fn new(account: Account, odds: Odds, habits: Habits) -> Self {
        Self {
            account,
            odds,
            habits,
            payments: BTreeMap::new(),
            refunds: BTreeMap::new(),
            steps: Due::default(),
            ready: Vec::new(),
            denials: BTreeMap::new(),
            open: BTreeMap::new(),
            charges: Vec::new(),
            calls_that_charge: Vec::new(),
            late: BTreeSet::new(),
            tally: Tally::default(),
        }
    }

    /// Whether a notification of its success was acknowledged.
    pub fn has_told(&self, merchant_order_id: &str) -> bool {
        self.payments.get(merchant_order_id).is_some_and(|payment| payment.told)
    }

    /// The orders that were paid after LianLian had said that they were over.
    pub fn late(&self) -> &BTreeSet<String> {
        &self.late
    }

    /// The payer pays at this moment, whatever was drawn.
    pub fn pays(&mut self, merchant_order_id: &str, at: i64) {
        self.steps.put(at, Step::Pays { order: merchant_order_id.to_owned(), late: true });
    }

    /// What has become of an order.
    pub fn status(&self, merchant_order_id: &str) -> Option<Status> {
        self.payments.get(merchant_order_id).map(|payment| payment.status)
    }

    fn work(&mut self, seen: &Seen, chance: &mut dyn Chance) -> Said {
        let asked = match seen.method.as_str() {
            "POST" => wire::json(&seen.body),
            _ => Value::Object(wire::query(&seen.url).into_iter().map(|(name, value)| (name, json!(value))).collect()),
        };
        if let Err((code, told)) = self.admits(&asked, seen) {
            return self.unsigned(code, told, chance);
        }
        let service = wire::text(&asked, "service").unwrap_or_default();
        let service = service.strip_prefix("llpth.").unwrap_or("");
        match (seen.method.as_str(), service) {
            ("GET", "payment.query") => self.query(&asked, seen.at, chance),
            ("POST", "refund.apply") => self.refund(&asked, seen.at, chance),
            ("GET", "refund.query") => self.refund_query(&asked, seen.at, chance),
            ("POST", "wechatpay.pay.cancel" | "alipay.offline.cancel") => self.cancel(service, &asked, seen.at, chance),
            ("POST", service) if extras::is_payment(service) => self.pay(service, &asked, seen.at, chance),
            _ => self.unsigned(401_003, "service not authorised", chance),
        }
    }

    fn admits(&self, asked: &Value, seen: &Seen) -> Result<(), (u32, &'static str)> {
        let sign = wire::header(&seen.headers, "sign").unwrap_or("");
        let kind = wire::header(&seen.headers, "sign-type").unwrap_or("RSA");
        if sign.is_empty() || kind != "RSA" || (self.account.merchants)(&canonical::of(asked)) != sign {
            return Err((401_001, "merchant signature invalid"));
        }
        if wire::text(asked, "version").as_deref() != Some("v1") {
            return Err((400_000, "version blank"));
        }
        if wire::text(asked, "merchant_id").as_deref() != Some(&self.account.merchant_id) {
            return Err((404_002, "merchant not found"));
        }
        Ok(())
    }

    /// Failures are not signed, nor is a success without data.
    fn unsigned(&self, code: u32, message: &str, chance: &mut dyn Chance) -> Said {
        wire::reply(200, &json!({"code": code, "message": message, "trace_id": hex(chance, 16)}))
    }

    /// Signed over `data` alone. Some are signed by somebody else, or not at all.
    fn success(&self, data: Map<String, Value>, chance: &mut dyn Chance) -> Said {
        let data = Value::Object(data);
        let id = wire::text(&data, "merchant_refund_id").or_else(|| wire::text(&data, "merchant_order_id"));
        let (missigned, absent) = (happens(chance, self.odds.missigned), happens(chance, 500));
        self.tally.noted(missigned, id.as_deref().unwrap_or(""), "answer missigned");
        let (code, as_text) = (json!(200_000), happens(chance, 50));
        let code = if as_text { json!("200000") } else { code };
        let body = json!({"code": code, "message": "Success", "data": data, "trace_id": hex(chance, 16)});
        let text = canonical::of(&data);
        let sign = (self.account.ours)(if missigned { "another text" } else { &text });
        let mut said = wire::reply(200, &body);
        if let Said::Reply { headers, .. } = &mut said
            && !(missigned && absent)
        {
            headers.push(("sign".to_owned(), sign));
            headers.push(("sign-type".to_owned(), "RSA".to_owned()));
        }
        said
    }

    /// A failure of LianLian's own, which tells nothing.
    fn breakdown(&self, chance: &mut dyn Chance) -> Said {
        let code = one_of(chance, 500_001, &[503_001, 504_001]);
        self.unsigned(code, "internal error", chance)
    }

    fn new_id(chance: &mut dyn Chance) -> String {
        format!("12{}", digits(chance, 16))
    }
}

impl Model for LianLian {
    fn answer(&mut self, seen: &Seen, chance: &mut dyn Chance) -> Said {
        self.advance(seen.at, chance);
        if let Some(said) = self.odds.line.refuses(chance, &self.tally) {
            return said;
        }
        let said = self.work(seen, chance);
        self.odds.line.carries(said, chance, &self.tally)
    }

    fn messages(&mut self, now: i64, chance: &mut dyn Chance) -> Vec<Message> {
        self.advance(now, chance);
        self.due_messages()
    }

    fn next_message_at(&self) -> Option<i64> {
        self.ready.iter().map(|sending| sending.at).min().or(self.steps.next_at())
    }

    fn acknowledged(&mut self, message: &Message, status: u16, body: &[u8], now: i64) {
        self.acknowledges(message, status, body, now);
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

/// `10.23` in hundredths: at most six digits and two behind the point.
fn satang(text: &str) -> Option<i64> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let digits =
        |text: &str, most: usize| !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole, 6) || !digits(rest, 2) {
        return None;
    }
    let cents: i64 = format!("{rest:0<2}").parse().ok()?;
    Some(whole.parse::<i64>().ok()? * 100 + cents).filter(|satang| *satang > 0)
}

/// Always with two digits behind the point.
fn baht(satang: i64) -> String {
    format!("{}.{:02}", satang / 100, satang % 100)
}

/// Keys and values as an object.
fn object<const N: usize>(pairs: [(&str, Value); N]) -> Map<String, Value> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
