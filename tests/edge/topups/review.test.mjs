// Where the gateway cannot settle a top-up: a person is called, and decides.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answering, APPOTAPAY, BOTH, CONNECT, startTopups, topup } from '../support/topups.mjs';
import { until } from '../support/wait.mjs';

async function lab(t, settings) {
  const started = await startTopups(settings);
  t.after(started.end);
  return started;
}

const verdict = { evidence: 'statement of 21 November, line 4', by: 'Lan' };

/** A top-up that is unknown; `done`: it was credited all the same. */
async function doubted(own, provider, behaviour = { status: 500 }) {
  const wanted = topup({ provider });
  await own.plan(provider, 'charge', behaviour, { id: wanted.merchant_order_id });
  const { json } = await own.insist(wanted);
  assert.equal(json.state, 'unknown');
  return { id: wanted.merchant_order_id, wanted, order: json };
}

const reviewed = (own, id, within = 30_000) => until('a person is called', async () => {
  const order = await own.order(id);
  return order.review && order;
}, { within });

// Each has a gateway of its own; they mostly wait.
describe('a person', { concurrency: 3 }, () => {
  for (const provider of BOTH) {
    test(`is called when ${provider} was asked for seven days, and settles it`, async (t) => {
      const own = await lab(t);
      for (const state of ['failed', 'succeeded']) {
        const { id, wanted } = await doubted(own, provider);
        await own.restart({ scale: 300_000 }); // 7 days become 2 s.
        const order = await reviewed(own, id);
        assert.equal(order.state, 'unknown');
        assert.ok(order.review.reasons.includes('rechecks_used_up'));
        assert.deepEqual([order.may_refund_payer, order.may_retry, order.must_recheck], [false, false, true]);
        const { json } = await own.resolve(id, { ...verdict, state });
        assert.deepEqual([json.state, json.review, json.must_recheck], [state, null, false]);
        assert.deepEqual([json.may_refund_payer, json.may_retry], [state === 'failed', state === 'failed']);
        await own.restart();
        assert.equal((await own.create(wanted)).json.state, state);
        assert.equal(own.called(provider, 'charge'), state === 'failed' ? 1 : 2);
      }
    });

    test(`is called again when ${provider} credits what was settled as failed: nothing may be paid back`, async (t) => {
      const own = await lab(t);
      const { id } = await doubted(own, provider, { status: 500, outcome: 'credited', hidden_ms: 2500 });
      await own.asked(id);
      assert.equal((await own.resolve(id, { ...verdict, state: 'failed' })).json.may_refund_payer, true);
      const order = await until('it is found', async () => {
        await own.recheck(id);
        const now = await own.order(id);
        return now.review && now;
      }, { every: 200 });
      assert.deepEqual([order.state, order.review.reasons], ['failed', ['paid_after_failure']]);
      assert.deepEqual([order.may_refund_payer, order.may_retry], [false, false]);
      assert.equal(own.topups(provider, id).length, 1);
    });
  }

  test('who looked before the provider said "paid" settles nothing; who has it fail all the same says so', async (t) => {
    const own = await lab(t, { scale: 10 });
    const wanted = topup({ provider: APPOTAPAY });
    const id = wanted.merchant_order_id;
    await own.plan(APPOTAPAY, 'charge', { code: '31', outcome: 'credited' }, { id });
    const { json: seen } = await own.insist(wanted);
    assert.deepEqual([seen.state, seen.review.reasons], ['unknown', ['id_used_before']]);
    await own.reaches(id, 'succeeded');
    const stale = await own.resolve(id, { ...verdict, state: 'failed', version: seen.version });
    assert.deepEqual([stale.status, stale.json.code, stale.json.order.state], [409, 'order_changed', 'succeeded']);
    const plain = await own.resolve(id, { ...verdict, state: 'failed' });
    assert.deepEqual([plain.status, plain.json.code], [409, 'order_success_reported']);
    assert.ok(plain.json.order.success_reported_at);
    const { status, json } = await own.resolve(id, { ...verdict, state: 'failed', against_evidence: true });
    assert.deepEqual([status, json.state, json.review], [200, 'failed', null]);
    assert.deepEqual([json.may_retry, json.may_refund_payer, json.resolution.against_evidence], [false, false, true]);
    assert.equal((await own.history(id)).at(-1).note.against_evidence, true);
    const events = (await own.get(`/v1/events?merchant_order_id=${id}&type=order.resolved`)).json.events;
    assert.deepEqual(events.map(({ body }) => body.data.order.resolution.against_evidence), [true]);
  });

  test('is called when AppotaPay does not know an order for half an hour: that proves no failure', async (t) => {
    const own = await lab(t);
    const { id } = await doubted(own, APPOTAPAY);
    await own.restart({ scale: 300 }); // 30 minutes become 6 s.
    const order = await until('a person is called', async () => {
      await own.recheck(id);
      const now = await own.order(id);
      return now.review && now;
    }, { within: 30_000, every: 300 });
    assert.deepEqual([order.state, order.review.reasons, order.may_refund_payer], ['unknown', ['not_found'], false]);
  });

  test('is called at once where Connect Topup is asked by its own id only, and none came', async (t) => {
    const own = await lab(t, { connectTopup: { recheck: ['idtransaction'] }, simulator: { connectTopupRecheck: 'id' } });
    const { id, order } = await doubted(own, CONNECT, { reset: 'after' });
    assert.deepEqual(order.review.reasons, ['cannot_be_asked']);
    // One that has an id is asked about, by this.
    const known = await doubted(own, CONNECT, { code: '-1', form: 'id', outcome: 'credited' });
    assert.deepEqual([known.order.review, known.order.provider_order_id !== null], [null, true]);
    await own.reaches(known.id, 'succeeded');
    assert.equal(own.called(CONNECT, 'query'), 1);
    assert.equal((await own.order(id)).state, 'unknown');
    const { json } = await own.resolve(id, { ...verdict, state: 'succeeded' });
    assert.deepEqual([json.state, json.review, json.may_refund_payer], ['succeeded', null, false]);
  });

  test('is called half an hour after Connect Topup refused with an id, and the provider was closed', async (t) => {
    const own = await lab(t);
    const wanted = topup({ provider: CONNECT, msisdn: answering(CONNECT, 'charge', -302, 4, true) });
    const { merchant_order_id: id } = wanted;
    const { json } = await own.insist(wanted);
    assert.deepEqual([json.state, json.unknown_reason, json.review], ['unknown', 'inconclusive_code', null]);
    assert.equal((await own.suspended(CONNECT)).cause, 'account_refused');
    await own.restart();
    const order = await reviewed(own, id, 120_000); // 30 minutes are 90 s: when it is due was fixed by the reply.
    assert.deepEqual([order.state, order.review.reasons], ['unknown', ['failure_unconfirmed']]);
    assert.deepEqual([order.may_refund_payer, order.may_retry], [false, false]);
    const since = Date.parse(order.review.since);
    await until('it is asked on', async () => (await own.queries(id)).some(({ at }) => Date.parse(at) > since), { within: 30_000 });
  });

  test('is not called where Connect Topup confirmed what recheck says: it fails by that', async (t) => {
    const own = await lab(t, { scale: 100, connectTopup: { recheck_failures: ['61'] } });
    const wanted = topup({ provider: CONNECT, msisdn: answering(CONNECT, 'charge', 61, 1, true) });
    assert.equal((await own.insist(wanted)).json.state, 'unknown');
    const order = await own.reaches(wanted.merchant_order_id, 'failed', { within: 30_000 });
    assert.deepEqual([order.failure.reason, order.may_refund_payer, order.review], ['declined', true, null]);
  });

  test('is called when AppotaPay shows a transaction that another order has: a replay credits nobody', async (t) => {
    const own = await lab(t);
    const first = await own.credited(topup());
    const wanted = topup({ msisdn: first.msisdn });
    const { merchant_order_id: id } = wanted;
    // Signed, of this number and amount: all that an answer names.
    await own.plan(APPOTAPAY, 'charge', { transaction: { appotapayTransId: first.provider_order_id } }, { id });
    const { json } = await own.insist(wanted);
    assert.deepEqual([json.state, json.unknown_reason, json.review.reasons], ['unknown', 'mismatch', ['id_of_another_order']]);
    const order = await own.reaches(id, 'succeeded');
    assert.equal(order.provider_order_id, own.topups(APPOTAPAY, id)[0].transaction_id);
  });

  test('is called when Connect Topup names an id that another order has: no success rests on it', async (t) => {
    const own = await lab(t);
    const first = await own.credited(topup({ provider: CONNECT }));
    const lie = { body: `1;${first.provider_order_id}` };
    const others = { credited: lie, none: { ...lie, charge: false, status: 200 }, asked: { status: 500 } };
    for (const [name, behaviour] of Object.entries(others)) {
      const wanted = topup({ provider: CONNECT });
      const id = wanted.merchant_order_id;
      if (name === 'asked') await own.plan(CONNECT, 'query', lie, { id, times: null });
      await own.plan(CONNECT, 'charge', behaviour, { id });
      assert.equal((await own.insist(wanted)).json.state, 'unknown', name);
      const order = await reviewed(own, id);
      assert.deepEqual(order.review.reasons, ['id_of_another_order'], name);
      assert.equal(order.may_refund_payer, false);
      if (name === 'credited') await own.reaches(id, 'succeeded');
      else await own.asked(id, 2);
      assert.equal((await own.order(id)).state, name === 'credited' ? 'succeeded' : 'unknown', name);
      assert.notEqual((await own.order(id)).provider_order_id, first.provider_order_id);
    }
    assert.equal((await own.order(first.merchant_order_id)).state, 'succeeded');
  });

  test('one id for ten orders at once: one of them has it', async (t) => {
    const own = await lab(t, { scale: 2 });
    await own.plan(CONNECT, 'charge', { body: '1;700000000000000001', charge: false, status: 200 }, { times: 10 });
    const wanted = Array.from({ length: 10 }, () => topup({ provider: CONNECT }));
    const replies = await Promise.all(wanted.map((each) => own.insist(each)));
    const states = replies.map(({ json }) => json.state).sort();
    assert.deepEqual(states, ['succeeded', ...Array(9).fill('unknown')]);
  });

  test('an id that was known is the one that a query must name', async (t) => {
    const own = await lab(t);
    const wanted = topup({ provider: CONNECT });
    const { merchant_order_id: id } = wanted;
    await own.plan(CONNECT, 'charge', { code: '-1', form: 'id', outcome: 'credited' }, { id });
    await own.plan(CONNECT, 'query', { form: 'other_id' }, { id, times: 2 });
    assert.equal((await own.insist(wanted)).json.state, 'unknown');
    const [first] = await own.asked(id);
    assert.deepEqual([first.to, first.note.why], ['unknown', 'mismatch']);
    const order = await own.reaches(id, 'succeeded');
    assert.equal(order.provider_order_id, own.topups(CONNECT, id)[0].transaction_id);
  });
});
