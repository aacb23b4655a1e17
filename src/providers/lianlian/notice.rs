//! LianLian's own calls: notices of payments and refunds, and the form with which the payer's browser comes back
//! (DOC-21 §3.1.5, §3.1.6 of thai-qr; 3P-TS).

use serde_json::json;

use super::super::{Local, Message, Notice, NoticeRead, Notices, Reply};
use super::config::Config;
use super::judge::{Said, Speaker, Whose, field, words};
use super::signed::{Signature, verified};
use crate::domain::outcome::{Evidence, ProviderStatus};
use crate::domain::read::written;
use crate::domain::{Doubt, Operation, Order, Reading};
use crate::signing::canonical::Json;
use crate::signing::{RsaDoor, Verified};

impl Notices for Config {
    fn verify<'a>(&'a self, message: &'a Message<'a>, door: &'a dyn RsaDoor) -> Local<'a, NoticeRead> {
        Box::pin(async move { read(self, message, door).await.unwrap_or(NoticeRead::Refused) })
    }

    fn judge(&self, notice: &Verified<Notice>, order: &Order) -> Reading {
        let facts = &order.facts;
        let fields = &notice.get().fields;
        let known_id = order.provider_order_id.as_deref();
        let said = Said { speaker: Speaker::Notice, fields, facts, known_id, merchant_id: &self.merchant_id };
        let mut reading = Reading { evidence: Evidence::Signed, ..Reading::unknown(Doubt::Mismatch) };
        reading.provider_status = said.status().map(|status| ProviderStatus::new(CALL, status, ""));
        match said.whose() {
            Whose::Ours => {
                (reading.outcome, reading.corroboration) = said.outcome(None);
                reading.provider_order_id = said.id().map(str::to_owned);
            }
            Whose::Different => {}
            // Whoever has any notice can send it to another order's address: it must not touch that one, but
            // have LianLian asked.
            Whose::Others => reading.evidence = Evidence::Hint,
        }
        reading
    }

    fn acknowledge(&self) -> Reply {
        Reply { status: 200, body: written(&json!({ "code": 200_000, "message": "Success" })) }
    }

    fn verify_return<'a>(
        &'a self,
        form: &'a [(String, String)],
        order: &'a str,
        door: &'a dyn RsaDoor,
    ) -> Local<'a, bool> {
        let speaks_of_it = field(form, words(Operation::Payment).own_id) == Some(order)
            && field(form, "merchant_id").is_none_or(|id| id == self.merchant_id);
        Box::pin(async move { speaks_of_it && returned(self, form, door).await.unwrap_or(false) })
    }
}

/// What a notice is called in the order's history.
const CALL: &str = "notification";

async fn read(config: &Config, message: &Message<'_>, door: &dyn RsaDoor) -> Option<NoticeRead> {
    let signature = Signature::of(message.headers)?;
    let json = Json::read(message.body)?;
    let fields = json.texts();
    let id = |name: &str| json.get(name).and_then(Json::text).filter(|id| !id.is_empty()).map(str::to_owned);
    let (payment, refund) = (words(Operation::Payment), words(Operation::Refund));
    let is_refund = field(&fields, refund.status).is_some();
    let notice = Notice {
        merchant_order_id: id(payment.own_id),
        merchant_refund_id: id(refund.own_id).filter(|_| is_refund),
        fields,
    };
    let both = is_refund && field(&notice.fields, payment.status).is_some();
    let ambiguous = NoticeRead::Ambiguous {
        merchant_order_id: notice.merchant_order_id.clone(),
        merchant_refund_id: notice.merchant_refund_id.clone(),
    };
    // A repeated key has no canonical string that all readers agree on, so nothing can be verified.
    if json.repeats_a_key() {
        return Some(ambiguous);
    }
    let notice = verified(config, &json, &signature, door, notice).await?;
    Some(if both || !json.is_flat() { ambiguous } else { NoticeRead::Verified(notice) })
}

/// Every field of the form but the signature's own two.
async fn returned(config: &Config, form: &[(String, String)], door: &dyn RsaDoor) -> Option<bool> {
    let (own, signed): (Vec<_>, Vec<_>) =
        form.iter().cloned().partition(|(name, _)| matches!(name.as_str(), "sign" | "sign_type"));
    let signature = Signature::of(&own)?;
    let pairs = signed.into_iter().map(|(name, value)| (name, Json::Text(value))).collect();
    let form = Json::Map(pairs);
    Some(form.is_flat() && verified(config, &form, &signature, door, ()).await.is_some())
}
