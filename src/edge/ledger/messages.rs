//! What a shard of the ledger is asked, and what it answers.

use serde::{Deserialize, Serialize};

use super::notices::StoredNotice;
use crate::api::{EventFilter, EventView, Filter, HistoryEntry};
use crate::domain::order::Resolution;
use crate::domain::order::life::Fingerprints;
use crate::domain::{Order, OrderError, Prepared, Reading, Timestamp};

/// How long a subscriber's claim is good for reserving the order, in milliseconds. Later the claim may have
/// been given to somebody else.
pub const CLAIM_LIVES: i64 = 60_000;

/// What an object other than the ledger has to tell the merchant.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Emitted {
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

/// What a shard is asked.
#[derive(Debug, Serialize, Deserialize)]
pub enum LedgerCall {
    /// Accept an order: store its intent before any socket opens.
    Reserve {
        prepared: Box<Prepared>,
        fingerprints: Fingerprints,
        /// When the subscriber's claim was granted, where one was needed.
        claimed_at: Option<Timestamp>,
    },
    /// The order as it stands.
    Read { key: String },
    /// The order once its version is another one than this, or has ended, or the time is up.
    Wait { key: String, version: Option<u32>, millis: u64 },
    /// Reserve the call that charges.
    Confirm { key: String, account: String },
    /// The reply to attempt `number`.
    Reply { key: String, number: u32, reading: Box<Reading> },
    /// What the provider said when asked.
    Report { key: String, reading: Box<Reading> },
    /// Close an order that waits.
    Cancel { key: String },
    /// A person's verdict.
    Resolve { key: String, resolution: Resolution },
    /// Accept a refund of an order that was paid, if so much of it is left.
    ReserveRefund { parent: String, prepared: Box<Prepared>, fingerprints: Fingerprints },
    /// The refunds of an order.
    Refunds { parent: String },
    /// The merchant wants it cancelled; noted before the provider is asked.
    AskCancel { key: String },
    /// Something hints that the order has moved: have the provider asked.
    AskSoon { key: String },
    /// A verified notice, judged against the order at this version.
    Notice { key: String, notice: StoredNotice, version: u32, reading: Box<Reading> },
    /// A verified notice about an order that is not here.
    UnmatchedNotice { key: String, notice: StoredNotice },
    /// Those.
    UnmatchedNotices,
    /// This shard's part of a list.
    List { filter: Filter },
    /// Everything that happened to the order.
    History { key: String },
    /// Something that another object has to tell the merchant.
    Emit(Box<Emitted>),
    /// This shard's part of a list of events.
    Events { filter: EventFilter },
    /// Deliver once more: one event, or everything that was for an endpoint since a time.
    Redeliver { event: Option<String>, since: Option<Timestamp>, endpoint: Option<String> },
    /// What is to be measured.
    Metrics,
    /// Give an id of the provider's to this order, if no other has it.
    HoldId {
        /// Provider, account and id.
        place: String,
        /// The order's key.
        key: String,
    },
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
    /// The claim is too old to be relied on.
    ClaimTooOld,
    /// Nothing was paid that could be given back.
    NotPaid,
    /// Only so many minor units are left to give back.
    OnlyLeft(i64),
    /// The order changed since the notice was judged: judge it again.
    Moved(Box<Order>),
    /// Notices about orders that are not here.
    Notices(Vec<StoredNotice>),
    /// The order's life does not allow it now.
    Refused(OrderError),
    /// A part of a list.
    Orders(Vec<Order>),
    /// A history.
    History(Vec<HistoryEntry>),
    /// Events, the newest first.
    Events(Vec<(Timestamp, EventView)>),
    /// Samples: name with labels, and value.
    Metrics(Vec<(String, i64)>),
    /// So many deliveries will be made once more.
    Redelivered(i64),
    /// Whether the id is this order's.
    Held(bool),
    /// The shard is well.
    Well,
    /// The shard was made for another number of shards.
    OtherShards(u8),
}
