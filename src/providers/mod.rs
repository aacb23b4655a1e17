//! The providers. A fifth one costs a folder and two lines in this file.

pub mod ltc;
pub mod wire;

use std::borrow::Cow;

use crate::domain::{
    CommandError, Facts, MerchantOrderId, Money, Msisdn, Operation, Prepared, Reading, Secret, command::Subscribed,
};
use wire::{Answer, Request};

/// Every provider that the gateway speaks to.
pub const REGISTRY: &[&dyn Provider] = &[&ltc::Ltc];

/// The provider with this id.
pub fn find(id: &str) -> Option<&'static dyn Provider> {
    REGISTRY.iter().copied().find(|provider| provider.id() == id)
}

/// What is true of a provider without any configuration.
pub trait Provider: Sync {
    /// The id used everywhere: `ltc`.
    fn id(&self) -> &'static str;
    /// The name for people.
    fn name(&self) -> &'static str;
    /// What can be ordered.
    fn operations(&self) -> &'static [Operation];
    /// Reads the secret `PROVIDER_<ID>`, JSON.
    fn configure(&self, json: &str) -> Result<Box<dyn Account>, ConfigError>;
    /// How the provider's own calls are read, if it makes any.
    fn notifications(&self) -> Option<&'static dyn Notifications>;
}

/// A provider with the merchant's configuration: it builds requests and reads answers, and sends nothing.
pub trait Account {
    /// Checks and normalises a command. Its error leaves no trace.
    fn prepare(&self, command: Command<'_>) -> Result<Prepared, CommandError>;
    /// The request of one call.
    fn build(&self, call: &Call<'_>, session: Option<&Secret>) -> Result<Request, CommandError>;
    /// Reads the answer to that call. Any status and any bytes give an outcome.
    fn classify(&self, call: &Call<'_>, answer: &Answer) -> Reading;
    /// The session that calls must carry, if there is one.
    fn session(&self) -> Option<&dyn Session>;
    /// Reads a number as this provider's subscribers have them.
    fn msisdn(&self, text: &str) -> Result<Msisdn, CommandError>;
    /// Reads the provider's own fields of a subscription, if it knows such a thing.
    fn subscribed(&self, details: &serde_json::Value) -> Result<Subscribed, CommandError>;
    /// What tells this account apart from another at the same provider; no secret.
    fn identity(&self) -> Vec<&str>;
    /// Where it is called.
    fn base_url(&self) -> &wire::BaseUrl;
    /// The addresses its notifications may come from; empty when any may.
    fn notified_from(&self) -> &[crate::domain::network::Network];
}

/// A token that calls must carry and that runs out.
pub trait Session {
    /// The request that fetches one.
    fn request(&self) -> Request;
    /// Reads the answer.
    fn read(&self, answer: &Answer) -> Result<Token, SessionError>;
    /// Whether an answer proves that the call was not carried out because its token was refused.
    fn refused(&self, answer: &Answer) -> bool;
}

/// A session's token.
#[derive(Debug, Clone)]
pub struct Token {
    /// What calls carry.
    pub secret: Secret,
    /// Seconds it lives from now.
    pub expires_in_s: i64,
}

/// Why no token was had. Nothing was charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionError {
    /// The provider refused our user name or password.
    Refused,
    /// No answer, or none that could be read.
    Unavailable,
}

/// A command as it was asked, before its provider has checked it.
#[derive(Debug, Clone)]
pub struct Command<'a> {
    /// The kind.
    pub operation: Operation,
    /// The merchant's id.
    pub merchant_order_id: MerchantOrderId,
    /// How much.
    pub amount: Money,
    /// The number as typed.
    pub msisdn: Option<&'a str>,
    /// The provider's own fields, as given.
    pub details: &'a serde_json::Value,
}

/// One call about an order.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    /// Which.
    pub step: Step,
    /// The order's command.
    pub facts: &'a Facts,
    /// The provider's id of it, once known.
    pub provider_order_id: Option<&'a str>,
}

/// Which call.
#[derive(Debug, Clone)]
pub enum Step {
    /// The first call.
    Create,
    /// The call that charges, with what the payer gave.
    Confirm(Secret),
    /// Ask how it stands. Its code table is another one: a query that fails says nothing about the order.
    Query,
}

/// Calls that a provider makes to us.
pub trait Notifications: Sync {
    /// The path below `/v1/notifications/{id}/` that takes a call ending a subscription.
    fn unsubscribe_path(&self) -> Option<&'static str>;
    /// Reads such a call. The error is the answer to give.
    fn read_unsubscribe(&self, body: &[u8]) -> Result<Unsubscribe, Reply>;
    /// The answer once the ledger has it, or could not store it.
    fn answer_unsubscribe(&self, call: &Unsubscribe, result: UnsubscribeResult) -> Reply;
}

/// A subscriber wants no more renewals. Unsigned: it may only stop charging.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsubscribe {
    /// Whose subscription.
    pub msisdn: Msisdn,
    /// The number as the provider wrote it, to be echoed.
    pub written: String,
    /// The short code that was dialled.
    pub short_code: String,
    /// Where the subscriber asked.
    pub channel: String,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnsubscribeResult {
    /// Renewals are refused from now on.
    Stored,
    /// Stored, but no subscription of this number was known.
    NotFound,
    /// Could not be stored: the provider shall call again.
    NotStored,
}

/// An answer in the provider's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// JSON.
    pub body: String,
}

/// What is wrong with a configured secret: names the field, never its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// Dotted path; empty for the whole.
    pub field: String,
    /// What was expected.
    pub problem: Cow<'static, str>,
}

impl ConfigError {
    /// An error about one field.
    pub fn new(field: impl Into<String>, problem: impl Into<Cow<'static, str>>) -> Self {
        Self { field: field.into(), problem: problem.into() }
    }
}
