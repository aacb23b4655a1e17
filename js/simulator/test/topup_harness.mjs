import { createHash, createHmac } from 'node:crypto';
import { createSimulator } from '../server.mjs';

export const SLOW_MS = 60;
let serial = 0;
export const nextRef = () => `TOPUP${String(++serial).padStart(8, '0')}`;

const SECRET = 'simulator-secret-key';
const KEY = 'simulator-api-key';
export const hmac = (message, secret = SECRET) => createHmac('sha256', secret).update(message).digest('hex');
const hash = (name, message) => createHash(name).update(message).digest('hex');
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The documented token; what is given replaces claims, `header` and `secret` the rest. */
export function token({ header = {}, secret = SECRET, ...claims } = {}) {
  const now = Math.floor(Date.now() / 1000);
  const head = part({ typ: 'JWT', alg: 'HS256', cty: 'appotapay-api;v=1', ...header });
  const body = part({ iss: 'SIMULATOR', api_key: KEY, jti: `${KEY}-${now}`, exp: now + 300, ...claims });
  return `${head}.${body}.${createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url')}`;
}

/** The strings to sign as the documents print them, written out once more. */
export const responseString = (call, errorCode, t) => `amount=${t.amount}&appotapayTransId=${t.appotapayTransId}`
  + `&errorCode=${errorCode}&phoneNumber=${t.phoneNumber}${call === 'charging' ? `&productCode=${t.productCode}` : ''}`
  + `&time=${t.time}&topupAmount=${t.topupAmount}`;

export function order(fields = {}) {
  const given = {
    partnerRefId: nextRef(), telco: 'viettel', telcoServiceType: 'prepaid', phoneNumber: '0866123456', productCode: 'viettel_10', ...fields,
  };
  const { partnerRefId, phoneNumber, productCode, telco, telcoServiceType } = given;
  const text = `partnerRefId=${partnerRefId}&phoneNumber=${phoneNumber}&productCode=${productCode}&telco=${telco ?? ''}&telcoServiceType=${telcoServiceType}`;
  return { signature: hmac(text), ...given };
}

export async function start(t, given = {}) {
  const simulator = createSimulator({ delayMs: SLOW_MS, holdMs: 5 * SLOW_MS, ...given });
  const { url } = await simulator.listen(0);
  t.after(() => simulator.close());

  async function send(method, path, json, headers = {}) {
    const body = json && JSON.stringify(json);
    const response = await fetch(url + path, { method, body, redirect: 'manual', headers });
    const text = await response.text();
    return { status: response.status, text, json: parse(text) };
  }
  const control = (path, json = {}) => send('POST', path, json);
  const book = async (name) => (await send('GET', '/_book')).json[name];
  return { simulator, url, send, control, book, appotapay: appotapay(send, given), connect: connect(send, given) };
}

function appotapay(send) {
  const call = (method, path, json, auth = `Bearer ${token()}`, headers = {}) => (
    send(method, `/appotapay/api/${path}`, json, { 'X-APPOTAPAY-AUTH': auth, ...headers }));
  return {
    call,
    charge: (fields) => call('POST', 'v2/service/topup/charging', order(fields)),
    status: (ref) => call('GET', `v1/service/topup/transaction/${ref}`),
    balance: (auth) => call('GET', 'v1/service/accounts/balance', undefined, auth),
  };
}

function connect(send, { connectTopupHash = 'sha256' }) {
  const user = { username: 'simulator', privatekey: 'simulator-private-key' };
  const get = (page, query) => send('GET', `/connect_topup/${page}.jsp?${new URLSearchParams(query)}`);
  return {
    topup(fields = {}) {
      const all = { ...user, phone: '0901234567', sotien: '10000', transidclient: nextRef(), ...fields };
      return get('topup', { checksum: hash(connectTopupHash, all.username + all.phone + all.sotien + all.privatekey), ...all });
    },
    recheck: (query, credentials = user) => get('recheck', { ...credentials, ...query }),
    balance: (fields = {}) => get('userbalance', { ...user, checksum: hash(connectTopupHash, 'simulator:::simulator-private-key'), ...fields }),
  };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What became of a call: its reply, or 'broken' when no whole answer came. */
export const outcome = (promise) => promise.then((reply) => reply, () => 'broken');
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
