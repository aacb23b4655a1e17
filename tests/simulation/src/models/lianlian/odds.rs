//! How often LianLian does what.

use super::super::dice::Rate;
use super::super::line::Line;

/// Of a thousand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Odds {
    pub line: Line,
    /// A create, cancel or refund is refused by a code that is final for the request.
    pub refused: Rate,
    /// It breaks down with nothing done.
    pub fails_before: Rate,
    /// It breaks down and the order stands.
    pub fails_after: Rate,
    /// A reply with data has a wrong signature, or none.
    pub missigned: Rate,
    /// A new order cannot be found yet.
    pub hidden: Rate,
    pub hidden_most_ms: i64,
    /// A query breaks down.
    pub query_fails: Rate,
    /// A query says what was so before.
    pub stale: Rate,
    pub stale_ms: i64,
    /// A query or notification says otherwise after a success that was acknowledged.
    pub contradicts: Rate,
    /// A query or notification names another amount.
    pub misamounted: Rate,
    /// The create's reply names another id than everything later.
    pub two_ids: Rate,
    /// The payer pays though the order was cancelled.
    pub pays_despite: Rate,
    /// A refund fails after all.
    pub refund_fails: Rate,
    pub refund_most_ms: i64,
    /// A notification that is never sent.
    pub notice_missing: Rate,
    /// How late others come at most; one in ten.
    pub notice_late_ms: i64,
    /// Endings without a payment are notified, too.
    pub endings_told: Rate,
    /// The same notification twice at once.
    pub doubled: Rate,
    /// Again, within days.
    pub replayed: Rate,
    /// The same in other bytes.
    pub respelled: Rate,
    /// What was so before comes after what is so now.
    pub reordered: Rate,
    /// A notification about somebody else's order of the same id.
    pub foreign: Rate,
    /// A notification or return with a signature of nobody's.
    pub forged: Rate,
    /// The payer's signed return, sent as a notification to the address that anybody knows.
    pub misaddressed: Rate,
    /// The browser comes back.
    pub returns: Rate,
    /// A link with a blank before it, a picture folded into lines.
    pub oddly_written: Rate,
}

impl Odds {
    /// Nothing goes wrong.
    pub const QUIET: Self = Self {
        line: Line { down: 0, lost: 0, slow: 0, slow_most_ms: 0, garbage: 0, marked: 0 },
        refused: 0,
        fails_before: 0,
        fails_after: 0,
        missigned: 0,
        hidden: 0,
        hidden_most_ms: 0,
        query_fails: 0,
        stale: 0,
        stale_ms: 0,
        contradicts: 0,
        misamounted: 0,
        two_ids: 0,
        pays_despite: 0,
        refund_fails: 0,
        refund_most_ms: 1_000,
        notice_missing: 0,
        notice_late_ms: 1_000,
        endings_told: 0,
        doubled: 0,
        replayed: 0,
        respelled: 0,
        reordered: 0,
        foreign: 0,
        forged: 0,
        misaddressed: 0,
        returns: 0,
        oddly_written: 0,
    };

    /// All of it, now and then.
    pub const ROUGH: Self = Self {
        line: Line::ROUGH,
        refused: 30,
        fails_before: 10,
        fails_after: 15,
        missigned: 8,
        hidden: 50,
        hidden_most_ms: 120_000,
        query_fails: 40,
        stale: 50,
        stale_ms: 60_000,
        contradicts: 30,
        misamounted: 5,
        two_ids: 8,
        pays_despite: 100,
        refund_fails: 100,
        refund_most_ms: 86_400_000,
        notice_missing: 100,
        notice_late_ms: 7_200_000,
        endings_told: 500,
        doubled: 80,
        replayed: 50,
        respelled: 80,
        reordered: 50,
        foreign: 40,
        forged: 40,
        misaddressed: 40,
        returns: 600,
        oddly_written: 30,
    };
}

/// What can be noted of it, under `ROUGH`.
pub const ODD: [&str; 31] = [
    "answer missigned",
    "create refused",
    "create failed, nothing made",
    "create failed, order made",
    "oddly written",
    "two provider ids",
    "order hidden",
    "cancel refused",
    "cancel failed, nothing done",
    "cancel failed, done",
    "query failed",
    "query contradicts",
    "query stale",
    "another amount",
    "refund refused",
    "refund failed, nothing made",
    "refund failed, made",
    "refund hidden",
    "paid late",
    "paid though cancelled",
    "refund fails",
    "notification missing",
    "notification doubled",
    "notification replayed",
    "notification respelled",
    "notification out of order",
    "foreign notification",
    "forged notification",
    "return sent as notification",
    "forged return",
    "notification contradicts",
];
