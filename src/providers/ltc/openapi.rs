//! LTC in the API's document.

use serde_json::{Value, json};

use super::super::openapi::{CallForm, Described, OrderForm, Presence, SubscriptionForm, requiring, with, without};
use super::prepare::FIELDS;
use crate::domain::texts::patterns::digits;
use crate::domain::{Country, Currency, Operation};

pub(super) fn described() -> Described {
    Described {
        name: "Ltc",
        orders: vec![
            form(Operation::Charge, charge(), &[("charge", example())]),
            form(Operation::Renewal, renewal(), &[]),
        ],
        kept: FIELDS.stored_schema(),
        country: Some(Country::Laos),
        otp: Some(json!({ "type": "string", "pattern": digits(1, 8) })),
        subscription: Some(SubscriptionForm {
            details: charge(),
            kept: requiring(without(FIELDS.stored_schema(), &["ussd_code", "subscribe", "period"]), &["game_name"]),
            example: json!({
                "provider": "ltc", "msisdn": "020 5551 5156", "consented_at": "2026-01-01T09:00:00+07:00",
                "details": { "card_name": "Gold" },
            }),
        }),
        unsubscribe: Some(unsubscribe()),
        ..Described::default()
    }
}

/// A charge names no period.
fn charge() -> Value {
    without(FIELDS.input_schema(), &["period"])
}

/// A renewal starts no subscription.
fn renewal() -> Value {
    let details = requiring(FIELDS.input_schema(), &["period"]);
    with(details, "subscribe", json!({ "type": "boolean", "enum": [false] }))
}

fn form(operation: Operation, details: Value, examples: &[(&'static str, Value)]) -> OrderForm {
    OrderForm {
        operation,
        id: "^[A-Za-z0-9]{1,64}$",
        currency: Currency::Lak,
        amount: None,
        // Taken and not used: a subscriber's browser goes nowhere.
        return_url: Presence::Optional,
        details,
        examples: examples.to_vec(),
    }
}

fn example() -> Value {
    json!({
        "provider": "ltc", "operation": "charge", "merchant_order_id": "A1001",
        "amount": { "value": "1000", "currency": "LAK" }, "msisdn": "020 5551 5155",
        "details": { "card_name": "Card1K" },
    })
}

/// No body is refused: whatever is wrong with it, the answer is LTC's own, 200 and a `ResultCode`. Names are taken in
/// any letter case, texts and whole numbers alike.
fn unsubscribe() -> CallForm {
    let text = json!({ "type": "string" });
    CallForm {
        description: "A subscriber ended the subscription at LTC: renewals are refused from now on. What is wrong with \
                      the call is said by `ResultCode`, as LTC's document has it.",
        request: json!({
            "properties": {
                "Msisdn": { "description": "Whose; a Lao number" },
                "USSDCode": { "description": "The short code that was dialled; without one everything of the number ends" },
                "Channel": { "description": "Where the subscriber asked" },
            },
        }),
        example: json!({ "Msisdn": "2055515155", "USSDCode": "*123#", "Channel": "USSD" }),
        reply: json!({
            "type": "object",
            "required": ["ResultCode", "ResultDesc", "Msisdn", "USSDCode", "Channel"],
            "properties": {
                "ResultCode": { "type": "string", "enum": ["200", "001", "002", "100", "101"] }, "ResultDesc": text,
                "Msisdn": text, "USSDCode": text, "Channel": text,
            },
            "additionalProperties": false,
        }),
    }
}
