//! A configured provider, kept on this side: what it is asked crosses, the credentials do so once.

use std::rc::Rc;

use mekong_pay::domain::order::life::Fingerprints;
use mekong_pay::domain::order::{Clock, Order};
use mekong_pay::domain::read::written;
use mekong_pay::domain::time::Pace;
use mekong_pay::domain::{Doubt, Outcome, Prepared, Reading};
use mekong_pay::providers::{
    self, Inquiries, Inquiry, Message, Notice, NoticeRead, Notices, Provider, Session, SessionError, untied,
};
use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::asked::{Asked, missing};
use crate::door::{Door, ToldKeys};
use crate::free::{parts, text_of};
use crate::shown::{self, object, refused};
use crate::work::Work;

/// An account at a provider, and the calls that wait for RSA, by their places.
#[wasm_bindgen]
pub struct Account {
    own: Result<Rc<Own>, Value>,
    keys: Rc<ToldKeys>,
    waiting: Vec<Option<Work>>,
}

/// What a call needs of an account for as long as it lasts.
struct Own {
    provider: &'static dyn Provider,
    account: Box<dyn providers::Account>,
}

/// What is told, good or bad.
type Told = Result<Value, Value>;

#[wasm_bindgen]
impl Account {
    /// Reads and checks a configuration; what is wrong with it is told by every call. `message` is the provider's id
    /// and, in the next line, the configuration; from `at` on the private key, if it stands `alone`.
    #[wasm_bindgen(constructor)]
    pub fn new(message: &[u8], at: usize, alone: bool) -> Self {
        let (text, key) = parts(message, at);
        let (provider, config) = text.split_once('\n').unwrap_or_default();
        let own = match providers::find(provider) {
            None => Err(shown::error("provider_unknown", "provider", "there is no such one")),
            Some(provider) => match provider.configure(config, alone.then(|| text_of(key))) {
                Ok(account) => Ok(Rc::new(Own { provider, account })),
                Err(wrong) => Err(shown::error("config_invalid", &wrong.field, &wrong.problem)),
            },
        };
        Self { own, keys: Rc::default(), waiting: Vec::new() }
    }

    /// Makes a request or reads an answer. `message` is the call's name and, in the next line, what is asked as JSON;
    /// from `at` on it is the answer's body. What is told is JSON, good or bad, or what must be asked of RSA first.
    pub fn call(&mut self, message: &[u8], at: usize) -> String {
        let own = match &self.own {
            Ok(own) => Rc::clone(own),
            Err(wrong) => return written(wrong),
        };
        let (text, body) = parts(message, at);
        let (name, asked) = text.split_once('\n').unwrap_or_default();
        let (name, asked, body) = (name.to_owned(), Asked::read(asked), body.to_vec());
        let door = Rc::new(Door::new(&self.keys));
        let answered = Rc::clone(&door);
        self.advance(Work::new(door, async move {
            match asked {
                Ok(asked) => own.told(&name, &asked, &body, &answered).await,
                Err(wrong) => Err(refused(wrong)),
            }
        }))
    }

    /// Goes on with the call that waits in this place, with what came of RSA: a signature; 1 or 0 for a good or a bad
    /// one; nothing for what the platform could not do.
    pub fn resume(&mut self, place: usize, given: &[u8]) -> String {
        let Some(work) = self.waiting.get_mut(place).and_then(Option::take) else { return written(&unsupported()) };
        work.give(given);
        self.advance(work)
    }
}

impl Account {
    fn advance(&mut self, mut work: Work) -> String {
        written(&match work.advance() {
            Ok(told) => told.unwrap_or_else(|wrong| wrong),
            Err(ask) => object([("ask", ask), ("place", self.keep(work).into())]),
        })
    }

    fn keep(&mut self, work: Work) -> usize {
        let free = self.waiting.iter().position(Option::is_none).unwrap_or(self.waiting.len());
        match self.waiting.get_mut(free) {
            Some(place) => *place = Some(work),
            None => self.waiting.push(Some(work)),
        }
        free
    }
}

impl Own {
    async fn told(&self, name: &str, asked: &Asked, body: &[u8], door: &Door) -> Told {
        match name {
            "open" => Ok(Value::Null),
            "build" => self.build(asked, door).await,
            "read" => self.read(asked, body, door).await,
            "token_request" => self.session().map(|session| shown::request(session.request())),
            "token" => self.account.token(asked.now()).map(Value::from).ok_or_else(unsupported),
            "read_token" => self.read_token(asked, body),
            "session_refused" => {
                let refusal = self.session()?.refused(&asked.answer(body).map_err(refused)?);
                Ok(refusal.into())
            }
            "inquire" => self.inquire(asked),
            "read_inquiry" => self.read_inquiry(asked, body),
            "lookup" => self.lookup(asked),
            "learn" => self.learn(asked, body),
            "notice" => self.notice(asked, body, door).await,
            "judge" => self.judge(asked, body, door).await,
            "returned" => self.returned(asked, door).await,
            "acknowledge" => self.notices().map(|notices| shown::reply(notices.acknowledge())),
            _ => Err(unsupported()),
        }
    }

    fn prepared(&self, asked: &Asked) -> Result<Prepared, Value> {
        asked.prepared(self.provider, self.account.as_ref()).map_err(refused)
    }

    /// The request of a call about an order, signed.
    async fn build(&self, asked: &Asked, door: &Door) -> Told {
        let prepared = self.prepared(asked)?;
        let call = asked.call(&prepared).map_err(refused)?;
        let context = asked.context(door).map_err(refused)?;
        let request = self.account.build(&call, context).await.map_err(refused)?;
        Ok(shown::warned(shown::request(request), &prepared.warnings))
    }

    /// What the answer to such a call says.
    async fn read(&self, asked: &Asked, body: &[u8], door: &Door) -> Told {
        let prepared = self.prepared(asked)?;
        let call = asked.call(&prepared).map_err(refused)?;
        let (answer, context) = (asked.answer(body).map_err(refused)?, asked.context(door).map_err(refused)?);
        let mut reading = self.account.classify(&call, &answer, context).await;
        // As in the ledger: after a call that was never answered only a success is conclusive.
        if asked.flag("after_inconclusive") && reading.outcome != Outcome::Succeeded {
            reading = Reading { outcome: Outcome::Unknown(Doubt::AfterInconclusive), corroboration: None, ..reading };
        }
        Ok(shown::verdict(&reading, prepared.facts.operation))
    }

    fn session(&self) -> Result<&dyn Session, Value> {
        self.account.session().ok_or_else(unsupported)
    }

    fn read_token(&self, asked: &Asked, body: &[u8]) -> Told {
        match self.session()?.read(&asked.answer(body).map_err(refused)?) {
            Ok(token) => Ok(object([
                ("access_token", token.secret.reveal().into()),
                ("expires_in_s", token.expires_in_s.into()),
            ])),
            Err(SessionError::Refused) => {
                Err(shown::error("session_refused", "", "the user name or the password was refused"))
            }
            Err(_) => Err(shown::error("session_unavailable", "", "no answer, or none that could be read")),
        }
    }

    fn inquiries(&self) -> Result<&dyn Inquiries, Value> {
        self.account.inquiries().ok_or_else(unsupported)
    }

    fn inquiry(&self, asked: &Asked) -> Result<Inquiry, Value> {
        let number = || self.account.msisdn(asked.needed("msisdn")?);
        match (asked.needed("call").map_err(refused)?, asked.value("details")) {
            ("balance", _) => Ok(Inquiry::Balance),
            ("products", _) => Ok(Inquiry::Products),
            ("number", _) => number().map(Inquiry::Number).map_err(refused),
            ("number_products", Some(details)) => {
                number().map(|number| Inquiry::NumberProducts(number, details.clone())).map_err(refused)
            }
            _ => Err(refused(missing("details"))),
        }
    }

    fn inquire(&self, asked: &Asked) -> Told {
        let request = self.inquiries()?.request(&self.inquiry(asked)?, asked.now()).map_err(refused)?;
        request.map(shown::request).ok_or_else(unsupported)
    }

    fn read_inquiry(&self, asked: &Asked, body: &[u8]) -> Told {
        let answer = asked.answer(body).map_err(refused)?;
        self.inquiries()?.read(&self.inquiry(asked)?, &answer).map(shown::found).map_err(shown::unanswered)
    }

    /// What must be asked before an order can be sent; null once nothing is missing.
    fn lookup(&self, asked: &Asked) -> Told {
        let Some(inquiry) = self.account.lookup(&self.prepared(asked)?) else { return Ok(Value::Null) };
        let request = self.inquiries()?.request(&inquiry, asked.now()).map_err(refused)?;
        Ok(request.map_or(Value::Null, shown::request))
    }

    /// `details` with what was found.
    fn learn(&self, asked: &Asked, body: &[u8]) -> Told {
        let mut prepared = self.prepared(asked)?;
        if let Some(inquiry) = self.account.lookup(&prepared) {
            let answer = asked.answer(body).map_err(refused)?;
            let finding = self.inquiries()?.read(&inquiry, &answer).map_err(shown::unanswered)?;
            self.account.learn(&mut prepared, finding).map_err(refused)?;
        }
        Ok(prepared.facts.details)
    }

    fn notices(&self) -> Result<&dyn Notices, Value> {
        self.account.notices().ok_or_else(unsupported)
    }

    async fn notice(&self, asked: &Asked, body: &[u8], door: &Door) -> Told {
        let message = Message { headers: &asked.pairs("headers"), body };
        match self.notices()?.verify(&message, door).await {
            NoticeRead::Refused => Err(not_signed()),
            NoticeRead::Ambiguous(notice) => Ok(heard("ambiguous", notice.get(), Value::Null)),
            NoticeRead::Verified(notice) => Ok(said(notice.get())),
        }
    }

    async fn judge(&self, asked: &Asked, body: &[u8], door: &Door) -> Told {
        let prepared = self.prepared(asked)?;
        let message = Message { headers: &asked.pairs("headers"), body };
        let (notices, operation) = (self.notices()?, prepared.facts.operation);
        let NoticeRead::Verified(notice) = notices.verify(&message, door).await else {
            return Err(not_signed());
        };
        let clock = Clock { now: asked.now(), pace: Pace::divided_by(1) };
        let fingerprints = Fingerprints { command: String::new(), account: String::new() };
        let mut order = Order::reserve(prepared, fingerprints, clock);
        order.provider_order_id = asked.text("provider_order_id").map_err(refused)?.map(str::to_owned);
        let reading = notices.judge(&notice, &order);
        let reading = if order.provider_order_id.is_some() { reading } else { untied(reading) };
        Ok(shown::verdict(&reading, operation))
    }

    async fn returned(&self, asked: &Asked, door: &Door) -> Told {
        let (form, about) = (asked.pairs("form"), asked.needed("about").map_err(refused)?);
        let notice = self.notices()?.verify_return(&form, door).await;
        Ok(notice.is_some_and(|notice| notice.get().merchant_order_id.as_deref() == Some(about)).into())
    }
}

fn unsupported() -> Value {
    shown::error("operation_unsupported", "operation", "this provider has no such call")
}

fn not_signed() -> Value {
    shown::error("signature_invalid", "", "none of the provider's keys signed this, or it can be read in two ways")
}

fn said(notice: &Notice) -> Value {
    let fields = notice.fields.iter().map(|(name, text)| Value::from(vec![name.as_str(), text.as_str()]));
    let fields = Value::Array(fields.collect());
    heard("verified", notice, fields)
}

fn heard(read: &str, notice: &Notice, fields: Value) -> Value {
    object([
        ("read", read.into()),
        ("merchantOrderId", notice.merchant_order_id.clone().into()),
        ("merchantRefundId", notice.merchant_refund_id.clone().into()),
        ("fields", fields),
    ])
}
