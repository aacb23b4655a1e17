import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextId, start, wrongOtp } from './harness.mjs';

test('register, confirm, check: charged once', async (t) => {
  const ltc = await start(t);
  const id = nextId();
  const requested = await ltc.request({ TransactionID: id });
  assert.equal(requested.json.ResultCode, '200');
  assert.match(requested.json.RefCode, /^[0-9a-f]{32}$/);
  assert.deepEqual([requested.json.TransactionID, requested.json.ResultType, requested.json.Msisdn], [id, 'Register', '2055515155']);
  assert.deepEqual(await ltc.charges(), []);
  assert.equal((await ltc.check(id)).json.ResultCode, '800');

  const { otp, ref_code, transaction_id, text } = await ltc.otp('2055515155');
  assert.match(otp, /^\d{5}$/);
  assert.ok(text.includes(otp));
  assert.deepEqual([transaction_id, ref_code], [id, requested.json.RefCode]);
  const confirm = { TransactionID: id, RefCode: ref_code, OTP: otp };
  const confirmed = await ltc.confirm(confirm);
  assert.deepEqual(confirmed.json, {
    ResultCode: '200', ResultDesc: 'Success', Email: 'simulator', TransactionID: id, RefCode: ref_code,
  });
  assert.equal((await ltc.confirm(confirm)).json.ResultCode, '007');

  const [charge, ...more] = await ltc.charges();
  const { at, ...rest } = charge;
  assert.ok(Date.parse(at));
  assert.deepEqual(rest, {
    transaction_id: id, msisdn: '2055515155', amount: 1000, recurring: false, card_name: 'Card1K', game_name: 'TEST',
  });
  assert.deepEqual(more, []);
  const { Detail, ...checked } = (await ltc.check(id)).json;
  assert.match(Detail, /^\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d/);
  assert.deepEqual(checked, {
    TransactionId: id, Msisdn: '2055515155', SMSStatus: 'True', Operator: 'LTC', Amount: '1000', ResultCode: '200', ResultDesc: 'Success',
  });
});

test('twenty confirms at once charge once', async (t) => {
  const ltc = await start(t);
  const confirm = await ltc.open();
  const replies = await Promise.all(Array.from({ length: 20 }, () => ltc.confirm(confirm)));
  const codes = replies.map((reply) => reply.json.ResultCode).sort();
  assert.deepEqual(codes, [...Array(19).fill('007'), '200']);
  assert.equal((await ltc.charges()).length, 1);
});

test('a renewal charges in RequestDeduct, texts nothing and cannot be confirmed', async (t) => {
  const ltc = await start(t);
  const id = nextId();
  const { json } = await ltc.request({ TransactionID: id, IsRecurring: true });
  assert.equal(json.ResultCode, '200');
  assert.equal((await ltc.charges())[0].recurring, true);
  assert.equal(await ltc.otp('2055515155'), undefined);
  assert.equal((await ltc.confirm({ TransactionID: id, RefCode: json.RefCode, OTP: '00000' })).json.ResultCode, '006');
  assert.equal((await ltc.request({ TransactionID: id, IsRecurring: true })).json.ResultCode, '003');
  assert.equal((await ltc.charges()).length, 1);
});

const FAULTY_REQUESTS = [
  ['id with a hyphen', { TransactionID: 'A-1' }, '002'],
  ['no id', { TransactionID: undefined }, '002'],
  ['number with country code', { Msisdn: '8562055515155' }, '002'],
  ['amount as text', { Amount: '1000' }, '106'],
  ['amount zero', { Amount: 0 }, '106'],
  ['amount with a fraction', { Amount: 10.5 }, '106'],
  ['request type', { RequestType: 'Sandbox' }, '004'],
  ['no card name', { CardName: '' }, '002'],
  ['IsRecurring as text', { IsRecurring: 'false' }, '002'],
];

test('RequestDeduct refuses what is malformed and forgets it', async (t) => {
  const ltc = await start(t);
  for (const [name, fields, code] of FAULTY_REQUESTS) {
    const id = nextId();
    assert.equal((await ltc.request({ TransactionID: id, ...fields })).json.ResultCode, code, name);
    assert.equal((await ltc.check(id)).json.ResultCode, '002', name);
  }
});

test('names are bound without regard to case', async (t) => {
  const ltc = await start(t);
  const { OTP, ...confirm } = await ltc.open('302345678');
  const { json } = await ltc.confirm({ ...confirm, otp: OTP, GameName: undefined, Gamename: 'TEST' });
  assert.equal(json.ResultCode, '200');
});

const FAULTY_CONFIRMS = [
  ['missing OTP', { OTP: undefined }, '003'],
  ['game type', { GameType: 'Other' }, '003'],
  ['unknown id', { TransactionID: 'UNKNOWN' }, '005'],
  ['RefCode', { RefCode: 'f'.repeat(32) }, '004'],
];

test('ConfirmDeduct refuses without charging, and the right one still passes', async (t) => {
  const ltc = await start(t);
  const confirm = await ltc.open();
  for (const [name, fields, code] of FAULTY_CONFIRMS) {
    assert.equal((await ltc.confirm({ ...confirm, ...fields })).json.ResultCode, code, name);
  }
  assert.equal((await ltc.confirm({ ...confirm, OTP: wrongOtp(confirm.OTP) })).json.ResultCode, '006');
  assert.deepEqual(await ltc.charges(), []);
  assert.equal((await ltc.confirm(confirm)).json.ResultCode, '200');
});

test('an OTP expires', async (t) => {
  let clock = Date.parse('2022-08-27T08:22:45Z');
  const ltc = await start(t, { now: () => clock });
  const confirm = await ltc.open();
  clock += 300_000;
  assert.equal((await ltc.confirm(confirm)).json.ResultCode, '008');
  assert.match((await ltc.check(confirm.TransactionID)).json.Detail, /^Date: 27\/08\/2022 15:22:45, /);
});

test('tokens: form, failures, life, 401 without ResultCode', async (t) => {
  let clock = Date.now();
  const ltc = await start(t, { now: () => clock, tokenLifeS: 60, username: 'partner@example.com', password: 'p' });
  const { status, json } = await ltc.token('partner@example.com', 'wrong');
  assert.equal(status, 400);
  assert.equal(json.error, 'invalid_grant');
  assert.ok(json.error_description);
  assert.equal((await ltc.send('POST', '/ltc/token', { json: {} })).json.error, 'unsupported_grant_type');
  assert.equal((await ltc.check('A')).status, 401);

  const good = await ltc.token('partner@example.com', 'p');
  assert.deepEqual([good.json.token_type, good.json.expires_in, good.json.userName], ['bearer', 60, 'partner@example.com']);
  assert.equal(Date.parse(good.json['.expires']) - Date.parse(good.json['.issued']), 60_000);
  const headers = { Authorization: `bearer ${good.json.access_token}` };
  const check = () => ltc.send('GET', '/ltc/api/CheckTransaction?transactionId=A', { headers });
  assert.equal((await check()).json.ResultCode, '002');
  clock += 60_000;
  assert.deepEqual((await check()).json, { Message: 'Authorization has been denied for this request.' });
  clock -= 60_000;
  assert.equal((await check()).status, 200);
  await ltc.control('/_ltc/expire_tokens');
  assert.equal((await check()).status, 401);
});
