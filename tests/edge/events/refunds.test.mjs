// LianLian's payments and refunds: what is told of each, and that no card stands in it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { alipay, payment, SHOP, startLianLian } from '../support/lianlian.mjs';
import { CARD } from '../support/lianlian_methods.mjs';
import { endpointsOf, startReceiver } from '../support/receiver.mjs';
import { until } from '../support/wait.mjs';

const shop = await startReceiver();
after(shop.close);
const lab = await startLianLian({ lianlian: { allow_cards: true }, vars: { EVENT_ENDPOINTS: endpointsOf(shop) } });
after(lab.end);

const about = (id, { merchant_refund_id }) => `${id}/${merchant_refund_id}`;
const refundOf = async (id, refund) => (await lab.get(`/v1/orders/${id}/refunds/${refund.merchant_refund_id}`)).json;

test('a payment: pending with what the payer has to do, then succeeded', async () => {
  const { id, order } = await lab.opened();
  await lab.payer(id);
  const ended = await lab.ends(id, 'succeeded');
  const [first, second] = await shop.gets(id, ['order.pending', 'order.succeeded']);
  assert.deepEqual([first.thing, second.thing], [order, ended]);
});

test('paid after it had failed: for review, then what a person says', async () => {
  const { id } = await lab.opened();
  await lab.payer(id, 'cancel');
  await lab.ends(id, 'failed');
  await lab.payer(id, 'pay', { late: true });
  const told = await shop.gets(id, ['order.pending', 'order.failed', 'order.review']);
  assert.deepEqual(told[2].thing.review.reasons, ['paid_after_failure']);
  await lab.resolve(id, { state: 'succeeded', evidence: 'the notification', by: 'Noy' });
  const kinds = await until('it is resolved', () => shop.kinds(id).includes('order.resolved') && shop.kinds(id));
  assert.equal(kinds.at(-1), 'order.resolved');
  assert.equal(shop.taken(id).at(-1).thing.resolution.by, 'Noy');
});

test('a refund: pending and succeeded; the payment stays what it was', async () => {
  const { id } = await lab.paid(alipay());
  const { json: refund } = await lab.refund(id, '44.00');
  const place = about(id, refund);
  await shop.gets(place, ['refund.pending']);
  await lab.endRefund(refund.merchant_refund_id);
  const [first, second] = await shop.gets(place, ['refund.pending', 'refund.succeeded']);
  assert.equal(first.subject, 'refund');
  assert.deepEqual([first.thing, second.thing], [refund, await refundOf(id, refund)]);
  assert.deepEqual([first.sequence, second.sequence], [1, 2]);
  assert.deepEqual(shop.kinds(id), ['order.pending', 'order.succeeded']);
});

test('a refund that was refused, and one that LianLian knows as another one\'s', async () => {
  const [{ id }, { id: other }] = [await lab.paid(alipay()), await lab.paid(alipay())];
  await lab.plan('refund', { code: '422001' }, { merchant_order_id: id });
  const { json: refused } = await lab.refund(id, '1.00');
  const [failed] = await shop.gets(about(id, refused), ['refund.failed']);
  assert.deepEqual(failed.thing, refused);
  const { json: refund } = await lab.refund(id, '44.00');
  await shop.gets(about(id, refund), ['refund.pending']);
  const { merchant_refund_id } = refund;
  const { json: twice } = await lab.refund(other, '44.00', { merchant_refund_id });
  assert.equal(twice.state, 'unknown');
  const place = about(other, refund);
  await shop.gets(place, ['refund.unknown', 'refund.review']);
  const path = `/v1/orders/${other}/refunds/${merchant_refund_id}/resolve`;
  assert.equal((await lab.post(path, { state: 'failed', version: twice.version, evidence: 'asked LianLian', by: 'Noy' })).status, 200);
  const told = await shop.gets(place, ['refund.unknown', 'refund.review', 'refund.failed', 'refund.resolved']);
  assert.deepEqual(told[3].thing, await refundOf(other, refund));
});

test('no card stands in any event, nor in what is stored of it', async () => {
  const wanted = payment({ return_url: SHOP, details: { service: 'bankcard', method: 'CARD', card: CARD } });
  const { status, text } = await lab.create(wanted);
  assert.equal(status, 201, text);
  await lab.payer(wanted.merchant_order_id);
  await shop.gets(wanted.merchant_order_id, ['order.pending', 'order.succeeded']);
  const everything = shop.deliveries.map((each) => each.text).join() + (await lab.get('/v1/events?limit=100')).text
    + JSON.stringify(lab.records.rows('Ledger', 'SELECT * FROM events'));
  assert.ok(everything.includes(wanted.merchant_order_id));
  for (const mark of [CARD.card_no, CARD.card_no.slice(-10), `"${CARD.cvv2}"`, 'cvv', 'exp_year']) {
    assert.ok(!everything.includes(mark), mark);
  }
});

test('everything came in sequence, rightly signed', () => {
  shop.checkSequences();
  shop.checkSignatures();
});
