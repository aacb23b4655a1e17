// The platform's RSA. The core says what is to be signed or verified and with which key; WebCrypto does it.
import { core } from './core.js';
import { wasmInput, result } from './wasm_input.js';
import { MekongError } from './error.js';
import { needed, utf8 } from './platform.js';

const NAME = 'RSASSA-PKCS1-v1_5';

/** The platform's RSA; without it nothing of this can be done. */
export const subtle = () => needed('crypto.subtle');

const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));

function bytes(base64) {
  const text = atob(base64);
  const made = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) made[at] = text.charCodeAt(at);
  return made;
}

const importKey = (der, hash, usage) =>
  subtle().importKey(usage === 'sign' ? 'pkcs8' : 'spki', bytes(der), { name: NAME, hash }, false, [usage]);

const isKey = (value) => typeof CryptoKey === 'function' && value instanceof CryptoKey;

function checkKey(key, hash, usage, field) {
  const fits = key.algorithm.name === NAME && key.algorithm.hash?.name === hash && key.usages.includes(usage);
  if (!fits) {
    throw new MekongError('key_invalid', `expected a CryptoKey for ${NAME} with ${hash} and the usage "${usage}"`, { field });
  }
  return key;
}

/** An account's keys by the core's numbers; `held` are those that only the platform has, by what stands in for them. */
export function keyring(held) {
  const keys = [];
  return ({ key, der, hash }, usage) => keys[key] ??= held.get(der) ?? importKey(der, hash, usage);
}

const FAILED = new Uint8Array();

/** What the core asks for: a signature, or whether one is good as 1 or 0; nothing for what the platform cannot do. */
export async function perform(ask, keys) {
  const { text, signature } = ask;
  try {
    if (signature === null) {
      return new Uint8Array(await subtle().sign(NAME, await keys(ask, 'sign'), utf8().encode(text)));
    }
    const key = await keys(ask, 'verify');
    return Uint8Array.of(await subtle().verify(NAME, key, bytes(signature), utf8().encode(text)) ? 1 : 0);
  } catch {
    return FAILED;
  }
}

const HASHES = { SHA1: 'SHA-1', SHA256: 'SHA-256' };

function hashOf(digest = 'SHA1') {
  const hash = HASHES[digest];
  if (!hash) throw new MekongError('field_invalid', 'expected SHA1 or SHA256', { field: 'digest' });
  return hash;
}

// Imported keys, by the text they were written in. Reading and importing one costs a fifth of a signature.
const imported = { sign: new Map(), verify: new Map() };
const MOST_KEPT = 64;

function keyOf(key, hash, usage) {
  if (isKey(key)) return checkKey(key, hash, usage, 'key');
  if (typeof key !== 'string') throw new MekongError('key_invalid', 'expected PEM, base64 or a CryptoKey', { field: 'key' });
  const kept = imported[usage];
  const known = kept.get(key);
  if (known?.hash === hash) return known.made;
  const der = result(core().key_der(wasmInput(key).bytes, usage === 'sign'));
  const made = importKey(der, hash, usage);
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value);
  kept.set(key, { hash, made });
  made.catch(() => kept.delete(key));
  return made;
}

/** The signature of a text, base64. */
export async function sign(text, privateKey, { digest } = {}) {
  const key = await keyOf(privateKey, hashOf(digest), 'sign');
  return base64(await subtle().sign(NAME, key, utf8().encode(text)));
}

/** Whether a signature is the key's over a text. */
export async function verify(text, signature, publicKey, { digest } = {}) {
  const key = await keyOf(publicKey, hashOf(digest), 'verify');
  let given;
  try {
    given = bytes(signature);
  } catch {
    return false;
  }
  return subtle().verify(NAME, key, given, utf8().encode(text));
}

// A key that only the platform holds never crosses. The core, which wants keys in their own form, is given one of that
// form that is no key: its modulus is a number of ours. It is odd, and the exponent 3, since the core looks at both.
const SEQUENCE = 0x30;
const INTEGER = 0x02;
const part = (tag, ...contents) => {
  const body = contents.flat();
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255];
  return [tag, ...length, ...body];
};
// rsaEncryption, RFC 8017 appendix C.
const ALGORITHM = [SEQUENCE, 13, 0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 0x05, 0];
const modulus = (number) => part(INTEGER, [0, 0x80], new Array(125).fill(0), [number >> 8, number & 255]);
const FORMS = {
  sign: (number) => {
    const inner = part(SEQUENCE, part(INTEGER, [0]), modulus(number), ...new Array(7).fill(part(INTEGER, [3])));
    return part(SEQUENCE, part(INTEGER, [0]), ALGORITHM, part(0x04, inner));
  },
  verify: (number) => part(SEQUENCE, ALGORITHM, part(0x03, [0], part(SEQUENCE, modulus(number), part(INTEGER, [3])))),
};

/** Settings without CryptoKeys: `{ replaced, held }`, with what stands in for each, and by that the key itself. */
export function standIns(digest = 'SHA1', settings) {
  const held = new Map();
  const replace = (field) => (value) => {
    if (!isKey(value)) return value;
    const usage = field === 'public_keys' ? 'verify' : 'sign';
    const text = base64(Uint8Array.from(FORMS[usage](2 * held.size + 1)));
    held.set(text, checkKey(value, HASHES[digest], usage, field));
    return text;
  };
  const replaced = Object.fromEntries(Object.entries(settings).map(([field, value]) =>
    [field, Array.isArray(value) ? value.map(replace(field)) : replace(field)(value)]));
  return { replaced, held };
}
