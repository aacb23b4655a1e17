// What HTTP itself asks for: keys, methods, types, sizes, caching.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { send } from '../support/http.mjs';
import { startLab, UNSUBSCRIBE_SECRET } from '../support/lab.mjs';
import { charge } from '../support/orders.mjs';

const lab = await startLab();
after(lab.end);

const ORDERS = '/v1/orders';
const ROUTES = {
  '/': 'GET, HEAD, OPTIONS', '/healthz': 'GET, HEAD, OPTIONS', '/v1/providers': 'GET, HEAD, OPTIONS', [ORDERS]: 'GET, HEAD, POST, OPTIONS',
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
  const none = [undefined, '', 'Bearer', 'Bearer ', 'Basic sk_dev_mekong', 'sk_dev_mekong'];
  const wrong = ['Bearer sk_dev_mekonk', 'Bearer sk_dev_mekong1',
    'Bearer b92b7a61cc1d7a037946dc3d13683e31b925c6549b996f5d87dc99d875c70119'];
  for (const key of [...none, ...wrong]) {
    for (const [method, path] of [
      ['GET', ORDERS], ['POST', ORDERS], ['GET', '/v1/orders/A1'], ['POST', '/v1/orders/A1/confirm'],
    ]) {
      const reply = await send(lab.url + path, { method, ...(key !== undefined && { headers: { authorization: key } }) });
      problem(reply, 401, none.includes(key) ? 'key_missing' : 'key_invalid');
      assert.equal(reply.headers['www-authenticate'], 'Bearer');
    }
  }
  for (const scheme of ['bearer', 'BEARER']) {
    assert.equal((await send(lab.url + ORDERS, { headers: { authorization: `${scheme} sk_dev_mekong` } })).status, 200);
  }
});

test('a path that does not exist, and an order that does not', async () => {
  for (const path of ['//', '/v1', '/v1/', '/v2/orders', '/v1/orders/A1/nothing', '/v1/orders/A1/confirm/', '//v1/orders',
    '/healthz/']) {
    problem(await lab.get(path), 404, 'not_found');
  }
  for (const id of ['', 'A1', 'A'.repeat(64), 'A'.repeat(65), 'a%20b', '%00']) {
    problem(await lab.get(`/v1/orders/${id}`), 404, 'order_not_found');
  }
  for (const action of ['confirm', 'recheck', 'cancel', 'resolve']) {
    const json = { confirm: { otp: '12345' }, resolve: { version: 1, state: 'failed', evidence: 'x', by: 'y' } }[action] ?? {};
    problem(await lab.post(`/v1/orders/A1/${action}`, json), 404, 'order_not_found');
  }
});

test('characters that need no escape name the same, escaped or not', async () => {
  const { id } = await lab.opened();
  const escaped = [...id].map((char) => `%${char.charCodeAt(0).toString(16)}`).join('');
  for (const path of [`/v1/orders/${escaped}`, `/v1/orders/${escaped.toUpperCase()}`, `/v1/orders/${escaped}/history`]) {
    assert.equal((await lab.get(path)).status, 200, path);
  }
  assert.equal((await lab.call('POST', `/v1/orders/${escaped}/cancel`)).json.merchant_order_id, id);
  for (const path of ['/openapi.json', '/%6fpen%61pi.json', '/openapi%2Ejson']) {
    assert.equal((await (await fetch(lab.url + path)).json()).openapi, '3.1.0', path);
  }
  for (const bad of [`${id}%`, `${id}%4`, `${id}%zz`, `${id}%E2%80%8B`, `%2541${id}`]) {
    problem(await lab.get(`/v1/orders/${bad}`), 404, 'order_not_found');
  }
});

/** What a raw connection is answered, whatever is written into it. */
const raw = (text) => new Promise((answered, failed) => {
  const { hostname, port } = new URL(lab.url);
  const socket = connect(Number(port), hostname, () => socket.write(text));
  let heard = '';
  socket.setTimeout(10_000, () => socket.destroy());
  socket.on('data', (part) => { heard += part; if (/\r\n0\r\n|\}$/.test(heard)) socket.destroy(); });
  socket.once('close', () => answered(heard));
  socket.once('error', failed);
});

test('a body that breaks off in its chunks is the caller\'s mistake', async () => {
  const head = 'POST /v1/orders HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sk_dev_mekong\r\ncontent-type: application/json\r\n'
    + 'transfer-encoding: chunked\r\n\r\n';
  for (const body of ['zz\r\n{}\r\n0\r\n\r\n', '5\r\n{"a":1}\r\n0\r\n\r\n', '-1\r\n{}\r\n']) {
    const heard = await raw(head + body);
    assert.match(heard, /^HTTP\/1.1 400 /, `${JSON.stringify(body)} → ${heard}`);
  }
});

test('every answer names its call: by the caller\'s own name for it, or by a new one', async () => {
  const { id } = await lab.opened();
  const own = 'shop/42?"\'(*)~';
  const calls = [
    ['GET', `/v1/orders/${id}`, 200], ['GET', '/v1/nothing', 404], ['PATCH', `/v1/orders/${id}`, 405], ['OPTIONS', ORDERS, 204],
    ['HEAD', `/v1/orders/${id}`, 200], ['GET', '/healthz', 200], ['GET', '/openapi.json', 200], ['POST', ORDERS, 415],
  ];
  for (const [method, path, status] of calls) {
    const named = await lab.call(method, path, { headers: { 'x-request-id': own } });
    assert.deepEqual([named.status, named.headers['x-request-id']], [status, own], path);
    const fresh = await Promise.all([1, 2].map(() => lab.call(method, path)));
    assert.match(fresh[0].headers['x-request-id'], /^[0-9a-f-]{36}$/);
    assert.notEqual(fresh[0].headers['x-request-id'], fresh[1].headers['x-request-id']);
    if (status >= 400) {
      const { instance } = named.json;
      assert.equal(decodeURIComponent(instance), `urn:mekong-pay:request:${own}`);
      assert.match(instance, /^urn:mekong-pay:request:[A-Za-z0-9._~%-]+$/);
    }
  }
  const large = await lab.call('POST', ORDERS, { body: ' '.repeat(70_000), headers: { 'content-type': 'application/json', 'x-request-id': own } });
  assert.deepEqual([large.status, large.headers['x-request-id']], [413, own]);
  for (const bad of ['a b', 'x'.repeat(65), 'é']) {
    const { headers } = await lab.get(`/v1/orders/${id}`, { headers: { 'x-request-id': bad } });
    assert.match(headers['x-request-id'], /^[0-9a-f-]{36}$/, bad);
  }
});

test('the history names the call that did it', async () => {
  const order = charge();
  const headers = { 'x-request-id': 'made-by-this' };
  assert.equal((await lab.call('POST', ORDERS, { json: order, headers })).status, 201);
  const cancelled = await lab.call('POST', `/v1/orders/${order.merchant_order_id}/cancel`, { headers: { 'x-request-id': 'cancelled-by-this' } });
  assert.equal(cancelled.status, 200);
  const lines = (await lab.history(order.merchant_order_id)).map((line) => [line.type, line.request_id]);
  assert.deepEqual(lines, [['reserve', 'made-by-this'], ['reply', 'made-by-this'], ['cancel', 'cancelled-by-this']]);
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
  for (const path of ['/', '/healthz', '/v1/providers', ORDERS, `/v1/orders/${id}`, `/v1/orders/${id}/history`]) {
    const { headers } = await lab.get(path);
    assert.deepEqual([headers['cache-control'], headers['x-content-type-options']], ['no-store', 'nosniff'], path);
    assert.match(headers['content-type'], /^application\/json/);
  }
  const notified = await lab.unsubscribe({ Msisdn: '2055515155', USSDCode: '*1#', Channel: 'WEB' }, UNSUBSCRIBE_SECRET);
  assert.equal(notified.headers['cache-control'], 'no-store');
});

test('the root says what it is and where to go on, to anybody', async () => {
  const { status, json } = await send(`${lab.url}/`);
  const { version } = JSON.parse(readFileSync(new URL('../../../js/mekong-pay/package.json', import.meta.url)));
  assert.deepEqual([status, json.name, json.version], [200, 'Mekong', version]);
  const types = Object.values(json.links).map(async (path) => (await send(lab.url + path)).headers['content-type']);
  assert.deepEqual(await Promise.all(types), ['application/json', 'application/json']);
  assert.deepEqual((await send(`${lab.url}/`, { method: 'HEAD' })).status, 200);
  problem(await lab.post('/', {}), 405, 'method_not_allowed');
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
  assert.match((await lab.get(`${ORDERS}?page=2`)).json.detail, /cursor/, 'what is known is said');
});

test('a query is refused wherever none is read', async () => {
  const { id } = await lab.opened();
  const calls = [
    ['POST', `/v1/orders/${id}/confirm`, { otp: '12345' }], ['POST', `/v1/orders/${id}/cancel`], ['POST', ORDERS, charge()],
    ['GET', '/v1/providers'], ['GET', '/v1/catalogue'], ['PUT', '/v1/catalogue', { items: [] }], ['GET', '/v1/events/evt_x'],
    ['POST', '/v1/events/redeliver', { since: '2026-11-21T00:00:00Z', endpoint: 'x' }], ['GET', '/metrics'],
    ['POST', '/v1/subscriptions/search', { provider: 'ltc', msisdn: '2055515155' }],
  ];
  for (const [method, path, json] of calls) {
    assert.equal(problem(await lab.call(method, `${path}?zqxv=1`, { json }), 422, 'field_unknown').field, 'zqxv', path);
  }
  assert.equal((await lab.get(`/v1/orders/${id}`)).json.state, 'pending');
  for (const path of ['/', '/healthz', '/openapi.json']) assert.equal((await fetch(`${lab.url}${path}?zqxv=1`)).status, 200);
});

test('a query is read as it is pasted', async () => {
  const { id } = await lab.opened();
  const { created_at } = (await lab.get(`/v1/orders/${id}`)).json;
  for (const query of [`created_from=${created_at}`, `created_from=${encodeURIComponent(created_at)}%E2%80%8B`, 'limit=%E0%BB%91', 'state=pending%20']) {
    const { status, json, text } = await lab.get(`${ORDERS}?${query}`);
    assert.deepEqual([status, json.orders?.length > 0], [200, true], `${query} → ${text}`);
  }
});
