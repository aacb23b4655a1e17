// Answers built of stored text: paged, with a ceiling in bytes, whatever was stored. And what many ask for at once.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { counting, written } from '../support/backlog.mjs';
import { newHome } from '../support/gateway.mjs';
import { alipay, startLianLian } from '../support/lianlian.mjs';
import { parseMetrics } from '../support/prometheus.mjs';

const MIB = 1024 * 1024;
const place = newHome();
after(place.remove);
const lab = await startLianLian({ scale: 1, worker: counting(place.folder), rateLimit: '5/60' });
after(lab.end);

async function pages(path, name, limit = 100) {
  const [all, sizes] = [[], []];
  let cursor = '';
  for (let page = 0; page < 1000; page += 1) {
    const reply = await lab.get(`${path}?limit=${limit}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    assert.equal(reply.status, 200, reply.text.slice(0, 300));
    all.push(...reply.json[name]);
    sizes.push(reply.text.length);
    cursor = reply.json.next_cursor;
    if (!cursor) return { all, sizes };
  }
  throw new Error('the pages do not end');
}

/** While the gateway is down: rows made by a statement in every shard that exists. */
async function stored(...statements) {
  await lab.get('/healthz');
  await lab.kill();
  const many = statements.map((sql) => lab.records.change('Ledger', sql));
  await lab.start();
  return many;
}

const N = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)';

test('1,704 notifications of 64 KiB about orders that are not here: no answer is over 1 MiB, and all are found', async () => {
  const body = `json_object('digest', 'd' || i || '-' || abs(random()), 'provider', 'lianlian', 'received_at', 1796000000000 + i,
    'body', substr(hex(zeroblob(32768)), 1, 65536))`;
  const [kept] = await stored(`INSERT INTO notifications (digest, matched, key, at, body) ${N}
    SELECT 'd' || i || '-' || abs(random()), 0, 'k', 1796000000000 + i, ${body} FROM n`);
  assert.equal(kept, 640);
  for (const limit of [7, 100]) {
    const { all, sizes } = await pages('/v1/notifications', 'notifications', limit);
    assert.equal(all.length, kept);
    assert.ok(Math.max(...sizes) < MIB + 10_000, `${Math.max(...sizes)} bytes`);
    const times = all.map((each) => Date.parse(each.received_at));
    assert.deepEqual(times, [...times].sort((one, other) => other - one), 'the newest first');
  }
});

test('a history of 3,000 lines is paged, the oldest first', async () => {
  const { id } = await lab.opened();
  const key = id.toLowerCase();
  const lines = (await lab.history(id)).length;
  await stored(`INSERT INTO history (key, number, body) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
    SELECT '${key}', ${lines} + i, json_object('number', ${lines} + i, 'at', '2026-11-21T00:00:00.000+07:00', 'type', 'time',
      'from', 'pending', 'to', 'pending', 'note', NULL) FROM n
    WHERE EXISTS (SELECT 1 FROM orders WHERE key = '${key}')`);
  const { all, sizes } = await pages(`/v1/orders/${id}/history`, 'history');
  assert.deepEqual(all.map((line) => line.number), Array.from({ length: lines + 3000 }, (_, at) => at + 1));
  assert.ok(Math.max(...sizes) < MIB);
  const wrong = await lab.get(`/v1/orders/${id}/history?page=2`);
  assert.deepEqual([wrong.status, wrong.json.field], [422, 'page']);
});

test('refunds are paged, the oldest first', async () => {
  const { id } = await lab.paid(alipay());
  const made = [];
  for (let n = 0; n < 5; n += 1) made.push((await lab.refund(id, '1.00')).json?.merchant_refund_id);
  const { all, sizes } = await pages(`/v1/orders/${id}/refunds`, 'refunds', 2);
  assert.equal(all.length, 5);
  assert.equal(sizes.length, 3);
  const times = all.map((each) => Date.parse(each.created_at));
  assert.deepEqual(times, [...times].sort((one, other) => one - other));
});

test('an unmatched notification too many is not acknowledged, and pushes none out', async () => {
  await stored(`INSERT INTO notifications (digest, matched, key, at, body) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
    SELECT 'x' || i || '-' || abs(random()), 0, 'k', ${Date.now()} + i, '{}' FROM n`);
  const kept = () => lab.records.rows('Ledger', 'SELECT COUNT(*) AS many FROM notifications WHERE matched = 0').map((row) => row.many);
  const before = kept();
  const body = JSON.stringify({
    merchant_order_id: 'NOBODY', order_id: 'O1', order_status: 'PS', order_amount: '1.00', order_currency: 'THB',
  });
  assert.equal((await lab.notification(body)).status, 503);
  assert.deepEqual(kept(), before);
});

test('300 look at /healthz at once, cold: one asks, the others get what it learns', async () => {
  await lab.restart();
  await lab.get('/v1/orders/NOBODY');
  const replies = await Promise.all(Array.from({ length: 300 }, () => lab.get('/healthz')));
  assert.ok(replies.every(({ status }) => status === 200));
  const { calls } = await written(lab);
  assert.ok(calls <= 40, `${calls} calls of objects`);
});

test('what was counted does not fall when the objects start anew', async () => {
  const counters = async () => parseMetrics((await lab.get('/metrics', { headers: { accept: 'text/plain' } })).text).samples
    .filter(({ name }) => /_total$|_bucket$|_count$|_sum$/.test(name)).map(({ name, labels, value }) => [name + JSON.stringify(labels), value]);
  const before = new Map(await counters());
  assert.ok([...before.values()].some((value) => value > 0));
  await lab.restart();
  const later = new Map(await counters());
  for (const [name, value] of before) assert.ok(later.get(name) >= value, `${name}: ${value}, then ${later.get(name)}`);
});

test('refused messages are counted for their place, and good ones never', async () => {
  const { id } = await lab.opened();
  const bad = () => lab.notification('{"merchant_order_id":"A"}', { sign: 'AAAA' });
  const statuses = [];
  for (let n = 0; n < 8; n += 1) statuses.push((await bad()).status);
  assert.deepEqual(statuses, [400, 400, 400, 400, 400, 429, 429, 429]);
  const good = JSON.stringify({ merchant_order_id: id, order_id: 'O1', order_status: 'WP', order_amount: '344.00', order_currency: 'THB' });
  for (let n = 0; n < 8; n += 1) assert.equal((await lab.notification(good)).status, 200);
});
