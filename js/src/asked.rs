//! What JavaScript asks, as it comes: one object for all calls. Read from a tree, as it is needed: a type of its own
//! would be a tenth of the package.

use mekong_pay::api::{CreateOrder, CreateRefund};
use mekong_pay::domain::read::table::Fields;
use mekong_pay::domain::read::{self, FieldError};
use mekong_pay::domain::{CommandError, MerchantOrderId, Prepared, Secret, Timestamp};
use mekong_pay::providers::wire::{Answer, Response, TransportError};
use mekong_pay::providers::{Account, Addresses, Call, Command, Context, Provider, RefundCommand, Step};
use mekong_pay::signing::RsaDoor;
use serde::de::DeserializeOwned;
use serde_json::Value;

type Checked<T> = Result<T, CommandError>;

/// Everything that a call may need; what it needs and does not find is an error that names it.
pub struct Asked {
    fields: Fields,
    session: Option<Secret>,
}

impl Asked {
    /// Reads what is asked.
    pub fn read(json: &str) -> Checked<Self> {
        match read::tree(json.as_bytes()).map_err(wrong)? {
            Value::Object(fields) => {
                let mut asked = Self { fields, session: None };
                asked.session = asked.text("session")?.map(Secret::new);
                Ok(asked)
            }
            _ => Err(CommandError::new("json_invalid", "", "expected an object")),
        }
    }

    /// A text, where there is one.
    pub fn text(&self, name: &'static str) -> Checked<Option<&str>> {
        match self.fields.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(CommandError::new("field_invalid", name, "expected a string")),
        }
    }

    /// A text that must be there.
    pub fn needed(&self, name: &'static str) -> Checked<&str> {
        self.text(name)?.ok_or_else(|| missing(name))
    }

    /// Any value.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.fields.get(name).filter(|value| !value.is_null())
    }

    /// Whether something is said to be so.
    pub fn flag(&self, name: &str) -> bool {
        self.fields.get(name) == Some(&Value::Bool(true))
    }

    /// A list, empty if there is none.
    pub fn list(&self, name: &str) -> &[Value] {
        self.fields.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// Names and values.
    pub fn pairs(&self, name: &str) -> Vec<(String, String)> {
        self.list(name).iter().filter_map(pair).collect()
    }

    /// The moment.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.fields.get("now").and_then(Value::as_i64).unwrap_or_default())
    }

    fn typed<T: DeserializeOwned>(&self, name: &str) -> Checked<Option<T>> {
        self.value(name).map(read::value).transpose().map_err(wrong)
    }

    /// The command, checked; or the refund of what it paid.
    pub fn prepared(&self, provider: &dyn Provider, account: &dyn Account) -> Checked<Prepared> {
        let order: CreateOrder = self.typed("order")?.ok_or_else(|| missing("order"))?;
        if order.provider != provider.id() || !provider.operations().contains(&order.operation) {
            return Err(CommandError::unsupported("this provider does not have this operation"));
        }
        let mut prepared = account.prepare(Command {
            operation: order.operation,
            merchant_order_id: MerchantOrderId::parse(&order.merchant_order_id)?,
            amount: order.amount.money()?,
            msisdn: order.msisdn.as_deref(),
            return_url: order.return_url.as_deref(),
            details: &order.details,
        })?;
        if let Some(learned) = self.value("learned") {
            prepared.facts.details = learned.clone();
        }
        let Some(refund) = self.typed::<CreateRefund>("refund")? else { return Ok(prepared) };
        account.prepare_refund(RefundCommand {
            paid: &prepared.facts,
            merchant_refund_id: MerchantOrderId::parse(&refund.merchant_refund_id)?,
            amount: refund.amount.money()?,
            reason: &refund.reason,
            details: &refund.details,
        })
    }

    /// Which call about the order.
    pub fn call<'a>(&'a self, prepared: &'a Prepared) -> Checked<Call<'a>> {
        let step = match self.needed("call")? {
            "create" => Step::Create(prepared.unkept.clone()),
            "confirm" => Step::Confirm(Secret::new(self.needed("otp")?)),
            "cancel" => Step::Cancel,
            _ => Step::Query,
        };
        let (provider_order_id, charge_reply) = (self.text("provider_order_id")?, self.text("charge_reply")?);
        Ok(Call { step, facts: &prepared.facts, provider_order_id, charge_reply })
    }

    /// What the call is given beside the order.
    pub fn context<'a>(&'a self, door: &'a dyn RsaDoor) -> Checked<Context<'a>> {
        let addresses = match self.text("notify_url")? {
            Some(notices) => Addresses::Merchant(notices),
            None => Addresses::Gateway(self.text("public_url")?.unwrap_or_default()),
        };
        Ok(Context { session: self.session.as_ref(), door, addresses, now: self.now() })
    }

    /// What came back: its head, and its body beside it.
    pub fn answer(&self, body: &[u8]) -> Checked<Answer> {
        let head = self.value("answer").ok_or_else(|| missing("answer"))?;
        let failed = match head.get("failed").and_then(Value::as_str) {
            None => None,
            Some("timeout") => Some(TransportError::Timeout),
            Some("connection_lost") => Some(TransportError::ConnectionLost),
            Some("too_long") => Some(TransportError::TooLong),
            Some(_) => {
                let problem = "expected timeout, connection_lost or too_long";
                return Err(CommandError::new("field_invalid", "answer.failed", problem));
            }
        };
        if let Some(failed) = failed {
            return Ok(Err(failed));
        }
        let status = head.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
        let status = status.ok_or_else(|| missing("answer.status"))?;
        let headers = head.get("headers").and_then(Value::as_array);
        let headers = headers.map(|list| list.iter().filter_map(pair).collect()).unwrap_or_default();
        Ok(Ok(Response { status, headers, body: body.to_vec() }))
    }
}

fn pair(value: &Value) -> Option<(String, String)> {
    match value.as_array()?.as_slice() {
        [Value::String(name), Value::String(value)] => Some((name.clone(), value.clone())),
        _ => None,
    }
}

fn wrong(error: FieldError) -> CommandError {
    CommandError::new(error.code, error.field, error.problem)
}

/// Something that this call cannot do without.
pub fn missing(field: &'static str) -> CommandError {
    CommandError::new("field_missing", field, "is required")
}
