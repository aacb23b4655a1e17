//! A request as it came and the reply as it goes, both as plain values.

use std::net::IpAddr;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::api::route::normalized;
use crate::api::{Problem, Query, read_body};
use crate::domain::CommandError;
use crate::json::{self, Parsed};

/// Longest body that is read, in KiB; the entry stops there.
const MAX_BODY: u32 = 64;
/// The same of a PUT, which brings a whole catalogue.
const MAX_PUT: u32 = 256;

/// What came.
pub struct IncomingRequest {
    /// `GET`, in upper case.
    pub method: String,
    /// Without the query; one slash for several.
    pub path: String,
    /// What stands behind the question mark.
    pub query: Query,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    body: RequestBody,
}

/// A body, as far as it was read.
pub enum RequestBody {
    /// All of it.
    Whole(Vec<u8>),
    /// There is more than is read.
    TooLong,
    /// It came to no end, or in chunks that are none.
    Broken,
}

impl RequestBody {
    /// As the entry tells it.
    pub fn of(bytes: Option<Vec<u8>>, broken: bool) -> Self {
        match bytes {
            Some(bytes) => Self::Whole(bytes),
            None if broken => Self::Broken,
            None => Self::TooLong,
        }
    }
}

impl IncomingRequest {
    /// With the path and query of its URL.
    pub fn new(method: String, url: &str, headers: Vec<(String, String)>, body: RequestBody) -> Self {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        Self { method, path: normalized(path), query: Query::parse(query), headers, body }
    }

    /// A header's value; names are compared without regard to case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The key after `Authorization: Bearer`.
    pub fn bearer(&self) -> Option<&str> {
        let (scheme, key) = self.header("authorization")?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(key.trim())
    }

    /// The caller's address, as the platform saw it.
    pub fn source(&self) -> Option<IpAddr> {
        self.header("cf-connecting-ip")?.parse().ok()
    }

    /// The exact bytes of the body.
    pub fn bytes(&self) -> Result<&[u8], Problem> {
        match &self.body {
            RequestBody::Whole(bytes) => Ok(bytes),
            RequestBody::Broken => {
                let detail = "the body broke off, or its chunks are malformed: send it again, with Content-Length";
                Err(Problem::new(400, "body_unreadable", detail))
            }
            RequestBody::TooLong => {
                let most = if self.method == "PUT" { MAX_PUT } else { MAX_BODY };
                Err(Problem::new(413, "body_too_large", format!("a body may have {most} KiB at most")))
            }
        }
    }

    /// The body as JSON of a type, which names unknown fields.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        self.checked(|_, _| Ok(()))
    }

    /// The same, checked: see [`read_body`].
    pub fn checked<T: DeserializeOwned>(
        &self,
        check: impl FnOnce(&T, &dyn Fn(&str) -> bool) -> Result<(), CommandError>,
    ) -> Result<T, Problem> {
        Ok(read_body(&self.tree()?, check)?)
    }

    /// The body as JSON, whatever it says.
    pub fn tree(&self) -> Result<Parsed, Problem> {
        let bytes = self.bytes()?;
        let json = self.header("content-type").is_some_and(|kind| {
            let kind = kind.split(';').next().unwrap_or_default().trim();
            kind.eq_ignore_ascii_case("application/json")
        });
        if !json {
            return Err(Problem::new(
                415,
                "content_type_unsupported",
                "send the body as Content-Type: application/json",
            ));
        }
        if bytes.trim_ascii().is_empty() {
            return Err(CommandError::new("json_invalid", "", "the body is empty: send a JSON object").into());
        }
        if bytes.starts_with(b"\xef\xbb\xbf") {
            let problem = "a byte order mark stands before the JSON: send it without";
            return Err(CommandError::new("json_invalid", "", problem).into());
        }
        Ok(json::parse_or_rest(bytes)?)
    }

    /// The body as [`Self::checked`] reads it, where an empty one stands for an empty object.
    pub fn checked_or_nothing<T: DeserializeOwned + Default>(
        &self,
        check: impl FnOnce(&T, &dyn Fn(&str) -> bool) -> Result<(), CommandError>,
    ) -> Result<T, Problem> {
        if !self.bytes()?.is_empty() {
            return self.checked(check);
        }
        let nothing = T::default();
        check(&nothing, &|_| false)?;
        Ok(nothing)
    }

    /// Whether the caller takes JSON.
    pub fn accepts_json(&self) -> bool {
        let Some(accept) = self.header("accept") else { return true };
        accept.split(',').any(|part| {
            let mut parts = part.split(';').map(str::trim);
            let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
            let refused =
                parts.any(|p| matches!(p.strip_prefix("q="), Some(q) if q.trim_matches(['0', '.']).is_empty()));
            !refused
                && matches!(kind.as_str(), "*/*" | "application/*" | "application/json" | "application/problem+json")
        })
    }
}

/// What goes back.
pub struct OutgoingResponse {
    /// HTTP status.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(&'static str, String)>,
    body: String,
    /// In the place of a body: written when it is known which call it answers.
    problem: Option<Problem>,
}

impl OutgoingResponse {
    /// JSON of a value that is ours.
    pub fn json(status: u16, value: &impl Serialize) -> Self {
        match serde_json::to_string(value) {
            Ok(body) => Self::text(status, "application/json", body),
            Err(_) => Problem::new(500, "internal", "the answer could not be written").into(),
        }
    }

    /// An object of one field. (An object built with `json!` would compile each type a second time.)
    pub fn named(name: &str, value: &impl Serialize) -> Self {
        match serde_json::to_string(value) {
            Ok(value) => Self::text(200, "application/json", format!("{{\"{name}\":{value}}}")),
            Err(_) => Problem::new(500, "internal", "the answer could not be written").into(),
        }
    }

    /// A body of some type.
    pub fn text(status: u16, kind: &str, body: String) -> Self {
        let headers = vec![
            ("content-type", kind.to_owned()),
            ("cache-control", "no-store".to_owned()),
            ("x-content-type-options", "nosniff".to_owned()),
        ];
        Self { status, headers, body, problem: None }
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Status, headers and body, in answer to this request.
    pub fn into_parts(self, request_id: &str) -> (u16, Vec<(&'static str, String)>, String) {
        let body = self.problem.map_or(self.body, |problem| problem.about(request_id).json());
        (self.status, self.headers, body)
    }
}

impl From<Problem> for OutgoingResponse {
    fn from(problem: Problem) -> Self {
        let reply = Self::text(problem.status(), "application/problem+json", String::new());
        let reply = match problem.seconds_to_wait() {
            Some(seconds) => reply.header("retry-after", seconds.to_string()),
            None => reply,
        };
        let reply = match problem.rate_limit() {
            Some((limit, policy)) => reply.header("ratelimit", limit).header("ratelimit-policy", policy),
            None => reply,
        };
        let reply = if problem.status() == 401 { reply.header("www-authenticate", "Bearer".to_owned()) } else { reply };
        Self { problem: Some(problem), ..reply }
    }
}
