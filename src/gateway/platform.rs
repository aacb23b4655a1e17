//! What the gateway is given by whatever it runs on. Cloudflare's side of it is `edge`; the simulation has one of its
//! own, in memory. Nothing in `gateway` has a clock, a socket or a disk but these.

use std::rc::Rc;

use serde::de::DeserializeOwned;

use crate::domain::{Secret, Timestamp};
use crate::json::{self, FieldError};
use crate::providers::LocalFuture;
use crate::providers::http::{Answer, Request};
use crate::signing::RsaBackend;

/// Everything that one isolate is given.
#[derive(Clone)]
pub struct Platform {
    /// The clock, the log, and time that passes.
    pub host: Rc<dyn Host>,
    /// The gateway's own objects.
    pub peers: Rc<dyn Peers>,
    /// Everybody else.
    pub outbound: Rc<dyn Outbound>,
    /// RSA.
    pub rsa: Rc<dyn RsaBackend>,
    /// What is kept on disk without standing there.
    pub sealing: Rc<dyn Sealing>,
    /// The coarse limit, where one is bound.
    pub rate_limit: Option<Rc<dyn RateLimit>>,
}

/// The machine.
pub trait Host {
    /// Now.
    fn now(&self) -> Timestamp;
    /// Writes one line to the log. Callers pass no values that came from outside.
    fn log(&self, line: &str);
    /// Comes back after so many milliseconds.
    fn sleep(&self, millis: i64) -> LocalFuture<'static, ()>;
}

/// What an object is given beside that.
#[derive(Clone)]
pub struct ObjectPlatform {
    /// Which object of its class this is; the same for as long as it exists.
    pub id: String,
    /// Its own storage.
    pub store: Rc<dyn Store>,
    /// Work that goes on after a call or an alarm has ended.
    pub background: Rc<dyn Background>,
}

/// Work beside an object's calls.
pub trait Background {
    /// Lets it run to its end, if the object lives so long.
    fn run(&self, work: LocalFuture<'static, ()>);
}

/// An object's rows, and its alarm. Reading is free; writing takes a transaction.
pub trait Store {
    /// The rows of a statement that changes nothing.
    fn rows(&self, sql: &str, values: Vec<SqlValue>) -> Result<Vec<Row>, Fault>;
    /// The same one by one, as long as `take` wants another.
    fn each(
        &self,
        sql: &str,
        values: Vec<SqlValue>,
        take: &mut dyn FnMut(Row) -> Result<bool, Fault>,
    ) -> Result<(), Fault>;
    /// Runs `change` in one transaction, at once: all of it or nothing.
    fn transaction(&self, change: &mut dyn FnMut(&dyn Transaction) -> Result<(), Fault>) -> Result<(), Fault>;
    /// Makes the alarm ring at `at` or earlier.
    fn ring_at(&self, at: Timestamp);
    /// Forgets the alarm that has just rung.
    fn rang(&self);
}

/// What writes are made by: the transaction that is open.
pub type Tx<'a> = &'a dyn Transaction;

/// What may write, for as long as a transaction lasts.
pub trait Transaction {
    /// Runs a statement; its rows, if it returns any.
    fn run(&self, sql: &str, values: Vec<SqlValue>) -> Result<Vec<Row>, Fault>;
}

/// The gateway's objects, each a class with named instances of which there is one each in the world.
pub trait Peers {
    /// One message there, one back. The call is on its way whether or not anybody awaits the answer.
    fn call(&self, class: ObjectClass, name: &str, message: String) -> LocalFuture<'static, Result<String, Fault>>;
}

/// The classes of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectClass {
    /// A shard of the orders.
    Ledger,
    /// A shard of the numbers.
    Subscriber,
    /// What there is one of.
    Control,
}

/// Requests to others: with a deadline, without redirects, without a cache.
pub trait Outbound {
    /// Sends one request and reads its answer, within `limit` milliseconds in all.
    fn send<'a>(&'a self, request: &'a Request, limit: i64, wanted: AnswerPart) -> LocalFuture<'a, Answer>;
}

/// What of an answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerPart {
    /// All of it.
    Whole,
    /// Status and headers. The body is read, so that the connection can be kept, but no further than 64 KiB, and
    /// whatever comes of that.
    Head,
}

/// Encryption at rest, under a secret of the deployment.
pub trait Sealing {
    /// Seals `text`; `context` is bound to it, so that sealed bytes cannot be moved to another place.
    fn seal<'a>(
        &'a self,
        secret: &'a Secret,
        context: &'a str,
        text: &'a Secret,
    ) -> LocalFuture<'a, Result<Vec<u8>, Fault>>;
    /// Opens what was sealed for the same place; `None` if it was made otherwise.
    fn open<'a>(&'a self, secret: &'a Secret, context: &'a str, sealed: &'a [u8]) -> LocalFuture<'a, Option<Secret>>;
}

/// The platform's own count of requests: approximate, per location, and nothing rests on it.
pub trait RateLimit {
    /// Counts one more of a key: whether it is within the limit.
    fn count<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<bool, Fault>>;
}

/// An error inside an object: the text is for the log and holds no data.
#[derive(Debug)]
pub struct Fault(pub String);

impl From<FieldError> for Fault {
    fn from(error: FieldError) -> Self {
        Self(format!("stored or passed JSON cannot be read: {error}"))
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self(format!("JSON cannot be written: {:?}", error.classify()))
    }
}

/// A value of a statement, or of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SqlValue {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

impl From<&str> for SqlValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for SqlValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for SqlValue {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<i32> for SqlValue {
    fn from(number: i32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<Vec<u8>> for SqlValue {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Blob(bytes)
    }
}

impl<T: Into<SqlValue>> From<Option<T>> for SqlValue {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A row, read from left to right.
pub struct Row(std::vec::IntoIter<SqlValue>);

impl Row {
    /// A row of these columns.
    pub fn of(columns: Vec<SqlValue>) -> Self {
        Self(columns.into_iter())
    }

    /// The next column, a text.
    pub fn text(&mut self) -> Result<String, Fault> {
        self.optional_text()?.ok_or_else(|| expected("a text"))
    }

    /// The next column, a text or nothing.
    pub fn optional_text(&mut self) -> Result<Option<String>, Fault> {
        match self.0.next() {
            Some(SqlValue::Text(text)) => Ok(Some(text)),
            Some(SqlValue::Null) => Ok(None),
            _ => Err(expected("a text or nothing")),
        }
    }

    /// The next column, JSON of a type of ours.
    pub fn json<T: DeserializeOwned>(&mut self) -> Result<T, Fault> {
        Ok(json::from_slice(self.text()?.as_bytes())?)
    }

    /// The next column, an integer.
    pub fn integer(&mut self) -> Result<i64, Fault> {
        self.optional_integer()?.ok_or_else(|| expected("an integer"))
    }

    /// The next column, an integer or nothing.
    pub fn optional_integer(&mut self) -> Result<Option<i64>, Fault> {
        match self.0.next() {
            Some(SqlValue::Integer(number)) => Ok(Some(number)),
            Some(SqlValue::Null) => Ok(None),
            _ => Err(expected("an integer or nothing")),
        }
    }

    /// The next column, bytes.
    pub fn bytes(&mut self) -> Result<Vec<u8>, Fault> {
        match self.0.next() {
            Some(SqlValue::Blob(bytes)) => Ok(bytes),
            _ => Err(expected("bytes")),
        }
    }
}

fn expected(what: &str) -> Fault {
    Fault(format!("expected a column that holds {what}"))
}

/// The result of a change that is made in one transaction.
pub fn transaction<T>(
    store: &dyn Store,
    mut change: impl FnMut(&dyn Transaction) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let mut result = None;
    store.transaction(&mut |transaction| {
        result = Some(change(transaction)?);
        Ok(())
    })?;
    result.ok_or_else(|| Fault("the transaction did not run".to_owned()))
}
