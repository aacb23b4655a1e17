//! LianLian's own calls: notifications of payments and refunds, and the form with which the payer's browser comes back
//! (DOC-21 §3.1.5, §3.1.6 of thai-qr; 3P-TS).

use serde_json::{Value, json};

use super::super::{
    Acknowledgement, LocalFuture, Message, Notification, NotificationVerification, SignedNotifications,
};
use super::config::Config;
use super::matching::{Match, OrderMessage, Source, field, words};
use super::signed::{Signature, verified};
use crate::domain::outcome::{Evidence, ProviderStatus};
use crate::domain::{Operation, Order, ProviderReport, UnknownReason};
use crate::json::{lenient, to_text};
use crate::signing::canonical::{Empties, Json, canonical_string};
use crate::signing::{RsaBackend, Verified};

impl SignedNotifications for Config {
    fn verify<'a>(
        &'a self,
        message: &'a Message<'a>,
        rsa: &'a dyn RsaBackend,
    ) -> LocalFuture<'a, NotificationVerification> {
        Box::pin(async move { read(self, message, rsa).await.unwrap_or(NotificationVerification::Refused) })
    }

    fn judge(&self, notification: &Verified<Notification>, order: &Order) -> ProviderReport {
        let said = self.heard(notification.get(), order);
        let mut report =
            ProviderReport { evidence: Evidence::Signed, ..ProviderReport::unknown(UnknownReason::Mismatch) };
        report.provider_status = said.status().map(|status| ProviderStatus::new(CALL, status, ""));
        match said.whose() {
            Match::Ours => {
                (report.outcome, report.corroboration) = said.outcome(None);
                report.provider_order_id = said.id().map(str::to_owned);
            }
            // Whoever has any notification can send it anywhere: it must not touch the order, but have LianLian asked.
            Match::Different | Match::Others => report.evidence = Evidence::Hint,
        }
        report
    }

    fn agrees(&self, said: &Notification, order: &Order) -> bool {
        self.heard(said, order).agrees()
    }

    fn says_paid(&self, said: &Notification) -> bool {
        let paid = |operation, status| field(&said.fields, words(operation).status) == Some(status);
        paid(Operation::Payment, "PS") || paid(Operation::Refund, "RS")
    }

    fn kept(&self, said: &Notification) -> String {
        let documented = KEPT.iter().filter_map(|name| Some(((*name).to_owned(), field(&said.fields, name)?.into())));
        to_text(&Value::Object(documented.collect()))
    }

    fn acknowledge(&self) -> Acknowledgement {
        Acknowledgement { status: 200, body: to_text(&json!({ "code": 200_000, "message": "Success" })) }
    }

    fn verify_return<'a>(
        &'a self,
        form: &'a [(String, String)],
        rsa: &'a dyn RsaBackend,
    ) -> LocalFuture<'a, Option<Verified<Notification>>> {
        Box::pin(returned(self, form, rsa))
    }
}

impl Config {
    fn heard<'a>(&'a self, notification: &'a Notification, order: &'a Order) -> OrderMessage<'a> {
        let known_id = order.provider_order_id();
        let (fields, terms) = (&notification.fields, order.terms());
        OrderMessage { speaker: Source::Notification, fields, terms, known_id, merchant_id: &self.merchant_id }
    }
}

/// The documented fields of notifications about payments and refunds (DOC-21 §3.1.5).
const KEPT: [&str; 13] = [
    "merchant_id",
    "merchant_order_id",
    "order_id",
    "order_status",
    "order_amount",
    "order_currency",
    "merchant_refund_id",
    "refund_order_id",
    "refund_status",
    "refund_amount",
    "refund_currency",
    "create_time",
    "complete_time",
];

/// What a notification is called in the order's history.
const CALL: &str = "notification";

async fn read(config: &Config, message: &Message<'_>, rsa: &dyn RsaBackend) -> Option<NotificationVerification> {
    let signature = Signature::of(message.headers)?;
    let json = lenient::json(message.body)?;
    let notification = said(&json)?;
    let of_both = [Operation::Payment, Operation::Refund]
        .iter()
        .all(|of| field(&notification.fields, words(*of).status).is_some());
    let notification = verified(config, &json, &signature, rsa, notification).await?;
    Some(if of_both || !json.is_flat() {
        NotificationVerification::Ambiguous(notification)
    } else {
        NotificationVerification::Verified(notification)
    })
}

/// Every field of the form but the signature's own two.
async fn returned(config: &Config, form: &[(String, String)], rsa: &dyn RsaBackend) -> Option<Verified<Notification>> {
    let (own, signed): (Vec<_>, Vec<_>) =
        form.iter().cloned().partition(|(name, _)| matches!(name.as_str(), "sign" | "sign_type"));
    let signature = Signature::of(&own)?;
    let form = Json::Map(signed.into_iter().map(|(name, value)| (name, Json::Text(value))).collect());
    let notification = said(&form).filter(|_| form.is_flat())?;
    let ours = field(&notification.fields, "merchant_id").is_none_or(|id| id == config.merchant_id);
    verified(config, &form, &signature, rsa, notification).await.filter(|_| ours)
}

/// What a message says, if it has one text that a signature can cover: one with a key that stands twice has none. Two
/// messages that differ in empty texts only say the same.
fn said(json: &Json) -> Option<Notification> {
    let (text, fields) = (canonical_string(json, Empties::Skipped)?, json.texts());
    let id = |name: &str| json.get(name).and_then(Json::text).filter(|id| !id.is_empty()).map(str::to_owned);
    let (payment, refund) = (words(Operation::Payment), words(Operation::Refund));
    let is_refund = field(&fields, refund.status).is_some();
    Some(Notification {
        merchant_order_id: id(payment.own_id),
        merchant_refund_id: id(refund.own_id).filter(|_| is_refund),
        fields,
        text,
    })
}
