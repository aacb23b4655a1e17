import { sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { canonicalString } from './canonical.mjs';

const key = (name) => readFileSync(new URL(`keys/${name}.pem`, import.meta.url), 'utf8');

const MERCHANT_PUBLIC = key('merchant_public');
const LIANLIAN_PRIVATE = key('lianlian_private');
// A key that is surely not LianLian's, to forge with.
const FOREIGN_PRIVATE = key('merchant_private');

/** RSA PKCS#1 v1.5, SHA-1 by LianLian's documents, base64. */
export function createSignatures(digest) {
  const signWith = (privateKey) => (object) => (
    sign(digest, Buffer.from(canonicalString(object), 'utf8'), privateKey).toString('base64')
  );
  const genuine = signWith(LIANLIAN_PRIVATE);
  return {
    genuine,
    foreign: signWith(FOREIGN_PRIVATE),
    /** The right length and form, but one bit is wrong. */
    bad(object) {
      const bytes = Buffer.from(genuine(object), 'base64');
      bytes[bytes.length - 1] ^= 1;
      return bytes.toString('base64');
    },
    isMerchants(object, signature) {
      if (!/^[A-Za-z0-9+/]+={0,2}$/.test(signature)) return false;
      const text = Buffer.from(canonicalString(object), 'utf8');
      return verify(digest, text, MERCHANT_PUBLIC, Buffer.from(signature, 'base64'));
    },
  };
}
