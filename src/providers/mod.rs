//! The providers. A fifth one costs a folder and two lines in this file.

pub mod appotapay;
mod call;
pub mod connect_topup;
pub mod http;
mod inquiry;
pub mod lianlian;
pub mod ltc;
mod notification;
#[cfg(feature = "openapi")]
pub mod openapi;
mod settings;
pub mod texts;

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;

use crate::domain::command::Subscribed;
use crate::domain::ip_block::IpBlock;
use crate::domain::{CommandError, Msisdn, Operation, OrderTerms, Prepared, ProviderReport, Secret, Timestamp};
use http::{Answer, BaseUrl, Request};

pub use call::{Addresses, Call, Command, Context, RefundCommand, Step};
pub use inquiry::{Inquiries, Inquiry, InquiryAnswer, InquiryError, Product};
pub use notification::{
    Acknowledgement, Message, Notification, NotificationVerification, SignedNotifications, Unsubscribe,
    UnsubscribeCalls, UnsubscribeResult, untied,
};

/// Every provider that the gateway speaks to.
pub const REGISTRY: &[&dyn Provider] =
    &[&ltc::Ltc, &lianlian::LianLian, &appotapay::AppotaPay, &connect_topup::ConnectTopup];

/// The provider with this id.
pub fn find(id: &str) -> Option<&'static dyn Provider> {
    REGISTRY.iter().copied().find(|provider| provider.id() == id)
}

/// What is said where another provider is named.
pub fn expected() -> String {
    let ids: Vec<&str> = REGISTRY.iter().map(|provider| provider.id()).collect();
    format!("expected one of {}", ids.join(", "))
}

/// Whether a provider has an operation; an error that names those that it has.
pub fn check_operation(provider: &dyn Provider, operation: Operation) -> Result<(), CommandError> {
    let offered = provider.operations();
    if offered.contains(&operation) {
        return Ok(());
    }
    let names: Vec<&str> = offered.iter().map(|operation| operation.name()).collect();
    Err(CommandError::unsupported(format!("{} has {} only", provider.name(), names.join(" and "))))
}

/// What is true of a provider without any configuration.
pub trait Provider: Sync {
    /// The id used everywhere: `ltc`.
    fn id(&self) -> &'static str;
    /// The name for people.
    fn name(&self) -> &'static str;
    /// What can be ordered.
    fn operations(&self) -> &'static [Operation];
    /// Reads the secret `PROVIDER_<ID>`, JSON, and `PROVIDER_<ID>_PRIVATE_KEY`, for a key too long to stand in it.
    fn configure(&self, json: &str, private_key: Option<&str>) -> Result<Box<dyn Account>, ConfigError>;
    /// What it takes and shows, for the API's document.
    #[cfg(feature = "openapi")]
    fn described(&self) -> openapi::Described;
    /// Whether it sends payers' browsers back through the gateway.
    fn sends_back(&self) -> bool {
        false
    }
    /// How the provider's own calls are read, if it makes any.
    fn unsubscribe_calls(&self) -> Option<&'static dyn UnsubscribeCalls> {
        None
    }
}

/// A future that stays on this thread: the platform's RSA is asynchronous.
pub type LocalFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// A provider with the merchant's configuration: it builds requests and reads answers, and sends nothing.
pub trait Account {
    /// Checks and normalises a command. Its error leaves no trace.
    fn prepare(&self, command: Command<'_>) -> Result<Prepared, CommandError>;
    /// What must be asked before a checked command can be reserved: whose network a number is on, what a product
    /// costs. `None` once nothing is missing. Not part of the order's meaning.
    fn required_lookup(&self, _: &Prepared) -> Option<Inquiry> {
        None
    }
    /// Takes in what was found. Its error leaves no trace.
    fn apply_lookup(&self, _: &mut Prepared, _: InquiryAnswer) -> Result<(), CommandError> {
        Ok(())
    }
    /// What the account can be asked beside orders, if anything.
    fn inquiries(&self) -> Option<&dyn Inquiries> {
        None
    }
    /// Whether a success rests on nothing but the provider's id of the order: then no two orders may have one.
    fn needs_unique_provider_order_id(&self) -> bool {
        false
    }
    /// Refunds, if the provider has them.
    fn refunds(&self) -> Option<&dyn Refunds> {
        None
    }
    /// Cancellation, if the provider can be asked for it.
    fn cancellation(&self) -> Option<&dyn Cancellation> {
        None
    }
    /// Subscriptions, if the provider knows such a thing.
    fn subscriptions(&self) -> Option<&dyn Subscriptions> {
        None
    }
    /// The numbers of its subscribers, if it bills or tops up any.
    fn numbers(&self) -> Option<&dyn Numbers> {
        None
    }
    /// The request of one call, signed.
    fn build<'a>(&'a self, call: &'a Call<'a>, context: Context<'a>) -> LocalFuture<'a, Result<Request, CommandError>>;
    /// Reads the answer to that call. Any status and any bytes give an outcome.
    fn classify<'a>(
        &'a self,
        call: &'a Call<'a>,
        answer: &'a Answer,
        context: Context<'a>,
    ) -> LocalFuture<'a, ProviderReport>;
    /// The session that calls must carry, if there is one.
    fn session(&self) -> Option<&dyn Session> {
        None
    }
    /// The token that it makes itself for a call, where there is one.
    fn token(&self, _: Timestamp) -> Option<String> {
        None
    }
    /// How signed notifications and returns are read, if the provider sends any.
    fn signed_notifications(&self) -> Option<&dyn SignedNotifications> {
        None
    }
    /// What tells this account apart from another at the same provider; no secret.
    fn identity(&self) -> Vec<&str>;
    /// The address that its calls go below.
    fn base_url(&self) -> &BaseUrl;
    /// What is worth changing in its configuration; it keeps nothing from working.
    fn advice(&self) -> Vec<ConfigError> {
        Vec::new()
    }
    /// What the merchant's service is called at the provider, where it has a name there.
    fn service(&self) -> &str {
        ""
    }
    /// The addresses its notifications may come from; empty when any may.
    fn notification_sources(&self) -> &[IpBlock] {
        &[]
    }
}

/// Giving back what was paid.
pub trait Refunds {
    /// Checks and normalises a refund of an order that was paid.
    fn prepare_refund(&self, refund: RefundCommand<'_>) -> Result<Prepared, CommandError>;
}

/// Asking the provider to close an order that waits for its payer.
pub trait Cancellation {
    /// Whether it can be asked so for this order; an error that says why not.
    fn can_cancel(&self, terms: &OrderTerms) -> Result<(), CommandError>;
}

/// Charging a number period by period.
pub trait Subscriptions {
    /// Reads the provider's own fields of a subscription.
    fn subscribed(&self, details: &serde_json::Value) -> Result<Subscribed, CommandError>;
}

/// Numbers of a provider's subscribers.
pub trait Numbers {
    /// Reads one as people write it.
    fn msisdn(&self, text: &str) -> Result<Msisdn, CommandError>;
}

/// A capability that an account may have, or an error that says that its provider has no such thing.
pub fn capability<'a, T: ?Sized>(
    provider: &dyn Provider,
    offered: Option<&'a T>,
    what: &str,
) -> Result<&'a T, CommandError> {
    offered.ok_or_else(|| CommandError::unsupported(format!("{} has no {what}", provider.name())))
}

/// What is said where an account has no [`Refunds`].
pub const REFUNDS: &str = "refunds";
/// What is said where an account has no [`Numbers`].
pub const NUMBERS: &str = "numbers of subscribers: its orders name none";
/// What is said where an account has no [`Subscriptions`].
pub const SUBSCRIPTIONS: &str = "subscriptions: make an order for each time";
/// What is said where an account has no [`Cancellation`].
pub const CANCELLATION: &str = "cancellation: read the order until it has ended";

/// A token that calls must carry and that runs out.
pub trait Session {
    /// The request that fetches one.
    fn request(&self) -> Request;
    /// Reads the answer to that request.
    fn read(&self, answer: &Answer) -> Result<Token, SessionError>;
    /// Whether an answer proves that the call was not carried out because its token was refused.
    fn refused(&self, answer: &Answer) -> bool;
}

/// A session's token.
#[derive(Debug, Clone)]
pub struct Token {
    /// The token itself, which calls carry.
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

/// What is wrong with a configured secret: names the field, never its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// Dotted path; empty for the whole.
    pub field: String,
    /// What was expected of the field.
    pub problem: Cow<'static, str>,
}

impl ConfigError {
    /// An error about one field.
    pub fn new(field: impl Into<String>, problem: impl Into<Cow<'static, str>>) -> Self {
        Self { field: field.into(), problem: problem.into() }
    }
}
