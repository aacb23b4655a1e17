//! A call that may have to wait for the platform's RSA, which is JavaScript's.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use serde_json::Value;

use crate::door::Door;

type Told = Result<Value, Value>;

/// A call under way.
pub struct Work {
    door: Rc<Door>,
    rest: Pin<Box<dyn Future<Output = Told>>>,
}

impl Work {
    /// `rest` waits for nothing but this door.
    pub fn new(door: Rc<Door>, rest: impl Future<Output = Told> + 'static) -> Self {
        Self { door, rest: Box::pin(rest) }
    }

    /// What is told, or what must be given to come nearer to it.
    pub fn advance(&mut self) -> Result<Told, Value> {
        match self.rest.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(told) => Ok(told),
            Poll::Pending => Err(self.door.ask()),
        }
    }

    /// What came of it.
    pub fn give(&self, given: &[u8]) {
        self.door.give(given);
    }
}
