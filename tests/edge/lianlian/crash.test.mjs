// SIGKILL while a create, a refund or a cancel is under way: it settles as the book says, and nothing is sent again.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { alipay, payment, scan, startLianLian } from '../support/lianlian.mjs';
import { nextId } from '../support/orders.mjs';
import { until } from '../support/wait.mjs';

async function lab(t) {
  const started = await startLianLian();
  t.after(started.end);
  return started;
}

/** Starts the call, kills the gateway once the provider has it, and starts the gateway again. */
async function killDuring(own, name, call) {
  const before = own.calls()[name];
  const fate = call().then((reply) => `answered ${reply.text}`, (error) => error.code);
  await until(`${name} is under way`, () => own.calls()[name] > before);
  await own.kill();
  assert.ok(['ECONNRESET', 'EPIPE'].includes(await fate), await fate);
  await own.start();
}

/** What stands on disk: nobody asks for the order. */
const settlesAs = (own, id, state) => until(`${id} is ${state} by itself`, () => own.records.order(id).state === state);

const WORK = { work_first: true, delay_ms: 3000 };

// Each has a gateway of its own; they mostly wait.
describe('killed and started again', { concurrency: 3 }, () => {
  test('during a create that was carried out: pending by its query, without anything to show', async (t) => {
    const own = await lab(t);
    const wanted = payment();
    const id = wanted.merchant_order_id;
    await own.plan('create', WORK);
    await killDuring(own, 'create', () => own.create(wanted));
    await settlesAs(own, id, 'pending');
    const { status, json } = await own.create(wanted);
    assert.deepEqual([status, json.state, json.next_action, own.calls().create], [200, 'pending', null, 1]);
    await own.payer(id);
    await own.ends(id, 'succeeded');
    assert.equal(own.payments(id).length, 1);
  });

  test('during a create that was paid: succeeded, by a notification or by its query', async (t) => {
    const own = await lab(t);
    for (const notify of ['plain', 'lost']) {
      const wanted = scan();
      await own.plan('create', { ...WORK, outcome: 'pay', notify });
      await killDuring(own, 'create', () => own.create(wanted));
      await settlesAs(own, wanted.merchant_order_id, 'succeeded');
      assert.equal((await own.create(wanted)).status, 200);
    }
    assert.equal(own.calls().create, 2);
  });

  test('during a create that never arrived: unknown, and not sent again', async (t) => {
    const own = await lab(t);
    const wanted = payment();
    const id = wanted.merchant_order_id;
    await own.plan('create', { hang: 'before' });
    await killDuring(own, 'create', () => own.create(wanted));
    await until('it was asked about', () => own.records.order(id).last_read_at);
    assert.equal(own.records.order(id).state, 'unknown');
    const { status, json } = await own.create(wanted);
    assert.deepEqual([status, json.state, json.must_recheck], [200, 'unknown', true]);
    assert.deepEqual([own.calls().create, own.payments(id).length], [1, 0]);
  });

  test('during a refund: found by its query, its amount held all the while', async (t) => {
    const own = await lab(t);
    const { id } = await own.paid(alipay());
    const merchant_refund_id = nextId('R');
    await own.plan('refund', WORK);
    await killDuring(own, 'refund', () => own.refund(id, '300.00', { merchant_refund_id }));
    assert.equal((await own.refund(id, '44.01')).json.code, 'refund_exceeds_paid');
    const read = async () => (await own.get(`/v1/orders/${id}/refunds/${merchant_refund_id}`)).json;
    await until('it is found', async () => (await read()).state === 'pending');
    await own.endRefund(merchant_refund_id);
    await until('it has succeeded', async () => (await read()).state === 'succeeded');
    assert.equal((await own.refund(id, '300.00', { merchant_refund_id })).status, 200);
    assert.deepEqual([own.refunds(id).length, own.calls().refund], [1, 1]);
  });

  test('during a cancel: the intent is kept, the query decides', async (t) => {
    const own = await lab(t);
    const { id } = await own.opened(alipay());
    await own.plan('cancel', WORK);
    await killDuring(own, 'cancel', () => own.cancel(id));
    assert.ok(own.records.order(id).cancel_asked_at);
    assert.equal((await own.ends(id, 'failed')).failure.reason, 'cancelled');
    assert.equal(own.calls().cancel, 1);
  });

  test('what waits for its payer is paid while the gateway is away', async (t) => {
    const own = await lab(t);
    const wanted = payment();
    await own.plan('create', { notify_interval_ms: 200 });
    const { id, order } = await own.opened(wanted);
    await own.kill();
    await own.payer(id);
    await own.start();
    await own.ends(id, 'succeeded');
    assert.ok(order.next_action);
  });
});
