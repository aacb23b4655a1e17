// SIGKILL at the worst moments. After the restart nobody asks for the order: it settles by itself, as the book says.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startLab } from '../support/lab.mjs';
import { charge, renewal } from '../support/orders.mjs';
import { until } from '../support/wait.mjs';

// A call may take 2.5 s, the ledger gives up 0.25 s later; rechecks at 0.6 s, 1.9 s and 7.5 s after its deadline.
const SCALE = 8;

async function lab(t) {
  const started = await startLab({ scale: SCALE });
  t.after(started.end);
  return started;
}

const ended = (own, id) => until(`${id} has settled by itself`, () => {
  const order = own.records.order(id);
  return ['succeeded', 'failed'].includes(order.state) && order;
});

/** Starts the call, kills the gateway once the provider has it, and starts the gateway again. */
async function killDuring(own, name, call) {
  const before = own.calls()[name];
  const fate = call().then((reply) => `answered ${reply.text}`, (error) => error.code);
  await until(`${name} is under way`, () => own.calls()[name] > before);
  await own.kill();
  assert.ok(['ECONNRESET', 'EPIPE'].includes(await fate), await fate);
  await own.start();
}

/** The caller, which got no answer, asks again: nothing is sent again. */
async function asksAgain(own, wanted, state) {
  const before = own.calls();
  const reply = await own.create(wanted);
  assert.deepEqual([reply.status, reply.json.state], [200, state]);
  const now = own.calls();
  assert.deepEqual([now.RequestDeduct, now.ConfirmDeduct], [before.RequestDeduct, before.ConfirmDeduct]);
}

async function settlesAsTheBook(own, wanted, charged) {
  const id = wanted.merchant_order_id;
  if (charged) {
    assert.equal((await ended(own, id)).state, 'succeeded');
  } else {
    await until('it was asked about', () => own.records.order(id).last_read_at);
    assert.equal(own.records.order(id).state, 'unknown', 'one read proves no failure');
  }
  await asksAgain(own, wanted, charged ? 'succeeded' : 'unknown');
  assert.equal(own.charges(id).length, charged ? 1 : 0);
}

// The work is done before the kill; after it, though the caller is gone; never.
const MOMENTS = [
  ['after the provider has done its work', { work_first: true, delay_ms: 6000 }, true],
  ['before the provider does its work', { delay_ms: 1000 }, true],
  ['and the provider never does its work', { hang: 'before' }, false],
];

// Each has a gateway of its own; they mostly wait.
describe('killed and started again', { concurrency: 3 }, () => {
  for (const [moment, behaviour, done] of MOMENTS) {
    test(`during a charge's first call, ${moment}`, async (t) => {
      const own = await lab(t);
      const wanted = charge();
      await own.plan('RequestDeduct', behaviour);
      await killDuring(own, 'RequestDeduct', () => own.create(wanted));
      const { state, failure } = await ended(own, wanted.merchant_order_id);
      assert.deepEqual([state, failure.reason], ['failed', 'no_answer']);
      await asksAgain(own, wanted, 'failed');
      assert.equal(own.texts(wanted.msisdn), done ? 1 : 0);
      const refused = await own.confirm(wanted.merchant_order_id, own.lastOtp(wanted.msisdn) ?? '12345');
      assert.equal(refused.json.code, 'order_final');
      assert.deepEqual(own.charges(wanted.msisdn), []);
      await own.opened({ msisdn: wanted.msisdn });
    });

    test(`during a confirm, ${moment}`, async (t) => {
      const own = await lab(t);
      const { id, otp, wanted } = await own.opened();
      await own.plan('ConfirmDeduct', behaviour);
      await killDuring(own, 'ConfirmDeduct', () => own.confirm(id, otp));
      await settlesAsTheBook(own, wanted, done);
    });

    test(`during a renewal, ${moment}`, async (t) => {
      const own = await lab(t);
      const wanted = renewal();
      await own.subscribed(wanted.msisdn);
      await own.plan('RequestDeduct', behaviour);
      await killDuring(own, 'RequestDeduct', () => own.create(wanted));
      await settlesAsTheBook(own, wanted, done);
      const other = await own.create(renewal({ msisdn: wanted.msisdn }));
      assert.equal(other.json.code, 'period_claimed');
      assert.equal(own.charges(wanted.msisdn).length, done ? 1 : 0);
    });
  }

  test('what was answered is there right behind the answer', async (t) => {
    const own = await lab(t);
    const { id, otp, wanted } = await own.opened();
    await own.restart();
    assert.equal((await own.create(wanted)).json.state, 'pending');
    assert.equal((await own.confirm(id, otp)).json.state, 'succeeded');
    await own.restart();
    assert.equal((await own.order(id)).state, 'succeeded');
    assert.deepEqual((await own.history(id)).map((line) => line.number), [1, 2, 3, 4]);
    await own.opened({ msisdn: wanted.msisdn });
    assert.equal(own.calls().token, 1, 'the token is kept too');
  });

  test('an alarm that was lost is set again by whoever asks for the order', async (t) => {
    const own = await lab(t);
    const { id, otp } = await own.opened();
    await own.plan('ConfirmDeduct', { reset: 'after' });
    assert.equal((await own.confirm(id, otp)).json.state, 'unknown');
    await own.kill();
    assert.ok(own.records.loseAlarms('Ledger') > 0);
    await own.start();
    await own.reaches(id, 'succeeded', { within: 8000 });
  });
});
