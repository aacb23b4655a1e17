//! Encryption at rest, by the platform's WebCrypto.

use super::host::thrown;
use crate::domain::Secret;
use crate::gateway::platform::{Fault, Sealing};
use crate::providers::LocalFuture;
use crate::webcrypto;

/// AES-256-GCM.
pub struct AesGcm;

impl Sealing for AesGcm {
    fn seal<'a>(
        &'a self,
        secret: &'a Secret,
        context: &'a str,
        text: &'a Secret,
    ) -> LocalFuture<'a, Result<Vec<u8>, Fault>> {
        Box::pin(async move { webcrypto::seal(secret, context, text).await.map_err(thrown) })
    }

    fn open<'a>(&'a self, secret: &'a Secret, context: &'a str, sealed: &'a [u8]) -> LocalFuture<'a, Option<Secret>> {
        Box::pin(webcrypto::open(secret, context, sealed))
    }
}
