//! Those who pay: what each means to do is drawn when the order is made, and they do it whatever the gateway thinks.

use super::Chance;
use super::dice::{Rate, between, digits, happens};
use super::ltc::Text;

/// How payers are, of a thousand.
#[derive(Debug, Clone, Copy)]
pub struct Habits {
    /// Pay in time.
    pub pay: Rate,
    /// Pay after the time is over, where the channel lets them.
    pub late: Rate,
    /// Are refused by their bank.
    pub refused: Rate,
    /// Cancel on the provider's page. All others never come.
    pub cancel: Rate,
    /// Type a wrong password, each time.
    pub mistype: Rate,
    /// How long they take at most.
    pub most_ms: i64,
}

impl Habits {
    /// A usual crowd.
    pub const USUAL: Self = Self { pay: 700, late: 60, refused: 60, cancel: 60, mistype: 150, most_ms: 240_000 };
    /// Everybody pays at once.
    pub const WILLING: Self = Self { pay: 1_000, late: 0, refused: 0, cancel: 0, mistype: 0, most_ms: 1_000 };
}

/// What a payer means to do, and after how many milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    Pays(i64),
    /// After the order's time is over.
    PaysLate(i64),
    Refused(i64),
    Cancels(i64),
    Never,
}

impl Intent {
    /// Draws one.
    pub fn drawn(habits: &Habits, chance: &mut dyn Chance) -> Self {
        let (at, after) = (chance.below(1_000), between(chance, 500, habits.most_ms.max(500)));
        let [pay, late, refused, cancel] = sums([habits.pay, habits.late, habits.refused, habits.cancel]);
        match at {
            at if at < pay => Self::Pays(after),
            at if at < late => Self::PaysLate(after),
            at if at < refused => Self::Refused(after),
            at if at < cancel => Self::Cancels(after),
            _ => Self::Never,
        }
    }
}

fn sums(rates: [Rate; 4]) -> [Rate; 4] {
    let mut sum = 0;
    rates.map(|rate| {
        sum += rate;
        sum
    })
}

/// What the page told the payer of the last password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Wrong,
    /// Succeeded, failed, or not known: there is nothing more to type.
    Ended,
}

/// One who is texted a password.
#[derive(Debug, Clone)]
pub struct Reader {
    intent: Intent,
    mistype: Rate,
    typed: u64,
    ended: bool,
}

impl Reader {
    /// Draws one. A page that the payer closes is the gateway's to notice, so cancelling is the same as not coming.
    pub fn drawn(habits: &Habits, chance: &mut dyn Chance) -> Self {
        Self { intent: Intent::drawn(habits, chance), mistype: habits.mistype, typed: 0, ended: false }
    }

    /// When the payer types something, once there is a text to read; nothing where none ever comes.
    pub fn types_at(&self, text: Option<&Text>, over_at: i64) -> Option<i64> {
        let text = text.filter(|_| !self.ended)?;
        match self.intent {
            Intent::Pays(after) => Some(text.at + after * i64::try_from(self.typed + 1).unwrap_or(1)),
            Intent::PaysLate(after) => Some(over_at.max(text.at) + after),
            Intent::Refused(_) | Intent::Cancels(_) | Intent::Never => None,
        }
    }

    /// What is typed: the password of the text, or another.
    pub fn types(&mut self, text: &Text, chance: &mut dyn Chance) -> String {
        self.typed += 1;
        let (wrong, other) = (happens(chance, self.mistype), digits(chance, 5));
        if wrong && other != text.otp { other } else { text.otp.clone() }
    }

    /// What the page showed then. Some give up after a wrong one.
    pub fn told(&mut self, told: Told, chance: &mut dyn Chance) {
        let gives_up = happens(chance, 200);
        self.ended = told == Told::Ended || gives_up;
    }
}

#[cfg(test)]
mod tests {
    use super::super::loaded::{Kind, Seeded};
    use super::{Habits, Intent, Reader, Told};
    use crate::models::ltc::Text;

    #[test]
    fn every_intent_occurs_about_as_often_as_it_should() {
        let mut chance = Seeded(7);
        let drawn: Vec<_> = (0..10_000).map(|_| Intent::drawn(&Habits::USUAL, &mut chance)).collect();
        let share = |is: fn(&Intent) -> bool| drawn.iter().filter(|intent| is(intent)).count();
        assert!((6_800..7_200).contains(&share(|intent| matches!(intent, Intent::Pays(_)))));
        assert!((450..750).contains(&share(|intent| matches!(intent, Intent::PaysLate(_)))));
        assert!((450..750).contains(&share(|intent| matches!(intent, Intent::Refused(_)))));
        assert!((450..750).contains(&share(|intent| matches!(intent, Intent::Cancels(_)))));
        assert!((1_000..1_400).contains(&share(|intent| matches!(intent, Intent::Never))));
    }

    #[test]
    fn a_reader_types_what_the_text_says_and_mistypes_as_it_is_told_to() {
        let text = Text { transaction: "A1".to_owned(), otp: "00123".to_owned(), at: 1_000 };
        let mut reader = Reader::drawn(&Habits::WILLING, &mut Kind);
        assert_eq!(reader.types_at(None, 9_000), None);
        assert_eq!(reader.types_at(Some(&text), 9_000), Some(2_000));
        assert_eq!(reader.types(&text, &mut Kind), "00123");
        reader.told(Told::Wrong, &mut Kind);
        assert_eq!(reader.types_at(Some(&text), 9_000), Some(3_000));
        reader.told(Told::Ended, &mut Kind);
        assert_eq!(reader.types_at(Some(&text), 9_000), None);
        let mistyping = Habits { mistype: 1_000, ..Habits::WILLING };
        assert_eq!(Reader::drawn(&mistyping, &mut Kind).types(&text, &mut Kind), "99999");
        let late = Habits { pay: 0, late: 1_000, ..Habits::WILLING };
        assert_eq!(Reader::drawn(&late, &mut Kind).types_at(Some(&text), 9_000), Some(10_000));
    }
}
