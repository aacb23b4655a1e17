//! An order or a refund as its provider takes it; or everything that is wrong with what was sent, so that it is mended in
//! one go.

use super::named_provider::{named_provider, not_configured};
use super::request::MOST_DESPITE;
use super::{CreateOrder, CreateRefund, ReturnUrls};
use crate::domain::{CommandError, Currency, MerchantOrderId, Money, Operation, OrderTerms, Prepared};
use crate::providers::{Account, Command, Provider, RefundCommand, Refunds, check_operation, find};

/// What an order is checked by.
#[derive(Clone)]
pub struct Checks<'a> {
    /// What is wrong with the provider that it names.
    pub provider: Result<(), CommandError>,
    /// The merchant's account there. Without one it is checked as any provider's order.
    pub account: Option<&'a dyn Account>,
    /// Where payers may be sent back to.
    pub return_urls: &'a ReturnUrls,
}

impl CreateOrder {
    /// The order, checked and normalised.
    pub fn prepared(&self, checks: &Checks<'_>) -> Result<Prepared, CommandError> {
        match (self.plain(checks), checks.account) {
            (Ok((id, amount)), Some(account)) => account.prepare(self.command(id, amount)),
            (Ok(_), None) => named_provider(&self.provider).map_or_else(Err, |provider| Err(not_configured(provider))),
            (Err(wrong), _) => Err(self.and_the_rest(wrong, checks)),
        }
    }

    /// Whether it is an order, as far as that can be told.
    pub fn check(&self, checks: &Checks<'_>) -> Result<(), CommandError> {
        match checks.account {
            Some(_) => self.prepared(checks).map(drop),
            None => self.plain(checks).map(drop),
        }
    }

    /// What is known to be wrong, with everything else that is. Where an id or an amount is of no use, another stands
    /// in for it, so that the other fields are looked at.
    pub fn and_the_rest(&self, known: CommandError, checks: &Checks<'_>) -> CommandError {
        let known = known.with(self.plain(checks).map(drop));
        // Of another provider all else might be right.
        let Some(account) = checks.account.filter(|_| !known.names("provider")) else { return known };
        let id = MerchantOrderId::parse(&self.merchant_order_id).or_else(|_| MerchantOrderId::parse("A1"));
        match (id, stand_in(&self.amount)) {
            (Ok(id), Ok(amount)) => {
                let prepared = match find(&self.provider) {
                    Some(provider) if known.names("operation") => self.by_any_operation(provider, account, &id, amount),
                    _ => account.prepare(self.command(id, amount)).map(drop),
                };
                known.with(if self.amount.money().is_ok() { prepared } else { without_amount(prepared) })
            }
            _ => known,
        }
    }

    /// What each of the provider's operations would say, but of the number and the details: of another one they might be
    /// right.
    fn by_any_operation(
        &self,
        provider: &dyn Provider,
        account: &dyn Account,
        id: &MerchantOrderId,
        amount: Money,
    ) -> Result<(), CommandError> {
        let by = |operation: &Operation| {
            account.prepare(Command { operation: *operation, ..self.command(id.clone(), amount) }).map(drop)
        };
        let wrong = CommandError::in_each(provider.operations().iter().map(by));
        wrong.or_else(|wrong| wrong.beside(&["msisdn", "details"]).map_or(Ok(()), Err))
    }

    /// What every provider's orders have.
    fn plain(&self, checks: &Checks<'_>) -> Result<(MerchantOrderId, Money), CommandError> {
        let operation = find(&self.provider).map_or(Ok(()), |provider| check_operation(provider, self.operation));
        let returns = self.return_url.as_deref().map_or(Ok(()), |url| checks.return_urls.check(url));
        let token = self.client_token.map_or(Ok(()), |token| token.check("client_token.expires_in"));
        let asked = CommandError::both(MerchantOrderId::parse(&self.merchant_order_id), self.amount.money());
        let despite = self.check_despite();
        let around =
            CommandError::every([checks.provider.clone(), operation, returns, token, despite, self.check_details()]);
        CommandError::both(around, asked).map(|((), asked)| asked)
    }

    fn check_details(&self) -> Result<(), CommandError> {
        if self.details.is_object() {
            return Ok(());
        }
        Err(CommandError::new("field_invalid", "details", "expected an object"))
    }

    fn check_despite(&self) -> Result<(), CommandError> {
        let many = self.despite.len();
        if many > MOST_DESPITE {
            return Err(CommandError::new(
                "field_invalid",
                "despite",
                format!("expected {MOST_DESPITE} orders at most"),
            ));
        }
        CommandError::every(self.despite.iter().enumerate().map(|(at, id)| {
            let field = if many > 1 { format!("despite[{at}]") } else { "despite".to_owned() };
            let wrong = |_| CommandError::new("field_invalid", field, "expected the id of an order");
            MerchantOrderId::parse(id).map(drop).map_err(wrong)
        }))
    }

    /// The orders that it is made in spite of, each once, in whatever letters.
    pub fn despite_once(&self) -> Vec<String> {
        let mut once: Vec<String> = Vec::new();
        for id in &self.despite {
            if !once.iter().any(|known| known.eq_ignore_ascii_case(id)) {
                once.push(id.clone());
            }
        }
        once
    }

    fn command(&self, merchant_order_id: MerchantOrderId, amount: Money) -> Command<'_> {
        Command {
            operation: self.operation,
            merchant_order_id,
            amount,
            msisdn: self.msisdn.as_deref(),
            return_url: self.return_url.as_deref(),
            details: &self.details,
        }
    }
}

impl CreateRefund {
    /// The refund of what was paid, checked and normalised.
    pub fn prepared(&self, paid: &OrderTerms, refunds: &dyn Refunds) -> Result<Prepared, CommandError> {
        match CommandError::both(self.id(), self.amount.money()) {
            Ok((id, amount)) => refunds.prepare_refund(self.command(paid, id, amount)),
            Err(wrong) => Err(self.and_the_rest(wrong, paid, refunds)),
        }
    }

    /// Whether it is a refund, as far as that can be told of any order's.
    pub fn check(&self) -> Result<(), CommandError> {
        CommandError::both(self.id(), self.amount.money()).map(drop)
    }

    /// What is known to be wrong, with everything else that is, as of an order.
    pub fn and_the_rest(&self, known: CommandError, paid: &OrderTerms, refunds: &dyn Refunds) -> CommandError {
        let known = known.with(self.check());
        match (self.id().or_else(|_| MerchantOrderId::parse("A1")), stand_in(&self.amount)) {
            (Ok(id), Ok(amount)) => {
                let prepared = refunds.prepare_refund(self.command(paid, id, amount)).map(drop);
                known.with(if self.amount.money().is_ok() { prepared } else { without_amount(prepared) })
            }
            _ => known,
        }
    }

    fn id(&self) -> Result<MerchantOrderId, CommandError> {
        MerchantOrderId::parse(&self.merchant_refund_id).map_err(|error| {
            CommandError::new("merchant_refund_id_invalid", "merchant_refund_id", error.problem.clone())
        })
    }

    fn command<'a>(&'a self, paid: &'a OrderTerms, id: MerchantOrderId, amount: Money) -> RefundCommand<'a> {
        RefundCommand { paid, merchant_refund_id: id, amount, reason: &self.reason, details: &self.details }
    }
}

/// The amount, or another one of its currency.
fn stand_in(amount: &super::Amount) -> Result<Money, CommandError> {
    let currency = Currency::parse(&amount.currency).unwrap_or(Currency::Lak);
    amount.money().or_else(|_| Money::from_minor(1, currency))
}

/// Without what is said of an amount that was made up.
fn without_amount(checked: Result<(), CommandError>) -> Result<(), CommandError> {
    checked.or_else(|wrong| wrong.beside(&["amount.value"]).map_or(Ok(()), Err))
}
