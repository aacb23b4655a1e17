// The session's token: one fetch for all, kept, renewed, and what happens when there is none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startLab } from '../support/lab.mjs';
import { charge, nextNumber, renewal } from '../support/orders.mjs';
import { until } from '../support/wait.mjs';

async function lab(t, settings) {
  const started = await startLab(settings);
  t.after(started.end);
  return started;
}

const twenty = (make) => Promise.all(Array.from({ length: 20 }, make));

test('20 simultaneous first calls fetch one token; it is kept; an expired one is replaced once', async (t) => {
  const own = await lab(t);
  await own.plan('token', { delay_ms: 300 });
  const orders = await twenty(() => own.opened());
  assert.equal(own.calls().token, 1);
  await own.confirm(orders[0].id, orders[0].otp);
  await own.restart();
  await own.confirm(orders[1].id, orders[1].otp);
  assert.equal(own.calls().token, 1, 'kept across calls and restarts');

  await own.expireTokens();
  const before = own.calls();
  await own.opened();
  const now = own.calls();
  assert.deepEqual([now.token - before.token, now.RequestDeduct - before.RequestDeduct], [1, 2], 'one token, one repeat');

  await own.expireTokens();
  const replies = await twenty(async (_, index) => own.confirm(orders[index].id, orders[index].otp));
  for (const reply of replies.slice(2)) assert.equal(reply.json.state, 'succeeded', reply.text);
  assert.equal(own.calls().token - now.token, 1);
  for (const { id } of orders) assert.equal(own.charges(id).length, 1);
});

test('a token is replaced before its time is up', async (t) => {
  const own = await lab(t, { simulator: { tokenLifeS: 3 } }); // Given out for 2.7 s.
  let orders = 0;
  await until('a second token is fetched', async () => {
    await own.opened();
    orders += 1;
    return own.calls().token === 2;
  }, { every: 150 });
  assert.equal(own.calls().RequestDeduct, orders, 'no call was refused for its token');
});

test('a call refused for its token twice is not made a third time', async (t) => {
  const own = await lab(t);
  const { id, otp, msisdn } = await own.opened();
  const denied = { status: 401, body: '{"Message":"Authorization has been denied for this request."}' };
  await own.plan('ConfirmDeduct', denied, { times: 2, msisdn });
  const { json } = await own.confirm(id, otp);
  assert.equal(json.state, 'pending', 'it proves that the password was not even looked at');
  assert.deepEqual([own.calls().ConfirmDeduct, own.calls().token], [2, 2]);
  await own.plan('RequestDeduct', denied, { times: 2 });
  const refused = await own.create(charge());
  assert.deepEqual([refused.json.state, refused.json.failure.reason], ['failed', 'account_refused']);
  assert.equal((await own.confirm(id, otp)).json.state, 'succeeded');
  assert.equal(own.charges(id).length, 1);
});

/** Nothing of the order is left: no row, no claim, and the number and the period are free. */
async function refusedWithoutTrace(own, order, code) {
  const reply = await own.create(order);
  assert.deepEqual([reply.status, reply.json.code, reply.json.money_may_have_moved], [503, code, false], reply.text);
  assert.equal((await own.get(`/v1/orders/${order.merchant_order_id}`)).status, 404);
  for (const table of ['waiting', 'claims', 'spent']) {
    assert.deepEqual(own.records.rows('Subscriber', `SELECT * FROM ${table}`), []);
  }
  return reply;
}

test('a wrong password is said so; the id is left free and the number is not blocked', async (t) => {
  const own = await lab(t, { provider: { password: 'of-yesterday' } });
  const msisdn = nextNumber();
  await own.subscribed(msisdn);
  const orders = [charge({ msisdn }), renewal({ msisdn }), charge({ msisdn })];
  for (const order of orders) {
    const reply = await refusedWithoutTrace(own, order, 'provider_credentials_refused');
    assert.ok(!reply.text.includes('of-yesterday'));
  }
  assert.equal(own.calls().RequestDeduct, 0);
  await own.restart({ provider: { password: 'simulator-password' } });
  for (const order of orders.slice(0, 2)) assert.equal((await own.create(order)).status, 201);
});

test('no token to be had is no reason to lose an order: the same call is made again later', async (t) => {
  const own = await lab(t);
  const ways = [{ status: 500 }, { status: 503, body: '<html>' }, { reset: 'before' }, { body: '{"token_type":"bearer"}' },
    { body: '' }, { truncate: true }, { overrides: { expires_in: 0 } }, { overrides: { token_type: 'mac' } }];
  const wanted = charge();
  for (const way of ways) {
    await own.plan('token', way);
    const reply = await refusedWithoutTrace(own, wanted, 'provider_unavailable');
    assert.ok(Number(reply.headers['retry-after']) > 0);
  }
  assert.equal((await own.create(wanted)).json.state, 'pending');
  assert.equal(own.calls().RequestDeduct, 1);
});

test('no token for the confirm: nothing is used up', async (t) => {
  const own = await lab(t, { simulator: { tokenLifeS: 2 } });
  const { id, otp } = await own.opened();
  await own.plan('token', { status: 500 }, { times: null });
  // Until the token's time is up, malformed passwords are refused before anything else; then there is no token.
  const reply = await until('the token\'s time is up', async () => {
    const answer = await own.confirm(id, 'x');
    return answer.status !== 422 && answer;
  });
  assert.deepEqual([reply.status, reply.json.code], [503, 'provider_unavailable']);
  const order = await own.order(id);
  assert.deepEqual([order.state, order.next_action.attempts_left], ['pending', 5]);
  assert.deepEqual(own.records.rows('Subscriber', "SELECT * FROM spent WHERE what = 'guess'"), []);
  assert.ok(otp);
});

test('confirms that wait for one token try the password once, and cost one guess', async (t) => {
  const own = await lab(t);
  const { id, otp } = await own.opened();
  await own.kill();
  own.records.change('Control', 'DELETE FROM sessions'); // So that all of them have to wait.
  await own.plan('token', { delay_ms: 700 });
  await own.start();
  const replies = await Promise.all(Array.from({ length: 5 }, () => own.confirm(id, otp)));
  assert.deepEqual(replies.map((reply) => reply.status).sort(), [200, 409, 409, 409, 409]);
  assert.deepEqual([own.calls().token, own.calls().ConfirmDeduct], [2, 1]);
  assert.equal(own.records.rows('Subscriber', "SELECT * FROM spent WHERE what = 'guess'").length, 1);
});
