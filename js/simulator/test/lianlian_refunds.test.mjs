import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSink, isLianlians, nextOrder, start, thaiQr } from './lianlian_harness.mjs';

const alipay = (fields) => thaiQr({ service: 'llpth.alipay.pay', payment_method: 'WEB_PAYMENT', order_info: 'hat', order_amount: '100', ...fields });

async function paid(lianlian, fields) {
  const request = alipay(fields);
  assert.equal((await lianlian.post(request)).code, 200000);
  await lianlian.payer(request.merchant_order_id, 'pay');
  return request.merchant_order_id;
}

const refundOf = (merchant_order_id, refund_amount, more) => (
  { merchant_refund_id: nextOrder(), merchant_order_id, refund_amount, refund_currency: 'THB', ...more }
);

test('applied for, succeeded, announced, queried', async (t) => {
  const sink = await createSink(t);
  const lianlian = await start(t);
  const order = await paid(lianlian);
  const refund = refundOf(order, '40', { notify_url: sink.url, refund_reason: 'too small' });
  const applied = await lianlian.refund(refund);
  assert.ok(isLianlians(applied.data, applied.headers.get('sign')));
  assert.deepEqual(Object.keys(applied.data).sort(), [
    'create_time', 'merchant_id', 'merchant_refund_id', 'refund_amount', 'refund_currency', 'refund_order_id', 'refund_status',
  ]);
  assert.deepEqual([applied.data.refund_status, applied.data.refund_amount], ['RP', '40.00']);
  const path = `/_lianlian/refund/${refund.merchant_refund_id}`;
  assert.equal((await lianlian.control(path, { action: 'succeed' })).json.refund_status, 'RS');
  const [{ json, headers }] = await sink.wait(1);
  assert.ok(isLianlians(json, headers.sign));
  assert.deepEqual([json.refund_status, json.refund_amount, json.merchant_order_id], ['RS', '40.00', undefined]);
  const query = await lianlian.refundQuery(refund.merchant_refund_id);
  assert.ok(isLianlians(query.data, query.headers.get('sign')));
  assert.deepEqual([query.data.refund_status, query.data.merchant_order_id, query.data.refund_reason], ['RS', order, 'too small']);
  assert.equal((await lianlian.control(path, { action: 'fail' })).status, 409);
  assert.deepEqual((await lianlian.book()).refunds.map(({ status, amount }) => [status, amount]), [['RS', '40.00']]);
});

test('an empty notify_url comes back and counts in the signature', async (t) => {
  const lianlian = await start(t);
  const refund = refundOf(await paid(lianlian), '1');
  await lianlian.refund(refund);
  const { data, headers } = await lianlian.refundQuery(refund.merchant_refund_id, 'llpth.alipay.refund.query');
  assert.equal(data.notify_url, '');
  assert.ok(isLianlians(data, headers.get('sign')));
});

test('never more than was paid, at the same moment either; a failed one gives it back', async (t) => {
  const lianlian = await start(t);
  const order = await paid(lianlian);
  const some = Array.from({ length: 6 }, () => refundOf(order, '30.00'));
  const codes = (await Promise.all(some.map((each) => lianlian.refund(each)))).map(({ code }) => code);
  assert.deepEqual(codes.toSorted(), [200000, 200000, 200000, 422001, 422001, 422001]);
  assert.equal((await lianlian.refund(refundOf(order, '10.01'))).code, 422001);
  assert.equal((await lianlian.refund(refundOf(order, '10'))).code, 200000);
  const [first] = (await lianlian.book()).refunds;
  await lianlian.control(`/_lianlian/refund/${first.merchant_refund_id}`, { action: 'fail' });
  assert.equal((await lianlian.refundQuery(first.merchant_refund_id)).data.refund_status, 'RF');
  assert.equal((await lianlian.refund(refundOf(order, '30.01'))).code, 422001);
  assert.equal((await lianlian.refund(refundOf(order, '30', {}))).code, 200000);
});

test('refusals', async (t) => {
  const lianlian = await start(t);
  const order = await paid(lianlian);
  const refund = refundOf(order, '1');
  await lianlian.refund(refund);
  assert.equal((await lianlian.refund(refund)).code, 422003);
  assert.equal((await lianlian.refund(refundOf('NOBODY', '1'))).code, 404003);
  assert.equal((await lianlian.refund(refundOf(order, '1'), 'llpth.wechatpay.refund')).code, 404003);
  assert.equal((await lianlian.refund(refundOf(order, '1'), 'llpth.alipay.refund')).code, 200000);
  assert.equal((await lianlian.refund(refundOf(order, '1', { refund_currency: 'USD' }))).code, 409005);
  assert.equal((await lianlian.refund(refundOf(order, '0'))).code, 400000);
  assert.equal((await lianlian.refundQuery('NOBODY')).code, 404006);
  const open = alipay();
  await lianlian.post(open);
  assert.equal((await lianlian.refund(refundOf(open.merchant_order_id, '1'))).code, 422010);
});

test('Thai QR is refunded to a bank account only', async (t) => {
  const lianlian = await start(t);
  const request = thaiQr();
  await lianlian.post(request);
  await lianlian.payer(request.merchant_order_id, 'pay');
  const { code, json } = await lianlian.refund(refundOf(request.merchant_order_id, '1'));
  assert.deepEqual([code, json.message], [400000, 'bank_code blank']);
  const account = { bank_code: '004', account_no: '1234567890', account_name: 'Bruce Lee' };
  assert.equal((await lianlian.refund(refundOf(request.merchant_order_id, '1', account))).code, 200000);
});

const MAGIC = [
  ['1.80', 'RS', ['RS']], ['1.81', 'RP', ['RS']], ['1.82', 'RP', ['RS']], ['1.84', 'RP', ['RF']],
  ['1.90', 'RP', ['RS']], ['1.92', 'RP', ['RS', 'RS']], ['1.93', 'RP', ['RS', 'RP']],
];

test('magic refund amounts', async (t) => {
  const sink = await createSink(t);
  const lianlian = await start(t);
  const order = await paid(lianlian);
  for (const [amount, replied, announced] of MAGIC) {
    sink.got.length = 0;
    const { data } = await lianlian.refund(refundOf(order, amount, { notify_url: sink.url }));
    assert.equal(data.refund_status, replied, amount);
    await sink.wait(announced.length);
    assert.deepEqual(sink.got.map(({ json }) => json.refund_status), announced, amount);
  }
});
