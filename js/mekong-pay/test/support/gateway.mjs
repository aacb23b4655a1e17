// A small gateway as a browser meets it: the routes, keys, states and problems of the HTTP API, kept in memory, with an
// order of LTC's that takes the password 48051. What shall go wrong is queued by `misbehave`.
import { once } from 'node:events';
import { createServer } from 'node:http';

export const PK = 'pk_test_shop';
export const OTP = '48051';

const ITEM = {
  sku: 'song', provider: 'ltc', operation: 'charge', amount: { value: '5000', currency: 'LAK' }, methods: [],
  payer_details: [],
};

export async function startGateway() {
  const orders = new Map();
  const calls = [];
  const tricks = [];
  const world = { orders, calls, watchers: new Set() };
  const server = createServer((request, response) => answer(world, tricks, request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    orders,
    calls,
    /** What the next calls meet, in their order: `{ reset: 'before'|'after' }`, `{ status, headers, body }`. */
    misbehave: (...wanted) => tricks.push(...wanted),
    behave: () => { tricks.length = 0; },
    change: (id, fields) => change(world, orders.get(id), fields),
    close: () => { server.closeAllConnections(); server.close(); },
  };
}

async function answer(world, tricks, request, response) {
  const body = await bodyOf(request);
  const url = new URL(request.url, 'http://gateway');
  const call = { method: request.method, url: request.url, headers: request.headers, json: body && JSON.parse(body) };
  world.calls.push(call);
  const trick = tricks.shift();
  if (trick?.reset === 'before') return request.socket.destroy();
  if (trick?.status) return reply(response, trick.status, trick.body, trick.headers);
  const [status, value] = await routed(world, call, url, response);
  if (trick?.reset === 'after') return request.socket.destroy();
  return reply(response, status, value, status < 400 ? {} : { 'content-type': 'application/problem+json' });
}

function reply(response, status, body, headers) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}

export const problem = (status, code, more = {}) => ({
  type: `urn:mekong-pay:problem:${code}`, status, code, title: 'Refused', detail: `refused: ${code}`,
  money_may_have_moved: false, ...more,
});
const refused = (status, code, more) => [status, problem(status, code, more)];

async function routed(world, { method, headers, json }, url) {
  const token = headers.authorization?.replace('Bearer ', '');
  const [, id, step] = /^\/v1\/orders\/([^/]+)(\/confirm|\/cancel)?$/.exec(url.pathname) ?? [];
  if (token === PK && method === 'GET' && url.pathname === '/v1/catalogue') return [200, { items: [ITEM] }];
  if (token === PK && method === 'POST' && url.pathname === '/v1/orders') return created(world, json);
  if (token === PK) return refused(403, 'not_allowed');
  const order = id && world.orders.get(decodeURIComponent(id));
  if (!token?.startsWith('ct_')) return refused(401, 'key_invalid');
  if (!order || token !== tokenOf(order)) return refused(403, 'not_allowed');
  if (step === '/cancel') return cancelled(world, order, json);
  return step ? confirmed(world, order, json) : [200, await read(world, order, url.searchParams)];
}

const tokenOf = ({ merchant_order_id }) => `ct_${Buffer.from(merchant_order_id).toString('base64url')}.x`;

function created({ orders }, { sku, client_key, msisdn }) {
  if (sku !== ITEM.sku) return refused(422, 'sku_unknown', { field: 'sku' });
  const merchant_order_id = `ORDER ${client_key}`;
  const known = orders.get(merchant_order_id);
  const order = known ?? {
    merchant_order_id, provider: 'ltc', operation: 'charge', sandbox: true, state: 'pending', amount: ITEM.amount,
    next_action: { type: 'otp', attempts_left: 5, expires_at: '2099-01-01T00:00:00.000+07:00' }, failure: null,
    may_retry: false, must_recheck: false, msisdn, version: 2,
    created_at: '2026-11-22T02:31:36.298+07:00', updated_at: '2026-11-22T02:31:36.309+07:00',
  };
  orders.set(merchant_order_id, order);
  const client_token = { token: tokenOf(order), expires_at: '2099-01-01T00:00:00.000+07:00' };
  return [known ? 200 : 201, { ...order, client_token }];
}

/** Waits for a change, two seconds at most here, unless the order is no longer as the caller knows it. */
async function read(world, order, query) {
  if (query.has('wait') && Number(query.get('version')) === order.version) {
    await new Promise((wake) => { world.watchers.add(wake); setTimeout(wake, 2000).unref(); });
  }
  return order;
}

function change({ watchers }, order, fields) {
  Object.assign(order, fields, { version: order.version + 1 });
  for (const wake of watchers) wake();
  watchers.clear();
}

/** Only as the payer has seen it, if a version is named. */
function cancelled(world, order, { version }) {
  if (order.failure?.reason === 'cancelled') return [200, order];
  if (order.state !== 'pending') return refused(409, 'order_final');
  if (version !== undefined && version !== order.version) return refused(409, 'order_changed');
  change(world, order, { state: 'failed', next_action: null, failure: { reason: 'cancelled' }, may_retry: true });
  return [200, order];
}

function confirmed(world, order, { otp }) {
  if (order.state !== 'pending') return refused(409, order.state === 'sending' ? 'order_in_progress' : 'order_final');
  if (otp === OTP) {
    change(world, order, { state: 'succeeded', next_action: null });
    return [200, order];
  }
  const attempts_left = order.next_action.attempts_left - 1;
  change(world, order, attempts_left > 0 ? { next_action: { ...order.next_action, attempts_left } }
    : { state: 'failed', next_action: null, failure: { reason: 'otp_attempts_used_up' }, may_retry: true });
  return [200, order];
}
