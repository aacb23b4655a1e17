//! Notifications about orders that are not here, as shown.

use serde::Serialize;

/// A verified notification that nothing here belongs to.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "UnmatchedNotification"))]
pub struct NotificationView {
    /// The provider that it came in the name of.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::ProviderId"))]
    pub provider: String,
    /// When it first came.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::Moment"))]
    pub received_at: String,
    /// What it says, as JSON: the fields that the provider documents. Others may name the payer, and are not kept.
    pub body: String,
}
