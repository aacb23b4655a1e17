// What time does: rechecks, corroboration, the password's end.
//
// A scale that makes days short makes calls too short to be answered. So orders are made at one scale and grow old
// at another: the gateway is started again on the same state with its schedules changed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSimulator } from '../../../js/simulator/server.mjs';
import { newHome } from '../support/gateway.mjs';
import { startLab } from '../support/lab.mjs';
import { until } from '../support/wait.mjs';

async function lab(t, settings) {
  const started = await startLab(settings);
  t.after(started.end);
  return started;
}

const queries = (history) => history.filter((line) => line.type === 'query');

/** An order whose confirm said nothing; the provider has not charged it. */
async function doubted(own) {
  const opened = await own.opened();
  await own.plan('ConfirmDeduct', { code: '001', charge: false }, { transaction_id: opened.id });
  assert.equal((await own.confirm(opened.id, opened.otp)).json.state, 'unknown');
  return opened;
}

// Each has a gateway of its own; they mostly wait.
describe('in time', { concurrency: 3 }, () => {
  test('a recheck may succeed while the reply is outstanding; the late reply changes nothing', async (t) => {
    const own = await lab(t);
    const { id, otp } = await own.opened();
    await own.plan('ConfirmDeduct', { work_first: true, delay_ms: 2000 }, { transaction_id: id });
    const confirming = own.confirm(id, otp);
    await until('the charge is in the book', () => own.charges(id).length === 1);
    const rechecked = await own.recheck(id);
    assert.deepEqual([rechecked.status, rechecked.json.state], [200, 'succeeded']);
    const { json } = await confirming;
    assert.deepEqual([json.state, json.review, json.version], ['succeeded', null, rechecked.json.version]);
    const lines = (await own.history(id)).slice(3).map((line) => [line.type, line.from, line.to, line.note.outcome]);
    assert.deepEqual(lines, [['query', 'sending', 'succeeded', 'succeeded'], ['reply', 'succeeded', 'succeeded', 'succeeded']]);
    assert.equal(own.charges(id).length, 1);
  });

  test('a recheck before the call\'s deadline proves no failure, and may not be made too often', async (t) => {
    const own = await lab(t);
    const { id, otp } = await own.opened();
    await own.plan('ConfirmDeduct', { delay_ms: 1500 }, { transaction_id: id });
    await own.plan('CheckTransaction', { code: '103' }, { transaction_id: id });
    const confirming = own.confirm(id, otp);
    await until('the call is under way', () => own.calls().ConfirmDeduct === 1);
    assert.equal((await own.recheck(id)).json.state, 'sending');
    const again = await own.recheck(id);
    assert.deepEqual([again.status, again.json.code, again.headers['retry-after']], [429, 'recheck_too_soon', '1']);
    assert.equal((await confirming).json.state, 'succeeded');
    assert.equal(own.charges(id).length, 1);
  });

  test('LTC\'s 800, equal over the whole time of corroboration, calls a person and fails nothing', async (t) => {
    const own = await lab(t, { scale: 20, provider: { otp_ttl_s: 1 } });
    const { id, msisdn } = await doubted(own);
    const scale = 600;
    await own.restart({ scale }); // 30 minutes become 3 s.
    const order = await until('a person is called', async () => {
      await own.recheck(id);
      const now = await own.order(id);
      return now.review && now;
    }, { every: 100 });
    assert.deepEqual([order.state, order.review.reasons, order.may_retry], ['unknown', ['charge_unproven'], false]);
    assert.deepEqual(own.charges(msisdn), []);
    const reads = queries(await own.history(id)).filter((line) => line.note.provider_status?.code === '800');
    assert.ok(reads.length >= 3 && reads.every((line) => line.to === 'unknown'));
    const [first, last] = [reads[0], reads.at(-1)].map((line) => Date.parse(line.at));
    assert.ok(last - first >= (30 * 60_000) / scale);
  });

  test('when the rechecks are used up a person is called, and the order stays unknown', async (t) => {
    const own = await lab(t, { scale: 20 });
    await own.plan('CheckTransaction', { code: '001' }, { times: null });
    const { id, wanted, otp } = await doubted(own);
    await own.restart({ scale: 300_000 }); // 7 days become 2 s.
    const order = await until('a person is called', async () => {
      const now = await own.order(id);
      return now.review && now;
    });
    assert.deepEqual([order.state, order.review.reasons], ['unknown', ['rechecks_used_up']]);
    assert.deepEqual([order.may_retry, order.must_recheck], [false, true]);
    const listed = await own.get('/v1/orders?review=true');
    assert.deepEqual(listed.json.orders.map((each) => each.merchant_order_id), [id]);
    assert.equal((await own.create(wanted)).json.state, 'unknown');
    assert.equal((await own.confirm(id, otp)).json.code, 'order_outcome_unknown');
    const settled = await own.resolve(id, { state: 'failed', evidence: 'asked LTC by telephone', by: 'Noy' });
    assert.deepEqual([settled.json.state, settled.json.review, settled.json.may_retry], ['failed', null, true]);
  });

  test('a provider that cannot be reached for a while is asked again', async (t) => {
    const place = newHome();
    t.after(place.remove);
    const stateFile = `${place.folder}/journal`;
    const own = await lab(t, { scale: 20, simulator: { stateFile } });
    const { id, otp } = await own.opened();
    await own.plan('ConfirmDeduct', { reset: 'after' }, { transaction_id: id });
    assert.equal((await own.confirm(id, otp)).json.state, 'unknown');
    await own.simulator.close();
    await until('it was asked in vain', async () => queries(await own.history(id)).length > 0);
    assert.equal((await own.order(id)).state, 'unknown');
    const back = createSimulator({ stateFile });
    t.after(() => back.close());
    await back.listen(own.simulatorPort);
    await own.reaches(id, 'succeeded');
    assert.equal(back.book().ltc.charges.length, 1);
  });

  test('a password that runs out withdraws the action; the order fails after the grace', async (t) => {
    const own = await lab(t, { scale: 20, provider: { otp_ttl_s: 1 } }); // The grace is 3 s.
    const { id, msisdn, otp } = await own.opened();
    const withdrawn = await until('the action is withdrawn', async () => {
      const order = await own.order(id);
      return order.next_action === null && order;
    });
    assert.equal(withdrawn.state, 'pending', 'our clock alone fails nothing');
    const { json } = await own.get(`/v1/orders/${id}?wait=30&version=${withdrawn.version}`);
    assert.deepEqual([json.state, json.failure.reason, json.may_retry], ['failed', 'not_confirmed', true]);
    assert.equal((await own.confirm(id, otp)).json.code, 'order_final');
    assert.deepEqual([own.calls().ConfirmDeduct, own.charges(msisdn)], [0, []]);
    await own.opened({ msisdn });
  });
});
