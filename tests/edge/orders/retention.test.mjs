// Removal of personal data after RETENTION_DAYS. Nobody waits for days: the gateway is started again on the same
// state with a scale that makes a day a millisecond, and what was due later is made due now.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startLab } from '../support/lab.mjs';
import { alipay, startLianLian } from '../support/lianlian.mjs';
import { renewal } from '../support/orders.mjs';
import { until } from '../support/wait.mjs';

const vars = { RETENTION_DAYS: '1' };
const lab = await startLab({ vars });
after(lab.end);

async function letDaysPass(keep) {
  await lab.kill();
  lab.records.change('Ledger', "UPDATE due SET at = 1 WHERE kind = 'order' AND key != ?", keep.toLowerCase());
  await lab.start({ scale: 86_400_000, vars });
  await lab.get('/healthz'); // As the cron does: makes every shard look at its alarm.
}

/** Everything stored, as text, but for one order. */
function stored(keep) {
  const key = keep.toLowerCase();
  return JSON.stringify([
    lab.records.rows('Ledger', 'SELECT body FROM orders WHERE key != ?', key),
    lab.records.rows('Ledger', 'SELECT body FROM history WHERE key != ?', key),
  ]);
}

test('an ended order loses its personal data and keeps its id, amount and state', async () => {
  const paid = await lab.charged({ details: { subscribe: true } });
  const cancelled = await lab.opened();
  await lab.cancel(cancelled.id);
  const renewed = renewal({ msisdn: paid.msisdn });
  await until('the subscription is active', async () => (await lab.subscriptions(paid.msisdn)).length === 1);
  assert.equal((await lab.create(renewed)).json.state, 'succeeded');
  const open = await lab.opened();
  const ended = [
    [paid.id, paid.wanted, 'succeeded'], [cancelled.id, cancelled.wanted, 'failed'],
    [renewed.merchant_order_id, renewed, 'succeeded'],
  ];
  assert.ok(stored(open.id).includes(paid.msisdn));

  await letDaysPass(open.id);
  for (const [id, wanted, state] of ended) {
    const order = await until('it was forgotten', async () => {
      const now = await lab.order(id);
      return now.details === null && now;
    });
    assert.deepEqual([order.msisdn, order.provider_status], [null, null]);
    assert.deepEqual([order.merchant_order_id, order.state, order.amount.value], [id, state, '5000']);
    const before = lab.calls();
    assert.equal((await lab.create(wanted)).status, 200, 'the id still means this order');
    const other = await lab.create({ ...wanted, amount: { value: '1', currency: 'LAK' } });
    assert.deepEqual([other.status, other.json.code], [409, 'order_id_taken']);
    assert.deepEqual(lab.calls(), before);
    assert.ok((await lab.history(id)).every((line) => line.note === null));
  }
  for (const { msisdn } of [paid, cancelled]) assert.ok(!stored(open.id).includes(msisdn));
  assert.equal((await lab.order(open.id)).msisdn, `+856${open.msisdn}`, 'what has not ended is kept');
});

test('an order keeps its data while a refund of it is under way, and its ids for ever', async (t) => {
  const own = await startLianLian({ vars });
  t.after(own.end);
  const { id, order } = await own.paid(alipay());
  const { json: refund } = await own.refund(id, '1.00');
  const done = await own.paid(alipay());
  assert.equal(refund.state, 'pending');
  await own.kill();
  own.records.change('Ledger', "UPDATE due SET at = 1 WHERE kind = 'order' AND instr(key, '/') = 0");
  // A day is a second; the refund is asked about by a schedule of its own.
  await own.start({ scale: 86_400, vars: { ...vars, RETENTION_DAYS: '1' } });
  await own.get('/healthz');
  const forgotten = await until('the other one was forgotten', async () => {
    const now = await own.order(done.id);
    return now.details === null && now;
  });
  assert.equal(forgotten.provider_order_id, done.order.provider_order_id);
  assert.deepEqual((await own.order(id)).details, order.details);
  await own.endRefund(refund.merchant_refund_id);
  await until('it was forgotten, too', async () => (await own.order(id)).details === null);
  const { json } = await own.get(`/v1/orders/${id}/refunds/${refund.merchant_refund_id}`);
  assert.equal(json.provider_refund_id, refund.provider_refund_id);
});
