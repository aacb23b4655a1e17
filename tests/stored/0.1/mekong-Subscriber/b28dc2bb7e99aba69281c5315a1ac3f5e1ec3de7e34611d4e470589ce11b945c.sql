CREATE TABLE subscriptions (
  provider TEXT NOT NULL, msisdn TEXT NOT NULL, plan TEXT NOT NULL, cancelled_at INTEGER, body TEXT NOT NULL,
  PRIMARY KEY (provider, msisdn, plan)) WITHOUT ROWID;
CREATE TABLE claims (
  provider TEXT NOT NULL, msisdn TEXT NOT NULL, plan TEXT NOT NULL, period TEXT NOT NULL,
  holder TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (provider, msisdn, plan, period)) WITHOUT ROWID;
CREATE TABLE waiting (
  provider TEXT NOT NULL, msisdn TEXT NOT NULL, holder TEXT NOT NULL, since INTEGER NOT NULL, texts INTEGER NOT NULL,
  starts TEXT, PRIMARY KEY (provider, msisdn, holder)) WITHOUT ROWID;
CREATE TABLE cancellations (
  provider TEXT NOT NULL, msisdn TEXT NOT NULL, short_code TEXT NOT NULL, channel TEXT NOT NULL,
  every_plan INTEGER NOT NULL, known INTEGER NOT NULL, at INTEGER NOT NULL);
CREATE INDEX cancellations_of ON cancellations (provider, msisdn, at);
CREATE TABLE spent (what TEXT NOT NULL, msisdn TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX spent_on ON spent (what, msisdn, at);
CREATE TABLE page_texts (
  key TEXT NOT NULL, holder TEXT NOT NULL, block TEXT, at INTEGER NOT NULL, asked INTEGER NOT NULL,
  PRIMARY KEY (key, holder)) WITHOUT ROWID;
CREATE INDEX page_texts_of ON page_texts (key, at);
CREATE TABLE outbox (mark TEXT PRIMARY KEY, body TEXT NOT NULL);
INSERT INTO spent VALUES ('guess', '8562098203001', 1796105829913);
INSERT INTO spent VALUES ('text', '8562098203001', 1796105829879);
