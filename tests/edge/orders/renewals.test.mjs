// Renewals: one charge a period, and only of an active subscription.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sendAndHangUp } from '../support/http.mjs';
import { startLab } from '../support/lab.mjs';
import { nextId, nextNumber, renewal } from '../support/orders.mjs';
import { until } from '../support/wait.mjs';

const lab = await startLab();
after(lab.end);

const refusal = (reply) => [reply.status, reply.json.code, reply.json.money_may_have_moved];
const CLAIMED = [409, 'period_claimed', false];

async function subscriber(details) {
  const msisdn = nextNumber();
  await lab.subscribed(msisdn, details);
  return msisdn;
}

test('a renewal charges in one call, without a password', async () => {
  const msisdn = await subscriber();
  const wanted = renewal({ msisdn, period: '2026-11' });
  const { status, json } = await lab.create(wanted);
  assert.deepEqual([status, json.state, json.next_action], [201, 'succeeded', null]);
  assert.equal(json.details.period, '2026-11');
  assert.equal(lab.texts(msisdn), 0);
  const [charge, ...more] = lab.charges(msisdn);
  assert.deepEqual([charge.recurring, charge.amount, more], [true, 5000, []]);
  const again = await lab.create(wanted);
  assert.deepEqual([again.status, again.json.state, lab.charges(msisdn).length], [200, 'succeeded', 1]);
});

test('without a subscription, or with another one, nothing is sent and the id is left free', async () => {
  const msisdn = await subscriber({ card_name: 'Silver' });
  const before = lab.calls().RequestDeduct;
  const wanted = renewal({ msisdn });
  for (const order of [wanted, renewal({ msisdn, details: { card_name: 'Silver', game_name: 'Other' } }), renewal()]) {
    assert.deepEqual(refusal(await lab.create(order)), [409, 'subscription_not_active', false]);
    assert.equal((await lab.get(`/v1/orders/${order.merchant_order_id}`)).status, 404);
  }
  assert.equal(lab.calls().RequestDeduct, before);
  await lab.subscribed(msisdn);
  assert.equal((await lab.create(wanted)).status, 201);
});

test('a period is charged once; another period, plan or number is another matter', async () => {
  const msisdn = await subscriber();
  await lab.subscribed(msisdn, { card_name: 'Silver' });
  await lab.create(renewal({ msisdn }));
  const before = lab.calls().RequestDeduct;
  assert.deepEqual(refusal(await lab.create(renewal({ msisdn }))), CLAIMED);
  const cheaper = renewal({ msisdn: `+856${msisdn}`, amount: { value: '1', currency: 'LAK' } });
  assert.deepEqual(refusal(await lab.create(cheaper)), CLAIMED);
  assert.equal(lab.calls().RequestDeduct, before);
  const others = [{ msisdn, period: '2027-01' }, { msisdn, details: { card_name: 'Silver' } }, { msisdn: await subscriber() }];
  for (const other of others) assert.equal((await lab.create(renewal(other))).json.state, 'succeeded');
});

test('a period has one spelling: what looks like another one charges nothing', async () => {
  const msisdn = await subscriber();
  assert.equal((await lab.create(renewal({ msisdn, period: '2026-Nov' }))).json.state, 'succeeded');
  assert.deepEqual(refusal(await lab.create(renewal({ msisdn, period: '2026-NOV' }))), CLAIMED);
  const odd = [' ', '\u00a0', '\u200b', '\ufeff'].flatMap((mark) => [`2026-Nov${mark}`, `${mark}2026-Nov`]);
  for (const period of [...odd, '2026\u2011Nov', '2026 Nov', '๒๐๒๖-Nov', '２０２６-Nov', '2026/11', 'a'.repeat(51)]) {
    const { status, json } = await lab.create(renewal({ msisdn, period }));
    assert.deepEqual([status, json.code, json.field], [422, 'field_invalid', 'details.period'], JSON.stringify(period));
  }
  for (const card_name of ['Gold ', ' Gold', 'Gold\u200b', 'Go\u00a0ld']) {
    const { status, json } = await lab.create(renewal({ msisdn, details: { card_name } }));
    assert.deepEqual([status, json.code, json.field], [422, 'field_invalid', 'details.card_name'], JSON.stringify(card_name));
  }
  assert.equal(lab.charges(msisdn).length, 1);
});

test('20 simultaneous renewals of one period under different ids: one charge', async () => {
  for (let burst = 0; burst < 6; burst++) {
    const msisdn = await subscriber();
    const before = lab.calls().RequestDeduct;
    const replies = await Promise.all(Array.from({ length: 20 }, () => lab.create(renewal({ msisdn }))));
    const [accepted, ...more] = replies.filter((reply) => reply.status === 201);
    assert.deepEqual([accepted.json.state, more], ['succeeded', []]);
    for (const reply of replies) if (reply !== accepted) assert.deepEqual(refusal(reply), CLAIMED);
    assert.deepEqual([lab.charges(msisdn).length, lab.calls().RequestDeduct - before], [1, 1]);
  }
});

test('20 simultaneous equal renewals: one charge', async () => {
  for (let burst = 0; burst < 6; burst++) {
    const msisdn = await subscriber();
    const wanted = renewal({ msisdn });
    const replies = await Promise.all(Array.from({ length: 20 }, () => lab.create(wanted)));
    assert.deepEqual(replies.map((reply) => reply.status).sort(), [...Array(19).fill(200), 201]);
    assert.equal(lab.charges(msisdn).length, 1);
  }
});

test('two meanings racing for one id: whoever loses frees nothing of the winner', async () => {
  const msisdn = await subscriber();
  const id = nextId();
  await lab.plan('RequestDeduct', { delay_ms: 1000 }, { msisdn });
  const race = ['5000', '6000'].map((value) =>
    lab.create(renewal({ msisdn, merchant_order_id: id, amount: { value, currency: 'LAK' } })));
  const loser = await Promise.race(race);
  assert.equal(loser.status, 409);
  assert.ok(['order_id_taken', 'period_claimed'].includes(loser.json.code), loser.text);
  assert.deepEqual(refusal(await lab.create(renewal({ msisdn }))), CLAIMED);
  const replies = await Promise.all(race);
  assert.deepEqual(replies.map((reply) => reply.status).sort(), [201, 409]);
  assert.deepEqual(refusal(await lab.create(renewal({ msisdn }))), CLAIMED);
  assert.equal(lab.charges(msisdn).length, 1);
});

test('a definite failure frees the period at once', async () => {
  const msisdn = await subscriber();
  for (const code of ['004', '005', '101', '103', '106', '108']) {
    const wanted = renewal({ msisdn });
    await lab.plan('RequestDeduct', { code }, { msisdn });
    const { status, json } = await lab.create(wanted);
    assert.deepEqual([status, json.state, json.may_retry, json.failure.reached_provider], [201, 'failed', true, true], code);
    assert.equal((await lab.create(wanted)).json.state, 'failed', 'a failed order stays failed');
  }
  assert.equal((await lab.create(renewal({ msisdn }))).json.state, 'succeeded');
  assert.equal(lab.charges(msisdn).length, 1);
});

test('an unknown outcome keeps the period, until a person says that nothing was charged', async () => {
  const msisdn = await subscriber();
  const wanted = renewal({ msisdn });
  await lab.plan('RequestDeduct', { reset: 'before' }, { msisdn });
  assert.equal((await lab.create(wanted)).json.state, 'unknown');
  assert.deepEqual(refusal(await lab.create(renewal({ msisdn }))), CLAIMED);
  await lab.resolve(wanted.merchant_order_id, { state: 'failed', evidence: 'LTC said so by mail', by: 'Noy' });
  assert.equal((await lab.create(renewal({ msisdn }))).json.state, 'succeeded');
});

test('LTC knew the id already: a person must look, whatever the check says', async () => {
  const msisdn = await subscriber();
  await lab.plan('RequestDeduct', { code: '003', charge: true }, { msisdn });
  const wanted = renewal({ msisdn });
  const { json } = await lab.create(wanted);
  assert.deepEqual([json.state, json.review.reasons, json.may_retry], ['unknown', ['id_used_before'], false]);
  assert.deepEqual(refusal(await lab.create(renewal({ msisdn }))), CLAIMED);
});

test('a caller that hangs up gets its renewal carried out, though even the token has to be fetched', async (t) => {
  const own = await startLab();
  t.after(own.end);
  const wanted = renewal();
  await own.subscribed(wanted.msisdn);
  await own.plan('token', { delay_ms: 500 });
  await own.plan('RequestDeduct', { delay_ms: 500 });
  const request = { headers: { authorization: 'Bearer sk_dev_mekong' }, json: wanted };
  assert.equal(await sendAndHangUp(`${own.url}/v1/orders`, request, 10), false);
  await until('the order is recorded', async () => (await own.get(`/v1/orders/${wanted.merchant_order_id}`)).status === 200);
  await own.reaches(wanted.merchant_order_id, 'succeeded');
  assert.deepEqual((await own.history(wanted.merchant_order_id)).map((line) => line.type), ['reserve', 'reply']);
  await own.opened(); // Whoever else waits for the token is not left hanging.
  assert.equal(own.calls().token, 1);
});
