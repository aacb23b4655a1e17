//! The tables of one shard of the subscribers: subscriptions, claims, what waits, what was spent.

pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS subscriptions (
  provider TEXT NOT NULL, msisdn TEXT NOT NULL, plan TEXT NOT NULL, cancelled_at INTEGER, body TEXT NOT NULL,
  PRIMARY KEY (provider, msisdn, plan)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS claims (
  provider TEXT NOT NULL, msisdn TEXT NOT NULL, plan TEXT NOT NULL, period TEXT NOT NULL,
  holder TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (provider, msisdn, plan, period)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting (
  provider TEXT NOT NULL, msisdn TEXT NOT NULL, holder TEXT NOT NULL, since INTEGER NOT NULL, texts INTEGER NOT NULL,
  starts TEXT, PRIMARY KEY (provider, msisdn, holder)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cancellations (
  provider TEXT NOT NULL, msisdn TEXT NOT NULL, short_code TEXT NOT NULL, channel TEXT NOT NULL,
  every_plan INTEGER NOT NULL, known INTEGER NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS cancellations_of ON cancellations (provider, msisdn, at);
CREATE TABLE IF NOT EXISTS spent (what TEXT NOT NULL, msisdn TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS spent_on ON spent (what, msisdn, at);
CREATE TABLE IF NOT EXISTS page_texts (
  key TEXT NOT NULL, holder TEXT NOT NULL, block TEXT, at INTEGER NOT NULL, asked INTEGER NOT NULL,
  PRIMARY KEY (key, holder)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS page_texts_of ON page_texts (key, at);
";
