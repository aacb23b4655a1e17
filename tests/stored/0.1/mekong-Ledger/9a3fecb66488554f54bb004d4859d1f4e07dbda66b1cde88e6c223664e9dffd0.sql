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
INSERT INTO orders VALUES ('lmx4b1agex7', 1796105831227, 'lianlian', 'pending', 0, '{"terms":{"provider":"lianlian","operation":"payment","merchant_order_id":"LMX4B1AGEx7","amount":{"minor":34400,"currency":"THB"},"msisdn":null,"details":{"customer":{"full_name":"Bruce Lee","merchant_user_id":"USER_0001"},"method":"THAI_QR","order_desc":"one hat","service":"thaiqr"}},"token_generation":0,"fingerprint":"v1:5e1b925b0dc5a3a536d9a39f45bf94aa6238b0cd253ff3afddc9e7e7f80ff48f","account":"a1:8a5fa98ffa387eb64145b39037beebae737a298be4a8b1db9e9b078297e696b6","sandbox":true,"otp_terms":null,"subscription":null,"state":"pending","failure":null,"unknown_reason":null,"next_action":{"qr":{"image_png_base64":"iVBORw0KGgoAAAANSUhEUgAAAPYAAAD2AQAAAADNaUdlAAABm0lEQVR4nO2YUYrDMAxEB3wAH0lX15F8AIMWzdjZdLv02yoxIbR++RHWjCQjPq6Jhz/8yzlyGYA2bPZAjzZyqxXhLSKG5XYk4du0X4OPjIzcW/gE8nNYLT7JJ6wo5xuze5JanPmVYXHp87f8O5dL3wzxet71fy5fVtodPYISaf/477m8hWc43WOsQGWxrQgHjKHksQRVgn5tFuCrPpCzvjn1/be+HctjLJfaKnf9jiqc+TV3lxEDMw/HWxHOo0hxT6aVTuYW3/G8Z1kGbCUXvWqiDNc2WzxnohmjvOrz6Zz+uvrTCM+H5hpFeJ5PZ1gsEXLce304nAfbUurDV63LLtWq8Ks4qznl53ipf2fztKIBZZmKw6RXtSI8xxr+2+bqWytFeMZnVEkS9Rdx6/9O5+lJupb4LW6v/no0p6A5YnI4YJcN9KjCtVIca1A2XbREEb7vt5IrOI2YVbgSSmONhsvriqsG1/0Wq4Q6a7lUMb7h7Eo4b6V4UBZ3oZfha5px9Ue6ZXy5vzibX/pml7eGe51SCf5hPfzhX81/AFCtFjgULwHzAAAAAElFTkSuQmCC","expires_at":1796106311269}},"expires_at":1796106311269,"cancel_asked_at":null,"warnings":[],"provider_order_id":"122026120101069914","id_is_hearsay":false,"success_reported_at":null,"provider_status":{"call":"llpth.payment.query","code":"WP","message":"Success"},"otp":null,"call_limit":25000,"attempt":{"number":1,"charges":true,"reserved_at":1796105831227,"deadline":1796105832477},"charge_sent_at":1796105831227,"charge_reply":"WP","unresolved_attempt":null,"last_read_at":1796105835671,"asked_at":1796105835606,"hints":{"texts":[],"since":null,"says_paid":false},"contradicted_at":null,"repeated_answer":null,"ask_again_at":null,"review":null,"review_at":null,"resolution":null,"version":2,"created_at":1796105831227,"updated_at":1796105831271,"ended_at":null}');
INSERT INTO history VALUES ('lmx4b1agex7', 1, '{"number":1,"at":"2026-12-01T13:17:11.227+07:00","type":"reserve","from":null,"to":"sending","request_id":"722dcaa8-eeeb-4d62-9145-3ee136ef81ee","note":null}');
INSERT INTO history VALUES ('lmx4b1agex7', 2, '{"number":2,"at":"2026-12-01T13:17:11.271+07:00","type":"reply","from":"sending","to":"pending","request_id":"722dcaa8-eeeb-4d62-9145-3ee136ef81ee","note":{"attempt":1,"outcome":"pending","provider_status":{"call":"llpth.thaiqr.pay","code":"WP","message":"Success"},"why":null}}');
INSERT INTO history VALUES ('lmx4b1agex7', 3, '{"number":3,"at":"2026-12-01T13:17:12.754+07:00","type":"query","from":"pending","to":"pending","note":{"attempt":null,"outcome":"pending","provider_status":{"call":"llpth.payment.query","code":"WP","message":"Success"},"why":null}}');
INSERT INTO history VALUES ('lmx4b1agex7', 4, '{"number":4,"at":"2026-12-01T13:17:13.449+07:00","type":"query","from":"pending","to":"pending","note":{"attempt":null,"outcome":"pending","provider_status":{"call":"llpth.payment.query","code":"WP","message":"Success"},"why":null}}');
INSERT INTO history VALUES ('lmx4b1agex7', 5, '{"number":5,"at":"2026-12-01T13:17:15.671+07:00","type":"query","from":"pending","to":"pending","note":{"attempt":null,"outcome":"pending","provider_status":{"call":"llpth.payment.query","code":"WP","message":"Success"},"why":null}}');
INSERT INTO due VALUES ('deliver', 'down lmx4b1agex7', 'to down', 1796105831271);
INSERT INTO due VALUES ('deliver', 'down provider:appotapay', 'to down', 1796105833114);
INSERT INTO due VALUES ('order', 'lmx4b1agex7', 'ask lianlian', 1796105847477);
INSERT INTO resting VALUES ('to down');
INSERT INTO provider_order_ids VALUES ('appotapay a1:c4f1d1937cf836ca95845f3fa981218e34fe350314fce876d18305fabdc67d94 01M8R402E7XR8VB0PM0YE3M1NG', 'tmx4b1agex9');
INSERT INTO events VALUES ('evt_0926b63e6da8c065afd2bd3735b68a40', 'provider:appotapay', 1, 1796105833114, 'provider.suspended', '{"type":"provider.suspended","timestamp":"2026-12-01T13:17:13.114+07:00","data":{"sequence":1,"provider":{"id":"appotapay","suspended":{"cause":"balance_too_low","since":"2026-12-01T13:17:13.114+07:00","probe_at":"2026-12-01T13:17:13.114+07:00"},"balance_low":false}}}');
INSERT INTO events VALUES ('evt_099632102ff4ea5e46a3dd982e09f02e', 'lmx4b1agex7', 1, 1796105831271, 'order.pending', '{"type":"order.pending","timestamp":"2026-12-01T13:17:11.271+07:00","data":{"sequence":1,"order":{"merchant_order_id":"LMX4B1AGEx7","provider":"lianlian","operation":"payment","sandbox":true,"state":"pending","amount":{"value":"344.00","currency":"THB"},"msisdn":null,"details":{"customer":{"full_name":"Bruce Lee","merchant_user_id":"USER_0001"},"method":"THAI_QR","order_desc":"one hat","service":"thaiqr"},"next_action":{"type":"qr","image_png_base64":"iVBORw0KGgoAAAANSUhEUgAAAPYAAAD2AQAAAADNaUdlAAABm0lEQVR4nO2YUYrDMAxEB3wAH0lX15F8AIMWzdjZdLv02yoxIbR++RHWjCQjPq6Jhz/8yzlyGYA2bPZAjzZyqxXhLSKG5XYk4du0X4OPjIzcW/gE8nNYLT7JJ6wo5xuze5JanPmVYXHp87f8O5dL3wzxet71fy5fVtodPYISaf/477m8hWc43WOsQGWxrQgHjKHksQRVgn5tFuCrPpCzvjn1/be+HctjLJfaKnf9jiqc+TV3lxEDMw/HWxHOo0hxT6aVTuYW3/G8Z1kGbCUXvWqiDNc2WzxnohmjvOrz6Zz+uvrTCM+H5hpFeJ5PZ1gsEXLce304nAfbUurDV63LLtWq8Ks4qznl53ipf2fztKIBZZmKw6RXtSI8xxr+2+bqWytFeMZnVEkS9Rdx6/9O5+lJupb4LW6v/no0p6A5YnI4YJcN9KjCtVIca1A2XbREEb7vt5IrOI2YVbgSSmONhsvriqsG1/0Wq4Q6a7lUMb7h7Eo4b6V4UBZ3oZfha5px9Ue6ZXy5vzibX/pml7eGe51SCf5hPfzhX81/AFCtFjgULwHzAAAAAElFTkSuQmCC","expires_at":"2026-12-01T13:25:11.269+07:00"},"failure":null,"unknown_reason":null,"review":null,"resolution":null,"may_retry":false,"may_refund_payer":false,"must_recheck":false,"provider_order_id":"122026120101069914","provider_status":{"call":"llpth.thaiqr.pay","code":"WP","message":"Success"},"version":2,"created_at":"2026-12-01T13:17:11.227+07:00","updated_at":"2026-12-01T13:17:11.271+07:00"}}}');
INSERT INTO deliveries VALUES ('down', 'lmx4b1agex7', 1, 'waiting', 1796105831271, NULL, NULL);
INSERT INTO deliveries VALUES ('down', 'provider:appotapay', 1, 'waiting', 1796105833114, NULL, NULL);
INSERT INTO deliveries VALUES ('shop', 'lmx4b1agex7', 1, 'delivered', 1796105831271, 1796105831294, 1796105831531);
INSERT INTO deliveries VALUES ('shop', 'provider:appotapay', 1, 'delivered', 1796105833114, 1796105833315, 1796105833364);
INSERT INTO attempts VALUES ('evt_0926b63e6da8c065afd2bd3735b68a40', 'shop', 1, 1796105833315, 200, NULL);
INSERT INTO attempts VALUES ('evt_099632102ff4ea5e46a3dd982e09f02e', 'shop', 1, 1796105831294, 200, NULL);
INSERT INTO calls VALUES ('lianlian', 'order', 'pending', 100, 1, 39);
INSERT INTO calls VALUES ('lianlian', 'query', 'pending', 100, 3, 186);
INSERT INTO delivered VALUES ('shop', 'taken', 2);
