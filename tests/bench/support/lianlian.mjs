// LianLian: RSA-2048 with SHA-1 over a canonical string, beside node:crypto and WebCrypto called directly, and the same
// request written by hand.
import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { lianlian } from 'mekong-pay';

const vectors = JSON.parse(readFileSync(new URL('../../vectors/lianlian.json', import.meta.url)));
const { command, context, config, expect } = vectors.cases.find(({ id }) => id === 'sample-truemoney-normal-balance-tm');
const CONFIG = vectors.configs[config];
const TEXT = expect.canonical;
const SIGNATURE = expect.request.headers.sign;
const PUBLIC = vectors.keys.merchant.public;

const bytes = (base64) => Buffer.from(base64, 'base64');
const privateKey = createPrivateKey(CONFIG.private_key);
const publicKey = createPublicKey({ key: bytes(PUBLIC), format: 'der', type: 'spki' });
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-1' };
const webKeys = async () => ({
  own: await crypto.subtle.importKey('pkcs8', privateKey.export({ format: 'der', type: 'pkcs8' }), RSA, false, ['sign']),
  open: await crypto.subtle.importKey('spki', bytes(PUBLIC), RSA, false, ['verify']),
});

/** Contenders for a signature. */
export async function signing() {
  const { own } = await webKeys();
  const entry = (name, make) => ({ name, run: () => make(TEXT), check: async () => {
    assert.equal(await make(TEXT), SIGNATURE, name);
    assert.notEqual(await make(`${TEXT}1`), SIGNATURE, name);
  } });
  return [
    entry('mekong-pay', (text) => lianlian.sign(text, CONFIG.private_key)),
    entry('node:crypto', (text) => sign('sha1', Buffer.from(text), privateKey).toString('base64')),
    entry('WebCrypto', async (text) =>
      Buffer.from(await crypto.subtle.sign(RSA.name, own, Buffer.from(text))).toString('base64')),
  ];
}

/** Contenders for looking at one. */
export async function verifying() {
  const { open } = await webKeys();
  const entry = (name, ask) => ({ name, run: () => ask(TEXT), check: async () => {
    assert.deepEqual([await ask(TEXT), await ask(`${TEXT}1`)], [true, false], name);
  } });
  return [
    entry('mekong-pay', (text) => lianlian.verify(text, SIGNATURE, PUBLIC)),
    entry('node:crypto', (text) => verify('sha1', Buffer.from(text), publicKey, bytes(SIGNATURE))),
    entry('WebCrypto', (text) => crypto.subtle.verify(RSA.name, open, bytes(SIGNATURE), Buffer.from(text))),
  ];
}

/** The rule as one would write it from LianLian's page. */
function canonicalByHand(object) {
  const pieces = [];
  for (const key of Object.keys(object).sort()) {
    const value = object[key];
    if (Array.isArray(value)) pieces.push(...value.map(canonicalByHand));
    else if (value !== null && typeof value === 'object') pieces.push(canonicalByHand(value));
    else if (value !== null) pieces.push(`${key}=${value}`);
  }
  return pieces.join('&');
}

/** Contenders for the canonical string of a request's body. */
export function canonical() {
  const { body } = expect.request;
  const entry = (name, run) => ({ name, run, check: () => assert.equal(run(), TEXT, name) });
  return [
    entry('mekong-pay', () => lianlian.canonicalString(body)),
    entry('by hand', () => canonicalByHand(JSON.parse(body))),
  ];
}

const AGENT = `Mekong/${JSON.parse(readFileSync(new URL('../../../js/mekong-pay/package.json', import.meta.url))).version}`;
// Where LianLian is to call and to send the browser, as the merchant's server was given them.
const { redirect_url, notify_url } = JSON.parse(expect.request.body);

async function requestByHand(key) {
  const { service: _, method, order_desc, ...details } = command.details;
  const fields = {
    version: 'v1', service: 'llpth.truemoney.pay', merchant_id: CONFIG.merchant_id,
    merchant_order_id: command.merchant_order_id, order_amount: Number(command.amount.value).toFixed(2),
    order_currency: command.amount.currency, payment_method: method, order_desc, ...details,
    redirect_url,
    notify_url,
  };
  const canonicalString = canonicalByHand(fields);
  const signature = Buffer.from(await crypto.subtle.sign(RSA.name, key, Buffer.from(canonicalString))).toString('base64');
  return {
    method: 'POST',
    url: `${CONFIG.base_url}/gateway`,
    headers: {
      Accept: 'application/json, text/plain, */*', 'User-Agent': AGENT, 'Content-Type': 'application/json',
      sign: signature, 'sign-type': 'RSA',
    },
    body: JSON.stringify(fields),
    canonicalString,
  };
}

/** Contenders for a whole request. By hand nothing is checked. */
export async function requests() {
  const { own } = await webKeys();
  const account = lianlian.account(CONFIG);
  const entry = (name, run) => ({ name, run, check: async () => {
    const { body, canonicalString, ...rest } = await run();
    const { body: expected, headers, ...others } = expect.request;
    const wanted = { ...others, headers: { ...headers, 'User-Agent': AGENT } };
    assert.deepEqual([rest, canonicalString, JSON.parse(body)], [wanted, TEXT, JSON.parse(expected)], name);
  } });
  return [
    entry('mekong-pay', () =>
      lianlian.createPayment(account, command, { publicUrl: context.public_url, now: Date.parse(context.now) / 1000 })),
    entry('WebCrypto by hand', () => requestByHand(own)),
  ];
}

/** Runs `work` while the platform's RSA answers at once: what remains is everything around it. */
export async function withoutRsa(work) {
  const { subtle } = crypto;
  const made = bytes(SIGNATURE);
  const at = made.buffer.slice(made.byteOffset, made.byteOffset + made.length);
  Object.assign(subtle, { sign: async () => at, verify: async () => true });
  try {
    return await work();
  } finally {
    delete subtle.sign;
    delete subtle.verify;
  }
}
