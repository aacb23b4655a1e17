//! Reads `vectors/*.json`. The schema is refused wherever it is not kept to, so that a misspelt expectation
//! cannot pass unread.

use std::collections::BTreeMap;
use std::path::Path;

use base64ct::{Base64, Encoding};
use mekong_pay::domain::{CommandError, Currency, MerchantOrderId, Money, Operation, Prepared, Secret, Timestamp};
use mekong_pay::providers::http::{Answer, Response, TransportError};
use mekong_pay::providers::{
    self, Account, Addresses, Call, Command, Inquiry, InquiryError, REFUNDS, RefundCommand, Step,
};
use mekong_pay::signing::RsaDigest;
use mekong_pay::signing::keys::{PrivateKey, PublicKey};
use serde::Deserialize;
use serde_json::Value;

use super::expect::{Sent, same_request};
use super::rsa::{Known, ListedRsa};

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
    pub lookups: Vec<Lookup>,
    pub msisdn: Option<String>,
    pub details: Option<Value>,
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

/// What must be asked before the command is ready, and what came back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lookup {
    pub request: Sent,
    pub answer: WrittenAnswer,
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
    pub ordered_at: Option<String>,
    pub public_url: Option<String>,
    pub notify_url: Option<String>,
    pub address_secret: Option<Secret>,
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
        self.account_of(case.config.as_deref().expect("the case names a configuration"))
    }

    /// Any account, for what is true of all.
    pub fn some_account(&self) -> Box<dyn Account> {
        self.account_of(self.configs.keys().next().expect("a configuration"))
    }

    fn account_of(&self, name: &str) -> Box<dyn Account> {
        let text = self.configs.get(name).expect("the configuration is there").to_string();
        let provider = providers::find(&self.provider).expect("the provider is registered");
        provider.configure(&text, None).expect("it is accepted")
    }

    /// A backend that knows the file's signatures and no others.
    pub fn rsa(&self) -> ListedRsa {
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
        ListedRsa(self.signatures.iter().map(known).collect())
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
        let Some(refund) = &self.refund else { return self.look_up(account, order) };
        let provider = providers::find(&order.terms.provider).expect("the provider is registered");
        providers::capability(provider, account.refunds(), REFUNDS)?.prepare_refund(RefundCommand {
            paid: &order.terms,
            merchant_refund_id: MerchantOrderId::parse(&refund.merchant_refund_id)?,
            amount: refund.amount.money()?,
            reason: &refund.reason,
            details: &refund.details,
        })
    }

    /// Asks what the account wants asked, until nothing is missing or what was found speaks against the command.
    fn look_up(&self, account: &dyn Account, mut prepared: Prepared) -> Result<Prepared, CommandError> {
        let mut lookups = self.lookups.iter();
        let mut learnt = Ok(());
        while let Some(inquiry) = account.required_lookup(&prepared).filter(|_| learnt.is_ok()) {
            let lookup = lookups.next().unwrap_or_else(|| panic!("{}: asks more than expected: {inquiry:?}", self.id));
            let inquiries = account.inquiries().expect("an account that wants to ask can");
            let request = inquiries.request(&inquiry, self.now()).expect("a good inquiry").expect("a request");
            same_request(&format!("{}, lookup", self.id), &request, &lookup.request);
            learnt = match inquiries.read(&inquiry, &lookup.answer.answer()) {
                Ok(finding) => account.apply_lookup(&mut prepared, finding),
                Err(InquiryError::Refused(error)) => Err(error),
                Err(error) => panic!("{}: the lookup brought nothing: {error:?}", self.id),
            };
        }
        assert!(lookups.next().is_none(), "{}: asks less than expected", self.id);
        learnt.map(|()| prepared)
    }

    /// The moment of the case.
    pub fn now(&self) -> Timestamp {
        let now = self.context.now.as_deref().map(|text| Timestamp::parse(text).expect("a moment"));
        now.unwrap_or(Timestamp::from_millis(1_700_000_000_000))
    }

    /// What a case of kind `inquiry` asks.
    pub fn inquiry(&self, account: &dyn Account) -> Result<Inquiry, CommandError> {
        let number = || {
            account
                .numbers()
                .expect("the provider has numbers")
                .msisdn(self.msisdn.as_deref().expect("the case has a number"))
        };
        Ok(match self.call.as_deref() {
            Some("balance") => Inquiry::Balance,
            Some("products") => Inquiry::Products,
            Some("number") => Inquiry::Number(number()?),
            Some("number_products") => {
                Inquiry::NumberProducts(number()?, self.details.clone().expect("it has details"))
            }
            other => panic!("{}: no such inquiry: {other:?}", self.id),
        })
    }

    /// What a call is given beside the order.
    pub fn context<'a>(&'a self, rsa: &'a ListedRsa, session: Option<&'a Secret>) -> providers::Context<'a> {
        providers::Context {
            session,
            rsa,
            addresses: match (self.context.notify_url.as_deref(), &self.context.public_url) {
                (None, Some(base)) => Addresses::Gateway { base, secret: self.context.address_secret.as_ref() },
                (notifications, _) => Addresses::Merchant(notifications),
            },
            now: self.now(),
        }
    }

    pub fn call<'a>(&'a self, prepared: &'a Prepared) -> Call<'a> {
        let step = match self.call.as_deref() {
            Some("create") => Step::Create(prepared.transient_card.clone()),
            Some("confirm") => Step::Confirm(Secret::new(self.context.otp.clone().unwrap_or_default())),
            Some("query") => Step::Query,
            Some("cancel") => Step::Cancel,
            other => panic!("{}: no such call: {other:?}", self.id),
        };
        Call {
            step,
            terms: &prepared.terms,
            provider_order_id: self.context.provider_order_id.as_deref(),
            charge_reply: self.context.charge_reply.as_deref(),
            ordered_at: self.context.ordered_at.as_deref().map(|text| Timestamp::parse(text).expect("a moment")),
        }
    }

    pub fn session(&self) -> Option<Secret> {
        self.context.session.as_deref().map(Secret::new)
    }

    pub fn is_token(&self) -> bool {
        self.call.as_deref() == Some("token")
    }

    pub fn answer(&self) -> Answer {
        self.answer.as_ref().unwrap_or_else(|| panic!("{}: the case has an answer", self.id)).answer()
    }
}

/// Headers as they are given to the core.
pub fn pairs(headers: &BTreeMap<String, String>) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}

impl WrittenAnswer {
    pub fn answer(&self) -> Answer {
        match (self.transport.as_deref(), self.status) {
            (Some("timeout"), None) => Err(TransportError::Timeout),
            (Some("connection_lost"), None) => Err(TransportError::ConnectionLost),
            (Some("too_long"), None) => Err(TransportError::TooLong),
            (None, Some(status)) => Ok(Response { status, headers: pairs(&self.headers), body: self.bytes() }),
            _ => panic!("an answer is either a status or a transport error"),
        }
    }

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
