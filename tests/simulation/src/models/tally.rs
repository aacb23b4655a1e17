//! Which of its odd ways a model has played, and with which order: for the judge of coverage, and for an order's life.

use std::cell::RefCell;
use std::collections::BTreeMap;

/// One odd thing: the merchant's id as sent, empty where it is about none; and its name.
pub type Odd = (String, &'static str);

#[derive(Default)]
pub struct Tally {
    counts: RefCell<BTreeMap<&'static str, u64>>,
    latest: RefCell<Vec<Odd>>,
}

impl Tally {
    /// Notes it.
    pub fn note(&self, id: &str, name: &'static str) {
        *self.counts.borrow_mut().entry(name).or_insert(0) += 1;
        self.latest.borrow_mut().push((id.to_owned(), name));
    }

    /// Notes it if it is so, and says whether.
    pub fn noted(&self, so: bool, id: &str, name: &'static str) -> bool {
        if so {
            self.note(id, name);
        }
        so
    }

    /// How often each, from the beginning.
    pub fn counts(&self) -> Vec<(&'static str, u64)> {
        self.counts.borrow().iter().map(|(name, count)| (*name, *count)).collect()
    }

    /// What was noted since this was asked last.
    pub fn latest(&self) -> Vec<Odd> {
        std::mem::take(&mut *self.latest.borrow_mut())
    }
}
