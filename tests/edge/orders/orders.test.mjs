// The whole way of an order, its identity, and how it is read.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sendAndHangUp } from '../support/http.mjs';
import { startLab } from '../support/lab.mjs';
import { charge, nextId, nextNumber } from '../support/orders.mjs';
import { until } from '../support/wait.mjs';

const lab = await startLab();
after(lab.end);

const twenty = (make) => Promise.all(Array.from({ length: 20 }, (_, index) => make(index)));
const statuses = (replies) => replies.map((reply) => reply.status).sort();

test('a payer is charged once: order, password, success', async () => {
  const wanted = charge({ msisdn: '+856 20 5550-0001' });
  const created = await lab.create(wanted);
  assert.equal(created.status, 201);
  assert.equal(created.headers.location, `/v1/orders/${wanted.merchant_order_id}`);
  const { next_action, ...order } = created.json;
  assert.equal(next_action.type, 'otp');
  assert.equal(next_action.attempts_left, 5);
  assert.ok(Date.parse(next_action.expires_at) > Date.now());
  assert.equal(order.state, 'pending');
  assert.equal(order.sandbox, true, 'UAT is shown');
  assert.equal(order.msisdn, '+8562055500001');
  assert.deepEqual(order.amount, { value: '5000', currency: 'LAK' });
  assert.deepEqual([order.may_retry, order.must_recheck], [false, false]);

  const confirmed = await lab.confirm(wanted.merchant_order_id, lab.lastOtp('2055500001'));
  assert.equal(confirmed.status, 200);
  assert.equal(confirmed.json.state, 'succeeded');
  assert.equal(confirmed.json.next_action, null);
  assert.equal(confirmed.json.provider_status.code, '200');
  const [entry, ...others] = lab.charges(wanted.merchant_order_id);
  assert.deepEqual(others, []);
  assert.deepEqual([entry.msisdn, entry.amount, entry.card_name, entry.game_name, entry.recurring],
    ['2055500001', 5000, 'Gold', 'MEKONG', false]);
});

test('the history says what happened, and never the password', async () => {
  const { id, otp } = await lab.charged();
  const lines = await lab.history(id);
  assert.deepEqual(lines.map((line) => [line.number, line.type, line.from, line.to]), [
    [1, 'reserve', null, 'sending'], [2, 'reply', 'sending', 'pending'],
    [3, 'confirm', 'pending', 'sending'], [4, 'reply', 'sending', 'succeeded'],
  ]);
  assert.ok(!JSON.stringify(lines).includes(`"${otp}"`));
  assert.equal((await lab.get(`/v1/orders/${nextId()}/history`)).status, 404);
});

test('20 simultaneous equal orders: one is accepted, one call is made', async () => {
  // Whether they meet between the first look and the reservation is chance: a dozen bursts leave it none.
  for (let burst = 0; burst < 12; burst++) {
    const wanted = charge();
    const before = lab.calls().RequestDeduct;
    const replies = await twenty(() => lab.create(wanted));
    assert.deepEqual(statuses(replies), [...Array(19).fill(200), 201]);
    assert.equal(lab.calls().RequestDeduct - before, 1);
    assert.equal(lab.texts(wanted.msisdn), 1);
    assert.equal(new Set(replies.map((reply) => reply.json.merchant_order_id)).size, 1);
  }
});

test('the same order in another spelling is the same order, before and after its end', async () => {
  const { id, msisdn, wanted, otp } = await lab.opened({ details: { game_name: 'MEKONG' } });
  const spellings = [
    wanted,
    { ...wanted, msisdn: `+856${msisdn}` }, { ...wanted, msisdn: `0${msisdn}` }, { ...wanted, msisdn: `00856 ${msisdn}` },
    { ...wanted, amount: { currency: 'LAK', value: '05000' } },
    { ...wanted, details: { card_name: 'Gold' } }, { ...wanted, details: { card_name: 'Gold', subscribe: false } },
  ];
  const before = lab.calls().RequestDeduct;
  const all = async (state) => {
    for (const spelling of spellings) {
      const { status, json } = await lab.create(spelling);
      assert.deepEqual([status, json.merchant_order_id, json.state], [200, id, state], JSON.stringify(spelling));
    }
  };
  await all('pending');
  await lab.confirm(id, otp);
  await all('succeeded');
  assert.equal(lab.calls().RequestDeduct, before);
  assert.equal((await lab.order(id.toLowerCase())).merchant_order_id, id);
});

test('an id in other letters is no other order, nor this one: it is refused by the name of the one that is there', async () => {
  const wanted = charge({ merchant_order_id: nextId('aA') });
  const id = wanted.merchant_order_id;
  const spelled = [id.toLowerCase(), id.toUpperCase()].map((other) => ({ ...wanted, merchant_order_id: other }));
  const callers = Array(6).fill([wanted, ...spelled]).flat();
  const burst = await Promise.all(callers.map((each) => lab.create(each)));
  const [made] = burst.filter(({ status }) => status === 201);
  const refused = burst.filter(({ status }) => status >= 400).map(({ json }) => json.code);
  assert.deepEqual(refused, Array(12).fill('order_id_taken'));
  const stored = made.json.merchant_order_id;
  const own = { ...wanted, merchant_order_id: stored };
  const others = [wanted, ...spelled].filter((each) => each.merchant_order_id !== stored);
  const check = async () => {
    for (const other of others) {
      const { status, json } = await lab.create(other);
      assert.deepEqual([status, json.code, json.field], [409, 'order_id_taken', 'merchant_order_id']);
      assert.ok(json.detail.includes(` ${stored} `), json.detail);
      assert.doesNotMatch(json.detail, /\bnew\b/);
    }
    assert.deepEqual([(await lab.create(own)).status, lab.texts(wanted.msisdn)], [200, 1]);
  };
  await check();
  // A path finds it in whatever letters: "not found" would be advice to make it again.
  assert.equal((await lab.order(others[0].merchant_order_id)).merchant_order_id, stored);
  assert.equal((await lab.confirm(stored, lab.lastOtp(wanted.msisdn))).json.state, 'succeeded');
  await check();
  assert.equal(lab.charges(wanted.msisdn).length, 1);
});

test('the same id with another meaning is refused, before and after the end', async () => {
  const { id, wanted, otp } = await lab.opened();
  const others = [
    { ...wanted, amount: { value: '5001', currency: 'LAK' } }, { ...wanted, msisdn: nextNumber() },
    { ...wanted, details: { card_name: 'Silver' } }, { ...wanted, details: { card_name: 'Gold', game_name: 'Other' } },
    { ...wanted, details: { card_name: 'Gold', subscribe: true } },
    { ...wanted, operation: 'renewal', details: { card_name: 'Gold', period: '2026-12' } },
    { ...wanted, amount: { value: '50', currency: 'LAK' }, merchant_order_id: id.toLowerCase() },
  ];
  const before = lab.calls().RequestDeduct;
  const all = async () => {
    for (const other of others) {
      const { status, json } = await lab.create(other);
      assert.deepEqual([status, json.code, json.money_may_have_moved], [409, 'order_id_taken', false]);
    }
  };
  await all();
  await lab.confirm(id, otp);
  await all();
  assert.equal(lab.calls().RequestDeduct, before);
  assert.equal((await lab.order(id)).amount.value, '5000');
});

test('a wait ends with a change', async () => {
  const { id, otp } = await lab.opened();
  const { version } = await lab.order(id);
  const began = Date.now();
  const waiting = lab.get(`/v1/orders/${id}?wait=30&version=${version}`);
  await lab.confirm(id, otp);
  const { json } = await waiting;
  assert.ok(json.version > version);
  assert.ok(Date.now() - began < 20_000, 'long before its time was up');
  const seen = await lab.get(`/v1/orders/${id}?wait=30&version=${version}`);
  assert.equal(seen.json.state, 'succeeded', 'what has changed already is answered at once');
  assert.ok(Date.now() - began < 20_000);
});

test('a wait without a change ends with its time, whatever else was asked of the order', async () => {
  const { id } = await lab.opened();
  await lab.plan('ConfirmDeduct', { code: '001', charge: false }, { transaction_id: id });
  const { json: { version, state } } = await lab.confirm(id, '00000');
  assert.equal(state, 'unknown');
  const began = Date.now();
  const waiting = lab.get(`/v1/orders/${id}?wait=2&version=${version}`);
  await lab.cancel(id); // Refused: nothing changes by it.
  const { json } = await waiting;
  assert.equal(json.version, version);
  assert.ok(Date.now() - began >= 1900, 'it was held');
});

test('HEAD answers as GET does, without the body', async () => {
  const { id } = await lab.opened();
  for (const path of [`/v1/orders/${id}`, `/v1/orders/${id}/history`, '/v1/orders', '/v1/providers', '/healthz']) {
    const [head, get] = [await lab.call('HEAD', path), await lab.get(path)];
    assert.deepEqual([head.status, head.text, head.headers['content-type']], [200, '', get.headers['content-type']]);
  }
  assert.equal((await lab.call('HEAD', `/v1/orders/${nextId()}`)).status, 404);
});

test('a caller that hangs up still gets its order carried out', async () => {
  const wanted = charge();
  const headers = { authorization: 'Bearer sk_dev_mekong' };
  await lab.plan('RequestDeduct', { delay_ms: 600 }, { msisdn: wanted.msisdn });
  const answered = await sendAndHangUp(`${lab.url}/v1/orders`, { headers, json: wanted }, 10);
  assert.equal(answered, false, 'it left before the answer');
  const id = wanted.merchant_order_id;
  await until('the order is recorded', async () => (await lab.get(`/v1/orders/${id}`)).status === 200);
  await lab.reaches(id, 'pending');

  await lab.plan('ConfirmDeduct', { delay_ms: 600 }, { transaction_id: id });
  const json = { otp: lab.lastOtp(wanted.msisdn) };
  assert.equal(await sendAndHangUp(`${lab.url}/v1/orders/${id}/confirm`, { headers, json }, 10), false);
  await lab.reaches(id, 'succeeded');
  assert.equal((await lab.history(id)).at(-1).type, 'reply', 'by the reply itself, not by a recheck');
  assert.equal(lab.charges(id).length, 1);
});
