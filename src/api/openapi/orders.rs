//! The operations about orders and refunds.

use serde_json::{Value, json};

use super::super::{CancelOrder, ConfirmOrder, HistoryEntry, MAX_LIMIT, Nothing, OrderView, RefundView, ResolveOrder};
use super::browser;
use super::components::{Components, page_of};
use super::operation::{ApiOperation, of_order, of_refund};
use super::parameters::{self, if_match, waiting};
use super::problems::ASKING;
use super::requests;

const ORDERS: &str = "Orders";
const REFUNDS: &str = "Refunds";

/// What a call about an order that is there may be refused with by the order's life.
const LIFE: [&str; 4] = ["order_account_changed", "order_final", "order_in_progress", "order_outcome_unknown"];

/// Orders.
pub(super) fn orders(components: &mut Components) -> Vec<ApiOperation> {
    let shown = components.shown::<OrderView<'static>>();
    let page = page_of("orders", shown.clone());
    let (create, examples) = requests::order(components);
    let (created, seen) = (browser::created(components), browser::seen(components, shown.clone()));
    let (nothing, confirm) = (components.asked::<Nothing>(), components.asked::<ConfirmOrder>());
    let cancel = components.asked::<CancelOrder>();
    vec![
        ApiOperation::keyed("get", "/v1/orders", "listOrders", ORDERS, "Orders, the newest first")
            .parameters(parameters::orders())
            .replies(200, "A page", page)
            .refused(422, &["field_invalid"]),
        ApiOperation::keyed("post", "/v1/orders", "createOrder", ORDERS, "Make an order")
            .about("Called again with the same id and meaning it gives the same order, however often and at once.")
            .body(create, &examples)
            .also_for(&["publishableKey"])
            .replies(200, "The order was there already", created.clone())
            .replies_with(201, made("The order", created))
            .refused(
                409,
                &["order_id_taken", "number_unsettled", "otp_order_open", "period_claimed", "subscription_not_active"],
            )
            .refused(422, &ORDER_REFUSED)
            .refused(422, &["sku_unknown"])
            .refused(429, &["otp_texts_limited", "page_texts_limited"])
            .refused(503, &ASKING)
            .refused(503, &["busy", "provider_suspended"]),
        of_order("get", "", "readOrder", ORDERS, "An order")
            .parameters(waiting())
            .also_for(&["clientToken"])
            .replies(200, "As it stands", seen.clone())
            .refused(422, &["field_invalid"]),
        of_order("get", "/history", "readOrderHistory", ORDERS, "What happened to it")
            .parameters(parameters::page(MAX_LIMIT))
            .replies(200, "The oldest first", history(components))
            .refused(422, &["field_invalid"]),
        of_order("post", "/confirm", "confirmOrder", ORDERS, "Give the payer's password")
            .about(
                "This is the call that charges. A wrong password leaves the order `pending` while attempts are left.",
            )
            .body(confirm, &[("password", json!({ "otp": "01800" }))])
            .also_for(&["clientToken"])
            .replies(200, "As it stands then", seen.clone())
            .refused(409, &LIFE)
            .refused(409, &["order_not_confirmable"])
            .refused(422, &CALLED)
            .refused(422, &["otp_invalid"])
            .refused(429, &["otp_guesses_limited"])
            .refused(503, &ASKING),
        recheck(of_order("post", "/recheck", "recheckOrder", ORDERS, "Ask the provider now"), &nothing, &shown),
        of_order("post", "/cancel", "cancelOrder", ORDERS, "Close an order that waits for its payer")
            .about(
                "One that waits for a password is closed at once, another one by its provider's word. A client token \
                    may cancel the former. With a version it cancels what the caller has seen, or nothing.",
            )
            .parameters([if_match()])
            .optional_body(cancel, &[("nothing", json!({})), ("as-seen", json!({ "version": 2 }))])
            .also_for(&["clientToken"])
            .replies(200, "As it stands then", seen)
            .refused(409, &LIFE)
            .refused(409, &["order_changed", "order_not_confirmable"])
            .refused(422, &CALLED)
            .refused(422, &["operation_unsupported"])
            .refused(503, &ASKING),
        resolve(of_order("post", "/resolve", "resolveOrder", ORDERS, "A person's verdict"), components, shown),
    ]
}

/// Refunds.
pub(super) fn refunds(components: &mut Components) -> Vec<ApiOperation> {
    let shown = components.shown::<RefundView<'static>>();
    let (create, examples) = requests::refund(components);
    let nothing = components.asked::<Nothing>();
    let all = page_of("refunds", shown.clone());
    vec![
        of_order("get", "/refunds", "listRefunds", REFUNDS, "The refunds of an order")
            .parameters(parameters::page(MAX_LIMIT))
            .replies(200, "The oldest first", all)
            .refused(422, &["field_invalid"]),
        of_order("post", "/refunds", "createRefund", REFUNDS, "Give back, in parts or whole")
            .about(
                "`merchant_refund_id` is its idempotency key, as `merchant_order_id` is an order's. With a version it \
                    refunds the order that the caller has seen, or nothing.",
            )
            .parameters([if_match()])
            .body(create, &examples)
            .replies(200, "The refund was there already", shown.clone())
            .replies_with(201, made("The refund", shown.clone()))
            .refused(
                409,
                &["order_not_paid", "order_contradicted", "refund_id_taken", "order_account_changed", "order_changed"],
            )
            .refused(422, &CALLED)
            .refused(422, &REFUND_REFUSED)
            .refused(503, &ASKING),
        of_refund("get", "", "readRefund", "A refund")
            .parameters(waiting())
            .replies(200, "As it stands", shown.clone())
            .refused(422, &["field_invalid"]),
        of_refund("get", "/history", "readRefundHistory", "What happened to it")
            .parameters(parameters::page(MAX_LIMIT))
            .replies(200, "The oldest first", history(components))
            .refused(422, &["field_invalid"]),
        recheck(of_refund("post", "/recheck", "recheckRefund", "Ask the provider now"), &nothing, &shown),
        resolve(of_refund("post", "/resolve", "resolveRefund", "A person's verdict"), components, shown),
    ]
}

/// What a new order may be refused with.
const ORDER_REFUSED: [&str; 17] = [
    "amount_differs_from_product",
    "amount_invalid",
    "amount_not_representable",
    "amount_unsupported",
    "cards_not_allowed",
    "currency_unsupported",
    "merchant_order_id_invalid",
    "msisdn_invalid",
    "operation_unsupported",
    "order_forgotten",
    "product_unknown",
    "provider_not_configured",
    "provider_unknown",
    "return_url_not_allowed",
    "session_missing",
    "signing_failed",
    "order_cannot_be_asked",
];

/// What a new refund may be refused with beside [`CALLED`].
const REFUND_REFUSED: [&str; 6] = [
    "amount_invalid",
    "amount_not_representable",
    "currency_unsupported",
    "merchant_refund_id_invalid",
    "operation_unsupported",
    "refund_exceeds_paid",
];

/// What a call to the provider of an order that is there may be refused with.
const CALLED: [&str; 4] = ["order_forgotten", "provider_not_configured", "session_missing", "signing_failed"];

fn recheck(operation: ApiOperation, nothing: &Value, shown: &Value) -> ApiOperation {
    operation
        .about("The gateway asks by itself, on a schedule. This asks at once, at most once a second.")
        .optional_body(nothing.clone(), &[("nothing", json!({}))])
        .replies(200, "As it stands then", shown.clone())
        .refused(409, &["order_account_changed"])
        .refused(422, &["provider_not_configured"])
        .refused(429, &["recheck_too_soon"])
}

fn resolve(operation: ApiOperation, components: &mut Components, shown: Value) -> ApiOperation {
    let verdict =
        json!({ "state": "succeeded", "version": 3, "evidence": "statement of 21 November, line 7", "by": "Noy" });
    operation
        .about(
            "Settles what is under review or unknown, at the version that the person has looked at. The same verdict \
                again is answered again. Where the provider reported a success, `failed` takes `against_evidence`.",
        )
        .parameters([if_match()])
        .body(components.asked::<ResolveOrder>(), &[("verdict", verdict)])
        .replies(200, "As it stands then", shown)
        .refused(409, &["order_changed", "order_in_progress", "order_not_in_review", "order_success_reported"])
        .refused(428, &["version_required"])
}

fn history(components: &mut Components) -> Value {
    page_of("history", components.shown::<HistoryEntry>())
}

fn made(what: &str, schema: Value) -> Value {
    json!({
        "description": format!("{what}, as it stands after the first call to the provider; a decline, too"),
        "headers": {
            "Location": {
                "description": "Where it is read", "required": true, "schema": { "type": "string", "format": "uri-reference" },
            },
        },
        "content": { "application/json": { "schema": schema } },
    })
}
