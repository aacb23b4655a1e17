//! HTTP as values. A request is built here and sent by somebody else; an answer is whatever came back.

use std::borrow::Cow;

use crate::domain::address::{host_of, is_loopback};
use crate::domain::{Secret, UnknownReason};

/// Longest answer that is read, in bytes. A longer one is cut off and counts as no answer.
pub const MAX_ANSWER: usize = 256 * 1024;

/// How we name ourselves (RFC 9110 section 10.1.5): common firewalls refuse callers without a name.
pub const USER_AGENT: &str = concat!("Mekong/", env!("CARGO_PKG_VERSION"));

/// What providers answer with; a proxy in between may answer with anything.
const ACCEPT: &str = "application/json, text/plain, */*";

/// Header that an ordinary reverse proxy with a fixed address checks and strips.
const RELAY_HEADER: &str = "X-Mekong-Relay";

/// A request, complete. Its `Debug` shows no header's value, no body, and no query: keys stand in all of them.
#[derive(Clone)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Absolute URL.
    pub url: String,
    /// Its headers, names and values, in the order they are sent.
    pub headers: Vec<(&'static str, String)>,
    /// The body, byte for byte as it is sent.
    pub body: Option<String>,
    /// The text that its signature covers, a secret in it as `[redacted]`. Nothing that is sent.
    pub canonical_string: Option<String>,
}

impl Request {
    /// A GET with the headers that every call carries. No signature covers them.
    pub fn get(url: String) -> Self {
        let headers = vec![("Accept", ACCEPT.to_owned()), ("User-Agent", USER_AGENT.to_owned())];
        Self { method: "GET", url, headers, body: None, canonical_string: None }
    }

    /// With another kind of answer asked for.
    #[must_use]
    pub fn accepting(mut self, kinds: &str) -> Self {
        self.headers.retain(|(name, _)| *name != "Accept");
        self.header("Accept", kinds.to_owned())
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
    /// The HTTP status.
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

impl From<TransportError> for UnknownReason {
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

/// What an address is for. What may stand in it depends on that, and so does what a person is told to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlPurpose {
    /// A provider is called there; plain http may be allowed.
    Provider {
        /// Whether it is: the configuration's `allow_http`.
        allow_http: bool,
    },
    /// The gateway is reached there.
    Gateway,
    /// Events are sent there.
    Events {
        /// Whether every provider is this machine: then the receiver may be it, too.
        development: bool,
    },
}

impl UrlPurpose {
    /// Why plain http to another machine is refused, if it is.
    const fn http(self) -> Option<&'static str> {
        match self {
            Self::Provider { allow_http: true } => None,
            Self::Provider { .. } => Some("plain http must be allowed expressly: set allow_http to true beside it"),
            Self::Gateway => Some("expected https://: providers and payers' browsers come there over the internet"),
            Self::Events { .. } => Some("expected https://: events are sent over TLS only"),
        }
    }

    const fn stranger(self) -> &'static str {
        match self {
            Self::Provider { .. } | Self::Gateway => "no query, fragment or blank may stand in it",
            Self::Events { .. } => "no fragment or blank may stand in it",
        }
    }

    const fn number(self) -> &'static str {
        match self {
            Self::Provider { .. } => {
                "expected a host name: an IP address cannot be fetched by a Worker; give a name that points to it, or a relay's"
            }
            Self::Gateway => "expected a host name, not an IP address: the one that the gateway is reached by",
            Self::Events { .. } => "expected a host name: an IP address cannot be fetched by a Worker",
        }
    }

    /// Whether this machine may be meant.
    const fn takes_loopback(self) -> bool {
        !matches!(self, Self::Events { development: false })
    }
}

impl BaseUrl {
    /// Reads a base URL. An IP literal is refused, since a Worker cannot fetch one, but for the loopback addresses
    /// that development uses.
    pub fn parse(text: &str, purpose: UrlPurpose) -> Result<Self, Cow<'static, str>> {
        let (scheme, rest) = text.split_once("://").ok_or("expected https://host/path")?;
        let rest = rest.trim_end_matches('/');
        let authority = rest.split('/').next().unwrap_or_default();
        if rest.contains(['?', '#', '\\']) || rest.contains(|c: char| c.is_control() || c.is_whitespace()) {
            return Err(purpose.stranger().into());
        }
        if authority.contains('@') {
            return Err("no user or password may stand before the host".into());
        }
        let host = host_of(authority).ok_or("expected a host name")?;
        let loopback = is_loopback(host);
        match (scheme, purpose.http()) {
            ("https", _) | ("http", None) => {}
            ("http", _) if loopback && purpose.takes_loopback() => {}
            ("http", Some(problem)) => return Err(problem.into()),
            _ => return Err("expected https://".into()),
        }
        if loopback && purpose.takes_loopback() {
            return Ok(Self { text: format!("{scheme}://{rest}"), loopback });
        }
        if host.starts_with('[') || is_number(host) {
            return Err(purpose.number().into());
        }
        if is_this_machine(host) {
            return Err(
                "expected the name of another machine: this one is called 127.0.0.1 or localhost, in development"
                    .into(),
            );
        }
        Ok(Self { text: format!("{scheme}://{rest}"), loopback: false })
    }

    /// The URL of `path`, which starts with a slash.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    /// As it was configured, checked.
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

/// Whether a name is one that resolvers keep for this machine (RFC 6761 section 6.3, and hosts files).
fn is_this_machine(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let names = ["localhost", "localhost.localdomain", "localhost4", "localhost6", "ip6-localhost", "ip6-loopback"];
    names.contains(&host.as_str()) || host.ends_with(".localhost") || host.ends_with(".localdomain")
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

    const PROVIDER: UrlPurpose = UrlPurpose::Provider { allow_http: false };
    const EVENTS: UrlPurpose = UrlPurpose::Events { development: false };
    const AT_HOME: UrlPurpose = UrlPurpose::Events { development: true };

    #[test]
    fn no_slash_is_left_at_the_end_of_a_base_url() {
        for written in ["https://pay.example/a", "https://pay.example/a/", "https://pay.example/a//"] {
            let url = BaseUrl::parse(written, PROVIDER);
            assert_eq!(url.map(|url| url.join("/b")), Ok("https://pay.example/a/b".to_owned()), "{written}");
        }
        assert!(BaseUrl::parse("https:////", PROVIDER).is_err(), "slashes are no host");
    }

    #[test]
    fn what_no_url_parser_takes_is_refused() {
        assert!(BaseUrl::parse("https://a/@merchant", PROVIDER).is_ok(), "an @ in a path is no user");
        for bad in [
            "https://u@a",
            "https://d::4",
            "https://12::00/x",
            "https://a]",
            "https://[a",
            "https://a:+80",
            "https://a:",
        ] {
            assert!(BaseUrl::parse(bad, PROVIDER).is_err(), "{bad}");
        }
        for good in ["https://a:8443/x", "http://[::1]:8787", "http://127.0.0.1:8787", "https://a-b.example"] {
            assert!(BaseUrl::parse(good, PROVIDER).is_ok(), "{good}");
        }
    }

    /// The spellings are those of the WHATWG URL Standard's IPv4 parser: parts left out, octal, hexadecimal.
    #[test]
    fn an_address_is_no_name_however_it_is_spelled() {
        let numbers = [
            "127.0.0.1",
            "127.0.0.1.",
            "127.1",
            "127.0.1",
            "2130706433",
            "0x7f000001",
            "0X7F.1",
            "0x7f.0.0.0x1",
            "0177.0.0.1",
            "017700000001",
            "0",
            "0x",
            "203.0.113.5",
            "203.0.113.5.",
            "10.0.0.1",
            "169.254.169.254",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[2001:db8::1]",
            "[fe80::1]",
        ];
        let names = ["localhost", "LOCALHOST", "localhost.", "a.localhost", "Shop.Localhost.", "localhost.localdomain"];
        for host in numbers.iter().chain(&names) {
            for url in [format!("https://{host}"), format!("https://{host}:8443/x"), format!("http://{host}/")] {
                assert!(BaseUrl::parse(&url, EVENTS).is_err(), "{url}");
            }
        }
        for here in ["https://127.0.0.1", "http://127.0.0.1:1/x", "http://localhost:3000", "http://[::1]:1"] {
            for purpose in [AT_HOME, PROVIDER, UrlPurpose::Gateway] {
                assert!(BaseUrl::parse(here, purpose).is_ok_and(|url| url.is_loopback()), "{here} {purpose:?}");
            }
        }
        // A name that only means this machine would not count as it: money could be thought real, or not.
        for odd in ["https://LOCALHOST", "https://a.localhost", "https://127.0.0.1.", "https://0x7f.1"] {
            for purpose in [AT_HOME, UrlPurpose::Provider { allow_http: true }, UrlPurpose::Gateway] {
                assert!(BaseUrl::parse(odd, purpose).is_err(), "{odd} {purpose:?}");
            }
        }
        for good in
            ["https://localhost.shop.example", "https://127.0.0.1.nip.example", "https://7.example.com", "https://a.b1"]
        {
            assert!(BaseUrl::parse(good, EVENTS).is_ok(), "{good}");
        }
    }

    /// Only a provider's secret has `allow_http`, only an endpoint may have a query.
    #[test]
    fn what_is_said_fits_the_place() {
        let said = |text: &str, purpose| BaseUrl::parse(text, purpose).err().unwrap_or_default();
        for purpose in [UrlPurpose::Gateway, EVENTS, AT_HOME] {
            let http = said("http://shop.example", purpose);
            assert!(http.contains("https://") && !http.contains("allow_http"), "{http}");
        }
        assert!(said("http://shop.example", PROVIDER).contains("allow_http"));
        assert!(said("https://shop.example?x", PROVIDER).contains("query"));
        assert!(!said("https://shop.example#x", EVENTS).contains("query"));
        assert!(said("https://203.0.113.5", PROVIDER).contains("relay"));
        assert!(!said("https://203.0.113.5", UrlPurpose::Gateway).contains("relay"));
        assert!(BaseUrl::parse("https://shop.example/@hook", EVENTS).is_ok(), "a path may have it");
    }
}
