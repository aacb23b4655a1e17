//! Reads `vectors/*.json`. The schema is refused wherever it is not kept to, so that a misspelt expectation
//! cannot pass unread.

use std::collections::BTreeMap;
use std::path::Path;

use mekong_pay::domain::{CommandError, Currency, Facts, MerchantOrderId, Money, Operation, Prepared, Secret};
use mekong_pay::providers::wire::{Answer, Response, TransportError};
use mekong_pay::providers::{self, Account, Call, Command, Step};
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub provider: String,
    pub schema: u32,
    pub count: usize,
    pub sources: BTreeMap<String, String>,
    pub configs: BTreeMap<String, Value>,
    pub cases: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub id: String,
    pub kind: String,
    pub provenance: String,
    pub comment: String,
    pub flags: Vec<String>,
    pub call: Option<String>,
    pub config: Option<String>,
    pub command: Option<Written>,
    #[serde(default)]
    pub context: Context,
    pub answer: Option<WrittenAnswer>,
    pub body: Option<String>,
    pub result: Option<String>,
    pub text: Option<String>,
    pub expect: Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    pub operation: Operation,
    pub merchant_order_id: String,
    pub amount: Amount,
    pub msisdn: Option<String>,
    pub details: Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    pub value: String,
    pub currency: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    pub session: Option<String>,
    pub otp: Option<String>,
    pub provider_order_id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenAnswer {
    pub status: Option<u16>,
    pub body: Option<String>,
    pub body_hex: Option<String>,
    pub transport: Option<String>,
}

/// The vectors of one provider.
pub fn load(provider: &str) -> File {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(format!("{provider}.json"));
    let text = std::fs::read_to_string(&path).expect("the vector file can be read");
    serde_json::from_str(&text).expect("the vector file keeps to its schema")
}

impl File {
    pub fn account(&self, case: &Case) -> Box<dyn Account> {
        let name = case.config.as_deref().expect("the case names a configuration");
        let text = self.configs.get(name).expect("the configuration is there").to_string();
        providers::find(&self.provider).expect("the provider is registered").configure(&text).expect("it is accepted")
    }

    pub fn of_kind(&self, kind: &str) -> Vec<&Case> {
        self.cases.iter().filter(|case| case.kind == kind).collect()
    }

    /// `ltc/confirm-ok`
    pub fn name(&self, case: &Case) -> String {
        format!("{}/{}", self.provider, case.id)
    }
}

impl Case {
    pub fn prepare(&self, account: &dyn Account) -> Result<Prepared, CommandError> {
        let written = self.command.as_ref().expect("the case has a command");
        let currency = Currency::parse(&written.amount.currency).expect("a known currency");
        account.prepare(Command {
            operation: written.operation,
            merchant_order_id: MerchantOrderId::parse(&written.merchant_order_id)?,
            amount: Money::parse(&written.amount.value, currency)?,
            msisdn: written.msisdn.as_deref(),
            details: &written.details,
        })
    }

    pub fn call<'a>(&'a self, facts: &'a Facts) -> Call<'a> {
        let step = match self.call.as_deref() {
            Some("create") => Step::Create,
            Some("confirm") => Step::Confirm(Secret::new(self.context.otp.clone().unwrap_or_default())),
            Some("query") => Step::Query,
            other => panic!("{}: no such call: {other:?}", self.id),
        };
        Call { step, facts, provider_order_id: self.context.provider_order_id.as_deref() }
    }

    pub fn session(&self) -> Option<Secret> {
        self.context.session.as_deref().map(Secret::new)
    }

    pub fn is_token(&self) -> bool {
        self.call.as_deref() == Some("token")
    }

    pub fn answer(&self) -> Answer {
        let written = self.answer.as_ref().expect("the case has an answer");
        match (written.transport.as_deref(), written.status) {
            (Some("timeout"), None) => Err(TransportError::Timeout),
            (Some("connection_lost"), None) => Err(TransportError::ConnectionLost),
            (Some("too_long"), None) => Err(TransportError::TooLong),
            (None, Some(status)) => Ok(Response { status, body: written.bytes() }),
            _ => panic!("{}: an answer is either a status or a transport error", self.id),
        }
    }
}

impl WrittenAnswer {
    fn bytes(&self) -> Vec<u8> {
        match (&self.body, &self.body_hex) {
            (Some(text), None) => text.clone().into_bytes(),
            (None, Some(hex)) => {
                let pair = |at: usize| u8::from_str_radix(hex.get(at..at + 2).expect("pairs of digits"), 16);
                (0..hex.len()).step_by(2).map(|at| pair(at).expect("hexadecimal")).collect()
            }
            _ => panic!("an answer has one body"),
        }
    }
}
