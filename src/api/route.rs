//! The paths of the API: what each stands for, and the methods it takes.

/// A path of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the path that `of` reads it from")]
pub enum Route<'a> {
    Root,
    Health,
    Document,
    Metrics,
    Providers,
    Provider(&'a str, About),
    Events,
    Event(&'a str),
    Redeliver(&'a str),
    RedeliverSince,
    Catalogue,
    Orders,
    Order(&'a str, Option<&'a str>),
    OrderAction(&'a str, Option<&'a str>, Action),
    History(&'a str, Option<&'a str>),
    ClientTokens(&'a str),
    Refunds(&'a str),
    Subscriptions,
    SubscriptionSearch,
    Unmatched,
    SignedNotification { provider: &'a str, order: Option<&'a str> },
    AddressedNotification { provider: &'a str, kind: &'a str, secret: &'a str },
    Return { provider: &'a str, id: &'a str, tag: Option<&'a str> },
}

/// What can be asked of a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the last part of its path")]
pub enum About {
    Balance,
    Products,
    Numbers,
    Resume,
}

/// What can be done with an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the last part of its path")]
pub enum Action {
    Confirm,
    Recheck,
    Cancel,
    Resolve,
}

/// A path in one spelling: characters that need no escape are written without one (RFC 3986 section 6.2.2.2). What else
/// is escaped stays so, and whatever is no escape.
pub fn normalized(path: &str) -> String {
    let mut parts = path.split('%');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let unreserved = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        let hex = part.get(..2).filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(unreserved) {
            Some(byte) => plain.extend([char::from(byte)].into_iter().chain(part.chars().skip(2))),
            None => plain.extend(["%", part]),
        }
    }
    plain
}

impl<'a> Route<'a> {
    /// What stands at this path, if anything does.
    pub fn of(path: &'a str) -> Option<Self> {
        let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        Some(match parts.as_slice() {
            [""] => Self::Root,
            ["healthz"] => Self::Health,
            ["openapi.json"] => Self::Document,
            ["metrics"] => Self::Metrics,
            ["v1", "providers"] => Self::Providers,
            ["v1", "providers", id, "balance"] => Self::Provider(id, About::Balance),
            ["v1", "providers", id, "products"] => Self::Provider(id, About::Products),
            ["v1", "providers", id, "numbers"] => Self::Provider(id, About::Numbers),
            ["v1", "providers", id, "resume"] => Self::Provider(id, About::Resume),
            ["v1", "events"] => Self::Events,
            ["v1", "events", "redeliver"] => Self::RedeliverSince,
            ["v1", "events", id] => Self::Event(id),
            ["v1", "events", id, "redeliver"] => Self::Redeliver(id),
            ["v1", "catalogue"] => Self::Catalogue,
            ["v1", "orders"] => Self::Orders,
            ["v1", "orders", id] => Self::Order(id, None),
            ["v1", "orders", id, "confirm"] => Self::OrderAction(id, None, Action::Confirm),
            ["v1", "orders", id, "recheck"] => Self::OrderAction(id, None, Action::Recheck),
            ["v1", "orders", id, "cancel"] => Self::OrderAction(id, None, Action::Cancel),
            ["v1", "orders", id, "resolve"] => Self::OrderAction(id, None, Action::Resolve),
            ["v1", "orders", id, "history"] => Self::History(id, None),
            ["v1", "orders", id, "client-tokens"] => Self::ClientTokens(id),
            ["v1", "orders", id, "refunds"] => Self::Refunds(id),
            ["v1", "orders", id, "refunds", refund] => Self::Order(id, Some(refund)),
            ["v1", "orders", id, "refunds", refund, "recheck"] => Self::OrderAction(id, Some(refund), Action::Recheck),
            ["v1", "orders", id, "refunds", refund, "resolve"] => Self::OrderAction(id, Some(refund), Action::Resolve),
            ["v1", "orders", id, "refunds", refund, "history"] => Self::History(id, Some(refund)),
            ["v1", "subscriptions"] => Self::Subscriptions,
            ["v1", "subscriptions", "search"] => Self::SubscriptionSearch,
            ["v1", "notifications"] => Self::Unmatched,
            ["v1", "notifications", provider] => Self::SignedNotification { provider, order: None },
            ["v1", "notifications", provider, order] => Self::SignedNotification { provider, order: Some(order) },
            ["v1", "returns", provider, id] => Self::Return { provider, id, tag: None },
            ["v1", "returns", provider, id, tag] => Self::Return { provider, id, tag: Some(tag) },
            ["v1", "notifications", provider, kind, secret] => Self::AddressedNotification { provider, kind, secret },
            _ => return None,
        })
    }

    /// The methods it takes, as `Allow` names them.
    pub const fn allow(&self) -> &'static str {
        match self {
            Self::Root | Self::Health | Self::Document | Self::Providers | Self::Order(..) | Self::History(..) => {
                "GET, HEAD, OPTIONS"
            }
            Self::Unmatched
            | Self::Metrics
            | Self::Events
            | Self::Event(_)
            | Self::Provider(_, About::Balance | About::Products) => "GET, HEAD, OPTIONS",
            Self::Orders | Self::Refunds(_) | Self::Return { .. } => "GET, HEAD, POST, OPTIONS",
            Self::Catalogue => "GET, HEAD, PUT, OPTIONS",
            _ => "POST, OPTIONS",
        }
    }

    /// Whether it takes this method.
    pub fn takes(&self, method: &str) -> bool {
        self.allow().split(", ").any(|allowed| allowed == method)
    }

    /// Whether a call by this method may have a query; what stands in it the route reads. What anybody may call, a provider
    /// or its payers' browsers among them, may have any.
    pub fn takes_query(&self, method: &str) -> bool {
        let read = match self {
            Self::Orders | Self::Order(..) | Self::History(..) | Self::Refunds(_) | Self::Events | Self::Unmatched => {
                matches!(method, "GET" | "HEAD")
            }
            _ => false,
        };
        read || self.is_public()
    }

    /// Whether anybody may call it. What a notification is judged by stands in its path or in its signature.
    pub const fn is_public(&self) -> bool {
        matches!(
            self,
            Self::Root
                | Self::Health
                | Self::Document
                | Self::SignedNotification { .. }
                | Self::AddressedNotification { .. }
                | Self::Return { .. }
        )
    }

    /// The method with which pages of other origins call it, if they may.
    pub const fn browsers_method(&self) -> Option<&'static str> {
        match self {
            Self::Orders | Self::OrderAction(_, None, Action::Confirm | Action::Cancel) => Some("POST"),
            Self::Order(_, None) | Self::Catalogue => Some("GET"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_no_escape_names_the_same() {
        for (written, plain) in [
            ("/v1/orders/%43ase1", "/v1/orders/Case1"),
            ("/v1/%6frders/%2D%2e%5F%7e%30", "/v1/orders/-._~0"),
            ("/v1/orders/A1", "/v1/orders/A1"),
            ("/%2531", "/%2531"),
            ("/a%2Fb%20c%00%E0%BA%81", "/a%2Fb%20c%00%E0%BA%81"),
            ("/%", "/%"),
            ("/%4", "/%4"),
            ("/%zz%+1%é1", "/%zz%+1%é1"),
        ] {
            assert_eq!(normalized(written), plain);
        }
    }
}
