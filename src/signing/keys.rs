//! RSA keys as configured: PEM or bare base64, PKCS#8, PKCS#1 or SPKI, brought into the form the platform imports.

use base64ct::{Base64, Encoding};

use super::der::{self, INTEGER, Reader, SEQUENCE};

/// The shortest modulus that is taken, in bits: old merchant keys have no more.
pub const MIN_BITS: usize = 1024;

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
            Kind::Pkcs8(modulus) => long_enough(modulus).map(|()| Self(der.clone())),
            Kind::Pkcs1(modulus) => long_enough(modulus).map(|()| Self(der::pkcs8_of(&der))),
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
            Kind::Spki(modulus) => long_enough(modulus).map(|()| Self(der.clone())),
            Kind::Pkcs1Public(modulus) => long_enough(modulus).map(|()| Self(der::spki_of(&der))),
            Kind::Pkcs8(_) | Kind::Pkcs1(_) => Err("this is a private key: give the provider's public key"),
        }
    }

    /// SPKI DER.
    pub fn spki(&self) -> &[u8] {
        &self.0
    }
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

/// The forms that a key comes in, each with its modulus.
enum Kind<'a> {
    Pkcs8(&'a [u8]),
    Pkcs1(&'a [u8]),
    Spki(&'a [u8]),
    Pkcs1Public(&'a [u8]),
}

/// Tells the forms apart by their structure: bare base64 carries no label, and labels are sometimes wrong.
fn kind(der: &[u8]) -> Result<Kind<'_>, &'static str> {
    let body = der::whole(der, SEQUENCE).ok_or(CUT_OFF)?;
    match (Reader::new(body).tag(), Reader::new(body).after_first_tag()) {
        // PrivateKeyInfo (RFC 5208 section 5): version, algorithm, key.
        (Some(INTEGER), Some(SEQUENCE)) => pkcs8(body),
        // RSAPrivateKey (RFC 8017 appendix A.1.2) has nine numbers, RSAPublicKey (A.1.1) two.
        (Some(INTEGER), Some(INTEGER)) if Reader::new(body).integers() == Some(2) => {
            Reader::new(body).integer().map(Kind::Pkcs1Public).ok_or(CUT_OFF)
        }
        (Some(INTEGER), Some(INTEGER)) => pkcs1_modulus(body).map(Kind::Pkcs1),
        // ECPrivateKey (RFC 5915 section 3): version, octets.
        (Some(INTEGER), Some(der::OCTETS)) => Err(NOT_RSA),
        // EncryptedPrivateKeyInfo (RFC 5208 section 6): algorithm, octets.
        (Some(SEQUENCE), Some(der::OCTETS)) => Err(ENCRYPTED),
        (Some(SEQUENCE), Some(der::BITS)) => spki(body),
        _ => Err(CUT_OFF),
    }
}

fn pkcs8(body: &[u8]) -> Result<Kind<'_>, &'static str> {
    let mut reader = Reader::new(body);
    reader.integer().ok_or(CUT_OFF)?;
    rsa(reader.take(SEQUENCE).ok_or(CUT_OFF)?)?;
    let inner = reader.take(der::OCTETS).and_then(|octets| der::whole(octets, SEQUENCE)).ok_or(CUT_OFF)?;
    pkcs1_modulus(inner).map(Kind::Pkcs8)
}

/// SubjectPublicKeyInfo (RFC 5280 section 4.1): algorithm, bits.
fn spki(body: &[u8]) -> Result<Kind<'_>, &'static str> {
    let mut reader = Reader::new(body);
    rsa(reader.take(SEQUENCE).ok_or(CUT_OFF)?)?;
    let bits = reader.take(der::BITS).and_then(|bits| bits.strip_prefix(&[0])).ok_or(CUT_OFF)?;
    let inner = der::whole(bits, SEQUENCE).filter(|inner| Reader::new(inner).integers() == Some(2)).ok_or(CUT_OFF)?;
    Reader::new(inner).integer().map(Kind::Spki).ok_or(CUT_OFF)
}

fn rsa(algorithm: &[u8]) -> Result<(), &'static str> {
    match Reader::new(algorithm).take(der::OBJECT_ID) {
        Some(id) if id == der::RSA_ENCRYPTION => Ok(()),
        Some(_) => Err(NOT_RSA),
        None => Err(CUT_OFF),
    }
}

/// The second of the nine numbers of a key of two primes.
fn pkcs1_modulus(body: &[u8]) -> Result<&[u8], &'static str> {
    let mut reader = Reader::new(body);
    match (reader.integers(), reader.integer(), reader.integer()) {
        (Some(9), Some(_), Some(modulus)) => Ok(modulus),
        _ => Err(CUT_OFF),
    }
}

fn long_enough(modulus: &[u8]) -> Result<(), &'static str> {
    let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
    let high = modulus.get(zeros).map_or(0, |byte| byte.leading_zeros());
    let bits = modulus.len().saturating_sub(zeros).saturating_mul(8);
    let bits = bits.saturating_sub(usize::try_from(high).unwrap_or_default());
    if bits < MIN_BITS { Err("is too small: RSA keys of 1024 bits and more are taken") } else { Ok(()) }
}
