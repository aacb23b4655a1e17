// The secrets of the top-up providers: what is malformed is said by field; what is in them is never said at all.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createClient } from './support/client.mjs';
import { newHome, startGateway } from './support/gateway.mjs';
import { configuration } from './support/lab.mjs';
import { appotapay, APPOTAPAY, BOTH, CONNECT, connectTopup, startTopups, topup } from './support/topups.mjs';

// Nothing is called here.
const NOWHERE = 'http://127.0.0.1:1';
const MARK = 'do-not-show-me';
const SECRETS = { [APPOTAPAY]: 'PROVIDER_APPOTAPAY', [CONNECT]: 'PROVIDER_CONNECT_TOPUP' };

/** What a gateway with these secrets says of itself, and to an order for each of them. */
async function look(t, secrets) {
  const home = newHome();
  t.after(home.remove);
  const gateway = await startGateway({ home, vars: configuration(NOWHERE, { vars: secrets }) });
  t.after(gateway.kill);
  const client = createClient(() => gateway.url);
  const health = await client.get('/healthz');
  const orders = {};
  for (const provider of BOTH) orders[provider] = await client.create(topup({ provider }));
  for (const { text } of [health, ...Object.values(orders), await client.get('/v1/providers')]) {
    assert.ok(!text.includes(MARK), text);
  }
  assert.ok(!gateway.output().includes(MARK), gateway.output());
  return { health, orders, faults: health.json.configuration };
}

const whole = {
  [APPOTAPAY]: (changed) => ({ base_url: `${NOWHERE}/${MARK}`, ...appotapay({ secret_key: MARK, api_key: MARK }), ...changed }),
  [CONNECT]: (changed) => ({ base_url: `${NOWHERE}/${MARK}`, ...connectTopup({ private_key: MARK, username: MARK }), ...changed }),
};

/** What is wrong at both, and what only one has: [field at fault, change]. */
const ANY = [
  ['base_url', { base_url: undefined }], ['base_url', { base_url: MARK }], ['base_url', { base_url: `ftp://${MARK}.invalid` }],
  ['base_url', { base_url: `https://user:${MARK}@topup.invalid` }], ['base_url', { base_url: `http://${MARK}.invalid` }],
  ['base_url', { base_url: 'https://203.0.113.5/Topup' }], ['base_url', { base_url: 'http://203.0.113.5:8081', allow_http: true }],
  ['base_url', { base_url: 'https://[2001:db8::1]' }], ['allow_http', { allow_http: MARK }],
  ['timeout_s', { timeout_s: 4 }], ['timeout_s', { timeout_s: 26 }], ['timeout_s', { timeout_s: MARK }],
  ['low_balance', { low_balance: 500000 }], ['low_balance', { low_balance: '-1' }], ['low_balance', { low_balance: '1.5' }],
  ['low_balance', { low_balance: '' }], ['relay_token', { relay_token: '' }], ['relay_token', { relay_token: `${MARK}\n` }],
  [MARK.slice(0, 2), { [MARK.slice(0, 2)]: MARK }],
];
const OWN = {
  [APPOTAPAY]: [
    ['partner_code', { partner_code: undefined }], ['partner_code', { partner_code: '' }], ['partner_code', { partner_code: `${MARK} ` }],
    ['api_key', { api_key: '' }], ['api_key', { api_key: `${MARK}é` }], ['api_key', { api_key: undefined }],
    ['secret_key', { secret_key: '' }], ['secret_key', { secret_key: 5 }], ['secret_key', { secret_key: undefined }],
    ['authorization', { authorization: MARK }], ['authorization', { authorization: 'Bearer' }],
  ],
  [CONNECT]: [
    ['username', { username: undefined }], ['username', { username: '' }], ['username', { username: `${MARK} ` }],
    ['private_key', { private_key: '' }], ['private_key', { private_key: `${MARK}é` }], ['private_key', { private_key: undefined }],
    ['checksum', { checksum: MARK }], ['checksum', { checksum: 'sha512' }], ['recheck', { recheck: [] }],
    ['recheck', { recheck: ['credentials'] }], ['recheck[1]', { recheck: ['idtransaction', MARK] }],
    ['recheck[1]', { recheck: ['idtransaction', 'idtransaction'] }], ['recheck', { recheck: MARK }],
  ],
};

describe('a secret', { concurrency: 2 }, () => {
  const cases = Object.fromEntries(BOTH.map((provider) => [provider, [...ANY, ...OWN[provider]]]));
  const rounds = Math.max(...BOTH.map((provider) => cases[provider].length));
  for (let round = 0; round < rounds; round += 1) {
    const now = BOTH.flatMap((provider) => (cases[provider][round] ? [[provider, ...cases[provider][round]]] : []));
    test(`malformed in ${now.map(([provider, field, value]) => `${provider}'s ${field} ${JSON.stringify(value)}`).join(' and ')}`, async (t) => {
      const secrets = now.map(([provider, , change]) => [SECRETS[provider], JSON.stringify(whole[provider](change))]);
      const { health, orders, faults } = await look(t, Object.fromEntries(secrets));
      assert.deepEqual([health.status, health.json.status], [200, 'ok'], 'the other providers take orders');
      for (const [provider, field] of now) {
        const fault = faults.find((each) => each.secret === SECRETS[provider]);
        assert.equal(fault?.field, field, health.text);
        const { status, json } = orders[provider];
        assert.deepEqual([status, json.code, json.money_may_have_moved], [503, 'configuration_invalid', false]);
        assert.ok(json.detail.includes(SECRETS[provider]) && json.detail.includes(field), json.detail);
      }
      assert.equal(faults.length, now.length, health.text);
    });
  }

  test('that is no object, or has a name twice', async (t) => {
    for (const value of [MARK, '[]', `"${MARK}"`, `{"base_url":"${NOWHERE}","base_url":"${MARK}"}`]) {
      await t.test(value, async (one) => {
        const { faults, orders } = await look(one, Object.fromEntries(BOTH.map((each) => [SECRETS[each], value])));
        assert.deepEqual(faults.map(({ secret }) => secret).sort(), Object.values(SECRETS));
        for (const provider of BOTH) assert.equal(orders[provider].json.code, 'configuration_invalid');
      });
    }
  });

  test('with an address that a Worker cannot fetch tells what to do', async (t) => {
    const { faults } = await look(t, Object.fromEntries(BOTH.map((provider) =>
      [SECRETS[provider], JSON.stringify(whole[provider]({ base_url: 'http://203.0.113.5', allow_http: true }))])));
    assert.equal(faults.length, 2);
    for (const { problem } of faults) assert.ok(/host name/.test(problem), problem);
  });

  test('that is missing: the provider is not configured', async (t) => {
    const { faults, orders } = await look(t, {});
    assert.deepEqual(faults, []);
    for (const provider of BOTH) {
      const { status, json } = orders[provider];
      assert.deepEqual([status, json.code, json.field], [422, 'provider_not_configured', 'provider']);
      assert.ok(json.detail.includes(SECRETS[provider]));
    }
  });
});

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
    response.writeHead({ redirect: 307, page: 404, fine: 200 }[trap.way], trap.way === 'redirect' ? redirect : { 'content-type': 'text/html' });
    return response.end(page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => { server.closeAllConnections(); server.close(); });
  trap.url = `http://127.0.0.1:${server.address().port}`;
  return trap;
}

function filesOf(folder) {
  return readdirSync(folder).map((name) => join(folder, name)).flatMap((path) => (statSync(path).isDirectory() ? filesOf(path) : [path]));
}

test('keys, tokens and checksums are seen by the provider and by nobody else', async (t) => {
  const own = await startTopups({
    ...ACCOUNTS,
    simulator: {
      appotapayApiKey: KEYS.api_key, appotapaySecret: KEYS.secret_key, connectTopupUser: KEYS.username, connectTopupKey: KEYS.private_key,
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
      await own.reopen(provider);
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
  await own.kill();
  const secrets = [...Object.values(KEYS), ...new Set([...tokens, ...checksums]), 'eyJ'];
  const stored = filesOf(join(own.home.folder, 'objects'));
  assert.ok(stored.some((path) => readFileSync(path).includes(orders[0].merchant_order_id)), 'orders are stored there');
  for (const secret of secrets) {
    for (const text of shown) assert.ok(!text.includes(secret), `${secret} in ${text}`);
    for (const path of stored) assert.ok(!readFileSync(path).includes(secret), `${secret} in ${path}`);
  }
});
