// What waits costs nothing: no row is written for events that wait for a slow or failing endpoint, nor for orders that
// wait for a slow provider. The Worker that ships is wrapped, not changed (support/counting_worker.mjs).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { counting, manyEvents, manyOrders, written, writtenIn } from '../support/backlog.mjs';
import { newHome } from '../support/gateway.mjs';
import { startLab } from '../support/lab.mjs';
import { endpointsOf, startReceiver } from '../support/receiver.mjs';
import { until } from '../support/wait.mjs';

const SHARDS = 16;
/** Shorter than what is waited for: nothing ends meanwhile. */
const WINDOW_MS = 3000;

async function setting(t, answer) {
  const place = newHome();
  t.after(place.remove);
  const shop = await startReceiver({ answer });
  t.after(shop.close);
  const own = await startLab({ worker: counting(place.folder, process.env.MEKONG_WORKER), vars: { EVENT_ENDPOINTS: endpointsOf(shop) } });
  t.after(own.end);
  return { own, shop };
}

describe('a backlog', () => {
  test('of 5,000 events for an endpoint that takes 10 s writes nothing while it waits', async (t) => {
    const { own, shop } = await setting(t, () => ({}));
    await manyEvents(own, 5000);
    shop.answer = () => ({ delayMs: 10_000 });
    await own.get('/healthz');
    await until('two of each shard are under way', () => shop.open === 2 * SHARDS);
    assert.deepEqual(await writtenIn(own, WINDOW_MS), { rows: 0, alarms: 0 });
    assert.ok((await written(own)).rows > 0, 'they are counted');
    await until('the next ones follow', () => shop.deliveries.length >= 4 * SHARDS, { within: 30_000 });
  });

  test('of 600 orders at a provider that takes 5 s writes nothing while it waits', async (t) => {
    const { own } = await setting(t, () => ({}));
    await manyOrders(own, 600);
    await own.plan('CheckTransaction', { delay_ms: 8000 }, { times: 10_000 });
    await own.get('/healthz');
    await until('four of each shard are asked about', () => own.calls().CheckTransaction >= 4 * SHARDS);
    assert.deepEqual(await writtenIn(own, WINDOW_MS), { rows: 0, alarms: 0 });
    await until('the next ones follow', () => own.calls().CheckTransaction >= 8 * SHARDS, { within: 30_000 });
  });

  test('of 5,000 events for an endpoint that asks for half an hour writes nothing until then', async (t) => {
    const { own, shop } = await setting(t, () => ({ status: 503, headers: { 'retry-after': '1800' } }));
    await manyEvents(own, 5000);
    const before = shop.deliveries.length;
    await own.get('/healthz');
    await until('it was tried', () => shop.deliveries.length > before);
    await until('all know that it rests', () => own.records.rows('Ledger', 'SELECT lane FROM resting').length === SHARDS);
    const tried = shop.deliveries.length;
    // An alarm a minute asks whether it has recovered through another shard.
    const { rows, alarms } = await writtenIn(own, WINDOW_MS);
    assert.deepEqual([rows, shop.deliveries.length], [0, tried]);
    assert.ok(alarms <= SHARDS, `${alarms} alarms`);
  });
});
