//! What stands at the gateway's root, for whoever opens its address.

use serde::Serialize;

/// GET `/`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Root"))]
pub struct RootView {
    /// `Mekong`.
    pub name: &'static str,
    /// The gateway's version.
    pub version: &'static str,
    /// Paths of this gateway.
    pub links: RootLinks,
}

/// Where to go on from the root.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct RootLinks {
    /// The API's document.
    pub openapi: &'static str,
    /// Whether orders are taken.
    pub health: &'static str,
}

impl RootView {
    /// The same for everybody: it says nothing of the configuration.
    pub const fn of_this_gateway() -> Self {
        let links = RootLinks { openapi: "/openapi.json", health: "/healthz" };
        Self { name: "Mekong", version: env!("CARGO_PKG_VERSION"), links }
    }
}
