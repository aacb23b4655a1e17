//! Where a payer's browser may be sent back to.

use crate::domain::CommandError;
use crate::domain::address::{check_page, is_app_scheme, is_loopback};

/// What is listed: `https://shop.example` allows every path of exactly that origin, `myapp://` an app's scheme.
#[derive(Debug, Clone, Default)]
pub struct ReturnUrls(Vec<String>);

impl ReturnUrls {
    /// A list of these entries, which have been checked: see [`Self::takes`].
    pub fn new(listed: Vec<String>) -> Self {
        Self(listed)
    }

    /// Whether an entry is good: an origin, or an app's scheme.
    pub fn takes(entry: &str) -> bool {
        is_origin(entry) || entry.strip_suffix("://").is_some_and(is_app_scheme)
    }

    /// The shop's origin, where it has one: of several nobody can say which without knowing the order.
    pub fn only_origin(&self) -> Option<&str> {
        let mut origins = self.0.iter().filter(|entry| is_origin(entry));
        origins.next().filter(|_| origins.next().is_none()).map(String::as_str)
    }

    /// Checks an address that a caller gave: well formed, and its origin or scheme listed exactly.
    pub fn check(&self, url: &str) -> Result<(), CommandError> {
        check_page("return_url", url)?;
        if self.0.iter().any(|entry| allows(entry, url)) {
            return Ok(());
        }
        Err(CommandError::new(
            "return_url_not_allowed",
            "return_url",
            "its origin or scheme is not listed in RETURN_URLS",
        ))
    }
}

/// Whether this is an origin as browsers write it: https, or http on this machine.
pub fn is_origin(text: &str) -> bool {
    match text.split_once("://") {
        Some(("https", host)) => is_host(host),
        Some(("http", host)) => is_host(host) && is_loopback(host.split(':').next().unwrap_or_default()),
        _ => false,
    }
}

fn allows(entry: &str, url: &str) -> bool {
    let Some(rest) = url.strip_prefix(entry) else { return false };
    // An app's scheme ends in "://"; after an origin only a path, a query or a fragment may follow.
    entry.ends_with("://") || rest.is_empty() || rest.starts_with(['/', '?', '#'])
}

fn is_host(host: &str) -> bool {
    !host.is_empty()
        && host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_origins_and_schemes_pass() {
        let urls = ReturnUrls::new(vec!["https://shop.example".into(), "myapp://".into()]);
        for good in
            ["https://shop.example", "https://shop.example/thanks?x=1", "https://shop.example?x", "myapp://paid/1"]
        {
            assert!(urls.check(good).is_ok(), "{good}");
        }
        let bad = [
            "https://shop.example.evil.example/",
            "https://shop.example@evil.example/",
            "https://shop.example:444/",
            "http://shop.example/",
            "https://evil.example/https://shop.example",
            "javascript:alert(1)",
            "//shop.example/",
            "https://shop.example\\@evil.example",
            "HTTPS://SHOP.EXAMPLE/",
            "",
        ];
        for bad in bad {
            assert!(urls.check(bad).is_err(), "{bad}");
        }
        for bad in ["http://shop.example", "https://shop.example/path", "javascript://", "https://", "shop.example"] {
            assert!(!ReturnUrls::takes(bad), "{bad}");
        }
    }
}
