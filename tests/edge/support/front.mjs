// What browsers may call, played in front of a gateway that does not have it yet: client tokens, a publishable key, the
// catalogue and CORS, over the gateway's own orders. Only for tests; see browser_api.mjs.
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { send } from './http.mjs';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SHOWN = ['merchant_order_id', 'provider', 'operation', 'sandbox', 'state', 'amount', 'next_action', 'may_retry',
  'must_recheck', 'return_url', 'version', 'created_at', 'updated_at'];

export async function startFront({ base, key, pk, origins }) {
  const world = { base, key, pk, origins, items: [], secret: randomBytes(32) };
  const server = createServer((request, response) => {
    const failed = (error) => reply(world, request, response, problem(500, 'internal', error.message));
    answer(world, request, response).catch(failed);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    end: () => { server.closeAllConnections(); server.close(); },
  };
}

const problem = (status, code, detail = code, more = {}) =>
  ({ status, json: { status, code, detail, money_may_have_moved: false, ...more } });
const refused = problem(403, 'not_allowed');

async function answer(world, request, response) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts).toString();
  if (request.method === 'OPTIONS') return reply(world, request, response, { status: 204 });
  const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
  const path = new URL(request.url, 'http://front').pathname;
  const call = { method: request.method, url: request.url, path, json: body && JSON.parse(body) };
  return reply(world, request, response, await routed(world, token, call));
}

function reply({ origins }, { headers: { origin }, method }, response, { status, json, headers = {} }) {
  const cors = origins.includes(origin) && {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'Retry-After, RateLimit, RateLimit-Policy, Location',
    ...(method === 'OPTIONS' && {
      'access-control-allow-methods': 'GET, POST', 'access-control-allow-headers': 'authorization, content-type',
    }),
  };
  const kind = status < 400 ? 'application/json' : 'application/problem+json';
  const after = headers['retry-after'] && { 'retry-after': headers['retry-after'] };
  response.writeHead(status, { ...cors, ...after, vary: 'Origin', 'content-type': kind, 'cache-control': 'no-store' });
  response.end(status === 204 ? undefined : JSON.stringify(json));
}

async function routed(world, token, call) {
  if (call.path === '/v1/catalogue') return catalogue(world, token, call);
  if (token === world.key) return forwarded(world, call);
  if (token.startsWith('ct_')) return ofPayer(world, token, call);
  if (token !== world.pk) return problem(401, 'key_invalid');
  return call.method === 'POST' && call.path === '/v1/orders' ? ordered(world, call.json) : refused;
}

async function forwarded({ base, key }, { method, url, json }) {
  return send(base() + url, { method, headers: { authorization: `Bearer ${key}` }, ...(json && { json }) });
}

function catalogue(world, token, { method, json }) {
  if (token === world.pk && method === 'GET') return { status: 200, json: { items: world.items.map(publicly) } };
  if (token !== world.key) return token === world.pk || token.startsWith('ct_') ? refused : problem(401, 'key_invalid');
  if (method === 'PUT') world.items = json.items;
  return { status: 200, json: { items: world.items } };
}

const publicly = ({ sku, provider, operation, amount, methods = {}, payer_details = [] }) =>
  ({ sku, provider, operation, amount, methods: Object.keys(methods), payer_details });

const sign = ({ secret }, text) => createHmac('sha256', secret).update(text).digest();
const tokenOf = (world, id) => {
  const payload = `ct_${Buffer.from(`${id}/1/4102444800`).toString('base64url')}`;
  return `${payload}.${sign(world, payload).toString('base64url')}`;
};

async function ofPayer(world, token, call) {
  const [, id, confirms] = /^\/v1\/orders\/([^/]+)(\/confirm)?$/.exec(call.path) ?? [];
  if (!id || token !== tokenOf(world, decodeURIComponent(id))) return refused;
  if (call.method !== (confirms ? 'POST' : 'GET')) return refused;
  return forPayer(await forwarded(world, call));
}

function forPayer({ status, json, headers }) {
  if (status >= 400) return { status, json, headers };
  const shown = Object.fromEntries(SHOWN.filter((name) => name in json).map((name) => [name, json[name]]));
  const hidden = json.state === 'failed' && json.review;
  const state = hidden ? 'unknown' : json.state;
  const failure = json.failure && !hidden ? { reason: json.failure.reason } : null;
  return { status, json: { ...shown, state, failure, msisdn: masked(json.msisdn) } };
}

const masked = (msisdn) => msisdn && msisdn.slice(0, 6) + '*'.repeat(msisdn.length - 9) + msisdn.slice(-3);

async function ordered(world, { sku, client_key, method, details = {}, ...more }) {
  const item = world.items.find((each) => each.sku === sku);
  if (!item) return problem(422, 'sku_unknown', 'no such item', { field: 'sku' });
  const known = !item.methods || item.methods[method];
  if (!known) return problem(422, 'field_invalid', 'no such method', { field: 'method' });
  const foreign = Object.keys(details).find((name) => !item.payer_details?.includes(name));
  if (foreign) return problem(422, 'field_unknown', 'not the payer\'s', { field: `details.${foreign}` });
  const merchant_order_id = [...sign(world, client_key).subarray(0, 26)].map((byte) => LETTERS[byte & 31]).join('');
  const { provider, operation, amount } = item;
  const all = { ...item.details, ...item.methods?.[method], ...details };
  const json = { provider, operation, amount, merchant_order_id, details: all, ...more };
  const made = forPayer(await forwarded(world, { method: 'POST', url: '/v1/orders', json }));
  if (made.status >= 400) return made;
  const client_token = { token: tokenOf(world, merchant_order_id), expires_at: '2100-01-01T00:00:00.000+07:00' };
  return { ...made, json: { ...made.json, client_token } };
}
