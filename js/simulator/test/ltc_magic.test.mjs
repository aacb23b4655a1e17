import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextId, outcome, sleep, start, wrongOtp } from './harness.mjs';

const CODES = ['000', '001', '002', '003', '004', '005', '006', '007', '008', '009', '101', '102', '103', '104',
  '105', '106', '107', '108', '200', '800', '999'];

test('K=1: RequestDeduct answers every code; only 200 and a renewal\'s 107 move money', async (t) => {
  const ltc = await start(t);
  for (const recurring of [false, true]) {
    for (const code of CODES) {
      const id = nextId();
      const reply = await ltc.request({ TransactionID: id, Msisdn: `20991${code}00`, IsRecurring: recurring });
      assert.equal(reply.json.ResultCode, code);
      const charged = (await ltc.charges()).some((each) => each.transaction_id === id);
      assert.equal(charged, recurring && ['107', '200'].includes(code), `${code} ${recurring}`);
    }
  }
});

test('K=2: ConfirmDeduct answers every code; only 200, 105 and 106 move money', async (t) => {
  const ltc = await start(t);
  for (const code of CODES) {
    const confirm = await ltc.open(`20992${code}00`);
    assert.equal((await ltc.confirm(confirm)).json.ResultCode, code);
    const charged = (await ltc.charges()).some((each) => each.transaction_id === confirm.TransactionID);
    assert.equal(charged, ['105', '106', '200'].includes(code), code);
    assert.equal((await ltc.check(confirm.TransactionID)).json.ResultCode, charged ? '200' : '800');
  }
});

test('K=2, 105: a wrong OTP is still a wrong OTP', async (t) => {
  const ltc = await start(t);
  const confirm = await ltc.open('2099210500');
  assert.equal((await ltc.confirm({ ...confirm, OTP: wrongOtp(confirm.OTP) })).json.ResultCode, '006');
  assert.deepEqual(await ltc.charges(), []);
});

test('K=3: CheckTransaction answers every code, the rest of it true', async (t) => {
  const ltc = await start(t);
  for (const code of CODES) {
    const msisdn = `20993${code}00`;
    const { TransactionID } = await ltc.open(msisdn);
    const { json } = await ltc.check(TransactionID);
    assert.deepEqual([json.ResultCode, json.TransactionId, json.Msisdn, json.Amount], [code, TransactionID, msisdn, '1000']);
  }
});

test('an amount that ends in 103: balance not enough', async (t) => {
  const ltc = await start(t);
  for (const IsRecurring of [true, false]) {
    const id = nextId();
    assert.equal((await ltc.request({ TransactionID: id, Amount: 5103, IsRecurring })).json.ResultCode, '103');
    assert.equal((await ltc.check(id)).json.ResultCode, '103');
  }
  assert.deepEqual(await ltc.charges(), []);
});

// What the caller sees, and whether the money moves: the same for a confirm and for a renewal.
const WAYS = [
  ['01', 200, true],
  ['02', 'broken', false],
  ['03', 'broken', true],
  ['04', 500, false],
  ['05', 500, true],
  ['06', 200, true],
  ['07', 'broken', true],
  ['08', 'broken', true],
  ['09', 'broken', false],
  ['10', 200, true],
  ['11', 401, false],
  ['12', 200, true],
  ['13', 200, true],
  ['14', 200, true],
  ['15', 504, false],
  ['16', 200, true],
];

const DETAILS = {
  '04': (reply) => assert.equal(reply.json, undefined),
  '06': (reply) => assert.match(reply.type, /^text\/html/),
  10: (reply) => assert.equal(reply.text, ''),
  11: (reply) => assert.deepEqual(Object.keys(reply.json), ['Message']),
  12: (reply, sent) => assert.notEqual(reply.json.TransactionID, sent.id),
  13: (reply, sent) => assert.ok(sent.ref ? reply.json.RefCode !== sent.ref : reply.json.Msisdn !== sent.msisdn),
  16: (reply) => assert.equal(reply.json.RESULTCODE, 200),
};

for (const [way, status, charged] of WAYS) {
  test(`way ${way}: confirm and renewal`, async (t) => {
    const ltc = await start(t);
    const confirm = await ltc.open(`20982${way}000`);
    const msisdn = `20981${way}000`;
    const id = nextId();
    const began = Date.now();
    const replies = await Promise.all([
      outcome(ltc.confirm(confirm)),
      outcome(ltc.request({ TransactionID: id, Msisdn: msisdn, IsRecurring: true })),
    ]);
    if (way === '01') assert.ok(Date.now() - began >= ltc.slowMs - 2);
    assert.deepEqual(replies.map((reply) => reply.status ?? reply), [status, status]);
    DETAILS[way]?.(replies[0], { id: confirm.TransactionID, ref: confirm.RefCode });
    DETAILS[way]?.(replies[1], { id, msisdn });
    const moved = (await ltc.charges()).map((each) => each.transaction_id).sort();
    assert.deepEqual(moved, charged ? [confirm.TransactionID, id].sort() : []);
  });
}

test('way 11 denies once per transaction, then works', async (t) => {
  const ltc = await start(t);
  for (let round = 0; round < 2; round += 1) {
    const id = nextId();
    const renewal = { TransactionID: id, Msisdn: '2098111000', IsRecurring: true };
    assert.equal((await ltc.request(renewal)).status, 401);
    assert.equal((await ltc.request(renewal)).json.ResultCode, '200');
  }
  assert.equal((await ltc.charges()).length, 2);
});

test('way 15 charges late; a reset in between stops it', async (t) => {
  const ltc = await start(t);
  const renewal = () => ltc.request({ Msisdn: '2098115000', IsRecurring: true });
  assert.equal((await renewal()).status, 504);
  await sleep(3 * ltc.slowMs);
  assert.equal((await ltc.charges()).length, 1);
  await renewal();
  await ltc.control('/_reset');
  await sleep(3 * ltc.slowMs);
  assert.deepEqual(await ltc.charges(), []);
});

test('a reset breaks off a delayed call without a charge', async (t) => {
  const ltc = await start(t);
  const pending = outcome(ltc.request({ Msisdn: '2098101000', IsRecurring: true }));
  await sleep(ltc.slowMs / 2);
  await ltc.control('/_reset');
  assert.equal(await pending, 'broken');
  assert.deepEqual(await ltc.charges(), []);
});

test('K=3: every way of a check', async (t) => {
  const ltc = await start(t);
  for (const [way, status] of WAYS) {
    const msisdn = `20983${way}000`;
    const confirm = await ltc.open(msisdn);
    assert.equal((await ltc.confirm(confirm)).json.ResultCode, '200');
    const reply = await outcome(ltc.check(confirm.TransactionID));
    assert.equal(reply.status ?? reply, status, way);
    if (way === '12') assert.notEqual(reply.json.TransactionId, confirm.TransactionID);
    if (way === '13') assert.notEqual(reply.json.Msisdn, msisdn);
    if (way === '14') assert.equal(reply.json.Amount, '1001');
    if (way === '16') assert.deepEqual([reply.json.RESULTCODE, reply.json.AMOUNT, reply.json.MSISDN], [200, 1000, msisdn]);
  }
  assert.equal((await ltc.charges()).length, WAYS.length);
});

test('other digits K change nothing', async (t) => {
  const ltc = await start(t);
  for (const msisdn of ['2099010300', '2099410300', '2098004000', '2098199000']) {
    const confirm = await ltc.open(msisdn);
    assert.equal((await ltc.confirm(confirm)).json.ResultCode, '200', msisdn);
  }
});
