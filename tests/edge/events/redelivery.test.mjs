// Telling again what was told: one event, or everything since a time.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startLab } from '../support/lab.mjs';
import { endpointsOf, startReceiver } from '../support/receiver.mjs';
import { repeat, until } from '../support/wait.mjs';

const shop = await startReceiver({ id: 'shop' });
const books = await startReceiver({ id: 'books', types: ['order.succeeded'] });
const late = await startReceiver({ id: 'late' });
const all = [shop, books, late];
after(() => all.forEach((each) => each.close()));
const lab = await startLab({ vars: { EVENT_ENDPOINTS: endpointsOf(shop, books) } });
after(lab.end);

const BOTH = ['order.pending', 'order.succeeded'];
const redeliver = (id, json) => lab.post(`/v1/events/${id}/redeliver`, json);
const since = (time, endpoint) => lab.post('/v1/events/redeliver', { since: time, endpoint });
const countOf = (receiver, id) => receiver.deliveries.filter((each) => each.id === id).length;
const again = (receiver, id, times) => until(`${receiver.id} has it ${times} times`, () => countOf(receiver, id) === times);

test('one event, to one endpoint or to all that want it: the same id and text', async () => {
  const { id } = await lab.charged();
  const [first, second] = await shop.gets(id, BOTH);
  await books.gets(id, ['order.succeeded']);
  const one = await redeliver(second.id, { endpoint: 'shop' });
  assert.deepEqual([one.status, one.json], [200, { deliveries: 1 }]);
  await again(shop, second.id, 2);
  for (const body of [undefined, {}]) {
    const times = countOf(books, second.id);
    assert.deepEqual((await redeliver(second.id, body)).json, { deliveries: 2 });
    await again(books, second.id, times + 1);
  }
  await again(shop, second.id, 4);
  assert.deepEqual((await redeliver(first.id)).json, { deliveries: 1 }, 'books has not asked for this kind');
  await again(shop, first.id, 2);
  assert.deepEqual((await redeliver(first.id, { endpoint: 'books' })).json, { deliveries: 1 }, 'unless a person says so');
  await again(books, first.id, 1);
  shop.checkSequences();
  shop.checkSignatures();
  const { json } = await lab.get(`/v1/events/${second.id}`);
  const { state, attempts } = json.deliveries.find((each) => each.endpoint === 'shop');
  assert.deepEqual([state, attempts.map((each) => each.status)], ['delivered', [200, 200, 200, 200]]);
});

test('what is unknown or malformed is refused by field, and nothing is sent', async () => {
  const { id } = await lab.opened();
  const [event] = await shop.gets(id, ['order.pending']);
  const before = all.map((each) => each.deliveries.length);
  const unknown = `${event.id.slice(0, -1)}${event.id.endsWith('0') ? 1 : 0}`;
  for (const name of [unknown, 'evt_', 'evt_ff00', 'evt_zz', 'x', id, '%00', 'evt_0']) {
    for (const reply of [await redeliver(name), await lab.get(`/v1/events/${name}`)]) {
      assert.deepEqual([reply.status, reply.json.code], [404, 'event_not_found'], name);
    }
  }
  const time = '2026-01-01T00:00:00Z';
  for (const [reply, status, field] of [
    [await redeliver(event.id, { endpoint: 'nobody' }), 422, 'endpoint'], [await redeliver(event.id, { endpoint: 5 }), 422, 'endpoint'],
    [await redeliver(event.id, { to: 'shop' }), 422, 'to'], [await since(time, 'nobody'), 422, 'endpoint'],
    [await since('yesterday', 'shop'), 422, 'since'], [await since('2026-01-01 00:00:00', 'shop'), 422, 'since'],
    [await since(undefined, 'shop'), 422, 'since'], [await since(time, undefined), 422, 'endpoint'],
    [await lab.post('/v1/events/redeliver', { since: time, endpoint: 'shop', all: true }), 422, 'all'],
  ]) {
    assert.deepEqual([reply.status, reply.json.field], [status, field], reply.text);
  }
  assert.deepEqual(all.map((each) => each.deliveries.length), before);
  for (const [method, path] of [['GET', '/v1/events/redeliver'], ['POST', '/v1/events'], ['POST', `/v1/events/${event.id}`]]) {
    assert.ok([404, 405].includes((await lab.call(method, path, { json: method === 'POST' ? {} : undefined })).status), path);
  }
  const stranger = { headers: { authorization: 'Bearer sk_dev_nobody' } };
  for (const path of ['/v1/events', `/v1/events/${event.id}`]) assert.equal((await lab.get(path, stranger)).status, 401);
  for (const path of ['/v1/events/redeliver', `/v1/events/${event.id}/redeliver`]) {
    assert.equal((await lab.post(path, {}, stranger)).status, 401);
  }
});

test('everything since a time, to one endpoint, in sequence', async () => {
  const before = await lab.charged();
  const [, old] = await shop.gets(before.id, BOTH);
  const middle = new Date(Date.parse(old.event.timestamp) + 1).toISOString();
  const paid = await repeat(10, () => lab.charged());
  for (const { id } of paid) await shop.gets(id, BOTH);
  const booked = books.deliveries.length;
  const reply = await since(middle, 'shop');
  assert.deepEqual([reply.status, reply.json], [200, { deliveries: 20 }]);
  for (const { id } of paid) await shop.gets(id, [...BOTH, ...BOTH]);
  assert.deepEqual([shop.kinds(before.id), books.deliveries.length], [BOTH, booked]);
  assert.deepEqual((await since(new Date(Date.now() + 3_600_000).toISOString(), 'shop')).json, { deliveries: 0 });
});

test('an endpoint that is configured later gets what was before it, by asking', async () => {
  const { json: { events } } = await lab.get('/v1/events?limit=100');
  await lab.restart({ vars: { EVENT_ENDPOINTS: endpointsOf(shop, late) } });
  const { id } = await lab.charged();
  await late.gets(id, BOTH);
  assert.equal(late.deliveries.length, 2, 'nothing old came by itself');
  assert.equal((await since('2026-01-01T00:00:00Z', 'late')).json.deliveries, events.length + 2);
  await until('all have come', () => events.every((each) => countOf(late, each.id) === 1));
  late.checkSignatures();
  const order = late.deliveries.filter((each) => each.about !== id.toLowerCase());
  const last = new Map();
  for (const { about, sequence } of order) {
    assert.equal(sequence, (last.get(about) ?? 0) + 1, about);
    last.set(about, sequence);
  }
});
