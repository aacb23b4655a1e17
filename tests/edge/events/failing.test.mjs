// An endpoint that keeps failing is spared, tried about once a minute, and caught up when it answers.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startLab } from '../support/lab.mjs';
import { neighbours } from '../support/orders.mjs';
import { endpointsOf, startReceiver } from '../support/receiver.mjs';
import { repeat, sleep, until } from '../support/wait.mjs';

// A minute takes 4 s, an endpoint may take 1 s, retries come after 0.33 s and 20 s.
const SCALE = 15;
const MINUTE = 60_000 / SCALE;
const LONG = { within: 45_000 };

async function setting(t, ...receivers) {
  const shops = await Promise.all(receivers.map((each) => startReceiver(each)));
  for (const shop of shops) t.after(shop.close);
  const own = await startLab({ scale: SCALE, vars: { EVENT_ENDPOINTS: endpointsOf(...shops) } });
  t.after(own.end);
  return [own, ...shops];
}

const BOTH = ['order.pending', 'order.succeeded'];
const charged = (own, times) => repeat(times, () => own.charged());

const isFailing = (own) => own.records.rows('Control', 'SELECT body FROM endpoints')
  .some(({ body }) => JSON.parse(body).failing_since !== null);

describe('an endpoint that keeps failing', { concurrency: 2 }, () => {
  test('is tried once a minute, then caught up in sequence; the others hear of both, once', async (t) => {
    const [own, shop, other] = await setting(t, { id: 'shop', answer: () => ({ status: 500 }) }, { id: 'other' });
    const early = await charged(own, 15);
    const [failing] = await other.gets('endpoint/shop', ['endpoint.failing']);
    const late = await charged(own, 15);
    await sleep(MINUTE / 2); // What was under way when it was found failing has come.
    const before = shop.deliveries.length;
    const since = Date.now();
    await until('it was tried a few times', () => shop.deliveries.length >= before + 3, LONG);
    const minutes = (Date.now() - since) / MINUTE;
    assert.ok(shop.deliveries.length - before <= minutes + 2, `${shop.deliveries.length - before} in ${minutes} minutes`);
    assert.deepEqual(shop.taken(), []);
    const paid = [...early, ...late];
    for (const { id } of paid) await other.gets(id, BOTH);

    shop.answer = () => ({});
    for (const { id } of paid) await shop.gets(id, BOTH, LONG);
    const [, recovered] = await other.gets('endpoint/shop', ['endpoint.failing', 'endpoint.recovered']);
    assert.equal(recovered.thing.failing_since, failing.thing.failing_since);
    assert.ok(Date.parse(failing.thing.failing_since) <= Date.parse(failing.event.timestamp));
    await shop.gets('endpoint/shop', ['endpoint.failing', 'endpoint.recovered'], LONG);
    shop.checkSequences();
    assert.equal(shop.taken().length, 2 * paid.length + 2, 'each was taken once');
    const [next] = await charged(own, 1);
    await shop.gets(next.id, BOTH);
    await until('nothing waits', async () => (await own.get('/v1/events?state=waiting')).json.events.length === 0);
  });

  test('is tried after a SIGKILL, too, though nobody calls the gateway', async (t) => {
    const [own, shop] = await setting(t, { id: 'shop', types: ['order.*'], answer: () => ({ status: 500 }) });
    const paid = await charged(own, 10);
    await until('it is failing', () => isFailing(own));
    await own.kill();
    shop.answer = () => ({});
    await own.start();
    for (const { id } of paid) await shop.gets(id, BOTH, LONG);
    shop.checkSequences();
  });

  test('because of one event recovers by the others: each gets its turn', async (t) => {
    let poisoned = () => true;
    const answer = (delivery) => (poisoned(delivery) ? { status: 500 } : {});
    const [own, shop] = await setting(t, { id: 'shop', types: ['order.*'], answer });
    const [bad, ...good] = neighbours(3);
    for (const id of [bad, ...good]) await own.charged({ merchant_order_id: id });
    await until('it is failing', () => isFailing(own), LONG);
    poisoned = ({ about }) => about === bad.toLowerCase();
    const before = shop.of(bad).length;
    await until('a good one was taken', () => shop.taken().length > 0, LONG);
    assert.ok(shop.of(bad).length - before <= 1, `the bad one was tried ${shop.of(bad).length - before} times before any other`);
    for (const id of good) await shop.gets(id, BOTH, LONG);
    assert.deepEqual(shop.kinds(bad), []);
    poisoned = () => false;
    const { json } = await own.get(`/v1/events?merchant_order_id=${bad}`);
    await own.post(`/v1/events/${json.events.at(-1).id}/redeliver`);
    await shop.gets(bad, BOTH, LONG);
    shop.checkSequences();
  });

  test('is called a healthy one as soon as a person has something redelivered to it', async (t) => {
    const [own, shop, other] = await setting(t, { id: 'shop', answer: () => ({ status: 500 }) }, { id: 'other' });
    const paid = await charged(own, 10);
    await other.gets('endpoint/shop', ['endpoint.failing']);
    shop.answer = () => ({});
    const since = new Date(0).toISOString();
    assert.equal((await own.post('/v1/events/redeliver', { since, endpoint: 'shop' })).status, 200);
    for (const { id } of paid) await shop.gets(id, BOTH, LONG);
    await other.gets('endpoint/shop', ['endpoint.failing', 'endpoint.recovered']);
    shop.checkSequences();
  });
});
