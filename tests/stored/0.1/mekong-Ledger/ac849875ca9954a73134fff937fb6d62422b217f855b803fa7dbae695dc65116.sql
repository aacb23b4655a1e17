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
INSERT INTO orders VALUES ('lmx4b1agex8', 1796105831391, 'lianlian', 'succeeded', 0, '{"terms":{"provider":"lianlian","operation":"payment","merchant_order_id":"LMX4B1AGEx8","amount":{"minor":34400,"currency":"THB"},"msisdn":null,"details":{"customer":{"full_name":"Bruce Lee","merchant_user_id":"USER_0001"},"method":"DYNAMIC_CODE","order_desc":"one hat","service":"alipay_offline"}},"token_generation":0,"fingerprint":"v1:17a10638b1efa402f27796f29425d90144a53a308114677a92ed4121b57690bb","account":"a1:8a5fa98ffa387eb64145b39037beebae737a298be4a8b1db9e9b078297e696b6","sandbox":true,"otp_terms":null,"subscription":null,"state":"succeeded","failure":null,"unknown_reason":null,"next_action":null,"expires_at":1796192231000,"cancel_asked_at":null,"warnings":[],"provider_order_id":"122026120101069916","id_is_hearsay":false,"success_reported_at":1796105831456,"provider_status":{"call":"notification","code":"PS","message":""},"otp":null,"call_limit":25000,"attempt":{"number":1,"charges":true,"reserved_at":1796105831391,"deadline":1796105832641},"charge_sent_at":1796105831391,"charge_reply":"WP","unresolved_attempt":null,"last_read_at":null,"asked_at":null,"hints":{"texts":[],"since":null,"says_paid":false},"contradicted_at":null,"repeated_answer":null,"ask_again_at":null,"review":null,"review_at":null,"resolution":null,"version":3,"created_at":1796105831391,"updated_at":1796105831456,"ended_at":1796105831456}');
INSERT INTO orders VALUES ('lmx4b1agex8/r0001', 1796105831496, 'lianlian', 'succeeded', 0, '{"terms":{"provider":"lianlian","operation":"refund","merchant_order_id":"R0001","amount":{"minor":4400,"currency":"THB"},"msisdn":null,"refund_of":"LMX4B1AGEx8","details":{"reason":"returned"}},"token_generation":0,"fingerprint":"v1:3a828cd1a47886e04468a5496b9e3b50ceb6da2d18501318523b394070d7f195","account":"a1:8a5fa98ffa387eb64145b39037beebae737a298be4a8b1db9e9b078297e696b6","sandbox":true,"otp_terms":null,"subscription":null,"state":"succeeded","failure":null,"unknown_reason":null,"next_action":null,"expires_at":null,"cancel_asked_at":null,"warnings":[],"provider_order_id":"132026120101069917","id_is_hearsay":false,"success_reported_at":1796105831566,"provider_status":{"call":"notification","code":"RS","message":""},"otp":null,"call_limit":25000,"attempt":{"number":1,"charges":true,"reserved_at":1796105831496,"deadline":1796105832746},"charge_sent_at":1796105831496,"charge_reply":"RP","unresolved_attempt":null,"last_read_at":null,"asked_at":null,"hints":{"texts":[],"since":null,"says_paid":false},"contradicted_at":null,"repeated_answer":null,"ask_again_at":null,"review":null,"review_at":null,"resolution":null,"version":3,"created_at":1796105831496,"updated_at":1796105831566,"ended_at":1796105831566}');
INSERT INTO history VALUES ('lmx4b1agex8', 1, '{"number":1,"at":"2026-12-01T13:17:11.391+07:00","type":"reserve","from":null,"to":"sending","request_id":"cb31547a-2550-430a-8ad8-6fdb68660326","note":null}');
INSERT INTO history VALUES ('lmx4b1agex8', 2, '{"number":2,"at":"2026-12-01T13:17:11.404+07:00","type":"reply","from":"sending","to":"pending","request_id":"cb31547a-2550-430a-8ad8-6fdb68660326","note":{"attempt":1,"outcome":"pending","provider_status":{"call":"llpth.alipay.offline.pay","code":"WP","message":"Success"},"why":null}}');
INSERT INTO history VALUES ('lmx4b1agex8', 3, '{"number":3,"at":"2026-12-01T13:17:11.456+07:00","type":"notification","from":"pending","to":"succeeded","request_id":"3910d942-f080-43cc-a843-37ba9576fa95","note":{"notification":"336b97492c75ffcfca3eeddc88a19bcdfbafd170a3d4c00db8964cccba9f93a4","report":{"attempt":null,"outcome":"succeeded","provider_status":{"call":"notification","code":"PS","message":""},"why":null}}}');
INSERT INTO history VALUES ('lmx4b1agex8/r0001', 1, '{"number":1,"at":"2026-12-01T13:17:11.496+07:00","type":"reserve","from":null,"to":"sending","request_id":"49c2f99f-f71d-4357-9156-9e4b82ad791f","note":null}');
INSERT INTO history VALUES ('lmx4b1agex8/r0001', 2, '{"number":2,"at":"2026-12-01T13:17:11.506+07:00","type":"reply","from":"sending","to":"pending","request_id":"49c2f99f-f71d-4357-9156-9e4b82ad791f","note":{"attempt":1,"outcome":"pending","provider_status":{"call":"llpth.refund.apply","code":"RP","message":""},"why":null}}');
INSERT INTO history VALUES ('lmx4b1agex8/r0001', 3, '{"number":3,"at":"2026-12-01T13:17:11.566+07:00","type":"notification","from":"pending","to":"succeeded","request_id":"763dfe37-e2e0-4b2a-949f-fa35f02405f3","note":{"notification":"00f9a17f02a05cafb7ca411f1f4c5f29051793607a2a310564efce383f961206","report":{"attempt":null,"outcome":"succeeded","provider_status":{"call":"notification","code":"RS","message":""},"why":null}}}');
INSERT INTO due VALUES ('deliver', 'down lmx4b1agex8', 'to down', 1796105831404);
INSERT INTO due VALUES ('deliver', 'down lmx4b1agex8/r0001', 'to down', 1796105831506);
INSERT INTO due VALUES ('order', 'lmx4b1agex8', 'time', 1796883431456);
INSERT INTO due VALUES ('order', 'lmx4b1agex8/r0001', 'time', 1796883431566);
INSERT INTO resting VALUES ('to down');
INSERT INTO notifications VALUES ('00f9a17f02a05cafb7ca411f1f4c5f29051793607a2a310564efce383f961206', 1, 'lmx4b1agex8/r0001', 1796105831564, '{"digest":"00f9a17f02a05cafb7ca411f1f4c5f29051793607a2a310564efce383f961206","provider":"lianlian","received_at":1796105831564,"body":"{\"complete_time\":\"2026-12-01 13:17:11\",\"merchant_refund_id\":\"R0001\",\"refund_amount\":\"44.00\",\"refund_currency\":\"THB\",\"refund_order_id\":\"132026120101069917\",\"refund_status\":\"RS\"}"}');
INSERT INTO notifications VALUES ('336b97492c75ffcfca3eeddc88a19bcdfbafd170a3d4c00db8964cccba9f93a4', 1, 'lmx4b1agex8', 1796105831454, '{"digest":"336b97492c75ffcfca3eeddc88a19bcdfbafd170a3d4c00db8964cccba9f93a4","provider":"lianlian","received_at":1796105831454,"body":"{\"complete_time\":\"2026-12-01 13:17:11\",\"merchant_order_id\":\"LMX4B1AGEx8\",\"order_amount\":\"344.00\",\"order_currency\":\"THB\",\"order_id\":\"122026120101069916\",\"order_status\":\"PS\"}"}');
INSERT INTO events VALUES ('evt_0c4342d3911f0bb692a329ee0a75d01b', 'lmx4b1agex8', 1, 1796105831404, 'order.pending', '{"type":"order.pending","timestamp":"2026-12-01T13:17:11.404+07:00","data":{"sequence":1,"order":{"merchant_order_id":"LMX4B1AGEx8","provider":"lianlian","operation":"payment","sandbox":true,"state":"pending","amount":{"value":"344.00","currency":"THB"},"msisdn":null,"details":{"customer":{"full_name":"Bruce Lee","merchant_user_id":"USER_0001"},"method":"DYNAMIC_CODE","order_desc":"one hat","service":"alipay_offline"},"next_action":{"type":"qr","text":"http://127.0.0.1:36207/lianlian/pay/122026120101069916","expires_at":"2026-12-02T13:17:11.000+07:00"},"failure":null,"unknown_reason":null,"review":null,"resolution":null,"may_retry":false,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"122026120101069916","provider_status":{"call":"llpth.alipay.offline.pay","code":"WP","message":"Success"},"version":2,"created_at":"2026-12-01T13:17:11.391+07:00","updated_at":"2026-12-01T13:17:11.404+07:00"}}}');
INSERT INTO events VALUES ('evt_0cc6be2585ccfa8e2dd3d5f03845ad0c', 'lmx4b1agex8/r0001', 1, 1796105831506, 'refund.pending', '{"type":"refund.pending","timestamp":"2026-12-01T13:17:11.506+07:00","data":{"sequence":1,"refund":{"merchant_refund_id":"R0001","merchant_order_id":"LMX4B1AGEx8","provider":"lianlian","state":"pending","amount":{"value":"44.00","currency":"THB"},"details":{"reason":"returned"},"failure":null,"unknown_reason":null,"review":null,"resolution":null,"may_retry":false,"must_recheck":false,"provider_refund_id":"132026120101069917","provider_status":{"call":"llpth.refund.apply","code":"RP","message":""},"version":2,"created_at":"2026-12-01T13:17:11.496+07:00","updated_at":"2026-12-01T13:17:11.506+07:00"}}}');
INSERT INTO events VALUES ('evt_0cd96596f50d784b3e6a367aedf5e547', 'lmx4b1agex8/r0001', 2, 1796105831566, 'refund.succeeded', '{"type":"refund.succeeded","timestamp":"2026-12-01T13:17:11.566+07:00","data":{"sequence":2,"refund":{"merchant_refund_id":"R0001","merchant_order_id":"LMX4B1AGEx8","provider":"lianlian","state":"succeeded","amount":{"value":"44.00","currency":"THB"},"details":{"reason":"returned"},"failure":null,"unknown_reason":null,"review":null,"resolution":null,"may_retry":false,"must_recheck":false,"provider_refund_id":"132026120101069917","provider_status":{"call":"notification","code":"RS","message":""},"success_reported_at":"2026-12-01T13:17:11.566+07:00","version":3,"created_at":"2026-12-01T13:17:11.496+07:00","updated_at":"2026-12-01T13:17:11.566+07:00"}}}');
INSERT INTO events VALUES ('evt_0ceb5802163c867255ace8a0c265e668', 'lmx4b1agex8', 2, 1796105831456, 'order.succeeded', '{"type":"order.succeeded","timestamp":"2026-12-01T13:17:11.456+07:00","data":{"sequence":2,"order":{"merchant_order_id":"LMX4B1AGEx8","provider":"lianlian","operation":"payment","sandbox":true,"state":"succeeded","amount":{"value":"344.00","currency":"THB"},"msisdn":null,"details":{"customer":{"full_name":"Bruce Lee","merchant_user_id":"USER_0001"},"method":"DYNAMIC_CODE","order_desc":"one hat","service":"alipay_offline"},"next_action":null,"failure":null,"unknown_reason":null,"review":null,"resolution":null,"may_retry":false,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"122026120101069916","provider_status":{"call":"notification","code":"PS","message":""},"success_reported_at":"2026-12-01T13:17:11.456+07:00","version":3,"created_at":"2026-12-01T13:17:11.391+07:00","updated_at":"2026-12-01T13:17:11.456+07:00"}}}');
INSERT INTO deliveries VALUES ('down', 'lmx4b1agex8', 1, 'waiting', 1796105831404, NULL, NULL);
INSERT INTO deliveries VALUES ('down', 'lmx4b1agex8', 2, 'waiting', 1796105831456, NULL, NULL);
INSERT INTO deliveries VALUES ('down', 'lmx4b1agex8/r0001', 1, 'waiting', 1796105831506, NULL, NULL);
INSERT INTO deliveries VALUES ('down', 'lmx4b1agex8/r0001', 2, 'waiting', 1796105831566, NULL, NULL);
INSERT INTO deliveries VALUES ('shop', 'lmx4b1agex8', 1, 'delivered', 1796105831404, 1796105831433, 1796105831663);
INSERT INTO deliveries VALUES ('shop', 'lmx4b1agex8', 2, 'delivered', 1796105831456, 1796105831483, 1796105831716);
INSERT INTO deliveries VALUES ('shop', 'lmx4b1agex8/r0001', 1, 'delivered', 1796105831506, 1796105831551, 1796105831756);
INSERT INTO deliveries VALUES ('shop', 'lmx4b1agex8/r0001', 2, 'delivered', 1796105831566, 1796105831591, 1796105831816);
INSERT INTO attempts VALUES ('evt_0c4342d3911f0bb692a329ee0a75d01b', 'shop', 1, 1796105831433, 200, NULL);
INSERT INTO attempts VALUES ('evt_0cc6be2585ccfa8e2dd3d5f03845ad0c', 'shop', 1, 1796105831551, 200, NULL);
INSERT INTO attempts VALUES ('evt_0cd96596f50d784b3e6a367aedf5e547', 'shop', 1, 1796105831591, 200, NULL);
INSERT INTO attempts VALUES ('evt_0ceb5802163c867255ace8a0c265e668', 'shop', 1, 1796105831483, 200, NULL);
INSERT INTO calls VALUES ('lianlian', 'order', 'pending', 100, 2, 12);
INSERT INTO delivered VALUES ('shop', 'taken', 4);
