//! The RSA backend of whoever calls: what must be signed or verified is asked for, and the call goes on with what
//! came of it. So nothing here waits, and the platform's RSA stays in JavaScript.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use base64ct::{Base64, Encoding};
use mekong_pay::signing::keys::{PrivateKey, PublicKey};
use mekong_pay::signing::{Answered, NotSigned, RsaBackend, RsaDigest};
use serde_json::Value;

use crate::output::object;

/// Where the keys lie that an account has told, in the order in which it did: each crosses once.
pub type KnownKeys = RefCell<Vec<*const u8>>;

/// Asks one thing at a time.
pub struct RequestedRsa {
    told: Rc<KnownKeys>,
    ask: RefCell<Value>,
    given: RefCell<Option<Vec<u8>>>,
}

impl RequestedRsa {
    /// The backend of an account whose keys of this list the caller knows.
    pub fn new(told: &Rc<KnownKeys>) -> Self {
        Self { told: Rc::clone(told), ask: RefCell::default(), given: RefCell::default() }
    }

    /// What is asked.
    pub fn ask(&self) -> Value {
        self.ask.take()
    }

    /// The answer: a signature; 1 or 0 for a good or a bad one; nothing for what the platform could not do.
    pub fn give(&self, given: &[u8]) {
        *self.given.borrow_mut() = Some(given.to_vec());
    }

    async fn answer(&self, key: &[u8], digest: RsaDigest, text: &[u8], signature: Option<&[u8]>) -> Vec<u8> {
        let hash = match digest {
            RsaDigest::Sha1 => "SHA-1",
            RsaDigest::Sha256 => "SHA-256",
        };
        let (slot, der) = self.tell(key);
        *self.ask.borrow_mut() = object([
            ("key", slot.into()),
            ("der", der.into()),
            ("hash", hash.into()),
            // A canonical string is text; should it ever be none, no signature over it is good.
            ("text", std::str::from_utf8(text).unwrap_or_default().into()),
            ("signature", signature.map(Base64::encode_string).into()),
        ]);
        poll_fn(|_| self.given.take().map_or(Poll::Pending, Poll::Ready)).await
    }

    /// A key's number, and the key where it was not told before.
    fn tell(&self, key: &[u8]) -> (usize, Option<String>) {
        let mut told = self.told.borrow_mut();
        if let Some(slot) = told.iter().position(|known| *known == key.as_ptr()) {
            return (slot, None);
        }
        told.push(key.as_ptr());
        (told.len().saturating_sub(1), Some(Base64::encode_string(key)))
    }
}

impl RsaBackend for RequestedRsa {
    fn sign<'a>(
        &'a self,
        key: &'a PrivateKey,
        digest: RsaDigest,
        text: &'a [u8],
    ) -> Answered<'a, Result<Vec<u8>, NotSigned>> {
        Box::pin(async move {
            let signature = self.answer(key.pkcs8(), digest, text, None).await;
            if signature.is_empty() { Err(NotSigned) } else { Ok(signature) }
        })
    }

    fn verify<'a>(
        &'a self,
        key: &'a PublicKey,
        digest: RsaDigest,
        text: &'a [u8],
        signature: &'a [u8],
    ) -> Answered<'a, bool> {
        Box::pin(async move { self.answer(key.spki(), digest, text, Some(signature)).await == [1] })
    }
}
