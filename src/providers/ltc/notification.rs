//! LTC's Unsubscribe call. It carries no authentication at all, so it is a hint: it can only stop charging.

use serde_json::json;

use super::super::texts::trimmed;
use super::super::{Acknowledgement, Unsubscribe, UnsubscribeCalls, UnsubscribeResult};
use super::fields::Fields;
use crate::domain::{Country, Msisdn};
use crate::json::to_text;

/// Result codes to answer (LTC API 1.0.0, Unsubscribe).
const SUCCEEDED: &str = "200";
const TRY_AGAIN: &str = "001";
const ERROR: &str = "002";
const NOT_FOUND: &str = "100";
const USSD_CODE_MISSING: &str = "101";
/// The document gives this sentence in Lao, the service's name after it: "this number was not found in the service".
const NOT_FOUND_IN: &str = "ບໍ່ພົບເບີນີ້ໃນບໍລິການ";
/// Longest text that is taken, or repeated, in characters.
const LONGEST: usize = 100;

/// Reads and answers Unsubscribe.
#[derive(Debug)]
pub(super) struct Unsubscriptions;

impl UnsubscribeCalls for Unsubscriptions {
    fn unsubscribe_path(&self) -> Option<&'static str> {
        Some("unsubscribe")
    }

    fn read_unsubscribe(&self, body: &[u8]) -> Result<Unsubscribe, Acknowledgement> {
        let fields = Fields::read(body).unwrap_or_default();
        let refuse = |code: &str, sentence: &str| answer(code, sentence, Echo::of(&fields));
        let malformed = |what: &str| refuse(ERROR, &format!("Error: {what}"));
        let written = fields.text("Msisdn").ok_or_else(|| malformed("Msisdn is missing"))?;
        let channel = fields.text("Channel").ok_or_else(|| malformed("Channel is missing"))?;
        let short_code = trimmed(&fields.text("USSDCode").unwrap_or_default()).to_owned();
        if short_code.is_empty() && trimmed(&channel).eq_ignore_ascii_case("USSD") {
            return Err(refuse(USSD_CODE_MISSING, "Please input USSD code"));
        }
        let msisdn = Msisdn::parse(&written, Country::Laos).map_err(|_| malformed("Msisdn is not a Lao number"))?;
        if short_code.chars().count() > LONGEST || channel.chars().count() > LONGEST {
            return Err(malformed("USSDCode and Channel take 100 characters at most"));
        }
        Ok(Unsubscribe { msisdn, written, short_code, channel, service: String::new() })
    }

    fn answer_unsubscribe(&self, call: &Unsubscribe, result: UnsubscribeResult) -> Acknowledgement {
        let (code, sentence) = match result {
            UnsubscribeResult::Stored => (SUCCEEDED, "Operation Succeeded".to_owned()),
            UnsubscribeResult::NotFound => (NOT_FOUND, [NOT_FOUND_IN, " ", &call.service].concat().trim().to_owned()),
            UnsubscribeResult::NotStored => (TRY_AGAIN, "Please try again".to_owned()),
        };
        let echo =
            Echo { msisdn: call.written.clone(), short_code: call.short_code.clone(), channel: call.channel.clone() };
        answer(code, &sentence, echo)
    }
}

/// What every answer repeats of the call, as far as it was there.
struct Echo {
    msisdn: String,
    short_code: String,
    channel: String,
}

impl Echo {
    fn of(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name).unwrap_or_default().chars().take(LONGEST).collect();
        Self { msisdn: text("Msisdn"), short_code: text("USSDCode"), channel: text("Channel") }
    }
}

/// The table has the two result fields, the printed sample echoes the request: both are answered.
fn answer(code: &str, sentence: &str, echo: Echo) -> Acknowledgement {
    let body = json!({
        "ResultCode": code,
        "ResultDesc": sentence,
        "Msisdn": echo.msisdn,
        "USSDCode": echo.short_code,
        "Channel": echo.channel,
    });
    Acknowledgement { status: 200, body: to_text(&body) }
}
