//! Notifications and returns: LianLian's own, again, in other bytes, out of order; and what strangers make of them.

use serde_json::{Map, Value, json};

use super::super::dice::{between, happens};
use super::super::{Chance, Message, calendar, wire};
use super::queries::denied;
use super::{LianLian, Payment, Status, Step, baht, canonical, object};

const APART_MS: i64 = 600_000;
const TRIES: u32 = 13;
const DAY_MS: i64 = 86_400_000;

/// Whether in other bytes, and in which: the number of a field that is null, letters escaped.
type Spelling = (bool, u64, bool);
const PLAINLY: Spelling = (false, 0, false);

/// One message on its way.
#[derive(Clone)]
pub(super) struct Sending {
    pub at: i64,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// LianLian's own, which is sent until it is acknowledged: of which order, and whether it says that it is paid.
    pub about: Option<(String, bool)>,
    pub tries: u32,
}

impl LianLian {
    /// What the order is now, to its own address; and whatever else comes of it.
    pub(super) fn announces(&mut self, order: &str, at: i64, chance: &mut dyn Chance) {
        let Some(payment) = self.payments.get(order) else { return };
        let misamounted = self.tally.noted(happens(chance, self.odds.misamounted), order, "another amount");
        let (paid, url, back) =
            (payment.status == Status::Paid, payment.notify_url.clone(), payment.redirect_url.clone());
        let body = self.notice(order, payment, payment.status, misamounted);
        let form = self.notice(order, payment, payment.status, false);
        let earlier = self.notice(order, payment, payment.before.0, false);
        let denial = self.notice(order, payment, denied(chance), false);
        if let Some(url) = &url {
            self.sends_own(url, &body, Some((order.to_owned(), paid)), at, chance);
            self.sends_odd(url, &earlier, self.odds.reordered, at, chance);
            self.denies_later(url, &denial, paid, at, chance);
            self.strangers(url, order, &body, at, chance);
        }
        if let Some(url) = &back {
            self.comes_back(url, &form, at, chance);
        }
    }

    pub(super) fn announces_refund(&mut self, id: &str, at: i64, chance: &mut dyn Chance) {
        let Some(refund) = self.refunds.get(id) else { return };
        let Some(url) = refund.notify_url.clone() else { return };
        let mut body = self.refund_named(id, refund);
        let mut earlier = body.clone();
        earlier.insert("refund_status".to_owned(), json!("RP"));
        body.insert("complete_time".to_owned(), json!(calendar::spaced(at)));
        self.sends_own(&url, &body, Some((id.to_owned(), false)), at, chance);
        self.sends_odd(&url, &earlier, self.odds.reordered, at, chance);
    }

    fn notice(&self, order: &str, payment: &Payment, status: Status, misamounted: bool) -> Map<String, Value> {
        let mut body = object([
            ("merchant_id", json!(self.account.merchant_id)),
            ("merchant_order_id", json!(order)),
            ("order_id", json!(payment.order_id)),
            ("order_status", json!(status.code())),
            ("order_amount", json!(baht(payment.satang + i64::from(misamounted)))),
            ("order_currency", json!("THB")),
        ]);
        if let Some(at) = payment.completed_at.filter(|_| status == Status::Paid) {
            body.insert("complete_time".to_owned(), json!(calendar::spaced(at)));
        }
        body
    }

    /// Once, until it is acknowledged; twice; again after days.
    fn sends_own(
        &mut self,
        url: &str,
        body: &Map<String, Value>,
        about: Option<(String, bool)>,
        at: i64,
        chance: &mut dyn Chance,
    ) {
        let late = happens(chance, 100);
        let first = at + between(chance, 200, if late { self.odds.notice_late_ms } else { 5_000 });
        let (missing, doubled) = (happens(chance, self.odds.notice_missing), happens(chance, self.odds.doubled));
        let (replayed, after) = (happens(chance, self.odds.replayed), between(chance, 1_000, 5 * DAY_MS));
        let id = about.as_ref().map_or("", |(id, _)| id.as_str());
        self.tally.noted(missing, id, "notification missing");
        self.tally.noted(doubled, id, "notification doubled");
        self.tally.noted(replayed, id, "notification replayed");
        let spelling = (happens(chance, self.odds.respelled), chance.below(1_000), happens(chance, 500));
        self.tally.noted(spelling.0, id, "notification respelled");
        let without_merchant = happens(chance, 100);
        let mut body = body.clone();
        if without_merchant {
            body.remove("merchant_id");
        }
        let sending = self.signed(url, &body, spelling);
        if doubled {
            self.puts(Sending { at: first + 3, ..sending.clone() });
        }
        if replayed {
            self.puts(Sending { at: first + after, ..sending.clone() });
        }
        if !missing {
            self.puts(Sending { at: first, about, ..sending });
        }
    }

    /// Something that is true of another moment, or of nothing.
    fn sends_odd(&mut self, url: &str, body: &Map<String, Value>, rate: u64, at: i64, chance: &mut dyn Chance) {
        let (sends, after) = (happens(chance, rate), between(chance, 1_000, 60_000));
        let id = body.get("merchant_refund_id").or_else(|| body.get("merchant_order_id")).and_then(Value::as_str);
        if self.tally.noted(sends, id.unwrap_or(""), "notification out of order") {
            let sending = self.signed(url, body, PLAINLY);
            self.puts(Sending { at: at + after, ..sending });
        }
    }

    /// Kept back until the success has been acknowledged: see `is_told`.
    fn denies_later(&mut self, url: &str, body: &Map<String, Value>, paid: bool, at: i64, chance: &mut dyn Chance) {
        let (denies, after) = (happens(chance, self.odds.contradicts), between(chance, 60_000, 2 * DAY_MS));
        if denies && paid {
            let sending = self.signed(url, body, PLAINLY);
            let order = body.get("merchant_order_id").and_then(Value::as_str).unwrap_or_default().to_owned();
            self.denials.insert(order, Sending { at: at + after, ..sending });
        }
    }

    /// Somebody else's order of the same id; a success that nobody signed.
    fn strangers(&mut self, own: &str, order: &str, body: &Map<String, Value>, at: i64, chance: &mut dyn Chance) {
        let (foreign, forged, after) =
            (happens(chance, self.odds.foreign), happens(chance, self.odds.forged), between(chance, 0, DAY_MS));
        let mut other = body.clone();
        other.insert("order_id".to_owned(), json!(Self::new_id(chance)));
        other.insert("merchant_id".to_owned(), json!("142099990100009999"));
        other.insert("order_status".to_owned(), json!("PS"));
        let (unnamed, guessed) = (happens(chance, 500), happens(chance, 500));
        let public = self.account.strangers_url.clone();
        // Whoever names no merchant can be told apart by the address alone.
        let url = public.filter(|_| guessed || unnamed);
        if unnamed && url.is_some() {
            other.remove("merchant_id");
        }
        let url = url.unwrap_or_else(|| own.to_owned());
        if self.tally.noted(foreign, order, "foreign notification") {
            let sending = self.signed(&url, &other, PLAINLY);
            self.puts(Sending { at: at + after, ..sending });
        }
        if self.tally.noted(forged, order, "forged notification") {
            let mut lie = body.clone();
            lie.insert("order_status".to_owned(), json!("PS"));
            lie.insert("merchant_order_id".to_owned(), json!(order));
            let sending = self.signed(&url, &lie, PLAINLY);
            let headers = headers("application/json", "bm9ib2R5J3M=");
            self.puts(Sending { at: at + after / 2, headers, ..sending });
        }
    }

    /// The browser posts a signed form; some change it on the way, some send it as a notification.
    fn comes_back(&mut self, url: &str, body: &Map<String, Value>, at: i64, chance: &mut dyn Chance) {
        let (returns, after) = (happens(chance, self.odds.returns), between(chance, 500, 30_000));
        let (forged, misaddressed) = (happens(chance, self.odds.forged), happens(chance, self.odds.misaddressed));
        let mut fields = body.clone();
        fields.remove("complete_time");
        let sign = (self.account.ours)(&canonical::of(&Value::Object(fields.clone())));
        let public = self.account.strangers_url.clone().filter(|_| misaddressed);
        let id = body.get("merchant_order_id").and_then(Value::as_str).unwrap_or("");
        if let Some(public) = public {
            self.tally.note(id, "return sent as notification");
            let sending = self.signed(&public, &fields, PLAINLY);
            self.puts(Sending { at: at + after + 500, ..sending });
        }
        if self.tally.noted(forged && returns, id, "forged return") {
            fields.insert("order_status".to_owned(), json!("PS"));
            fields.insert("order_amount".to_owned(), json!("1.00"));
        }
        let mut pairs: wire::Pairs = fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect();
        pairs.push(("sign_type".to_owned(), "RSA".to_owned()));
        pairs.push(("sign".to_owned(), sign));
        let headers = vec![("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned())];
        let body = wire::form(&pairs).into_bytes();
        if returns {
            self.puts(Sending { at: at + after, url: url.to_owned(), headers, body, about: None, tries: 1 });
        }
    }

    fn signed(&self, url: &str, body: &Map<String, Value>, (other, number, escaped): Spelling) -> Sending {
        let value = Value::Object(body.clone());
        let sign = (self.account.ours)(&canonical::of(&value));
        let text = if other { respelling(body, number, escaped) } else { value.to_string() };
        let headers = headers("application/json;charset=UTF-8", &sign);
        Sending { at: 0, url: url.to_owned(), headers, body: text.into_bytes(), about: None, tries: 1 }
    }

    fn puts(&mut self, sending: Sending) {
        self.steps.put(sending.at, Step::Sends(sending));
    }

    /// HTTP 200 and the code 200000, by number or text. Whatever was not acknowledged comes again, thirteen times in all.
    pub(super) fn acknowledges(&mut self, message: &Message, status: u16, body: &[u8], now: i64) {
        let Some(sending) = self.open.remove(&(message.url.clone(), message.body.clone())) else { return };
        let code = wire::text(&wire::json(body), "code");
        let Some((order, paid)) = sending.about.clone() else { return };
        if status == 200 && code.as_deref() == Some("200000") {
            self.is_told(&order, paid, now);
        } else if sending.tries < TRIES {
            self.puts(Sending { at: now + APART_MS, tries: sending.tries + 1, ..sending });
        }
    }

    fn is_told(&mut self, order: &str, paid: bool, now: i64) {
        let Some(payment) = self.payments.get_mut(order).filter(|_| paid) else { return };
        payment.told = true;
        if let Some(denial) = self.denials.remove(order) {
            self.tally.note(order, "notification contradicts");
            self.puts(Sending { at: denial.at.max(now + 1_000), ..denial });
        }
    }
}

fn headers(content_type: &str, sign: &str) -> Vec<(String, String)> {
    let pairs = [("content-type", content_type), ("sign-type", "RSA"), ("sign", sign)];
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Other bytes, the same canonical text: blanks, nulls, another order, letters escaped.
fn respelling(body: &Map<String, Value>, number: u64, escaped: bool) -> String {
    let mut parts: Vec<String> = body.iter().map(|(name, value)| format!("\"{name}\" :  {value}")).collect();
    parts.reverse();
    parts.push(format!("\"n{number}\": null"));
    let text = format!("{{ {} }}\n", parts.join(",\n "));
    if escaped { text.replace("\"THB\"", "\"\\u0054HB\"") } else { text }
}
