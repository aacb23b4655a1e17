// How a payment ends otherwise: expired, declined, cancelled, never there; and paid after all.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { alipay, payment, SCALE, startLianLian } from '../support/lianlian.mjs';
import { charge } from '../support/orders.mjs';
import { until } from '../support/wait.mjs';

const lab = await startLianLian();
after(lab.end);

/** How long lies between the two looks that prove a failure. */
const SECOND_LOOK_MS = 60_000 / SCALE;

const reads = async (id, code) => (await lab.history(id)).filter((line) => {
  const said = line.note?.provider_status ?? line.note?.report?.provider_status;
  return ['query', 'notification'].includes(line.type) && said?.code === code;
});

const deadlinePassed = (id) => until('the call can no longer be under way', () =>
  Date.now() > lab.records.order(id).attempt.deadline);

/** Failed for that reason, and not before a query had said it again, a minute or more after the first word. */
async function failsAtTheSecondLook(id, code, reason) {
  const { failure, may_retry, may_refund_payer, review } = await lab.ends(id, 'failed');
  assert.deepEqual(failure, { reason, reached_provider: true });
  assert.deepEqual([may_retry, may_refund_payer, review], [true, false, null]);
  const lines = await reads(id, code);
  const last = lines.at(-1);
  assert.deepEqual([last.type, last.to], ['query', 'failed']);
  assert.ok(lines.slice(0, -1).every((line) => line.to !== 'failed'));
  assert.ok(Date.parse(last.at) - Date.parse(lines[0].at) >= SECOND_LOOK_MS, 'the looks lie apart');
}

// These mostly wait.
describe('a payment', { concurrency: 10 }, () => {
  for (const [action, code, reason] of [['fail', 'PF', 'declined'], ['expire', 'PE', 'expired'], ['cancel', 'PC', 'cancelled']]) {
    test(`${code} is believed at the second look only`, async () => {
      const { id } = await lab.opened();
      await deadlinePassed(id);
      await lab.payer(id, action);
      assert.equal((await lab.order(id)).state, 'pending', 'one notification proves nothing');
      await failsAtTheSecondLook(id, code, reason);
    });
  }

  test('notifications alone never make it fail, however many', async () => {
    const { id } = await lab.opened();
    await lab.plan('query', { status: 500 }, { merchant_order_id: id, times: null });
    await deadlinePassed(id);
    const [{ order_id }] = lab.payments(id);
    const say = (n) => lab.notification(JSON.stringify({
      order_id, merchant_order_id: id, order_status: 'PF', order_amount: '344.00', order_currency: 'THB', n: String(n),
    }));
    const from = Date.now();
    for (let n = 0; n < 5; n += 1) assert.equal((await say(n)).status, 200);
    await until('a minute of theirs has passed', () => Date.now() - from > SECOND_LOOK_MS);
    for (let n = 5; n < 10; n += 1) assert.equal((await say(n)).status, 200);
    assert.equal((await lab.order(id)).state, 'pending');
  });

  test('that expires: its QR is withdrawn by our clock, it fails by the provider', async (t) => {
    const own = await startLianLian({ simulator: { lianlianExpiryS: 1 } });
    t.after(own.end);
    const { id, order } = await own.opened();
    await until('its time is up', () => Date.now() >= Date.parse(order.next_action.expires_at));
    const { state, next_action } = await own.order(id);
    assert.deepEqual([state, next_action], ['pending', null]);
    assert.equal((await own.ends(id, 'failed')).failure.reason, 'expired');
  });

  test('paid after it had failed: it stays failed, a person is called, the refund is open', async () => {
    const { id, wanted } = await lab.opened(alipay({ value: '500.00' }));
    await lab.payer(id, 'expire');
    await lab.ends(id, 'failed');
    assert.equal((await lab.refund(id, '1.00')).json.code, 'order_not_paid');
    await lab.payer(id, 'pay', { late: true });
    const order = await until('a person is called', async () => {
      const now = await lab.order(id);
      return now.review && now;
    });
    assert.deepEqual([order.state, order.review.reasons, order.may_retry], ['failed', ['paid_after_failure'], false]);
    assert.equal((await lab.create(wanted)).json.state, 'failed');
    const { status, json } = await lab.refund(id, '500.00');
    assert.deepEqual([status, json.state], [201, 'pending']);
    await lab.endRefund(json.merchant_refund_id);
    await until('it is refunded', async () =>
      (await lab.get(`/v1/orders/${id}/refunds/${json.merchant_refund_id}`)).json.state === 'succeeded');
  });

  test('that the provider does not know: failed when it still does not after half an hour', async (t) => {
    // At this pace half an hour is 4.5 s.
    const own = await startLianLian({ scale: 400 });
    t.after(own.end);
    const wanted = payment({ value: '98102.00' });
    await own.create(wanted);
    const id = wanted.merchant_order_id;
    // Asked by hand, too: at this pace a query has 25 ms, and on a busy machine some are late.
    const { failure } = await until('it has failed', async () => {
      await own.recheck(id);
      const now = await own.order(id);
      return now.state === 'failed' && now;
    }, { every: 100, within: 30_000 });
    assert.equal(failure.reason, 'not_found');
    const lines = (await own.history(id)).filter((line) => line.note?.provider_status?.code === '404003');
    assert.ok(lines.length >= 3);
    assert.ok(Date.parse(lines.at(-1).at) - Date.parse(lines[0].at) >= 4500);
  });

  test('that the provider did not know yet: one such answer is none', async () => {
    const { id } = await lab.opened(payment({ value: '98222.00' }));
    await until('it was asked about twice', async () => (await lab.queries(id)) >= 2);
    const { state, failure } = await lab.order(id);
    assert.deepEqual([state, failure], ['pending', null]);
  });

  test('has no one-time password', async () => {
    const { id } = await lab.opened();
    const { status, json } = await lab.confirm(id, '12345');
    assert.deepEqual([status, json.money_may_have_moved], [409, false], JSON.stringify(json));
  });
});

const wechat = (fields) => payment({ ...fields, details: { service: 'wechatpay', method: 'DYNAMIC_CODE' } });

describe('cancelling', { concurrency: 10 }, () => {
  for (const [name, order] of [['Alipay in stores', alipay], ['WeChat Pay', wechat]]) {
    test(`${name}: the query decides`, async () => {
      const { id } = await lab.opened(order());
      await deadlinePassed(id);
      const { status, json } = await lab.cancel(id);
      assert.deepEqual([status, json.state], [200, 'pending'], 'its reply settles nothing');
      assert.match(json.cancel_asked_at, /\+07:00$/);
      await failsAtTheSecondLook(id, 'PC', 'cancelled');
      const again = await lab.cancel(id);
      assert.deepEqual([again.status, again.json.code], [409, 'order_final']);
      assert.equal(lab.payments(id)[0].status, 'PC');
    });

    test(`${name}: paid in the same moment, it has succeeded`, async () => {
      const wanted = order();
      await lab.plan('create', { outcome: 'pay', notify: 'lost' }, { merchant_order_id: wanted.merchant_order_id });
      await lab.opened(wanted);
      const { status, json } = await lab.cancel(wanted.merchant_order_id);
      assert.deepEqual([status, json.state], [200, 'succeeded']);
      assert.equal((await lab.cancel(wanted.merchant_order_id)).json.code, 'order_final');
    });

    test(`${name}: a reply that lies or is lost settles nothing`, async () => {
      const { id } = await lab.opened(order());
      await lab.plan('cancel', { body: '{"code":200000,"message":"Success"}', charge: false }, { merchant_order_id: id });
      assert.equal((await lab.cancel(id)).json.state, 'pending');
      await lab.payer(id);
      await lab.ends(id, 'succeeded');
      const { id: lost } = await lab.opened(order({ value: '98503.00' }));
      const { status, json } = await lab.cancel(lost);
      assert.deepEqual([status, json.state], [200, 'pending']);
      assert.equal((await lab.ends(lost, 'failed')).failure.reason, 'cancelled');
    });
  }

  test('is for what waits only', async () => {
    const wanted = alipay({ value: '98102.00' });
    assert.equal((await lab.create(wanted)).json.state, 'unknown');
    const { status, json } = await lab.cancel(wanted.merchant_order_id);
    assert.deepEqual([status, json.code], [409, 'order_outcome_unknown']);
  });

  test('elsewhere there is none, and nothing is sent', async () => {
    const services = [
      { service: 'thaiqr', method: 'THAI_QR' }, { service: 'alipay', method: 'WEB_PAYMENT' },
      { service: 'paotang', method: 'DEEPLINK' },
      { service: 'truemoney', method: 'NORMAL_ALL_TM' }, { service: 'checkout', method: undefined },
    ];
    for (const details of services) {
      const { id } = await lab.opened(payment({ details }));
      const { status, json } = await lab.cancel(id);
      assert.deepEqual([status, json.code, json.money_may_have_moved], [422, 'operation_unsupported', false], details.service);
      assert.equal((await lab.order(id)).cancel_asked_at, undefined);
      assert.ok(['WP', 'PI'].includes(lab.payments(id)[0].status));
    }
  });

  test('an order that waits for a password is closed by us, as ever', async () => {
    const wanted = charge();
    assert.equal((await lab.create(wanted)).json.state, 'pending');
    const { status, json } = await lab.cancel(wanted.merchant_order_id);
    assert.deepEqual([status, json.state, json.failure.reason], [200, 'failed', 'cancelled']);
  });
});
