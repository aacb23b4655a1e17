//! A configured provider, kept on this side: what it is asked crosses, the credentials do so once.

use std::rc::Rc;

use mekong_pay::domain::order::Order;
use mekong_pay::domain::order::lifecycle::Fingerprints;
use mekong_pay::domain::time::{Clock, ScheduleScale};
use mekong_pay::domain::{Outcome, Prepared, ProviderReport, UnknownReason};
use mekong_pay::json::to_text;
use mekong_pay::providers::{
    self, Inquiries, Inquiry, Message, NUMBERS, Notification, NotificationVerification, Provider, Session,
    SessionError, SignedNotifications, capability, untied,
};
use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::functions::{parts, text_of};
use crate::input::{Input, missing};
use crate::output::{self, object, refused};
use crate::pending_call::PendingCall;
use crate::rsa::{KnownKeys, RequestedRsa};

/// An account at a provider, and the calls that wait for RSA, by their places.
#[wasm_bindgen]
pub struct Account {
    own: Result<Rc<Own>, Value>,
    keys: Rc<KnownKeys>,
    waiting: Vec<Option<PendingCall>>,
}

/// What a call needs of an account for as long as it lasts.
struct Own {
    provider: &'static dyn Provider,
    account: Box<dyn providers::Account>,
}

/// What is told, good or bad.
type Output = Result<Value, Value>;

#[wasm_bindgen]
impl Account {
    /// Reads and checks a configuration; what is wrong with it is told by every call. `message` is the provider's id
    /// and, in the next line, the configuration; from `at` on the private key, if it stands `alone`.
    #[wasm_bindgen(constructor)]
    pub fn new(message: &[u8], at: usize, alone: bool) -> Self {
        let (text, key) = parts(message, at);
        let (provider, config) = text.split_once('\n').unwrap_or_default();
        let own = match providers::find(provider) {
            None => Err(output::error("provider_unknown", "provider", "there is no such one")),
            Some(provider) => match provider.configure(config, alone.then(|| text_of(key))) {
                Ok(account) => Ok(Rc::new(Own { provider, account })),
                Err(wrong) => Err(output::error("config_invalid", &wrong.field, &wrong.problem)),
            },
        };
        Self { own, keys: Rc::default(), waiting: Vec::new() }
    }

    /// Makes a request or reads an answer. `message` is the call's name and, in the next line, what is asked as JSON;
    /// from `at` on it is the answer's body. What is told is JSON, good or bad, or what must be asked of RSA first.
    pub fn call(&mut self, message: &[u8], at: usize) -> String {
        let own = match &self.own {
            Ok(own) => Rc::clone(own),
            Err(wrong) => return to_text(wrong),
        };
        let (text, body) = parts(message, at);
        let (name, input) = text.split_once('\n').unwrap_or_default();
        let (name, input, body) = (name.to_owned(), Input::read(input), body.to_vec());
        let rsa = Rc::new(RequestedRsa::new(&self.keys));
        let answered = Rc::clone(&rsa);
        self.advance(PendingCall::new(rsa, async move {
            match input {
                Ok(input) => own.told(&name, &input, &body, &answered).await,
                Err(wrong) => Err(refused(wrong)),
            }
        }))
    }

    /// Goes on with the call that waits in this place, with what came of RSA: a signature; 1 or 0 for a good or a bad
    /// one; nothing for what the platform could not do.
    pub fn resume(&mut self, slot: usize, given: &[u8]) -> String {
        let Some(work) = self.waiting.get_mut(slot).and_then(Option::take) else { return to_text(&unsupported()) };
        work.give(given);
        self.advance(work)
    }
}

impl Account {
    fn advance(&mut self, mut work: PendingCall) -> String {
        to_text(&match work.advance() {
            Ok(told) => told.unwrap_or_else(|wrong| wrong),
            Err(ask) => object([("ask", ask), ("place", self.keep(work).into())]),
        })
    }

    fn keep(&mut self, work: PendingCall) -> usize {
        let free = self.waiting.iter().position(Option::is_none).unwrap_or(self.waiting.len());
        match self.waiting.get_mut(free) {
            Some(slot) => *slot = Some(work),
            None => self.waiting.push(Some(work)),
        }
        free
    }
}

impl Own {
    async fn told(&self, name: &str, input: &Input, body: &[u8], rsa: &RequestedRsa) -> Output {
        match name {
            "open" => Ok(Value::Null),
            "build" => self.build(input, rsa).await,
            "read" => self.read(input, body, rsa).await,
            "token_request" => self.session().map(|session| output::request(session.request())),
            "token" => self.account.token(input.now()).map(Value::from).ok_or_else(unsupported),
            "read_token" => self.read_token(input, body),
            "session_refused" => {
                let refusal = self.session()?.refused(&input.answer(body).map_err(refused)?);
                Ok(refusal.into())
            }
            "inquire" => self.inquire(input),
            "read_inquiry" => self.read_inquiry(input, body),
            "required_lookup" => self.required_lookup(input),
            "apply_lookup" => self.apply_lookup(input, body),
            "notification" => self.notification(input, body, rsa).await,
            "judge" => self.judge(input, body, rsa).await,
            "returned" => self.returned(input, rsa).await,
            "acknowledge" => self.signed_notifications().map(|reader| output::reply(reader.acknowledge())),
            _ => Err(unsupported()),
        }
    }

    fn prepared(&self, input: &Input) -> Result<Prepared, Value> {
        input.prepared(self.provider, self.account.as_ref()).map_err(refused)
    }

    /// The request of a call about an order, signed.
    async fn build(&self, input: &Input, rsa: &RequestedRsa) -> Output {
        let prepared = self.prepared(input)?;
        let call = input.call(&prepared).map_err(refused)?;
        let context = input.context(rsa).map_err(refused)?;
        let request = self.account.build(&call, context).await.map_err(refused)?;
        Ok(output::warned(output::request(request), &prepared.warnings))
    }

    /// What the answer to such a call says.
    async fn read(&self, input: &Input, body: &[u8], rsa: &RequestedRsa) -> Output {
        let prepared = self.prepared(input)?;
        let call = input.call(&prepared).map_err(refused)?;
        let (answer, context) = (input.answer(body).map_err(refused)?, input.context(rsa).map_err(refused)?);
        let mut report = self.account.classify(&call, &answer, context).await;
        // As in the ledger: after a call that was never answered only a success is conclusive.
        if input.flag("after_inconclusive") && report.outcome != Outcome::Succeeded {
            report = ProviderReport {
                outcome: Outcome::Unknown(UnknownReason::AfterInconclusive),
                corroboration: None,
                ..report
            };
        }
        Ok(output::verdict(&report, prepared.terms.operation))
    }

    fn session(&self) -> Result<&dyn Session, Value> {
        self.account.session().ok_or_else(unsupported)
    }

    fn read_token(&self, input: &Input, body: &[u8]) -> Output {
        match self.session()?.read(&input.answer(body).map_err(refused)?) {
            Ok(token) => Ok(object([
                ("access_token", token.secret.reveal().into()),
                ("expires_in_s", token.expires_in_s.into()),
            ])),
            Err(SessionError::Refused) => {
                Err(output::error("session_refused", "", "the user name or the password was refused"))
            }
            Err(_) => Err(output::error("session_unavailable", "", "no answer, or none that could be read")),
        }
    }

    fn inquiries(&self) -> Result<&dyn Inquiries, Value> {
        self.account.inquiries().ok_or_else(unsupported)
    }

    fn inquiry(&self, input: &Input) -> Result<Inquiry, Value> {
        let numbers = || capability(self.provider, self.account.numbers(), NUMBERS);
        let number = || numbers()?.msisdn(input.needed("msisdn")?);
        match (input.needed("call").map_err(refused)?, input.value("details")) {
            ("balance", _) => Ok(Inquiry::Balance),
            ("products", _) => Ok(Inquiry::Products),
            ("number", _) => number().map(Inquiry::Number).map_err(refused),
            ("number_products", Some(details)) => {
                number().map(|number| Inquiry::NumberProducts(number, details.clone())).map_err(refused)
            }
            _ => Err(refused(missing("details"))),
        }
    }

    fn inquire(&self, input: &Input) -> Output {
        let request = self.inquiries()?.request(&self.inquiry(input)?, input.now()).map_err(refused)?;
        request.map(output::request).ok_or_else(unsupported)
    }

    fn read_inquiry(&self, input: &Input, body: &[u8]) -> Output {
        let answer = input.answer(body).map_err(refused)?;
        self.inquiries()?.read(&self.inquiry(input)?, &answer).map(output::found).map_err(output::unanswered)
    }

    /// What must be asked before an order can be sent; null once nothing is missing.
    fn required_lookup(&self, input: &Input) -> Output {
        let Some(inquiry) = self.account.required_lookup(&self.prepared(input)?) else { return Ok(Value::Null) };
        let request = self.inquiries()?.request(&inquiry, input.now()).map_err(refused)?;
        Ok(request.map_or(Value::Null, output::request))
    }

    /// `details` with what was found.
    fn apply_lookup(&self, input: &Input, body: &[u8]) -> Output {
        let mut prepared = self.prepared(input)?;
        if let Some(inquiry) = self.account.required_lookup(&prepared) {
            let answer = input.answer(body).map_err(refused)?;
            let finding = self.inquiries()?.read(&inquiry, &answer).map_err(output::unanswered)?;
            self.account.apply_lookup(&mut prepared, finding).map_err(refused)?;
        }
        Ok(prepared.terms.details)
    }

    fn signed_notifications(&self) -> Result<&dyn SignedNotifications, Value> {
        self.account.signed_notifications().ok_or_else(unsupported)
    }

    async fn notification(&self, input: &Input, body: &[u8], rsa: &RequestedRsa) -> Output {
        let message = Message { headers: &input.pairs("headers"), body };
        match self.signed_notifications()?.verify(&message, rsa).await {
            NotificationVerification::Refused => Err(not_signed()),
            NotificationVerification::Ambiguous(notification) => {
                Ok(heard("ambiguous", notification.get(), Value::Null))
            }
            NotificationVerification::Verified(notification) => Ok(said(notification.get())),
        }
    }

    async fn judge(&self, input: &Input, body: &[u8], rsa: &RequestedRsa) -> Output {
        let prepared = self.prepared(input)?;
        let message = Message { headers: &input.pairs("headers"), body };
        let (reader, operation) = (self.signed_notifications()?, prepared.terms.operation);
        let NotificationVerification::Verified(notification) = reader.verify(&message, rsa).await else {
            return Err(not_signed());
        };
        let clock = Clock { now: input.now(), scale: ScheduleScale::divided_by(1) };
        let fingerprints = Fingerprints { command: String::new(), account: String::new() };
        let known_id = input.text("provider_order_id").map_err(refused)?.map(str::to_owned);
        let order = Order::reserve(prepared, fingerprints, clock).named_by_provider(known_id);
        let report = reader.judge(&notification, &order);
        let report = if order.provider_order_id().is_some() { report } else { untied(report) };
        Ok(output::verdict(&report, operation))
    }

    async fn returned(&self, input: &Input, rsa: &RequestedRsa) -> Output {
        let (form, about) = (input.pairs("form"), input.needed("about").map_err(refused)?);
        let notification = self.signed_notifications()?.verify_return(&form, rsa).await;
        Ok(notification
            .is_some_and(|notification| notification.get().merchant_order_id.as_deref() == Some(about))
            .into())
    }
}

fn unsupported() -> Value {
    output::error("operation_unsupported", "operation", "this provider has no such call")
}

fn not_signed() -> Value {
    output::error("signature_invalid", "", "none of the provider's keys signed this, or it can be read in two ways")
}

fn said(notification: &Notification) -> Value {
    let fields = notification.fields.iter().map(|(name, text)| Value::from(vec![name.as_str(), text.as_str()]));
    let fields = Value::Array(fields.collect());
    heard("verified", notification, fields)
}

fn heard(read: &str, notification: &Notification, fields: Value) -> Value {
    object([
        ("read", read.into()),
        ("merchantOrderId", notification.merchant_order_id.clone().into()),
        ("merchantRefundId", notification.merchant_refund_id.clone().into()),
        ("fields", fields),
    ])
}
