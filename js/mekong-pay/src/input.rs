//! What JavaScript asks, as it comes: one object for all calls. Read from a tree, as it is needed: a type of its own
//! would be a tenth of the package.

use mekong_pay::domain::address;
use mekong_pay::domain::schema::FieldType::{Any, Object};
use mekong_pay::domain::schema::{Fields, ObjectSchema, optional, required};
use mekong_pay::domain::{CommandError, Currency, MerchantOrderId, Money, Operation, Prepared, Secret, Timestamp};
use mekong_pay::json;
use mekong_pay::providers::http::{Answer, BaseUrl, Response, TransportError, UrlPurpose};
use mekong_pay::providers::{
    Account, Addresses, Call, Command, Context, Provider, REFUNDS, RefundCommand, Step, capability,
};
use mekong_pay::signing::RsaBackend;
use serde_json::Value;

/// An order as it is sent to the gateway, without its `details`, which are the provider's affair.
const ORDER: ObjectSchema = ObjectSchema(&[
    required("provider", Any),
    required("operation", Any),
    required("merchant_order_id", Any),
    required("amount", Object(AMOUNT)),
    optional("msisdn", Any),
    optional("return_url", Any),
]);

const REFUND: ObjectSchema =
    ObjectSchema(&[required("merchant_refund_id", Any), required("amount", Object(AMOUNT)), required("reason", Any)]);

const AMOUNT: ObjectSchema = ObjectSchema(&[required("value", Any), required("currency", Any)]);

type Checked<T> = Result<T, CommandError>;

/// Everything that a call may need; what it needs and does not find is an error that names it.
pub struct Input {
    fields: Fields,
    session: Option<Secret>,
}

impl Input {
    /// Reads what is asked.
    pub fn read(json: &str) -> Checked<Self> {
        // Fields of an order are named as over HTTP.
        let wrong = |error: json::FieldError| {
            CommandError::from(error).moved(|field| field.strip_prefix("order.").unwrap_or(field).to_owned())
        };
        match json::parse(json.as_bytes()).map_err(wrong)? {
            Value::Object(fields) => {
                let mut input = Self { fields, session: None };
                input.session = input.text("session")?.map(Secret::new);
                Ok(input)
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

    /// The fields of a command by the table, and its `details`.
    fn command(&self, name: &'static str, table: ObjectSchema) -> Checked<Option<(Fields, Value)>> {
        let Some(given) = self.value(name) else { return Ok(None) };
        let Value::Object(mut given) = given.clone() else {
            return Err(CommandError::new("field_invalid", name, "expected an object"));
        };
        let details = given.remove("details").unwrap_or_else(|| Value::Object(Fields::new()));
        table.read("", &Value::Object(given)).map(|fields| Some((fields, details)))
    }

    /// The command, checked; or the refund of what it paid.
    pub fn prepared(&self, provider: &dyn Provider, account: &dyn Account) -> Checked<Prepared> {
        let (order, details) = self.command("order", ORDER)?.ok_or_else(|| missing("order"))?;
        let text = |name: &str| order.get(name).and_then(Value::as_str);
        let checked = CommandError::every([
            if text("provider") == Some(provider.id()) { Ok(()) } else { Err(anothers(provider)) },
            operation_of(provider, text("operation").unwrap_or_default()).map(drop),
            text("return_url").map_or(Ok(()), |url| address::check_page("return_url", url)),
        ]);
        let id = MerchantOrderId::parse(text("merchant_order_id").unwrap_or_default());
        let ((), (merchant_order_id, amount)) = CommandError::both(checked, CommandError::both(id, money(&order)))?;
        let mut prepared = account.prepare(Command {
            operation: operation_of(provider, text("operation").unwrap_or_default())?,
            merchant_order_id,
            amount,
            msisdn: text("msisdn"),
            return_url: text("return_url"),
            details: &details,
        })?;
        if let Some(looked_up) = self.value("looked_up") {
            prepared.terms.details = looked_up.clone();
        }
        if let Some(sent) = self.text("transaction_id")? {
            prepared.terms.sent_id = Some(sent.to_owned());
        }
        let Some((refund, details)) = self.command("refund", REFUND)? else { return Ok(prepared) };
        let text = |name: &str| refund.get(name).and_then(Value::as_str).unwrap_or_default();
        capability(provider, account.refunds(), REFUNDS)?.prepare_refund(RefundCommand {
            paid: &prepared.terms,
            merchant_refund_id: MerchantOrderId::parse(text("merchant_refund_id"))?,
            amount: money(&refund)?,
            reason: text("reason"),
            details: &details,
        })
    }

    /// Which call about the order.
    pub fn call<'a>(&'a self, prepared: &'a Prepared) -> Checked<Call<'a>> {
        let step = match self.needed("call")? {
            "create" => Step::Create(prepared.transient_card.clone()),
            "confirm" => Step::Confirm(Secret::new(self.needed("otp")?)),
            "cancel" => Step::Cancel,
            _ => Step::Query,
        };
        let (provider_order_id, charge_reply) = (self.text("provider_order_id")?, self.text("charge_reply")?);
        let ordered_at = self.text("ordered_at")?.map(|text| moment("ordered_at", text)).transpose()?;
        Ok(Call { step, terms: &prepared.terms, provider_order_id, charge_reply, ordered_at })
    }

    /// What the call is given beside the order.
    pub fn context<'a>(&'a self, rsa: &'a dyn RsaBackend) -> Checked<Context<'a>> {
        let (own, gateway) = (self.text("notify_url")?, self.text("public_url")?);
        let addresses = match (own, gateway) {
            (None, Some(gateway)) => Addresses::Gateway { base: base("public_url", gateway)?, secret: None },
            (own, _) => {
                own.map_or(Ok(()), |url| address::check_server("notify_url", url))?;
                Addresses::Merchant(own)
            }
        };
        Ok(Context { session: self.session.as_ref(), rsa, addresses, now: self.now() })
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

/// A gateway's address, without the slash at its end.
fn base<'a>(field: &'static str, url: &'a str) -> Checked<&'a str> {
    BaseUrl::parse(url, UrlPurpose::Gateway).map_err(|problem| CommandError::new("field_invalid", field, problem))?;
    Ok(url.trim_end_matches('/'))
}

fn pair(value: &Value) -> Option<(String, String)> {
    match value.as_array()?.as_slice() {
        [Value::String(name), Value::String(value)] => Some((name.clone(), value.clone())),
        _ => None,
    }
}

fn moment(field: &'static str, text: &str) -> Checked<Timestamp> {
    Timestamp::parse(text).ok_or_else(|| CommandError::new("field_invalid", field, "expected RFC 3339"))
}

fn money(command: &Fields) -> Checked<Money> {
    let text = |name: &str| command.get("amount").and_then(|amount| amount.get(name)?.as_str()).unwrap_or_default();
    let unsupported = || CommandError::new("currency_unsupported", "amount.currency", "expected LAK, THB or VND");
    Money::parse(text("value"), Currency::parse(text("currency")).ok_or_else(unsupported)?)
}

fn anothers(provider: &dyn Provider) -> CommandError {
    CommandError::unsupported(format!("the account is {}'s, the order another provider's", provider.name()))
}

/// The operation of this name, if the provider has it.
fn operation_of(provider: &dyn Provider, name: &str) -> Checked<Operation> {
    let offered = provider.operations();
    let names = || offered.iter().map(|operation| operation.name()).collect::<Vec<_>>().join(" and ");
    let found = offered.iter().find(|operation| operation.name() == name).copied();
    found.ok_or_else(|| CommandError::unsupported(format!("{} has {} only", provider.name(), names())))
}

/// Something that this call cannot do without.
pub fn missing(field: &'static str) -> CommandError {
    CommandError::new("field_missing", field, "is required")
}
