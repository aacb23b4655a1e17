//! What providers send by themselves: signed messages, and calls that end a subscription.

use super::LocalFuture;
use crate::domain::outcome::Evidence;
use crate::domain::{Msisdn, Order, ProviderReport, UnknownReason};
use crate::signing::{RsaBackend, Verified};

/// Signed messages that a provider sends by itself.
pub trait SignedNotifications {
    /// Reads a notification and verifies it. What cannot be verified is unreachable by type.
    fn verify<'a>(
        &'a self,
        message: &'a Message<'a>,
        rsa: &'a dyn RsaBackend,
    ) -> LocalFuture<'a, NotificationVerification>;
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
    ) -> LocalFuture<'a, Option<Verified<Notification>>>;
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
    /// Its headers, names and values.
    pub headers: &'a [(String, String)],
    /// The body, byte for byte: what is signed.
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
    /// The number whose subscription ends.
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
    /// The HTTP status.
    pub status: u16,
    /// The body, JSON.
    pub body: String,
}
