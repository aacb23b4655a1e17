// What is told beside orders: subscriptions, providers that close and open again, balances that run low.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nextNumber } from '../support/orders.mjs';
import { endpointsOf, startReceiver } from '../support/receiver.mjs';
import { APPOTAPAY, CONNECT, startTopups, topup } from '../support/topups.mjs';
import { until } from '../support/wait.mjs';

/** A gateway and a shop of their own. */
async function pair(t, settings = {}) {
  const shop = await startReceiver();
  t.after(shop.close);
  const own = await startTopups({ vars: { EVENT_ENDPOINTS: endpointsOf(shop) }, ...settings });
  t.after(own.end);
  return { shop, own };
}

const wish = (msisdn) => ({ Msisdn: msisdn, USSDCode: '*123#', Channel: 'USSD' });
const kindsOf = (shop, family) => shop.taken().map((each) => each.kind).filter((kind) => kind.startsWith(family));

// They mostly wait.
describe('told beside orders', { concurrency: 3 }, () => {
  test('a subscription that starts and ends, once each, as it is shown', async (t) => {
    const { shop, own } = await pair(t);
    const { id, msisdn } = await own.charged({ details: { subscribe: true, ussd_code: '*123#' } });
    const started = await shop.sees('the start', (each) => each.kind === 'subscription.started');
    assert.deepEqual([started.thing], await own.subscriptions(msisdn));
    assert.equal(started.thing.started_by, id);
    for (let n = 0; n < 3; n += 1) assert.equal((await own.unsubscribe(wish(msisdn))).json.ResultCode, '200');
    const ended = await shop.sees('the end', (each) => each.kind === 'subscription.cancelled');
    assert.deepEqual([ended.thing], await own.subscriptions(msisdn));
    assert.deepEqual([started.sequence, ended.sequence], [1, 2]);
    // Brought along: the merchant knows it. Its end is told.
    const other = nextNumber();
    await own.subscribed(other, { ussd_code: '*123#' });
    await own.unsubscribe(wish(other));
    const second = await shop.sees('the other end', (each) => each.thing.msisdn === `+856${other}`);
    assert.deepEqual([second.kind, second.sequence], ['subscription.cancelled', 1]);
    assert.deepEqual(kindsOf(shop, 'subscription.'), ['subscription.started', 'subscription.cancelled', 'subscription.cancelled']);
    shop.checkSignatures();
    for (const { headers, id: name } of shop.deliveries) assert.ok(!JSON.stringify([headers, name]).includes(msisdn));
  });

  test('a provider that is closed, and opened by its probe though nobody calls the gateway', async (t) => {
    const { shop, own } = await pair(t);
    await own.setBalance(APPOTAPAY, 0);
    await own.closes(APPOTAPAY, 'balance_too_low');
    const about = `provider/${APPOTAPAY}`;
    const [closed] = await shop.gets(about, ['provider.suspended']);
    assert.equal(closed.thing.suspended.cause, 'balance_too_low');
    assert.deepEqual(Object.keys(closed.event.data), ['sequence', 'provider']);
    await own.refused(topup({ provider: APPOTAPAY }));
    // The outbox's own alarm has rung by now, and wakes nobody any more.
    await until('it was probed in vain a few times', () => own.called(APPOTAPAY, 'balance') >= 4, { within: 30_000 });
    await own.setBalance(APPOTAPAY, 10_000);
    const [, resumed] = await shop.gets(about, ['provider.suspended', 'provider.resumed'], { within: 20_000 });
    assert.equal(resumed.thing.suspended, null);
    assert.deepEqual(kindsOf(shop, 'provider.'), ['provider.suspended', 'provider.resumed']);
  });

  test('a provider that a person opens, and that closes again', async (t) => {
    const { shop, own } = await pair(t, { scale: 1 });
    await own.setBalance(CONNECT, 0);
    await own.closes(CONNECT, 'balance_too_low');
    await own.resume(CONNECT);
    await own.closes(CONNECT, 'balance_too_low');
    const told = await shop.gets(`provider/${CONNECT}`, ['provider.suspended', 'provider.resumed', 'provider.suspended']);
    assert.deepEqual(told.map((each) => each.sequence), [1, 2, 3]);
    assert.equal(new Set(told.map((each) => each.id)).size, 3);
  });

  test('a balance below the threshold, once until it was above; the balance itself is not told', async (t) => {
    const { shop, own } = await pair(t, { appotapay: { low_balance: '500000' }, scale: 1 });
    const look = () => own.get(`/v1/providers/${APPOTAPAY}/balance`);
    await own.setBalance(APPOTAPAY, 499_999);
    for (let n = 0; n < 3; n += 1) await look();
    const about = `provider/${APPOTAPAY}`;
    const [low] = await shop.gets(about, ['provider.balance_low']);
    assert.deepEqual([low.thing.id, low.thing.balance_low, low.thing.suspended], [APPOTAPAY, true, null]);
    assert.ok(!low.text.includes('499'));
    await own.setBalance(APPOTAPAY, 500_000);
    await look();
    await own.setBalance(APPOTAPAY, 1);
    await look();
    await shop.gets(about, ['provider.balance_low', 'provider.balance_low']);
  });

  test('a low balance that is found because somebody looks at the gateway\'s health', async (t) => {
    const { shop, own } = await pair(t, { appotapay: { low_balance: '500000' }, scale: 1 });
    await own.setBalance(APPOTAPAY, 1);
    await own.get('/healthz');
    await shop.gets(`provider/${APPOTAPAY}`, ['provider.balance_low']);
  });
});
