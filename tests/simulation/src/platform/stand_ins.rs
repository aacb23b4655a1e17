//! Cryptography that only has to be kept apart, not to be strong: vectors and the tests in wasm hold the real one.

use hmac::{Hmac, KeyInit, Mac};
use mekong_pay::domain::Secret;
use mekong_pay::gateway::platform::{Fault, RateLimit, Sealing};
use mekong_pay::providers::LocalFuture;
use mekong_pay::signing::keys::{PrivateKey, PublicKey};
use mekong_pay::signing::{NotSigned, RsaBackend, RsaDigest};
use sha2::Sha256;

/// Signs by a key's bytes: whoever has them verifies, too.
pub struct KeyedRsa;

/// What stands for the RSA signature of a key, whose bytes are PKCS#8 or SPKI DER.
pub fn keyed(key: &[u8], digest: &str, text: &[u8]) -> Vec<u8> {
    mac(key, &[digest.as_bytes(), text])
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

const fn word(digest: RsaDigest) -> &'static str {
    match digest {
        RsaDigest::Sha1 => "SHA1",
        RsaDigest::Sha256 => "SHA256",
    }
}

impl RsaBackend for KeyedRsa {
    fn sign<'a>(
        &'a self,
        key: &'a PrivateKey,
        digest: RsaDigest,
        text: &'a [u8],
    ) -> LocalFuture<'a, Result<Vec<u8>, NotSigned>> {
        Box::pin(async move { Ok(keyed(key.pkcs8(), word(digest), text)) })
    }

    fn verify<'a>(
        &'a self,
        key: &'a PublicKey,
        digest: RsaDigest,
        text: &'a [u8],
        signature: &'a [u8],
    ) -> LocalFuture<'a, bool> {
        Box::pin(async move { keyed(key.spki(), word(digest), text) == signature })
    }
}

/// A text with its MAC before it.
pub struct Marked;

impl Sealing for Marked {
    fn seal<'a>(
        &'a self,
        secret: &'a Secret,
        context: &'a str,
        text: &'a Secret,
    ) -> LocalFuture<'a, Result<Vec<u8>, Fault>> {
        let text = text.reveal().as_bytes();
        let mut sealed = mac(secret.reveal().as_bytes(), &[context.as_bytes(), text]);
        sealed.extend_from_slice(text);
        Box::pin(async move { Ok(sealed) })
    }

    fn open<'a>(&'a self, secret: &'a Secret, context: &'a str, sealed: &'a [u8]) -> LocalFuture<'a, Option<Secret>> {
        let opened = sealed.split_at_checked(32).and_then(|(tag, text)| {
            let good = mac(secret.reveal().as_bytes(), &[context.as_bytes(), text]) == tag;
            good.then(|| Secret::new(String::from_utf8_lossy(text).into_owned()))
        });
        Box::pin(async move { opened })
    }
}

/// Lets everybody in but one in a hundred or so.
pub struct Coarse(pub std::rc::Rc<crate::world::World>);

impl RateLimit for Coarse {
    fn count<'a>(&'a self, _: &'a str) -> LocalFuture<'a, Result<bool, Fault>> {
        let drawn = self.0.chance.under(200);
        Box::pin(async move {
            match drawn {
                0 => Ok(false),
                1 => Err(Fault("the rate limit does not answer".to_owned())),
                _ => Ok(true),
            }
        })
    }
}
