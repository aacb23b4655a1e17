// Refunds: never more than was paid, each with a life of its own.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { alipay, payment, startLianLian, tagOf } from '../support/lianlian.mjs';
import { nextId } from '../support/orders.mjs';
import { until } from '../support/wait.mjs';

const lab = await startLianLian();
after(lab.end);

const path = (id, refund) => `/v1/orders/${id}/refunds${refund ? `/${refund}` : ''}`;
const one = async (id, refund) => (await lab.get(path(id, refund))).json;
const refundIs = (id, refund, states) => until(`${refund} is ${states}`, async () => {
  const now = await one(id, refund);
  return [states].flat().includes(now.state) && now;
});

/** A refund that LianLian has taken and not yet carried out. */
async function taken(id, value, more) {
  const { status, json, text } = await lab.refund(id, value, more);
  assert.deepEqual([status, json.state], [201, 'pending'], text);
  return json;
}

async function refusedAs(reply, status, code, field) {
  assert.deepEqual([reply.status, reply.json.code, reply.json.field, reply.json.money_may_have_moved],
    [status, code, field, false], reply.text);
}

const given = (id) => lab.refunds(id).filter(({ status }) => status !== 'RF').map(({ amount }) => Number(amount))
  .reduce((sum, amount) => sum + amount, 0);

test('twenty at once that together are too much: the book is never over', async () => {
  const { id } = await lab.paid(alipay());
  const before = lab.calls().refund;
  const replies = await Promise.all(Array.from({ length: 20 }, () => lab.refund(id, '50.00')));
  assert.deepEqual(replies.map(({ status }) => status).sort(), [...Array(6).fill(201), ...Array(14).fill(422)]);
  assert.deepEqual([given(id), lab.calls().refund - before], [300, 6]);
});

test('twenty equal ones are one; the same id with another meaning is none', async () => {
  const { id } = await lab.paid(alipay());
  const merchant_refund_id = nextId('R');
  const replies = await Promise.all(Array.from({ length: 20 }, () => lab.refund(id, '10.00', { merchant_refund_id })));
  assert.deepEqual(replies.map(({ status }) => status).sort(), [...Array(19).fill(200), 201]);
  assert.equal(lab.refunds(id).length, 1);
  assert.equal((await lab.refund(id, '10', { merchant_refund_id })).status, 200);
  await refusedAs(await lab.refund(id, '11.00', { merchant_refund_id }), 409, 'refund_id_taken', 'merchant_refund_id');
  const other = await lab.refund(id, '10.00', { merchant_refund_id, reason: 'other' });
  await refusedAs(other, 409, 'refund_id_taken', 'merchant_refund_id');
  const spelled = await lab.refund(id, '10.00', { merchant_refund_id: merchant_refund_id.toLowerCase() });
  await refusedAs(spelled, 409, 'refund_id_taken', 'merchant_refund_id');
  assert.ok(spelled.json.detail.includes(` ${merchant_refund_id} `), spelled.json.detail);
  assert.equal(lab.refunds(id).length, 1);
});

test('all that is wrong with a refund is told at once', async () => {
  const { id } = await lab.paid(alipay());
  const body = { merchant_refund_id: 'a.b', amount: { value: '1.234', currency: 'THB' }, reason: '', details: { bank_code: '1', x: 1 }, y: 1 };
  const named = ({ status, json, text }) => {
    assert.deepEqual([status, json.errors?.[0].field], [422, json.field], text);
    return json.errors.map(({ field }) => field).sort();
  };
  const wanted = ['If-Match', 'amount.value', 'details.account_name', 'details.account_no', 'details.bank_code', 'details.x',
    'merchant_refund_id', 'reason'];
  const { y: _, ...read } = body;
  assert.deepEqual(named(await lab.post(path(id), read, { headers: { 'if-match': 'x' } })), wanted);
  assert.deepEqual(named(await lab.post(path(id), body, { headers: { 'if-match': 'x' } })), [...wanted, 'y']);
  assert.deepEqual(named(await lab.post(path('none'), body)), ['amount.value', 'y'], 'of no order, what can be told without one');
  assert.deepEqual(lab.refunds(id), []);
});

test('who names the version that they have seen refunds and cancels that one or none', async () => {
  const { id, order } = await lab.paid(alipay());
  const stale = await lab.refund(id, '1.00', { version: order.version - 1 });
  assert.deepEqual([stale.status, stale.json.code, stale.json.order], [409, 'order_changed', order]);
  assert.deepEqual(lab.refunds(id), []);
  const merchant_refund_id = nextId('R');
  for (const status of [201, 200]) {
    const reply = await lab.refund(id, '1.00', { merchant_refund_id, version: order.version });
    assert.equal(reply.status, status, reply.text);
  }
  const { id: waiting, order: seen } = await lab.opened(alipay());
  const before = lab.calls().cancel;
  const late = await lab.post(`/v1/orders/${waiting}/cancel`, {}, { headers: { 'if-match': String(seen.version - 1) } });
  assert.deepEqual([late.status, late.json.code, lab.calls().cancel], [409, 'order_changed', before]);
  const named = await lab.post(`/v1/orders/${waiting}/cancel`, { version: seen.version });
  assert.equal(named.status, 200, named.text);
});

test('what is not paid, not there or malformed is refused before anything is sent', async () => {
  const before = lab.calls().refund;
  const { id } = await lab.opened(alipay());
  await refusedAs(await lab.refund(id, '1.00'), 409, 'order_not_paid');
  await refusedAs(await lab.refund(nextId(), '1.00'), 404, 'order_not_found');
  const { id: paid } = await lab.paid(alipay());
  const dotted = await lab.refund(paid, '1.00', { merchant_refund_id: 'a.b' });
  await refusedAs(dotted, 422, 'merchant_refund_id_invalid', 'merchant_refund_id');
  await refusedAs(await lab.refund(paid, '0'), 422, 'amount_invalid', 'amount.value');
  const kip = await lab.refund(paid, '1', { amount: { value: '1', currency: 'LAK' } });
  await refusedAs(kip, 422, 'currency_unsupported', 'amount.currency');
  await refusedAs(await lab.refund(paid, '1.00', { reason: '' }), 422, 'field_invalid', 'reason');
  await refusedAs(await lab.refund(paid, '1.00', { details: { bank_code: '004' } }), 422, 'field_missing', 'details.account_no');
  assert.equal((await lab.get(path(paid, nextId()))).status, 404);
  assert.deepEqual((await lab.get(path(paid))).json, { refunds: [], next_cursor: null });
  assert.equal(lab.calls().refund, before);
});

/** Behaviours of a refund after which nobody can tell, and whether LianLian has taken it. */
const LOST = [['02', false], ['03', true], ['05', true], ['06', true], ['07', true], ['09', false], ['11', true], ['12', true],
  ['15', true], ['18', true], ['19', true]];

test('a lost, unreadable or unsigned reply leaves it unknown; its query finds it, and it is never sent again', async () => {
  const before = lab.calls().refund;
  await Promise.all(LOST.map(async ([way, made]) => {
    const { id } = await lab.paid(alipay({ value: `983${way}.00` }));
    const { status, json } = await lab.refund(id, '98000.00');
    assert.deepEqual([status, json.state, json.must_recheck], [201, 'unknown', true], way);
    await refusedAs(await lab.refund(id, '9000.00'), 422, 'refund_exceeds_paid', 'amount.value');
    if (made) {
      await refundIs(id, json.merchant_refund_id, 'pending');
      await lab.endRefund(json.merchant_refund_id);
      await refundIs(id, json.merchant_refund_id, 'succeeded');
    }
    assert.equal(lab.refunds(id).length, made ? 1 : 0, way);
  }));
  assert.equal(lab.calls().refund - before, LOST.length);
});

// These mostly wait.
describe('a refund', { concurrency: 6 }, () => {
  test('whole: taken, announced at its own address, succeeded', async () => {
    const { id } = await lab.paid(alipay());
    const refund = await taken(id, '344.00');
    assert.deepEqual([refund.merchant_order_id, refund.provider, refund.amount.value], [id, 'lianlian', '344.00']);
    assert.match(refund.created_at, /\+07:00$/);
    assert.equal(refund.provider_refund_id, lab.refunds(id)[0].refund_order_id);
    await lab.endRefund(refund.merchant_refund_id);
    const ended = await refundIs(id, refund.merchant_refund_id, 'succeeded');
    assert.deepEqual([ended.review, ended.unknown_reason, ended.may_retry, ended.must_recheck], [null, null, false, false]);
    const notification = (await lab.announced(id)).find((each) => each.merchant_refund_id);
    assert.deepEqual([new URL(notification.url).pathname, notification.state], [`/v1/notifications/lianlian/${id}/${tagOf('notifications', `${id}/${refund.merchant_refund_id}`)}`, 'acknowledged']);
    const { json: { history } } = await lab.get(`${path(id, refund.merchant_refund_id)}/history`);
    assert.deepEqual(history.map((line) => line.type).filter((each) => each !== 'query'), ['reserve', 'reply', 'notification']);
    assert.equal((await lab.order(id)).state, 'succeeded', 'the payment stays what it was');
  });

  test('in parts, until nothing is left; a failed one frees its amount', async () => {
    const { id } = await lab.paid(alipay());
    const first = await taken(id, '100.00');
    const second = await taken(id, '200');
    await refusedAs(await lab.refund(id, '44.01'), 422, 'refund_exceeds_paid', 'amount.value');
    const third = await taken(id, '44.00');
    await refusedAs(await lab.refund(id, '0.01'), 422, 'refund_exceeds_paid', 'amount.value');
    await lab.endRefund(second.merchant_refund_id, 'fail');
    assert.ok((await refundIs(id, second.merchant_refund_id, ['failed', 'succeeded'])).failure, 'RF, looked at twice');
    await refusedAs(await lab.refund(id, '200.01'), 422, 'refund_exceeds_paid', 'amount.value');
    const fourth = await taken(id, '200.00');
    const { json: { refunds } } = await lab.get(path(id));
    const ids = (list) => list.map((each) => each.merchant_refund_id);
    assert.deepEqual(ids(refunds), ids([first, second, third, fourth]));
    assert.deepEqual(refunds.map((each) => each.state), ['pending', 'failed', 'pending', 'pending']);
    assert.equal(given(id), 344);
  });

  test('PromptPay gives back to an account: without one there is a warning, and the answer decides', async () => {
    const { id } = await lab.paid();
    const bare = await lab.refund(id, '1.00');
    assert.equal(bare.json.state, 'failed', bare.text);
    assert.deepEqual((bare.json.warnings ?? []).map(({ code }) => code), ['refund_account_missing'], bare.text);
    const details = { bank_code: '004', account_no: '0123456789', account_name: 'Bruce Lee' };
    await taken(id, '344.00', { details });
  });

  test('codes of a refund are final, or leave it open', async () => {
    const table = [
      ['422001', 'declined'], ['422006', 'declined'], ['422010', 'declined'], ['409005', 'request_refused'],
      ['404004', 'account_refused'], ['401001', 'account_refused'], ['422003'], ['404003'], ['500001'], ['504001'], ['455555'],
    ];
    await Promise.all(table.map(async ([code, reason]) => {
      const { id } = await lab.paid(alipay({ value: `${code}.03` }));
      const { json } = await lab.refund(id, '1.00');
      const wanted = reason ? ['failed', reason] : ['unknown', undefined];
      assert.deepEqual([json.state, json.failure?.reason], wanted, `${code} ${JSON.stringify(json)}`);
      assert.equal(json.review?.reasons[0], code === '422003' ? 'id_used_before' : undefined, code);
    }));
  });

  test('notifications of a refund: duplicated, lying or at the address of another order', async () => {
    const [{ id }, { id: other }] = [await lab.paid(alipay()), await lab.paid(alipay())];
    const { merchant_refund_id } = await taken(id, '44.00');
    for (const variant of ['forged', 'bad_signature', 'unsigned', 'tampered']) {
      assert.deepEqual(await lab.notify({ merchant_refund_id, variant }), [400], variant);
    }
    for (const variant of ['amount_changed', 'currency_changed', 'order_changed', 'status']) {
      assert.deepEqual(await lab.notify({ merchant_refund_id, variant }), [200], variant);
    }
    assert.ok(['pending', 'unknown'].includes((await one(id, merchant_refund_id)).state));
    await lab.endRefund(merchant_refund_id);
    await refundIs(id, merchant_refund_id, 'succeeded');
    const url = `${lab.url}/v1/notifications/lianlian/${other}`;
    assert.deepEqual(await lab.notify({ merchant_refund_id, variant: ['duplicate', 'reordered'], url }), Array(4).fill(200));
    assert.deepEqual(await lab.notify({ merchant_refund_id, variant: ['duplicate', 'reordered'] }), Array(4).fill(200));
    assert.equal((await one(id, merchant_refund_id)).state, 'succeeded');
    assert.deepEqual((await lab.get(path(other))).json, { refunds: [], next_cursor: null });
  });

  test('an id that LianLian knows as the refund of another order gives nothing back, whoever says so', async () => {
    const [{ id }, { id: other }] = [await lab.paid(alipay()), await lab.paid(alipay())];
    const { merchant_refund_id } = await taken(id, '44.00');
    const { json } = await lab.refund(other, '44.00', { merchant_refund_id });
    assert.deepEqual([json.state, json.review.reasons], ['unknown', ['id_used_before']]);
    await lab.endRefund(merchant_refund_id);
    await refundIs(id, merchant_refund_id, 'succeeded');
    // Names no order: at the address of the other one it says of that one all that there is to compare.
    const url = `${lab.url}/v1/notifications/lianlian/${other}`;
    assert.deepEqual(await lab.notify({ merchant_refund_id, url }), [200]);
    const { state, review } = await one(other, merchant_refund_id);
    assert.deepEqual([state, review.reasons], ['unknown', ['id_used_before']]);
    assert.deepEqual(lab.refunds(other), []);
  });

  test('a lost notification of a refund is recovered by its query', async () => {
    const { id } = await lab.paid(alipay({ value: '900.00' }));
    const { merchant_refund_id } = await taken(id, '10.91');
    await refundIs(id, merchant_refund_id, 'succeeded');
    const { json: { history } } = await lab.get(`${path(id, merchant_refund_id)}/history`);
    assert.equal(history.at(-1).type, 'query');
    const listed = (await lab.get('/v1/orders?limit=100')).json.orders.map((each) => each.merchant_order_id);
    assert.ok(!listed.includes(merchant_refund_id), 'a refund is no order');
  });
});
