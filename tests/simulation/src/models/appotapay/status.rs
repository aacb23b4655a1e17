//! GET transaction: how a charge has ended.

use serde_json::json;

use super::super::dice::{happens, one_of};
use super::super::{Chance, Said, calendar, wire};
use super::charging::SIGNED_STATUS;
use super::{AppotaPay, State};

impl AppotaPay {
    pub(super) fn status(&mut self, reference: &str, at: i64, chance: &mut dyn Chance) -> Said {
        let (fails, failure) = (happens(chance, self.odds.look_fails), one_of(chance, 99, &[91, 94, 500, 11, 23, 92]));
        let (wavers, wavering) = (happens(chance, self.odds.wavers), one_of(chance, 40, &[41, 12, 37, 38, 55, 2_106]));
        let (misnamed, still) = (happens(chance, self.odds.misnamed), one_of(chance, 35, &[34]));
        let (gone, rfc) = (happens(chance, 300), happens(chance, 200));
        if self.tally.noted(fails, reference, "status failed") {
            return self.failure(failure, chance);
        }
        let Some(transaction) = self.transactions.get_mut(reference).filter(|found| found.visible_from <= at) else {
            return if gone { wire::reply(404, &json!({"message": "Not Found"})) } else { self.failure(36, chance) };
        };
        // Once: twice the same, minutes apart, is believed.
        if wavers && !transaction.wavered {
            transaction.wavered = true;
            self.tally.note(reference, "status wavers");
            return self.failure(wavering, chance);
        }
        match transaction.state {
            State::Pending => self.failure(still, chance),
            State::Failed(code) => self.failure(code, chance),
            State::Done => {
                self.tally.noted(misnamed, reference, "answer names another");
                let time = if rfc { calendar::offset(transaction.at) } else { calendar::day_first(transaction.at) };
                let shown = transaction.shown(&time, misnamed, chance);
                self.success(&shown, None, &SIGNED_STATUS, chance)
            }
        }
    }
}
