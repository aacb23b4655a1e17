//! LTC's Unsubscribe call. It carries no authentication at all, so it is a hint: it can only stop charging.

use serde_json::json;

use super::super::{Notifications, Reply, Unsubscribe, UnsubscribeResult};
use super::fields::Fields;
use crate::domain::read::written;
use crate::domain::{Country, Msisdn};

/// Result codes to answer (LTC API 1.0.0, Unsubscribe).
const SUCCEEDED: &str = "200";
const TRY_AGAIN: &str = "001";
const ERROR: &str = "002";
const NOT_FOUND: &str = "100";
const USSD_CODE_MISSING: &str = "101";

/// Reads and answers Unsubscribe.
#[derive(Debug)]
pub(super) struct Unsubscriptions;

impl Notifications for Unsubscriptions {
    fn unsubscribe_path(&self) -> Option<&'static str> {
        Some("unsubscribe")
    }

    fn read_unsubscribe(&self, body: &[u8]) -> Result<Unsubscribe, Reply> {
        let fields = Fields::read(body).ok_or_else(|| refuse(ERROR, "the body is not a JSON object"))?;
        let written = fields.text("Msisdn").ok_or_else(|| refuse(ERROR, "Msisdn is missing"))?;
        let short_code = fields.text("USSDCode").filter(|code| !code.trim().is_empty());
        let short_code = short_code.ok_or_else(|| refuse(USSD_CODE_MISSING, "USSDCode is missing"))?;
        let channel = fields.text("Channel").ok_or_else(|| refuse(ERROR, "Channel is missing"))?;
        let msisdn = Msisdn::parse(&written, Country::Laos).map_err(|_| refuse(ERROR, "Msisdn is not a Lao number"))?;
        if short_code.chars().count() > 100 || channel.chars().count() > 100 {
            return Err(refuse(ERROR, "USSDCode and Channel take 100 characters at most"));
        }
        Ok(Unsubscribe { msisdn, written, short_code: short_code.trim().to_owned(), channel })
    }

    fn answer_unsubscribe(&self, call: &Unsubscribe, result: UnsubscribeResult) -> Reply {
        let (code, sentence) = match result {
            UnsubscribeResult::Stored => (SUCCEEDED, "Succeeded"),
            // The document gives this sentence in Lao: "this number was not found in the service".
            UnsubscribeResult::NotFound => (NOT_FOUND, "ບໍ່ພົບເບີນີ້ໃນບໍລິການ"),
            UnsubscribeResult::NotStored => (TRY_AGAIN, "Please try again"),
        };
        // The table has the two result fields, the printed sample echoes the request: both are answered.
        let body = json!({
            "ResultCode": code,
            "ResultDesc": sentence,
            "Msisdn": call.written,
            "USSDCode": call.short_code,
            "Channel": call.channel,
        });
        Reply { status: 200, body: written(&body) }
    }
}

fn refuse(code: &str, sentence: &str) -> Reply {
    Reply { status: 200, body: written(&json!({ "ResultCode": code, "ResultDesc": sentence })) }
}
