//! What can be ordered.

use serde_json::json;

use super::super::http::Reply;
use super::Gateway;
use crate::providers::REGISTRY;

/// GET `/v1/providers`.
pub fn list(gateway: &Gateway) -> Reply {
    let providers: Vec<_> = REGISTRY
        .iter()
        .map(|provider| {
            json!({
                "id": provider.id(),
                "name": provider.name(),
                "operations": provider.operations(),
                "configured": gateway.config.offers(provider.id()),
            })
        })
        .collect();
    Reply::json(200, &json!({ "providers": providers }))
}
