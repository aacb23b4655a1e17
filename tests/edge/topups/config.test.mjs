// The secrets of the top-up providers: what is malformed is said by secret and field, never by value.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createClient } from '../support/client.mjs';
import { newHome, startGateway } from '../support/gateway.mjs';
import { configuration, OWN_KEY, WITH_OWN_KEY } from '../support/lab.mjs';
import { appotapay, APPOTAPAY, BOTH, CONNECT, connectTopup, startTopups, topup } from '../support/topups.mjs';

// Nothing is called here.
const NOWHERE = 'http://127.0.0.1:1';
const MARK = 'do-not-show-me';
const SECRETS = { [APPOTAPAY]: 'PROVIDER_APPOTAPAY', [CONNECT]: 'PROVIDER_CONNECT_TOPUP' };

/** What a gateway with these secrets says of itself, and to an order for each of them. */
async function look(t, secrets) {
  const home = newHome();
  t.after(home.remove);
  const gateway = await startGateway({ home, vars: configuration(NOWHERE, { vars: { API_KEYS: JSON.stringify(WITH_OWN_KEY), ...secrets } }) });
  t.after(gateway.kill);
  const client = createClient(() => gateway.url, { key: OWN_KEY });
  const health = await client.get('/healthz');
  const orders = {};
  for (const provider of BOTH) orders[provider] = await client.create(topup({ provider }));
  for (const { text } of [health, ...Object.values(orders), await client.get('/v1/providers')]) {
    assert.ok(!text.includes(MARK), text);
  }
  assert.ok(!gateway.output().includes(MARK), gateway.output());
  // Where an address is not this machine's, or cannot be read, what is for development only is named beside it.
  const faults = health.json.configuration.filter(({ secret }) => Object.values(SECRETS).includes(secret));
  return { health, orders, faults };
}

const base_url = `${NOWHERE}/${MARK}`;
const whole = {
  [APPOTAPAY]: (changed) => ({ base_url, ...appotapay({ secret_key: MARK, api_key: MARK }), ...changed }),
  [CONNECT]: (changed) => ({ base_url, ...connectTopup({ private_key: MARK, username: MARK }), ...changed }),
};

/** What is wrong at both, and what only one has: [field at fault, change]. */
const ANY = [
  ['base_url', { base_url: undefined }], ['base_url', { base_url: MARK }],
  ['base_url', { base_url: `ftp://${MARK}.invalid` }], ['base_url', { base_url: `https://user:${MARK}@topup.invalid` }],
  ['base_url', { base_url: `http://${MARK}.invalid` }], ['base_url', { base_url: 'https://203.0.113.5/Topup' }],
  ['base_url', { base_url: 'http://203.0.113.5:8081', allow_http: true }],
  ['base_url', { base_url: 'https://[2001:db8::1]' }], ['allow_http', { allow_http: MARK }],
  ['timeout_s', { timeout_s: 4 }], ['timeout_s', { timeout_s: 26 }], ['timeout_s', { timeout_s: MARK }],
  ['low_balance', { low_balance: 500000 }], ['low_balance', { low_balance: '-1' }],
  ['low_balance', { low_balance: '1.5' }], ['low_balance', { low_balance: '' }],
  ['relay_token', { relay_token: '' }], ['relay_token', { relay_token: `${MARK}\n` }],
  [MARK.slice(0, 2), { [MARK.slice(0, 2)]: MARK }],
];
const OWN = {
  [APPOTAPAY]: [
    ['partner_code', { partner_code: undefined }], ['partner_code', { partner_code: '' }],
    ['partner_code', { partner_code: `${MARK} ` }], ['api_key', { api_key: '' }],
    ['api_key', { api_key: `${MARK}é` }], ['api_key', { api_key: undefined }],
    ['secret_key', { secret_key: '' }], ['secret_key', { secret_key: 5 }], ['secret_key', { secret_key: undefined }],
    ['authorization', { authorization: MARK }], ['authorization', { authorization: 'Bearer' }],
  ],
  [CONNECT]: [
    ['username', { username: undefined }], ['username', { username: '' }], ['username', { username: `${MARK} ` }],
    ['private_key', { private_key: '' }], ['private_key', { private_key: `${MARK}é` }],
    ['private_key', { private_key: undefined }], ['checksum', { checksum: MARK }],
    ['checksum', { checksum: 'sha512' }], ['recheck', { recheck: [] }],
    ['recheck', { recheck: ['credentials'] }], ['recheck[1]', { recheck: ['idtransaction', MARK] }],
    ['recheck[1]', { recheck: ['idtransaction', 'idtransaction'] }], ['recheck', { recheck: MARK }],
  ],
};

describe('a secret', { concurrency: 2 }, () => {
  const cases = Object.fromEntries(BOTH.map((provider) => [provider, [...ANY, ...OWN[provider]]]));
  const rounds = Math.max(...BOTH.map((provider) => cases[provider].length));
  for (let round = 0; round < rounds; round += 1) {
    const now = BOTH.filter((each) => cases[each][round]).map((each) => [each, ...cases[each][round]]);
    const name = now.map(([provider, , change]) => `${provider} ${JSON.stringify(change)}`).join(' and ');
    test(`malformed: ${name}`, async (t) => {
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
    const { faults, orders, health } = await look(t, {});
    assert.deepEqual([faults, health.json.configuration], [[], []]);
    for (const provider of BOTH) {
      const { status, json } = orders[provider];
      assert.deepEqual([status, json.code, json.field], [422, 'provider_not_configured', 'provider']);
      assert.ok(json.detail.includes(SECRETS[provider]));
    }
  });
});

test('each spelling of a call is taken where it is wanted; the other one is refused as our account', async (t) => {
  const other = { appotapayAuth: 'bare', connectTopupHash: 'sha1' };
  const spelled = { appotapay: { authorization: 'bare' }, connectTopup: { checksum: 'sha1' } };
  const good = await startTopups({ simulator: other, ...spelled });
  t.after(good.end);
  for (const provider of BOTH) await good.credited(topup({ provider }));
  const wrong = await startTopups({ simulator: other });
  t.after(wrong.end);
  for (const provider of BOTH) {
    const { json } = await wrong.create(topup({ provider }));
    assert.deepEqual([json.state, json.failure.reason], ['failed', 'account_refused']);
    assert.equal((await wrong.suspended(provider)).cause, 'account_refused');
  }
});
