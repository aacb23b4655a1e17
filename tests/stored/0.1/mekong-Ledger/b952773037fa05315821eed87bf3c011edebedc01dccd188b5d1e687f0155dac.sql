CREATE TABLE birth (shards INTEGER NOT NULL);
CREATE TABLE orders (
  key TEXT PRIMARY KEY, created_at INTEGER NOT NULL, provider TEXT NOT NULL, state TEXT NOT NULL,
  review INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX orders_by_age ON orders (created_at, key);
CREATE TABLE history (
  key TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (key, number)) WITHOUT ROWID;
CREATE TABLE due (
  kind TEXT NOT NULL, key TEXT NOT NULL, lane TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE INDEX due_by_lane ON due (lane, at);
CREATE TABLE resting (lane TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE notifications (
  digest TEXT NOT NULL, matched INTEGER NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (digest, matched, key)) WITHOUT ROWID;
CREATE INDEX notifications_of ON notifications (key);
CREATE TABLE provider_order_ids (id TEXT PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX notifications_by_age ON notifications (matched, at, digest);
CREATE TABLE events (
  id TEXT PRIMARY KEY, about TEXT NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL,
  body TEXT) WITHOUT ROWID;
CREATE UNIQUE INDEX events_of ON events (about, sequence);
CREATE INDEX events_by_age ON events (at, id);
CREATE TABLE deliveries (
  endpoint TEXT NOT NULL, about TEXT NOT NULL, sequence INTEGER NOT NULL, state TEXT NOT NULL, since INTEGER NOT NULL,
  last_at INTEGER, again_at INTEGER, PRIMARY KEY (endpoint, about, sequence)) WITHOUT ROWID;
CREATE INDEX deliveries_by_state ON deliveries (state, endpoint, last_at);
CREATE TABLE attempts (
  event TEXT NOT NULL, endpoint TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, status INTEGER, error TEXT,
  PRIMARY KEY (event, endpoint, number)) WITHOUT ROWID;
CREATE TABLE calls (
  provider TEXT NOT NULL, call TEXT NOT NULL, outcome TEXT NOT NULL, bucket INTEGER NOT NULL, times INTEGER NOT NULL,
  millis INTEGER NOT NULL, PRIMARY KEY (provider, call, outcome, bucket)) WITHOUT ROWID;
CREATE TABLE delivered (
  endpoint TEXT NOT NULL, result TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (endpoint, result)) WITHOUT ROWID;
INSERT INTO birth VALUES (16);
INSERT INTO provider_order_ids VALUES ('connect_topup a1:23148dc3820b5fd9fe7bc28190df92d5ea4f51a486fc3b10fad0dccda450b28a 1796105832971092624', 'tmx4b1agex10');
