//! Cancellations that LTC sends: the number leaves at LTC at once, and the merchant is told until it answers.

use serde_json::json;

use super::super::dice::{between, happens, one_of};
use super::super::{Chance, Message, wire};
use super::Ltc;

const DAY_MS: i64 = 86_400_000;
/// How often, and how far apart: nothing documents it.
const TRIES: u32 = 4;
const APART_MS: i64 = 600_000;

/// A call to be made.
pub struct Unsubscribe {
    msisdn: String,
    /// Written when it is first sent, and the same ever after.
    body: Option<Vec<u8>>,
    tries: u32,
}

/// A number that left.
#[derive(Debug, Clone)]
pub struct Cancellation {
    pub msisdn: String,
    pub sent_at: i64,
    pub body: Vec<u8>,
    /// When the gateway answered, and with which code.
    pub answered: Option<(i64, String)>,
    tries: u32,
}

impl Cancellation {
    /// Whether the gateway said that the cancellation is stored.
    pub fn is_stored(&self) -> bool {
        self.answered.as_ref().is_some_and(|(_, code)| matches!(code.as_str(), "200" | "2000"))
    }
}

impl Ltc {
    /// The subscriber leaves, at this moment.
    pub fn leaves(&mut self, msisdn: &str, at: i64) {
        self.calls.put(at, Unsubscribe { msisdn: msisdn.to_owned(), body: None, tries: 1 });
    }

    /// Who left, and what the gateway answered.
    pub fn cancellations(&self) -> &[Cancellation] {
        &self.cancellations
    }

    pub(super) fn may_leave(&mut self, msisdn: &str, at: i64, chance: &mut dyn Chance) {
        let (leaves, after) = (happens(chance, self.odds.leaves), between(chance, 1_000, 4 * DAY_MS));
        if leaves {
            self.leaves(msisdn, at + after);
        }
    }

    pub(super) fn unsubscribes(&mut self, now: i64, chance: &mut dyn Chance) -> Vec<Message> {
        let mut messages = Vec::new();
        while let Some((at, call)) = self.calls.take(now) {
            let Some(url) = self.account.unsubscribe_url.clone() else { continue };
            self.members.remove(&call.msisdn);
            self.tally.note("", "subscriber left");
            let body = call.body.unwrap_or_else(|| self.written(&call.msisdn, chance));
            let message = message(at, &url, body.clone());
            if self.tally.noted(happens(chance, self.odds.odd_cancellation), "", "odd cancellation") {
                messages.push(odd(at, &url, &body, chance));
            }
            messages.push(message);
            self.cancellations.push(Cancellation {
                msisdn: call.msisdn,
                sent_at: at,
                body,
                answered: None,
                tries: call.tries,
            });
        }
        messages
    }

    /// The code may be missing where the channel is no menu; one that nobody knows ends all of the number's.
    fn written(&self, msisdn: &str, chance: &mut dyn Chance) -> Vec<u8> {
        let channel = one_of(chance, "USSD", &["WEB", "Application"]);
        let codes: Vec<&str> = self.account.ussd_codes.iter().map(String::as_str).collect();
        let (known, unknown) = (one_of(chance, "*999#", &codes), happens(chance, 200));
        let code = match (channel, unknown) {
            ("USSD", false) => known,
            ("USSD", true) => "*000#",
            _ => "",
        };
        json!({"Msisdn": msisdn, "USSDCode": code, "Channel": channel}).to_string().into_bytes()
    }

    pub(super) fn unsubscribed(&mut self, message: &Message, status: u16, body: &[u8], now: i64) {
        let code = wire::text(&wire::json(body), "ResultCode").unwrap_or_default();
        let sent = self.cancellations.iter_mut().rev();
        let Some(sent) = sent.into_iter().find(|sent| sent.body == message.body && sent.answered.is_none()) else {
            return;
        };
        let told = if status == 200 { code } else { status.to_string() };
        sent.answered = Some((now, told.clone()));
        let ended = matches!(told.as_str(), "200" | "2000" | "100") || sent.tries >= TRIES;
        let call = Unsubscribe { msisdn: sent.msisdn.clone(), body: Some(sent.body.clone()), tries: sent.tries + 1 };
        if !ended {
            self.calls.put(now + APART_MS, call);
        }
    }
}

fn message(at: i64, url: &str, body: Vec<u8>) -> Message {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Message { at, url: url.to_owned(), headers, body }
}

/// The same again, malformed, without its code, or for a number that never subscribed.
fn odd(at: i64, url: &str, body: &[u8], chance: &mut dyn Chance) -> Message {
    let stranger = json!({"Msisdn": "2088888888", "USSDCode": "", "Channel": "WEB"}).to_string();
    let no_code = json!({"Msisdn": "2088888888", "USSDCode": "", "Channel": "USSD"}).to_string();
    let text = one_of(chance, "{\"USSDCode\":\"*999#\"}", &["{", &stranger, &no_code, ""]);
    message(at, url, if text.is_empty() { body.to_vec() } else { text.as_bytes().to_vec() })
}
