import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { describe, isCode } from '../appotapay/codes.mjs';
import { hmac, nextRef, outcome, responseString, SLOW_MS, sleep, start } from './topup_harness.mjs';

const CODES = [1, 2, 11, 12, 13, 14, 15, 23, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 51, 52, 55, 56, 91, 92, 94, 99, 204, 500, 2106];
const number = (call, code, fate) => `098${call}${String(code).padStart(4, '0')}${fate}0`;
const code = async (promise) => (await promise).json?.errorCode;

test('every code on the charge and on the status', async (t) => {
  const { appotapay, book } = await start(t);
  for (const each of CODES) {
    assert.ok(isCode(each) && describe(each, 'en') !== 'Error');
    assert.equal(await code(appotapay.charge({ phoneNumber: number(1, each, 0) })), each);
    const partnerRefId = nextRef();
    assert.equal(await code(appotapay.charge({ partnerRefId, phoneNumber: number(2, each, 1) })), 0);
    assert.deepEqual([await code(appotapay.status(partnerRefId)), await code(appotapay.status(partnerRefId))], [each, 0]);
  }
  assert.equal((await book('appotapay')).topups.length, CODES.length);
});

// Fate: errorCode of the status now and later, credited in the end.
const TOPUP_OUTCOMES = [[0, 36, 36, false], [1, 33, 33, false], [2, 0, 0, true], [3, 35, 0, true], [4, 35, 35, false], [5, 36, 0, true], [6, 35, 33, false]];

test('what becomes of a charge that was answered with 99', async (t) => {
  const { appotapay, book } = await start(t, { appotapayBalance: 1_000_000, delayMs: 500 });
  const refs = TOPUP_OUTCOMES.map(nextRef);
  for (const [index, [fate]] of TOPUP_OUTCOMES.entries()) {
    assert.equal(await code(appotapay.charge({ partnerRefId: refs[index], phoneNumber: number(1, 99, fate) })), 99);
  }
  const statuses = () => Promise.all(refs.map((ref) => code(appotapay.status(ref))));
  const now = await statuses();
  await sleep(700);
  assert.deepEqual(await statuses(), TOPUP_OUTCOMES.map(([, , later]) => later));
  assert.deepEqual(now, TOPUP_OUTCOMES.map(([, first]) => first));
  const { topups, balance } = await book('appotapay');
  const ids = topups.map(({ id }) => id).sort();
  assert.deepEqual(ids, refs.filter((_, index) => TOPUP_OUTCOMES[index][3]));
  assert.equal(balance, 1_000_000 - 4 * 10_000, 'what is pending is held');
  assert.equal(await code(appotapay.charge({ partnerRefId: refs[4], phoneNumber: number(1, 99, 4) })), 31);
});

// BB: HTTP status seen, credited.
const WAYS = {
  '01': [200, true], '02': ['broken', false], '03': ['broken', true], '04': [500, false], '05': [500, true], '06': [200, true],
  '07': ['broken', true], '08': ['broken', true], '09': ['broken', false], 10: [200, true], 11: [504, true], 12: [403, false], 13: [401, false],
};

test('misbehaviour of the connection', async (t) => {
  const { appotapay, book } = await start(t);
  const seen = await Promise.all(Object.keys(WAYS).map(async (way) => {
    const reply = await outcome(appotapay.charge({ partnerRefId: `WAY${way}`, phoneNumber: `0961${way}0000` }));
    return [way, reply.status ?? reply];
  }));
  await sleep(2 * SLOW_MS);
  const credited = (await book('appotapay')).topups.map(({ id }) => id);
  for (const [way, status] of seen) assert.deepEqual([status, credited.includes(`WAY${way}`)], WAYS[way], way);
  assert.equal(await code(appotapay.charge({ partnerRefId: 'WAY13', phoneNumber: '0961130000' })), 0, 'once only');
});

test('lies about a success', async (t) => {
  const { appotapay } = await start(t);
  const lie = async (way) => {
    const { json, text } = await appotapay.charge({ phoneNumber: `0961${way}0000` });
    const good = json.signature === hmac(responseString('charging', 0, json.transaction));
    return { ...json.transaction, good, signature: json.signature, errorCode: json.errorCode, text, phone: `0961${way}0000` };
  };
  assert.equal((await lie(14)).signature, undefined);
  for (const way of [15, 16, 20]) assert.equal((await lie(way)).good, false, way);
  const { productCode, ...short } = await lie(17);
  assert.equal(short.signature, hmac(responseString('status', 0, short)));
  const other = await lie(18);
  assert.ok(other.good && other.phoneNumber !== other.phone);
  const more = await lie(19);
  assert.deepEqual([more.good, more.topupAmount, more.amount], [true, 20000, 10000]);
  const loose = await lie(21);
  assert.deepEqual([loose.good, loose.topupAmount, loose.errorCode], [true, '10000', '0']);
  assert.match((await lie(22)).text, /^\{"errorCode":33,"errorCode":0,/);
});

test('the door, the balance and a plan by hand', async (t) => {
  const { appotapay, control, send } = await start(t);
  for (const each of ['11', '13', '14', '15', '23', '92', '401', '403']) {
    await control('/_appotapay/access', { code: each });
    const { status, json } = await appotapay.balance();
    assert.deepEqual([json.errorCode, status], each.startsWith('4') ? [undefined, Number(each)] : [Number(each), each === '92' ? 403 : 401]);
  }
  assert.equal((await control('/_appotapay/access', { code: '12' })).status, 400);
  await control('/_appotapay/access', { code: null });
  assert.deepEqual((await control('/_appotapay/balance', { balance: 9999 })).json, { ok: true, balance: 9999 });
  assert.equal((await control('/_appotapay/balance', { balance: '1' })).status, 400);
  assert.equal(await code(appotapay.charge()), 12);
  assert.equal((await send('GET', '/_appotapay/balance')).json.balance, 9999);
  await control('/_appotapay/balance', { balance: 10_000_000_000 });

  const plan = (match, behaviour, times) => control('/_appotapay/plan', { match, behaviour, times });
  await plan({ call: 'balance' }, { code: '91' });
  assert.deepEqual([await code(appotapay.balance()), await code(appotapay.balance())], [91, 0]);
  await plan({ partner_ref_id: 'MINE', call: 'charging' }, { hang: 'after', outcome: 'credited', outcome_ms: SLOW_MS });
  assert.equal(await outcome(appotapay.charge({ partnerRefId: 'MINE' })), 'broken');
  assert.equal(await code(appotapay.status('MINE')), 0);
  assert.equal((await plan({}, { outcome: 'perhaps' })).status, 400);
  assert.equal((await plan({ phone: '12' }, {})).status, 400);
});

test('what is pending survives a restart and is settled after it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const stateFile = join(folder, 'state.jsonl');
  const before = await start(t, { stateFile });
  await before.appotapay.charge({ partnerRefId: 'LATE', phoneNumber: number(1, 35, 3) });
  await before.simulator.close();
  const after = await start(t, { stateFile });
  await sleep(2 * SLOW_MS);
  assert.deepEqual((await after.book('appotapay')).topups.map(({ id }) => id), ['LATE']);
  assert.equal(await code(after.appotapay.charge({ partnerRefId: 'LATE' })), 31);
  await after.control('/_reset');
  const { topups, balance } = await after.book('appotapay');
  assert.deepEqual([topups, balance], [[], 1_000_000_000]);
});

test('garbage is answered, not fatal', async (t) => {
  const { appotapay, url, send } = await start(t);
  for (const body of [{}, { partnerRefId: {} }, { phoneNumber: null, productCode: [] }, { signature: 1, telco: {} }]) {
    assert.equal(await code(appotapay.call('POST', 'v2/service/topup/charging', body)), 1);
  }
  for (const auth of ['Bearer a.b.c', 'Bearer bnVsbA.bnVsbA.x', 'Bearer NQ.NQ.NQ', '..']) assert.equal((await appotapay.balance(auth)).status, 401);
  for (const raw of ['', '[1]', 'null', '{']) {
    assert.ok([200, 400].includes((await fetch(`${url}/_appotapay/access`, { method: 'POST', body: raw })).status));
  }
  assert.equal((await send('GET', '/connect_topup/topup.jsp?phone=%E0%A4%A&sotien=1e9')).text, '-302');
  assert.equal((await send('GET', '/connect_topup/recheck.jsp')).text, '-99');
  assert.equal(await code(appotapay.status('%E0%A4%A')), 36);
});
