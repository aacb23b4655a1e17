//! How often one number is texted and guessed at, over all orders, providers and callers. Counted before the call, and
//! given back only where no call can have been made.

use super::super::platform::Fault;
use super::super::protocol::{Refusal, SubscriberAnswer};
use super::store::SubscriberTables;
use crate::domain::Msisdn;
use crate::domain::budget::{Budget, GUESSES, TEXTS};
use crate::domain::time::{Timestamp, whole_seconds};

/// What is counted, as it is stored.
const TEXT: &str = "text";
const GUESS: &str = "guess";

impl SubscriberTables<'_> {
    /// Counts one text, or says for how many seconds there is none left.
    pub fn count_text(&self, msisdn: &Msisdn, at: Timestamp) -> Result<Option<Refusal>, Fault> {
        Ok(self.spend(TEXT, TEXTS, msisdn, at)?.map(Refusal::TooManyTexts))
    }

    /// Takes back the text counted at this moment or last before it: the order that was to send it was never made, and
    /// while it had the number no other one was counted.
    pub fn return_text(&self, msisdn: &Msisdn, at: Timestamp) -> Result<(), Fault> {
        self.give_back(TEXT, msisdn, at)
    }

    /// Counts one guess.
    pub fn count_guess(&self, msisdn: &Msisdn) -> Result<SubscriberAnswer, Fault> {
        let at = self.isolate.now();
        let refused = self.spend(GUESS, GUESSES, msisdn, at)?.map(Refusal::TooManyGuesses);
        Ok(refused.map_or(SubscriberAnswer::Claimed(at), SubscriberAnswer::Refused))
    }

    /// Takes back the guess counted at this moment: the ledger refused the confirm, so no password was sent.
    pub fn return_guess(&self, msisdn: &Msisdn, at: Timestamp) -> Result<SubscriberAnswer, Fault> {
        self.give_back(GUESS, msisdn, at)?;
        Ok(SubscriberAnswer::Done)
    }

    /// Counts a text that nobody had asked for: it was sent, so it counts however many there were.
    pub fn note_text(&self, msisdn: &Msisdn, at: Timestamp) -> Result<(), Fault> {
        let sql = "INSERT INTO spent (what, msisdn, at)
            SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM spent WHERE what = ?1 AND msisdn = ?2 AND at = ?3)";
        self.run(sql, vec![TEXT.into(), msisdn.digits().into(), at.millis().into()])
    }

    fn spend(&self, what: &str, budget: Budget, msisdn: &Msisdn, at: Timestamp) -> Result<Option<i64>, Fault> {
        let sql = "SELECT at FROM spent WHERE what = ? AND msisdn = ? ORDER BY at DESC LIMIT 1 OFFSET ?";
        let values = vec![what.into(), msisdn.digits().into(), budget.most.saturating_sub(1).into()];
        let mut rows = self.rows(sql, values)?;
        let counted = rows.first_mut().map(|row| row.integer()).transpose()?.map(Timestamp::from_millis);
        if let Some(wait) = budget.wait(counted, at, self.isolate.config.scale) {
            return Ok(Some(whole_seconds(wait)));
        }
        let values = vec![what.into(), msisdn.digits().into(), at.millis().into()];
        self.run("INSERT INTO spent (what, msisdn, at) VALUES (?, ?, ?)", values)?;
        Ok(None)
    }

    fn give_back(&self, what: &str, msisdn: &Msisdn, at: Timestamp) -> Result<(), Fault> {
        let sql = "DELETE FROM spent WHERE rowid = (
            SELECT rowid FROM spent WHERE what = ? AND msisdn = ? AND at <= ? ORDER BY at DESC LIMIT 1)";
        self.run(sql, vec![what.into(), msisdn.digits().into(), at.millis().into()])
    }
}
