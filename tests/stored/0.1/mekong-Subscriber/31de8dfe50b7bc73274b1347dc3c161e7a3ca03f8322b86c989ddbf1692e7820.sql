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
INSERT INTO subscriptions VALUES ('ltc', '8562055500004', '["MEKONG","Gold"]', 1796105829518, '{"provider":"ltc","msisdn":"8562055500004","subscribed":{"plan":"[\"MEKONG\",\"Gold\"]","details":{"card_name":"Gold","game_name":"MEKONG"},"short_code":"*300#"},"consented_at":1767200400000,"started_by":null,"cancelled_at":1796105829518}');
INSERT INTO cancellations VALUES ('ltc', '8562055500004', '*300#', 'USSD', 0, 1, 1796105829518);
