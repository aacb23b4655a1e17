//! The tables of the one control object: sessions, circuits, endpoints, the catalogue, what is counted.

pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS sessions (
  account TEXT PRIMARY KEY, until INTEGER NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS circuits (account TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS endpoints (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS catalogue (sku TEXT PRIMARY KEY, place INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counts (what TEXT PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID;";
