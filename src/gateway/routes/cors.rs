//! Cross-origin resource sharing (Fetch, section "CORS protocol"): which pages may read an answer. It protects payers'
//! browsers, not the gateway: an origin allows nothing, and a request without one is like any other.

use super::super::config::Config;
use super::super::http::{IncomingRequest, OutgoingResponse};
use crate::api::{Caller, Route};

/// OPTIONS, a preflight among others.
pub fn options(config: &Config, request: &IncomingRequest, route: &Route<'_>) -> OutgoingResponse {
    let reply = OutgoingResponse::text(204, "text/plain", String::new()).header("allow", route.allow().to_owned());
    let Some(method) = route.browsers_method() else { return reply };
    let vary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
    let reply = reply.header("vary", vary.to_owned());
    let asks = request.header("access-control-request-method").is_some();
    let Some(origin) = listed(config, request, None).filter(|_| asks) else { return reply };
    reply
        .header("access-control-allow-origin", origin)
        .header("access-control-allow-methods", method.to_owned())
        .header("access-control-allow-headers", "authorization, content-type, x-request-id".to_owned())
        .header("access-control-max-age", "600".to_owned())
}

/// What an answer to this caller needs to be read by a page.
pub fn headers(
    config: &Config,
    request: &IncomingRequest,
    route: &Route<'_>,
    caller: Option<&Caller>,
) -> Vec<(&'static str, String)> {
    if route.browsers_method().is_none() {
        return Vec::new();
    }
    let mut headers = vec![("vary", "Origin".to_owned())];
    if let Some(origin) = listed(config, request, caller) {
        headers.push(("access-control-allow-origin", origin));
        let exposed = "Retry-After, RateLimit, RateLimit-Policy, Location, X-Request-Id";
        headers.push(("access-control-expose-headers", exposed.to_owned()));
    }
    headers
}

fn listed(config: &Config, request: &IncomingRequest, caller: Option<&Caller>) -> Option<String> {
    let origin = request.header("origin")?;
    config.keys().shares_with(caller, origin).then(|| origin.to_owned())
}
