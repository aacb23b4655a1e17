//! What browsers may do: an order for an item of the catalogue with a publishable key, and one order with a client
//! token.

use serde_json::{Value, json};

use super::super::catalogue::{Catalogue, PublicCatalogue};
use super::super::{CreateClientToken, OrderView, PayerView, Purchase, TokenView};
use super::components::Components;
use super::forms::any_of;
use super::operation::{ApiOperation, of_order};
use crate::providers::openapi::with;

const CATALOGUE: &str = "Catalogue";

/// Operations of the catalogue, and of client tokens.
pub(super) fn operations(components: &mut Components) -> Vec<ApiOperation> {
    let (wanted, token) = (components.asked::<CreateClientToken>(), components.shown::<TokenView>());
    let (catalogue, public) = (components.asked::<Catalogue>(), components.shown::<PublicCatalogue>());
    vec![
        of_order("post", "/client-tokens", "createClientToken", "Orders", "A token for the payer's page")
            .about(
                "With it a page may read this one order, as a payer may see it, wait for it, confirm its password, and \
                    cancel it while it waits for that.",
            )
            .optional_body(wanted, &[("an-hour", json!({ "expires_in": 3600 })), ("revoke", json!({ "revoke": true }))])
            .replies(201, "The token; it is shown this once", token),
        ApiOperation::keyed("get", "/v1/catalogue", "readCatalogue", CATALOGUE, "What publishable keys may order")
            .also_for(&["publishableKey"])
            .replies(
                200,
                "Everything with a secret key, what payers may know with a publishable one",
                any_of([catalogue.clone(), public].into_iter()),
            ),
        ApiOperation::keyed("put", "/v1/catalogue", "replaceCatalogue", CATALOGUE, "Replace it whole")
            .about(
                "Each item is checked as far as it can be before there is an order. Top-ups and renewals are not sold \
                    to browsers, and no card stands in an item.",
            )
            .body(catalogue.clone(), &[])
            .replies(200, "As it is now", catalogue)
            .refused(422, &["amount_invalid", "amount_not_representable", "currency_unsupported"])
            .refused(
                422,
                &["cards_not_allowed", "operation_unsupported", "provider_not_configured", "provider_unknown"],
            ),
    ]
}

/// An order as a publishable key makes it.
pub(super) fn order(components: &mut Components) -> Value {
    components.asked::<Purchase>()
}

/// An answer about an order: with a secret key the order, with another what a payer may see.
pub(super) fn seen(components: &mut Components, order: Value) -> Value {
    any_of([order, components.shown::<PayerView<'static>>()].into_iter())
}

/// The same of a new order, with the token of the payer's page where there is one.
pub(super) fn created(components: &mut Components) -> Value {
    let token = components.shown::<TokenView>();
    let order = with(components.shown_whole::<OrderView<'static>>(), "client_token", token);
    let order = components.name("CreatedOrder", order);
    seen(components, order)
}
