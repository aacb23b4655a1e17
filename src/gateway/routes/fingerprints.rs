//! A `FINGERPRINT_SECRET` that everybody knows. It may be exchanged while there is no order; afterwards every order
//! that is sent again would look like another one, so it stays, and is named.

use super::super::config::invalid;
use super::super::protocol::LedgerCall;
use super::super::rpc;
use super::stored_orders::part_of;
use super::{Gateway, RouteError};
use crate::api::{ConfigProblem, Filter};

/// What is wrong, and whether it keeps new orders away.
pub async fn problem(gateway: &Gateway) -> Result<Option<ConfigProblem>, RouteError> {
    if !gateway.config.fingerprint_secret_is_known {
        return Ok(None);
    }
    let known = &gateway.isolate.memory.has_orders;
    if !known.get() {
        known.set(has_orders(gateway).await?);
    }
    Ok(gateway.config.known_fingerprint_secret(!known.get()))
}

/// Refuses the first order under such a secret.
pub async fn check(gateway: &Gateway) -> Result<(), RouteError> {
    match problem(gateway).await? {
        Some(wrong) if !gateway.isolate.memory.has_orders.get() => Err(invalid(&wrong).into()),
        _ => Ok(()),
    }
}

async fn has_orders(gateway: &Gateway) -> Result<bool, RouteError> {
    let one = LedgerCall::List(Box::new(Filter { limit: 1, ..Filter::default() }));
    for part in rpc::every_ledger(&gateway.isolate, &one).await {
        if !part_of(part?)?.entries.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}
