// __Name__, played. FILL IN: every call, every code, and each way in which it goes wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSimulator } from '../server.mjs';

async function start(t, given = {}) {
  const simulator = createSimulator(given);
  const { url } = await simulator.listen(0);
  t.after(() => simulator.close());
  const post = async (path, json, key = 'simulator-__id__-key') => {
    const reply = await fetch(url + path, { method: 'POST', headers: { 'x-api-key': key }, body: JSON.stringify(json) });
    return { status: reply.status, json: await reply.json() };
  };
  const code = async (...asked) => (await post(...asked)).json.code;
  return { post, code, book: () => simulator.book().__id__ };
}

test('paid once, found again, and only with its key', async (t) => {
  const { code, book } = await start(t);
  const order = { order: 'N1', amount: '1000' };
  assert.equal(await code('/__id__/payments/query', order), 'NOT_FOUND');
  assert.equal(await code('/__id__/payments', order), 'PAID');
  assert.equal(await code('/__id__/payments', order), 'DUPLICATE');
  assert.equal(await code('/__id__/payments/query', order), 'PAID');
  assert.equal(await code('/__id__/payments', { order: 'N2', amount: '1' }, 'another'), 'ERROR');
  const { payments, calls, in_flight_max } = book();
  assert.deepEqual(payments.map(({ order, amount, id }) => [order, amount, id]), [['N1', '1000', 'P1']]);
  assert.deepEqual([calls, in_flight_max], [{ create: 3, query: 2 }, 1]);
});

test('a plan says what the next call does', async (t) => {
  const { post, code, book } = await start(t);
  const plan = { match: { call: 'create' }, behaviour: { code: 'REFUSED', charge: true } };
  assert.deepEqual((await post('/___id__/plan', plan)).json, { ok: true, pending: 1 });
  assert.equal(await code('/__id__/payments', { order: 'N1', amount: '1000' }), 'REFUSED');
  assert.equal(book().payments.length, 1);
});
