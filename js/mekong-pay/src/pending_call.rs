//! A call that may have to wait for the platform's RSA, which is JavaScript's.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use serde_json::Value;

use crate::rsa::RequestedRsa;

type Output = Result<Value, Value>;

/// A call under way.
pub struct PendingCall {
    rsa: Rc<RequestedRsa>,
    rest: Pin<Box<dyn Future<Output = Output>>>,
}

impl PendingCall {
    /// `rest` waits for nothing but this backend.
    pub fn new(rsa: Rc<RequestedRsa>, rest: impl Future<Output = Output> + 'static) -> Self {
        Self { rsa, rest: Box::pin(rest) }
    }

    /// What is told, or what must be given to come nearer to it.
    pub fn advance(&mut self) -> Result<Output, Value> {
        match self.rest.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(told) => Ok(told),
            Poll::Pending => Err(self.rsa.ask()),
        }
    }

    /// What came of it.
    pub fn give(&self, given: &[u8]) {
        self.rsa.give(given);
    }
}
