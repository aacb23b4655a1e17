// What HTTP itself asks for: keys, methods, types, sizes, caching.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { send } from './support/http.mjs';
import { startLab, UNSUBSCRIBE_SECRET } from './support/lab.mjs';
import { charge } from './support/orders.mjs';

const lab = await startLab();
after(lab.end);

const ORDERS = '/v1/orders';
const ROUTES = {
  '/healthz': 'GET, HEAD, OPTIONS', '/v1/providers': 'GET, HEAD, OPTIONS', [ORDERS]: 'GET, HEAD, POST, OPTIONS',
  '/v1/orders/A1': 'GET, HEAD, OPTIONS', '/v1/orders/A1/history': 'GET, HEAD, OPTIONS',
  '/v1/orders/A1/confirm': 'POST, OPTIONS', '/v1/orders/A1/recheck': 'POST, OPTIONS',
  '/v1/orders/A1/cancel': 'POST, OPTIONS', '/v1/orders/A1/resolve': 'POST, OPTIONS',
  '/v1/subscriptions': 'POST, OPTIONS', '/v1/subscriptions/search': 'POST, OPTIONS',
};

/** A refusal in the one form that all have. */
function problem(reply, status, code) {
  assert.deepEqual([reply.status, reply.json?.code], [status, code], reply.text);
  assert.equal(reply.headers['content-type'], 'application/problem+json');
  assert.equal(reply.headers['cache-control'], 'no-store');
  assert.equal(reply.json.status, status);
  assert.equal(reply.json.type, `urn:mekong-pay:problem:${code}`);
  assert.equal(typeof reply.json.money_may_have_moved, 'boolean');
  assert.ok(reply.json.title && reply.json.detail);
  return reply.json;
}

test('without a key, or with a wrong one, nothing is told', async () => {
  const keys = [undefined, '', 'Bearer', 'Bearer ', 'Bearer sk_dev_mekonk', 'Bearer sk_dev_mekong1', 'Basic sk_dev_mekong',
    'sk_dev_mekong', 'Bearer b92b7a61cc1d7a037946dc3d13683e31b925c6549b996f5d87dc99d875c70119'];
  for (const key of keys) {
    for (const [method, path] of [
      ['GET', ORDERS], ['POST', ORDERS], ['GET', '/v1/orders/A1'], ['POST', '/v1/orders/A1/confirm'],
    ]) {
      const reply = await send(lab.url + path, { method, ...(key !== undefined && { headers: { authorization: key } }) });
      problem(reply, 401, 'key_invalid');
      assert.equal(reply.headers['www-authenticate'], 'Bearer');
    }
  }
  for (const scheme of ['bearer', 'BEARER']) {
    assert.equal((await send(lab.url + ORDERS, { headers: { authorization: `${scheme} sk_dev_mekong` } })).status, 200);
  }
});

test('a path that does not exist, and an order that does not', async () => {
  for (const path of ['/', '/v1', '/v1/', '/v2/orders', '/v1/orders/A1/nothing', '/v1/orders/A1/confirm/', '//v1/orders',
    '/healthz/']) {
    problem(await lab.get(path), 404, 'not_found');
  }
  for (const id of ['', 'A1', 'A'.repeat(64), 'A'.repeat(65), 'a%20b', '%00']) {
    problem(await lab.get(`/v1/orders/${id}`), 404, 'order_not_found');
  }
  for (const action of ['confirm', 'recheck', 'cancel', 'resolve']) {
    const json = { confirm: { otp: '12345' }, resolve: { state: 'failed', evidence: 'x', by: 'y' } }[action] ?? {};
    problem(await lab.post(`/v1/orders/A1/${action}`, json), 404, 'order_not_found');
  }
});

test('methods: what a path does not take is refused with what it takes', async () => {
  for (const [path, allow] of Object.entries(ROUTES)) {
    const options = await send(lab.url + path, { method: 'OPTIONS' });
    assert.deepEqual([options.status, options.headers.allow, options.text], [204, allow, ''], path);
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((each) => !allow.split(', ').includes(each))) {
      const reply = await lab.call(method, path);
      problem(reply, 405, 'method_not_allowed');
      assert.equal(reply.headers.allow, allow);
    }
  }
  const head = await lab.call('HEAD', '/v1/orders/A1/confirm');
  assert.deepEqual([head.status, head.text], [405, '']);
});

test('what the caller takes: JSON, or nothing', async () => {
  for (const accept of ['text/html', 'application/xml, text/*', 'application/json;q=0', 'application/json; q=0.000']) {
    problem(await lab.get(ORDERS, { headers: { accept } }), 406, 'not_acceptable');
  }
  for (const accept of ['*/*', 'application/json', 'text/html, */*;q=0.1', 'application/*', 'Application/JSON; charset=utf-8']) {
    assert.equal((await lab.get(ORDERS, { headers: { accept } })).status, 200, accept);
  }
});

test('what the caller sends: JSON only', async () => {
  const body = JSON.stringify(charge());
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', 'multipart/form-data', undefined]) {
    const headers = type ? { 'content-type': type } : {};
    problem(await lab.call('POST', ORDERS, { body, headers }), 415, 'content_type_unsupported');
  }
  const headers = { 'content-type': 'Application/JSON; charset=UTF-8' };
  assert.equal((await lab.call('POST', ORDERS, { body, headers })).status, 201);
});

test('64 KiB are read, one byte more is refused, however it is sent', async () => {
  const order = charge();
  const fill = (bytes) => JSON.stringify(order).padEnd(bytes, ' ');
  const headers = { 'content-type': 'application/json' };
  for (const chunked of [false, true]) {
    for (const size of [65_537, 300_000]) {
      problem(await lab.call('POST', ORDERS, { body: fill(size), headers, chunked }), 413, 'body_too_large');
    }
  }
  assert.equal((await lab.get(`/v1/orders/${order.merchant_order_id}`)).status, 404);
  const replies = [];
  for (const chunked of [false, true]) replies.push(await lab.call('POST', ORDERS, { body: fill(65_536), headers, chunked }));
  assert.deepEqual(replies.map((reply) => reply.status), [201, 200]);
});

test('an empty body stands for an empty object where nothing is needed', async () => {
  const [first, second] = [await lab.opened(), await lab.opened()];
  assert.equal((await lab.call('POST', `/v1/orders/${first.id}/cancel`)).status, 200);
  assert.equal((await lab.post(`/v1/orders/${second.id}/cancel`, {})).status, 200);
  assert.equal((await lab.call('POST', `/v1/orders/${second.id}/recheck`)).status, 200);
  const unknown = await lab.post(`/v1/orders/${second.id}/recheck`, { force: true });
  assert.equal(problem(unknown, 422, 'field_unknown').field, 'force');
});

test('no answer may be kept by a cache', async () => {
  const { id } = await lab.opened();
  for (const path of ['/healthz', '/v1/providers', ORDERS, `/v1/orders/${id}`, `/v1/orders/${id}/history`]) {
    const { headers } = await lab.get(path);
    assert.deepEqual([headers['cache-control'], headers['x-content-type-options']], ['no-store', 'nosniff'], path);
    assert.match(headers['content-type'], /^application\/json/);
  }
  const notified = await lab.unsubscribe({ Msisdn: '2055515155', USSDCode: '*1#', Channel: 'WEB' }, UNSUBSCRIBE_SECRET);
  assert.equal(notified.headers['cache-control'], 'no-store');
});

test('health and providers say what there is', async () => {
  const health = await send(`${lab.url}/healthz`);
  assert.deepEqual([health.json.status, health.json.ledger, health.json.configuration], ['ok', 'ok', []]);
  const [ltc] = (await lab.get('/v1/providers')).json.providers;
  assert.deepEqual([ltc.id, ltc.operations, ltc.configured], ['ltc', ['charge', 'renewal'], true]);
});

test('a query that a read does not know is refused by name', async () => {
  const { id } = await lab.opened();
  for (const [query, field] of [
    ['wait=31', 'wait'], ['wait=-1', 'wait'], ['wait=1.5', 'wait'], ['version=x', 'version'], ['waits=1', 'waits'],
    ['wait=1&wait=2', 'wait'],
  ]) {
    assert.equal((await lab.get(`/v1/orders/${id}?${query}`)).json.field, field, query);
  }
});
