// AppotaPay: the token of a call (HS256), and a signed charging request, which is two HMACs.
import assert from 'node:assert/strict';
import { createHmac, createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import jsonwebtoken from 'jsonwebtoken';
import { SignJWT } from 'jose';
import { appotapay } from 'mekong-pay';

const CONFIG = {
  base_url: 'https://gateway.dev.appotapay.com', partner_code: 'VECTORPARTNER', api_key: 'vector-api-key-1',
  secret_key: 'a secret of thirty-two characters',
};
const HEADER = { alg: 'HS256', cty: 'appotapay-api;v=1', typ: 'JWT' };
const ORDER = {
  operation: 'topup', merchant_order_id: 'AB123', amount: { value: '10000', currency: 'VND' }, msisdn: '0866123456',
  details: { product_code: 'viettel_10', service_type: 'prepaid' },
};
const { version: VERSION } = JSON.parse(readFileSync(new URL('../../../js/mekong-pay/package.json', import.meta.url)));
const NOW = 1_795_258_800_000;
const account = appotapay.account(CONFIG);
const key = createSecretKey(CONFIG.secret_key, 'utf8');

const claims = () => {
  const seconds = Math.floor(NOW / 1000);
  const { api_key, partner_code: iss } = CONFIG;
  return { api_key, exp: seconds + 300, iss, jti: `${api_key}-${seconds}` };
};
const hmac = (text, form) => createHmac('sha256', key).update(text).digest(form);
const encoded = (json) => Buffer.from(JSON.stringify(json)).toString('base64url');

function tokenByHand() {
  const signed = `${encoded(HEADER)}.${encoded(claims())}`;
  return `${signed}.${hmac(signed, 'base64url')}`;
}

/** Contenders for the token. */
export async function tokens() {
  // Both in the form that is fastest for them: with the key made once.
  const webKey = await crypto.subtle.importKey('raw', Buffer.from(CONFIG.secret_key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const options = { algorithm: 'HS256', header: HEADER, noTimestamp: true };
  return [
    contender('mekong-pay', () => appotapay.jwt(account, { now: NOW / 1000 })),
    contender('jose', () => new SignJWT(claims()).setProtectedHeader(HEADER).sign(webKey)),
    contender('jsonwebtoken', () => jsonwebtoken.sign(claims(), key, options)),
    contender('node:crypto by hand', tokenByHand),
  ];
}

const contender = (name, run) => ({ name, run, check: async () => rightToken(await run(), name) });

function rightToken(token, name) {
  const [header, body, signature] = token.split('.');
  const read = (part) => JSON.parse(Buffer.from(part, 'base64url'));
  assert.deepEqual([read(header), read(body)], [HEADER, claims()], name);
  assert.equal(signature, hmac(`${header}.${body}`, 'base64url'), name);
  assert.notEqual(signature, hmac(`${header}.${body}A`, 'base64url'), name);
}

function requestByHand() {
  const { merchant_order_id: partnerRefId, msisdn: phoneNumber, details } = ORDER;
  const fields = { partnerRefId, phoneNumber, productCode: details.product_code, telco: 'viettel', telcoServiceType: details.service_type };
  const text = Object.keys(fields).sort().map((name) => `${name}=${fields[name]}`).join('&');
  return {
    method: 'POST',
    url: `${CONFIG.base_url}/api/v2/service/topup/charging`,
    headers: {
      'Content-Type': 'application/json',
      'X-APPOTAPAY-AUTH': `Bearer ${tokenByHand()}`,
      Accept: 'application/json, text/plain, */*',
      'User-Agent': `Mekong/${VERSION}`,
    },
    body: JSON.stringify({ ...fields, signature: hmac(text, 'hex') }),
    canonicalString: text,
  };
}

/** Contenders for the charging request. By hand nothing is checked, looked up or normalised. */
export function charging() {
  const { body, ...rest } = requestByHand();
  const check = (name, run) => () => {
    const { body: own, ...others } = run();
    assert.deepEqual([others, JSON.parse(own)], [rest, JSON.parse(body)], name);
  };
  const entry = (name, run) => ({ name, run, check: check(name, run) });
  return [
    entry('mekong-pay', () => appotapay.charging(account, ORDER, { now: NOW / 1000 })),
    entry('node:crypto by hand', requestByHand),
  ];
}
