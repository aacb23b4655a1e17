// A wasm instance that traps is replaced at once: whoever waits gets an answer, and no order is lost by it.
// The Worker that ships is wrapped, not changed (support/trap_worker.mjs).
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { newHome } from '../support/gateway.mjs';
import { startLab } from '../support/lab.mjs';
import { renewal } from '../support/orders.mjs';
import { sleep, until } from '../support/wait.mjs';

function wrapped(folder) {
  const [shipped, support] = ['../../../dist/worker', '../support'].map((path) => resolve(import.meta.dirname, path));
  for (const part of ['index_bg.wasm', 'openapi.json']) cpSync(join(shipped, part), join(folder, part));
  cpSync(join(shipped, 'worker.js'), join(folder, 'gateway.js'));
  cpSync(join(support, 'trap_hook.mjs'), join(folder, 'hook.js'));
  cpSync(join(support, 'trap_worker.mjs'), join(folder, 'worker.js'));
  return folder;
}

const place = newHome();
after(place.remove);
const lab = await startLab({ scale: 20, worker: wrapped(place.folder) });
after(lab.end);

const trapAt = (nth) => ({ headers: { 'x-test-trap': String(nth) } });

test('the call that trapped says so, and the next one is answered', async () => {
  const { id } = await lab.opened();
  const trapped = await lab.get(`/v1/orders/${id}`, trapAt(1));
  assert.deepEqual([trapped.status, trapped.json.code, trapped.json.money_may_have_moved], [500, 'internal', false]);
  assert.equal(trapped.headers['content-type'], 'application/problem+json');
  assert.equal(trapped.headers['cache-control'], 'no-store');
  assert.equal((await lab.order(id)).state, 'pending');
  const posted = await lab.post(`/v1/orders/${id}/cancel`, {}, trapAt(1));
  assert.deepEqual([posted.status, posted.json.money_may_have_moved], [500, true]);
});

test('live waits are answered at once', async () => {
  const { id } = await lab.opened();
  const began = Date.now();
  const waits = Array.from({ length: 5 }, () => lab.get(`/v1/orders/${id}?wait=30`));
  await sleep(200); // Until they wait; nothing shows from outside that they do.
  await lab.get(`/v1/orders/${id}`, trapAt(1));
  for (const { status } of await Promise.all(waits)) assert.equal(status, 500);
  assert.ok(Date.now() - began < 20_000);
  assert.equal((await lab.get(`/v1/orders/${id}?wait=0`)).status, 200);
});

/** Traps a call that charges at several places, then waits for what becomes of each order. */
async function chargesOnce(start, charge) {
  const orders = [];
  for (let nth = 1; nth <= 12; nth += 1) orders.push(await start());
  const seen = new Set();
  for (const [index, order] of orders.entries()) seen.add((await charge(order, trapAt(index + 1))).status);
  assert.ok(seen.has(500), 'it did trap');
  await Promise.all(orders.map(async (order) => {
    const { id } = order;
    // Where the trap came before the reservation, nothing was sent: the caller makes the same call again.
    const again = await charge(order, {});
    assert.ok([200, 201, 409].includes(again.status), again.text);
    await lab.reaches(id, ['succeeded', 'unknown']);
    if (lab.charges(id).length === 0) {
      await until('it was asked about', async () => (await lab.history(id)).some((line) => line.type === 'query'));
      assert.equal((await lab.order(id)).state, 'unknown');
    } else {
      await lab.reaches(id, 'succeeded');
    }
    assert.ok(lab.charges(id).length <= 1);
  }));
}

test('a trap anywhere in a confirm: the order ends as the book says, charged once at most', async () => {
  await chargesOnce(() => lab.opened(), ({ id, otp }, given) => lab.post(`/v1/orders/${id}/confirm`, { otp }, given));
});

test('a trap anywhere in a renewal: the order ends as the book says, charged once at most', async () => {
  const start = async () => {
    const wanted = renewal();
    await lab.subscribed(wanted.msisdn);
    return { id: wanted.merchant_order_id, wanted };
  };
  await chargesOnce(start, ({ wanted }, given) => lab.post('/v1/orders', wanted, given));
});
