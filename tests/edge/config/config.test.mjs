// What is missing or malformed in the configuration is said by secret and field, never by value.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createSimulator } from '../../../js/simulator/server.mjs';
import { createClient } from '../support/client.mjs';
import { newHome, startGateway } from '../support/gateway.mjs';
import { configuration, OWN_KEY, startLab, WITH_OWN_KEY } from '../support/lab.mjs';
import { charge, renewal } from '../support/orders.mjs';

// Stands in every malformed value; no answer may show it.
const MARK = 'do-not-show-me';
const simulator = createSimulator();
let simulatorUrl;
before(async () => { simulatorUrl = (await simulator.listen(0)).url; });
after(() => simulator.close());

/** What a gateway with these variables says of itself, of the providers, and to its first order. */
async function look(t, vars) {
  const home = newHome();
  t.after(home.remove);
  const all = configuration(simulatorUrl, { vars: { API_KEYS: JSON.stringify(WITH_OWN_KEY), ...vars } });
  const gateway = await startGateway({ home, vars: all });
  t.after(gateway.kill);
  const client = createClient(() => gateway.url, { key: OWN_KEY });
  const health = await client.get('/healthz');
  const first = await client.create(charge());
  const providers = await client.get('/v1/providers');
  for (const { text } of [health, first, providers]) assert.ok(!text.includes(MARK), text);
  return { health, first, providers, faults: health.json.configuration.map(({ secret, field }) => [secret, field]), client, url: gateway.url };
}

/** No order is taken, for the reason given: by secret and field. */
function refuses({ health, first }, secret, field, all) {
  const fault = health.json.configuration.find((each) => each.secret === secret && each.field === field);
  assert.ok(fault?.problem, health.text);
  assert.deepEqual([first.status, first.json.code, first.json.money_may_have_moved], [503, 'configuration_invalid', false]);
  assert.ok(first.json.detail.includes(secret), first.text);
  if (field && !all) assert.ok(first.json.detail.includes(field), first.text);
  assert.deepEqual([health.status, health.json.status], all ? [503, 'unavailable'] : [200, 'ok']);
}

const ltc = (changed) => {
  const whole = {
    base_url: `${simulatorUrl}/ltc`, username: MARK, password: MARK, request_type: 'UAT', game_name: 'MEKONG', ...changed,
  };
  return JSON.stringify(whole);
};
const key = (changed) => JSON.stringify([{ id: `sk_${MARK}`, kind: 'secret', sha256: 'a'.repeat(64), ...changed }]);

// Each case has a gateway of its own.
describe('a configuration', { concurrency: 2 }, () => {
  test('that is empty names everything that every order needs', async (t) => {
    const names = Object.keys(configuration(simulatorUrl));
    const seen = await look(t, Object.fromEntries(names.map((name) => [name, undefined])));
    assert.deepEqual(seen.faults.map(([secret]) => secret).sort(), ['API_KEYS', 'FINGERPRINT_SECRET', 'PUBLIC_URL']);
    assert.deepEqual([seen.first.status, seen.first.json.code], [503, 'configuration_invalid']);
    assert.deepEqual([seen.providers.status, seen.providers.json.code], [503, 'configuration_invalid']);
  });

  test('without a provider takes no order for it, and is well otherwise', async (t) => {
    const { health, first, providers } = await look(t, { PROVIDER_LTC: undefined });
    assert.deepEqual([health.status, health.json.configuration], [200, []]);
    assert.deepEqual([first.status, first.json.code, first.json.field], [422, 'provider_not_configured', 'provider']);
    assert.ok(first.json.detail.includes('PROVIDER_LTC'));
    assert.equal(providers.json.providers[0].configured, false);
  });

  const ofEveryOrder = [
    ['API_KEYS', '', () => MARK], ['API_KEYS', '', () => '[]'],
    ['API_KEYS', '[0].sha256', () => key({ sha256: undefined })], ['API_KEYS', '[0].sha256', () => key({ sha256: MARK })],
    ['API_KEYS', '[0].sha256', () => key({ sha256: 'A'.repeat(64) })], ['API_KEYS', '[0].kind', () => key({ kind: MARK })],
    ['API_KEYS', '[0].name', () => key({ name: MARK })],
    ['FINGERPRINT_SECRET', '', () => MARK.slice(0, 15)],
  ];
  const ofNoOrder = [
    ['PUBLIC_URL', () => `ftp://${MARK}`], ['PUBLIC_URL', () => `https://${MARK}/?x=1`], ['PUBLIC_URL', () => undefined],
    ['PUBLIC_URL', () => 'http://pay.invalid'], ['RETENTION_DAYS', () => '0'], ['RETENTION_DAYS', () => MARK],
    ['SCHEDULE_SCALE', () => MARK], ['SCHEDULE_SCALE', () => '0'],
  ];
  test('malformed where an order of LTC needs nothing of it', async (t) => {
    for (const [secret, value] of ofNoOrder) {
      await t.test(`${secret} ${value()}`, async (one) => {
        const { first, health } = await look(one, { [secret]: value() });
        const fault = health.json.configuration.find((each) => each.secret === secret);
        assert.deepEqual([first.status, health.status, Boolean(fault?.problem)], [201, 200, true], health.text);
        assert.ok(!health.text.includes('allow_http'), 'there is none of it in that place');
      });
    }
  });
  test('malformed where every order needs it', async (t) => {
    for (const [secret, field, value] of ofEveryOrder) {
      await t.test(`${secret} ${value()}`, async (one) => {
        refuses(await look(one, { [secret]: value() }), secret, field, true);
      });
    }
  });

  const ofTheProvider = [
    ['', () => MARK], ['', () => `["${MARK}"]`],
    ['base_url', () => ltc({ base_url: undefined })], ['base_url', () => ltc({ base_url: MARK })],
    ['base_url', () => ltc({ base_url: `https://user:${MARK}@ltc.invalid` })], ['username', () => ltc({ username: '' })],
    ['password', () => ltc({ password: 5 })], ['request_type', () => ltc({ request_type: MARK })],
    ['otp_ttl_s', () => ltc({ otp_ttl_s: 0 })], ['otp_ttl_s', () => ltc({ otp_ttl_s: MARK })],
    ['unsubscribe_from', () => ltc({ unsubscribe_from: [MARK] })], ['pasword', () => ltc({ pasword: MARK })],
  ];
  test('malformed where one provider needs it', async (t) => {
    for (const [field, value] of ofTheProvider) {
      await t.test(`${field || 'the whole'} in ${value().replace(simulatorUrl, '')}`, async (one) => {
        refuses(await look(one, { PROVIDER_LTC: value() }), 'PROVIDER_LTC', field);
      });
    }
    for (const value of [undefined, MARK, '[]', `["${MARK.slice(0, 15)}"]`, `["${MARK}/${MARK}"]`]) {
      const field = value?.startsWith('["') ? '[0]' : '';
      await t.test(`LTC_UNSUBSCRIBE_SECRETS ${value}`, async (one) =>
        refuses(await look(one, { LTC_UNSUBSCRIBE_SECRETS: value }), 'LTC_UNSUBSCRIBE_SECRETS', field));
    }
  });

  // Nothing is sent anywhere: all of these are refused before.
  test('with an address that a Worker cannot or must not fetch', async (t) => {
    for (const [base_url, allow_http] of [
      ['http://ltc.invalid'], ['http://203.0.113.5', true], ['https://203.0.113.5/ltc'], ['https://[2001:db8::1]'],
      ['https://2130706433'], ['ftp://ltc.invalid', true],
    ]) {
      await t.test(base_url, async (one) => {
        const seen = await look(one, { PROVIDER_LTC: ltc({ base_url, allow_http }) });
        refuses(seen, 'PROVIDER_LTC', 'base_url');
        assert.ok(!seen.health.text.includes(base_url));
      });
    }
  });

  test('with an address elsewhere: the development key and settings for tests are refused, and nothing else', async (t) => {
    for (const base_url of ['https://ltc.invalid', 'http://ltc.invalid', 'https://localhost.ltc.invalid']) {
      await t.test(base_url, async (one) => {
        const seen = await look(one, { PROVIDER_LTC: ltc({ base_url, allow_http: true }), MAX_WAIT_S: '1' });
        assert.deepEqual(seen.faults, [['API_KEYS', '[0].sha256'], ['SCHEDULE_SCALE', ''], ['MAX_WAIT_S', '']]);
        assert.deepEqual([seen.health.status, seen.providers.status], [200, 200], 'another key is let in');
        assert.equal(seen.first.json.code, 'provider_unavailable', seen.first.text);
        const stranger = await createClient(() => seen.url, { key: 'sk_dev_mekong' }).get('/v1/orders');
        assert.deepEqual([stranger.status, stranger.json.code], [503, 'configuration_invalid']);
      });
    }
    const elsewhere = await look(t, { PUBLIC_URL: 'https://pay.invalid' });
    assert.deepEqual(elsewhere.faults, [['SCHEDULE_SCALE', '']]);
  });

  test('malformed for a provider keeps no subscriber from ending a subscription', async (t) => {
    const lab = await startLab();
    t.after(lab.end);
    const wanted = renewal();
    await lab.subscribed(wanted.msisdn);
    await lab.restart({ vars: { PROVIDER_LTC: MARK } });
    const { status, json } = await lab.unsubscribe({ Msisdn: wanted.msisdn, USSDCode: '*1#', Channel: 'USSD' });
    // Stored, or LTC is asked to call again: it must not look like an address that was taken away.
    assert.equal(status, 200);
    assert.ok(['200', '001'].includes(json.ResultCode));
    if (json.ResultCode === '001') return;
    await lab.restart({ vars: {} });
    assert.equal((await lab.create(wanted)).json.code, 'subscription_not_active');
  });

  test('that was mended takes the orders that it had refused', async (t) => {
    const lab = await startLab({ vars: { LTC_UNSUBSCRIBE_SECRETS: undefined } });
    t.after(lab.end);
    const order = charge();
    assert.equal((await lab.create(order)).status, 503);
    assert.equal((await lab.get(`/v1/orders/${order.merchant_order_id}`)).status, 404);
    await lab.restart({ vars: {} });
    assert.equal((await lab.create(order)).status, 201);
  });
});
