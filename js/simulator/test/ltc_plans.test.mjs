import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextId, outcome, sleep, start } from './harness.mjs';

const renewal = (ltc, fields = {}) => outcome(ltc.request({ IsRecurring: true, ...fields }));

const BEHAVIOURS = [
  ['a code', { code: '102' }, 200, false],
  ['a code after the charge', { code: '999', charge: true }, 200, true],
  ['200 without the charge', { code: '200', charge: false }, 200, false],
  ['charge first, then wait', { delay_ms: 20, work_first: true }, 200, true],
  ['reset before', { reset: 'before' }, 'broken', false],
  ['reset after', { reset: 'after' }, 'broken', true],
  ['hang before', { hang: 'before' }, 'broken', false],
  ['hang after', { hang: 'after' }, 'broken', true],
  ['status', { status: 503 }, 503, false],
  ['status after the charge', { status: 502, charge: true }, 502, true],
  ['raw body', { body: '{"ResultCode":' }, 200, true],
  ['truncated', { truncate: true }, 'broken', true],
  ['truncated empty body', { truncate: true, body: '', charge: false }, 'broken', false],
  ['overrides', { overrides: { resultcode: '777', Extra: 1 } }, 200, true],
  ['nothing done', { charge: false }, 500, false],
];

for (const [name, behaviour, status, charged] of BEHAVIOURS) {
  test(`plan: ${name}`, async (t) => {
    const ltc = await start(t);
    assert.equal((await ltc.control('/_ltc/plan', { match: { call: 'RequestDeduct' }, behaviour })).status, 200);
    const reply = await renewal(ltc);
    assert.equal(reply.status ?? reply, status);
    if (behaviour.code) assert.equal(reply.json.ResultCode, behaviour.code);
    if (behaviour.overrides) assert.deepEqual([reply.json.ResultCode, reply.json.Extra], ['777', 1]);
    assert.equal((await ltc.charges()).length, charged ? 1 : 0);
    assert.equal((await renewal(ltc)).json.ResultCode, '200');
  });
}

test('the delay of charge-first comes after the charge', async (t) => {
  const ltc = await start(t);
  await ltc.control('/_ltc/plan', { behaviour: { delay_ms: 150, work_first: true } });
  const pending = renewal(ltc);
  await sleep(50);
  assert.equal((await ltc.charges()).length, 1);
  assert.equal((await pending).json.ResultCode, '200');
});

test('plans go in order, by number, id and call, for their times', async (t) => {
  const ltc = await start(t);
  const plan = (match, code, times) => ltc.control('/_ltc/plan', { match, times, behaviour: { code } });
  await plan({ msisdn: '+856 20 5551 5155' }, '001', 2);
  await plan({ msisdn: '2055515155' }, '006');
  await plan({ transaction_id: 'MINE', call: 'CheckTransaction' }, '102', null);
  await plan({ call: 'token' }, 'server_error');
  const codes = [];
  for (let n = 0; n < 4; n += 1) codes.push((await renewal(ltc)).json.ResultCode);
  assert.deepEqual(codes, ['001', '001', '006', '200']);
  await renewal(ltc, { TransactionID: 'MINE', Msisdn: '2055515156' });
  for (let n = 0; n < 3; n += 1) assert.equal((await ltc.check('MINE')).json.ResultCode, '102');
  assert.deepEqual((await ltc.token()).json, { error: 'server_error' });
  assert.equal((await ltc.token()).status, 200);
  assert.equal((await ltc.get('/_ltc/plan')).json.plans.length, 1);
});

test('a plan comes before a magic number', async (t) => {
  const ltc = await start(t);
  await ltc.control('/_ltc/plan', { behaviour: {} });
  assert.equal((await renewal(ltc, { Msisdn: '2099110100' })).json.ResultCode, '200');
  assert.equal((await renewal(ltc, { Msisdn: '2099110100' })).json.ResultCode, '101');
});

const BAD_PLANS = [
  { match: { call: 'Deduct' } },
  { match: { msisdn: '123' } },
  { behaviour: { reset: 'now' } },
  { behaviour: { unknown: 1 } },
  { behaviour: { delay_ms: -1 } },
  { times: 0 },
  { match: null },
  { more: 1 },
];

test('a plan that cannot work is refused', async (t) => {
  const ltc = await start(t);
  for (const bad of BAD_PLANS) {
    const { status, json } = await ltc.control('/_ltc/plan', bad);
    assert.equal(status, 400, JSON.stringify(bad));
    assert.ok(json.error);
  }
  assert.equal((await ltc.control('/_ltc/plan', { call: 'token' })).json.error, 'plan.call is not known: there are match, behaviour, times');
});

test('a reset empties everything', async (t) => {
  const ltc = await start(t);
  await ltc.open();
  await renewal(ltc, { TransactionID: nextId() });
  await ltc.control('/_ltc/plan', { times: null, behaviour: { code: '001' } });
  await ltc.control('/_reset');
  assert.deepEqual((await ltc.get('/_book')).json.ltc, {
    charges: [], calls: { token: 0, RequestDeduct: 0, ConfirmDeduct: 0, CheckTransaction: 0 }, in_flight_max: 0,
  });
  assert.deepEqual((await ltc.get('/_sms/2055515155')).json.messages, []);
  assert.equal((await renewal(ltc)).status, 401);
  await ltc.login();
  assert.equal((await renewal(ltc)).json.ResultCode, '200');
});
