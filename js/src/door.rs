//! RSA's door, opened on whoever calls: what must be signed or verified is asked for, and the call is made again with
//! what came of it. So nothing here waits, and the platform's RSA stays in JavaScript.

use std::cell::{Cell, RefCell};
use std::future::{pending, ready};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use base64ct::{Base64, Encoding};
use mekong_pay::signing::keys::{PrivateKey, PublicKey};
use mekong_pay::signing::{Answered, NotSigned, RsaDigest, RsaDoor};
use serde_json::Value;

use crate::asked::Asked;
use crate::shown::object;

/// Answers from what was given, in the order in which it is asked: a signature in base64, whether one is good, or null
/// for what the platform could not do.
pub struct Replay<'g> {
    given: &'g [Value],
    used: Cell<usize>,
    ask: RefCell<Value>,
}

impl<'g> Replay<'g> {
    /// A door that knows what came of RSA so far.
    pub fn new(asked: &'g Asked) -> Self {
        Self { given: asked.list("given"), used: Cell::new(0), ask: RefCell::default() }
    }

    /// The result, or what must be given to come nearer to it.
    pub fn run<T>(&self, future: impl Future<Output = T>) -> Result<T, Value> {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => Ok(result),
            Poll::Pending => Err(object(vec![("ask", self.ask.take())])),
        }
    }

    fn next(&self) -> Option<&Value> {
        let at = self.used.replace(self.used.get().saturating_add(1));
        self.given.get(at)
    }

    fn wait<'a, T: 'a>(&self, key: &[u8], digest: RsaDigest, text: &[u8], signature: Option<&[u8]>) -> Answered<'a, T> {
        let hash = match digest {
            RsaDigest::Sha1 => "SHA-1",
            RsaDigest::Sha256 => "SHA-256",
        };
        *self.ask.borrow_mut() = object(vec![
            ("key", Base64::encode_string(key).into()),
            ("hash", hash.into()),
            // A canonical string is text; should it ever be none, no signature over it is good.
            ("text", std::str::from_utf8(text).unwrap_or_default().into()),
            ("signature", signature.map(Base64::encode_string).into()),
        ]);
        Box::pin(pending())
    }
}

impl RsaDoor for Replay<'_> {
    fn sign<'a>(
        &'a self,
        key: &'a PrivateKey,
        digest: RsaDigest,
        text: &'a [u8],
    ) -> Answered<'a, Result<Vec<u8>, NotSigned>> {
        let Some(given) = self.next() else { return self.wait(key.pkcs8(), digest, text, None) };
        let signature = given.as_str().and_then(|signature| Base64::decode_vec(signature).ok());
        Box::pin(ready(signature.ok_or(NotSigned)))
    }

    fn verify<'a>(
        &'a self,
        key: &'a PublicKey,
        digest: RsaDigest,
        text: &'a [u8],
        signature: &'a [u8],
    ) -> Answered<'a, bool> {
        let Some(given) = self.next() else { return self.wait(key.spki(), digest, text, Some(signature)) };
        Box::pin(ready(given == &Value::Bool(true)))
    }
}
