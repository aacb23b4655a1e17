//! HTTP as values. A request is built here and sent by somebody else; an answer is whatever came back.

use std::borrow::Cow;

use crate::domain::address::{host_of, is_loopback};
use crate::domain::{Doubt, Secret};

/// Longest answer that is read, in bytes. A longer one is cut off and counts as no answer.
pub const MAX_ANSWER: usize = 256 * 1024;

/// Header that an ordinary reverse proxy with a fixed address checks and strips.
const RELAY_HEADER: &str = "X-Mekong-Relay";

/// A request, complete. Its `Debug` shows no header's value, no body, and no query: keys stand in all of them.
#[derive(Clone)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Absolute URL.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// Exact bytes.
    pub body: Option<String>,
    /// The text that its signature covers, a secret in it as `[redacted]`. Nothing that is sent.
    pub canonical_string: Option<String>,
}

impl Request {
    /// A GET without headers.
    pub fn get(url: String) -> Self {
        Self { method: "GET", url, headers: Vec::new(), body: None, canonical_string: None }
    }

    /// A POST of `body`.
    pub fn post(url: String, content_type: &str, body: String) -> Self {
        let request = Self { method: "POST", body: Some(body), ..Self::get(url) };
        request.header("Content-Type", content_type.to_owned())
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// With the text that was signed.
    #[must_use]
    pub fn signed_over(mut self, canonical_string: String) -> Self {
        self.canonical_string = Some(canonical_string);
        self
    }

    /// With the relay's secret, where one is configured.
    #[must_use]
    pub fn through_relay(self, token: Option<&Secret>) -> Self {
        match token {
            Some(token) => self.header(RELAY_HEADER, token.reveal().to_owned()),
            None => self,
        }
    }
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = self.url.split('?').next().unwrap_or_default();
        write!(f, "{} {path} [redacted]", self.method)
    }
}

/// What came back, or why nothing did.
pub type Answer = Result<Response, TransportError>;

/// An HTTP answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Names and values; names in lower case.
    pub headers: Vec<(String, String)>,
    /// Exact bytes of the body.
    pub body: Vec<u8>,
}

impl Response {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Why no answer was read. In none of these cases is it known whether the provider acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportError {
    /// No connection, or it broke.
    ConnectionLost,
    /// The time was up.
    Timeout,
    /// More than [`MAX_ANSWER`] bytes.
    TooLong,
}

impl From<TransportError> for Doubt {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::ConnectionLost => Self::ConnectionLost,
            TransportError::Timeout => Self::Timeout,
            TransportError::TooLong => Self::AnswerTooLong,
        }
    }
}

/// A configured base URL: scheme, host, optional port and path, nothing else, no slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    loopback: bool,
}

impl BaseUrl {
    /// Reads a base URL. `http` needs `allow_http`; an IP literal is refused, since a Worker cannot fetch one,
    /// but for the loopback addresses that development uses.
    pub fn parse(text: &str, allow_http: bool) -> Result<Self, Cow<'static, str>> {
        let (scheme, rest) = text.split_once("://").ok_or("expected https://host/path")?;
        let rest = rest.trim_end_matches('/');
        let authority = rest.split('/').next().unwrap_or_default();
        if rest.contains(['?', '#', ' ', '\\']) || rest.contains(|c: char| c.is_control()) {
            return Err("no query, fragment or blank may stand in it".into());
        }
        if authority.contains('@') {
            return Err("no user or password may stand before the host".into());
        }
        let host = host_of(authority).ok_or("expected a host name")?;
        let loopback = is_loopback(host);
        match scheme {
            "https" => {}
            "http" if allow_http || loopback => {}
            "http" => return Err("plain http must be allowed expressly: set allow_http to true".into()),
            _ => return Err("expected https://".into()),
        }
        if !loopback && (host.starts_with('[') || is_number(host)) {
            return Err(
                "an IP address cannot be fetched by a Worker: give a host name that points to it, or a relay's".into(),
            );
        }
        Ok(Self { text: format!("{scheme}://{rest}"), loopback })
    }

    /// The URL of `path`, which starts with a slash.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it points to this machine.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }
}

/// Whether URL parsers read the host as an IPv4 address: its last part is a number, hexadecimal ones included
/// (WHATWG URL, "ends in a number").
fn is_number(host: &str) -> bool {
    let last = host.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    let hexadecimal = last.strip_prefix("0x").or(last.strip_prefix("0X"));
    let digits = last.bytes().all(|b| b.is_ascii_digit());
    digits || hexadecimal.is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Whether a text has 1 to so many characters, all of them printable ASCII and none a blank: it may go into a header.
pub fn is_printable(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Percent-encodes everything but the unreserved characters of RFC 3986 section 2.3. A form
/// (`application/x-www-form-urlencoded`) may be written with the same rule, blanks as `%20`.
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_slash_is_left_at_the_end_of_a_base_url() {
        for written in ["https://pay.example/a", "https://pay.example/a/", "https://pay.example/a//"] {
            let url = BaseUrl::parse(written, false);
            assert_eq!(url.map(|url| url.join("/b")), Ok("https://pay.example/a/b".to_owned()), "{written}");
        }
        assert!(BaseUrl::parse("https:////", false).is_err(), "slashes are no host");
    }

    #[test]
    fn what_no_url_parser_takes_is_refused() {
        assert!(BaseUrl::parse("https://a/@merchant", false).is_ok(), "an @ in a path is no user");
        for bad in [
            "https://u@a",
            "https://d::4",
            "https://12::00/x",
            "https://a]",
            "https://[a",
            "https://a:+80",
            "https://a:",
        ] {
            assert!(BaseUrl::parse(bad, false).is_err(), "{bad}");
        }
        for good in ["https://a:8443/x", "http://[::1]:8787", "http://127.0.0.1:8787", "https://a-b.example"] {
            assert!(BaseUrl::parse(good, false).is_ok(), "{good}");
        }
    }
}
