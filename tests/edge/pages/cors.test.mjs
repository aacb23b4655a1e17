// Cross-origin resource sharing to the letter: which pages may read which answers.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { send } from '../support/http.mjs';
import { startLab } from '../support/lab.mjs';
import {
  clientKey, GOLD, ORIGIN, OTHER_ORIGIN, OTHER_PAGE, PAGE, PLENTY, signToken, stock, VARS,
} from '../support/shop.mjs';

const lab = await startLab({ rateLimit: PLENTY, vars: VARS });
after(lab.end);
await stock(lab, GOLD);
const { id } = await lab.opened();
const token = signToken({ order: id });

const PATHS = {
  '/v1/orders': 'POST', [`/v1/orders/${id}`]: 'GET', '/v1/orders/none': 'GET', [`/v1/orders/${id}/confirm`]: 'POST',
  '/v1/catalogue': 'GET',
};
const ALLOW = {
  '/v1/orders': 'GET, HEAD, POST, OPTIONS', [`/v1/orders/${id}`]: 'GET, HEAD, OPTIONS', '/v1/orders/none': 'GET, HEAD, OPTIONS',
  [`/v1/orders/${id}/confirm`]: 'POST, OPTIONS', '/v1/catalogue': 'GET, HEAD, PUT, OPTIONS',
};
const OTHERS = [
  '/healthz', '/metrics', '/v1/providers', `/v1/orders/${id}/history`, `/v1/orders/${id}/client-tokens`,
  `/v1/orders/${id}/refunds`, '/v1/events', '/v1/notifications/lianlian', '/v1/subscriptions',
];
const UNLISTED = [
  'https://evil.example', 'https://shop.example.evil.example', 'https://shop.example:444', 'http://shop.example', 'null', '*',
  'https://SHOP.example', 'https://shop.example/', '',
];

/** What an answer says of CORS and caching. */
const said = ({ headers }) => Object.fromEntries(
  Object.entries(headers).filter(([name]) => name === 'vary' || name.startsWith('access-control-')));

const preflight = (path, headers) => send(lab.url + path, { method: 'OPTIONS', headers: {
  origin: ORIGIN, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type',
  ...headers,
} });
const VARY = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';

test('a preflight of a listed origin is answered byte for byte', async () => {
  for (const [path, method] of Object.entries(PATHS)) {
    for (const origin of [ORIGIN, OTHER_ORIGIN, 'http://localhost:3000']) {
      const reply = await preflight(path, { origin });
      assert.deepEqual([reply.status, reply.text, reply.headers.allow], [204, '', ALLOW[path]]);
      assert.deepEqual(said(reply), {
        vary: VARY, 'access-control-allow-origin': origin, 'access-control-allow-methods': method,
        'access-control-allow-headers': 'authorization, content-type, x-request-id', 'access-control-max-age': '600',
      });
    }
  }
});

test('a preflight of another origin, and an OPTIONS that is none, say nothing of CORS', async () => {
  for (const path of Object.keys(PATHS)) {
    for (const origin of UNLISTED) {
      const reply = await preflight(path, { origin });
      assert.deepEqual([reply.status, said(reply)], [204, { vary: VARY }], `${path} ${origin}`);
    }
    for (const headers of [{}, { origin: ORIGIN }, { 'access-control-request-method': 'GET' }]) {
      const reply = await send(lab.url + path, { method: 'OPTIONS', headers });
      assert.deepEqual([reply.status, said(reply)], [204, { vary: VARY }], `${path} ${JSON.stringify(headers)}`);
    }
  }
  for (const path of OTHERS) assert.deepEqual(said(await preflight(path)), {}, path);
});

const SHARED = {
  vary: 'Origin', 'access-control-expose-headers': 'Retry-After, RateLimit, RateLimit-Policy, Location, X-Request-Id',
};
/** Each kind of answer of each path, by who asks. */
const CALLS = [
  [PAGE, 'POST', '/v1/orders', { sku: 'gold', client_key: clientKey(), msisdn: '2055590001' }, 201],
  [PAGE, 'POST', '/v1/orders', { sku: 'none', client_key: clientKey() }, 422], [PAGE, 'POST', '/v1/orders', 'x', 415],
  [PAGE, 'POST', '/v1/orders', 'x'.repeat(70_000), 413], [PAGE, 'GET', '/v1/catalogue', undefined, 200],
  [PAGE, 'DELETE', '/v1/catalogue', undefined, 405], [PAGE, 'GET', `/v1/orders/${id}`, undefined, 403],
  [PAGE, 'GET', '/v1/orders', undefined, 403], [PAGE, 'PUT', '/v1/catalogue', { items: [] }, 403],
  [token, 'GET', `/v1/orders/${id}`, undefined, 200], [token, 'HEAD', `/v1/orders/${id}`, undefined, 200],
  [token, 'GET', '/v1/orders/none', undefined, 403], [token, 'POST', `/v1/orders/${id}/confirm`, { otp: 'x' }, 422],
  [signToken({ order: id, expires: 5 }), 'GET', `/v1/orders/${id}`, undefined, 401],
  [signToken({ order: id, generation: 9 }), 'GET', `/v1/orders/${id}`, undefined, 401],
  [`${token}x`, 'GET', `/v1/orders/${id}`, undefined, 401], ['pk_of_nobody', 'GET', '/v1/catalogue', undefined, 401],
  [undefined, 'POST', `/v1/orders/${id}/confirm`, { otp: '12345' }, 401],
];
/** Whose origins read the answer: of the one key, or, where no key is known or a token speaks, of any. */
const readers = (key) => (key === PAGE ? [ORIGIN] : [ORIGIN, OTHER_ORIGIN]);

async function ask([key, method, path, body, status], origin) {
  const given = typeof body === 'object' ? { json: body } : { body };
  const headers = { ...(key && { authorization: `Bearer ${key}` }), ...(origin !== undefined && { origin }) };
  const reply = await send(lab.url + path, { method, ...given, headers });
  assert.ok([status, ...(status === 201 ? [200] : [])].includes(reply.status), `${method} ${path} ${key}: ${reply.status} ${reply.text}`);
  assert.equal(reply.headers['access-control-allow-credentials'], undefined);
  return reply;
}

test('answers and refusals are shared with the origins of the key, and with no other', async () => {
  for (const call of CALLS) {
    for (const origin of [ORIGIN, OTHER_ORIGIN]) {
      const shared = readers(call[0]).includes(origin);
      const expected = shared ? { ...SHARED, 'access-control-allow-origin': origin } : { vary: 'Origin' };
      assert.deepEqual(said(await ask(call, origin)), expected, `${call} ${origin}`);
    }
    for (const origin of [...UNLISTED, undefined]) {
      assert.deepEqual(said(await ask(call, origin)), { vary: 'Origin' }, `${call} ${origin}`);
    }
  }
});

test('another shop\'s key shares with its own origins only', async () => {
  const call = [OTHER_PAGE, 'GET', '/v1/catalogue', undefined, 200];
  assert.deepEqual(said(await ask(call, OTHER_ORIGIN)), { ...SHARED, 'access-control-allow-origin': OTHER_ORIGIN });
  assert.deepEqual(said(await ask(call, ORIGIN)), { vary: 'Origin' });
});

test('nothing is shared with a page that holds a secret key, nor anything of other paths', async () => {
  for (const [method, path, body, status] of [
    ['GET', '/v1/catalogue', undefined, 200], ['GET', `/v1/orders/${id}`, undefined, 200], ['GET', '/v1/orders', undefined, 200],
    ['POST', '/v1/orders', {}, 422], ['POST', `/v1/orders/${id}/confirm`, {}, 422], ['GET', '/v1/orders/none', undefined, 404],
  ]) {
    assert.deepEqual(said(await ask(['sk_dev_mekong', method, path, body, status], ORIGIN)), { vary: 'Origin' }, path);
  }
  for (const path of OTHERS) {
    for (const key of ['sk_dev_mekong', PAGE, token]) {
      const reply = await send(lab.url + path, { headers: { origin: ORIGIN, authorization: `Bearer ${key}` } });
      assert.deepEqual(said(reply), {}, path);
    }
  }
});

test('an origin allows nothing: without one, or with another, the answer is the same', async () => {
  const call = [token, 'GET', `/v1/orders/${id}`, undefined, 200];
  const texts = await Promise.all([undefined, ORIGIN, 'https://evil.example'].map(async (origin) => (await ask(call, origin)).text));
  assert.equal(new Set(texts).size, 1);
  const buy = (origin) => ask([PAGE, 'POST', '/v1/orders', CALLS[0][3], 201], origin);
  assert.equal((await buy('https://evil.example')).status, 200, 'the order made above');
});

test('the place of a new order is exposed', async () => {
  const { headers } = await ask([PAGE, 'POST', '/v1/orders', { sku: 'gold', client_key: clientKey(), msisdn: '2055590002' }, 201], ORIGIN);
  assert.match(headers.location, /^\/v1\/orders\/[A-Z2-7]{26}$/);
});

test('origins that no browser sends, and origins of a secret key, are named as wrong', async () => {
  const [server, page] = JSON.parse(VARS.API_KEYS);
  for (const origins of [['*'], ['https://shop.example/'], ['shop.example'], ['http://shop.example'], ['null'], ['https://A.example']]) {
    await lab.restart({ vars: { ...VARS, API_KEYS: JSON.stringify([server, { ...page, origins }]) } });
    const { status, json } = await lab.get('/healthz');
    assert.deepEqual([status, json.configuration.map(({ secret, field }) => [secret, field])], [200, [['API_KEYS', '[1].origins']]]);
  }
  await lab.restart({ vars: { ...VARS, API_KEYS: JSON.stringify([{ ...server, origins: [ORIGIN] }, page]) } });
  assert.equal((await lab.get('/healthz')).json.configuration[0].field, '[0].origins');
});
