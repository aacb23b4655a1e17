// One-time passwords: wrong ones, their budgets, one open order per number.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startLab } from '../support/lab.mjs';
import { charge, nextNumber, wrongOtp } from '../support/orders.mjs';
import { until } from '../support/wait.mjs';

const lab = await startLab();
after(lab.end);

const problem = (reply) => [reply.status, reply.json.code, reply.json.money_may_have_moved];

test('wrong passwords count down; after five the order has failed and nothing was charged', async () => {
  const { id, otp, msisdn } = await lab.opened();
  const before = lab.calls().ConfirmDeduct;
  for (const left of [4, 3, 2, 1]) {
    const { status, json } = await lab.confirm(id, wrongOtp(otp));
    assert.deepEqual([status, json.state, json.next_action.attempts_left], [200, 'pending', left]);
    assert.equal(json.provider_status.code, '006');
  }
  const { json } = await lab.confirm(id, wrongOtp(otp));
  assert.deepEqual([json.state, json.failure.reason, json.may_retry], ['failed', 'otp_attempts_used_up', true]);
  assert.deepEqual(problem(await lab.confirm(id, otp)), [409, 'order_final', false]);
  assert.equal(lab.calls().ConfirmDeduct - before, 5);
  assert.deepEqual(lab.charges(msisdn), []);
});

test('the right password after wrong ones charges once', async () => {
  const { id, otp } = await lab.opened();
  await lab.confirm(id, wrongOtp(otp));
  assert.equal((await lab.confirm(id, otp)).json.state, 'succeeded');
  const again = await lab.confirm(id, otp);
  assert.deepEqual(problem(again), [409, 'order_final', false]);
  assert.match(again.json.detail, /has succeeded/);
  assert.doesNotMatch(again.json.detail, /merchant_order_id|attempt|again/, 'who follows it pays once');
  assert.deepEqual(again.json.order, await lab.order(id));
  assert.equal(lab.charges(id).length, 1);
});

test('a malformed password is refused and uses nothing up', async () => {
  const { id, otp } = await lab.opened();
  const before = lab.calls().ConfirmDeduct;
  for (const bad of ['', ' ', '-', '123456789', '12a45', '12,45', '12_45', '+12345', '１２３４５６７８９']) {
    const reply = await lab.confirm(id, bad);
    assert.deepEqual(problem(reply), [422, 'otp_invalid', false], JSON.stringify(bad));
    assert.equal(reply.json.field, 'otp');
  }
  assert.equal((await lab.order(id)).next_action.attempts_left, 5);
  assert.equal(lab.calls().ConfirmDeduct, before);
  assert.equal((await lab.confirm(id, otp)).json.state, 'succeeded');
});

test('a password is the digits that it shows, whatever a keyboard or a copied text puts around them', async () => {
  const shifted = (by) => (otp) => [...otp].map((digit) => String.fromCodePoint(digit.codePointAt(0) + by)).join('');
  const [fullWidth, lao] = [shifted(0xff10 - 0x30), shifted(0xed0 - 0x30)];
  for (const written of [(otp) => ` ${otp}\n`, (otp) => `\u200e${otp}\u00a0`, fullWidth, lao]) {
    const { id, otp } = await lab.opened();
    const { status, json } = await lab.confirm(id, written(otp));
    assert.deepEqual([status, json.state], [200, 'succeeded'], JSON.stringify(written(otp)));
    assert.equal(lab.charges(id).length, 1);
  }
});

test('a second confirm while one is under way is refused, and one call is made', async () => {
  const { id, otp } = await lab.opened();
  const before = lab.calls().ConfirmDeduct;
  await lab.plan('ConfirmDeduct', { delay_ms: 1500 }, { transaction_id: id });
  const first = lab.confirm(id, otp);
  await lab.reaches(id, 'sending');
  for (const again of [otp, wrongOtp(otp)]) {
    assert.deepEqual(problem(await lab.confirm(id, again)), [409, 'order_in_progress', false]);
  }
  assert.deepEqual(problem(await lab.cancel(id)), [409, 'order_in_progress', false]);
  assert.equal((await first).json.state, 'succeeded');
  assert.equal(lab.calls().ConfirmDeduct - before, 1);
});

test('while an order is being confirmed, another one of its number is told so', async () => {
  const { id, otp, msisdn } = await lab.opened();
  await lab.plan('ConfirmDeduct', { work_first: true, delay_ms: 1500 }, { transaction_id: id });
  const confirmed = lab.confirm(id, otp);
  await until('the confirm is under way', async () => (await lab.order(id)).state === 'sending');
  const refused = await lab.create(charge({ msisdn }));
  assert.deepEqual(problem(refused), [409, 'otp_order_open', false]);
  assert.match(refused.json.detail, new RegExp(`a call about order ${id} .* is under way`));
  assert.doesNotMatch(refused.json.detail, /cancel|waits for its password/);
  assert.equal((await confirmed).json.state, 'succeeded');
  assert.deepEqual([lab.charges(id).length, lab.texts(msisdn)], [1, 1]);
});

test('20 simultaneous confirms: one call is made', async () => {
  const { id, otp } = await lab.opened();
  const before = lab.calls().ConfirmDeduct;
  const replies = await Promise.all(Array.from({ length: 20 }, () => lab.confirm(id, otp)));
  const good = replies.filter((reply) => reply.status === 200);
  assert.equal(good.length, 1);
  const codes = new Set(replies.filter((reply) => reply !== good[0]).map((reply) => reply.json.code));
  for (const code of codes) assert.ok(['order_in_progress', 'order_final', 'otp_guesses_limited'].includes(code), code);
  assert.equal(good[0].json.state, 'succeeded');
  assert.deepEqual([lab.calls().ConfirmDeduct - before, lab.charges(id).length], [1, 1]);
});

test('one open order per number; cancelling frees it at once', async () => {
  const { id, msisdn, otp } = await lab.opened();
  const next = charge({ msisdn: `0${msisdn}` });
  assert.deepEqual(problem(await lab.create(next)), [409, 'otp_order_open', false]);
  assert.equal((await lab.get(`/v1/orders/${next.merchant_order_id}`)).status, 404, 'the id is left free');
  assert.equal(lab.texts(msisdn), 1);

  const cancelled = await lab.cancel(id);
  assert.deepEqual([cancelled.json.state, cancelled.json.failure.reason], ['failed', 'cancelled']);
  assert.equal((await lab.cancel(id)).status, 200, 'again is the same');
  assert.deepEqual(problem(await lab.confirm(id, otp)), [409, 'order_final', false]);

  assert.equal((await lab.create(next)).json.state, 'pending');
  const confirmed = await lab.confirm(next.merchant_order_id, lab.lastOtp(msisdn));
  assert.equal(confirmed.json.state, 'succeeded');
  assert.equal(lab.charges(msisdn).length, 1);
});

test('an order that has ended frees its number at once, however it ended', async () => {
  const msisdn = nextNumber();
  for (const end of [
    ({ id, otp }) => lab.confirm(id, otp),
    async ({ id, otp }) => { for (let i = 0; i < 5; i += 1) await lab.confirm(id, wrongOtp(otp)); },
  ]) {
    await end(await lab.opened({ msisdn }));
  }
  const refused = await lab.create(charge({ msisdn, amount: { value: '1103', currency: 'LAK' } }));
  assert.deepEqual([refused.status, refused.json.failure.reason], [201, 'insufficient_funds']);
  await lab.opened({ msisdn });
});

test('a number is texted ten times a day at most', async () => {
  const msisdn = nextNumber();
  for (let i = 0; i < 10; i += 1) await lab.cancel((await lab.opened({ msisdn })).id);
  const one = charge({ msisdn });
  const reply = await lab.create(one);
  assert.deepEqual(problem(reply), [429, 'otp_texts_limited', false]);
  const seconds = Number(reply.headers['retry-after']);
  assert.ok(seconds > 80_000 && seconds <= 86_400, String(seconds));
  assert.equal(lab.texts(msisdn), 10);
  assert.equal((await lab.get(`/v1/orders/${one.merchant_order_id}`)).status, 404);
  await lab.opened(); // Another number is not concerned.
});

test('guesses are counted over all of a number\'s orders', async () => {
  const msisdn = nextNumber();
  for (let order = 0; order < 4; order += 1) {
    const { id, otp } = await lab.opened({ msisdn });
    for (let i = 0; i < 5; i += 1) assert.equal((await lab.confirm(id, wrongOtp(otp))).status, 200);
  }
  const { id, otp } = await lab.opened({ msisdn });
  const before = lab.calls().ConfirmDeduct;
  const reply = await lab.confirm(id, otp);
  assert.deepEqual(problem(reply), [429, 'otp_guesses_limited', false]);
  assert.ok(Number(reply.headers['retry-after']) > 80_000);
  assert.equal(lab.calls().ConfirmDeduct, before);
  const order = await lab.order(id);
  assert.deepEqual([order.state, order.next_action.attempts_left], ['pending', 5]);
});

test('what LTC finally refuses at the confirm has failed', async () => {
  for (const [code, reason] of [
    ['003', 'request_refused'], ['005', 'request_refused'], ['008', 'otp_expired'], ['009', 'account_refused'],
  ]) {
    const { id, otp, msisdn } = await lab.opened();
    await lab.plan('ConfirmDeduct', { code }, { transaction_id: id });
    const { json } = await lab.confirm(id, otp);
    assert.deepEqual([json.state, json.failure.reason, json.may_retry], ['failed', reason, true], code);
    assert.deepEqual(lab.charges(msisdn), []);
  }
});

test('a claim whose order was never made is taken over', async (t) => {
  // As a gateway leaves it that stops between the number's claim and the order's reservation.
  const own = await startLab();
  t.after(own.end);
  const { id, msisdn } = await own.opened();
  await until('the order is stored', () => own.records.order(id));
  await own.kill();
  own.records.change('Ledger', 'DELETE FROM orders');
  own.records.change('Ledger', 'DELETE FROM due');
  await own.start();
  const next = charge({ msisdn });
  const young = await own.create(next);
  assert.deepEqual(problem(young), [409, 'otp_order_open', false], 'too young to be given up');
  assert.match(young.json.detail, /is under way/, 'there is nothing to confirm or cancel');
  await own.kill();
  assert.equal(own.records.change('Subscriber', 'UPDATE waiting SET since = since - 91000'), 1);
  assert.equal(own.records.change('Subscriber', 'UPDATE spent SET at = at - 91000'), 1);
  await own.start();
  assert.equal((await own.create(next)).json.state, 'pending');
  assert.equal(own.records.rows('Subscriber', "SELECT * FROM spent WHERE what = 'text'").length, 1, 'of one that was made');
});
