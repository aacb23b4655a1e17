//! Just enough DER (X.690) to tell RSA keys apart and to wrap them.

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BITS: u8 = 0x03;
pub(super) const OCTETS: u8 = 0x04;
pub(super) const OBJECT_ID: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;

/// 1.2.840.113549.1.1.1 (RFC 8017 appendix C).
pub(super) const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// AlgorithmIdentifier of the above: the id and a NULL.
const RSA_ALGORITHM: &[u8] =
    &[SEQUENCE, 0x0d, OBJECT_ID, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// Reads one element after the other.
#[derive(Clone, Copy)]
pub(super) struct DerReader<'a>(&'a [u8]);

impl<'a> DerReader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The tag that comes next.
    pub(super) fn tag(&self) -> Option<u8> {
        self.0.first().copied()
    }

    /// The tag of the element after the next one.
    pub(super) fn after_first_tag(mut self) -> Option<u8> {
        self.any()?;
        self.tag()
    }

    /// The contents of the next element, if it has this tag.
    pub(super) fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        if self.tag() == Some(tag) { self.any() } else { None }
    }

    /// The next element, a whole number that is not negative.
    pub(super) fn integer(&mut self) -> Option<&'a [u8]> {
        self.take(INTEGER).filter(|bytes| bytes.first().is_some_and(|high| *high < 0x80))
    }

    /// How many elements there are, if all of them are such numbers.
    pub(super) fn integers(mut self) -> Option<usize> {
        let mut count = 0_usize;
        while !self.0.is_empty() {
            self.integer()?;
            count = count.saturating_add(1);
        }
        Some(count)
    }

    fn any(&mut self) -> Option<&'a [u8]> {
        let (_, rest) = self.0.split_first()?;
        let (length, rest) = length(rest)?;
        let (contents, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(contents)
    }
}

/// The contents of the one element that `bytes` are, nothing after it.
pub(super) fn whole(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    let mut reader = DerReader::new(bytes);
    reader.take(tag).filter(|_| reader.0.is_empty())
}

/// A length in one byte, or in up to three that the first announces.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    if *first < 0x80 {
        return Some((usize::from(*first), rest));
    }
    let count = usize::from(*first & 0x7f);
    let (digits, rest) = rest.split_at_checked(count).filter(|_| (1..=3).contains(&count))?;
    let length = digits.iter().fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte));
    Some((length, rest))
}

/// PrivateKeyInfo (RFC 5208 section 5) of an RSAPrivateKey.
pub(super) fn pkcs8_of(pkcs1: &[u8]) -> Vec<u8> {
    let version = [INTEGER, 1, 0];
    element(SEQUENCE, &[&version, RSA_ALGORITHM, &element(OCTETS, pkcs1)].concat())
}

/// SubjectPublicKeyInfo (RFC 5280 section 4.1) of an RSAPublicKey.
pub(super) fn spki_of(pkcs1: &[u8]) -> Vec<u8> {
    element(SEQUENCE, &[RSA_ALGORITHM, &element(BITS, &[&[0_u8], pkcs1].concat())].concat())
}

fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match u8::try_from(contents.len()) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let digits = contents.len().to_be_bytes();
            let digits: Vec<u8> = digits.into_iter().skip_while(|byte| *byte == 0).collect();
            out.push(0x80 | u8::try_from(digits.len()).unwrap_or_default());
            out.extend(digits);
        }
    }
    out.extend_from_slice(contents);
    out
}
