//! Fields that several bodies have.

use serde_json::{Value, json};

use super::components::object;
use super::forms::{any_of, forms};
use crate::domain::Currency;

forms! {
    /// An amount of whichever currency, as callers may write it.
    AnyAmount: any_amount();
    /// Where a browser may be sent.
    PageAddress: page_address();
}

fn any_amount() -> Value {
    any_of([Currency::Lak, Currency::Thb, Currency::Vnd].into_iter().map(|currency| amount(currency, None)))
}

/// An amount of one currency.
pub(super) fn amount(currency: Currency, pattern: Option<&str>) -> Value {
    let value = text(pattern.unwrap_or(currency.pattern()));
    object(&[("value", value), ("currency", json!({ "const": currency.code() }))])
}

/// Where a browser may be sent, as `domain::address::check_page` takes it: https, http on this machine, or an app's own
/// scheme. Hosts are letters, digits, dots and hyphens, or an IPv6 address in brackets.
pub(super) fn page_address() -> Value {
    const HOST: &str = r"(\[[0-9A-Za-z.:-]+\]|[0-9A-Za-z.-]+)";
    const LOCAL: &str = r"(127\.0\.0\.1|localhost|\[::1\])";
    const PORT: &str = "(:([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?";
    const REST: &str = r"([/?#][!#-;=?-\[\]-~]*)?";
    const APP: &str = "(?!(http|https|javascript|data|file|blob|about|vbscript)://)[a-z0-9.+-]{2,}";
    const APP_REST: &str = r"[!#-;=?-\[\]-~]*";
    let web = format!("https://{HOST}{PORT}{REST}|http://{LOCAL}{PORT}{REST}");
    json!({ "type": "string", "maxLength": 2048, "pattern": format!("^({web}|{APP}://{APP_REST})$") })
}

/// A text of this form.
pub(super) fn text(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": pattern })
}
