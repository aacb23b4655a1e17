//! Addresses that people give and others call: a browser that goes back to a shop, a provider that sends notifications.

use super::error::CommandError;

/// Longest that any is.
pub const LONGEST: usize = 2048;

/// Checks where a payer's browser goes: a page of the web, or an app by its own scheme (`myapp://paid`).
pub fn check_page(field: &'static str, url: &str) -> Result<(), CommandError> {
    page(url).map(|_| ()).map_err(|problem| CommandError::new("field_invalid", field, problem))
}

/// Checks where a server is called: https, or http on this machine; no fragment, which no request carries.
pub fn check_server(field: &'static str, url: &str) -> Result<(), CommandError> {
    let server = match page(url) {
        Ok("http" | "https") if url.contains('#') => Err("no fragment (#…) may stand in it"),
        Ok("http" | "https") => Ok(()),
        Ok(_) => Err(EXPECTED),
        Err(problem) => Err(problem),
    };
    server.map_err(|problem| CommandError::new("field_invalid", field, problem))
}

const EXPECTED: &str = "expected an absolute address such as https://shop.example/paid";

/// The scheme of a good address.
fn page(url: &str) -> Result<&str, &'static str> {
    if url.is_empty() {
        return Err("is empty: give an address, or leave the field out");
    }
    if url.len() > LONGEST {
        return Err("is longer than 2048 characters");
    }
    check_characters(url)?;
    let (scheme, rest) = url.split_once("://").ok_or(EXPECTED)?;
    match scheme {
        "http" | "https" => check_authority(scheme, rest.split(['/', '?', '#']).next().unwrap_or_default())?,
        scheme if is_app_scheme(scheme) => {}
        _ => return Err("expected https:// or an app's own scheme, in lower case"),
    }
    Ok(scheme)
}

/// Backslashes are slashes to browsers; quotes and angle brackets end an attribute of HTML.
fn check_characters(url: &str) -> Result<(), &'static str> {
    if !url.is_ascii() {
        return Err("has characters outside ASCII: percent-encode them in the path, write the host as xn--…");
    }
    let clean = url.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'\\' | b'"' | b'<' | b'>'));
    if clean { Ok(()) } else { Err("has a blank, control character, backslash, quote or bracket: percent-encode it") }
}

fn check_authority(scheme: &str, authority: &str) -> Result<(), &'static str> {
    if authority.contains('@') {
        return Err("no user or password may stand before the host");
    }
    let host = host_of(authority).ok_or("expected a host name after ://")?;
    if scheme == "http" && !is_loopback(host) {
        return Err("expected https:// (plain http only to this machine)");
    }
    Ok(())
}

/// The host before an optional port, if both are well formed. Colons stand in an IPv6 address only, and that in
/// brackets.
pub fn host_of(authority: &str) -> Option<&str> {
    let (host, port) = match authority.rfind(':') {
        Some(at) if !authority.ends_with(']') => (authority.get(..at)?, authority.get(at..)?.get(1..)),
        _ => (authority, None),
    };
    let good_port = port.is_none_or(|p| p.bytes().all(|b| b.is_ascii_digit()) && p.parse::<u16>().is_ok());
    let inside = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let good_host = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-') || (inside.is_some() && b == b':');
    (good_port && !host.is_empty() && inside.unwrap_or(host).bytes().all(good_host)).then_some(host)
}

/// Whether a host is this machine.
pub fn is_loopback(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "localhost" | "[::1]")
}

/// Whether an app may have this scheme. Those that run code in the page that opens them, or show what it is given, are
/// no app's.
pub fn is_app_scheme(scheme: &str) -> bool {
    let known = matches!(scheme, "http" | "https" | "javascript" | "data" | "file" | "blob" | "about" | "vbscript");
    let part = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+');
    !known && scheme.len() > 1 && scheme.bytes().all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bad_address_is_refused_for_its_own_reason() {
        let long = format!("https://shop.example/{}", "a".repeat(LONGEST));
        for (url, reason) in [
            ("", "is empty"),
            (long.as_str(), "longer than"),
            ("https://shop.example/ຂອບໃຈ", "outside ASCII"),
            ("https://münchen.example/", "outside ASCII"),
            ("https://shop.example/a b", "has a blank"),
            ("https://shop.example\\@evil.example", "backslash"),
            ("not-a-url", "absolute address"),
            ("//shop.example/", "absolute address"),
            ("javascript:alert(1)", "absolute address"),
            ("javascript://shop.example/%0Aalert(1)", "app's own scheme"),
            ("data://x", "app's own scheme"),
            ("HTTPS://shop.example/", "lower case"),
            ("https://shop.example@evil.example/", "no user"),
            ("https://", "host name"),
            ("https:///path", "host name"),
            ("https://shop.example:x/", "host name"),
            ("http://shop.example/", "https://"),
        ] {
            let error = check_page("return_url", url).err();
            let right =
                |e: &CommandError| e.code == "field_invalid" && e.field == "return_url" && e.problem.contains(reason);
            assert!(error.as_ref().is_some_and(right), "{url}: {error:?}");
            assert!(check_server("notify_url", url).is_err(), "{url}");
        }
        for url in
            ["https://shop.example", "https://shop.example:8443/a@b?c=d", "http://127.0.0.1:8787/x", "http://[::1]/"]
        {
            assert_eq!((check_page("a", url), check_server("a", url)), (Ok(()), Ok(())), "{url}");
        }
        for url in ["myapp://paid/1", "https://shop.example/#paid"] {
            assert!(check_page("a", url).is_ok() && check_server("a", url).is_err(), "{url}");
        }
    }
}
