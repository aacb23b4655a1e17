// Removal of what events say after RETENTION_DAYS. As in retention.test.mjs nobody waits for days.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startLab } from '../support/lab.mjs';
import { endpointsOf, startReceiver } from '../support/receiver.mjs';
import { until } from '../support/wait.mjs';

const shop = await startReceiver({ id: 'shop' });
const down = await startReceiver({ id: 'down', types: ['order.*', 'subscription.*'], answer: () => ({ status: 500 }) });
after(() => [shop, down].forEach((each) => each.close()));
const vars = { RETENTION_DAYS: '1', EVENT_ENDPOINTS: endpointsOf(shop, down) };
const lab = await startLab({ vars });
after(lab.end);

async function letDaysPass(keep) {
  await lab.kill();
  lab.records.change('Ledger', "UPDATE due SET at = 1 WHERE kind = 'order' AND key != ?", keep.toLowerCase());
  await lab.start({ scale: 86_400_000, vars });
  await lab.get('/healthz'); // As the cron does.
}

const TABLES = ['events', 'deliveries', 'attempts', 'due', 'orders', 'history'];
const stored = () => JSON.stringify(TABLES.map((each) => lab.records.rows('Ledger', `SELECT * FROM ${each}`)));
const bodies = (about) => lab.records.rows('Ledger', 'SELECT body FROM events WHERE about = ?', about.toLowerCase()).map((row) => row.body);

const paid = await lab.charged({ details: { subscribe: true, ussd_code: '*1#' } });
const open = await lab.opened();
const [, told] = await shop.gets(paid.id, ['order.pending', 'order.succeeded']);

test('the text of an ended order\'s events is gone; that they were told is kept', async () => {
  assert.ok(stored().includes(paid.msisdn));
  const wish = { Msisdn: paid.msisdn, USSDCode: '*1#', Channel: 'USSD' };
  await shop.sees('the start', (each) => each.kind === 'subscription.started');
  await lab.unsubscribe(wish);
  await shop.sees('the end', (each) => each.kind === 'subscription.cancelled');
  const sent = down.deliveries.length;
  await letDaysPass(open.id);
  await until('it was forgotten', async () => (await lab.order(paid.id)).details === null);
  const { status, json } = await lab.get(`/v1/events/${told.id}`);
  assert.deepEqual([status, json.type, json.sequence, json.body], [200, 'order.succeeded', 2, null]);
  const states = Object.fromEntries(json.deliveries.map((each) => [each.endpoint, each.state]));
  assert.deepEqual(states, { shop: 'delivered', down: 'exhausted' });
  const { json: { events } } = await lab.get(`/v1/events?merchant_order_id=${paid.id}`);
  assert.deepEqual(events.map((each) => [each.type, each.body]), [['order.succeeded', null], ['order.pending', null]]);
  assert.deepEqual(bodies(paid.id), [null, null]);
  assert.equal(bodies(open.id).length, 1);
  assert.ok(bodies(open.id)[0].includes(open.msisdn), 'what has not ended is kept');
  const again = await lab.post(`/v1/events/${told.id}/redeliver`);
  assert.deepEqual([again.status, again.json.code], [404, 'event_not_found']);
  const since = { since: '2026-01-01T00:00:00Z', endpoint: 'shop' };
  assert.ok((await lab.post('/v1/events/redeliver', since)).status === 200);
  const after = down.deliveries.slice(sent).filter((each) => each.about === paid.id.toLowerCase());
  assert.deepEqual(after, [], 'nothing without its text is sent');
});

test('the number is in no event any more, not in those of its subscription either', async () => {
  // The clock must pass the day, which lasts a millisecond now, and health is believed for a while.
  const count = () => lab.records.rows('Ledger', 'SELECT kind, about FROM events WHERE body LIKE ?', `%${paid.msisdn}%`);
  await until('they are forgotten', async () => {
    await lab.get('/healthz');
    return count().length === 0;
  }).catch(() => {});
  assert.deepEqual(count(), []);
  assert.ok(!stored().includes(paid.msisdn));
  const waiting = () => lab.records.rows('Ledger', "SELECT d.about FROM deliveries d JOIN events e USING (about, sequence) WHERE d.state = 'waiting' AND e.body IS NULL");
  assert.deepEqual(waiting(), [], 'what has no text is not waited for');
  for (const each of [shop, down]) assert.deepEqual(each.broken, [], `${each.id}: nothing without a text was sent`);
});
