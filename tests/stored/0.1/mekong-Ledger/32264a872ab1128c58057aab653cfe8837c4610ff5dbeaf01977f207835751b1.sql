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
INSERT INTO orders VALUES ('2ghoj3aw5mi7rcvprtdy5sxwzf', 1796105829846, 'ltc', 'pending', 0, '{"terms":{"provider":"ltc","operation":"charge","merchant_order_id":"2GHOJ3AW5MI7RCVPRTDY5SXWZF","amount":{"minor":5000,"currency":"LAK"},"msisdn":"8562055500008","details":{"card_name":"Gold","game_name":"MEKONG"}},"sku":"gold","token_generation":0,"fingerprint":"p1:05e461a49e00727ed6146d5e107d2a05b9851db55d070e2358bad0fa8e449519","account":"a1:f4164a54386e8b48c82711f80b1a423c6ccb5046f83eeeb5b5738aa3891c182b","sandbox":true,"otp_terms":{"lives":300000,"attempts":5},"subscription":null,"state":"pending","failure":null,"unknown_reason":null,"next_action":"otp","expires_at":null,"cancel_asked_at":null,"warnings":[],"provider_order_id":"ce50280946937c19dbe4afab553469a0","id_is_hearsay":false,"success_reported_at":null,"provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"otp":{"attempts_left":5,"expires_at":1796106129857},"call_limit":20000,"attempt":{"number":1,"charges":false,"reserved_at":1796105829846,"deadline":1796105830846},"charge_sent_at":null,"charge_reply":null,"unresolved_attempt":null,"last_read_at":null,"asked_at":null,"hints":{"texts":[],"since":null,"says_paid":false},"contradicted_at":null,"repeated_answer":null,"ask_again_at":null,"review":null,"review_at":null,"resolution":null,"version":2,"created_at":1796105829846,"updated_at":1796105829857,"ended_at":null}');
INSERT INTO orders VALUES ('emx4b1agex1', 1796105828847, 'ltc', 'pending', 0, '{"terms":{"provider":"ltc","operation":"charge","merchant_order_id":"EMX4B1AGEx1","amount":{"minor":5000,"currency":"LAK"},"msisdn":"8562055500001","details":{"card_name":"Gold","game_name":"MEKONG","subscribe":true,"ussd_code":"*123#"}},"token_generation":0,"fingerprint":"v1:8f74a8a66f70588de93094cc3a980e35dadb8290cd18df9c06a279ee5d65eb0c","account":"a1:f4164a54386e8b48c82711f80b1a423c6ccb5046f83eeeb5b5738aa3891c182b","sandbox":true,"otp_terms":{"lives":300000,"attempts":5},"subscription":{"start":{"plan":"[\"MEKONG\",\"Gold\"]","details":{"card_name":"Gold","game_name":"MEKONG"},"short_code":"*123#"}},"state":"pending","failure":null,"unknown_reason":null,"next_action":"otp","expires_at":null,"cancel_asked_at":null,"warnings":[],"provider_order_id":"3b2c1c11e22ddff5de3801c711ebc4c4","id_is_hearsay":false,"success_reported_at":null,"provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"otp":{"attempts_left":5,"expires_at":1796106128878},"call_limit":20000,"attempt":{"number":1,"charges":false,"reserved_at":1796105828847,"deadline":1796105829847},"charge_sent_at":null,"charge_reply":null,"unresolved_attempt":null,"last_read_at":null,"asked_at":null,"hints":{"texts":[],"since":null,"says_paid":false},"contradicted_at":null,"repeated_answer":null,"ask_again_at":null,"review":null,"review_at":null,"resolution":null,"version":2,"created_at":1796105828847,"updated_at":1796105828878,"ended_at":null}');
INSERT INTO orders VALUES ('emx4b1agex4', 1796105829552, 'ltc', 'failed', 0, '{"terms":{"provider":"ltc","operation":"charge","merchant_order_id":"EMX4B1AGEx4","amount":{"minor":5000,"currency":"LAK"},"msisdn":"8562055500006","details":{"card_name":"Gold","game_name":"MEKONG"}},"token_generation":0,"fingerprint":"v1:d701cab5d0878ff82d156c63cfe31cecb7bd644d669cb62f09d87c8a3e874f6a","account":"a1:f4164a54386e8b48c82711f80b1a423c6ccb5046f83eeeb5b5738aa3891c182b","sandbox":true,"otp_terms":{"lives":300000,"attempts":5},"subscription":null,"state":"failed","failure":{"reason":"cancelled","reached_provider":true},"unknown_reason":null,"next_action":null,"expires_at":null,"cancel_asked_at":null,"warnings":[],"provider_order_id":"b4637ec9fb9f7a0a0c94b9828c327b9a","id_is_hearsay":false,"success_reported_at":null,"provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"otp":{"attempts_left":5,"expires_at":1796106129555},"call_limit":20000,"attempt":{"number":1,"charges":false,"reserved_at":1796105829552,"deadline":1796105830552},"charge_sent_at":null,"charge_reply":null,"unresolved_attempt":null,"last_read_at":null,"asked_at":null,"hints":{"texts":[],"since":null,"says_paid":false},"contradicted_at":null,"repeated_answer":null,"ask_again_at":null,"review":null,"review_at":null,"resolution":null,"version":3,"created_at":1796105829552,"updated_at":1796105829566,"ended_at":1796105829566}');
INSERT INTO history VALUES ('2ghoj3aw5mi7rcvprtdy5sxwzf', 1, '{"number":1,"at":"2026-12-01T13:17:09.846+07:00","type":"reserve","from":null,"to":"sending","request_id":"499216be-5cb6-477a-b1d9-bafebb276131","note":null}');
INSERT INTO history VALUES ('2ghoj3aw5mi7rcvprtdy5sxwzf', 2, '{"number":2,"at":"2026-12-01T13:17:09.857+07:00","type":"reply","from":"sending","to":"pending","request_id":"499216be-5cb6-477a-b1d9-bafebb276131","note":{"attempt":1,"outcome":"pending","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"why":null}}');
INSERT INTO history VALUES ('emx4b1agex1', 1, '{"number":1,"at":"2026-12-01T13:17:08.847+07:00","type":"reserve","from":null,"to":"sending","request_id":"51680516-6a3c-4c95-a876-89abf9461bb8","note":null}');
INSERT INTO history VALUES ('emx4b1agex1', 2, '{"number":2,"at":"2026-12-01T13:17:08.878+07:00","type":"reply","from":"sending","to":"pending","request_id":"51680516-6a3c-4c95-a876-89abf9461bb8","note":{"attempt":1,"outcome":"pending","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"why":null}}');
INSERT INTO history VALUES ('emx4b1agex4', 1, '{"number":1,"at":"2026-12-01T13:17:09.552+07:00","type":"reserve","from":null,"to":"sending","request_id":"37e925c4-e1d8-4f8d-bc40-f2be8c5d7465","note":null}');
INSERT INTO history VALUES ('emx4b1agex4', 2, '{"number":2,"at":"2026-12-01T13:17:09.555+07:00","type":"reply","from":"sending","to":"pending","request_id":"37e925c4-e1d8-4f8d-bc40-f2be8c5d7465","note":{"attempt":1,"outcome":"pending","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"why":null}}');
INSERT INTO history VALUES ('emx4b1agex4', 3, '{"number":3,"at":"2026-12-01T13:17:09.566+07:00","type":"cancel","from":"pending","to":"failed","request_id":"183f8a0f-7843-4d0a-bf1c-9316d09e4389","note":null}');
INSERT INTO due VALUES ('deliver', 'down 2ghoj3aw5mi7rcvprtdy5sxwzf', 'to down', 1796105829857);
INSERT INTO due VALUES ('deliver', 'down emx4b1agex1', 'to down', 1796105845057);
INSERT INTO due VALUES ('deliver', 'down emx4b1agex4', 'to down', 1796105829555);
INSERT INTO due VALUES ('order', '2ghoj3aw5mi7rcvprtdy5sxwzf', 'time', 1796106132857);
INSERT INTO due VALUES ('order', 'emx4b1agex1', 'time', 1796106131878);
INSERT INTO due VALUES ('order', 'emx4b1agex4', 'time', 1796883429566);
INSERT INTO resting VALUES ('to down');
INSERT INTO events VALUES ('evt_004d31516fe7ab093b07dba0a02a170c', 'emx4b1agex1', 1, 1796105828878, 'order.pending', '{"type":"order.pending","timestamp":"2026-12-01T13:17:08.878+07:00","data":{"sequence":1,"order":{"merchant_order_id":"EMX4B1AGEx1","provider":"ltc","operation":"charge","sandbox":true,"state":"pending","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562055500001","details":{"card_name":"Gold","game_name":"MEKONG","subscribe":true,"ussd_code":"*123#"},"next_action":{"type":"otp","attempts_left":5,"expires_at":"2026-12-01T13:22:08.878+07:00"},"failure":null,"unknown_reason":null,"review":null,"resolution":null,"may_retry":false,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"3b2c1c11e22ddff5de3801c711ebc4c4","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"version":2,"created_at":"2026-12-01T13:17:08.847+07:00","updated_at":"2026-12-01T13:17:08.878+07:00"}}}');
INSERT INTO events VALUES ('evt_0080f559e771190e3f96900aa97307d0', 'emx4b1agex4', 2, 1796105829566, 'order.failed', '{"type":"order.failed","timestamp":"2026-12-01T13:17:09.566+07:00","data":{"sequence":2,"order":{"merchant_order_id":"EMX4B1AGEx4","provider":"ltc","operation":"charge","sandbox":true,"state":"failed","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562055500006","details":{"card_name":"Gold","game_name":"MEKONG"},"next_action":null,"failure":{"reason":"cancelled","reached_provider":true},"unknown_reason":null,"review":null,"resolution":null,"may_retry":true,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"b4637ec9fb9f7a0a0c94b9828c327b9a","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"version":3,"created_at":"2026-12-01T13:17:09.552+07:00","updated_at":"2026-12-01T13:17:09.566+07:00"}}}');
INSERT INTO events VALUES ('evt_009b451d06df0151ac5b4ecaf391fa43', 'emx4b1agex4', 1, 1796105829555, 'order.pending', '{"type":"order.pending","timestamp":"2026-12-01T13:17:09.555+07:00","data":{"sequence":1,"order":{"merchant_order_id":"EMX4B1AGEx4","provider":"ltc","operation":"charge","sandbox":true,"state":"pending","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562055500006","details":{"card_name":"Gold","game_name":"MEKONG"},"next_action":{"type":"otp","attempts_left":5,"expires_at":"2026-12-01T13:22:09.555+07:00"},"failure":null,"unknown_reason":null,"review":null,"resolution":null,"may_retry":false,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"b4637ec9fb9f7a0a0c94b9828c327b9a","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"version":2,"created_at":"2026-12-01T13:17:09.552+07:00","updated_at":"2026-12-01T13:17:09.555+07:00"}}}');
INSERT INTO events VALUES ('evt_00e569798721fabe1346ec5c87e326b4', '2ghoj3aw5mi7rcvprtdy5sxwzf', 1, 1796105829857, 'order.pending', '{"type":"order.pending","timestamp":"2026-12-01T13:17:09.857+07:00","data":{"sequence":1,"order":{"merchant_order_id":"2GHOJ3AW5MI7RCVPRTDY5SXWZF","provider":"ltc","operation":"charge","sku":"gold","sandbox":true,"state":"pending","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562055500008","details":{"card_name":"Gold","game_name":"MEKONG"},"next_action":{"type":"otp","attempts_left":5,"expires_at":"2026-12-01T13:22:09.857+07:00"},"failure":null,"unknown_reason":null,"review":null,"resolution":null,"may_retry":false,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"ce50280946937c19dbe4afab553469a0","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"version":2,"created_at":"2026-12-01T13:17:09.846+07:00","updated_at":"2026-12-01T13:17:09.857+07:00"}}}');
INSERT INTO deliveries VALUES ('down', '2ghoj3aw5mi7rcvprtdy5sxwzf', 1, 'waiting', 1796105829857, NULL, NULL);
INSERT INTO deliveries VALUES ('down', 'emx4b1agex1', 1, 'waiting', 1796105828878, 1796105829313, 1796105845057);
INSERT INTO deliveries VALUES ('down', 'emx4b1agex4', 1, 'waiting', 1796105829555, NULL, NULL);
INSERT INTO deliveries VALUES ('down', 'emx4b1agex4', 2, 'waiting', 1796105829566, NULL, NULL);
INSERT INTO deliveries VALUES ('shop', '2ghoj3aw5mi7rcvprtdy5sxwzf', 1, 'delivered', 1796105829857, 1796105829891, 1796105830127);
INSERT INTO deliveries VALUES ('shop', 'emx4b1agex1', 1, 'delivered', 1796105828878, 1796105829024, 1796105829131);
INSERT INTO deliveries VALUES ('shop', 'emx4b1agex4', 1, 'delivered', 1796105829555, 1796105829564, 1796105829821);
INSERT INTO deliveries VALUES ('shop', 'emx4b1agex4', 2, 'delivered', 1796105829566, 1796105829574, 1796105829826);
INSERT INTO attempts VALUES ('evt_004d31516fe7ab093b07dba0a02a170c', 'down', 1, 1796105829029, 500, NULL);
INSERT INTO attempts VALUES ('evt_004d31516fe7ab093b07dba0a02a170c', 'down', 2, 1796105829313, 500, NULL);
INSERT INTO attempts VALUES ('evt_004d31516fe7ab093b07dba0a02a170c', 'shop', 1, 1796105829024, 200, NULL);
INSERT INTO attempts VALUES ('evt_0080f559e771190e3f96900aa97307d0', 'shop', 1, 1796105829574, 200, NULL);
INSERT INTO attempts VALUES ('evt_009b451d06df0151ac5b4ecaf391fa43', 'shop', 1, 1796105829564, 200, NULL);
INSERT INTO attempts VALUES ('evt_00e569798721fabe1346ec5c87e326b4', 'shop', 1, 1796105829891, 200, NULL);
INSERT INTO calls VALUES ('ltc', 'order', 'pending', 100, 3, 27);
INSERT INTO delivered VALUES ('down', 'failed', 2);
INSERT INTO delivered VALUES ('shop', 'taken', 4);
