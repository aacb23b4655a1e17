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
INSERT INTO orders VALUES ('emx4b1agex13', 1796105835757, 'ltc', 'unknown', 0, '{"terms":{"provider":"ltc","operation":"charge","merchant_order_id":"EMX4B1AGEx13","amount":{"minor":5000,"currency":"LAK"},"msisdn":"8562098203002","details":{"card_name":"Gold","game_name":"MEKONG","subscribe":true}},"token_generation":0,"fingerprint":"v1:3c6450d0f7620fd7b7b49b8c325f83bc620970e792c5dae8bedc4d67d6014039","account":"a1:f4164a54386e8b48c82711f80b1a423c6ccb5046f83eeeb5b5738aa3891c182b","sandbox":true,"otp_terms":{"lives":300000,"attempts":5},"subscription":{"start":{"plan":"[\"MEKONG\",\"Gold\"]","details":{"card_name":"Gold","game_name":"MEKONG"},"short_code":null}},"state":"unknown","failure":null,"unknown_reason":"connection_lost","next_action":null,"expires_at":null,"cancel_asked_at":null,"warnings":[],"provider_order_id":"2cda8c3a977fb252554e47cea7f6367f","id_is_hearsay":false,"success_reported_at":null,"provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"otp":{"attempts_left":4,"expires_at":1796106135770},"call_limit":20000,"attempt":{"number":2,"charges":true,"reserved_at":1796105835819,"deadline":1796105836819},"charge_sent_at":1796105835819,"charge_reply":null,"unresolved_attempt":2,"last_read_at":null,"asked_at":null,"hints":{"texts":[],"since":null,"says_paid":false},"contradicted_at":null,"repeated_answer":null,"ask_again_at":null,"review":null,"review_at":null,"resolution":null,"version":4,"created_at":1796105835757,"updated_at":1796105835834,"ended_at":null}');
INSERT INTO history VALUES ('emx4b1agex13', 1, '{"number":1,"at":"2026-12-01T13:17:15.757+07:00","type":"reserve","from":null,"to":"sending","request_id":"c2a89cf1-48ca-4a72-85aa-bd5d64fc3c95","note":null}');
INSERT INTO history VALUES ('emx4b1agex13', 2, '{"number":2,"at":"2026-12-01T13:17:15.770+07:00","type":"reply","from":"sending","to":"pending","request_id":"c2a89cf1-48ca-4a72-85aa-bd5d64fc3c95","note":{"attempt":1,"outcome":"pending","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"why":null}}');
INSERT INTO history VALUES ('emx4b1agex13', 3, '{"number":3,"at":"2026-12-01T13:17:15.819+07:00","type":"confirm","from":"pending","to":"sending","request_id":"8b223069-c4ca-481a-9cfa-8f8b80635fed","note":null}');
INSERT INTO history VALUES ('emx4b1agex13', 4, '{"number":4,"at":"2026-12-01T13:17:15.834+07:00","type":"reply","from":"sending","to":"unknown","request_id":"8b223069-c4ca-481a-9cfa-8f8b80635fed","note":{"attempt":2,"outcome":"unknown","provider_status":null,"why":"connection_lost"}}');
INSERT INTO due VALUES ('deliver', 'down emx4b1agex13', 'to down', 1796105835770);
INSERT INTO due VALUES ('deliver', 'shop emx4b1agex13', 'to shop', 1796105838834);
INSERT INTO due VALUES ('order', 'emx4b1agex13', 'ask ltc', 1796105837069);
INSERT INTO resting VALUES ('to down');
INSERT INTO notifications VALUES ('ed44ce74e08e4824488af90ee897faedc5f9711eb241938fc123eb268d5c2d81', 0, 'not_here_1', 1796105833250, '{"digest":"ed44ce74e08e4824488af90ee897faedc5f9711eb241938fc123eb268d5c2d81","provider":"lianlian","received_at":1796105833250,"body":"{\"merchant_id\":\"142023010100009001\",\"merchant_order_id\":\"NOT_HERE_1\",\"order_amount\":\"1.00\",\"order_currency\":\"THB\",\"order_id\":\"42\",\"order_status\":\"PS\"}"}');
INSERT INTO events VALUES ('evt_0e863a941ca3fbb922abbe79d2c538ad', 'emx4b1agex13', 1, 1796105835770, 'order.pending', '{"type":"order.pending","timestamp":"2026-12-01T13:17:15.770+07:00","data":{"sequence":1,"order":{"merchant_order_id":"EMX4B1AGEx13","provider":"ltc","operation":"charge","sandbox":true,"state":"pending","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562098203002","details":{"card_name":"Gold","game_name":"MEKONG","subscribe":true},"next_action":{"type":"otp","attempts_left":5,"expires_at":"2026-12-01T13:22:15.770+07:00"},"failure":null,"unknown_reason":null,"review":null,"resolution":null,"may_retry":false,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"2cda8c3a977fb252554e47cea7f6367f","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"version":2,"created_at":"2026-12-01T13:17:15.757+07:00","updated_at":"2026-12-01T13:17:15.770+07:00"}}}');
INSERT INTO events VALUES ('evt_0ee86aeaad21f4ed8be6c8a6a6b41d5f', 'emx4b1agex13', 2, 1796105835834, 'order.unknown', '{"type":"order.unknown","timestamp":"2026-12-01T13:17:15.834+07:00","data":{"sequence":2,"order":{"merchant_order_id":"EMX4B1AGEx13","provider":"ltc","operation":"charge","sandbox":true,"state":"unknown","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562098203002","details":{"card_name":"Gold","game_name":"MEKONG","subscribe":true},"next_action":null,"failure":null,"unknown_reason":"connection_lost","review":null,"resolution":null,"may_retry":false,"may_refund_payer":false,"must_recheck":true,"provider_order_id":"2cda8c3a977fb252554e47cea7f6367f","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"version":4,"created_at":"2026-12-01T13:17:15.757+07:00","updated_at":"2026-12-01T13:17:15.834+07:00"}}}');
INSERT INTO deliveries VALUES ('down', 'emx4b1agex13', 1, 'waiting', 1796105835770, NULL, NULL);
INSERT INTO deliveries VALUES ('down', 'emx4b1agex13', 2, 'waiting', 1796105835834, NULL, NULL);
INSERT INTO deliveries VALUES ('shop', 'emx4b1agex13', 1, 'delivered', 1796105835770, 1796105835814, 1796105836028);
INSERT INTO deliveries VALUES ('shop', 'emx4b1agex13', 2, 'waiting', 1796105835834, NULL, NULL);
INSERT INTO attempts VALUES ('evt_0e863a941ca3fbb922abbe79d2c538ad', 'shop', 1, 1796105835814, 200, NULL);
INSERT INTO calls VALUES ('ltc', 'order', 'pending', 100, 1, 2);
INSERT INTO calls VALUES ('ltc', 'order', 'unknown', 100, 1, 1);
INSERT INTO delivered VALUES ('shop', 'taken', 1);
