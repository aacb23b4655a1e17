//! `EVENT_ENDPOINTS`: who is sent events.

use std::borrow::Cow;

use serde::Deserialize;

use super::Reader;
use crate::domain::{Secret, event, read};
use crate::providers::wire::{BaseUrl, Purpose};
use crate::signing::webhook;

/// Somebody who is sent events.
pub struct Endpoint {
    /// The merchant's name for it.
    pub id: String,
    /// Where: https, no IP address. May hold a secret, so it is never logged or shown.
    pub url: String,
    /// What events to it are signed with; several while one is replaced.
    pub keys: Vec<Vec<u8>>,
    types: Vec<String>,
}

impl Endpoint {
    /// Whether it wants events of this kind.
    pub fn wants(&self, kind: &str) -> bool {
        event::wanted(&self.types, kind)
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

impl Reader<'_> {
    pub(super) fn endpoints(&mut self) -> Vec<Endpoint> {
        let text = (self.read)("EVENT_ENDPOINTS").filter(|text| !text.trim().is_empty());
        let listed = text.map_or(Ok(Vec::new()), |text| read::json::<Vec<WrittenEndpoint>>(text.as_bytes()));
        let read = listed.map_err(|error| (error.field, error.problem.into())).and_then(endpoints);
        read.unwrap_or_else(|(field, problem)| {
            self.wrong("EVENT_ENDPOINTS", field, problem, None);
            Vec::new()
        })
    }
}

/// What is wrong with a list, and where.
type Wrong = (String, Cow<'static, str>);

fn endpoints(written: Vec<WrittenEndpoint>) -> Result<Vec<Endpoint>, Wrong> {
    let mut endpoints: Vec<Endpoint> = Vec::new();
    for (at, given) in written.into_iter().enumerate() {
        let wrong = |field: &str, problem: &'static str| (format!("[{at}].{field}"), Cow::Borrowed(problem));
        let good = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        if given.id.is_empty() || given.id.len() > 64 || !given.id.bytes().all(good) {
            return Err(wrong("id", "expected 1 to 64 of A-Z a-z 0-9 - _"));
        }
        if endpoints.iter().any(|other| other.id == given.id) {
            return Err(wrong("id", "two endpoints have the same id"));
        }
        // A base URL has no query; an endpoint may.
        let place = given.url.split('?').next().unwrap_or_default();
        BaseUrl::parse(place, Purpose::Events { development: true })
            .map_err(|problem| (format!("[{at}].url"), problem))?;
        let keys: Result<Vec<_>, _> = given.secrets.iter().map(webhook::key).collect();
        let keys = keys.map_err(|problem| wrong("secrets", problem))?;
        if keys.is_empty() {
            return Err(wrong("secrets", "the list is empty"));
        }
        let known = |pattern: &String| event::KINDS.iter().any(|kind| event::matches(pattern, kind));
        if !given.types.iter().all(known) {
            return Err(wrong("types", "expected kinds of events such as order.succeeded, or order.*"));
        }
        endpoints.push(Endpoint { id: given.id, url: given.url, keys, types: given.types });
    }
    Ok(endpoints)
}
