//! HTTP as the models read and write it.

use serde_json::Value;

use super::{Said, Seen};

/// Names with values, decoded.
pub type Pairs = Vec<(String, String)>;

/// What stands between the host and the query.
pub fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let from = rest.find('/').unwrap_or(rest.len());
    let path = rest.get(from..).unwrap_or("");
    path.split(['?', '#']).next().unwrap_or("")
}

/// The query's names and values.
pub fn query(url: &str) -> Pairs {
    url.split_once('?').map_or_else(Vec::new, |(_, query)| pairs(query))
}

/// `application/x-www-form-urlencoded`.
pub fn pairs(text: &str) -> Pairs {
    let pair = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (decoded(name), decoded(value))
    };
    text.split('&').filter(|part| !part.is_empty()).map(pair).collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = (first == b'%').then(|| after.get(..2)).flatten();
        let byte =
            escaped.and_then(|two| std::str::from_utf8(two).ok()).and_then(|two| u8::from_str_radix(two, 16).ok());
        bytes.push(byte.unwrap_or(if first == b'+' { b' ' } else { first }));
        rest = if byte.is_some() { after.get(2..).unwrap_or(&[]) } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The inverse, for forms that a browser sends.
pub fn form(pairs: &[(String, String)]) -> String {
    pairs.iter().map(|(name, value)| encoded(name) + "=" + &encoded(value)).collect::<Vec<_>>().join("&")
}

fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
        b' ' => "+".to_owned(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// A named value; names as given.
pub fn named<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
}

/// A header, whatever its case.
pub fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// The body as JSON; null where it is none.
pub fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or(Value::Null)
}

/// A text or number of an object, as text.
pub fn text(object: &Value, name: &str) -> Option<String> {
    match object.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An answer in JSON.
pub fn reply(status: u16, body: &Value) -> Said {
    said(status, "application/json; charset=utf-8", body.to_string().into_bytes())
}

/// An answer in plain text, as JSP sends it.
pub fn plain(status: u16, body: &str) -> Said {
    said(status, "text/html;charset=UTF-8", body.as_bytes().to_vec())
}

fn said(status: u16, content_type: &str, body: Vec<u8>) -> Said {
    Said::Reply { status, headers: vec![("content-type".to_owned(), content_type.to_owned())], body }
}

/// For tests and payers: a request in JSON.
pub fn post(url: &str, headers: &[(&str, &str)], body: &Value, at: i64) -> Seen {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Seen { method: "POST".to_owned(), url: url.to_owned(), headers, body: body.to_string().into_bytes(), at }
}

#[cfg(test)]
mod tests {
    use super::{form, pairs, path, query};

    #[test]
    fn addresses_are_taken_apart() {
        assert_eq!(path("https://ltcpay.laotel.com/api/CheckTransaction?transactionId=A1"), "/api/CheckTransaction");
        assert_eq!(path("https://ltcpay.laotel.com"), "");
        let expected = [("name", "a b+ก"), ("broken", "%4"), ("empty", "")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(query("http://h/?name=a+b%2B%E0%B8%81&broken=%4&empty="), expected);
        assert_eq!(pairs(&form(&expected)), expected);
    }
}
