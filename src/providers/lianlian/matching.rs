//! Whether verified fields speak of this very order, and what they say of it: the same for answers and notifications.

use crate::domain::outcome::{Corroboration, Proof};
use crate::domain::time::MINUTE;
use crate::domain::{Failure, Money, NextAction, Operation, OrderTerms, Outcome, Reason, UnknownReason};

/// A failed, expired or cancelled payment, or a failed refund, is believed when a second read, a minute later or
/// more, says the same: finality is nowhere documented (DOC-21 §3.2, §3.3).
const READS: u32 = 2;
const READS_OVER: i64 = MINUTE;

/// Where each thing stands in messages about payments and about refunds.
pub(super) struct Words {
    pub id: &'static str,
    pub own_id: &'static str,
    amount: &'static str,
    currency: &'static str,
    pub status: &'static str,
}

const PAYMENT: Words = Words {
    id: "order_id",
    own_id: "merchant_order_id",
    amount: "order_amount",
    currency: "order_currency",
    status: "order_status",
};

const REFUND: Words = Words {
    id: "refund_order_id",
    own_id: "merchant_refund_id",
    amount: "refund_amount",
    currency: "refund_currency",
    status: "refund_status",
};

/// The words for this kind of order.
pub(super) const fn words(operation: Operation) -> &'static Words {
    match operation {
        Operation::Refund => &REFUND,
        _ => &PAYMENT,
    }
}

/// The value of a field.
pub(super) fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Who speaks: what it must name, and what repetition proves, depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The reply to our own create: PAGE's samples of some services do not repeat our id.
    Acknowledgement,
    /// The answer to a query.
    Query,
    /// A notification, whose no is never proven by notifications: only queries count.
    Notification,
}

/// What an order's stored terms are compared with.
pub(super) struct OrderMessage<'a> {
    pub speaker: Source,
    pub fields: &'a [(String, String)],
    pub terms: &'a OrderTerms,
    pub known_id: Option<&'a str>,
    pub merchant_id: &'a str,
}

/// Whose message it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    /// This order's, and everything in it agrees.
    Ours,
    /// This order's, but its amount, currency or LianLian's id differs.
    Different,
    /// Another order's: it says nothing of this one.
    Others,
}

impl<'a> OrderMessage<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        field(self.fields, name)
    }

    /// LianLian's id of the order, where one is named.
    pub fn id(&self) -> Option<&'a str> {
        let good = |id: &&str| id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_graphic());
        self.get(words(self.terms.operation).id).filter(good).filter(|_| !self.names_merchant_for_id())
    }

    /// Two samples of mobile banking print the merchant's id in the place of the order's (PAGE): that is no id.
    fn names_merchant_for_id(&self) -> bool {
        self.get(words(self.terms.operation).id) == Some(self.merchant_id)
    }

    /// The status that the message gives of the order.
    pub fn status(&self) -> Option<&'a str> {
        self.get(words(self.terms.operation).status)
    }

    /// Compares field by field. LianLian's id (or the merchant's in its place), the amount and the currency must be
    /// there; our id must, but in the reply to a create, and in a query's answer that names LianLian's id as we know
    /// it; the rest must agree where it is there.
    pub fn whose(&self) -> Match {
        let words = words(self.terms.operation);
        let known = self.known_id.is_some() && self.id() == self.known_id;
        let same_id = known || self.names_merchant_for_id() || (self.known_id.is_none() && self.id().is_some());
        let named = match (self.speaker, self.terms.operation) {
            (Source::Acknowledgement, _) => true,
            // Two orders may each have a refund of the same id: only what ties it to this order counts, and a
            // refund's notification names no order at all.
            (Source::Notification, Operation::Refund) => known,
            (Source::Query, Operation::Refund) => known || self.get("merchant_order_id").is_some(),
            (Source::Query, _) => known || self.get(words.own_id).is_some(),
            (Source::Notification, _) => self.get(words.own_id).is_some(),
        };
        match () {
            () if !named || !self.agrees_in_ids() => Match::Others,
            () if same_id && self.same_amount() => Match::Ours,
            () => Match::Different,
        }
    }

    /// Whether nothing that it names disagrees with the order.
    pub fn agrees(&self) -> bool {
        let words = words(self.terms.operation);
        let same_id = self.id().is_none_or(|id| self.known_id.is_none_or(|known| known == id));
        let same_amount = self.get(words.amount).is_none() || self.get(words.currency).is_none() || self.same_amount();
        self.agrees_in_ids() && same_id && same_amount
    }

    fn agrees_in_ids(&self) -> bool {
        let own = self.terms.merchant_order_id.as_str();
        let paid = self.terms.refund_of.as_ref().map_or(own, |id| id.as_str());
        let ours =
            [(words(self.terms.operation).own_id, own), ("merchant_order_id", paid), ("merchant_id", self.merchant_id)];
        ours.iter().all(|(name, ours)| self.get(name).is_none_or(|said| said == *ours))
    }

    /// Compared as decimals: "3" is "3.00" (LianLian normalises).
    fn same_amount(&self) -> bool {
        let words = words(self.terms.operation);
        let ours = self.terms.amount;
        let said = self.get(words.amount).and_then(|text| Money::parse(text, ours.currency()).ok());
        said == Some(ours) && self.get(words.currency) == Some(ours.currency().code())
    }

    /// What the status means (DOC-21 §3.2, §3.3). `next` is what the payer must do if nothing is decided.
    pub fn outcome(&self, next: Option<NextAction>) -> (Outcome, Option<Corroboration>) {
        let repeated = match (self.terms.operation, self.status().unwrap_or_default()) {
            (Operation::Refund, "RS") => return (Outcome::Succeeded, None),
            (Operation::Refund, "RP") => return (Outcome::Pending(None), None),
            (Operation::Refund, "RF") => Reason::Declined,
            (Operation::Payment, "PS") => return (Outcome::Succeeded, None),
            (Operation::Payment, "PI" | "WP") => return (Outcome::Pending(next), None),
            (Operation::Payment, "PF") => Reason::Declined,
            (Operation::Payment, "PE") => Reason::Expired,
            (Operation::Payment, "PC") => Reason::Cancelled,
            _ => return (Outcome::Unknown(UnknownReason::UnlistedCode), None),
        };
        let reads = (self.speaker != Source::Notification).then_some(READS);
        let rule = Corroboration { reads, over: READS_OVER, then: Proof::Failed(Failure::by_provider(repeated)) };
        (Outcome::Unknown(UnknownReason::Uncorroborated), Some(rule))
    }
}
