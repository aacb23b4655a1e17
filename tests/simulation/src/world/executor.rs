//! The one executor. It owns every task; which runnable one is next is decided by chance, and when none is, time goes on
//! to the earliest timer.

use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering as Memory};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use mekong_pay::providers::LocalFuture;

use super::chance::Seeded;

/// What a task dies with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Owner {
    /// A process, by its number.
    pub process: Option<u64>,
    /// An object's instance in it, by its number.
    pub instance: Option<u64>,
}

/// The world's own: nothing ends them.
pub const WORLD: Owner = Owner { process: None, instance: None };

struct Task {
    future: LocalFuture<'static, ()>,
    owner: Owner,
    flag: Arc<Flag>,
}

struct Flag {
    id: u64,
    queued: AtomicBool,
    ready: Arc<Mutex<Vec<u64>>>,
}

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        if !self.queued.swap(true, Memory::Relaxed)
            && let Ok(mut ready) = self.ready.lock()
        {
            ready.push(self.id);
        }
    }
}

struct Timer {
    at: i64,
    number: u64,
    waker: Waker,
}

impl Timer {
    fn order(&self) -> (i64, u64) {
        (self.at, self.number)
    }
}

impl PartialEq for Timer {
    fn eq(&self, other: &Self) -> bool {
        self.order() == other.order()
    }
}

impl Eq for Timer {}

impl PartialOrd for Timer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timer {
    /// The earliest is the greatest: a heap gives that one first.
    fn cmp(&self, other: &Self) -> Ordering {
        other.order().cmp(&self.order())
    }
}

/// What one step of the world came to.
pub enum Step {
    /// A task of this owner ran.
    Ran(Owner),
    /// Nothing is left to run before the end.
    Over,
}

pub struct Executor {
    now: Cell<i64>,
    tasks: RefCell<BTreeMap<u64, Task>>,
    ready: Arc<Mutex<Vec<u64>>>,
    timers: RefCell<BinaryHeap<Timer>>,
    numbers: Cell<u64>,
}

impl Executor {
    pub fn starting_at(now: i64) -> Self {
        Self {
            now: Cell::new(now),
            tasks: RefCell::default(),
            ready: Arc::default(),
            timers: RefCell::default(),
            numbers: Cell::new(0),
        }
    }

    /// The true time, which no clock in the world shows exactly.
    pub fn now(&self) -> i64 {
        self.now.get()
    }

    /// A number that nothing else in this world has.
    pub fn number(&self) -> u64 {
        let number = self.numbers.get() + 1;
        self.numbers.set(number);
        number
    }

    pub fn spawn(&self, owner: Owner, future: LocalFuture<'static, ()>) {
        let id = self.number();
        let flag = Arc::new(Flag { id, queued: AtomicBool::new(false), ready: Arc::clone(&self.ready) });
        Arc::clone(&flag).wake();
        self.tasks.borrow_mut().insert(id, Task { future, owner, flag });
    }

    /// Comes back at that time.
    pub fn until(self: &std::rc::Rc<Self>, at: i64) -> impl Future<Output = ()> + use<> {
        let executor = std::rc::Rc::clone(self);
        let mut set = false;
        poll_fn(move |context| {
            if executor.now() >= at {
                return Poll::Ready(());
            }
            if !std::mem::replace(&mut set, true) {
                let number = executor.number();
                executor.timers.borrow_mut().push(Timer { at, number, waker: context.waker().clone() });
            }
            Poll::Pending
        })
    }

    /// Comes back after so many milliseconds.
    pub fn sleep(self: &std::rc::Rc<Self>, millis: i64) -> impl Future<Output = ()> + use<> {
        self.until(self.now() + millis.max(0))
    }

    /// Runs one task once, or lets time go on, but not beyond `end`.
    pub fn step(&self, chance: &Seeded, end: i64) -> Step {
        loop {
            let Some(id) = self.next(chance) else { if self.advance(end) { continue } else { return Step::Over } };
            let Some(mut task) = self.tasks.borrow_mut().remove(&id) else { continue };
            task.flag.queued.store(false, Memory::Relaxed);
            let waker = Waker::from(Arc::clone(&task.flag));
            let owner = task.owner;
            if task.future.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
                self.tasks.borrow_mut().insert(id, task);
            }
            return Step::Ran(owner);
        }
    }

    fn next(&self, chance: &Seeded) -> Option<u64> {
        let mut ready = self.ready.lock().ok()?;
        if ready.is_empty() {
            return None;
        }
        let at = usize::try_from(chance.under(ready.len() as u64)).unwrap_or(0);
        Some(ready.swap_remove(at))
    }

    fn advance(&self, end: i64) -> bool {
        let mut timers = self.timers.borrow_mut();
        let Some(at) = timers.peek().map(|timer| timer.at).filter(|at| *at <= end) else { return false };
        self.now.set(self.now().max(at));
        while timers.peek().is_some_and(|timer| timer.at <= at) {
            timers.pop().into_iter().for_each(|timer| timer.waker.wake());
        }
        true
    }

    /// Ends every task whose owner is one of those. What they hold is dropped here, outside of any borrow.
    pub fn end(&self, dies: impl Fn(Owner) -> bool) -> usize {
        let dead: Vec<Task> =
            self.tasks.borrow_mut().extract_if(.., |_, task| dies(task.owner)).map(|(_, task)| task).collect();
        dead.len()
    }
}
