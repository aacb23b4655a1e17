//! What the platform gives: the clock, the log, transactions, alarms.

use std::cell::Cell;

use std::future::Future;
use std::pin::Pin;

use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use worker::{Env, RateLimiter, SqlStorage, SqlStorageValue, State};

use crate::domain::Timestamp;
use crate::json::{self, FieldError};

#[wasm_bindgen]
extern "C" {
    /// The parts of a Durable Object's storage that the `worker` crate does not carry.
    type JsStorage;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(this: &JsStorage, change: &mut dyn FnMut() -> Result<(), JsValue>) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, js_name = setAlarm)]
    fn set_alarm(this: &JsStorage, at: f64) -> js_sys::Promise;
}

/// Now.
pub fn now() -> Timestamp {
    // Milliseconds since 1970 are whole and far below 2^53.
    #[expect(clippy::cast_possible_truncation, reason = "see above")]
    Timestamp::from_millis(js_sys::Date::now() as i64)
}

/// A moment in any form that the platform reads, the dates of HTTP among them.
pub fn moment(text: &str) -> Option<Timestamp> {
    let millis = js_sys::Date::parse(text);
    #[expect(clippy::cast_possible_truncation, reason = "a cast of what is no number, or too large, stops at the ends")]
    (!millis.is_nan()).then_some(Timestamp::from_millis(millis as i64))
}

/// Work as a promise. One kind of future for all of them: each kind would cost the wasm its own machinery.
pub fn promise(work: Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>>) -> js_sys::Promise {
    future_to_promise(work)
}

/// Lets work go on after an object's call or alarm has ended.
pub fn in_background(state: &State, work: Pin<Box<dyn Future<Output = ()>>>) {
    let promise = promise(Box::pin(async move {
        work.await;
        Ok(JsValue::UNDEFINED)
    }));
    if state.as_raw().wait_until(&promise).is_err() {
        log("work in the background may be cut short");
    }
}

/// The rate limit that is bound to this name, if one is. Whatever is bound there is taken for one: in tests it is a
/// service that plays it.
pub fn rate_limiter(env: &Env, name: &str) -> Option<RateLimiter> {
    let bound = js_sys::Reflect::get(env, &JsValue::from(name)).ok()?;
    (!bound.is_undefined()).then(|| bound.unchecked_into())
}

/// Writes one line to the log. Callers pass no values that came from outside.
pub fn log(line: &str) {
    worker::console_error!("{line}");
}

/// An error inside an object: the text is for the log and holds no data.
#[derive(Debug)]
pub struct Fault(pub String);

impl From<worker::Error> for Fault {
    fn from(error: worker::Error) -> Self {
        Self(error.to_string())
    }
}

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

impl From<JsValue> for Fault {
    fn from(error: JsValue) -> Self {
        Self(error.dyn_ref::<js_sys::Error>().map_or_else(|| format!("{error:?}"), |e| String::from(e.message())))
    }
}

impl From<Fault> for JsValue {
    fn from(fault: Fault) -> Self {
        js_sys::Error::new(&fault.0).into()
    }
}

/// An object's database and its alarm.
pub struct Store {
    sql: SqlStorage,
    storage: JsStorage,
    /// When the alarm will ring, as far as this instance knows. Rows are the truth; this only spares a call.
    alarm: Cell<Option<Timestamp>>,
}

impl Store {
    /// The object's own storage, with its tables made.
    pub fn open(state: &State, schema: &str) -> Result<Self, Fault> {
        let storage = state.storage();
        let raw: &JsValue = storage.as_raw().as_ref();
        let store = Self { sql: storage.sql(), storage: raw.clone().unchecked_into(), alarm: Cell::new(None) };
        store.run(schema, Vec::new())?;
        Ok(store)
    }

    /// Runs a statement and returns its rows.
    pub fn rows(&self, sql: &str, values: Vec<SqlStorageValue>) -> Result<Vec<Row>, Fault> {
        let cursor = self.sql.exec(sql, values)?;
        cursor.raw().map(|row| row.map(|values| Row(values.into_iter())).map_err(Fault::from)).collect()
    }

    /// Gives the rows of a statement one by one, as long as `take` wants another.
    pub fn each(
        &self,
        sql: &str,
        values: Vec<SqlStorageValue>,
        take: &mut dyn FnMut(Row) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        for row in self.sql.exec(sql, values)?.raw() {
            if !take(Row(row.map_err(Fault::from)?.into_iter()))? {
                break;
            }
        }
        Ok(())
    }

    /// Runs a statement without rows.
    pub fn run(&self, sql: &str, values: Vec<SqlStorageValue>) -> Result<(), Fault> {
        self.sql.exec(sql, values)?;
        Ok(())
    }

    /// Runs `change` in one transaction: all of it or nothing. A throw alone would keep earlier writes.
    pub fn transaction<T>(&self, mut change: impl FnMut() -> Result<T, Fault>) -> Result<T, Fault> {
        let mut result = None;
        let mut step = || {
            result = Some(change()?);
            Ok(())
        };
        self.storage.transaction_sync(&mut step)?;
        result.ok_or_else(|| Fault("the transaction did not run".to_owned()))
    }

    /// Makes the alarm ring at `at` or earlier.
    pub fn ring_at(&self, at: Timestamp) {
        if self.alarm.get().is_some_and(|set| set <= at && set > now()) {
            return;
        }
        self.alarm.set(Some(at));
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
        let _ = self.storage.set_alarm(at.millis() as f64);
    }

    /// Forgets the alarm that has just rung.
    pub fn rang(&self) {
        self.alarm.set(None);
    }
}

/// A row, read from left to right.
pub struct Row(std::vec::IntoIter<SqlStorageValue>);

impl Row {
    /// The next column, a text.
    pub fn text(&mut self) -> Result<String, Fault> {
        match self.0.next() {
            Some(SqlStorageValue::String(text)) => Ok(text),
            _ => Err(Fault("expected a text column".to_owned())),
        }
    }

    /// The next column, a text or nothing.
    pub fn optional_text(&mut self) -> Result<Option<String>, Fault> {
        match self.0.next() {
            Some(SqlStorageValue::String(text)) => Ok(Some(text)),
            Some(SqlStorageValue::Null) => Ok(None),
            _ => Err(Fault("expected a text column or nothing".to_owned())),
        }
    }

    /// The next column, JSON of a type of ours.
    pub fn json<T: DeserializeOwned>(&mut self) -> Result<T, Fault> {
        Ok(json::from_slice(self.text()?.as_bytes())?)
    }

    /// The next column, an integer.
    pub fn integer(&mut self) -> Result<i64, Fault> {
        match self.0.next() {
            Some(SqlStorageValue::Integer(number)) => Ok(number),
            _ => Err(Fault("expected an integer column".to_owned())),
        }
    }

    /// The next column, bytes.
    pub fn bytes(&mut self) -> Result<Vec<u8>, Fault> {
        match self.0.next() {
            Some(SqlStorageValue::Blob(bytes)) => Ok(bytes),
            _ => Err(Fault("expected a column of bytes".to_owned())),
        }
    }

    /// The next column, an integer or nothing.
    pub fn optional_integer(&mut self) -> Result<Option<i64>, Fault> {
        match self.0.next() {
            Some(SqlStorageValue::Integer(number)) => Ok(Some(number)),
            Some(SqlStorageValue::Null) => Ok(None),
            _ => Err(Fault("expected an integer column or nothing".to_owned())),
        }
    }
}
