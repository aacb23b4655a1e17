//! What all of AppotaPay's answers have in common: `errorCode` and `message`.

use super::super::http::Response;
use crate::domain::outcome::ProviderStatus;
use crate::json::lenient;
use crate::signing::canonical::Json;

/// An answer's HTTP status, and its body as far as it can be read in one way only. Errors may come with any status
/// ("Errors": 400, 401, 403, 404, 500).
pub(super) struct Reply {
    pub status: u16,
    pub json: Option<Json>,
    /// `errorCode`, digits as written.
    pub code: Option<String>,
    /// Whether there is an `errorCode` at all, readable or not.
    pub has_code: bool,
}

impl Reply {
    pub fn read(response: &Response) -> Self {
        let json = lenient::json(&response.body);
        let has_code = match &json {
            Some(Json::Map(pairs)) => pairs.iter().any(|(key, _)| key == "errorCode"),
            _ => false,
        };
        let json = json.filter(|json| !json.repeats_a_key());
        let text = json.as_ref().and_then(|json| json.get("errorCode")?.text());
        let digits = |text: &&str| (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        let code = text.filter(digits).map(str::to_owned);
        Self { status: response.status, json, code, has_code }
    }

    /// A field of the answer's object.
    pub fn field(&self, name: &str) -> Option<&Json> {
        self.json.as_ref()?.get(name)
    }

    /// Too many requests, or a fault at AppotaPay: whatever stands in it, nothing is proven.
    pub fn is_a_fault(&self) -> bool {
        self.status == 429 || self.status >= 500
    }

    /// Refused before it was looked at: the key, the partner or the address ("Errors", 401 and 403).
    pub fn is_turned_away(&self) -> bool {
        matches!(self.status, 401 | 403)
    }

    /// What AppotaPay said, to be kept.
    pub fn said(&self, call: &str, code: &str) -> ProviderStatus {
        let message = self.field("message").and_then(Json::text).unwrap_or_default();
        ProviderStatus::new(call, code, message)
    }
}
