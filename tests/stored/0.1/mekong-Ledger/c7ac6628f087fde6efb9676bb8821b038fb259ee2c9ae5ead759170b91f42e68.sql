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
INSERT INTO orders VALUES ('emx4b1agex6', 1796105829885, 'ltc', 'failed', 1, '{"terms":{"provider":"ltc","operation":"charge","merchant_order_id":"EMX4B1AGEx6","amount":{"minor":5000,"currency":"LAK"},"msisdn":"8562098203001","details":{"card_name":"Gold","game_name":"MEKONG"}},"token_generation":0,"fingerprint":"v1:afafead6c7fad076a3a67de232a1dc7aeeaf4c5d55b19ac08222d8865f9883c8","account":"a1:f4164a54386e8b48c82711f80b1a423c6ccb5046f83eeeb5b5738aa3891c182b","sandbox":true,"otp_terms":{"lives":300000,"attempts":5},"subscription":null,"state":"failed","failure":{"reason":"resolved_by_person","reached_provider":true},"unknown_reason":null,"next_action":null,"expires_at":null,"cancel_asked_at":null,"warnings":[],"provider_order_id":"dea3e51d06bd0b58aa909c2a1d7cadf5","id_is_hearsay":false,"success_reported_at":1796105831184,"provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"otp":{"attempts_left":4,"expires_at":1796106129893},"call_limit":20000,"attempt":{"number":2,"charges":true,"reserved_at":1796105829916,"deadline":1796105830916},"charge_sent_at":1796105829916,"charge_reply":null,"unresolved_attempt":2,"last_read_at":1796105831184,"asked_at":1796105831178,"hints":{"texts":[],"since":null,"says_paid":false},"contradicted_at":null,"repeated_answer":null,"ask_again_at":null,"review":{"reasons":["paid_after_failure"],"since":1796105831184},"review_at":null,"resolution":{"state":"failed","evidence":"nobody could say","by":"operator","version":4,"against_evidence":false,"provider_order_id":null,"at":1796105829943},"version":6,"created_at":1796105829885,"updated_at":1796105831184,"ended_at":1796105829944}');
INSERT INTO orders VALUES ('tmx4b1agex11', 1796105833017, 'appotapay', 'failed', 0, '{"terms":{"provider":"appotapay","operation":"topup","merchant_order_id":"TMX4B1AGEx11","amount":{"minor":10000,"currency":"VND"},"msisdn":"84981003303","details":{"product_code":"topup_10","service_type":"prepaid","telco":"viettel"}},"token_generation":0,"fingerprint":"v1:9d65fecc012c10d7465a0093516278930c103e6bf277348fd9c9370c9a6c9aa1","account":"a1:c4f1d1937cf836ca95845f3fa981218e34fe350314fce876d18305fabdc67d94","sandbox":true,"otp_terms":null,"subscription":null,"state":"failed","failure":{"reason":"declined","reached_provider":true},"unknown_reason":null,"next_action":null,"expires_at":null,"cancel_asked_at":null,"warnings":[],"provider_order_id":null,"id_is_hearsay":false,"success_reported_at":null,"provider_status":{"call":"charging","code":"33","message":"Giao dịch thất bại"},"otp":null,"call_limit":25000,"attempt":{"number":1,"charges":true,"reserved_at":1796105833017,"deadline":1796105834267},"charge_sent_at":1796105833017,"charge_reply":"33","unresolved_attempt":null,"last_read_at":null,"asked_at":null,"hints":{"texts":[],"since":null,"says_paid":false},"contradicted_at":null,"repeated_answer":null,"ask_again_at":null,"review":null,"review_at":null,"resolution":null,"version":2,"created_at":1796105833017,"updated_at":1796105833064,"ended_at":1796105833064}');
INSERT INTO history VALUES ('emx4b1agex6', 1, '{"number":1,"at":"2026-12-01T13:17:09.885+07:00","type":"reserve","from":null,"to":"sending","request_id":"962edf2a-3a37-4199-9c38-9f86490cd6ed","note":null}');
INSERT INTO history VALUES ('emx4b1agex6', 2, '{"number":2,"at":"2026-12-01T13:17:09.893+07:00","type":"reply","from":"sending","to":"pending","request_id":"962edf2a-3a37-4199-9c38-9f86490cd6ed","note":{"attempt":1,"outcome":"pending","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"why":null}}');
INSERT INTO history VALUES ('emx4b1agex6', 3, '{"number":3,"at":"2026-12-01T13:17:09.916+07:00","type":"confirm","from":"pending","to":"sending","request_id":"2628f0a1-2acc-481c-942d-0cfa94e28880","note":null}');
INSERT INTO history VALUES ('emx4b1agex6', 4, '{"number":4,"at":"2026-12-01T13:17:09.926+07:00","type":"reply","from":"sending","to":"unknown","request_id":"2628f0a1-2acc-481c-942d-0cfa94e28880","note":{"attempt":2,"outcome":"unknown","provider_status":null,"why":"connection_lost"}}');
INSERT INTO history VALUES ('emx4b1agex6', 5, '{"number":5,"at":"2026-12-01T13:17:09.944+07:00","type":"resolve","from":"unknown","to":"failed","request_id":"0f3f920f-1f86-4c8f-a8b3-56b218898ac7","note":{"against_evidence":false,"by":"operator","evidence":"nobody could say","provider_order_id":null}}');
INSERT INTO history VALUES ('emx4b1agex6', 6, '{"number":6,"at":"2026-12-01T13:17:11.184+07:00","type":"query","from":"failed","to":"failed","note":{"attempt":null,"outcome":"succeeded","provider_status":{"call":"CheckTransaction","code":"200","message":"Success"},"why":null}}');
INSERT INTO history VALUES ('tmx4b1agex11', 1, '{"number":1,"at":"2026-12-01T13:17:13.017+07:00","type":"reserve","from":null,"to":"sending","request_id":"609ca48d-bd82-4418-8631-14bcb138a070","note":null}');
INSERT INTO history VALUES ('tmx4b1agex11', 2, '{"number":2,"at":"2026-12-01T13:17:13.064+07:00","type":"reply","from":"sending","to":"failed","request_id":"609ca48d-bd82-4418-8631-14bcb138a070","note":{"attempt":1,"outcome":"failed","provider_status":{"call":"charging","code":"33","message":"Giao dịch thất bại"},"why":"declined"}}');
INSERT INTO due VALUES ('deliver', 'down emx4b1agex6', 'to down', 1796105845644);
INSERT INTO due VALUES ('deliver', 'down endpoint:down', 'to down', 1796105829408);
INSERT INTO due VALUES ('deliver', 'down tmx4b1agex11', 'to down', 1796105833064);
INSERT INTO due VALUES ('order', 'tmx4b1agex11', 'time', 1796883433064);
INSERT INTO resting VALUES ('to down');
INSERT INTO events VALUES ('evt_020fe8997747b0b32dfb1f5319d3b90a', 'emx4b1agex6', 3, 1796105829944, 'order.failed', '{"type":"order.failed","timestamp":"2026-12-01T13:17:09.944+07:00","data":{"sequence":3,"order":{"merchant_order_id":"EMX4B1AGEx6","provider":"ltc","operation":"charge","sandbox":true,"state":"failed","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562098203001","details":{"card_name":"Gold","game_name":"MEKONG"},"next_action":null,"failure":{"reason":"resolved_by_person","reached_provider":true},"unknown_reason":null,"review":null,"resolution":{"state":"failed","evidence":"nobody could say","by":"operator","against_evidence":false,"at":"2026-12-01T13:17:09.943+07:00"},"may_retry":true,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"dea3e51d06bd0b58aa909c2a1d7cadf5","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"version":5,"created_at":"2026-12-01T13:17:09.885+07:00","updated_at":"2026-12-01T13:17:09.944+07:00"}}}');
INSERT INTO events VALUES ('evt_026627bd45e73c38daeb7603f93e4147', 'emx4b1agex6', 1, 1796105829893, 'order.pending', '{"type":"order.pending","timestamp":"2026-12-01T13:17:09.893+07:00","data":{"sequence":1,"order":{"merchant_order_id":"EMX4B1AGEx6","provider":"ltc","operation":"charge","sandbox":true,"state":"pending","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562098203001","details":{"card_name":"Gold","game_name":"MEKONG"},"next_action":{"type":"otp","attempts_left":5,"expires_at":"2026-12-01T13:22:09.893+07:00"},"failure":null,"unknown_reason":null,"review":null,"resolution":null,"may_retry":false,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"dea3e51d06bd0b58aa909c2a1d7cadf5","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"version":2,"created_at":"2026-12-01T13:17:09.885+07:00","updated_at":"2026-12-01T13:17:09.893+07:00"}}}');
INSERT INTO events VALUES ('evt_02680dfd1ff8993dcd681329985d37a3', 'endpoint:down', 1, 1796105829408, 'endpoint.failing', '{"type":"endpoint.failing","timestamp":"2026-12-01T13:17:09.408+07:00","data":{"sequence":1,"endpoint":{"id":"down","failing_since":"2026-12-01T13:17:09.408+07:00"}}}');
INSERT INTO events VALUES ('evt_02955369187861716084f5e7f6e42eaf', 'emx4b1agex6', 2, 1796105829926, 'order.unknown', '{"type":"order.unknown","timestamp":"2026-12-01T13:17:09.926+07:00","data":{"sequence":2,"order":{"merchant_order_id":"EMX4B1AGEx6","provider":"ltc","operation":"charge","sandbox":true,"state":"unknown","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562098203001","details":{"card_name":"Gold","game_name":"MEKONG"},"next_action":null,"failure":null,"unknown_reason":"connection_lost","review":null,"resolution":null,"may_retry":false,"may_refund_payer":false,"must_recheck":true,"provider_order_id":"dea3e51d06bd0b58aa909c2a1d7cadf5","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"version":4,"created_at":"2026-12-01T13:17:09.885+07:00","updated_at":"2026-12-01T13:17:09.926+07:00"}}}');
INSERT INTO events VALUES ('evt_02b2a49d4bfce6cd4de4dfe8e2d93af8', 'emx4b1agex6', 5, 1796105831184, 'order.review', '{"type":"order.review","timestamp":"2026-12-01T13:17:11.184+07:00","data":{"sequence":5,"order":{"merchant_order_id":"EMX4B1AGEx6","provider":"ltc","operation":"charge","sandbox":true,"state":"failed","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562098203001","details":{"card_name":"Gold","game_name":"MEKONG"},"next_action":null,"failure":{"reason":"resolved_by_person","reached_provider":true},"unknown_reason":null,"review":{"reasons":["paid_after_failure"],"advice":["the money moved after all: resolve it as succeeded, then deliver it or refund it; make no other in its place"],"since":"2026-12-01T13:17:11.184+07:00"},"resolution":{"state":"failed","evidence":"nobody could say","by":"operator","against_evidence":false,"at":"2026-12-01T13:17:09.943+07:00"},"may_retry":false,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"dea3e51d06bd0b58aa909c2a1d7cadf5","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"success_reported_at":"2026-12-01T13:17:11.184+07:00","version":6,"created_at":"2026-12-01T13:17:09.885+07:00","updated_at":"2026-12-01T13:17:11.184+07:00"}}}');
INSERT INTO events VALUES ('evt_02ded29498b257cd84c659c8643a5b41', 'tmx4b1agex11', 1, 1796105833064, 'order.failed', '{"type":"order.failed","timestamp":"2026-12-01T13:17:13.064+07:00","data":{"sequence":1,"order":{"merchant_order_id":"TMX4B1AGEx11","provider":"appotapay","operation":"topup","sandbox":true,"state":"failed","amount":{"value":"10000","currency":"VND"},"msisdn":"+84981003303","details":{"product_code":"topup_10","service_type":"prepaid","telco":"viettel"},"next_action":null,"failure":{"reason":"declined","reached_provider":true},"unknown_reason":null,"review":null,"resolution":null,"may_retry":true,"may_refund_payer":true,"must_recheck":false,"provider_order_id":null,"provider_status":{"call":"charging","code":"33","message":"Giao dịch thất bại"},"version":2,"created_at":"2026-12-01T13:17:13.017+07:00","updated_at":"2026-12-01T13:17:13.064+07:00"}}}');
INSERT INTO events VALUES ('evt_02eea0aaa751556afd09ae98e6194000', 'emx4b1agex6', 4, 1796105829944, 'order.resolved', '{"type":"order.resolved","timestamp":"2026-12-01T13:17:09.944+07:00","data":{"sequence":4,"order":{"merchant_order_id":"EMX4B1AGEx6","provider":"ltc","operation":"charge","sandbox":true,"state":"failed","amount":{"value":"5000","currency":"LAK"},"msisdn":"+8562098203001","details":{"card_name":"Gold","game_name":"MEKONG"},"next_action":null,"failure":{"reason":"resolved_by_person","reached_provider":true},"unknown_reason":null,"review":null,"resolution":{"state":"failed","evidence":"nobody could say","by":"operator","against_evidence":false,"at":"2026-12-01T13:17:09.943+07:00"},"may_retry":true,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"dea3e51d06bd0b58aa909c2a1d7cadf5","provider_status":{"call":"RequestDeduct","code":"200","message":"Success"},"version":5,"created_at":"2026-12-01T13:17:09.885+07:00","updated_at":"2026-12-01T13:17:09.944+07:00"}}}');
INSERT INTO deliveries VALUES ('down', 'emx4b1agex6', 1, 'waiting', 1796105829893, 1796105832472, 1796105845644);
INSERT INTO deliveries VALUES ('down', 'emx4b1agex6', 2, 'waiting', 1796105829926, NULL, NULL);
INSERT INTO deliveries VALUES ('down', 'emx4b1agex6', 3, 'waiting', 1796105829944, NULL, NULL);
INSERT INTO deliveries VALUES ('down', 'emx4b1agex6', 4, 'waiting', 1796105829944, NULL, NULL);
INSERT INTO deliveries VALUES ('down', 'emx4b1agex6', 5, 'waiting', 1796105831184, NULL, NULL);
INSERT INTO deliveries VALUES ('down', 'endpoint:down', 1, 'waiting', 1796105829408, NULL, NULL);
INSERT INTO deliveries VALUES ('down', 'tmx4b1agex11', 1, 'waiting', 1796105833064, NULL, NULL);
INSERT INTO deliveries VALUES ('shop', 'emx4b1agex6', 1, 'delivered', 1796105829893, 1796105829923, 1796105830147);
INSERT INTO deliveries VALUES ('shop', 'emx4b1agex6', 2, 'delivered', 1796105829926, 1796105829939, 1796105830182);
INSERT INTO deliveries VALUES ('shop', 'emx4b1agex6', 3, 'delivered', 1796105829944, 1796105829970, 1796105830197);
INSERT INTO deliveries VALUES ('shop', 'emx4b1agex6', 4, 'delivered', 1796105829944, 1796105829974, 1796105830209);
INSERT INTO deliveries VALUES ('shop', 'emx4b1agex6', 5, 'delivered', 1796105831184, 1796105831199, 1796105831455);
INSERT INTO deliveries VALUES ('shop', 'endpoint:down', 1, 'delivered', 1796105829408, 1796105829507, 1796105829661);
INSERT INTO deliveries VALUES ('shop', 'tmx4b1agex11', 1, 'delivered', 1796105833064, 1796105833093, 1796105833320);
INSERT INTO attempts VALUES ('evt_020fe8997747b0b32dfb1f5319d3b90a', 'shop', 1, 1796105829970, 200, NULL);
INSERT INTO attempts VALUES ('evt_026627bd45e73c38daeb7603f93e4147', 'down', 1, 1796105832472, 500, NULL);
INSERT INTO attempts VALUES ('evt_026627bd45e73c38daeb7603f93e4147', 'shop', 1, 1796105829923, 200, NULL);
INSERT INTO attempts VALUES ('evt_02680dfd1ff8993dcd681329985d37a3', 'shop', 1, 1796105829507, 200, NULL);
INSERT INTO attempts VALUES ('evt_02955369187861716084f5e7f6e42eaf', 'shop', 1, 1796105829939, 200, NULL);
INSERT INTO attempts VALUES ('evt_02b2a49d4bfce6cd4de4dfe8e2d93af8', 'shop', 1, 1796105831199, 200, NULL);
INSERT INTO attempts VALUES ('evt_02ded29498b257cd84c659c8643a5b41', 'shop', 1, 1796105833093, 200, NULL);
INSERT INTO attempts VALUES ('evt_02eea0aaa751556afd09ae98e6194000', 'shop', 1, 1796105829974, 200, NULL);
INSERT INTO calls VALUES ('appotapay', 'order', 'failed', 100, 1, 26);
INSERT INTO calls VALUES ('ltc', 'order', 'pending', 100, 1, 2);
INSERT INTO calls VALUES ('ltc', 'order', 'unknown', 100, 1, 3);
INSERT INTO calls VALUES ('ltc', 'query', 'succeeded', 100, 1, 6);
INSERT INTO delivered VALUES ('down', 'failed', 1);
INSERT INTO delivered VALUES ('shop', 'taken', 7);
