// /metrics: Prometheus' text, true, and without a name, a number or a secret in it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { send } from '../support/http.mjs';
import { alipay, startLianLian } from '../support/lianlian.mjs';
import { behaving, charge, nextNumber } from '../support/orders.mjs';
import { checkHistogram, parseMetrics } from '../support/prometheus.mjs';
import { endpointsOf, startReceiver } from '../support/receiver.mjs';
import { APPOTAPAY, startTopups, topup } from '../support/topups.mjs';
import { until } from '../support/wait.mjs';

const STATES = ['sending', 'pending', 'unknown', 'succeeded', 'failed'];

async function scrape(own) {
  const { status, text, headers } = await own.get('/metrics', { headers: { accept: 'text/plain;version=0.0.4' } });
  assert.equal(status, 200, text);
  assert.match(headers['content-type'], /^text\/plain; version=0\.0\.4/);
  return { text, ...parseMetrics(text) };
}

async function shopOf(t, given) {
  const shop = await startReceiver(given);
  t.after(shop.close);
  return shop;
}

/** How many orders GET /v1/orders knows in each state. */
async function counted(own) {
  const count = async (state) => (await own.get(`/v1/orders?state=${state}&limit=100`)).json.orders.length;
  return Object.fromEntries(await Promise.all(STATES.map(async (state) => [state, await count(state)])));
}

describe('metrics', { concurrency: 2 }, () => {
  test('want a secret key', async (t) => {
    const own = await startTopups();
    t.after(own.end);
    const basic = 'Basic c2tfZGV2X21la29uZzo=';
    for (const [authorization, code] of [[undefined, 'key_missing'], ['Bearer sk_dev_nobody', 'key_invalid'], [basic, 'key_missing']]) {
      const { status, json } = await send(`${own.url}/metrics`, { headers: authorization ? { authorization } : {} });
      assert.deepEqual([status, json.code], [401, code]);
    }
    await scrape(own); // With nothing in it yet.
    assert.equal((await own.post('/metrics', {})).status, 405);
  });

  test('say how many orders there are, how old the oldest unknown one is, what waits, and how calls went', async (t) => {
    const shop = await shopOf(t, { answer: () => ({ status: 500 }) });
    const own = await startTopups({ vars: { EVENT_ENDPOINTS: endpointsOf(shop) }, scale: 1 });
    t.after(own.end);
    for (let n = 0; n < 3; n += 1) await own.charged();
    const { id: cancelled, msisdn } = await own.opened();
    await own.cancel(cancelled);
    await own.opened();
    const { id, otp } = await own.opened({ msisdn: behaving('confirm', '02') });
    assert.equal((await own.confirm(id, otp)).json.state, 'unknown');
    const wanted = await counted(own);
    assert.deepEqual(wanted, { sending: 0, pending: 1, unknown: 1, succeeded: 3, failed: 1 });
    const metrics = await until('five attempts were counted', async () => {
      const now = await scrape(own);
      return now.sum('mekong_deliveries_total', { endpoint: 'shop', result: 'failed' }) >= 5 && now;
    });
    const states = Object.fromEntries(STATES.map((state) => [state, metrics.sum('mekong_orders', { provider: 'ltc', state })]));
    assert.deepEqual(states, wanted);
    assert.equal(metrics.sum('mekong_orders'), 6);
    assert.equal(metrics.sum('mekong_orders_in_review'), 0);
    const waiting = own.records.rows('Ledger', "SELECT 1 FROM deliveries WHERE state = 'waiting'").length;
    assert.equal((await scrape(own)).sum('mekong_events_waiting', { endpoint: 'shop' }), waiting);
    await until('the age grows', async () => (await scrape(own)).sum('mekong_oldest_event_waiting_seconds') >= 1);
    const { text } = metrics;
    for (const mark of [id, id.toLowerCase(), msisdn, '2055', '2098', 'whsec', 'sk_dev', 'password', String(shop.port)]) {
      assert.ok(!text.includes(mark), mark);
    }
  });

  test('say how calls to providers went, and how long they took', async (t) => {
    const own = await startTopups({ scale: 1 });
    t.after(own.end);
    for (let n = 0; n < 3; n += 1) await own.charged();
    const slow = await own.opened({ msisdn: behaving('confirm', '01') });
    await own.confirm(slow.id, slow.otp);
    await own.credited(topup());
    const poor = charge({ amount: { value: '5103', currency: 'LAK' } });
    await own.create(poor);
    const { RequestDeduct, ConfirmDeduct, CheckTransaction } = own.simulator.book().ltc.calls;
    assert.deepEqual([RequestDeduct, ConfirmDeduct, CheckTransaction], [5, 4, 0]);
    const metrics = await scrape(own);
    const calls = (labels) => metrics.sum('mekong_provider_calls_total', labels);
    assert.deepEqual([calls({ provider: 'ltc' }), calls({ provider: 'ltc', outcome: 'succeeded' }), calls({ provider: 'ltc', outcome: 'pending' }),
      calls({ provider: 'ltc', outcome: 'failed' }), calls({ provider: APPOTAPAY })], [9, 4, 4, 1, 1]);
    const series = checkHistogram(metrics, 'mekong_provider_call_milliseconds');
    const ofLtc = [...series].filter(([labels]) => labels.includes('"ltc"')).map(([, one]) => one);
    const add = (of) => ofLtc.reduce((total, one) => total + of(one), 0);
    assert.equal(add(({ count }) => count), 9);
    assert.ok(add(({ sum }) => sum) >= 300, 'one took 0.3 s');
    const within = (most) => add(({ buckets }) => buckets.find(([le]) => le === most)[1]);
    assert.ok(within(100) <= 8 && within(20_000) === 9);
  });

  test('say how old the oldest unknown order is', async (t) => {
    const own = await startTopups({ scale: 1 });
    t.after(own.end);
    assert.equal((await scrape(own)).sum('mekong_oldest_unknown_seconds'), 0);
    const { id, otp } = await own.opened({ msisdn: behaving('confirm', '02') });
    assert.equal((await own.confirm(id, otp)).json.state, 'unknown');
    await until('a second has passed', async () => (await scrape(own)).sum('mekong_oldest_unknown_seconds') >= 1);
    const age = (Date.now() - Date.parse((await own.order(id)).created_at)) / 1000;
    assert.ok((await scrape(own)).sum('mekong_oldest_unknown_seconds') <= age + 2);
    await own.resolve(id, { state: 'failed', evidence: 'statement', by: 'Noy' });
    assert.equal((await scrape(own)).sum('mekong_oldest_unknown_seconds'), 0);
  });

  test('say which notifications were refused, and why', async (t) => {
    const own = await startLianLian();
    t.after(own.end);
    const json = { Msisdn: nextNumber(), USSDCode: '*1#', Channel: 'USSD' };
    for (let n = 0; n < 3; n += 1) await own.unsubscribe(json, 'a-wrong-secret-of-some-length');
    await own.unsubscribe({});
    const { id } = await own.opened();
    for (let n = 0; n < 2; n += 1) await own.notify({ merchant_order_id: id, variant: 'bad_signature' });
    const refused = async () => {
      const { samples } = await scrape(own);
      const of = samples.filter((each) => each.name === 'mekong_notifications_refused_total');
      return of.map(({ labels: { provider, reason }, value }) => `${provider} ${reason} ${value}`).sort();
    };
    const wanted = ['lianlian signature 2', 'ltc form 1', 'ltc secret 3'];
    await until('all are counted', async () => (await refused()).join() === wanted.join()).catch(() => {});
    assert.deepEqual(await refused(), wanted);
    await own.restart();
    assert.deepEqual(await refused(), wanted, 'they are kept');
  });

  test('count orders, not their refunds, as orders', async (t) => {
    const own = await startLianLian();
    t.after(own.end);
    const { id } = await own.paid(alipay());
    await own.refund(id, '10.00');
    const metrics = await scrape(own);
    const wanted = await counted(own);
    const states = Object.fromEntries(STATES.map((state) => [state, metrics.sum('mekong_orders', { provider: 'lianlian', state })]));
    assert.deepEqual(states, wanted);
  });

  test('say which provider is closed', async (t) => {
    const own = await startTopups({ scale: 1 });
    t.after(own.end);
    const closed = async () => {
      const { samples } = await scrape(own);
      return Object.fromEntries(samples.filter((each) => each.name === 'mekong_provider_suspended')
        .map(({ labels, value }) => [labels.provider, value]));
    };
    assert.deepEqual(await closed(), { appotapay: 0, connect_topup: 0 });
    await own.setBalance(APPOTAPAY, 0);
    await own.closes(APPOTAPAY, 'balance_too_low');
    assert.deepEqual(await closed(), { appotapay: 1, connect_topup: 0 });
    await own.resume(APPOTAPAY);
    assert.deepEqual(await closed(), { appotapay: 0, connect_topup: 0 });
  });
});
