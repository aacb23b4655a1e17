//! RSA keys as configured: PEM or bare base64, PKCS#8, PKCS#1 or SPKI, brought into the form the platform imports.

use base64ct::{Base64, Encoding};

use super::der::{self, DerReader, INTEGER, SEQUENCE};
use super::sha256;

/// The shortest modulus that is taken, in bits: old merchant keys have no more.
pub const MIN_BITS: usize = 1024;
/// The longest public exponent that is taken, in bits: BoringSSL, with which Workers sign, imports no longer one.
const MAX_EXPONENT_BITS: usize = 33;

/// A private key, PKCS#8 DER. Prints as `[redacted]`.
#[derive(Clone)]
pub struct PrivateKey(Vec<u8>);

/// A public key, SPKI DER.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(Vec<u8>);

impl PrivateKey {
    /// Reads PEM PKCS#8, PEM PKCS#1, or bare base64 of either; line breaks may be real or written as `\n`. The
    /// error says what is wrong and nothing of the key.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let der = bytes_of(text)?;
        match kind(&der)? {
            Kind::Pkcs8(numbers) => numbers.check().map(|()| Self(der.clone())),
            Kind::Pkcs1(numbers) => numbers.check().map(|()| Self(der::pkcs8_of(&der))),
            Kind::Spki(_) | Kind::Pkcs1Public(_) => Err("this is a public key: give the private one"),
        }
    }

    /// PKCS#8 DER.
    pub fn pkcs8(&self) -> &[u8] {
        &self.0
    }
}

impl PublicKey {
    /// Reads PEM or bare base64 of an SPKI (or of PKCS#1's `RSA PUBLIC KEY`); line breaks may be real or written
    /// as `\n`.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let der = bytes_of(text)?;
        match kind(&der)? {
            Kind::Spki(numbers) => numbers.check().map(|()| Self(der.clone())),
            Kind::Pkcs1Public(numbers) => numbers.check().map(|()| Self(der::spki_of(&der))),
            Kind::Pkcs8(_) | Kind::Pkcs1(_) => Err("this is a private key: give the provider's public key"),
        }
    }

    /// SPKI DER.
    pub fn spki(&self) -> &[u8] {
        &self.0
    }
}

/// SHA-256 of the modulus of a key in whatever form, which tells the key without showing it.
pub fn modulus_digest(text: &str) -> Option<String> {
    let der = bytes_of(text).ok()?;
    let (Kind::Pkcs8(numbers) | Kind::Pkcs1(numbers) | Kind::Spki(numbers) | Kind::Pkcs1Public(numbers)) =
        kind(&der).ok()?;
    Some(hex::encode(sha256(numbers.modulus)))
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PublicKey")
    }
}

/// The DER that a text holds, armoured or not.
fn bytes_of(text: &str) -> Result<Vec<u8>, &'static str> {
    let text = text.replace("\\r", "").replace("\\n", "\n");
    let base64: String = armoured(&text)?.split_ascii_whitespace().collect();
    if base64.is_empty() {
        return Err("is empty");
    }
    Base64::decode_vec(&base64).map_err(|_| "is neither PEM nor base64, or is cut off")
}

/// What stands between PEM's lines (RFC 7468); the whole text if there are none.
fn armoured(text: &str) -> Result<&str, &'static str> {
    let Some((_, rest)) = text.split_once("-----BEGIN ") else { return Ok(text) };
    let (label, rest) = rest.split_once("-----").ok_or("its PEM is cut off")?;
    match label {
        "PRIVATE KEY" | "RSA PRIVATE KEY" | "PUBLIC KEY" | "RSA PUBLIC KEY" => {}
        "ENCRYPTED PRIVATE KEY" => return Err(ENCRYPTED),
        "EC PRIVATE KEY" => return Err(NOT_RSA),
        "CERTIFICATE" => return Err("this is a certificate: give the key alone"),
        "OPENSSH PRIVATE KEY" => return Err("this is OpenSSH's own format: export the key as PKCS#8"),
        _ => return Err("this PEM holds something else than an RSA key"),
    }
    let (body, _) = rest.split_once(&format!("-----END {label}-----")).ok_or("its PEM is cut off")?;
    // RFC 1421 headers, which PKCS#1 still uses for encryption.
    if body.contains("Proc-Type:") { Err(ENCRYPTED) } else { Ok(body) }
}

const ENCRYPTED: &str = "this key is encrypted: decrypt it first";
const NOT_RSA: &str = "this is not an RSA key";
const CUT_OFF: &str = "is cut off, or no key at all";

/// The forms that a key comes in, each with its public numbers.
enum Kind<'a> {
    Pkcs8(RsaNumbers<'a>),
    Pkcs1(RsaNumbers<'a>),
    Spki(RsaNumbers<'a>),
    Pkcs1Public(RsaNumbers<'a>),
}

/// A key's public numbers, big-endian and without leading zeros.
struct RsaNumbers<'a> {
    modulus: &'a [u8],
    exponent: &'a [u8],
}

/// Tells the forms apart by their structure: bare base64 carries no label, and labels are sometimes wrong.
fn kind(der: &[u8]) -> Result<Kind<'_>, &'static str> {
    let body = der::whole(der, SEQUENCE).ok_or(CUT_OFF)?;
    match (DerReader::new(body).tag(), DerReader::new(body).after_first_tag()) {
        // PrivateKeyInfo (RFC 5208 section 5): version, algorithm, key.
        (Some(INTEGER), Some(SEQUENCE)) => pkcs8(body),
        // RSAPrivateKey (RFC 8017 appendix A.1.2) has nine numbers, RSAPublicKey (A.1.1) two.
        (Some(INTEGER), Some(INTEGER)) if DerReader::new(body).integers() == Some(2) => {
            RsaNumbers::next(&mut DerReader::new(body)).map(Kind::Pkcs1Public)
        }
        (Some(INTEGER), Some(INTEGER)) => private_numbers(body).map(Kind::Pkcs1),
        // ECPrivateKey (RFC 5915 section 3): version, octets.
        (Some(INTEGER), Some(der::OCTETS)) => Err(NOT_RSA),
        // EncryptedPrivateKeyInfo (RFC 5208 section 6): algorithm, octets.
        (Some(SEQUENCE), Some(der::OCTETS)) => Err(ENCRYPTED),
        (Some(SEQUENCE), Some(der::BITS)) => spki(body),
        _ => Err(CUT_OFF),
    }
}

fn pkcs8(body: &[u8]) -> Result<Kind<'_>, &'static str> {
    let mut reader = DerReader::new(body);
    reader.integer().ok_or(CUT_OFF)?;
    rsa(reader.take(SEQUENCE).ok_or(CUT_OFF)?)?;
    let inner = reader.take(der::OCTETS).and_then(|octets| der::whole(octets, SEQUENCE)).ok_or(CUT_OFF)?;
    private_numbers(inner).map(Kind::Pkcs8)
}

/// SubjectPublicKeyInfo (RFC 5280 section 4.1): algorithm, bits.
fn spki(body: &[u8]) -> Result<Kind<'_>, &'static str> {
    let mut reader = DerReader::new(body);
    rsa(reader.take(SEQUENCE).ok_or(CUT_OFF)?)?;
    let bits = reader.take(der::BITS).and_then(|bits| bits.strip_prefix(&[0])).ok_or(CUT_OFF)?;
    let inner =
        der::whole(bits, SEQUENCE).filter(|inner| DerReader::new(inner).integers() == Some(2)).ok_or(CUT_OFF)?;
    RsaNumbers::next(&mut DerReader::new(inner)).map(Kind::Spki)
}

fn rsa(algorithm: &[u8]) -> Result<(), &'static str> {
    match DerReader::new(algorithm).take(der::OBJECT_ID) {
        Some(id) if id == der::RSA_ENCRYPTION => Ok(()),
        Some(_) => Err(NOT_RSA),
        None => Err(CUT_OFF),
    }
}

/// The second and third of the nine numbers of a key of two primes.
fn private_numbers(body: &[u8]) -> Result<RsaNumbers<'_>, &'static str> {
    let mut reader = DerReader::new(body);
    match (reader.integers(), reader.integer()) {
        (Some(9), Some(_)) => RsaNumbers::next(&mut reader),
        _ => Err(CUT_OFF),
    }
}

impl<'a> RsaNumbers<'a> {
    /// The modulus and, after it, the exponent.
    fn next(reader: &mut DerReader<'a>) -> Result<Self, &'static str> {
        let mut number = || reader.integer().map(without_zeros).ok_or(CUT_OFF);
        Ok(Self { modulus: number()?, exponent: number()? })
    }

    /// RFC 8017 section 3.1: both are odd, the exponent from 3. Under an exponent of 1 anybody can sign.
    fn check(&self) -> Result<(), &'static str> {
        let odd = |number: &[u8]| number.last().is_some_and(|byte| byte & 1 == 1);
        if bits(self.modulus) < MIN_BITS {
            return Err("is too small: RSA keys of 1024 bits and more are taken");
        }
        if !odd(self.modulus) {
            return Err("is no RSA key: its modulus is even");
        }
        if !odd(self.exponent) || self.exponent == [1] || bits(self.exponent) > MAX_EXPONENT_BITS {
            return Err("has a public exponent under which nothing is safe: 65537 is usual");
        }
        Ok(())
    }
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

fn bits(number: &[u8]) -> usize {
    let unused = number.first().map_or(0, |byte| byte.leading_zeros());
    number.len().saturating_mul(8).saturating_sub(usize::try_from(unused).unwrap_or_default())
}
