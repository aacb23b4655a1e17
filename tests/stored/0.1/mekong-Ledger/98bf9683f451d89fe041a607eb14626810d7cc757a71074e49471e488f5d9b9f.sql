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
INSERT INTO orders VALUES ('emx4b1agex2', 1796105829014, 'ltc', 'succeeded', 0, '{"terms":{"provider":"ltc","operation":"charge","merchant_order_id":"EMX4B1AGEx2","amount":{"minor":5000,"currency":"LAK"},"msisdn":"8562055500002","details":{"card_name":"Gold","game_name":"MEKONG","subscribe":true}},"token_generation":0,"fingerprint":"v1:bc114e7c61d11ab96eb9a9afbe88e1a29671c4e0ca936032d2d3b442f9bbe725","account":"a1:f4164a54386e8b48c82711f80b1a423c6ccb5046f83eeeb5b5738aa3891c182b","sandbox":true,"otp_terms":{"lives":300000,"attempts":5},"subscription":{"start":{"plan":"[\"MEKONG\",\"Gold\"]","details":{"card_name":"Gold","game_name":"MEKONG"},"short_code":null}},"state":"succeeded","failure":null,"unknown_reason":null,"next_action":null,"expires_at":null,"cancel_asked_at":null,"warnings":[],"provider_order_id":"d7bec847ed66ef1df661b9411218ac5b","id_is_hearsay":false,"success_reported_at":1796105829108,"provider_status":{"call":"ConfirmDeduct","code":"200","message":"Success"},"otp":{"attempts_left":4,"expires_at":1796106129040},"call_limit":20000,"attempt":{"number":2,"charges":true,"reserved_at":1796105829092,"deadline":1796105830092},"charge_sent_at":1796105829092,"charge_reply":"200","unresolved_attempt":null,"last_read_at":null,"asked_at":null,"hints":{"texts":[],"since":null,"says_paid":false},"contradicted_at":null,"repeated_answer":null,"ask_again_at":null,"review":null,"review_at":null,"resolution":null,"version":4,"created_at":1796105829014,"updated_at":1796105829108,"ended_at":1796105829108}');
INSERT INTO history VALUES ('emx4b1agex2', 1, '{"number":1,"at":"2026-12-01T13:17:09.014+07:00","type":"reserve","from":null,"to":"sending","request_id":"d07ff7d6-e8d0-499f-8a3b-c4fbe4b34ef1","note":null}');
INSERT INTO history VALUES ('emx4b1agex2', 2, '{"number":2,"at":"2026-12-01T13:17:09.040+07:00","type":"reply","from":"sending","to":"pending","request_id":"d07ff7d6-e8d0-499f-8a3b-c4fbe4b34ef1","note":{"attempt":1,"outcome":"pending","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"why":null}}');
INSERT INTO history VALUES ('emx4b1agex2', 3, '{"number":3,"at":"2026-12-01T13:17:09.092+07:00","type":"confirm","from":"pending","to":"sending","request_id":"554262eb-5d11-478b-bce2-e7f7ebdec27d","note":null}');
INSERT INTO history VALUES ('emx4b1agex2', 4, '{"number":4,"at":"2026-12-01T13:17:09.108+07:00","type":"reply","from":"sending","to":"succeeded","request_id":"554262eb-5d11-478b-bce2-e7f7ebdec27d","note":{"attempt":2,"outcome":"succeeded","provider_status":{"call":"ConfirmDeduct","code":"200","message":"Success"},"why":null}}');
INSERT INTO due VALUES ('deliver', 'down emx4b1agex2', 'to down', 1796105844511);
INSERT INTO due VALUES ('order', 'emx4b1agex2', 'time', 1796883429108);
INSERT INTO resting VALUES ('to down');
INSERT INTO events VALUES ('evt_0b68da08f0221b3c57b036232dd62dcd', 'emx4b1agex2', 1, 1796105829040, 'order.pending', '{"type":"order.pending","timestamp":"2026-12-01T13:17:09.040+07:00","data":{"sequence":1,"order":{"merchant_order_id":"EMX4B1AGEx2","provider":"ltc","operation":"charge","sandbox":true,"state":"pending","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562055500002","details":{"card_name":"Gold","game_name":"MEKONG","subscribe":true},"next_action":{"type":"otp","attempts_left":5,"expires_at":"2026-12-01T13:22:09.040+07:00"},"failure":null,"unknown_reason":null,"review":null,"resolution":null,"may_retry":false,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"d7bec847ed66ef1df661b9411218ac5b","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"version":2,"created_at":"2026-12-01T13:17:09.014+07:00","updated_at":"2026-12-01T13:17:09.040+07:00"}}}');
INSERT INTO events VALUES ('evt_0be2cf2f4532aaa7af3e6ddbf9ffa6a0', 'emx4b1agex2', 2, 1796105829108, 'order.succeeded', '{"type":"order.succeeded","timestamp":"2026-12-01T13:17:09.108+07:00","data":{"sequence":2,"order":{"merchant_order_id":"EMX4B1AGEx2","provider":"ltc","operation":"charge","sandbox":true,"state":"succeeded","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562055500002","details":{"card_name":"Gold","game_name":"MEKONG","subscribe":true},"next_action":null,"failure":null,"unknown_reason":null,"review":null,"resolution":null,"may_retry":false,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"d7bec847ed66ef1df661b9411218ac5b","provider_status":{"call":"ConfirmDeduct","code":"200","message":"Success"},"success_reported_at":"2026-12-01T13:17:09.108+07:00","version":4,"created_at":"2026-12-01T13:17:09.014+07:00","updated_at":"2026-12-01T13:17:09.108+07:00"}}}');
INSERT INTO deliveries VALUES ('down', 'emx4b1agex2', 1, 'waiting', 1796105829040, 1796105829406, 1796105844511);
INSERT INTO deliveries VALUES ('down', 'emx4b1agex2', 2, 'waiting', 1796105829108, NULL, NULL);
INSERT INTO deliveries VALUES ('shop', 'emx4b1agex2', 1, 'delivered', 1796105829040, 1796105829097, 1796105829294);
INSERT INTO deliveries VALUES ('shop', 'emx4b1agex2', 2, 'delivered', 1796105829108, 1796105829237, 1796105829366);
INSERT INTO attempts VALUES ('evt_0b68da08f0221b3c57b036232dd62dcd', 'down', 1, 1796105829104, 500, NULL);
INSERT INTO attempts VALUES ('evt_0b68da08f0221b3c57b036232dd62dcd', 'down', 2, 1796105829406, 500, NULL);
INSERT INTO attempts VALUES ('evt_0b68da08f0221b3c57b036232dd62dcd', 'shop', 1, 1796105829097, 200, NULL);
INSERT INTO attempts VALUES ('evt_0be2cf2f4532aaa7af3e6ddbf9ffa6a0', 'shop', 1, 1796105829237, 200, NULL);
INSERT INTO calls VALUES ('ltc', 'order', 'pending', 100, 1, 20);
INSERT INTO calls VALUES ('ltc', 'order', 'succeeded', 100, 1, 12);
INSERT INTO delivered VALUES ('down', 'failed', 2);
INSERT INTO delivered VALUES ('shop', 'taken', 2);
