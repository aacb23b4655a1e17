// The watch over replies can fail: each way in which a reply or an event can differ from the document is found by name.
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
  failure: null, unknown_reason: null, review: null, resolution: null, may_retry: false, may_refund_payer: false,
  must_recheck: false, provider_order_id: null, provider_status: null, version: 2, created_at, updated_at,
};
const problem = (status, code) => ({
  type: `urn:mekong-pay:problem:${code}`, status, code, title: 'x', detail: 'x', money_may_have_moved: false,
});
const named = { 'x-request-id': 'r1' };
const reply = (status, json, headers = {}) => {
  const kind = json?.code ? 'application/problem+json' : 'application/json';
  return { status, json, text: JSON.stringify(json), headers: { 'content-type': kind, ...named, ...headers } };
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
  ['a status', 'status 202', 'POST', '/v1/orders', reply(202, order)],
  ['a field too many', '"secret"', 'GET', '/v1/orders/A1', reply(200, { ...order, secret: 1 })],
  ['a field too many, deep', '/amount must NOT', 'GET', '/v1/orders/A1',
    reply(200, { ...order, amount: { ...amount, minor: 1 } })],
  ['a field too few', "required property 'state'", 'GET', '/v1/orders/A1', reply(200, { ...order, state: undefined })],
  ['a word', '/state must be equal', 'GET', '/v1/orders/A1', reply(200, { ...order, state: 'paid' })],
  ['a null', '/amount must be object', 'GET', '/v1/orders/A1', reply(200, { ...order, amount: null })],
  ['a moment', '/created_at must match', 'GET', '/v1/orders/A1', reply(200, { ...order, created_at: 'today' })],
  ['a type of content', 'content-type text/plain', 'GET', '/v1/orders/A1',
    reply(200, order, { 'content-type': 'text/plain' })],
  ['a header too few', 'header Location is missing', 'POST', '/v1/orders', reply(201, order)],
  ['a name of the call too few', 'header X-Request-Id is missing', 'GET', '/v1/orders/A1',
    reply(200, order, { 'x-request-id': undefined })],
  ['a header that is no number', 'header Retry-After must be integer', 'POST', '/v1/orders/A1/recheck',
    reply(429, tooSoon, { 'retry-after': 'soon' })],
  ['a code of another operation', '/code must be equal', 'GET', '/v1/orders',
    reply(401, problem(401, 'order_id_taken'), bearer)],
  ['a method that was taken', 'status is 200, documented is 405', 'PUT', '/v1/orders', reply(200, {})],
  ['a path that was taken', 'at a path', 'GET', '/v1/secrets', reply(200, {})],
  ['another list of methods', 'allow is GET, OPTIONS', 'OPTIONS', '/v1/orders',
    { status: 204, text: '', headers: { ...named, allow: 'GET, OPTIONS' } }],
  ['a body that was taken', '"gift"', 'POST', '/v1/orders',
    reply(201, order, location), { json: { ...asked, gift: true } }],
  ['a query that was taken', 'the query secret was taken', 'GET', '/v1/orders/A1',
    reply(200, order), { query: ['secret'] }],
];

for (const [what, said, method, path, given, sent] of WRONG) {
  test(`${what} that is not documented is found`, () => {
    const found = findings(method, path, given, sent);
    assert.ok(found.some((one) => one.includes(said)), found.join('\n'));
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
