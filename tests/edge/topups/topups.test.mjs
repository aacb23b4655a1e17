// Top-ups as they should be: once per id, whatever is repeated, and at the price that was agreed to.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { KEY } from '../support/client.mjs';
import { sendAndHangUp } from '../support/http.mjs';
import { nextId } from '../support/orders.mjs';
import {
  airtime, answering, APPOTAPAY, BOTH, CONNECT, ordinary, ported, startTopups, topup,
} from '../support/topups.mjs';

// Inquiries have 5 s.
const lab = await startTopups({ scale: 2 });
after(lab.end);

const entry = (provider, id) => {
  const [{ transaction_id, at, ...told }] = lab.topups(provider, id);
  return told;
};

test('AppotaPay: by face value, by code, prepaid and postpaid, airtime and data', async () => {
  const service_type = 'prepaid';
  const ways = [
    [{ face_value: '50000', service_type }, '50000', 'topup_50', 'viettel'],
    [{ face_value: '1000000', service_type: 'postpaid' }, '1000000', 'topup_1000', 'viettel'],
    [{ product_code: 'viettel_10', service_type }, '10000', 'viettel_10', 'viettel'],
    [{ product_code: 'topup_10', service_type }, '10000', 'topup_10', 'viettel'],
    [{ product_code: '6GB', service_type }, '72000', '6GB', 'viettel_data'],
  ];
  for (const [details, value, product, telco] of ways) {
    const wanted = topup({ value, details });
    const before = lab.balanceOf(APPOTAPAY);
    const order = await lab.credited(wanted);
    const { merchant_order_id: id, msisdn: phone } = wanted;
    assert.deepEqual(entry(APPOTAPAY, id), { id, phone, amount: Number(value), product });
    assert.equal(before - lab.balanceOf(APPOTAPAY), Number(value));
    assert.deepEqual(order.amount, { value, currency: 'VND' });
    assert.deepEqual([order.sandbox, order.msisdn, order.warnings], [true, `+84${phone.slice(1)}`, undefined]);
    assert.equal(order.provider_order_id, lab.topups(APPOTAPAY, id)[0].transaction_id);
    assert.deepEqual([order.may_retry, order.may_refund_payer, order.must_recheck], [false, false, false]);
    assert.equal(order.details.service_type, details.service_type);
    if (telco !== 'viettel' || product.startsWith('topup')) assert.equal(order.details.telco, telco);
  }
});

test('Connect Topup: with a gateway and without', async () => {
  for (const [details, product] of [[{}, null], [{ gateway: 'VMS' }, 'VMS']]) {
    const wanted = topup({ provider: CONNECT, value: '120000', details });
    const order = await lab.credited(wanted);
    const { merchant_order_id: id, msisdn: phone } = wanted;
    assert.deepEqual(entry(CONNECT, id), { id, phone, amount: 120_000, product });
    assert.deepEqual([order.sandbox, order.details, order.warnings], [true, details, undefined]);
    assert.equal(order.provider_order_id, lab.topups(CONNECT, id)[0].transaction_id);
  }
});

for (const provider of BOTH) {
  test(`${provider}: the same order again is the same order, another one is refused`, async () => {
    const wanted = provider === APPOTAPAY ? airtime('20000') : topup({ provider, value: '20000' });
    const { merchant_order_id: id, msisdn, amount } = wanted;
    const order = await lab.credited(wanted);
    const charges = lab.called(provider, 'charge');
    const [head, tail] = [msisdn.slice(1, 4), msisdn.slice(4)];
    const spellings = [msisdn, `+84${head}${tail}`, `0084${head}${tail}`, `84 ${head} ${tail}`, `(0${head}) ${tail}`];
    for (const spelling of spellings) {
      const again = await lab.create({ ...wanted, msisdn: spelling });
      assert.deepEqual([again.status, again.json.version], [200, order.version], again.text);
    }
    const dearer = { ...wanted, amount: { ...amount, value: '30000' } };
    if (provider === APPOTAPAY) dearer.details = { ...wanted.details, face_value: '30000' };
    for (const each of [dearer, { ...wanted, msisdn: ordinary(provider) }]) {
      const refused = await lab.create(each);
      assert.deepEqual([refused.status, refused.json.code], [409, 'order_id_taken'], refused.text);
    }
    assert.equal(lab.topups(provider, id).length, 1);
    assert.equal(lab.called(provider, 'charge'), charges);
  });

  test(`${provider}: twenty equal orders at once are one top-up`, async () => {
    for (let burst = 0; burst < 5; burst += 1) {
      const wanted = provider === APPOTAPAY ? airtime('10000') : topup({ provider });
      const charges = lab.called(provider, 'charge');
      const replies = await Promise.all(Array.from({ length: 20 }, () => lab.create(wanted)));
      const statuses = replies.map((reply) => reply.status);
      assert.equal(statuses.filter((status) => status === 201).length, 1, statuses.join());
      assert.ok(statuses.every((status) => [200, 201].includes(status)), statuses.join());
      await lab.reaches(wanted.merchant_order_id, 'succeeded');
      assert.equal(lab.topups(provider, wanted.merchant_order_id).length, 1);
      assert.equal(lab.called(provider, 'charge') - charges, 1);
    }
  });

  test(`${provider}: a caller that hangs up leaves an order that ends as the book says`, async () => {
    const wanted = topup({ provider });
    const { merchant_order_id: id } = wanted;
    const charges = lab.called(provider, 'charge');
    await lab.plan(provider, 'charge', { delay_ms: 1000 }, { id });
    const headers = { authorization: `Bearer ${KEY}` };
    assert.equal(await sendAndHangUp(`${lab.url}/v1/orders`, { headers, json: wanted }, 400), false);
    const order = await lab.reaches(id, ['succeeded', 'failed']);
    assert.deepEqual([order.state, lab.topups(provider, id).length], ['succeeded', 1]);
    assert.deepEqual([(await lab.create(wanted)).status, lab.called(provider, 'charge') - charges], [200, 1]);
  });

  test(`${provider}: only a failure lets the payer be paid back`, async () => {
    const refused = topup({ provider, msisdn: answering(provider, 'charge', provider === APPOTAPAY ? 33 : 61) });
    const { json } = await lab.insist(refused);
    assert.deepEqual([json.state, json.failure], ['failed', { reason: 'declined', reached_provider: true }]);
    assert.deepEqual([json.may_refund_payer, json.may_retry, json.must_recheck], [true, true, false]);
    const lost = topup({ provider });
    await lab.plan(provider, 'charge', { status: 500 }, { id: lost.merchant_order_id });
    const { json: open } = await lab.insist(lost);
    assert.equal(open.state, 'unknown');
    assert.deepEqual([open.may_refund_payer, open.may_retry, open.must_recheck], [false, false, true]);
    assert.deepEqual([refused, lost].flatMap((each) => lab.topups(provider, each.merchant_order_id)), []);
  });
}

/** Refused before anything was reserved: no top-up was sent, and the id is free. */
async function refusedUnsent(wanted, code, field) {
  const charges = lab.called(wanted.provider, 'charge');
  const { status, json, text } = await lab.create(wanted);
  assert.deepEqual([status, json.code, json.field, json.money_may_have_moved], [422, code, field, false], text);
  assert.equal((await lab.get(`/v1/orders/${wanted.merchant_order_id}`)).status, 404);
  assert.equal(lab.called(wanted.provider, 'charge'), charges);
}

test('what is not sold, or not at that price, is refused before anything is reserved', async () => {
  const service_type = 'prepaid';
  const cases = [
    [{ face_value: '20000', service_type }, 'amount_differs_from_product', 'amount.value'],
    [{ product_code: 'viettel_20', service_type }, 'amount_differs_from_product', 'amount.value'],
    [{ product_code: '6GB', service_type }, 'amount_differs_from_product', 'amount.value'],
    [{ product_code: '7GB', service_type }, 'product_unknown', 'details.product_code'],
    [{ face_value: '10000' }, 'field_missing', 'details.service_type'],
    [{ face_value: '10000', service_type, gateway: 'VTL' }, 'field_unknown', 'details.gateway'],
    [{ product_code: 'viettel_10', telco: 'mobifone', service_type }, 'field_invalid', 'details.telco'],
  ];
  for (const [details, code, field] of cases) await refusedUnsent(topup({ details }), code, field);
  await refusedUnsent(topup({ provider: CONNECT, value: '15000' }), 'amount_unsupported', 'amount.value');
  const unknown = topup({ provider: CONNECT, details: { gateway: 'Viettel' } });
  await refusedUnsent(unknown, 'field_invalid', 'details.gateway');
  for (const provider of BOTH) {
    const baht = { value: '1.00', currency: 'THB' };
    await refusedUnsent(topup({ provider, amount: baht }), 'currency_unsupported', 'amount.currency');
    await refusedUnsent(topup({ provider, msisdn: '0241234567' }), 'msisdn_invalid', 'msisdn');
    await refusedUnsent(topup({ provider, msisdn: undefined }), 'field_missing', 'msisdn');
    const odd = `${nextId()}.1`;
    await refusedUnsent(topup({ provider, merchant_order_id: odd }), 'merchant_order_id_invalid', 'merchant_order_id');
  }
});

test('a price that is not the list\'s any more: the refused id can be ordered anew', async () => {
  const wanted = topup({ value: '70000', details: { product_code: '6GB', service_type: 'prepaid' } });
  await refusedUnsent(wanted, 'amount_differs_from_product', 'amount.value');
  await lab.credited({ ...wanted, amount: { value: '72000', currency: 'VND' } });
});

test('a number that was carried to another network gives a warning, never a refusal', async () => {
  const codes = ({ warnings = [] }) => warnings.map(({ code, field }) => [code, field]);
  // A Viettel prefix, today VinaPhone's: asked, AppotaPay says so.
  const looked = await lab.credited(airtime('10000', { msisdn: ported(2) }));
  assert.equal(looked.details.telco, 'vinaphone');
  const named = await lab.credited(topup({
    msisdn: ported(3), details: { product_code: 'mobifone_10', service_type: 'prepaid' },
  }));
  assert.deepEqual(codes(named), [['network_differs', 'details.telco']]);
  const given = await lab.credited(topup({
    msisdn: ported(3), details: { product_code: 'topup_10', telco: 'mobifone', service_type: 'prepaid' },
  }));
  assert.deepEqual(codes(given), [['network_differs', 'details.telco']]);
  const gateway = await lab.credited(topup({ provider: CONNECT, msisdn: ported(3), details: { gateway: 'VMS' } }));
  assert.deepEqual(codes(gateway), [['network_differs', 'details.gateway']]);
  assert.ok(gateway.warnings[0].detail.includes('viettel'));
});
