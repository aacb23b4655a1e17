// SIGKILL while a top-up is under way. After the restart nobody asks for the order: it settles by itself, as the
// provider's book says, and is never sent again.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { airtime, APPOTAPAY, BOTH, startTopups, topup } from '../support/topups.mjs';
import { until } from '../support/wait.mjs';

// A call may take 3.1 s, the ledger gives up 0.25 s later; rechecks at 0.6 s, 1.9 s and 7.5 s after its deadline.
const SCALE = 8;

async function lab(t) {
  const started = await startTopups({ scale: SCALE });
  t.after(started.end);
  return started;
}

/** Makes the order, kills the gateway once the provider has the call, and starts the gateway again. */
async function killDuring(own, wanted, call = 'charge') {
  const { provider } = wanted;
  const fate = own.create(wanted).then((reply) => `answered ${reply.text}`, (error) => error.code);
  await until(`${call} is under way`, () => own.called(provider, call) > 0);
  await own.kill();
  assert.ok(['ECONNRESET', 'EPIPE'].includes(await fate), await fate);
  await own.start();
}

// The work is done before the kill; after it, though the caller is gone; later, when the first reads are over; never.
const MOMENTS = [
  ['after the provider has done its work', { work_first: true, delay_ms: 8000 }, true],
  ['before the provider does its work', { delay_ms: 1500 }, true],
  ['and the provider does it much later', { hang: 'after', outcome: 'credited', outcome_ms: 6000 }, true],
  ['and the provider never does its work', { hang: 'before' }, false],
];

// Each has a gateway of its own; they mostly wait.
describe('killed and started again', { concurrency: 3 }, () => {
  for (const provider of BOTH) {
    for (const [moment, behaviour, done] of MOMENTS) {
      test(`during a top-up at ${provider}, ${moment}`, async (t) => {
        const own = await lab(t);
        const wanted = topup({ provider });
        const { merchant_order_id: id } = wanted;
        const balance = own.balanceOf(provider);
        await own.plan(provider, 'charge', behaviour);
        await killDuring(own, wanted);
        if (done) {
          const settled = () => own.records.order(id).state === 'succeeded';
          await until(`${id} has settled by itself`, settled, { within: 30_000 });
        } else {
          await until('it was asked about', () => own.records.order(id).last_read_at);
        }
        const reply = await own.create(wanted);
        assert.deepEqual([reply.status, reply.json.state], [200, done ? 'succeeded' : 'unknown']);
        assert.equal(reply.json.may_refund_payer, false);
        const states = (await own.history(id)).map((line) => line.to);
        assert.ok(states.includes('unknown') && !states.includes('failed'), states.join());
        assert.equal(own.called(provider, 'charge'), 1);
        assert.equal(own.topups(provider, id).length, done ? 1 : 0);
        assert.equal(balance - own.balanceOf(provider), done ? 10_000 : 0);
      });
    }
  }

  test('while a network is looked up: nothing was reserved, the id is free', async (t) => {
    const own = await lab(t);
    const wanted = airtime('10000');
    await own.plan(APPOTAPAY, 'info', { hang: 'before' });
    await killDuring(own, wanted, 'info');
    assert.equal((await own.get(`/v1/orders/${wanted.merchant_order_id}`)).status, 404);
    await own.credited(wanted);
    assert.equal(own.called(APPOTAPAY, 'charge'), 1);
  });

  test('what was answered is there right behind the answer', async (t) => {
    const own = await lab(t);
    for (const provider of BOTH) {
      const wanted = topup({ provider });
      const order = await own.credited(wanted);
      await own.restart();
      assert.deepEqual((await own.create(wanted)).json, order);
      assert.equal(own.called(provider, 'charge'), 1);
    }
  });
});
