//! An order as its provider takes it; or everything that is wrong with what was sent, so that it is mended in one go.

use super::{CreateOrder, ReturnUrls};
use crate::domain::{CommandError, Currency, MerchantOrderId, Money, Prepared};
use crate::providers::{Account, Command, Provider, check_operation};

/// Whose order it is, and what it is checked by.
#[derive(Clone, Copy)]
pub struct Checks<'a> {
    /// The provider.
    pub provider: &'a dyn Provider,
    /// The merchant's account there.
    pub account: &'a dyn Account,
    /// Where payers may be sent back to.
    pub return_urls: &'a ReturnUrls,
}

impl CreateOrder {
    /// The order, checked and normalised.
    pub fn prepared(&self, checks: Checks<'_>) -> Result<Prepared, CommandError> {
        match self.plain(checks) {
            Ok((id, amount)) => checks.account.prepare(self.command(id, amount)),
            Err(wrong) => Err(self.and_the_rest(wrong, checks)),
        }
    }

    /// What is known to be wrong, with everything else that is. Where an id or an amount is of no use, another stands
    /// in for it, so that the other fields are looked at.
    pub fn and_the_rest(&self, known: CommandError, checks: Checks<'_>) -> CommandError {
        let known = joined(known, self.plain(checks).err(), &[]);
        // Of another provider or operation all else might be right.
        if known.all().any(|wrong| wrong.field == "provider" || wrong.field == "operation") {
            return known;
        }
        let id = MerchantOrderId::parse(&self.merchant_order_id).or_else(|_| MerchantOrderId::parse("A1"));
        let asked = self.amount.money();
        let made_up: &[&str] = if asked.is_ok() { &[] } else { &["amount.value"] };
        let currency = Currency::parse(&self.amount.currency).unwrap_or(Currency::Lak);
        match (id, asked.or_else(|_| Money::from_minor(1, currency))) {
            (Ok(id), Ok(amount)) => joined(known, checks.account.prepare(self.command(id, amount)).err(), made_up),
            _ => known,
        }
    }

    /// What every provider's orders have.
    fn plain(&self, checks: Checks<'_>) -> Result<(MerchantOrderId, Money), CommandError> {
        let operation = check_operation(checks.provider, self.operation);
        let returns = self.return_url.as_deref().map_or(Ok(()), |url| checks.return_urls.check(url));
        let asked = CommandError::both(MerchantOrderId::parse(&self.merchant_order_id), self.amount.money());
        CommandError::both(CommandError::every([operation, returns]), asked).map(|((), asked)| asked)
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

/// Both, without what is said a second time of one field, or of what was made up.
fn joined(known: CommandError, more: Option<CommandError>, made_up: &[&str]) -> CommandError {
    let told: Vec<&str> = known.all().map(|wrong| &*wrong.field).chain(made_up.iter().copied()).collect();
    match more.and_then(|more| more.beside(&told)) {
        Some(more) => known.and(more),
        None => known,
    }
}
