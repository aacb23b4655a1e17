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
INSERT INTO orders VALUES ('emx4b1agex3', 1796105829386, 'ltc', 'succeeded', 0, '{"terms":{"provider":"ltc","operation":"renewal","merchant_order_id":"EMX4B1AGEx3","amount":{"minor":5000,"currency":"LAK"},"msisdn":"8562055500003","details":{"card_name":"Gold","game_name":"MEKONG","period":"2026-12"}},"token_generation":0,"fingerprint":"v1:2a8afa8c455cd94913585674cfe042ce278a218c69f6dec8d57cd0792cb78f23","account":"a1:f4164a54386e8b48c82711f80b1a423c6ccb5046f83eeeb5b5738aa3891c182b","sandbox":true,"otp_terms":null,"subscription":{"renew":{"subscribed":{"plan":"[\"MEKONG\",\"Gold\"]","details":{"card_name":"Gold","game_name":"MEKONG"},"short_code":null},"period":"2026-12"}},"state":"succeeded","failure":null,"unknown_reason":null,"next_action":null,"expires_at":null,"cancel_asked_at":null,"warnings":[],"provider_order_id":null,"id_is_hearsay":false,"success_reported_at":1796105829467,"provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"otp":null,"call_limit":20000,"attempt":{"number":1,"charges":true,"reserved_at":1796105829386,"deadline":1796105830386},"charge_sent_at":1796105829386,"charge_reply":"200","unresolved_attempt":null,"last_read_at":null,"asked_at":null,"hints":{"texts":[],"since":null,"says_paid":false},"contradicted_at":null,"repeated_answer":null,"ask_again_at":null,"review":null,"review_at":null,"resolution":null,"version":2,"created_at":1796105829386,"updated_at":1796105829467,"ended_at":1796105829467}');
INSERT INTO orders VALUES ('tmx4b1agex9', 1796105832867, 'appotapay', 'succeeded', 0, '{"terms":{"provider":"appotapay","operation":"topup","merchant_order_id":"TMX4B1AGEx9","amount":{"minor":10000,"currency":"VND"},"msisdn":"84866000001","details":{"product_code":"topup_10","service_type":"prepaid","telco":"viettel"}},"token_generation":0,"fingerprint":"v1:1a39eaadf8204884f89ee5b46112c18d2ccefda732005fb46d3966b3c2608175","account":"a1:c4f1d1937cf836ca95845f3fa981218e34fe350314fce876d18305fabdc67d94","sandbox":true,"otp_terms":null,"subscription":null,"state":"succeeded","failure":null,"unknown_reason":null,"next_action":null,"expires_at":null,"cancel_asked_at":null,"warnings":[],"provider_order_id":"01M8R402E7XR8VB0PM0YE3M1NG","id_is_hearsay":false,"success_reported_at":1796105832922,"provider_status":{"call":"charging","code":"0","message":"Thành công"},"otp":null,"call_limit":25000,"attempt":{"number":1,"charges":true,"reserved_at":1796105832867,"deadline":1796105834117},"charge_sent_at":1796105832867,"charge_reply":"0","unresolved_attempt":null,"last_read_at":null,"asked_at":null,"hints":{"texts":[],"since":null,"says_paid":false},"contradicted_at":null,"repeated_answer":null,"ask_again_at":null,"review":null,"review_at":null,"resolution":null,"version":2,"created_at":1796105832867,"updated_at":1796105832922,"ended_at":1796105832922}');
INSERT INTO history VALUES ('emx4b1agex3', 1, '{"number":1,"at":"2026-12-01T13:17:09.386+07:00","type":"reserve","from":null,"to":"sending","request_id":"19935e66-15e6-480a-941b-94747f6d09ac","note":null}');
INSERT INTO history VALUES ('emx4b1agex3', 2, '{"number":2,"at":"2026-12-01T13:17:09.467+07:00","type":"reply","from":"sending","to":"succeeded","request_id":"19935e66-15e6-480a-941b-94747f6d09ac","note":{"attempt":1,"outcome":"succeeded","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"why":null}}');
INSERT INTO history VALUES ('tmx4b1agex9', 1, '{"number":1,"at":"2026-12-01T13:17:12.867+07:00","type":"reserve","from":null,"to":"sending","request_id":"066e9753-8768-4fbc-bf0e-74425f3eea92","note":null}');
INSERT INTO history VALUES ('tmx4b1agex9', 2, '{"number":2,"at":"2026-12-01T13:17:12.922+07:00","type":"reply","from":"sending","to":"succeeded","request_id":"066e9753-8768-4fbc-bf0e-74425f3eea92","note":{"attempt":1,"outcome":"succeeded","provider_status":{"call":"charging","code":"0","message":"Thành công"},"why":null}}');
INSERT INTO due VALUES ('deliver', 'down emx4b1agex3', 'to down', 1796105844748);
INSERT INTO due VALUES ('deliver', 'down subscription:fed1617edc875726aee7679f0811ce89', 'to down', 1796105829518);
INSERT INTO due VALUES ('deliver', 'down tmx4b1agex9', 'to down', 1796105832922);
INSERT INTO due VALUES ('order', 'emx4b1agex3', 'time', 1796883429467);
INSERT INTO due VALUES ('order', 'tmx4b1agex9', 'time', 1796883432922);
INSERT INTO resting VALUES ('to down');
INSERT INTO events VALUES ('evt_0634b6552be3e5256e0ca601c4ba317d', 'tmx4b1agex9', 1, 1796105832922, 'order.succeeded', '{"type":"order.succeeded","timestamp":"2026-12-01T13:17:12.922+07:00","data":{"sequence":1,"order":{"merchant_order_id":"TMX4B1AGEx9","provider":"appotapay","operation":"topup","sandbox":true,"state":"succeeded","amount":{"value":"10000","currency":"VND"},"msisdn":"+84866000001","details":{"product_code":"topup_10","service_type":"prepaid","telco":"viettel"},"next_action":null,"failure":null,"unknown_reason":null,"review":null,"resolution":null,"may_retry":false,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"01M8R402E7XR8VB0PM0YE3M1NG","provider_status":{"call":"charging","code":"0","message":"Thành công"},"success_reported_at":"2026-12-01T13:17:12.922+07:00","version":2,"created_at":"2026-12-01T13:17:12.867+07:00","updated_at":"2026-12-01T13:17:12.922+07:00"}}}');
INSERT INTO events VALUES ('evt_069962c76ea284f9aa0b1a715c79b98e', 'subscription:fed1617edc875726aee7679f0811ce89', 1, 1796105829518, 'subscription.cancelled', '{"type":"subscription.cancelled","timestamp":"2026-12-01T13:17:09.518+07:00","data":{"sequence":1,"subscription":{"provider":"ltc","msisdn":"+8562055500004","details":{"card_name":"Gold","game_name":"MEKONG"},"short_code":"*300#","state":"cancelled","consented_at":"2026-01-01T00:00:00.000+07:00","started_by":null,"cancelled_at":"2026-12-01T13:17:09.518+07:00"}}}');
INSERT INTO events VALUES ('evt_06c1034e21bf447e4ce6bcac8ed2589a', 'emx4b1agex3', 1, 1796105829467, 'order.succeeded', '{"type":"order.succeeded","timestamp":"2026-12-01T13:17:09.467+07:00","data":{"sequence":1,"order":{"merchant_order_id":"EMX4B1AGEx3","provider":"ltc","operation":"renewal","sandbox":true,"state":"succeeded","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562055500003","details":{"card_name":"Gold","game_name":"MEKONG","period":"2026-12"},"next_action":null,"failure":null,"unknown_reason":null,"review":null,"resolution":null,"may_retry":false,"may_refund_payer":false,"must_recheck":false,"provider_order_id":null,"provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"success_reported_at":"2026-12-01T13:17:09.467+07:00","version":2,"created_at":"2026-12-01T13:17:09.386+07:00","updated_at":"2026-12-01T13:17:09.467+07:00"}}}');
INSERT INTO deliveries VALUES ('down', 'emx4b1agex3', 1, 'waiting', 1796105829467, 1796105835681, 1796105844748);
INSERT INTO deliveries VALUES ('down', 'subscription:fed1617edc875726aee7679f0811ce89', 1, 'waiting', 1796105829518, NULL, NULL);
INSERT INTO deliveries VALUES ('down', 'tmx4b1agex9', 1, 'waiting', 1796105832922, NULL, NULL);
INSERT INTO deliveries VALUES ('shop', 'emx4b1agex3', 1, 'delivered', 1796105829467, 1796105829535, 1796105829720);
INSERT INTO deliveries VALUES ('shop', 'subscription:fed1617edc875726aee7679f0811ce89', 1, 'delivered', 1796105829518, 1796105829553, 1796105829779);
INSERT INTO deliveries VALUES ('shop', 'tmx4b1agex9', 1, 'delivered', 1796105832922, 1796105832957, 1796105833182);
INSERT INTO attempts VALUES ('evt_0634b6552be3e5256e0ca601c4ba317d', 'shop', 1, 1796105832957, 200, NULL);
INSERT INTO attempts VALUES ('evt_069962c76ea284f9aa0b1a715c79b98e', 'shop', 1, 1796105829553, 200, NULL);
INSERT INTO attempts VALUES ('evt_06c1034e21bf447e4ce6bcac8ed2589a', 'down', 1, 1796105835681, 500, NULL);
INSERT INTO attempts VALUES ('evt_06c1034e21bf447e4ce6bcac8ed2589a', 'shop', 1, 1796105829535, 200, NULL);
INSERT INTO calls VALUES ('appotapay', 'order', 'succeeded', 100, 1, 18);
INSERT INTO calls VALUES ('ltc', 'order', 'succeeded', 100, 1, 74);
INSERT INTO delivered VALUES ('down', 'failed', 1);
INSERT INTO delivered VALUES ('shop', 'taken', 3);
