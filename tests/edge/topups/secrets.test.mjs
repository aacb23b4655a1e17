// Keys, tokens and checksums of the top-up providers: in no answer, no log and no file, whatever the provider does.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { appotapay, APPOTAPAY, BOTH, connectTopup, startTopups, topup } from '../support/topups.mjs';

/** None of these may be seen anywhere. */
const KEYS = {
  api_key: 'canaryapikey7f3a', secret_key: 'canarysecretkey91bc', username: 'canaryuser52de',
  private_key: 'canaryprivatekey08af', relay_token: 'canaryrelaytoken63ce',
};
const ACCOUNTS = {
  appotapay: { api_key: KEYS.api_key, secret_key: KEYS.secret_key, relay_token: KEYS.relay_token },
  connectTopup: { username: KEYS.username, private_key: KEYS.private_key, relay_token: KEYS.relay_token },
};

/** A server that notes what it is sent and answers badly: it redirects, shows the request on a page, or hangs up. */
async function startTrap(t) {
  const seen = [];
  const trap = { seen, way: 'redirect' };
  const server = createServer((request, response) => {
    seen.push({ url: request.url, headers: request.headers });
    request.resume();
    if (trap.way === 'down') return request.socket.destroy();
    const page = `<html><body>${request.url} ${JSON.stringify(request.headers)}</body></html>`;
    const redirect = { location: `${trap.url}/stolen${request.url}` };
    const headers = trap.way === 'redirect' ? redirect : { 'content-type': 'text/html' };
    response.writeHead({ redirect: 307, page: 404, fine: 200 }[trap.way], headers);
    return response.end(page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => { server.closeAllConnections(); server.close(); });
  trap.url = `http://127.0.0.1:${server.address().port}`;
  return trap;
}

const filesOf = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath, entry.name)));

test('keys, tokens and checksums are seen by the provider and by nobody else', async (t) => {
  const own = await startTopups({
    ...ACCOUNTS,
    simulator: {
      appotapayApiKey: KEYS.api_key, appotapaySecret: KEYS.secret_key,
      connectTopupUser: KEYS.username, connectTopupKey: KEYS.private_key,
    },
  });
  t.after(own.end);
  const trap = await startTrap(t);
  const shown = [];
  const note = async (promise) => {
    const { text, headers, json } = await promise;
    shown.push(text, JSON.stringify(headers));
    return json;
  };
  const orders = [];
  async function everything() {
    for (const provider of BOTH) {
      const id = orders.push(topup({ provider })) && orders.at(-1).merchant_order_id;
      await note(own.insist(orders.at(-1)));
      await note(own.recheck(id));
      for (const path of ['balance', 'products']) await note(own.get(`/v1/providers/${provider}/${path}`));
      const number = { msisdn: '0866123456', details: { service_type: 'prepaid' } };
      await note(own.post(`/v1/providers/${provider}/numbers`, number));
      for (const path of ['', '/history']) await note(own.get(`/v1/orders/${id}${path}`));
      await own.resume(provider);
    }
    for (const path of ['/v1/orders', '/v1/providers', '/healthz']) await note(own.get(path));
    shown.push(own.output());
  }
  await everything();
  assert.equal((await own.order(orders[0].merchant_order_id)).state, 'succeeded');
  for (const provider of BOTH) await own.access(provider, provider === APPOTAPAY ? '92' : '-302');
  await everything();
  const away = (name) => ({ ...ACCOUNTS[name], base_url: trap.url });
  await own.restart({ appotapay: appotapay(away('appotapay')), connectTopup: connectTopup(away('connectTopup')) });
  for (trap.way of ['redirect', 'page', 'fine', 'down']) await everything();
  // The trap has seen it all, and no redirect was followed.
  assert.ok(trap.seen.length >= 4 * 2 * 3);
  assert.deepEqual(trap.seen.filter(({ url }) => url.includes('stolen')), []);
  const tokens = trap.seen.flatMap(({ headers }) => headers['x-appotapay-auth']?.replace('Bearer ', '') ?? []);
  const checksums = trap.seen.map(({ url }) => new URL(url, trap.url).searchParams.get('checksum')).filter(Boolean);
  assert.ok(tokens.length > 0 && checksums.length > 0);
  assert.ok(trap.seen.every(({ headers }) => headers['x-mekong-relay'] === KEYS.relay_token));
  await own.kill();
  const secrets = [...Object.values(KEYS), ...new Set([...tokens, ...checksums]), 'eyJ'];
  const stored = filesOf(join(own.home.folder, 'objects'));
  assert.ok(stored.some((file) => file.includes(orders[0].merchant_order_id)), 'orders are stored there');
  for (const secret of secrets) {
    for (const text of shown) assert.ok(!text.includes(secret), `${secret} in ${text}`);
    assert.ok(!stored.some((file) => file.includes(secret)), `${secret} is stored`);
  }
});
