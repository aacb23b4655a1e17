//! An object's rows in a real SQLite, in memory. The database outlives its object, as a disk does.

use std::cell::Cell;
use std::rc::Rc;

use mekong_pay::domain::Timestamp;
use mekong_pay::gateway::platform::{Fault, Row, SqlValue, Store, Transaction};
use rusqlite::config::DbConfig;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OpenFlags, Statement, params_from_iter};

use super::clock::IsolateClock;
use crate::world::World;
use crate::world::executor::Owner;
use crate::world::faults::Fault as Breaks;
use crate::world::objects::ObjectName;

/// Statements that are kept ready for each object.
const STATEMENTS: usize = 200;

/// What stays of an object when it is gone.
pub struct Disk {
    pub sql: Connection,
    /// When its alarm rings, if it does.
    pub alarm: Cell<Option<i64>>,
    /// Until when nothing can be written.
    pub full_until: Cell<i64>,
}

impl Disk {
    pub fn new() -> Self {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_MEMORY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let sql = Connection::open_in_memory_with_flags(flags).expect("SQLite opens a database in memory");
        // Without it a kept statement is compiled anew for each value that is bound.
        sql.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).expect("SQLite keeps its plans");
        sql.set_prepared_statement_cache_capacity(STATEMENTS);
        sql.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA synchronous = OFF;").expect("SQLite takes its settings");
        Self { sql, alarm: Cell::new(None), full_until: Cell::new(0) }
    }
}

impl Disk {
    fn command(&self, sql: &str) -> Result<(), Fault> {
        self.sql.prepare_cached(sql).and_then(|mut statement| statement.execute([])).map(drop).map_err(fault)
    }
}

/// The disk as one instance of the object has it.
pub struct Storage {
    pub world: Rc<World>,
    pub name: ObjectName,
    pub disk: Rc<Disk>,
    pub owner: Owner,
    pub clock: IsolateClock,
    /// As Cloudflare's side of the gateway has it: when the alarm will ring, as far as this instance knows.
    pub alarm: Cell<Option<i64>>,
}

impl Store for Storage {
    fn rows(&self, sql: &str, values: Vec<SqlValue>) -> Result<Vec<Row>, Fault> {
        rows(&self.disk.sql, sql, values)
    }

    fn each(
        &self,
        sql: &str,
        values: Vec<SqlValue>,
        take: &mut dyn FnMut(Row) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        let mut statement = self.disk.sql.prepare_cached(sql).map_err(fault)?;
        let columns = statement.column_count();
        let mut rows = statement.query(params_from_iter(values.into_iter().map(value))).map_err(fault)?;
        while let Some(found) = rows.next().map_err(fault)? {
            if !take(row(found, columns)?)? {
                break;
            }
        }
        Ok(())
    }

    fn transaction(&self, change: &mut dyn FnMut(&dyn Transaction) -> Result<(), Fault>) -> Result<(), Fault> {
        self.breaks()?;
        self.disk.command("BEGIN")?;
        let changed = change(&Open(&self.disk.sql));
        let broken = changed.is_ok() && self.world.happens(Breaks::TransactionFailed, &self.name.text());
        if changed.is_err() || broken {
            self.disk.command("ROLLBACK")?;
            return changed.and(Err(Fault("the transaction was rolled back".to_owned())));
        }
        self.disk.command("COMMIT")?;
        if self.world.happens(Breaks::CommitUnheard, &self.name.text()) {
            self.world.doom(self.owner);
        }
        Ok(())
    }

    fn ring_at(&self, at: Timestamp) {
        if self.alarm.get().is_some_and(|set| set <= at.millis() && set > self.clock.now()) {
            return;
        }
        self.alarm.set(Some(at.millis()));
        self.world.set_alarm(&self.name, &self.disk, at.millis());
    }

    fn rang(&self) {
        self.alarm.set(None);
    }
}

impl Storage {
    /// A disk that is full says so before anything is written.
    fn breaks(&self) -> Result<(), Fault> {
        let now = self.world.now();
        if self.disk.full_until.get() <= now && self.world.happens(Breaks::DiskFull, &self.name.text()) {
            self.disk.full_until.set(now + self.world.chance.between(1_000, 600_000));
        }
        if self.disk.full_until.get() > now {
            return Err(Fault("database or disk is full".to_owned()));
        }
        Ok(())
    }
}

struct Open<'a>(&'a Connection);

impl Transaction for Open<'_> {
    fn run(&self, sql: &str, values: Vec<SqlValue>) -> Result<Vec<Row>, Fault> {
        if values.is_empty() && sql.contains(';') {
            self.0.execute_batch(sql).map_err(fault)?;
            return Ok(Vec::new());
        }
        rows(self.0, sql, values)
    }
}

fn rows(connection: &Connection, sql: &str, values: Vec<SqlValue>) -> Result<Vec<Row>, Fault> {
    let mut statement = connection.prepare_cached(sql).map_err(fault)?;
    collected(&mut statement, values)
}

fn collected(statement: &mut Statement<'_>, values: Vec<SqlValue>) -> Result<Vec<Row>, Fault> {
    let columns = statement.column_count();
    let mut rows = statement.query(params_from_iter(values.into_iter().map(value))).map_err(fault)?;
    let mut found = Vec::new();
    while let Some(next) = rows.next().map_err(fault)? {
        found.push(row(next, columns)?);
    }
    Ok(found)
}

fn row(row: &rusqlite::Row<'_>, columns: usize) -> Result<Row, Fault> {
    let column = |at: usize| match row.get_ref(at).map_err(fault)? {
        ValueRef::Null => Ok(SqlValue::Null),
        ValueRef::Integer(number) => Ok(SqlValue::Integer(number)),
        ValueRef::Text(text) => Ok(SqlValue::Text(String::from_utf8_lossy(text).into_owned())),
        ValueRef::Blob(bytes) => Ok(SqlValue::Blob(bytes.to_vec())),
        ValueRef::Real(_) => Err(Fault("a column holds a fraction".to_owned())),
    };
    (0..columns).map(column).collect::<Result<_, _>>().map(Row::of)
}

fn value(value: SqlValue) -> Value {
    match value {
        SqlValue::Null => Value::Null,
        SqlValue::Integer(number) => Value::Integer(number),
        SqlValue::Text(text) => Value::Text(text),
        SqlValue::Blob(bytes) => Value::Blob(bytes),
    }
}

fn fault(error: rusqlite::Error) -> Fault {
    Fault(format!("SQLite: {error}"))
}
