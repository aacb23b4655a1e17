// SIGKILL between the change and its delivery, and in the middle of one: after the restart everything arrives, though
// nobody calls the gateway.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { charge } from '../support/orders.mjs';
import { endpointsOf, startReceiver } from '../support/receiver.mjs';
import { APPOTAPAY, startTopups, topup } from '../support/topups.mjs';
import { repeat, until } from '../support/wait.mjs';

// A lease takes 3 s, an endpoint may take 0.75 s.
const SCALE = 20;
const LONG = { within: 45_000 };

async function setting(t, answer) {
  const shop = await startReceiver({ answer });
  t.after(shop.close);
  const own = await startTopups({ scale: SCALE, vars: { EVENT_ENDPOINTS: endpointsOf(shop) } });
  t.after(own.end);
  return [own, shop];
}

const BOTH = ['order.pending', 'order.succeeded'];

/** What the history on disk says was reached: state by state. */
function reached(own, id) {
  const lines = own.records.rows('Ledger', 'SELECT body FROM history WHERE key = ? ORDER BY number', id.toLowerCase())
    .map((row) => JSON.parse(row.body));
  return lines.filter(({ from, to }) => from !== to && to !== 'sending').map(({ to }) => `order.${to}`);
}

/** Everything that is stored has been told, and nothing else. */
async function allArrives(own, shop) {
  const keys = own.records.rows('Ledger', 'SELECT key FROM orders').map((row) => row.key);
  const told = (key) => [...new Map(shop.taken(key).map((each) => [each.sequence, each.kind])).values()];
  await until('everything that was written has arrived', () =>
    keys.every((key) => told(key).join() === reached(own, key).join()), LONG)
    .catch((error) => {
      for (const key of keys) assert.deepEqual(told(key), reached(own, key), `${key}: ${error.message}`);
    });
  shop.checkSequences();
  shop.checkSignatures();
}

describe('killed', { concurrency: 2 }, () => {
  test('right behind an answer, again and again: nothing is lost', async (t) => {
    const [own, shop] = await setting(t);
    for (let round = 0; round < 5; round += 1) {
      const orders = await repeat(8, () => own.opened());
      const confirming = orders.map(({ id, otp }) => own.confirm(id, otp));
      confirming.forEach((each) => each.catch(() => {}));
      await confirming[round];
      await own.kill();
      await Promise.allSettled(confirming);
      await own.start();
    }
    // A confirm that was killed before it left is not known to LTC (800), which proves nothing before its password's end.
    const left = () => own.records.rows('Ledger', "SELECT key, body FROM orders WHERE state IN ('sending', 'unknown')")
      .filter(({ body }) => JSON.parse(body).provider_status?.code !== '800');
    await until('all that LTC knows have settled', () => left().length === 0, LONG);
    for (const { transaction_id: id } of own.simulator.book().ltc.charges) {
      assert.equal((await own.order(id)).state, 'succeeded', id);
    }
    await allArrives(own, shop);
  });

  test('in the middle of deliveries: they are made again with their ids', async (t) => {
    const [own, shop] = await setting(t, () => ({ hang: true }));
    const paid = await repeat(10, () => own.charged());
    // It may be called a failing one by now: then one delivery at a time is under way.
    await until('a delivery is under way', () => shop.open > 0);
    await own.kill();
    const seen = new Set(shop.deliveries.map((each) => each.id));
    shop.answer = () => ({});
    await own.start();
    for (const { id } of paid) await shop.gets(id, BOTH, LONG);
    await allArrives(own, shop);
    const taken = new Set(shop.taken().map((each) => each.id));
    assert.ok(seen.size > 0 && [...seen].every((id) => taken.has(id)));
  });

  test('behind the endpoint\'s 200, before it was noted: it is sent once more, as the same', async (t) => {
    let kill;
    const [own, shop] = await setting(t, () => { kill?.(); });
    const killed = new Promise((done) => { kill = () => { kill = undefined; own.kill().then(done); }; });
    const wanted = charge();
    await own.create(wanted).catch(() => {});
    await killed;
    await own.start();
    await until('it is there', () => shop.taken(wanted.merchant_order_id).length >= 2, LONG);
    const [first, second] = shop.taken(wanted.merchant_order_id);
    assert.deepEqual([first.id, first.text], [second.id, second.text]);
    await allArrives(own, shop);
  });

  test('right behind an unsubscribe', async (t) => {
    const [own, shop] = await setting(t);
    const numbers = [];
    for (let n = 0; n < 3; n += 1) {
      const { msisdn } = await own.charged({ details: { subscribe: true, ussd_code: '*1#' } });
      await until('it is active', async () => (await own.subscriptions(msisdn)).length === 1);
      const { json } = await own.unsubscribe({ Msisdn: msisdn, USSDCode: '*1#', Channel: 'USSD' });
      await own.kill();
      assert.equal(json.ResultCode, '200');
      await own.start();
      numbers.push(`+856${msisdn}`);
    }
    const told = (kind) => shop.taken().filter((each) => each.kind === kind).map((each) => each.thing.msisdn);
    for (const kind of ['subscription.started', 'subscription.cancelled']) {
      await until(kind, () => numbers.every((each) => told(kind).includes(each)), LONG);
    }
    shop.checkSequences();
    assert.deepEqual(own.records.rows('Subscriber', 'SELECT * FROM outbox'), []);
  });

  test('right behind the order that closed its provider', async (t) => {
    const [own, shop] = await setting(t);
    await own.setBalance(APPOTAPAY, 0);
    const { json } = await own.create(topup());
    await own.kill();
    assert.equal(json.state, 'failed');
    await own.start();
    const [closed] = await shop.gets(`provider/${APPOTAPAY}`, ['provider.suspended'], LONG);
    assert.equal(closed.thing.suspended.cause, 'balance_too_low');
    await allArrives(own, shop);
  });
});

describe('started again', { concurrency: 2 }, () => {
  for (const [how, text] of [['malformed', '[{"id":"shop"}]'], ['without the endpoint', '']]) {
    test(`${how} in its configuration and mended: what had waited arrives`, async (t) => {
      const [own, shop] = await setting(t, () => ({ status: 500 }));
      const paid = await repeat(3, () => own.charged());
      await until('all wait', () => shop.deliveries.length >= 3);
      await own.kill();
      own.records.change('Ledger', "UPDATE due SET at = 1 WHERE kind = 'deliver'");
      await own.start({ vars: { EVENT_ENDPOINTS: text } });
      await own.get('/healthz');
      const waits = own.records.rows('Ledger', "SELECT 1 FROM due WHERE kind = 'deliver' AND at = 1").length;
      assert.ok(waits >= 3, 'what nobody can be sent lies as it was');
      shop.answer = () => ({});
      await own.restart({ vars: { EVENT_ENDPOINTS: endpointsOf(shop) } });
      await own.get('/healthz');
      for (const { id } of paid) await shop.gets(id, BOTH, LONG);
    });
  }
});
