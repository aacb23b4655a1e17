//! A configured provider, kept on this side: what it is asked crosses, the credentials do so once.

use mekong_pay::domain::order::life::Fingerprints;
use mekong_pay::domain::order::{Clock, Order};
use mekong_pay::domain::read::written;
use mekong_pay::domain::time::Pace;
use mekong_pay::domain::{Doubt, Outcome, Prepared, Reading};
use mekong_pay::providers::{
    self, Inquiries, Inquiry, Message, Notice, NoticeRead, Notices, Provider, Session, SessionError,
};
use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::asked::{Asked, missing};
use crate::door::Replay;
use crate::shown::{self, object, refused};

/// An account at a provider.
#[wasm_bindgen]
pub struct Account {
    provider: &'static dyn Provider,
    account: Box<dyn providers::Account>,
}

/// What is told, good or bad.
type Told = Result<Value, Value>;

#[wasm_bindgen]
impl Account {
    /// Reads and checks a configuration, and the private key where it stands alone. The error is JSON.
    #[wasm_bindgen(constructor)]
    pub fn new(provider: &str, config: &str, private_key: Option<String>) -> Result<Account, String> {
        let wrong = |code, field: &str, problem: &str| written(&shown::error(code, field, problem));
        let provider =
            providers::find(provider).ok_or_else(|| wrong("provider_unknown", "provider", "there is no such one"))?;
        let account = provider.configure(config, private_key.as_deref());
        let account = account.map_err(|error| wrong("config_invalid", &error.field, &error.problem))?;
        Ok(Self { provider, account })
    }

    /// Makes a request or reads an answer, by name. What is told is JSON, good or bad.
    pub fn call(&self, name: &str, asked: &str, body: &[u8]) -> String {
        let asked = Asked::read(asked).map_err(refused);
        written(&asked.and_then(|asked| self.told(name, &asked, body)).unwrap_or_else(|wrong| wrong))
    }
}

impl Account {
    fn told(&self, name: &str, asked: &Asked, body: &[u8]) -> Told {
        match name {
            "build" => self.build(asked),
            "read" => self.read(asked, body),
            "token_request" => self.session().map(|session| shown::request(session.request())),
            "read_token" => self.read_token(asked, body),
            "session_refused" => {
                let refusal = self.session()?.refused(&asked.answer(body).map_err(refused)?);
                Ok(refusal.into())
            }
            "inquire" => self.inquire(asked),
            "read_inquiry" => self.read_inquiry(asked, body),
            "lookup" => self.lookup(asked),
            "learn" => self.learn(asked, body),
            "notice" => self.notice(asked, body),
            "judge" => self.judge(asked, body),
            "returned" => self.returned(asked),
            "acknowledge" => self.notices().map(|notices| shown::reply(notices.acknowledge())),
            _ => Err(unsupported()),
        }
    }

    fn prepared(&self, asked: &Asked) -> Result<Prepared, Value> {
        asked.prepared(self.provider, self.account.as_ref()).map_err(refused)
    }

    /// The request of a call about an order, signed.
    fn build(&self, asked: &Asked) -> Told {
        let door = Replay::new(asked);
        let prepared = self.prepared(asked)?;
        let call = asked.call(&prepared).map_err(refused)?;
        let context = asked.context(&door).map_err(refused)?;
        let request = door.run(self.account.build(&call, context))?.map_err(refused)?;
        Ok(shown::warned(shown::request(request), &prepared.warnings))
    }

    /// What the answer to such a call says.
    fn read(&self, asked: &Asked, body: &[u8]) -> Told {
        let door = Replay::new(asked);
        let prepared = self.prepared(asked)?;
        let call = asked.call(&prepared).map_err(refused)?;
        let (answer, context) = (asked.answer(body).map_err(refused)?, asked.context(&door).map_err(refused)?);
        let mut reading = door.run(self.account.classify(&call, &answer, context))?;
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
            Ok(token) => Ok(object(vec![
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

    fn notice(&self, asked: &Asked, body: &[u8]) -> Told {
        let (door, headers) = (Replay::new(asked), asked.pairs("headers"));
        let message = Message { headers: &headers, body };
        match door.run(self.notices()?.verify(&message, &door))? {
            NoticeRead::Refused => Err(not_signed()),
            NoticeRead::Ambiguous { merchant_order_id, merchant_refund_id } => {
                Ok(heard("ambiguous", merchant_order_id, merchant_refund_id, Value::Null))
            }
            NoticeRead::Verified(notice) => Ok(said(notice.get())),
        }
    }

    fn judge(&self, asked: &Asked, body: &[u8]) -> Told {
        let (door, headers) = (Replay::new(asked), asked.pairs("headers"));
        let prepared = self.prepared(asked)?;
        let message = Message { headers: &headers, body };
        let (notices, operation) = (self.notices()?, prepared.facts.operation);
        let NoticeRead::Verified(notice) = door.run(notices.verify(&message, &door))? else {
            return Err(not_signed());
        };
        let clock = Clock { now: asked.now(), pace: Pace::divided_by(1) };
        let fingerprints = Fingerprints { command: String::new(), account: String::new() };
        let mut order = Order::reserve(prepared, fingerprints, clock);
        order.provider_order_id = asked.text("provider_order_id").map_err(refused)?.map(str::to_owned);
        Ok(shown::verdict(&notices.judge(&notice, &order), operation))
    }

    fn returned(&self, asked: &Asked) -> Told {
        let (door, form) = (Replay::new(asked), asked.pairs("form"));
        let about = asked.needed("about").map_err(refused)?;
        door.run(self.notices()?.verify_return(&form, about, &door)).map(Value::from)
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
    heard("verified", notice.merchant_order_id.clone(), notice.merchant_refund_id.clone(), fields)
}

fn heard(read: &str, order: Option<String>, refund: Option<String>, fields: Value) -> Value {
    object(vec![
        ("read", read.into()),
        ("merchantOrderId", order.into()),
        ("merchantRefundId", refund.into()),
        ("fields", fields),
    ])
}
