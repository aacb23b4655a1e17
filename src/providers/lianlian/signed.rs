//! LianLian's signatures: a header over an object of the body, by the canonical rule (DOC-21 §2.2).

use base64ct::{Base64, Encoding};

use super::config::Config;
use crate::signing::canonical::{Empties, Json, canonical_string};
use crate::signing::{Claimed, RsaBackend, Verified, verify};

/// The headers of a message that matter here.
pub(super) struct Signature(Vec<u8>);

impl Signature {
    /// Reads the header `sign`, in either letter case. `None` if it is absent, is given twice, is not base64, or
    /// `sign-type` (or `sign_type`, as the SDKs write it) says something else than RSA.
    pub fn of(headers: &[(String, String)]) -> Option<Self> {
        let named = |wanted: &'static str| {
            headers.iter().filter(move |(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_str())
        };
        let mut given = named("sign");
        let text = given.next().filter(|_| given.next().is_none())?;
        let mut types = named("sign-type").chain(named("sign_type"));
        types.all(|kind| kind == "RSA").then(|| Self::read(text)).flatten()
    }

    /// Reads standard base64, padded, on one line.
    pub fn read(text: &str) -> Option<Self> {
        Base64::decode_vec(text).ok().map(Self)
    }
}

/// `content`, if one of LianLian's keys signed `object`. First-party code counts empty texts, third-party code
/// skips them: both are tried, in that order.
pub(super) async fn verified<T>(
    config: &Config,
    object: &Json,
    signature: &Signature,
    rsa: &dyn RsaBackend,
    content: T,
) -> Option<Verified<T>> {
    let mut texts: Vec<String> =
        [Empties::Included, Empties::Skipped].iter().filter_map(|empties| canonical_string(object, *empties)).collect();
    texts.dedup();
    texts.retain(|text| !text.is_empty());
    let claimed = Claimed { keys: &config.public_keys, digest: config.digest, texts: &texts, signature: &signature.0 };
    verify(rsa, claimed, content).await
}
