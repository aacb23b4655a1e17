// What the merchant is told of an order: every change of its state, as it was then, and nothing else.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startLab } from '../support/lab.mjs';
import { charge, renewal, wrongOtp } from '../support/orders.mjs';
import { endpointsOf, startReceiver } from '../support/receiver.mjs';

const shop = await startReceiver();
after(shop.close);
// A call may take 1 s; rechecks come 0.25 s, 0.75 s, 3 s and 15 s after that.
const lab = await startLab({ scale: 20, vars: { EVENT_ENDPOINTS: endpointsOf(shop) } });
after(lab.end);

const OF_HTTP = ['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding', 'cache-control', 'pragma'];

/** States that the history says were reached, leaving out the one before anything was sent. */
const reached = async (id) => (await lab.history(id))
  .filter(({ from, to }) => from !== to && to !== 'sending').map(({ to }) => `order.${to}`);

test('a charge: pending and succeeded, each as the order was shown then', async () => {
  const { id, otp } = await lab.opened();
  const pending = await lab.order(id);
  const [first] = await shop.gets(id, ['order.pending']);
  await lab.confirm(id, otp);
  const succeeded = await lab.order(id);
  const [, second] = await shop.gets(id, ['order.pending', 'order.succeeded']);
  assert.deepEqual(first.thing, pending);
  assert.deepEqual(second.thing, succeeded);
  assert.deepEqual(await reached(id), shop.kinds(id));
  for (const { event, headers, method, url } of [first, second]) {
    assert.deepEqual(Object.keys(event), ['type', 'timestamp', 'data']);
    assert.deepEqual(Object.keys(event.data), ['sequence', 'order']);
    assert.match(event.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+07:00$/);
    assert.equal(event.timestamp, event.data.order.updated_at);
    assert.deepEqual([method, url, headers['content-type']], ['POST', '/events?shop=1', 'application/json']);
    const own = Object.keys(headers).filter((name) => !OF_HTTP.includes(name)).sort();
    assert.deepEqual(own, ['accept', 'content-type', 'user-agent', 'webhook-id', 'webhook-signature', 'webhook-timestamp']);
    assert.match(headers['user-agent'], /^Mekong\/\d+\.\d+\.\d+/);
    assert.match(headers['webhook-id'], /^evt_[0-9a-f]{32}$/);
  }
  assert.notEqual(first.id, second.id);
});

test('a wrong password: pending again, with one attempt less', async () => {
  const { id, otp } = await lab.opened();
  const { json } = await lab.confirm(id, wrongOtp(otp));
  const [first, second] = await shop.gets(id, ['order.pending', 'order.pending']);
  assert.deepEqual(second.thing, json);
  assert.equal(first.thing.next_action.attempts_left - second.thing.next_action.attempts_left, 1);
  assert.deepEqual(await reached(id), shop.kinds(id));
});

test('what changes nothing is not told: repeated commands, refused ones, rechecks', async () => {
  const { id, otp, wanted } = await lab.opened();
  await Promise.all(Array.from({ length: 5 }, () => lab.create(wanted)));
  await lab.create({ ...wanted, amount: { value: '1', currency: 'LAK' } });
  await lab.recheck(id);
  await lab.confirm(id, otp);
  await Promise.all([lab.confirm(id, otp), lab.cancel(id), lab.recheck(id), lab.create(wanted)]);
  const other = await lab.charged();
  await shop.gets(other.id, ['order.pending', 'order.succeeded']);
  await shop.gets(id, ['order.pending', 'order.succeeded']);
  const { json } = await lab.get(`/v1/events?merchant_order_id=${id}`);
  assert.deepEqual(json.events.map((each) => each.sequence), [2, 1]);
});

test('an order that was cancelled, refused, or never answered has failed', async () => {
  const { id } = await lab.opened();
  await lab.cancel(id);
  await shop.gets(id, ['order.pending', 'order.failed']);
  const poor = charge({ amount: { value: '5103', currency: 'LAK' } });
  assert.equal((await lab.create(poor)).json.state, 'failed');
  const [told] = await shop.gets(poor.merchant_order_id, ['order.failed']);
  assert.deepEqual(told.thing, await lab.order(poor.merchant_order_id));
  assert.equal(told.sequence, 1);
});

test('a lost reply: unknown, then what the recheck found', async () => {
  const { id, otp } = await lab.opened();
  await lab.plan('ConfirmDeduct', { reset: 'after' }, { transaction_id: id });
  const { json: unknown } = await lab.confirm(id, otp);
  assert.equal(unknown.state, 'unknown');
  const [, second, third] = await shop.gets(id, ['order.pending', 'order.unknown', 'order.succeeded']);
  assert.deepEqual([second.thing.state, second.thing.must_recheck], ['unknown', true]);
  assert.deepEqual(second.thing, unknown);
  assert.deepEqual(third.thing, await lab.order(id));
  assert.deepEqual(await reached(id), shop.kinds(id));
});

test('what a person settles is told as its new state and as resolved', async () => {
  for (const state of ['succeeded', 'failed']) {
    const { id, otp } = await lab.opened();
    await lab.plan('ConfirmDeduct', { code: '001', charge: false }, { transaction_id: id });
    await lab.confirm(id, otp);
    await shop.gets(id, ['order.pending', 'order.unknown']);
    const { json } = await lab.resolve(id, { state, evidence: 'statement, line 4', by: 'Noy' });
    const told = await shop.gets(id, ['order.pending', 'order.unknown', `order.${state}`, 'order.resolved']);
    const { state: now, resolution } = told[3].thing;
    assert.deepEqual([now, resolution], [state, json.resolution]);
  }
});

test('an order for review is told with its reasons', async () => {
  const wanted = renewal();
  await lab.subscribed(wanted.msisdn);
  await lab.plan('RequestDeduct', { code: '003', charge: false }, { msisdn: wanted.msisdn });
  const { json } = await lab.create(wanted);
  const [unknown, review] = await shop.gets(wanted.merchant_order_id, ['order.unknown', 'order.review']);
  assert.deepEqual([unknown.thing, review.thing], [json, json]);
  assert.deepEqual(review.thing.review.reasons, ['id_used_before']);
  assert.match(review.thing.review.advice[0], /^look in the provider's statement for this id, number/);
});

test('a renewal is told without a pending', async () => {
  const wanted = renewal();
  await lab.subscribed(wanted.msisdn);
  await lab.create(wanted);
  const [told] = await shop.gets(wanted.merchant_order_id, ['order.succeeded']);
  assert.equal(told.thing.operation, 'renewal');
});

test('no password stands in any event', async () => {
  const paid = [await lab.charged(), await lab.charged()];
  const denied = await lab.opened();
  await lab.confirm(denied.id, wrongOtp(denied.otp));
  for (const { id } of paid) await shop.gets(id, ['order.pending', 'order.succeeded']);
  await shop.gets(denied.id, ['order.pending', 'order.pending']);
  const stored = JSON.stringify(lab.records.rows('Ledger', 'SELECT * FROM events'));
  for (const { id, otp } of [...paid, denied]) {
    const text = shop.of(id).map((each) => each.text).join() + stored;
    for (const mark of [otp, wrongOtp(otp)]) {
      // Five digits may stand in a longer number by chance.
      assert.ok(!new RegExp(`(?<![0-9a-f.])${mark}(?![0-9a-f])`).test(text), mark);
    }
  }
});

test('everything came in sequence, rightly signed', () => {
  shop.checkSequences();
  shop.checkSignatures();
});
