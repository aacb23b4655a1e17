// Order per thing, independence of everything else: what one endpoint does to one event delays nothing but that.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startLab } from '../support/lab.mjs';
import { neighbours } from '../support/orders.mjs';
import { endpointsOf, startReceiver } from '../support/receiver.mjs';
import { repeat, until } from '../support/wait.mjs';

async function setting(t, scale, ...receivers) {
  const shops = await Promise.all(receivers.map((each) => startReceiver(each)));
  for (const shop of shops) t.after(shop.close);
  const own = await startLab({ scale, vars: { EVENT_ENDPOINTS: endpointsOf(...shops) } });
  t.after(own.end);
  return [own, ...shops];
}

const BOTH = ['order.pending', 'order.succeeded'];

describe('deliveries', { concurrency: 3 }, () => {
  test('later events of an order wait for its first one; other orders do not', async (t) => {
    const [own, shop] = await setting(t, 1, { id: 'shop' });
    const { id, otp } = await own.opened({ merchant_order_id: `HELD${Date.now()}` });
    await shop.gets(id, ['order.pending']);
    // From now on this order's next event is refused; nothing is retried for 5 s.
    let good = false;
    shop.answer = ({ about, kind }) => (about === id.toLowerCase() && kind === 'order.unknown' && !good ? { status: 500 } : {});
    await own.plan('ConfirmDeduct', { code: '001', charge: false }, { transaction_id: id });
    assert.equal((await own.confirm(id, otp)).json.state, 'unknown');
    await own.resolve(id, { state: 'failed', evidence: 'statement', by: 'Noy' });
    await shop.sees('the refused one', (each) => each.kind === 'order.unknown');
    const others = await repeat(40, () => own.charged());
    for (const other of others) await shop.gets(other.id, BOTH);
    assert.deepEqual(shop.kinds(id), ['order.pending'], 'still held back');
    assert.deepEqual(shop.of(id).filter((each) => each.sequence > 2), [], 'nothing after the refused one was sent');
    good = true;
    // If the machine was so slow that the retry after 5 s was refused, too, the next one would come after 5 min.
    const { json } = await own.get(`/v1/events?merchant_order_id=${id}&type=order.unknown`);
    if (shop.of(id).length > 2) await own.post(`/v1/events/${json.events[0].id}/redeliver`);
    await shop.gets(id, ['order.pending', 'order.unknown', 'order.failed', 'order.resolved']);
    shop.checkSequences();
  });

  test('an endpoint that hangs delays no other endpoint', async (t) => {
    const [own, stuck, quick] = await setting(t, 1, { id: 'stuck', answer: () => ({ hang: true }) }, { id: 'quick' });
    // Of one shard, so that they meet.
    const paid = [];
    for (const id of neighbours(5)) paid.push(await own.charged({ merchant_order_id: id }));
    for (const { id } of paid) await quick.gets(id, BOTH);
    assert.ok(stuck.open > 0);
    const ended = own.records.rows('Ledger', "SELECT 1 FROM attempts WHERE endpoint = 'stuck'");
    assert.deepEqual(ended, [], 'nobody waited for the other endpoint\'s 15 s');
    assert.deepEqual(stuck.taken(), []);
    const { json } = await own.get(`/v1/events?merchant_order_id=${paid[0].id}`);
    for (const { deliveries } of json.events) {
      const states = Object.fromEntries(deliveries.map((each) => [each.endpoint, each.state]));
      assert.deepEqual(states, { stuck: 'waiting', quick: 'delivered' });
    }
    quick.checkSequences();
  });

  test('an endpoint that is slow gets one event of an order at a time, and no order is lost', async (t) => {
    const [own, slow] = await setting(t, 1, { id: 'slow', answer: () => ({ delayMs: 100 }) });
    const under = new Map();
    const answer = slow.answer;
    slow.answer = (delivery) => {
      const now = (under.get(delivery.about) ?? 0) + 1;
      under.set(delivery.about, now);
      assert.equal(now, 1, 'one at a time');
      setTimeout(() => under.set(delivery.about, 0), 90);
      return answer();
    };
    const paid = await repeat(20, () => own.charged());
    for (const { id } of paid) await slow.gets(id, BOTH, { within: 40_000 });
    assert.equal(slow.deliveries.length, 40, 'each once');
    slow.checkSequences();
  });

  test('endpoints that are all down keep no order from being paid', async (t) => {
    const [own, gone, stuck] = await setting(t, 1, { id: 'gone' }, { id: 'stuck', answer: () => ({ hang: true }) });
    gone.close();
    const paid = await repeat(20, () => own.charged());
    assert.ok(paid.every(({ order }) => order.state === 'succeeded'));
    await until('all wait', async () => {
      const { json } = await own.get('/v1/events?type=order.*&state=waiting&endpoint=gone&limit=100');
      return json.events.length === 40 && json.events.every((each) => each.sequence > 1 || each.deliveries
        .some((one) => one.endpoint === 'gone'));
    });
    const { json } = await own.get('/v1/events?type=order.*&state=delivered');
    assert.deepEqual(json.events, []);
    assert.ok(stuck.open > 0);
  });
});
