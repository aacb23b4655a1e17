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
INSERT INTO subscriptions VALUES ('ltc', '8562055500003', '["MEKONG","Gold"]', NULL, '{"provider":"ltc","msisdn":"8562055500003","subscribed":{"plan":"[\"MEKONG\",\"Gold\"]","details":{"card_name":"Gold","game_name":"MEKONG"},"short_code":"*200#"},"consented_at":1767200400000,"started_by":null,"cancelled_at":null}');
INSERT INTO claims VALUES ('ltc', '8562055500003', '["MEKONG","Gold"]', '2026-12', 'EMX4B1AGEx3 v1:2a8afa8c455cd94913585674cfe042ce278a218c69f6dec8d57cd0792cb78f23', 1796105829482);
INSERT INTO waiting VALUES ('ltc', '8562055500008', '2GHOJ3AW5MI7RCVPRTDY5SXWZF p1:05e461a49e00727ed6146d5e107d2a05b9851db55d070e2358bad0fa8e449519', 1796105829845, 1, NULL);
INSERT INTO waiting VALUES ('ltc', '8562098203002', 'EMX4B1AGEx13 v1:3c6450d0f7620fd7b7b49b8c325f83bc620970e792c5dae8bedc4d67d6014039', 1796105835750, 1, '{"start":{"plan":"[\"MEKONG\",\"Gold\"]","details":{"card_name":"Gold","game_name":"MEKONG"},"short_code":null}}');
INSERT INTO spent VALUES ('guess', '8562098203002', 1796105835816);
INSERT INTO spent VALUES ('text', '8562055500008', 1796105829845);
INSERT INTO spent VALUES ('text', '8562098203002', 1796105835750);
