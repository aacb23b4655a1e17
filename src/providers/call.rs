//! Calls to a provider about an order: what they are made of.

use crate::domain::{CommandError, MerchantOrderId, Money, Operation, Order, OrderTerms, Prepared, Secret, Timestamp};
use crate::signing::{AddressPurpose, RsaBackend, address_tag};

/// A command as it was asked, before its provider has checked it. No `Debug`: a card may stand in `details`.
#[derive(Clone)]
pub struct Command<'a> {
    /// What is asked for: a charge, a renewal, a payment or a top-up.
    pub operation: Operation,
    /// The merchant's id of the order, as given.
    pub merchant_order_id: MerchantOrderId,
    /// How much is to be paid.
    pub amount: Money,
    /// The number as typed.
    pub msisdn: Option<&'a str>,
    /// Where the payer's browser goes at last, checked already.
    pub return_url: Option<&'a str>,
    /// The provider's own fields, as given.
    pub details: &'a serde_json::Value,
}

impl<'a> Command<'a> {
    /// The number, where there is nothing without one.
    pub fn number(&self) -> Result<&'a str, CommandError> {
        self.msisdn.ok_or_else(|| CommandError::new("field_missing", "msisdn", "is required"))
    }
}

/// A refund as it was asked, before the provider has checked it.
#[derive(Debug, Clone)]
pub struct RefundCommand<'a> {
    /// The terms of the order that is given back.
    pub paid: &'a OrderTerms,
    /// The merchant's id of the refund.
    pub merchant_refund_id: MerchantOrderId,
    /// How much of it goes back.
    pub amount: Money,
    /// Why, for the provider and the payer.
    pub reason: &'a str,
    /// The provider's own fields, as given.
    pub details: &'a serde_json::Value,
}

/// One call about an order.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    /// Which of the order's calls it is.
    pub step: Step,
    /// The terms of the order that it is about.
    pub terms: &'a OrderTerms,
    /// The provider's id of it, once known.
    pub provider_order_id: Option<&'a str>,
    /// The provider's code in the reply to the call that could charge, if it gave one.
    pub charge_reply: Option<&'a str>,
    /// When the order was accepted, once it is stored.
    pub ordered_at: Option<Timestamp>,
}

impl<'a> Call<'a> {
    /// The first call of an order that is not stored yet.
    pub fn create(prepared: &'a Prepared) -> Self {
        let step = Step::Create(prepared.transient_card.clone());
        Self { step, terms: &prepared.terms, provider_order_id: None, charge_reply: None, ordered_at: None }
    }

    /// A later call about a stored order.
    pub fn about(order: &'a Order, step: Step) -> Self {
        Self {
            step,
            terms: order.terms(),
            provider_order_id: order.provider_order_id(),
            charge_reply: order.charge_reply(),
            ordered_at: Some(order.created_at()),
        }
    }
}

/// The calls that an order can have.
#[derive(Debug, Clone)]
pub enum Step {
    /// The first call, with what the order must not keep (a card).
    Create(Option<Secret>),
    /// The call that charges, with what the payer gave.
    Confirm(Secret),
    /// Ask the provider to cancel. Its answer settles nothing, a query does.
    Cancel,
    /// Ask how it stands. Its code table is another one: a query that fails says nothing about the order.
    Query,
}

/// What a call needs beside the order: everything that is no term of it comes in here.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The session's token, for accounts that have a [`super::Session`].
    pub session: Option<&'a Secret>,
    /// Signs and verifies with RSA: the platform's.
    pub rsa: &'a dyn RsaBackend,
    /// For providers that are given some.
    pub addresses: Addresses<'a>,
    /// The moment, for times that providers give as a length.
    pub now: Timestamp,
}

/// The addresses that a provider is given: where it sends its notifications, and the payer's browser at last.
#[derive(Debug, Clone, Copy)]
pub enum Addresses<'a> {
    /// The gateway's own, below this one.
    Gateway {
        /// Its public address.
        base: &'a str,
        /// What tags are made with, by which the gateway knows its addresses again; only the gateway has it.
        secret: Option<&'a Secret>,
    },
    /// The merchant's, without a gateway: notifications go there, if anywhere, the browser to the order's `return_url`
    /// itself.
    Merchant(Option<&'a str>),
}

impl Addresses<'_> {
    /// Where notifications about this order, or refund, go, if anywhere.
    pub(super) fn of_notifications(self, provider: &str, terms: &OrderTerms) -> Option<String> {
        match self {
            Self::Gateway { base, secret } => {
                let url = [base, "/v1/notifications/", provider].concat();
                // A refund's notification names no order: its address does.
                let order = terms.refund_of.as_ref().unwrap_or(&terms.merchant_order_id).as_str();
                Some(match tag(secret, AddressPurpose::Notification, provider, &terms.key()) {
                    Some(tag) => [&url, "/", order, "/", &tag].concat(),
                    None if terms.refund_of.is_some() => [&url, "/", order].concat(),
                    None => url,
                })
            }
            Self::Merchant(address) => address.map(str::to_owned),
        }
    }

    /// Where the payer's browser goes, of an order with this `return_url`.
    pub(super) fn of_returns(self, provider: &str, terms: &OrderTerms, return_url: &str) -> String {
        match self {
            Self::Gateway { base, secret } => {
                let returns = [base, "/v1/returns/", provider, "/", terms.merchant_order_id.as_str()].concat();
                let tag = tag(secret, AddressPurpose::Return, provider, &terms.key());
                tag.map_or_else(|| returns.clone(), |tag| [&returns, "/", &tag].concat())
            }
            Self::Merchant(_) => return_url.to_owned(),
        }
    }
}

fn tag(secret: Option<&Secret>, purpose: AddressPurpose, provider: &str, key: &str) -> Option<String> {
    secret.map(|secret| address_tag(secret, purpose, provider, key))
}
