// Signatures after Standard Webhooks 1.0.0, judged by `standardwebhooks` and `svix`; and who gets which kinds.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startLab } from '../support/lab.mjs';
import { endpointsOf, judge, newSecret, startReceiver } from '../support/receiver.mjs';
import { until } from '../support/wait.mjs';

const [OLD, NEW] = [newSecret(24), newSecret(64)];
const shop = await startReceiver({ id: 'shop', secrets: [OLD, NEW] });
const orders = await startReceiver({ id: 'orders', types: ['order.*'] });
const ends = await startReceiver({ id: 'ends', types: ['order.succeeded', 'order.failed'] });
const books = await startReceiver({ id: 'books', types: ['refund.*', 'subscription.started'] });
const all = [shop, orders, ends, books];
after(() => all.forEach((each) => each.close()));
// The first retry comes after 1.25 s: more than what a timestamp can tell.
const lab = await startLab({ scale: 4, vars: { EVENT_ENDPOINTS: endpointsOf(...all) } });
after(lab.end);

const YES = [true, true];
const NO = [false, false];

test('each of two secrets verifies a delivery alone; no other secret, byte, id or time does', async () => {
  const { id } = await lab.opened();
  const [{ text, headers }] = await shop.gets(id, ['order.pending']);
  assert.equal(headers['webhook-signature'].split(' ').length, 2);
  for (const secret of [OLD, NEW]) {
    assert.deepEqual(judge(secret, text, headers), YES);
    assert.deepEqual(judge(secret, text.replace('"5000"', '"5001"'), headers), NO);
    assert.deepEqual(judge(secret, `${text} `, headers), NO);
    const later = String(Number(headers['webhook-timestamp']) + 1);
    assert.deepEqual(judge(secret, text, { ...headers, 'webhook-timestamp': later }), NO);
    assert.deepEqual(judge(secret, text, { ...headers, 'webhook-id': `${headers['webhook-id']}0` }), NO);
  }
  for (const secret of [newSecret(), ...orders.secrets]) assert.deepEqual(judge(secret, text, headers), NO);
  const [other] = await orders.gets(id, ['order.pending']);
  assert.equal(other.id, headers['webhook-id'], 'one event has one id at every endpoint');
  assert.equal(other.text, text);
  assert.deepEqual(judge(orders.secrets[0], other.text, other.headers), YES);
  assert.deepEqual(judge(OLD, other.text, other.headers), NO);
});

test('a repeated delivery has the same id and text, and a timestamp and signature of its own', async () => {
  shop.answer = (delivery) => (shop.of(delivery.about).length < 1 ? { status: 500 } : {});
  const { id } = await lab.opened();
  await shop.gets(id, ['order.pending']);
  const attempts = shop.of(id);
  assert.equal(attempts.length, 2);
  for (const each of attempts) {
    assert.deepEqual([each.id, each.text], [attempts[0].id, attempts[0].text]);
    assert.deepEqual(judge(NEW, each.text, each.headers), YES);
  }
  const times = attempts.map((each) => Number(each.headers['webhook-timestamp']));
  assert.ok(times[1] > times[0]);
  shop.answer = () => ({});
});

test('an endpoint gets the kinds that it has listed, whole families too, and all if it lists none', async () => {
  const { id, msisdn } = await lab.charged({ details: { subscribe: true, ussd_code: '*1#' } });
  const both = ['order.pending', 'order.succeeded'];
  await shop.gets(id, both);
  await orders.gets(id, both);
  await ends.gets(id, ['order.succeeded']);
  await books.sees('the start', (each) => each.kind === 'subscription.started');
  await lab.unsubscribe({ Msisdn: msisdn, USSDCode: '*1#', Channel: 'USSD' });
  await shop.sees('the cancellation', (each) => each.kind === 'subscription.cancelled');
  const unwanted = { orders: /^(?!order\.)/, ends: /^(?!order\.(succeeded|failed)$)/, books: /^(?!subscription\.started$)/ };
  for (const each of [orders, ends, books]) {
    assert.deepEqual(each.deliveries.filter(({ kind }) => unwanted[each.id].test(kind)), []);
  }
  const { json } = await lab.get('/v1/events?type=order.pending&limit=1');
  assert.deepEqual(json.events[0].deliveries.map((each) => each.endpoint).sort(), ['orders', 'shop']);
  await until('nothing waits', async () => (await lab.get('/v1/events?state=waiting')).json.events.length === 0);
});

test('a secret that was rotated away signs no more', async () => {
  const next = newSecret();
  await lab.restart({ vars: { EVENT_ENDPOINTS: JSON.stringify([shop.endpoint({ secrets: [NEW, next] })]) } });
  const { id } = await lab.opened();
  const [{ text, headers }] = await shop.gets(id, ['order.pending']);
  assert.deepEqual([NEW, next, OLD].map((secret) => judge(secret, text, headers)), [YES, YES, NO]);
});
