// Calls that make or charge something: carried out once, whatever is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { busy, code, gateway, ordered, refusal, sent, shop } from './support/client.mjs';
import { OTP } from './support/gateway.mjs';

test('an order is made once however often its answer is lost', async () => {
  gateway.misbehave({ reset: 'after' }, { reset: 'before' }, busy());
  const { order, clientKey } = await shop.createOrder({ sku: 'song', msisdn: '02055515155' });
  assert.equal(gateway.calls.length, 4);
  assert.deepEqual(new Set(gateway.calls.map(({ json }) => json.client_key)), new Set([clientKey]));
  assert.equal([...gateway.orders.keys()].filter((id) => id.includes(clientKey)).length, 1);
  assert.equal(order.merchant_order_id, `ORDER ${clientKey}`);
});

test('an order that could not be made says with which key to try again', async () => {
  gateway.misbehave(...Array.from({ length: 5 }, () => ({ reset: 'after' })));
  const failed = await shop.createOrder({ sku: 'song' }).catch((error) => error);
  assert.deepEqual([failed.code, failed.moneyMayHaveMoved, gateway.calls.length], ['connection_lost', true, 5]);
  const again = await shop.createOrder({ sku: 'song', client_key: failed.clientKey });
  assert.equal(again.clientKey, failed.clientKey);
});

test('an order is not tried again where a repetition mends nothing', async () => {
  const refusals = [[503, 'provider_suspended'], [429, 'otp_texts_limited'], [429, 'rate_limited'], [422, 'sku_unknown']];
  for (const [status, wanted] of refusals) {
    gateway.calls.length = 0;
    gateway.misbehave(refusal(status, wanted, { headers: { 'retry-after': '600' } }));
    await assert.rejects(shop.createOrder({ sku: 'song' }), code(wanted, { status }));
    assert.equal(gateway.calls.length, 1, wanted);
  }
});

test('a password is sent once: after a lost answer the order is read', async () => {
  const lost = [{ reset: 'after' }, { status: 502, body: '<html>' },
    refusal(503, 'ledger_unavailable', { money_may_have_moved: true })];
  for (const trick of lost) {
    const { payer, id } = await ordered();
    gateway.misbehave(trick, { reset: 'before' });
    const order = await payer.confirmOrder(id, OTP);
    // Only the first kind of loss happens after the gateway's work; after the others the order still waits.
    assert.equal(order.state, trick.reset ? 'succeeded' : 'pending');
    assert.deepEqual(sent().filter((line) => line.startsWith('POST')).length, 1);
  }
});

test('a password whose call is still under way is waited for', async () => {
  const { payer, id } = await ordered();
  gateway.change(id, { state: 'sending', next_action: null });
  gateway.misbehave({ status: 502, body: '' });
  const confirming = payer.confirmOrder(id, OTP);
  setTimeout(() => gateway.change(id, { state: 'unknown' }), 200);
  assert.equal((await confirming).state, 'unknown');
});

test('a wrong password is an answer, and a refused one an error that is not repeated', async () => {
  const { payer, id } = await ordered();
  const order = await payer.confirmOrder(id, '00000');
  assert.deepEqual([order.state, order.next_action.attempts_left], ['pending', 4]);
  await payer.confirmOrder(id, OTP);
  gateway.calls.length = 0;
  await assert.rejects(payer.confirmOrder(id, OTP), code('order_final', { status: 409 }));
  assert.equal(gateway.calls.length, 1);
});

test('an order is cancelled as the payer has seen it, and twice is once', async () => {
  const { payer, id } = await ordered();
  const { version } = await payer.readOrder(id);
  await assert.rejects(payer.cancelOrder(id, { version: version - 1 }), code('order_changed', { status: 409 }));
  assert.equal((await payer.readOrder(id)).state, 'pending');
  const cancelled = await payer.cancelOrder(id, { version });
  assert.deepEqual([cancelled.state, cancelled.failure.reason], ['failed', 'cancelled']);
  assert.deepEqual(await payer.cancelOrder(id), cancelled);
  const paid = await ordered();
  await paid.payer.confirmOrder(paid.id, OTP);
  await assert.rejects(paid.payer.cancelOrder(paid.id), code('order_final', { status: 409 }));
});
