// Listing orders: filters, pages, and the order of both.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startLab } from '../support/lab.mjs';
import { charge, nextNumber } from '../support/orders.mjs';

const lab = await startLab();
after(lab.end);

const made = [];
const list = async (query = '') => {
  const reply = await lab.get(`/v1/orders${query}`);
  assert.equal(reply.status, 200, reply.text);
  return reply.json;
};
const ids = (page) => page.orders.map((order) => order.merchant_order_id);

before(async () => {
  for (let i = 0; i < 9; i += 1) {
    const { id } = await lab.opened();
    made.unshift(id);
    if (i % 3 === 0) await lab.cancel(id);
  }
});

async function pages(query, eachPage = async () => {}) {
  const found = [];
  let cursor = null;
  for (let page = 0; page < 20; page += 1) {
    const answer = await list(`${query}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    found.push(ids(answer));
    cursor = answer.next_cursor;
    if (!cursor) return found;
    await eachPage();
  }
  throw new Error('the pages do not end');
}

test('the newest come first, all of them once', async () => {
  const page = await list();
  assert.deepEqual(ids(page), made);
  assert.equal(page.next_cursor, null);
});

test('pages join to the same list, whatever their size', async () => {
  for (const [limit, sizes] of [[2, [2, 2, 2, 2, 1]], [3, [3, 3, 3]], [9, [9]], [100, [9]]]) {
    const found = await pages(`?limit=${limit}`);
    assert.deepEqual(found.map((page) => page.length), sizes);
    assert.deepEqual(found.flat(), made);
  }
});

test('filters', async () => {
  const failed = ids(await list('?state=failed'));
  assert.deepEqual(failed, [made[2], made[5], made[8]]);
  assert.deepEqual((await pages('?state=pending&limit=4')).flat(), made.filter((id) => !failed.includes(id)));
  assert.deepEqual(ids(await list('?state=unknown')), []);
  assert.deepEqual(ids(await list('?provider=ltc')), made);
  assert.deepEqual(ids(await list('?provider=lianlian')), []);
  assert.deepEqual(ids(await list('?review=true')), []);
  assert.deepEqual(ids(await list('?review=false')), made);
});

test('filters by time take any offset and split without overlap', async () => {
  const middle = await lab.order(made[4]);
  const utc = new Date(middle.created_at).toISOString();
  for (const moment of [middle.created_at, utc]) {
    const from = ids(await list(`?created_from=${encodeURIComponent(moment)}`));
    const to = ids(await list(`?created_to=${encodeURIComponent(moment)}`));
    assert.ok(from.includes(made[4]) && !to.includes(made[4]));
    assert.deepEqual([...from, ...to], made);
  }
});

test('what the list does not know it refuses by name', async () => {
  for (const [query, field] of [
    ['limit=0', 'limit'], ['limit=101', 'limit'], ['state=paid', 'state'], ['cursor=x', 'cursor'],
    ['created_from=yesterday', 'created_from'], ['review=maybe', 'review'], ['page=2', 'page'],
    ['limit=1&limit=2', 'limit'],
  ]) {
    const { status, json } = await lab.get(`/v1/orders?${query}`);
    assert.deepEqual([status, json.field], [422, field], query);
  }
});

// Last: it adds to the list.
test('orders that come meanwhile do not move the pages', async () => {
  const all = ids(await list());
  const found = await pages('?limit=2', () => lab.create(charge({ msisdn: nextNumber() })));
  assert.deepEqual(found.flat(), all);
});
