//! How often one number may be texted and guessed at, over all orders and callers. Counted before the call.

use super::super::config::whole_seconds;
use super::super::platform::{Fault, Row, now};
use super::store::Numbers;
use super::{Refusal, SubscriberAnswer};
use crate::domain::Msisdn;
use crate::domain::time::{DAY, Timestamp};

/// Texts with a password that a number gets in 24 hours at most.
const TEXTS_A_DAY: i64 = 10;
/// Passwords tried on a number in 24 hours at most: one chance in 5,000 to guess one of five digits.
const GUESSES_A_DAY: i64 = 20;

const TEXT: &str = "text";
const GUESS: &str = "guess";

impl Numbers {
    /// Counts one text, or says for how many seconds there is none left.
    pub fn count_text(&self, msisdn: &Msisdn) -> Result<Option<Refusal>, Fault> {
        Ok(self.spend(TEXT, msisdn, TEXTS_A_DAY)?.map(Refusal::TooManyTexts))
    }

    /// Counts one guess.
    pub fn count_guess(&self, msisdn: &Msisdn) -> Result<SubscriberAnswer, Fault> {
        let refused = self.spend(GUESS, msisdn, GUESSES_A_DAY)?.map(Refusal::TooManyGuesses);
        Ok(refused.map_or(SubscriberAnswer::Done, SubscriberAnswer::Refused))
    }

    /// Takes back the latest guess: the ledger refused the confirm, so no password was sent.
    pub fn return_guess(&self, msisdn: &Msisdn) -> Result<SubscriberAnswer, Fault> {
        let sql = "DELETE FROM spent WHERE rowid = (SELECT MAX(rowid) FROM spent WHERE what = ? AND msisdn = ?)";
        self.run(sql, vec![GUESS.into(), msisdn.digits().into()])?;
        Ok(SubscriberAnswer::Done)
    }

    fn spend(&self, what: &str, msisdn: &Msisdn, most: i64) -> Result<Option<i64>, Fault> {
        let (now, day) = (now(), self.pace.of(DAY));
        let since = now.plus(day.saturating_neg()).millis();
        let sql = "SELECT COUNT(*), MIN(at) FROM spent WHERE what = ? AND msisdn = ? AND at > ?";
        let mut rows = self.rows(sql, vec![what.into(), msisdn.digits().into(), since.into()])?;
        let row = rows.first_mut().ok_or_else(|| Fault("a count without a row".to_owned()))?;
        if row.integer()? >= most {
            let oldest = Row::optional_integer(row)?.map_or(now, Timestamp::from_millis);
            return Ok(Some(whole_seconds(oldest.plus(day).since(now))));
        }
        let values = vec![what.into(), msisdn.digits().into(), now.millis().into()];
        self.run("INSERT INTO spent (what, msisdn, at) VALUES (?, ?, ?)", values)?;
        Ok(None)
    }
}
