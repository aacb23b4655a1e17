//! Reads `vectors/*.json`. The schema is refused wherever it is not kept to, so that a misspelt expectation
//! cannot pass unread.

use std::collections::BTreeMap;
use std::path::Path;

use base64ct::{Base64, Encoding};
use mekong_pay::domain::{CommandError, Currency, MerchantOrderId, Money, Operation, Prepared, Secret, Timestamp};
use mekong_pay::providers::wire::{Answer, Response, TransportError};
use mekong_pay::providers::{self, Account, Call, Command, RefundCommand, Step};
use mekong_pay::signing::RsaDigest;
use mekong_pay::signing::keys::{PrivateKey, PublicKey};
use serde::Deserialize;
use serde_json::Value;

use super::door::{Known, ListedDoor};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub provider: String,
    pub schema: u32,
    pub count: usize,
    pub sources: BTreeMap<String, String>,
    pub configs: BTreeMap<String, Value>,
    #[serde(default)]
    pub keys: BTreeMap<String, WrittenKey>,
    #[serde(default)]
    pub signatures: Vec<WrittenSignature>,
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
    pub refund: Option<WrittenRefund>,
    #[serde(default)]
    pub context: Context,
    pub answer: Option<WrittenAnswer>,
    pub headers: Option<BTreeMap<String, String>>,
    pub form: Option<Vec<(String, String)>>,
    pub body: Option<String>,
    pub result: Option<String>,
    pub text: Option<String>,
    pub private_key: Option<String>,
    pub input: Option<String>,
    pub expect: Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    pub operation: Operation,
    pub merchant_order_id: String,
    pub amount: Amount,
    pub msisdn: Option<String>,
    pub return_url: Option<String>,
    pub details: Value,
}

/// A refund of the order that `command` made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenRefund {
    pub merchant_refund_id: String,
    pub amount: Amount,
    pub reason: String,
    pub details: Value,
}

/// A pair of keys, made for the vectors.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenKey {
    pub private: String,
    pub public: String,
}

/// A signature that openssl made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenSignature {
    pub key: String,
    pub digest: RsaDigest,
    pub text: String,
    pub signature: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    pub value: String,
    pub currency: String,
}

impl Amount {
    pub fn money(&self) -> Result<Money, CommandError> {
        Money::parse(&self.value, Currency::parse(&self.currency).expect("a known currency"))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    pub session: Option<String>,
    pub otp: Option<String>,
    pub provider_order_id: Option<String>,
    pub charge_reply: Option<String>,
    pub public_url: Option<String>,
    pub now: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenAnswer {
    pub status: Option<u16>,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
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
        providers::find(&self.provider)
            .expect("the provider is registered")
            .configure(&text, None)
            .expect("it is accepted")
    }

    /// A door that knows the file's signatures and no others.
    pub fn door(&self) -> ListedDoor {
        let known = |written: &WrittenSignature| {
            let key = self.keys.get(&written.key).expect("the signature's key is there");
            Known {
                private: Some(PrivateKey::parse(&key.private).expect("a private key").pkcs8().to_vec()),
                public: PublicKey::parse(&key.public).expect("a public key").spki().to_vec(),
                digest: written.digest,
                text: written.text.clone().into_bytes(),
                signature: Base64::decode_vec(&written.signature).expect("base64"),
            }
        };
        ListedDoor(self.signatures.iter().map(known).collect())
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
        let order = account.prepare(Command {
            operation: written.operation,
            merchant_order_id: MerchantOrderId::parse(&written.merchant_order_id)?,
            amount: written.amount.money()?,
            msisdn: written.msisdn.as_deref(),
            return_url: written.return_url.as_deref(),
            details: &written.details,
        })?;
        let Some(refund) = &self.refund else { return Ok(order) };
        account.prepare_refund(RefundCommand {
            paid: &order.facts,
            merchant_refund_id: MerchantOrderId::parse(&refund.merchant_refund_id)?,
            amount: refund.amount.money()?,
            reason: &refund.reason,
            details: &refund.details,
        })
    }

    /// What a call is given beside the order.
    pub fn context<'a>(&'a self, door: &'a ListedDoor, session: Option<&'a Secret>) -> providers::Context<'a> {
        let now = self.context.now.as_deref().map(|text| Timestamp::parse(text).expect("a moment"));
        providers::Context {
            session,
            door,
            public_url: self.context.public_url.as_deref().unwrap_or_default(),
            now: now.unwrap_or(Timestamp::from_millis(1_700_000_000_000)),
        }
    }

    pub fn call<'a>(&'a self, prepared: &'a Prepared) -> Call<'a> {
        let step = match self.call.as_deref() {
            Some("create") => Step::Create(prepared.unkept.clone()),
            Some("confirm") => Step::Confirm(Secret::new(self.context.otp.clone().unwrap_or_default())),
            Some("query") => Step::Query,
            Some("cancel") => Step::Cancel,
            other => panic!("{}: no such call: {other:?}", self.id),
        };
        Call {
            step,
            facts: &prepared.facts,
            provider_order_id: self.context.provider_order_id.as_deref(),
            charge_reply: self.context.charge_reply.as_deref(),
        }
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
            (None, Some(status)) => Ok(Response { status, headers: pairs(&written.headers), body: written.bytes() }),
            _ => panic!("{}: an answer is either a status or a transport error", self.id),
        }
    }
}

/// Headers as they are given to the core.
pub fn pairs(headers: &BTreeMap<String, String>) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
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
