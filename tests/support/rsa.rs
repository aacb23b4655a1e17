//! Doors for tests: the platform's RSA is not here, and there is no `rsa` crate. Real RSA is checked where it is
//! used, by WebCrypto and `node:crypto`, against the same signatures that openssl made.

use std::future::ready;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use mekong_pay::signing::keys::{PrivateKey, PublicKey};
use mekong_pay::signing::{Answered, NotSigned, RsaBackend, RsaDigest, sha256};

/// The result of a future that is ready at once, as every one is when the backend is.
pub fn block_on<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing here waits"),
    }
}

/// One signature that openssl made.
pub struct Known {
    pub private: Option<Vec<u8>>,
    pub public: Vec<u8>,
    pub digest: RsaDigest,
    pub text: Vec<u8>,
    pub signature: Vec<u8>,
}

/// Knows the listed signatures and no others.
pub struct ListedRsa(pub Vec<Known>);

impl RsaBackend for ListedRsa {
    fn sign<'a>(
        &'a self,
        key: &'a PrivateKey,
        digest: RsaDigest,
        text: &'a [u8],
    ) -> Answered<'a, Result<Vec<u8>, NotSigned>> {
        let ours = |k: &&Known| k.private.as_deref() == Some(key.pkcs8()) && k.digest == digest && k.text == text;
        Box::pin(ready(self.0.iter().find(ours).map(|known| known.signature.clone()).ok_or(NotSigned)))
    }

    fn verify<'a>(
        &'a self,
        key: &'a PublicKey,
        digest: RsaDigest,
        text: &'a [u8],
        signature: &'a [u8],
    ) -> Answered<'a, bool> {
        let good =
            |k: &Known| k.public == key.spki() && k.digest == digest && k.text == text && k.signature == signature;
        Box::pin(ready(self.0.iter().any(good)))
    }
}

/// Stands in for any key: its signature is a hash of the text, which is enough where the signature is not what is
/// tested.
pub struct AnyRsa;

impl AnyRsa {
    pub fn signature(text: &[u8]) -> Vec<u8> {
        sha256(text).to_vec()
    }
}

impl RsaBackend for AnyRsa {
    fn sign<'a>(&'a self, _: &'a PrivateKey, _: RsaDigest, text: &'a [u8]) -> Answered<'a, Result<Vec<u8>, NotSigned>> {
        Box::pin(ready(Ok(Self::signature(text))))
    }

    fn verify<'a>(&'a self, _: &'a PublicKey, _: RsaDigest, text: &'a [u8], signature: &'a [u8]) -> Answered<'a, bool> {
        Box::pin(ready(signature == Self::signature(text)))
    }
}
