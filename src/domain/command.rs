//! What is asked for.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ids::MerchantOrderId;
use super::money::Money;
use super::msisdn::Msisdn;
use super::secret::Secret;

/// The kind of a command that makes an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Take money from a subscriber, who confirms it.
    Charge,
    /// Take the next period's money of a subscription.
    Renewal,
    /// Take money from a payer, who acts at the provider.
    Payment,
    /// Add to a subscriber's balance, paid from the merchant's own balance at the provider.
    Topup,
    /// Give money back: made with `POST /v1/orders/{id}/refunds`, and lives as an order does.
    Refund,
}

impl Operation {
    /// The word used in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Charge => "charge",
            Self::Renewal => "renewal",
            Self::Payment => "payment",
            Self::Topup => "topup",
            Self::Refund => "refund",
        }
    }
}

/// What was asked, normalised: what an order is about and what its fingerprint covers. It never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderTerms {
    /// The id of the provider that carries it out.
    pub provider: String,
    /// What was asked for: a charge, a renewal, a payment, a top-up or a refund.
    pub operation: Operation,
    /// The merchant's id, as given.
    pub merchant_order_id: MerchantOrderId,
    /// The id that the provider is sent, where that is not the merchant's: fixed with the order and used ever after,
    /// whatever the configuration makes of ids since. No part of the meaning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_id: Option<String>,
    /// How much is paid, or given back.
    pub amount: Money,
    /// Whose number, where there is one. Removed when personal data goes.
    pub msisdn: Option<Msisdn>,
    /// Where the payer's browser goes at last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
    /// For a refund: the merchant's id of the order that was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_of: Option<MerchantOrderId>,
    /// The provider's own fields, checked and normalised by its folder.
    pub details: Value,
}

impl OrderTerms {
    /// What the order is kept under; a refund below the order that it gives back.
    pub fn key(&self) -> String {
        let own = self.merchant_order_id.key();
        self.refund_of.as_ref().map_or_else(|| own.clone(), |order| [order.key(), own.clone()].join("/"))
    }

    /// The id by which the provider knows the order.
    pub fn reference(&self) -> &str {
        self.sent_id.as_deref().unwrap_or_else(|| self.merchant_order_id.as_str())
    }
}

/// A command that its provider has checked, with what the gateway must know to carry it out safely.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Prepared {
    /// What was asked, normalised.
    pub terms: OrderTerms,
    /// Shown with the order: the provider moves no real money.
    pub sandbox: bool,
    /// Whether the very first call can charge.
    pub first_call_charges: bool,
    /// The one-time password's terms, if the payer must give one.
    pub otp: Option<OtpTerms>,
    /// What the order does to a subscription.
    pub subscription: Option<SubscriptionUse>,
    /// How long a call that moves money may take, in milliseconds.
    pub call_limit: i64,
    /// What the caller should know though the order is made.
    pub warnings: Vec<Warning>,
    /// What the first call carries and nobody keeps: a card. Never serialised, not part of the meaning.
    #[serde(skip)]
    pub transient_card: Option<Secret>,
}

/// Something that the caller should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Warning {
    /// Stable code.
    pub code: String,
    /// The field, as a dotted path.
    pub field: String,
    /// What to know.
    pub detail: String,
}

impl Warning {
    /// The chosen network is not the one that issued the number. Numbers move between networks: worth a look, never a
    /// refusal.
    pub fn network_differs(field: &str, chosen: &str, number: &Msisdn) -> Option<Self> {
        let issuer = number.issued_by().filter(|issuer| *issuer != chosen)?;
        Some(Self {
            code: "network_differs".to_owned(),
            field: field.to_owned(),
            detail: format!("the number was issued by {issuer}: leave this out unless you know where it is now"),
        })
    }
}

/// How a one-time password works at this provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtpTerms {
    /// Milliseconds that it lives.
    pub lives: i64,
    /// How often a wrong one may be given.
    pub attempts: u8,
}

/// What an order does to a subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubscriptionUse {
    /// Success starts it.
    Start(Subscribed),
    /// Charges one period of it; at most once a period.
    Renew {
        /// Which one.
        subscribed: Subscribed,
        /// The period, as the merchant names it.
        period: String,
    },
}

/// What a number is subscribed to. The plan's parts are the provider's affair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscribed {
    /// One text that tells plans of a provider apart.
    pub plan: String,
    /// The provider's own fields of it, as shown.
    pub details: Value,
    /// The short code by which a subscriber ends it, if known.
    pub short_code: Option<String>,
}
