//! Deliveries of an event: as it was signed, and with a byte changed.

use base64ct::{Base64, Encoding};
use mekong_pay::domain::Secret;
use mekong_pay::signing::HmacKey;
use mekong_pay::signing::webhook::{self, Headers};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
pub struct Deliveries {
    secrets: Vec<String>,
    now: i64,
    tolerance: i64,
    good: Delivery,
    changed: Delivery,
}

#[derive(Deserialize)]
struct Delivery {
    id: String,
    timestamp: String,
    signature: String,
    payload: String,
}

impl Deliveries {
    /// The header that the gateway would send, where the secrets can sign; and what is wrong with each delivery.
    pub fn said(&self) -> Value {
        let keys: Result<Vec<_>, _> =
            self.secrets.iter().map(|secret| webhook::key(&Secret::new(secret.as_str()))).collect();
        let Ok(keys) = keys else {
            return json!({ "signatures": null, "good": "secret_invalid", "changed": "secret_invalid" });
        };
        let body = String::from_utf8(self.good.bytes()).expect("the gateway sends text");
        let seconds = self.good.timestamp.parse().expect("whole seconds");
        json!({
            "signatures": webhook::signatures(&keys, &self.good.id, seconds, &body),
            "good": self.verified(&keys, &self.good),
            "changed": self.verified(&keys, &self.changed),
        })
    }

    fn verified(&self, keys: &[Vec<u8>], delivery: &Delivery) -> Option<&'static str> {
        let Delivery { id, timestamp, signature, .. } = delivery;
        let headers = Headers { id, timestamp, signature };
        let keys: Vec<HmacKey> = keys.iter().map(|key| HmacKey::new(key)).collect();
        webhook::verify(&keys, headers, &delivery.bytes(), self.now, self.tolerance).err().map(|error| error.code())
    }
}

impl Delivery {
    fn bytes(&self) -> Vec<u8> {
        Base64::decode_vec(&self.payload).expect("base64")
    }
}
