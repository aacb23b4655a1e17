//! Questions to a provider that are not about an order. None of them moves money.

use super::http::{Answer, Request};
use crate::domain::outcome::AccountProblem;
use crate::domain::{CommandError, Money, Msisdn, Timestamp};

/// What can be asked of an account that is paid in advance. None of it moves money.
pub trait Inquiries {
    /// The request; `None` if the provider has no such call.
    fn request(&self, inquiry: &Inquiry, now: Timestamp) -> Result<Option<Request>, CommandError>;
    /// Reads the answer to it.
    fn read(&self, inquiry: &Inquiry, answer: &Answer) -> Result<InquiryAnswer, InquiryError>;
    /// The balance below which the merchant wants to be warned.
    fn low_balance(&self) -> Money;
}

/// A question that is not about an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inquiry {
    /// How much is left to spend.
    Balance,
    /// What is sold to any number.
    Products,
    /// On which network a number is now.
    Number(Msisdn),
    /// What is sold to one number, with the provider's own fields that narrow it.
    NumberProducts(Msisdn, serde_json::Value),
}

/// What an inquiry found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InquiryAnswer {
    /// How much is left to spend.
    Balance(Money),
    /// The products that can be ordered.
    Products(Vec<Product>),
    /// What is known of a number, in the provider's own fields of an order.
    Number(serde_json::Value),
}

/// Something that can be ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// For people, as the provider has it.
    pub name: String,
    /// What it costs, and what the order's amount must be.
    pub amount: Money,
    /// The provider's own fields of an order for it.
    pub details: serde_json::Value,
}

/// Why an inquiry brought nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InquiryError {
    /// The provider refused what was asked: a wrong number, an unknown product.
    Refused(CommandError),
    /// The provider refused us.
    AccountProblem(AccountProblem),
    /// No answer, or none that could be read.
    NoAnswer,
}
