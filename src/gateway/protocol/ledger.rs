//! What a shard of the ledger is asked, and what it answers.

use serde::{Deserialize, Serialize};

use crate::api::page::{PageRequest, Part};
use crate::api::{EventFilter, Filter};
use crate::domain::order::lifecycle::Fingerprints;
use crate::domain::order::{Hint, Resolution};
use crate::domain::{Order, OrderError, Prepared, ProviderReport, Timestamp};

/// How long a subscriber's claim is good for reserving the order, in milliseconds. Later the claim may have
/// been given to somebody else.
pub const CLAIM_LIVES: i64 = 60_000;

/// What an object other than the ledger has to tell the merchant.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OutboxEvent {
    /// Tells it from everything else that is told about the same thing: told twice, it is one event.
    pub mark: String,
    /// Its kind.
    pub kind: String,
    /// What it is about: `provider:…`, `endpoint:…`, `subscription:…`.
    pub about: String,
    /// When it happened.
    pub at: Timestamp,
    /// What it says, as JSON.
    pub data: String,
}

/// An order, or a refund, that is to be accepted.
#[derive(Debug, Serialize, Deserialize)]
pub struct Reservation {
    /// What was asked.
    pub prepared: Prepared,
    /// Its meaning and its carrier.
    pub fingerprints: Fingerprints,
    /// When the subscriber's claim was granted, where one was needed.
    pub claimed_at: Option<Timestamp>,
    /// The catalogue's item, where a page orders.
    pub sku: Option<String>,
    /// Of a refund: the version of the order that the caller has looked at.
    pub seen: Option<u32>,
    /// The order of the same number that the merchant goes on in spite of.
    pub despite: Vec<String>,
}

/// A verified notification as kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StoredNotification {
    /// SHA-256 of provider and signed text: spelled otherwise it is the same one.
    pub digest: String,
    /// Provider id.
    pub provider: String,
    /// When it first came.
    pub received_at: Timestamp,
    /// What it says, in the provider's documented fields, as JSON.
    pub body: String,
}

/// What is to be delivered once more.
#[derive(Debug, Serialize, Deserialize)]
pub struct Redelivery {
    /// One event; everything when absent.
    pub event: Option<String>,
    /// Nothing older.
    pub since: Option<Timestamp>,
    /// To one endpoint; to all that want it when absent.
    pub endpoint: Option<String>,
}

/// What a shard is asked about an order, whose key goes beside it, or about itself. What a word carries has a type of
/// its own, or none: fields written here would all be compiled into one reader.
#[derive(Debug, Serialize, Deserialize)]
pub enum LedgerCall {
    /// Accept an order: store its intent before any socket opens.
    Reserve(Box<Reservation>),
    /// The order as it stands.
    Read,
    /// The order once its version is another one than this, or has ended, or so many milliseconds have passed.
    Wait(Option<u32>, u64),
    /// Reserve the call that charges, for this account.
    Confirm(String),
    /// The reply to the attempt of this number.
    Reply(u32, Box<ProviderReport>),
    /// What the provider said when asked.
    Report(Box<ProviderReport>),
    /// The same call from whoever holds a client token of this generation.
    WithClientToken(u32, Box<LedgerCall>),
    /// End every client token of the order.
    RevokeTokens,
    /// Close an order that waits, at the version that the caller has looked at, if it names one.
    Cancel(Option<u32>),
    /// A person's verdict.
    Resolve(Box<Resolution>),
    /// Accept a refund of the order, which was paid, if so much of it is left.
    ReserveRefund(Box<Reservation>),
    /// The refunds of the order, as they are shown.
    Refunds(PageRequest),
    /// The merchant wants it cancelled, at this version, if any; noted before the provider is asked.
    AskCancel(Option<u32>),
    /// Something hints that the order has moved: have the provider asked.
    Hint(Box<Hint>),
    /// A verified notification that decides, judged against the order at this version.
    Notification(u32, Box<StoredNotification>, Box<ProviderReport>),
    /// A verified notification about an order that is not here.
    UnmatchedNotification(Box<StoredNotification>),
    /// This shard's part of those.
    UnmatchedNotifications(PageRequest),
    /// This shard's part of a list.
    List(Box<Filter>),
    /// What happened to the order.
    History(PageRequest),
    /// Something that another object has to tell the merchant.
    Emit(Box<OutboxEvent>),
    /// This shard's part of a list of events.
    Events(Box<EventFilter>),
    /// Deliver once more.
    Redeliver(Box<Redelivery>),
    /// What is to be measured.
    Metrics,
    /// Give an id of the provider's to this order, if no other has it. The id, its provider and account are the key.
    ClaimProviderOrderId(String),
    /// Nothing but a look at the alarm.
    Poke,
}

/// What it answers.
#[derive(Debug, Serialize, Deserialize)]
pub enum LedgerAnswer {
    /// The order.
    Order(Box<Order>),
    /// The order, accepted just now.
    Accepted(Box<Order>),
    /// No such order.
    Missing,
    /// The id is taken by an order that means something else.
    OtherMeaning,
    /// The order that means the same has this id: the one that is asked for differs from it in its letters' case.
    OtherSpelling(String),
    /// The claim is too old to be relied on.
    ClaimTooOld,
    /// Nothing was paid that could be given back.
    NotPaid,
    /// Only so many minor units are left to give back.
    OnlyLeft(i64),
    /// The order changed since the notification was judged: judge it again.
    Moved(Box<Order>),
    /// The order's client tokens are of another generation.
    TokenRevoked,
    /// The order's life does not allow it now; the order as it stands.
    Refused(OrderError, Box<Order>),
    /// A part of a list, as it is shown.
    Part(Part),
    /// Samples: name with labels, and value.
    Metrics(Vec<(String, i64)>),
    /// So many deliveries will be made once more.
    Redelivered(i64),
    /// Whether the id is this order's.
    ProviderOrderIdClaimed(bool),
    /// The shard is well.
    Well,
    /// The shard was made for another number of shards.
    OtherShards(u8),
}
