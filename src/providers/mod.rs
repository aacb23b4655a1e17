//! The providers. A fifth one costs a folder and two lines in this file.

pub mod appotapay;
pub mod connect_topup;
pub mod lianlian;
pub mod ltc;
#[cfg(feature = "openapi")]
pub mod openapi;
mod settings;
pub mod texts;
pub mod wire;

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;

use crate::domain::command::Subscribed;
use crate::domain::outcome::{AccountProblem, Evidence};
use crate::domain::{
    CommandError, MerchantOrderId, Money, Msisdn, Operation, Order, OrderTerms, Prepared, ProviderReport, Secret,
    Timestamp, UnknownReason,
};
use crate::signing::{AddressPurpose, RsaBackend, Verified, address_tag};
use wire::{Answer, Request};

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

/// What a call needs beside the order: everything that is no term of it comes in here.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The session's token, for accounts that have a [`Session`].
    pub session: Option<&'a Secret>,
    /// The platform's RSA.
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
    fn of_notifications(self, provider: &str, terms: &OrderTerms) -> Option<String> {
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
    fn of_returns(self, provider: &str, terms: &OrderTerms, return_url: &str) -> String {
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

/// A future that stays on this thread: the platform's RSA is asynchronous.
pub type Local<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

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
    fn apply_lookup(&self, _: &mut Prepared, _: Finding) -> Result<(), CommandError> {
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
    fn build<'a>(&'a self, call: &'a Call<'a>, context: Context<'a>) -> Local<'a, Result<Request, CommandError>>;
    /// Reads the answer to that call. Any status and any bytes give an outcome.
    fn classify<'a>(
        &'a self,
        call: &'a Call<'a>,
        answer: &'a Answer,
        context: Context<'a>,
    ) -> Local<'a, ProviderReport>;
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
    /// Where it is called.
    fn base_url(&self) -> &wire::BaseUrl;
    /// What is worth changing in its configuration; it keeps nothing from working.
    fn advice(&self) -> Vec<ConfigError> {
        Vec::new()
    }
    /// What the merchant's service is called at the provider, where it has a name there.
    fn service(&self) -> &str {
        ""
    }
    /// The addresses its notifications may come from; empty when any may.
    fn notification_sources(&self) -> &[crate::domain::ip_block::IpBlock] {
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
pub const REFUNDS: &str = "refunds: pay the payer back yourself";
/// What is said where an account has no [`Numbers`].
pub const NUMBERS: &str = "numbers of subscribers";

/// What can be asked of an account that is paid in advance. None of it moves money.
pub trait Inquiries {
    /// The request; `None` if the provider has no such call.
    fn request(&self, inquiry: &Inquiry, now: Timestamp) -> Result<Option<Request>, CommandError>;
    /// Reads the answer to it.
    fn read(&self, inquiry: &Inquiry, answer: &Answer) -> Result<Finding, InquiryError>;
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

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// How much is left to spend.
    Balance(Money),
    /// What is sold.
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

/// Signed messages that a provider sends by itself.
pub trait SignedNotifications {
    /// Reads a notification and verifies it. What cannot be verified is unreachable by type.
    fn verify<'a>(&'a self, message: &'a Message<'a>, rsa: &'a dyn RsaBackend) -> Local<'a, NotificationVerification>;
    /// What a verified notification says about an order (or a refund, stored as one): compared field by field first.
    /// What does not agree is a hint.
    fn judge(&self, notification: &Verified<Notification>, order: &Order) -> ProviderReport;
    /// Whether a message says that the money moved, of whatever order.
    fn says_paid(&self, said: &Notification) -> bool;
    /// What is kept and shown of a message: the fields that the provider documents. Others may name the payer.
    fn kept(&self, said: &Notification) -> String;
    /// Whether no field that a message names disagrees with the order.
    fn agrees(&self, said: &Notification, order: &Order) -> bool;
    /// The answer that keeps the provider from sending it again.
    fn acknowledge(&self) -> Acknowledgement;
    /// Reads the form with which the payer's browser comes back, and verifies it. Never authoritative.
    fn verify_return<'a>(
        &'a self,
        form: &'a [(String, String)],
        rsa: &'a dyn RsaBackend,
    ) -> Local<'a, Option<Verified<Notification>>>;
}

/// What a notification says to whoever does not know the provider's id of the order: nothing ties it to this very one,
/// so it has the provider asked. (The gateway knows the address that it came to.)
pub fn untied(report: ProviderReport) -> ProviderReport {
    let status = report.provider_status;
    ProviderReport {
        evidence: Evidence::Hint,
        provider_status: status,
        ..ProviderReport::unknown(UnknownReason::Uncorroborated)
    }
}

/// A message as it came.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// Names and values.
    pub headers: &'a [(String, String)],
    /// Exact bytes.
    pub body: &'a [u8],
}

/// What a notification says, in the words that all providers share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The merchant's id of the order it speaks of, where it names one.
    pub merchant_order_id: Option<String>,
    /// The merchant's id of the refund it speaks of.
    pub merchant_refund_id: Option<String>,
    /// All of its fields, for the provider's own comparison.
    pub fields: Vec<(String, String)>,
    /// What its signature covers, by which it is known: spelled otherwise it is the same message.
    pub text: String,
}

/// How far a notification was understood.
#[derive(Debug)]
pub enum NotificationVerification {
    /// Signed by the provider.
    Verified(Verified<Notification>),
    /// Signed by the provider, but what it says can be read in more than one way: only a query may decide.
    Ambiguous(Verified<Notification>),
    /// Not signed by the provider, or not readable at all.
    Refused,
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

/// A command as it was asked, before its provider has checked it. No `Debug`: a card may stand in `details`.
#[derive(Clone)]
pub struct Command<'a> {
    /// The kind.
    pub operation: Operation,
    /// The merchant's id.
    pub merchant_order_id: MerchantOrderId,
    /// How much.
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
    /// What was paid.
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
    /// Which.
    pub step: Step,
    /// The order's command.
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

/// Which call.
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

/// Calls that a provider makes to us.
pub trait UnsubscribeCalls: Sync {
    /// The path below `/v1/notifications/{id}/` that takes a call ending a subscription.
    fn unsubscribe_path(&self) -> Option<&'static str>;
    /// Reads such a call. The error is the answer to give.
    fn read_unsubscribe(&self, body: &[u8]) -> Result<Unsubscribe, Acknowledgement>;
    /// The answer once the ledger has it, or could not store it.
    fn answer_unsubscribe(&self, call: &Unsubscribe, result: UnsubscribeResult) -> Acknowledgement;
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
    /// What the merchant's service is called, where that is known: some answers name it.
    pub service: String,
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
pub struct Acknowledgement {
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
