//! `EVENT_ENDPOINTS`: who is sent events. Each stands and falls by itself.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

use super::{ConfigReader, DEVELOPMENT};
use crate::api::{Stops, known};
use crate::domain::{Secret, event};
use crate::json;
use crate::providers::http::{BaseUrl, UrlPurpose};
use crate::signing::webhook;

/// Somebody who is sent events.
pub struct Endpoint {
    /// The merchant's name for it.
    pub id: String,
    /// Where: https, no IP address. May hold a secret, so it is never logged or shown.
    pub url: String,
    /// What events to it are signed with; several while one is replaced.
    pub keys: Vec<Vec<u8>>,
    /// Whether it can be sent to. If its configuration is at fault, what it is to get waits until that is mended.
    pub works: bool,
    types: Vec<String>,
}

impl Endpoint {
    /// Whether it wants events of this kind.
    pub fn wants(&self, kind: &str) -> bool {
        event::wanted(&self.types, kind)
    }

    /// One that cannot be sent to, if it can be told by its name.
    fn waiting(written: &Value) -> Option<Self> {
        let id = written.get("id").and_then(Value::as_str).filter(|id| is_id(id))?.to_owned();
        let types = written.get("types").and_then(Value::as_array).into_iter().flatten();
        let types = types.filter_map(Value::as_str).map(str::to_owned).collect();
        Some(Self { id, url: String::new(), keys: Vec::new(), works: false, types })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEndpoint {
    id: String,
    url: String,
    secrets: Vec<Secret>,
    #[serde(default)]
    types: Vec<String>,
}

impl ConfigReader<'_> {
    pub(super) fn endpoints(&mut self, development: bool) -> Vec<Endpoint> {
        let mut endpoints: Vec<Endpoint> = Vec::new();
        for (at, written) in self.list("EVENT_ENDPOINTS", Stops::Itself).iter().enumerate() {
            let read = endpoint(written, development).and_then(|endpoint| {
                match endpoints.iter().any(|e| e.id == endpoint.id) {
                    true => Err(wrong("id", "two endpoints have the same id")),
                    false => Ok(endpoint),
                }
            });
            let endpoint = read.map_err(|(field, problem)| {
                self.wrong("EVENT_ENDPOINTS", json::joined(&format!("[{at}]"), &field), problem, Stops::Itself);
            });
            let endpoint = endpoint.ok().or_else(|| Endpoint::waiting(written));
            endpoints.extend(endpoint.filter(|endpoint| endpoints.iter().all(|other| other.id != endpoint.id)));
        }
        endpoints
    }
}

/// What is wrong with an endpoint, and where.
type EndpointProblem = (String, Cow<'static, str>);

fn wrong(field: &str, problem: impl Into<Cow<'static, str>>) -> EndpointProblem {
    (field.to_owned(), problem.into())
}

fn endpoint(written: &Value, development: bool) -> Result<Endpoint, EndpointProblem> {
    let given: WrittenEndpoint = json::from_value(written).map_err(|error| (error.field, error.problem.into()))?;
    if !is_id(&given.id) {
        return Err(wrong("id", "expected 1 to 64 of A-Z a-z 0-9 - _"));
    }
    // A base URL has no query; an endpoint may.
    let address = given.url.split('?').next().unwrap_or_default();
    BaseUrl::parse(address, UrlPurpose::Events { development }).map_err(|problem| wrong("url", problem))?;
    if !development && given.secrets.iter().any(|secret| known::is_development(secret.reveal())) {
        return Err(wrong("secrets", DEVELOPMENT));
    }
    let keys: Result<Vec<_>, _> = given.secrets.iter().map(webhook::key).collect();
    let keys = keys.map_err(|problem| wrong("secrets", problem))?;
    if keys.is_empty() {
        return Err(wrong("secrets", "the list is empty"));
    }
    let is_known = |pattern: &String| event::KINDS.iter().any(|kind| event::matches(pattern, kind));
    if !given.types.iter().all(is_known) {
        return Err(wrong("types", "expected kinds of events such as order.succeeded, or order.*"));
    }
    Ok(Endpoint { id: given.id, url: given.url, keys, works: true, types: given.types })
}

fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}
