// The watch over replies can fail: each way in which a reply or an event can differ from the document is found.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { contract, holdEvent, unwatch, watch } from '../edge/support/contract.mjs';
import { send } from '../edge/support/http.mjs';

const amount = { value: '1000', currency: 'LAK' };
const [created_at, updated_at] = ['2026-11-22T02:31:36.298+07:00', '2026-11-22T02:31:36.307+07:00'];
const order = {
  merchant_order_id: 'A1', provider: 'ltc', operation: 'charge', sandbox: true, state: 'pending', amount,
  msisdn: '+8562055515155', details: { card_name: 'Gold', game_name: 'MEKONG' },
  next_action: { type: 'otp', attempts_left: 5, expires_at: '2026-11-22T02:36:36.307+07:00' },
  failure: null, doubt: null, review: null, resolution: null, may_retry: false, may_refund_payer: false,
  must_recheck: false, provider_order_id: null, provider_status: null, version: 2, created_at, updated_at,
};
const problem = (status, code) => ({
  type: `urn:mekong-pay:problem:${code}`, status, code, title: 'x', detail: 'x', money_may_have_moved: false,
});
const reply = (status, json, headers = {}) => {
  const kind = json?.code ? 'application/problem+json' : 'application/json';
  return { status, json, text: JSON.stringify(json), headers: { 'content-type': kind, 'x-request-id': 'r1', ...headers } };
};
const asked = {
  provider: 'ltc', operation: 'charge', merchant_order_id: 'A1', amount, msisdn: '020 5551 5155',
  details: { card_name: 'Gold' },
};
const findings = (method, path, given, sent = {}) => contract().findings({ method, path, query: [], ...sent }, given);
const location = { location: '/v1/orders/A1' };
const tooSoon = problem(429, 'recheck_too_soon');
const bearer = { 'www-authenticate': 'Bearer' };

test('what is as documented passes', () => {
  assert.deepEqual(findings('POST', '/v1/orders', reply(201, order, location), { json: asked }), []);
  assert.deepEqual(findings('GET', '/v1/orders/A1', reply(200, order), { query: ['wait'] }), []);
  assert.deepEqual(findings('POST', '/v1/orders', reply(409, problem(409, 'order_id_taken')), { json: {} }), []);
  assert.deepEqual(findings('GET', '/nothing', reply(404, problem(404, 'not_found'))), []);
  holdEvent({ type: 'order.pending', timestamp: order.created_at, data: { sequence: 1, order } });
});

const WRONG = [
  ['a status', 'POST', '/v1/orders', reply(202, order)],
  ['a field too many', 'GET', '/v1/orders/A1', reply(200, { ...order, secret: 1 })],
  ['a field too many, deep', 'GET', '/v1/orders/A1', reply(200, { ...order, amount: { ...amount, minor: 1 } })],
  ['a field too few', 'GET', '/v1/orders/A1', reply(200, { ...order, state: undefined })],
  ['a word', 'GET', '/v1/orders/A1', reply(200, { ...order, state: 'paid' })],
  ['a null', 'GET', '/v1/orders/A1', reply(200, { ...order, amount: null })],
  ['a moment', 'GET', '/v1/orders/A1', reply(200, { ...order, created_at: 'today' })],
  ['a type of content', 'GET', '/v1/orders/A1', { ...reply(200, order), headers: { 'content-type': 'text/plain' } }],
  ['a header too few', 'POST', '/v1/orders', reply(201, order)],
  ['a name of the call too few', 'GET', '/v1/orders/A1', reply(200, order, { 'x-request-id': undefined })],
  ['a header that is no number', 'POST', '/v1/orders/A1/recheck', reply(429, tooSoon, { 'retry-after': 'soon' })],
  ['a code of another operation', 'GET', '/v1/orders', reply(401, problem(401, 'order_id_taken'), bearer)],
  ['a method that was taken', 'PUT', '/v1/orders', reply(200, {})],
  ['a path that was taken', 'GET', '/v1/secrets', reply(200, {})],
  ['another list of methods', 'OPTIONS', '/v1/orders', { status: 204, text: '', headers: { allow: 'GET, OPTIONS' } }],
  ['a body that was taken', 'POST', '/v1/orders', reply(201, order, location), { json: { ...asked, gift: true } }],
  ['a query that was taken', 'GET', '/v1/orders/A1', reply(200, order), { query: ['secret'] }],
];

for (const [what, method, path, given, sent] of WRONG) {
  test(`${what} that is not documented is found`, () => {
    assert.notDeepEqual(findings(method, path, given, sent), []);
  });
}

test('an event that is not documented is found', () => {
  const event = { type: 'order.pending', timestamp: created_at, data: { sequence: 1, order } };
  const wrong = [{ type: 'order.paid' }, { type: 'refund.pending' }, { more: 1 }, { data: { sequence: 0, order } }];
  for (const changed of wrong) {
    assert.throws(() => holdEvent({ ...event, ...changed }), /not as documented/);
  }
});

test('whoever sends to a gateway is told, and to nobody else', async () => {
  const json = { 'content-type': 'application/json' };
  const server = createServer((_, response) => response.writeHead(200, json).end('{}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  try {
    assert.equal((await send(`${url}/v1/orders/A1`)).status, 200);
    watch(url);
    await assert.rejects(send(`${url}/v1/orders/A1`), /not as documented: GET \/v1\/orders\/A1 → 200/);
  } finally {
    unwatch(url);
    server.close();
  }
});
