// The browser's client against a real gateway, whose answers get lost.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createClient } from '../../../js/mekong-pay/lib/client.js';
import { PK, startBrowserLab } from '../support/browser_api.mjs';
import { behaving, nextNumber, wrongOtp } from '../support/orders.mjs';
import { until } from '../support/wait.mjs';

const song = {
  sku: 'song', provider: 'ltc', operation: 'charge', amount: { value: '5000', currency: 'LAK' },
  details: { card_name: 'Song' },
};
const lab = await startBrowserLab({ origin: 'https://shop.example', items: [song] });
after(() => lab.end());

const client = (token, more) => createClient({ baseUrl: lab.url, token, ...more });
const shop = client(PK);

async function ordered(msisdn = nextNumber()) {
  const made = await shop.createOrder({ sku: 'song', msisdn });
  return { ...made, msisdn, id: made.order.merchant_order_id, payer: client(made.clientToken), otp: lab.lastOtp(msisdn) };
}

/** A network that loses the first answers to calls of this method. */
const losing = (times, method) => async (url, init) => {
  const response = await fetch(url, init);
  if (init.method !== method || times-- <= 0) return response;
  await response.text();
  throw new TypeError('network error');
};

test('chosen, ordered, a wrong password, the right one; a page that waits hears at once', async () => {
  const { items } = await shop.catalogue();
  assert.deepEqual(items.map(({ sku, amount }) => [sku, amount.value]), [['song', '5000']]);
  const { order, payer, id, msisdn, otp } = await ordered();
  assert.deepEqual([order.state, order.next_action.type], ['pending', 'otp']);
  assert.match(order.msisdn, /^\+85620\*+\d{3}$/);
  const seen = [];
  const watching = (async () => { for await (const { state } of payer.watchOrder(id)) seen.push(state); })();
  const wrong = await payer.confirmOrder(id, wrongOtp(otp));
  assert.deepEqual([wrong.state, wrong.next_action.attempts_left], ['pending', 4]);
  const paid = payer.waitForOrder(id, { version: wrong.version, timeoutMs: 20_000 });
  assert.equal((await payer.confirmOrder(id, otp)).state, 'succeeded');
  assert.equal((await paid).state, 'succeeded');
  await watching;
  assert.deepEqual([seen[0], seen.at(-1)], ['pending', 'succeeded']);
  assert.equal(lab.charges(msisdn).length, 1);
});

test('answers to the order are lost: one order, one text', async () => {
  const msisdn = nextNumber();
  const { order, clientToken } = await client(PK, { fetch: losing(3, 'POST') }).createOrder({ sku: 'song', msisdn });
  assert.equal(lab.texts(msisdn), 1);
  assert.equal((await client(clientToken).readOrder(order.merchant_order_id)).state, 'pending');
});

test('the answer to the password is lost: the order says that it was charged, once', async () => {
  const { id, msisdn, otp, clientToken } = await ordered();
  const order = await client(clientToken, { fetch: losing(1, 'POST') }).confirmOrder(id, otp);
  assert.equal(order.state, 'succeeded');
  assert.equal(lab.charges(msisdn).length, 1);
});

test('the provider does not answer: unknown, and the client waits until it is known', async () => {
  const { id, msisdn, otp, payer } = await ordered(behaving('confirm', '03'));
  const order = await payer.confirmOrder(id, otp);
  assert.deepEqual([order.state, order.may_retry], ['unknown', false]);
  assert.equal((await payer.waitForOrder(id, { timeoutMs: 30_000 })).state, 'succeeded');
  assert.equal(lab.charges(msisdn).length, 1);
});

test('a page that waits outlives the gateway', async () => {
  const { id, otp, payer } = await ordered();
  const retries = [];
  const waiting = payer.waitForOrder(id, { timeoutMs: 40_000, onRetry: ({ code }) => retries.push(code) });
  await until('it waits', async () => (await lab.get(`/v1/orders/${id}`)).status === 200);
  await lab.restart();
  assert.equal((await payer.confirmOrder(id, otp)).state, 'succeeded');
  assert.equal((await waiting).state, 'succeeded');
  assert.ok(retries.length > 0, 'its call was cut off');
});

test('a token opens its own order and nothing else, a publishable key none', async () => {
  const [one, other] = [await ordered(), await ordered()];
  const refused = { name: 'MekongError', code: 'not_allowed', status: 403 };
  await assert.rejects(one.payer.readOrder(other.id), refused);
  await assert.rejects(one.payer.readOrder('NOBODYS'), refused);
  await assert.rejects(one.payer.confirmOrder(other.id, other.otp), refused);
  assert.equal((await other.payer.readOrder(other.id)).state, 'pending');
  await assert.rejects(client('pk_nobodys').catalogue(), { code: 'key_invalid', status: 401 });
  await assert.rejects(shop.createOrder({ sku: 'nothing', msisdn: nextNumber() }), { code: 'sku_unknown', field: 'sku' });
  await assert.rejects(shop.createOrder({ sku: 'song', msisdn: '12' }), { code: 'msisdn_invalid', field: 'msisdn' });
});
