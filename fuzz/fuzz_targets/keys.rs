//! Keys as configured: PEM, base64, DER; webhook secrets; and client tokens.
#![no_main]

use base64ct::{Base64, Encoding};
use libfuzzer_sys::fuzz_target;
use mekong_pay::domain::{MerchantOrderId, Secret};
use mekong_pay::signing::client_token::ClientToken;
use mekong_pay::signing::keys::{MIN_BITS, PrivateKey, PublicKey};
use mekong_pay::signing::webhook;
use mekong_pay_fuzz::text;

const LABELS: [&str; 4] = ["PRIVATE KEY", "RSA PRIVATE KEY", "PUBLIC KEY", "RSA PUBLIC KEY"];

fuzz_target!(|data: &[u8]| {
    let Some((selector, data)) = data.split_first() else { return };
    if selector & 1 == 0 {
        if let Some(text) = text(data) {
            key(text);
            secret(text);
            token(text);
        }
        return;
    }
    // DER as it is, armoured or not.
    let base64 = Base64::encode_string(data);
    key(&base64);
    let label = LABELS[usize::from(selector >> 1) % LABELS.len()];
    key(&format!("-----BEGIN {label}-----\n{base64}\n-----END {label}-----\n"));
    secret(&format!("whsec_{base64}"));
});

fn key(text: &str) {
    let (private, public) = (PrivateKey::parse(text), PublicKey::parse(text));
    assert!(private.is_err() || public.is_err(), "one text is both keys");
    if let Ok(key) = private {
        assert_eq!(format!("{key:?}"), "[redacted]");
        assert!(key.pkcs8().len() * 8 > MIN_BITS, "shorter than the shortest modulus");
        let again = PrivateKey::parse(&Base64::encode_string(key.pkcs8()));
        assert_eq!(again.map(|again| again.pkcs8().to_vec()), Ok(key.pkcs8().to_vec()), "another key");
    }
    if let Ok(key) = public {
        assert_eq!(format!("{key:?}"), "PublicKey");
        assert!(key.spki().len() * 8 > MIN_BITS, "shorter than the shortest modulus");
        assert_eq!(PublicKey::parse(&Base64::encode_string(key.spki())), Ok(key.clone()), "another key");
    }
}

fn secret(text: &str) {
    let Ok(key) = webhook::key(&Secret::new(text)) else { return };
    assert!((24..=64).contains(&key.len()));
    assert_eq!(text, format!("whsec_{}", Base64::encode_string(&key)), "two spellings of one secret");
    let signatures = webhook::signatures(&[key.clone(), key], "evt_1", 1_700_000_000, "{}");
    assert!(signatures.split(' ').count() == 2 && signatures.split(' ').all(|one| one.starts_with("v1,")));
}

/// What nobody signed is no token; what was signed is read as it was said.
fn token(text: &str) {
    let secrets =
        ["an old secret that no seed was made with", "the secret that no seed was made with"].map(Secret::new);
    assert_eq!(ClientToken::verified(&secrets, text), None);
    let Ok(id) = MerchantOrderId::parse(text) else { return };
    let said = ClientToken { order: id.key(), generation: text.len() as u32, expires_at: 1_700_000_000 };
    let signed = said.signed(&secrets[1]);
    assert!(said.opens(text) && signed.len() <= 200, "{signed}");
    assert_eq!(ClientToken::verified(&secrets, &signed), Some(said));
    assert_eq!(ClientToken::verified(&secrets[..1], &signed), None);
}
