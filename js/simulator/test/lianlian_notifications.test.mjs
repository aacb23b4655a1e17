import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sleep } from './harness.mjs';
import { SLOW_MS, createSink, isLianlians, start, thaiQr, until } from './lianlian_harness.mjs';

async function create(lianlian, sink, fields) {
  const request = thaiQr({ notify_url: sink.url, ...fields });
  assert.equal((await lianlian.post(request)).code, 200000);
  return request.merchant_order_id;
}

test('repeated 13 times while nobody acknowledges', async (t) => {
  const sink = await createSink(t);
  sink.answer = () => ({ code: 200001 });
  const lianlian = await start(t, { notifyIntervalMs: 4 });
  const id = await create(lianlian, sink);
  await lianlian.payer(id, 'pay');
  await until(async () => (await lianlian.notifications())[0].state === 'given_up');
  await sleep(20);
  assert.equal(sink.got.length, 13);
  assert.equal(new Set(sink.got.map(({ text }) => text)).size, 1);
  const [{ attempts, merchant_order_id }] = await lianlian.notifications();
  assert.equal(merchant_order_id, id);
  assert.deepEqual([attempts.length, attempts[0].status, attempts[0].body], [13, 200, { code: 200001 }]);
});

test('stops at HTTP 200 with code 200000, not before', async (t) => {
  const sink = await createSink(t);
  sink.status = 500;
  sink.answer = () => {
    if (sink.got.length === 2) sink.status = 200;
    return { code: sink.got.length > 2 ? '200000' : 200000 };
  };
  const lianlian = await start(t);
  await lianlian.plan({ notify_interval_ms: 3 });
  await lianlian.payer(await create(lianlian, sink), 'pay');
  await until(async () => (await lianlian.notifications())[0].state === 'acknowledged');
  assert.equal(sink.got.length, 2);
});

test('what repeats survives a restart', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const stateFile = join(folder, 'state.jsonl');
  const sink = await createSink(t);
  sink.answer = () => ({ code: sink.got.length > 1 ? 200000 : 500001 });
  const before = await start(t, { stateFile, notifyIntervalMs: 100 });
  const paid = await create(before, sink);
  const open = await create(before, sink);
  await before.payer(paid, 'pay');
  await until(async () => (await before.notifications())[0].attempts.length === 1);
  const book = await before.book();
  await before.simulator.close();
  const after = await start(t, { stateFile });
  assert.deepEqual((await after.book()).payments, book.payments);
  await sink.wait(2);
  assert.equal((await after.query(open)).data.order_status, 'WP');
  assert.equal((await after.payer(open, 'pay')).json.order_status, 'PS');
});

// What comes, whether its signature is good, and what it says.
const VARIANTS = [
  ['plain', [[true, 'WP', '344.00']]],
  ['duplicate', [[true, 'WP', '344.00'], [true, 'WP', '344.00']]],
  ['late', [[true, 'WP', '344.00']]],
  ['lost', []],
  ['status', [[true, 'ZZ', '344.00']]],
  ['forged', [[false, 'PS', '344.00']]],
  ['bad_signature', [[false, 'PS', '344.00']]],
  ['unsigned', [[false, 'PS', '344.00']]],
  ['tampered', [[false, 'PS', '345.00']]],
  ['amount_changed', [[true, 'PS', '345.00']]],
  ['currency_changed', [[true, 'PS', '344.00']]],
  ['order_changed', [[true, 'PS', '344.00']]],
  ['merchant_changed', [[true, 'PS', '344.00']]],
  ['duplicate_keys', [[true, 'PS', '344.00']]],
  [['forged', 'plain'], [[false, 'PS', '344.00'], [true, 'WP', '344.00']]],
];

test('on demand: every variant', async (t) => {
  const sink = await createSink(t);
  const lianlian = await start(t);
  const id = await create(lianlian, sink);
  for (const [variant, expected] of VARIANTS) {
    sink.got.length = 0;
    const { json } = await lianlian.notify({ merchant_order_id: id, variant });
    assert.deepEqual(json.deliveries, expected.map(() => ({ status: 200, body: { code: 200000, message: 'Success' } })), variant);
    const got = sink.got.map((each) => [isLianlians(each.json, each.headers.sign), each.json.order_status, each.json.order_amount]);
    assert.deepEqual(got, expected, String(variant));
  }
  assert.match(sink.got[0].text, /^\{/);
  sink.got.length = 0;
  await lianlian.notify({ merchant_order_id: id, variant: 'duplicate_keys' });
  assert.match(sink.got[0].text, /^\{"order_status":"WP".*"order_status":"PS"/);
  await lianlian.notify({ merchant_order_id: id, variant: 'status', status: 'PF', times: 3 });
  assert.deepEqual(sink.got.slice(1).map(({ json }) => json.order_status), ['PF', 'PF', 'PF']);
  assert.equal((await lianlian.query(id)).data.order_status, 'WP');
});

test('on demand: what cannot be', async (t) => {
  const sink = await createSink(t);
  const lianlian = await start(t);
  const merchant_order_id = (await create(lianlian, sink));
  assert.equal((await lianlian.notify({ merchant_order_id: 'NOBODY' })).status, 404);
  assert.equal((await lianlian.notify({ merchant_order_id, variant: 'rude' })).status, 400);
  assert.equal((await lianlian.notify({ merchant_order_id, times: 0 })).status, 400);
  assert.equal((await lianlian.notify({ merchant_order_id, url: 'http://example.com/' })).status, 403);
  const away = await create(lianlian, { url: 'http://example.com/' });
  await lianlian.payer(away, 'pay');
  await until(async () => (await lianlian.notifications()).some(({ state }) => state === 'given_up'));
  assert.match((await lianlian.notifications())[0].attempts[0].error, /loopback/);
  assert.equal(sink.got.length, 0);
});

// By the last two digits of the amount: status in the reply, what is announced (! is a wrong signature), where it ends.
const MAGIC = [
  ['80', 'PS', ['PS'], 'PS'],
  ['81', 'WP', ['PS'], 'PS'],
  ['82', 'WP', ['PS'], 'PS'],
  ['83', 'WP', ['PC'], 'PC'],
  ['84', 'WP', ['PF'], 'PF'],
  ['85', 'WP', ['PE'], 'PE'],
  ['86', 'WP', ['PE', 'PS'], 'PS'],
  ['90', 'WP', ['PS'], 'PS'],
  ['91', 'WP', [], 'PS'],
  ['92', 'WP', ['PS', 'PS'], 'PS'],
  ['93', 'WP', ['PS', 'WP'], 'PS'],
  ['94', 'WP', ['PS!', 'PS'], 'PS'],
  ['95', 'WP', ['PS'], 'PS'],
  ['96', 'WP', ['PS'], 'PS'],
  ['97', 'WP', ['PS!'], 'WP'],
  ['98', 'WP', ['ZZ'], 'WP'],
  ['99', 'WP', ['PS'], 'WP'],
];

test('magic amounts: what the payer does and what is said of it', async (t) => {
  const lianlian = await start(t);
  await Promise.all(MAGIC.map(async ([satang, replied, announced, end]) => {
    const sink = await createSink(t);
    const request = thaiQr({ order_amount: `10.${satang}`, notify_url: sink.url });
    const { data } = await lianlian.post(request);
    assert.equal(data.order_status, replied, satang);
    if (satang === '90') assert.equal(sink.got.length, 1);
    await sink.wait(announced.length);
    await until(async () => (await lianlian.query(request.merchant_order_id)).data.order_status === end);
    await sleep(SLOW_MS);
    const got = sink.got.map((each) => each.json.order_status + (isLianlians(each.json, each.headers.sign) ? '' : '!'));
    assert.deepEqual(got, announced, satang);
    if (satang === '95') assert.equal(sink.got[0].json.order_amount, '11.95');
  }));
});

test('before_reply waits for the answer to the notification', async (t) => {
  const sink = await createSink(t);
  let answered = 0;
  sink.answer = async () => {
    await sleep(60);
    answered = Date.now();
    return { code: 200000 };
  };
  const lianlian = await start(t);
  await create(lianlian, sink, { order_amount: '10.90' });
  assert.ok(answered > 0 && Date.now() >= answered);
});

test('a reset stops what repeats and what was to come', async (t) => {
  const sink = await createSink(t);
  sink.answer = () => ({});
  const lianlian = await start(t, { notifyIntervalMs: 20 });
  await lianlian.payer(await create(lianlian, sink), 'pay');
  await create(lianlian, sink, { order_amount: '10.82' });
  await sink.wait(1);
  await lianlian.control('/_reset', {});
  const count = sink.got.length;
  await sleep(2 * SLOW_MS);
  assert.equal(sink.got.length, count);
  assert.deepEqual(await lianlian.book(), {
    payments: [], refunds: [], calls: { create: 0, query: 0, refund: 0, refund_query: 0, cancel: 0 }, in_flight_max: 0,
  });
  assert.deepEqual(await lianlian.notifications(), []);
});
