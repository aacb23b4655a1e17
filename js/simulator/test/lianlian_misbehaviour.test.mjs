import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcome, sleep } from './harness.mjs';
import { SLOW_MS, isLianlians, nextOrder, start, thaiQr } from './lianlian_harness.mjs';

const CODES = `400000 401001 401003 401006 403000 403500 404002 404003 404005 404007 404009 409001 429000 500001 503001 504001
401008 403001 403002 403003 403004 403005 404008 408001 409002 422009 429001 429003 429006 430001 430002 430003 430004 430005 430006
430007 422018 422019 404004 404006 409005 422001 422002 422003 422004 422006 422007 422010`.split(/\s/);
const CANCEL = 'llpth.wechatpay.pay.cancel';

/** A WeChat order of this amount, paid on demand, and all five calls about it. */
async function order(lianlian, order_amount, { pay = false, waiting = [] } = {}) {
  const id = nextOrder();
  const request = thaiQr({
    service: 'llpth.wechatpay.pay', payment_method: 'DYNAMIC_CODE', order_info: 'hat', merchant_order_id: id, order_amount,
  });
  const refund = { merchant_refund_id: nextOrder(), merchant_order_id: id, refund_amount: '1', refund_currency: 'THB' };
  const calls = {
    create: () => lianlian.post(request),
    query: () => lianlian.query(id),
    refund: () => lianlian.refund(refund),
    refund_query: () => lianlian.refundQuery(refund.merchant_refund_id),
    cancel: () => lianlian.cancel(id, CANCEL),
  };
  for (const call of waiting) await calls[call]();
  if (pay) await lianlian.payer(id, 'pay');
  return { id, refundId: refund.merchant_refund_id, ...calls };
}

test('every return code on a create, by amount, with and without the work', async (t) => {
  const lianlian = await start(t);
  for (const code of CODES) {
    const create = await order(lianlian, `${code}.01`);
    const { json, headers } = await create.create();
    assert.deepEqual([json.code, json.data, headers.get('sign')], [Number(code), undefined, null]);
    const worked = await order(lianlian, `${code}.11`);
    assert.equal((await worked.create()).code, Number(code));
    const { payments } = await lianlian.book();
    assert.ok(!payments.some((each) => each.merchant_order_id === create.id));
    assert.ok(payments.some((each) => each.merchant_order_id === worked.id));
  }
});

test('a return code on every other call, by amount', async (t) => {
  const lianlian = await start(t);
  for (const code of ['409002', '500001']) {
    const query = await order(lianlian, `${code}.02`, { waiting: ['create'] });
    assert.deepEqual([(await query.query()).code, (await query.cancel()).code], [Number(code), 200000]);
    const refund = await order(lianlian, `${code}.03`, { waiting: ['create'], pay: true });
    assert.deepEqual([(await refund.refund()).code, (await refund.refund_query()).code], [Number(code), 404006]);
    const worked = await order(lianlian, `${code}.13`, { waiting: ['create'], pay: true });
    assert.deepEqual([(await worked.refund()).code, (await worked.refund_query()).code], [Number(code), 200000]);
    const refundQuery = await order(lianlian, `${code}.04`, { waiting: ['create'], pay: true });
    assert.deepEqual([(await refundQuery.refund()).code, (await refundQuery.refund_query()).code], [200000, Number(code)]);
    const cancel = await order(lianlian, `${code}.05`, { waiting: ['create'] });
    assert.deepEqual([(await cancel.cancel()).code, (await cancel.query()).data.order_status], [Number(code), 'WP']);
  }
});

// Behaviour by amount 98KBB: what is seen, and whether the work is done.
const WAYS = [
  ['01', 200, true], ['02', 'broken', false], ['03', 'broken', true], ['04', 500, false], ['05', 500, true], ['06', 200, true],
  ['07', 'broken', true], ['08', 'broken', true], ['09', 'broken', false], ['10', 200, true], ['11', 200, true], ['12', 200, true],
  ['13', 200, true], ['14', 200, true], ['15', 200, true], ['16', 200, true], ['17', 200, true], ['18', 200, true], ['19', 200, true],
  ['20', 200, true], ['21', 504, false], ['22', 200, false], ['23', 503, false],
];

const genuine = (reply) => isLianlians(reply.data, reply.headers.get('sign'));
const amountOf = (reply) => reply.data.order_amount ?? reply.data.refund_amount;
const statusOf = (reply) => reply.data.order_status ?? reply.data.refund_status;

const DETAILS = {
  '01': (reply) => assert.ok(genuine(reply)),
  '06': (reply) => assert.match(reply.headers.get('content-type'), /^text\/html/),
  10: (reply) => assert.equal(reply.text, ''),
  11: (reply) => assert.deepEqual([reply.code, reply.headers.get('sign')], [200000, null]),
  12: (reply) => assert.ok(reply.headers.get('sign').length === 344 && !genuine(reply)),
  13: (reply) => assert.ok(reply.headers.get('sign').length === 344 && !genuine(reply)),
  14: (reply, id) => assert.ok(genuine(reply) && !Object.values(reply.data).includes(id)),
  15: (reply, id, own) => assert.ok(genuine(reply) && Number(amountOf(reply)) === own + 1),
  16: (reply) => assert.ok(genuine(reply) && /"(order|refund)_currency":"USD"/.test(reply.text)),
  17: (reply) => assert.ok(genuine(reply) && statusOf(reply) === 'ZZ'),
  18: (reply, id, own) => assert.ok(!genuine(reply) && Number(amountOf(reply)) === own + 1),
  19: (reply) => assert.ok(genuine(reply) && /_status":"[PR]S".*_status":/.test(reply.text)),
  20: (reply) => assert.ok(genuine(reply) && reply.code === '200000'),
  22: (reply) => assert.equal(reply.code, 404003),
  23: (reply) => assert.equal(reply.code, 503001),
};

const SETUPS = {
  1: ['create', [], false], 2: ['query', ['create'], false], 3: ['refund', ['create'], true],
  4: ['refund_query', ['create'], true], 5: ['cancel', ['create'], false],
};

for (const [digit, [call, waiting, pay]] of Object.entries(SETUPS)) {
  test(`every way of ${call}, by amount`, async (t) => {
    const lianlian = await start(t);
    await Promise.all(WAYS.map(async ([way, status, worked]) => {
      const one = await order(lianlian, `98${digit}${way}`, { waiting, pay });
      if (call === 'refund_query') await one.refund();
      const reply = await outcome(one[call]());
      assert.equal(reply.status ?? reply, status, way);
      const own = call.startsWith('refund') ? 1 : Number(`98${digit}${way}`);
      DETAILS[way]?.(reply, one.id, own);
      const book = await lianlian.book();
      const payment = book.payments.find((each) => each.merchant_order_id === one.id);
      if (call === 'create') assert.equal(payment !== undefined, worked, way);
      if (call === 'cancel') assert.equal(payment.status, worked ? 'PC' : 'WP', way);
      if (call === 'refund') assert.equal(book.refunds.some((each) => each.merchant_refund_id === one.refundId), worked, way);
    }));
  });
}

test('way 21 works late, way 22 once', async (t) => {
  const lianlian = await start(t);
  const late = await order(lianlian, '98121');
  await late.create();
  await sleep(2 * SLOW_MS);
  assert.equal((await late.query()).data.order_status, 'WP');
  const once = await order(lianlian, '98222', { waiting: ['create'] });
  assert.deepEqual([(await once.query()).code, (await once.query()).code], [404003, 200000]);
});

const PLANS = [
  [{ code: '430003' }, { code: 430003 }, false],
  [{ code: 504001, charge: true }, { code: 504001 }, true],
  [{ status: 502 }, { status: 502 }, false],
  [{ reset: 'after' }, 'broken', true],
  [{ delay_ms: 20, work_first: true }, { code: 200000 }, true],
  [{ body: '<html></html>' }, { status: 200, code: undefined }, true],
  [{ data: { order_amount: '1.00' } }, { data: ['1.00', true] }, true],
  [{ data: { order_amount: '1.00' }, sign: 'before_change' }, { data: ['1.00', false] }, true],
  [{ overrides: { code: '777777' } }, { code: '777777' }, true],
  [{ outcome: 'pay', shown: true }, { code: 200000 }, true],
];

for (const [behaviour, expected, worked] of PLANS) {
  test(`plan: ${JSON.stringify(behaviour)}`, async (t) => {
    const lianlian = await start(t);
    assert.equal((await lianlian.plan(behaviour, { call: 'create' })).status, 200);
    const one = await order(lianlian, '344');
    const reply = await outcome(one.create());
    if (expected.data) assert.deepEqual([reply.data.order_amount, genuine(reply)], expected.data);
    else if (expected === 'broken') assert.equal(reply, expected);
    else for (const [name, value] of Object.entries(expected)) assert.equal(reply[name], value);
    if (behaviour.outcome) assert.equal(reply.data.order_status, 'PS');
    assert.equal((await lianlian.book()).payments.length, worked ? 1 : 0);
  });
}

test('plans go by order, service and call; before magic; bad ones are refused', async (t) => {
  const lianlian = await start(t);
  const one = await order(lianlian, '503001.01');
  await lianlian.plan({}, { merchant_order_id: one.id, call: 'create' });
  assert.equal((await one.create()).code, 200000);
  await lianlian.plan({ code: '429000' }, { service: 'thaiqr' }, null);
  assert.equal((await one.query()).code, 200000);
  assert.equal((await lianlian.post(thaiQr())).code, 429000);
  await lianlian.plan({ code: '408001' }, { service: 'llpth.wechatpay.pay', call: 'query' });
  assert.deepEqual([(await one.query()).code, (await one.query()).code], [408001, 200000]);
  const bad = [{ match: { call: 'pay' } }, { match: { service: 'visa' } }, { match: { msisdn: '2055515155' } }, { behaviour: { code: '12' } },
    { behaviour: { notify: 'rude' } }, { behaviour: { outcome: ['pay', 1] } }, { behaviour: { sign: 'x' } }];
  for (const each of bad) assert.equal((await lianlian.control('/_lianlian/plan', each)).status, 400, JSON.stringify(each));
});
