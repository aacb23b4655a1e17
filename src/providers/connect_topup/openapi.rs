//! Connect Topup in the API's document.

use serde_json::json;

use super::super::openapi::{Described, InquiryForms, OrderForm, Presence};
use super::prepare::FIELDS;
use crate::domain::{Country, Currency, Operation};

pub(super) fn described() -> Described {
    Described {
        name: "ConnectTopup",
        orders: vec![OrderForm {
            operation: Operation::Topup,
            id: "^[A-Za-z0-9]{1,32}$",
            currency: Currency::Vnd,
            amount: Some("^(?=[0-9]{1,14}$)0*([1-9][0-9]{0,8}0000|10000000000000)$"),
            return_url: Presence::Absent,
            details: FIELDS.input_schema(),
            examples: vec![(
                "topup",
                json!({
                    "provider": "connect_topup", "operation": "topup", "merchant_order_id": "C1001",
                    "amount": { "value": "20000", "currency": "VND" }, "msisdn": "0901 234 567",
                }),
            )],
        }],
        kept: FIELDS.stored_schema(),
        country: Some(Country::Vietnam),
        inquiries: InquiryForms { balance: true, ..InquiryForms::default() },
        ..Described::default()
    }
}
