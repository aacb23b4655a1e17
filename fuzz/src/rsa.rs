//! Doors to an RSA that the fuzzer cannot work: one believes no signature, the other every one.

use std::future::ready;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use mekong_pay::signing::keys::{PrivateKey, PublicKey};
use mekong_pay::signing::{Answered, NotSigned, RsaBackend, RsaDigest};

/// Believes every signature if true, and none if false: nobody without the key can make one.
pub struct RsaThatSays(pub bool);

impl RsaBackend for RsaThatSays {
    fn sign<'a>(&'a self, _: &'a PrivateKey, _: RsaDigest, _: &'a [u8]) -> Answered<'a, Result<Vec<u8>, NotSigned>> {
        Box::pin(ready(Ok(b"signature".to_vec())))
    }

    fn verify<'a>(&'a self, _: &'a PublicKey, _: RsaDigest, _: &'a [u8], _: &'a [u8]) -> Answered<'a, bool> {
        Box::pin(ready(self.0))
    }
}

/// The result of a future that is ready at once.
pub fn block_on<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing here waits"),
    }
}
