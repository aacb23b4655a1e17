//! A world made by a seed: its time, its chance, its processes, and everybody in it.

pub mod chance;
pub mod changes;
pub mod executor;
pub mod faults;
pub mod objects;
pub mod outside;
pub mod processes;
pub mod trace;
pub mod variables;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use chance::Seeded;
use executor::{Executor, Owner, Step};
use faults::{Fault, Faults};
use objects::{Object, ObjectName};
use outside::Outsider;
use processes::Process;
use trace::Trace;

use crate::judges::records::Records;

/// When every world begins: 2026-01-05 00:00:00 UTC.
pub const BEGINNING: i64 = 1_767_571_200_000;

pub struct World {
    pub executor: Rc<Executor>,
    pub chance: Seeded,
    pub faults: Faults,
    pub trace: Trace,
    /// What judges go by.
    pub records: Records,
    /// The configuration, as a process that starts now reads it.
    pub variables: RefCell<BTreeMap<String, String>>,
    pub processes: RefCell<Vec<Process>>,
    pub objects: RefCell<BTreeMap<ObjectName, Object>>,
    pub outside: RefCell<Vec<Outsider>>,
    /// Nothing breaks any more.
    pub calm: Cell<bool>,
    doomed: RefCell<Vec<Owner>>,
}

impl World {
    pub fn new(seed: u64, faults: Faults, watched: Vec<String>, variables: BTreeMap<String, String>) -> Rc<Self> {
        Rc::new(Self {
            executor: Rc::new(Executor::starting_at(BEGINNING)),
            chance: Seeded::new(seed),
            faults,
            trace: Trace::watching(watched),
            records: Records::default(),
            variables: RefCell::new(variables),
            processes: RefCell::default(),
            objects: RefCell::default(),
            outside: RefCell::default(),
            calm: Cell::new(false),
            doomed: RefCell::default(),
        })
    }

    /// The true time.
    pub fn now(&self) -> i64 {
        self.executor.now()
    }

    pub fn note(&self, what: std::fmt::Arguments<'_>, about: &str) {
        self.trace.note(self.now(), what, about);
    }

    /// Whether this breaks now. `about` is what it would break.
    pub fn happens(&self, fault: Fault, about: &str) -> bool {
        let happens = self.chance.happens(self.faults.rate(fault)) && !self.calm.get();
        if happens {
            self.faults.count(fault);
            self.note(format_args!("! {}", fault.name()), about);
        }
        happens
    }

    /// Ends an instance as soon as its turn is over.
    pub fn doom(&self, owner: Owner) {
        self.doomed.borrow_mut().push(owner);
    }

    /// Runs until nothing is left to do before `end`.
    pub fn run_until(self: &Rc<Self>, end: i64) {
        while let Step::Ran(owner) = self.executor.step(&self.chance, end) {
            let doomed = std::mem::take(&mut *self.doomed.borrow_mut());
            for instance in doomed.iter().filter_map(|owner| owner.instance) {
                self.evict(instance);
            }
            if let Some(number) = owner.process
                && self.happens(Fault::Killed, "")
            {
                self.kill(number);
            }
            if let Some(instance) = owner.instance
                && self.happens(Fault::Evicted, "")
            {
                self.evict(instance);
            }
        }
    }

    /// Takes the world apart: what is in it holds it.
    pub fn end(&self) {
        self.executor.end(|_| true);
        self.sleep_objects(|_| true);
        self.processes.borrow_mut().clear();
        self.objects.borrow_mut().clear();
        self.outside.borrow_mut().clear();
    }
}
