// An earlier version of LTC's server (2021): what it does otherwise than document 1.0.0.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextId, start } from './harness.mjs';

const old = (t, given) => start(t, { ltcServer: '2021', ...given });
const NUMBER = '2055515155';

async function renew(ltc, fields = {}) {
  const id = nextId();
  const { status, json } = await ltc.request({ TransactionID: id, Msisdn: NUMBER, IsRecurring: true, ...fields });
  return { id, status, code: json.ResultCode, type: json.ResultType };
}

const join = (ltc, msisdn = NUMBER) => ltc.control('/_ltc/members', { msisdn, member: true });
const plan = (ltc, call, behaviour) => ltc.control('/_ltc/plan', { match: { call }, behaviour });
const checked = async (ltc, id) => (await ltc.check(id)).json.ResultCode;

test('a renewal for no member texts a password, answers Register, and charges nothing', async (t) => {
  const ltc = await old(t);
  const { id, code, type } = await renew(ltc);
  assert.deepEqual([code, type, (await ltc.charges()).length], ['200', 'Register', 0]);
  assert.equal((await ltc.otp(NUMBER)).transaction_id, id);
  assert.equal(await checked(ltc, id), '800');
  await join(ltc);
  assert.deepEqual(Object.values(await renew(ltc)).slice(1), [200, '200', 'Recurring']);
  assert.equal((await ltc.charges()).length, 1);
});

test('a first success makes a member, whom a second registration gets 107 and no text for', async (t) => {
  const ltc = await old(t);
  const first = await ltc.open(NUMBER);
  assert.equal((await ltc.confirm(first)).json.ResultCode, '200');
  const { json } = await ltc.request({ TransactionID: nextId(), Msisdn: NUMBER });
  assert.equal(json.ResultCode, '107');
  assert.equal((await ltc.otp(NUMBER)).transaction_id, first.TransactionID, 'no newer text');
  assert.equal((await renew(ltc)).type, 'Recurring');
  await ltc.control('/_ltc/members', { msisdn: NUMBER, member: false });
  assert.equal((await ltc.request({ TransactionID: nextId(), Msisdn: NUMBER })).json.ResultCode, '200');
});

test('the money moves before a write fails: 002 or HTTP 500, and a later check says 800', async (t) => {
  const ltc = await old(t);
  for (const [write, status] of [['records', 200], ['last', 500]]) {
    const order = await ltc.open(`20555160${status}`.slice(0, 10));
    await plan(ltc, 'ConfirmDeduct', { fail_write: write });
    const reply = await ltc.confirm(order);
    assert.deepEqual([reply.status, reply.json.ResultCode], [status, '002']);
    assert.ok((await ltc.charges()).some((charge) => charge.transaction_id === order.TransactionID));
    assert.equal(await checked(ltc, order.TransactionID), '800');
  }
  await join(ltc);
  await plan(ltc, 'RequestDeduct', { fail_write: 'last' });
  const lost = await renew(ltc);
  assert.deepEqual([lost.status, await checked(ltc, lost.id)], [500, '800']);
  assert.equal((await ltc.charges()).length, 3);
});

test('names that are too long for their columns fail after the charge', async (t) => {
  const ltc = await old(t);
  await join(ltc);
  const names = [[{ CardName: '😀'.repeat(25) }, [200, '200']], [{ CardName: `${'😀'.repeat(25)}x` }, [200, '002']],
    [{ GameName: 'g'.repeat(20) }, [200, '200']], [{ GameName: 'g'.repeat(21) }, [500, '002']]];
  for (const [fields, expected] of names) {
    const { status, code } = await renew(ltc, fields);
    assert.deepEqual([status, code], expected, JSON.stringify(fields));
  }
  assert.equal((await ltc.charges()).length, 4);
});

test('passwords are numbers from 1 to 99999 as they are, and live 60 seconds', async (t) => {
  let now = Date.now();
  const ltc = await old(t, { now: () => now });
  const lengths = new Set();
  for (let one = 0; one < 400; one++) {
    const { OTP } = await ltc.open(NUMBER);
    assert.match(OTP, /^[1-9]\d{0,4}$/);
    lengths.add(OTP.length);
  }
  assert.ok(lengths.has(4), 'one in eleven has fewer digits than five');
  const [good, late] = [await ltc.open(NUMBER), await ltc.open('2055515156')];
  for (let wrong = 0; wrong < 30; wrong++) assert.equal((await ltc.confirm({ ...good, OTP: '0' })).json.ResultCode, '006');
  now += 59_000;
  assert.equal((await ltc.confirm(good)).json.ResultCode, '200', 'however many were wrong');
  now += 1000;
  assert.equal((await ltc.confirm(late)).json.ResultCode, '008');
});

test('ids are those of all merchants, refused ones included', async (t) => {
  const ltc = await old(t);
  await ltc.control('/_ltc/foreign', { transaction_id: 'ORDER1' });
  assert.equal((await ltc.request({ TransactionID: 'ORDER1', Msisdn: NUMBER })).json.ResultCode, '003');
  const id = nextId();
  await plan(ltc, 'RequestDeduct', { code: '103' });
  assert.equal((await ltc.request({ TransactionID: id, Msisdn: NUMBER })).json.ResultCode, '103');
  assert.equal((await ltc.request({ TransactionID: id, Msisdn: NUMBER })).json.ResultCode, '003');
});

test('a number that cannot be read gets code 500 in HTTP 200, and a sandbox charges as production does', async (t) => {
  const ltc = await old(t);
  const { status, json } = await ltc.request({ TransactionID: nextId(), Msisdn: '12345' });
  assert.deepEqual([status, json.ResultCode], [200, '500']);
  const order = await ltc.open(NUMBER, { RequestType: 'UAT' });
  await ltc.confirm(order);
  assert.equal((await ltc.charges()).length, 1);
});

test('by default a renewal is a renewal, and there are no members', async (t) => {
  const ltc = await start(t);
  assert.deepEqual(Object.values(await renew(ltc)).slice(1), [200, '200', 'Recurring']);
  assert.equal((await ltc.control('/_ltc/plan', { match: { call: 'ConfirmDeduct' }, behaviour: { fail_write: 'last' } })).status, 400);
});
