//! __Name__ in the API's document.

use serde_json::json;

use super::super::openapi::{Described, OrderForm, Presence};
use super::prepare::FIELDS;
use crate::domain::{Currency, Operation};

// FILL IN: what prepare.rs takes, said once more as a schema; schemathesis finds where the two differ.
pub(super) fn described() -> Described {
    Described {
        name: "__Type__",
        orders: vec![OrderForm {
            operation: Operation::Payment,
            id: "^[A-Za-z0-9]{1,32}$",
            currency: Currency::Lak,
            amount: None,
            return_url: Presence::Absent,
            details: FIELDS.input_schema(),
            examples: vec![(
                "__id__-payment",
                json!({
                    "provider": "__id__", "operation": "payment", "merchant_order_id": "N1001",
                    "amount": { "value": "1000", "currency": "LAK" },
                }),
            )],
        }],
        kept: FIELDS.stored_schema(),
        ..Described::default()
    }
}
