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
INSERT INTO orders VALUES ('emx4b1agex5', 1796105829598, 'ltc', 'failed', 0, '{"terms":{"provider":"ltc","operation":"charge","merchant_order_id":"EMX4B1AGEx5","amount":{"minor":5000,"currency":"LAK"},"msisdn":"8562055500007","details":{"card_name":"Gold","game_name":"MEKONG"}},"token_generation":0,"fingerprint":"v1:8b6f96a53583f0e861fd0c235339914a47582c3f64e68a7fbdcfb112050a9ddc","account":"a1:f4164a54386e8b48c82711f80b1a423c6ccb5046f83eeeb5b5738aa3891c182b","sandbox":true,"otp_terms":{"lives":300000,"attempts":5},"subscription":null,"state":"failed","failure":{"reason":"otp_attempts_used_up","reached_provider":true},"unknown_reason":null,"next_action":null,"expires_at":null,"cancel_asked_at":null,"warnings":[],"provider_order_id":"958b033d468256d0065026ef5d3849ad","id_is_hearsay":false,"success_reported_at":null,"provider_status":{"call":"ConfirmDeduct","code":"006","message":"Invalid request please check your OTP"},"otp":{"attempts_left":0,"expires_at":1796106129603},"call_limit":20000,"attempt":{"number":6,"charges":true,"reserved_at":1796105829782,"deadline":1796105830782},"charge_sent_at":1796105829782,"charge_reply":"006","unresolved_attempt":null,"last_read_at":null,"asked_at":null,"hints":{"texts":[],"since":null,"says_paid":false},"contradicted_at":null,"repeated_answer":null,"ask_again_at":null,"review":null,"review_at":null,"resolution":null,"version":13,"created_at":1796105829598,"updated_at":1796105829797,"ended_at":1796105829797}');
INSERT INTO history VALUES ('emx4b1agex5', 1, '{"number":1,"at":"2026-12-01T13:17:09.598+07:00","type":"reserve","from":null,"to":"sending","request_id":"f48d004b-9dc4-46ae-aa6f-8633a50e2633","note":null}');
INSERT INTO history VALUES ('emx4b1agex5', 2, '{"number":2,"at":"2026-12-01T13:17:09.603+07:00","type":"reply","from":"sending","to":"pending","request_id":"f48d004b-9dc4-46ae-aa6f-8633a50e2633","note":{"attempt":1,"outcome":"pending","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"why":null}}');
INSERT INTO history VALUES ('emx4b1agex5', 3, '{"number":3,"at":"2026-12-01T13:17:09.653+07:00","type":"confirm","from":"pending","to":"sending","request_id":"56218747-d378-4edb-a610-c349fcf00ec6","note":null}');
INSERT INTO history VALUES ('emx4b1agex5', 4, '{"number":4,"at":"2026-12-01T13:17:09.671+07:00","type":"reply","from":"sending","to":"pending","request_id":"56218747-d378-4edb-a610-c349fcf00ec6","note":{"attempt":2,"outcome":"pending","provider_status":{"call":"ConfirmDeduct","code":"006","message":"Invalid request please check your OTP"},"why":null}}');
INSERT INTO history VALUES ('emx4b1agex5', 5, '{"number":5,"at":"2026-12-01T13:17:09.687+07:00","type":"confirm","from":"pending","to":"sending","request_id":"8fe26588-39bc-45b3-b887-3b426889c3db","note":null}');
INSERT INTO history VALUES ('emx4b1agex5', 6, '{"number":6,"at":"2026-12-01T13:17:09.691+07:00","type":"reply","from":"sending","to":"pending","request_id":"8fe26588-39bc-45b3-b887-3b426889c3db","note":{"attempt":3,"outcome":"pending","provider_status":{"call":"ConfirmDeduct","code":"006","message":"Invalid request please check your OTP"},"why":null}}');
INSERT INTO history VALUES ('emx4b1agex5', 7, '{"number":7,"at":"2026-12-01T13:17:09.732+07:00","type":"confirm","from":"pending","to":"sending","request_id":"bb7b1c3a-fb7b-48ad-bad8-c38070aa6336","note":null}');
INSERT INTO history VALUES ('emx4b1agex5', 8, '{"number":8,"at":"2026-12-01T13:17:09.739+07:00","type":"reply","from":"sending","to":"pending","request_id":"bb7b1c3a-fb7b-48ad-bad8-c38070aa6336","note":{"attempt":4,"outcome":"pending","provider_status":{"call":"ConfirmDeduct","code":"006","message":"Invalid request please check your OTP"},"why":null}}');
INSERT INTO history VALUES ('emx4b1agex5', 9, '{"number":9,"at":"2026-12-01T13:17:09.755+07:00","type":"confirm","from":"pending","to":"sending","request_id":"542bea81-b022-40d4-80ea-0d3d33e3c479","note":null}');
INSERT INTO history VALUES ('emx4b1agex5', 10, '{"number":10,"at":"2026-12-01T13:17:09.765+07:00","type":"reply","from":"sending","to":"pending","request_id":"542bea81-b022-40d4-80ea-0d3d33e3c479","note":{"attempt":5,"outcome":"pending","provider_status":{"call":"ConfirmDeduct","code":"006","message":"Invalid request please check your OTP"},"why":null}}');
INSERT INTO history VALUES ('emx4b1agex5', 11, '{"number":11,"at":"2026-12-01T13:17:09.782+07:00","type":"confirm","from":"pending","to":"sending","request_id":"2b61d4ce-b474-4eab-abe9-8867618098cb","note":null}');
INSERT INTO history VALUES ('emx4b1agex5', 12, '{"number":12,"at":"2026-12-01T13:17:09.797+07:00","type":"reply","from":"sending","to":"failed","request_id":"2b61d4ce-b474-4eab-abe9-8867618098cb","note":{"attempt":6,"outcome":"pending","provider_status":{"call":"ConfirmDeduct","code":"006","message":"Invalid request please check your OTP"},"why":null}}');
INSERT INTO due VALUES ('deliver', 'down emx4b1agex5', 'to down', 1796105829603);
INSERT INTO due VALUES ('order', 'emx4b1agex5', 'time', 1796883429797);
INSERT INTO resting VALUES ('to down');
INSERT INTO events VALUES ('evt_0342261c41b7ec7a7771c82cc2b968ad', 'emx4b1agex5', 4, 1796105829739, 'order.pending', '{"type":"order.pending","timestamp":"2026-12-01T13:17:09.739+07:00","data":{"sequence":4,"order":{"merchant_order_id":"EMX4B1AGEx5","provider":"ltc","operation":"charge","sandbox":true,"state":"pending","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562055500007","details":{"card_name":"Gold","game_name":"MEKONG"},"next_action":{"type":"otp","attempts_left":2,"expires_at":"2026-12-01T13:22:09.603+07:00"},"failure":null,"unknown_reason":null,"review":null,"resolution":null,"may_retry":false,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"958b033d468256d0065026ef5d3849ad","provider_status":{"call":"ConfirmDeduct","code":"006","message":"Invalid request please check your OTP"},"version":8,"created_at":"2026-12-01T13:17:09.598+07:00","updated_at":"2026-12-01T13:17:09.739+07:00"}}}');
INSERT INTO events VALUES ('evt_034f242cd050f9ff42c47e575e8fd69f', 'emx4b1agex5', 3, 1796105829691, 'order.pending', '{"type":"order.pending","timestamp":"2026-12-01T13:17:09.691+07:00","data":{"sequence":3,"order":{"merchant_order_id":"EMX4B1AGEx5","provider":"ltc","operation":"charge","sandbox":true,"state":"pending","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562055500007","details":{"card_name":"Gold","game_name":"MEKONG"},"next_action":{"type":"otp","attempts_left":3,"expires_at":"2026-12-01T13:22:09.603+07:00"},"failure":null,"unknown_reason":null,"review":null,"resolution":null,"may_retry":false,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"958b033d468256d0065026ef5d3849ad","provider_status":{"call":"ConfirmDeduct","code":"006","message":"Invalid request please check your OTP"},"version":6,"created_at":"2026-12-01T13:17:09.598+07:00","updated_at":"2026-12-01T13:17:09.691+07:00"}}}');
INSERT INTO events VALUES ('evt_0390cff0188fa3c87d00d2d9c78d77b7', 'emx4b1agex5', 1, 1796105829603, 'order.pending', '{"type":"order.pending","timestamp":"2026-12-01T13:17:09.603+07:00","data":{"sequence":1,"order":{"merchant_order_id":"EMX4B1AGEx5","provider":"ltc","operation":"charge","sandbox":true,"state":"pending","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562055500007","details":{"card_name":"Gold","game_name":"MEKONG"},"next_action":{"type":"otp","attempts_left":5,"expires_at":"2026-12-01T13:22:09.603+07:00"},"failure":null,"unknown_reason":null,"review":null,"resolution":null,"may_retry":false,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"958b033d468256d0065026ef5d3849ad","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"version":2,"created_at":"2026-12-01T13:17:09.598+07:00","updated_at":"2026-12-01T13:17:09.603+07:00"}}}');
INSERT INTO events VALUES ('evt_03a37de5282d20a4797e71bc48b19cbb', 'emx4b1agex5', 5, 1796105829765, 'order.pending', '{"type":"order.pending","timestamp":"2026-12-01T13:17:09.765+07:00","data":{"sequence":5,"order":{"merchant_order_id":"EMX4B1AGEx5","provider":"ltc","operation":"charge","sandbox":true,"state":"pending","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562055500007","details":{"card_name":"Gold","game_name":"MEKONG"},"next_action":{"type":"otp","attempts_left":1,"expires_at":"2026-12-01T13:22:09.603+07:00"},"failure":null,"unknown_reason":null,"review":null,"resolution":null,"may_retry":false,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"958b033d468256d0065026ef5d3849ad","provider_status":{"call":"ConfirmDeduct","code":"006","message":"Invalid request please check your OTP"},"version":10,"created_at":"2026-12-01T13:17:09.598+07:00","updated_at":"2026-12-01T13:17:09.765+07:00"}}}');
INSERT INTO events VALUES ('evt_03c0cd9d7b318e41578fe4e677d15d75', 'emx4b1agex5', 2, 1796105829671, 'order.pending', '{"type":"order.pending","timestamp":"2026-12-01T13:17:09.671+07:00","data":{"sequence":2,"order":{"merchant_order_id":"EMX4B1AGEx5","provider":"ltc","operation":"charge","sandbox":true,"state":"pending","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562055500007","details":{"card_name":"Gold","game_name":"MEKONG"},"next_action":{"type":"otp","attempts_left":4,"expires_at":"2026-12-01T13:22:09.603+07:00"},"failure":null,"unknown_reason":null,"review":null,"resolution":null,"may_retry":false,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"958b033d468256d0065026ef5d3849ad","provider_status":{"call":"ConfirmDeduct","code":"006","message":"Invalid request please check your OTP"},"version":4,"created_at":"2026-12-01T13:17:09.598+07:00","updated_at":"2026-12-01T13:17:09.671+07:00"}}}');
INSERT INTO events VALUES ('evt_03c10f63dc29f9c9a2c7a32bafea4982', 'emx4b1agex5', 6, 1796105829797, 'order.failed', '{"type":"order.failed","timestamp":"2026-12-01T13:17:09.797+07:00","data":{"sequence":6,"order":{"merchant_order_id":"EMX4B1AGEx5","provider":"ltc","operation":"charge","sandbox":true,"state":"failed","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562055500007","details":{"card_name":"Gold","game_name":"MEKONG"},"next_action":null,"failure":{"reason":"otp_attempts_used_up","reached_provider":true},"unknown_reason":null,"review":null,"resolution":null,"may_retry":true,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"958b033d468256d0065026ef5d3849ad","provider_status":{"call":"ConfirmDeduct","code":"006","message":"Invalid request please check your OTP"},"version":13,"created_at":"2026-12-01T13:17:09.598+07:00","updated_at":"2026-12-01T13:17:09.797+07:00"}}}');
INSERT INTO deliveries VALUES ('down', 'emx4b1agex5', 1, 'waiting', 1796105829603, NULL, NULL);
INSERT INTO deliveries VALUES ('down', 'emx4b1agex5', 2, 'waiting', 1796105829671, NULL, NULL);
INSERT INTO deliveries VALUES ('down', 'emx4b1agex5', 3, 'waiting', 1796105829691, NULL, NULL);
INSERT INTO deliveries VALUES ('down', 'emx4b1agex5', 4, 'waiting', 1796105829739, NULL, NULL);
INSERT INTO deliveries VALUES ('down', 'emx4b1agex5', 5, 'waiting', 1796105829765, NULL, NULL);
INSERT INTO deliveries VALUES ('down', 'emx4b1agex5', 6, 'waiting', 1796105829797, NULL, NULL);
INSERT INTO deliveries VALUES ('shop', 'emx4b1agex5', 1, 'delivered', 1796105829603, 1796105829640, 1796105829869);
INSERT INTO deliveries VALUES ('shop', 'emx4b1agex5', 2, 'delivered', 1796105829671, 1796105829689, 1796105829925);
INSERT INTO deliveries VALUES ('shop', 'emx4b1agex5', 3, 'delivered', 1796105829691, 1796105829720, 1796105829945);
INSERT INTO deliveries VALUES ('shop', 'emx4b1agex5', 4, 'delivered', 1796105829739, 1796105829758, 1796105829991);
INSERT INTO deliveries VALUES ('shop', 'emx4b1agex5', 5, 'delivered', 1796105829765, 1796105829793, 1796105830020);
INSERT INTO deliveries VALUES ('shop', 'emx4b1agex5', 6, 'delivered', 1796105829797, 1796105829825, 1796105830066);
INSERT INTO attempts VALUES ('evt_0342261c41b7ec7a7771c82cc2b968ad', 'shop', 1, 1796105829758, 200, NULL);
INSERT INTO attempts VALUES ('evt_034f242cd050f9ff42c47e575e8fd69f', 'shop', 1, 1796105829720, 200, NULL);
INSERT INTO attempts VALUES ('evt_0390cff0188fa3c87d00d2d9c78d77b7', 'shop', 1, 1796105829640, 200, NULL);
INSERT INTO attempts VALUES ('evt_03a37de5282d20a4797e71bc48b19cbb', 'shop', 1, 1796105829793, 200, NULL);
INSERT INTO attempts VALUES ('evt_03c0cd9d7b318e41578fe4e677d15d75', 'shop', 1, 1796105829689, 200, NULL);
INSERT INTO attempts VALUES ('evt_03c10f63dc29f9c9a2c7a32bafea4982', 'shop', 1, 1796105829825, 200, NULL);
INSERT INTO calls VALUES ('ltc', 'order', 'pending', 100, 6, 30);
INSERT INTO delivered VALUES ('shop', 'taken', 6);
