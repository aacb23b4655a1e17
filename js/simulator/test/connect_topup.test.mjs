import assert from 'node:assert/strict';
import { test } from 'node:test';
import { balanceChecksum, topupChecksum } from '../connect_topup/checksum.mjs';
import { nextRef, outcome, SLOW_MS, sleep, start } from './topup_harness.mjs';

const text = async (promise) => (await promise).text;
const idOf = (reply) => reply.split(';')[1];

test('checksum vectors', () => {
  const demo = { username: 'demo', phone: '0901234567', sotien: '10000', key: 'secret' };
  assert.equal(topupChecksum('sha256', demo), '618501372aea002ee57d280b77103a113b304e299ce80a2a6acb52801d87d2f1');
  assert.equal(topupChecksum('sha1', demo), 'b9364b0a7989b4888e4228b08d929c461a1b2eac');
  assert.equal(balanceChecksum('sha256', demo), '60ad8bee71f75a6798886cb5718fea706f82effb13869b8c3a012fbfbded27f6');
  assert.equal(balanceChecksum('sha1', demo), '1f256b8bcc8252a76d431662605abd0517960117');
});

test('a top-up, its recheck, the balance and the book', async (t) => {
  const { connect, book } = await start(t, { connectTopupBalance: 40_000 });
  const transidclient = nextRef();
  const reply = await text(connect.topup({ transidclient, gateway: 'VMS' }));
  assert.match(reply, /^1;\d+$/);
  assert.equal(await text(connect.recheck({ transidclient })), reply);
  assert.equal(await text(connect.recheck({ idtransaction: idOf(reply) }, {})), reply);
  assert.equal(await text(connect.recheck({ transidclient: 'nobody' })), '-99');
  assert.equal(await text(connect.topup({ transidclient })), '-308');
  assert.equal(await text(connect.balance()), '30000');
  assert.equal(await text(connect.topup({ sotien: '40000' })), '-3');
  const { topups, balance, calls } = await book('connect_topup');
  const [{ at, ...entry }] = topups;
  assert.ok(Date.parse(at));
  assert.deepEqual(entry, { id: transidclient, transaction_id: idOf(reply), phone: '0901234567', amount: 10000, product: 'VMS' });
  assert.deepEqual([topups.length, balance, calls], [1, 30_000, { topup: 3, recheck: 3, userbalance: 1 }]);
});

test('what is refused', async (t) => {
  const { connect, send, book } = await start(t);
  const cases = [
    [{ username: 'nobody' }, '-302'], [{ privatekey: 'x' }, '-6'], [{ checksum: 'x' }, '-6'], [{ sotien: '15000' }, '5'], [{ sotien: '-10000' }, '5'],
    [{ sotien: '0' }, '5'], [{ phone: '901234567' }, '6'], [{ gateway: 'ITEL' }, '-304'],
  ];
  for (const [fields, expected] of cases) assert.equal(await text(connect.topup(fields)), expected, JSON.stringify(fields));
  assert.equal(await text(connect.balance({ checksum: 'x' })), '-6');
  assert.equal(await text(connect.balance({ username: 'x' })), '-302');
  assert.equal(await text(connect.recheck({ idtransaction: '1' }, { username: 'simulator', privatekey: 'x' })), '-6');
  assert.equal((await send('POST', '/connect_topup/topup.jsp')).status, 404);
  assert.equal((await book('connect_topup')).topups.length, 0);
});

test('SHA-1, and recheck by one id only, by option', async (t) => {
  const byId = await start(t, { connectTopupHash: 'sha1', connectTopupRecheck: 'id' });
  const reply = await text(byId.connect.topup({ transidclient: 'A1' }));
  assert.match(reply, /^1;/);
  assert.equal(await text(byId.connect.recheck({ transidclient: 'A1' })), '-99');
  assert.equal(await text(byId.connect.recheck({ idtransaction: idOf(reply) })), reply);
  const byClient = await start(t, { connectTopupRecheck: 'client' });
  assert.equal(await text(byClient.connect.topup({ transidclient: 'A1', checksum: 'b'.repeat(40) })), '-6');
  const other = await text(byClient.connect.topup({ transidclient: 'A2' }));
  assert.equal(await text(byClient.connect.recheck({ idtransaction: idOf(other) })), '-99');
  assert.equal(await text(byClient.connect.recheck({ transidclient: 'A2' })), other);
  assert.equal(await text(byClient.connect.recheck({ transidclient: 'A2' }, {})), '-302');
});

const CODES = ['0', '5', '6', '61', '7', '100', '-1', '-2', '-3', '-4', '-5', '-6', '-99', '-302', '-304', '-308', '-7', '-100'];
const number = (call, code, withId, fate) => {
  const shape = (code.startsWith('-') ? 2 : 0) + (withId ? 1 : 0);
  return `098${call}${shape}${code.replace('-', '').padStart(3, '0')}${fate}0`;
};

test('every code, bare and with an id, on the top-up and on the recheck', async (t) => {
  const { connect, book } = await start(t);
  for (const code of CODES) {
    assert.equal(await text(connect.topup({ phone: number(1, code, false, 0) })), code);
    assert.match(await text(connect.topup({ phone: number(1, code, true, 0) })), new RegExp(`^${code};\\d+$`));
    const transidclient = nextRef();
    const reply = await text(connect.topup({ transidclient, phone: number(2, code, false, 1) }));
    assert.equal(await text(connect.recheck({ transidclient })), code);
    assert.equal(await text(connect.recheck({ transidclient })), reply);
  }
  assert.equal((await book('connect_topup')).topups.length, CODES.length);
  assert.equal(await text(connect.topup({ phone: '0981000100' })), '1');
  assert.equal((await book('connect_topup')).topups.length, CODES.length + 1);
});

test('what becomes of a top-up that was answered with -1;id', async (t) => {
  const { connect, book } = await start(t, { delayMs: 500 });
  const refs = [0, 1, 2, 3, 4, 5, 6].map(nextRef);
  for (const [fate, transidclient] of refs.entries()) {
    assert.match(await text(connect.topup({ transidclient, phone: number(1, '-1', true, fate) })), /^-1;/);
  }
  const codes = async () => (await Promise.all(refs.map((transidclient) => text(connect.recheck({ transidclient }))))).map((each) => each.split(';')[0]);
  const now = await codes();
  await sleep(700);
  assert.deepEqual(await codes(), ['-99', '61', '1', '1', '0', '1', '61']);
  assert.deepEqual(now, ['-99', '61', '1', '0', '0', '-99', '0']);
  assert.deepEqual((await book('connect_topup')).topups.map(({ id }) => id).sort(), [refs[2], refs[3], refs[5]]);
});

const FORMS = {
  '06': /^<!DOCTYPE/, 10: /^$/, 13: /^1$/, 14: /^-1;\d+$/, 15: /^\r\n\r\n1;\d+\r\n\n$/, 16: /^<!DOCTYPE[^]*1;\d+/, 17: /^1;$/,
  18: /^1;\r\n\d+$/, 19: /^1;\d+;0$/, 20: /^1\.0;\d+$/, 21: /^OK 1;\d+$/, 22: /^1;\d+$/,
};
const WAYS = {
  '01': [200, true], '02': ['broken', false], '03': ['broken', true], '04': [500, false], '05': [500, true],
  '07': ['broken', true], '08': ['broken', true], '09': ['broken', false], 11: [504, true], 12: [403, false],
};

test('the ambiguous forms; each is credited', async (t) => {
  const { connect, book } = await start(t);
  for (const [way, form] of Object.entries(FORMS)) assert.match(await text(connect.topup({ phone: `0961${way}0000` })), form, way);
  const { topups } = await book('connect_topup');
  assert.equal(topups.length, Object.keys(FORMS).length);
  const transidclient = nextRef();
  const reply = await text(connect.topup({ transidclient, phone: '0962220000' }));
  const lie = await text(connect.recheck({ transidclient }));
  assert.ok(/^1;\d+$/.test(lie) && lie !== reply);
});

test('misbehaviour of the connection', async (t) => {
  const { connect, book } = await start(t);
  const seen = await Promise.all(Object.keys(WAYS).map(async (way) => {
    const reply = await outcome(connect.topup({ transidclient: `WAY${way}`, phone: `0961${way}0000` }));
    return [way, reply.status ?? reply];
  }));
  await sleep(2 * SLOW_MS);
  const credited = (await book('connect_topup')).topups.map(({ id }) => id);
  for (const [way, status] of seen) assert.deepEqual([status, credited.includes(`WAY${way}`)], WAYS[way], way);
});

test('the door, the balance and a plan by hand', async (t) => {
  const { connect, control } = await start(t);
  for (const code of ['-302', '-4', '-6']) {
    await control('/_connect_topup/access', { code });
    assert.deepEqual([await text(connect.balance()), await text(connect.topup())], [code, code]);
  }
  await control('/_connect_topup/access', { code: '403' });
  assert.equal((await connect.topup()).status, 403);
  await control('/_connect_topup/access');
  await control('/_connect_topup/balance', { balance: 0 });
  assert.deepEqual([await text(connect.balance()), await text(connect.topup())], ['0', '-3']);
  await control('/_connect_topup/balance', { balance: 50_000 });
  const plan = (match, behaviour) => control('/_connect_topup/plan', { match, behaviour });
  await plan({ call: 'userbalance' }, { form: 'breaks' });
  assert.equal(await text(connect.balance()), '\r\n50000\r\n');
  await plan({ call: 'userbalance' }, { code: '-99' });
  assert.equal(await text(connect.balance()), '-99');
  await plan({ phone: '+84 90 123 45 67' }, { status: 302, body: '', charge: true });
  assert.equal((await connect.topup()).status, 302);
  assert.equal(await text(connect.balance()), '40000');
  assert.equal((await plan({}, { form: 'poem' })).status, 400);
  assert.equal((await plan({}, { code: '1;2' })).status, 400);
});
