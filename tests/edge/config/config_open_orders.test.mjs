// Whatever is wrong with the configuration keeps only that from working which it is about: a new order is refused, with
// the reason; an order that was made before is confirmed, asked about and told of.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OWN_KEY, startLab, WITH_OWN_KEY } from '../support/lab.mjs';
import { account, alipay, payment, startLianLian } from '../support/lianlian.mjs';
import { charge } from '../support/orders.mjs';

const ltc = (lab, changed) => JSON.stringify({
  base_url: `${lab.simulatorUrl}/ltc`, username: 'simulator', password: 'simulator-password', request_type: 'UAT',
  game_name: 'MEKONG', ...changed,
});
const refused = ({ status, json, text }, secret) => {
  assert.deepEqual([status, json.code, json.money_may_have_moved], [503, 'configuration_invalid', false], text);
  assert.ok(json.detail.includes(secret), text);
};
const stops = async (lab) => (await lab.get('/healthz')).json.configuration.map((each) => each.stops);

describe('with a fault in the configuration', { concurrency: 1 }, () => {
  test('LTC: an order that waits is confirmed, a new one is refused', async (t) => {
    const lab = await startLab();
    t.after(lab.end);
    for (const [secret, value, what] of [
      ['PROVIDER_LTC', () => ltc(lab, { otp_ttl_s: 0 }), 'new orders of ltc'],
      ['PROVIDER_LTC', () => ltc(lab, { pasword: 'x' }), 'new orders of ltc'],
      ['LTC_UNSUBSCRIBE_SECRETS', () => undefined, 'new orders of ltc'],
    ]) {
      const { id, otp } = await lab.opened();
      await lab.restart({ vars: { [secret]: value() } });
      assert.deepEqual(await stops(lab), [what]);
      refused(await lab.create(charge()), secret);
      assert.equal((await lab.confirm(id, otp)).json.state, 'succeeded');
      await lab.restart({});
    }
  });

  test('values of dev.vars, beside a provider elsewhere: an order that waits is confirmed, a new one is refused', async (t) => {
    const lab = await startLab({ vars: { API_KEYS: JSON.stringify(WITH_OWN_KEY) } });
    t.after(lab.end);
    const { id, otp } = await lab.opened();
    const unknown = charge();
    await lab.restart({ vars: {
      API_KEYS: JSON.stringify(WITH_OWN_KEY),
      PROVIDER_APPOTAPAY: JSON.stringify({ base_url: 'https://topups.invalid', partner_code: 'SHOP', api_key: 'own', secret_key: 'own' }),
      LTC_UNSUBSCRIBE_SECRETS: JSON.stringify(['development-unsubscribe-secret', 'an-own-secret-of-the-shop']),
      CLIENT_TOKEN_SECRETS: JSON.stringify(['development-client-token-secret-0001']),
      EVENT_ENDPOINTS: JSON.stringify([{ id: 'dev', url: 'https://shop.invalid', secrets: ['whsec_ZGV2ZWxvcG1lbnQtc2VjcmV0LW9mLWV2ZW50cw=='] }]),
    } });
    const own = { headers: { authorization: `Bearer ${OWN_KEY}` } };
    const health = await lab.get('/healthz');
    const named = health.json.configuration.map(({ secret, field }) => `${secret} ${field}`);
    for (const each of ['API_KEYS [0].sha256', 'PROVIDER_LTC password', 'LTC_UNSUBSCRIBE_SECRETS [0]', 'CLIENT_TOKEN_SECRETS [0]', 'EVENT_ENDPOINTS [0].secrets']) {
      assert.ok(named.includes(each), `${each} in ${health.text}`);
    }
    refused(await lab.post('/v1/orders', unknown, own), 'PROVIDER_LTC');
    assert.equal((await lab.post(`/v1/orders/${id}/confirm`, { otp }, own)).json.state, 'succeeded');
  });

  test('LianLian: an order that waits is told of, asked about and cancelled', async (t) => {
    const lab = await startLianLian();
    t.after(lab.end);
    for (const [secret, changed] of [
      ['PUBLIC_URL', { publicUrl: 'ftp://pay.invalid' }],
      ['PROVIDER_LIANLIAN', { lianlian: account({ timeout_s: 4 }) }],
      ['PROVIDER_LIANLIAN', { lianlian: account({ public_keys: [...account().public_keys, 'x'] }) }],
    ]) {
      const [{ id: told }, { id: asked }] = [await lab.opened(alipay()), await lab.opened(alipay())];
      await lab.restart(changed);
      refused(await lab.create(payment()), secret);
      assert.deepEqual(await lab.notify({ merchant_order_id: told, variant: 'status', status: 'PS' }), [200]);
      assert.equal((await lab.order(told)).state, 'succeeded');
      assert.equal((await lab.recheck(asked)).status, 200);
      await lab.restart({});
    }
  });

  test('a development FINGERPRINT_SECRET is refused while there is no order, and named afterwards', async (t) => {
    const lab = await startLab({ vars: { API_KEYS: JSON.stringify(WITH_OWN_KEY) } });
    t.after(lab.end);
    const own = { headers: { authorization: `Bearer ${OWN_KEY}` } };
    const real = {
      API_KEYS: JSON.stringify(WITH_OWN_KEY), FINGERPRINT_SECRET: 'development-fingerprint-secret',
      PROVIDER_LTC: ltc(lab, { password: 'own' }),
      PROVIDER_APPOTAPAY: JSON.stringify({ base_url: 'https://topups.invalid', partner_code: 'SHOP', api_key: 'own', secret_key: 'own' }),
    };
    await lab.restart({ vars: real });
    let health = await lab.get('/healthz');
    assert.deepEqual([health.status, health.json.configuration.at(-1).secret], [503, 'FINGERPRINT_SECRET']);
    refused(await lab.post('/v1/orders', charge(), own), 'FINGERPRINT_SECRET');
    await lab.restart({ vars: { FINGERPRINT_SECRET: 'development-fingerprint-secret' } });
    await lab.opened();
    await lab.restart({ vars: real });
    health = await lab.get('/healthz');
    assert.deepEqual([health.status, health.json.configuration.at(-1).secret], [200, 'FINGERPRINT_SECRET']);
    assert.notEqual((await lab.post('/v1/orders', charge(), own)).json.code, 'configuration_invalid');
  });
});
