//! An object's storage: SQLite by `sql.exec`, transactions by `transactionSync`, and its alarm.

use std::cell::Cell;

use wasm_bindgen::prelude::*;
use worker::{SqlStorage, SqlStorageValue, State};

use super::host::{fault, now, thrown};
use crate::domain::Timestamp;
use crate::gateway::platform::{Fault, Row, SqlValue, Store, Transaction};

#[wasm_bindgen]
extern "C" {
    /// The parts of a Durable Object's storage that the `worker` crate does not carry.
    type JsStorage;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(this: &JsStorage, change: &mut dyn FnMut() -> Result<(), JsValue>) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, js_name = setAlarm)]
    fn set_alarm(this: &JsStorage, at: f64) -> js_sys::Promise;
}

/// An object's database and its alarm.
pub struct Storage {
    sql: SqlStorage,
    storage: JsStorage,
    /// When the alarm will ring, as far as this instance knows. Rows are the truth; this only spares a call.
    alarm: Cell<Option<Timestamp>>,
}

impl Storage {
    /// That of an object.
    pub fn of(state: &State) -> Self {
        let storage = state.storage();
        let raw: &JsValue = storage.as_raw().as_ref();
        Self { sql: storage.sql(), storage: raw.clone().unchecked_into(), alarm: Cell::new(None) }
    }
}

impl Store for Storage {
    fn rows(&self, sql: &str, values: Vec<SqlValue>) -> Result<Vec<Row>, Fault> {
        rows(&self.sql, sql, values)
    }

    fn each(
        &self,
        sql: &str,
        values: Vec<SqlValue>,
        take: &mut dyn FnMut(Row) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        for columns in self.sql.exec(sql, values_of(values)).map_err(fault)?.raw() {
            if !take(row(columns.map_err(fault)?)?)? {
                break;
            }
        }
        Ok(())
    }

    /// A throw alone would keep earlier writes.
    fn transaction(&self, change: &mut dyn FnMut(&dyn Transaction) -> Result<(), Fault>) -> Result<(), Fault> {
        let mut step = || change(&Open(&self.sql)).map_err(|fault| js_sys::Error::new(&fault.0).into());
        self.storage.transaction_sync(&mut step).map(drop).map_err(thrown)
    }

    fn ring_at(&self, at: Timestamp) {
        if self.alarm.get().is_some_and(|set| set <= at && set > now()) {
            return;
        }
        self.alarm.set(Some(at));
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
        let _ = self.storage.set_alarm(at.millis() as f64);
    }

    fn rang(&self) {
        self.alarm.set(None);
    }
}

/// The transaction that is open.
struct Open<'a>(&'a SqlStorage);

impl Transaction for Open<'_> {
    fn run(&self, sql: &str, values: Vec<SqlValue>) -> Result<Vec<Row>, Fault> {
        rows(self.0, sql, values)
    }
}

fn rows(storage: &SqlStorage, sql: &str, values: Vec<SqlValue>) -> Result<Vec<Row>, Fault> {
    let cursor = storage.exec(sql, values_of(values)).map_err(fault)?;
    cursor.raw().map(|columns| row(columns.map_err(fault)?)).collect()
}

fn values_of(values: Vec<SqlValue>) -> Vec<SqlStorageValue> {
    values
        .into_iter()
        .map(|value| match value {
            SqlValue::Null => SqlStorageValue::Null,
            SqlValue::Integer(number) => SqlStorageValue::Integer(number),
            SqlValue::Text(text) => SqlStorageValue::String(text),
            SqlValue::Blob(bytes) => SqlStorageValue::Blob(bytes),
        })
        .collect()
}

fn row(columns: Vec<SqlStorageValue>) -> Result<Row, Fault> {
    columns.into_iter().map(value).collect::<Result<_, _>>().map(Row::of)
}

fn value(column: SqlStorageValue) -> Result<SqlValue, Fault> {
    match column {
        SqlStorageValue::Null => Ok(SqlValue::Null),
        SqlStorageValue::Integer(number) => Ok(SqlValue::Integer(number)),
        SqlStorageValue::String(text) => Ok(SqlValue::Text(text)),
        SqlStorageValue::Blob(bytes) => Ok(SqlValue::Blob(bytes)),
        _ => Err(Fault("a column holds a fraction or a truth value".to_owned())),
    }
}
