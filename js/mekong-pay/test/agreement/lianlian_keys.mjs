// RSA by node:crypto, with the keys made for the vectors.
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { canonical } from './json.mjs';

const pairs = new Map();

/** Both halves of a key, by whichever half is written. */
function pairOf(keys, text) {
  if (!pairs.has(text)) {
    const [name, written] = Object.entries(keys).find(([, key]) => key.private === text || key.public === text);
    const der = (half, type) => ({ key: Buffer.from(written[half], 'base64'), format: 'der', type });
    pairs.set(text, { name, secret: createPrivateKey(der('private', 'pkcs8')), open: createPublicKey(der('public', 'spki')) });
  }
  return pairs.get(text);
}

const hashOf = ({ digest = 'SHA1' }) => digest.toLowerCase();

/** A signature of a text, base64, and who made it: what the native core's door must know. */
export function signed({ keys }, of, key, text) {
  const { name, secret } = pairOf(keys, key);
  const signature = sign(hashOf(of), Buffer.from(text), secret).toString('base64');
  return { key: name, digest: of.digest ?? 'SHA1', text, signature };
}

// Standard base64, padded and on one line.
const isBase64 = (text) => Buffer.from(text, 'base64').toString('base64') === text;

/** The one `sign` header, if it can be read, and `sign-type`, however it is spelt, says nothing but RSA. */
export function signatureOf(headers) {
  const named = (...names) => headers.filter(([name]) => names.includes(name.toLowerCase())).map(([, value]) => value);
  const signs = named('sign');
  const isRsa = named('sign-type', 'sign_type').every((type) => type === 'RSA');
  return signs.length === 1 && isBase64(signs[0]) && isRsa ? signs[0] : undefined;
}

/** The good signatures that this one is: of each key over each text that the object may have been signed as. */
export function proofs({ keys }, of, node, signature) {
  if (signature === undefined) return [];
  const bytes = Buffer.from(signature, 'base64');
  const texts = new Set(['included', 'skipped'].map((empties) => canonical(node, empties)).filter(Boolean));
  return [...texts].flatMap((text) => of.public_keys.map((key) => pairOf(keys, key))
    .filter(({ open }) => verify(hashOf(of), Buffer.from(text), open, bytes))
    .map(({ name }) => ({ key: name, digest: of.digest ?? 'SHA1', text, signature })));
}
