//! Configured secrets: every provider's, addresses, lists of addresses.
#![no_main]

use std::fmt::Debug;

use libfuzzer_sys::fuzz_target;
use mekong_pay::api::ReturnUrls;
use mekong_pay::domain::ip_block::IpBlock;
use mekong_pay::json;
use mekong_pay::providers::http::{BaseUrl, UrlPurpose};
use mekong_pay::providers::{ConfigError, REGISTRY, appotapay, connect_topup, lianlian, ltc};
use mekong_pay_fuzz::invariants::shows_no_secret;
use mekong_pay_fuzz::{MARK, parts, text};
use serde_json::Value;

const SECRETS: [&str; 5] = ["password", "relay_token", "private_key", "api_key", "secret_key"];

fuzz_target!(|data: &[u8]| {
    let Some((selector, data)) = data.split_first() else { return };
    let Some(given) = text(data) else { return };
    match selector % 6 {
        at @ 0..=3 => configured(usize::from(at), data),
        4 => address(given),
        _ => listed(given),
    }
});

/// A configuration, and before a blank line the private key that stands alone.
fn configured(at: usize, data: &[u8]) {
    let (alone, json) = parts(data);
    let (Some(alone), Some(json)) =
        (text(alone).filter(|text| !text.is_empty()).map_or(Some(None), |t| Some(Some(t))), text(json))
    else {
        return;
    };
    one(at, json, alone);
    let Ok(mut marked) = serde_json::from_str::<Value>(json) else { return };
    let Some(fields) = marked.as_object_mut() else { return };
    for name in SECRETS {
        if let Some(Value::String(text)) = fields.get_mut(name) {
            text.push_str(MARK);
        }
    }
    one(at, &marked.to_string(), alone.map(|alone| format!("{alone}{MARK}")).as_deref());
}

fn one(at: usize, json: &str, alone: Option<&str>) {
    let Some(provider) = REGISTRY.get(at) else { return };
    let read: Result<Box<dyn Debug>, ConfigError> = match provider.id() {
        "ltc" => ltc::Config::read(json).map(|config| Box::new(config) as _),
        "lianlian" => lianlian::Config::read(json, alone).map(|config| Box::new(config) as _),
        "appotapay" => appotapay::Config::read(json).map(|config| Box::new(config) as _),
        _ => connect_topup::Config::read(json).map(|config| Box::new(config) as _),
    };
    shows_no_secret(&read);
    let Ok(account) = provider.configure(json, alone) else {
        assert!(read.is_err(), "two readers differ");
        return;
    };
    shows_no_secret(&account.identity());
    let base = account.base_url();
    assert_eq!(
        BaseUrl::parse(base.as_str(), UrlPurpose::Provider { allow_http: true }).as_ref(),
        Ok(base),
        "its own text is another address"
    );
    if let Some(session) = account.session() {
        let request = session.request();
        shows_no_secret(&request);
        assert!(request.headers.iter().all(|(_, value)| !value.contains(char::is_control)), "a header is split");
        assert!(request.url.starts_with(base.as_str()));
    }
}

fn address(given: &str) {
    for allow_http in [false, true] {
        let purpose = UrlPurpose::Provider { allow_http };
        let Ok(url) = BaseUrl::parse(given, purpose) else { continue };
        assert_eq!(BaseUrl::parse(url.as_str(), purpose).as_ref(), Ok(&url), "its own text is another address");
        let https = url.as_str().starts_with("https://");
        assert!(https || allow_http || url.is_loopback(), "plain http: {}", url.as_str());
        assert!(!url.as_str().contains(['?', '#', '@', '\\', ' ', '\n', '\r', '\t']), "{}", url.as_str());
        // Punycode is not read here: such a host fails at the first call.
        if url.as_str().to_ascii_lowercase().contains("xn--") {
            continue;
        }
        let other = url::Url::parse(url.as_str()).unwrap_or_else(|error| panic!("{error}: {}", url.as_str()));
        let host = matches!(other.host(), Some(url::Host::Domain(_)));
        assert!(host || url.is_loopback(), "{} is an address", url.as_str());
        assert!(other.username().is_empty() && other.password().is_none() && other.query().is_none());
        assert_eq!(url.join("/x"), format!("{}/x", url.as_str()));
    }
    let Some(network) = IpBlock::parse(given) else { return };
    let address: &str = given.split('/').next().unwrap_or_default();
    assert!(address.parse().is_ok_and(|address| network.contains(address)), "{given} does not hold its own address");
}

/// A list of return addresses, and one that a caller gives.
fn listed(given: &str) {
    let (url, list) = given.split_once('\n').unwrap_or((given, "[]"));
    let Ok(list) = json::from_slice::<Vec<String>>(list.as_bytes()) else { return };
    let urls = ReturnUrls::new(list.iter().filter(|entry| ReturnUrls::takes(entry)).cloned().collect());
    if urls.check(url).is_ok() {
        let origin = |entry: &String| {
            let rest = url.strip_prefix(entry.as_str());
            rest.is_some_and(|rest| rest.is_empty() || entry.ends_with("://") || rest.starts_with(['/', '?', '#']))
        };
        assert!(list.iter().any(origin), "{url} is in no list");
        assert!(url.bytes().all(|byte| byte.is_ascii_graphic()) && !url.starts_with("javascript:"), "{url}");
    }
}
