// The gateway of today, started on the databases of each released form: whatever was accepted then is here and goes on.
import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { newHome } from '../edge/support/gateway.mjs';
import { createRecords } from '../edge/support/records.mjs';
import { until } from '../edge/support/wait.mjs';
import { restore } from './support/dump.mjs';
import { look } from './support/look.mjs';
import { startWorld } from './support/world.mjs';

const HERE = import.meta.dirname;
const forms = readdirSync(HERE).filter((name) => /^\d+\.\d+$/.test(name));
assert.ok(forms.length > 0, 'no form is stored');

for (const form of forms) {
  describe(form, async () => {
    const folder = join(HERE, form);
    const { now, told, event, seen } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
    const home = newHome();
    after(home.remove);
    restore(folder, home.folder);
    const orders = createRecords(home.folder).rows('Ledger', 'SELECT body FROM orders ORDER BY key').map(({ body }) => body);
    // What the providers remember goes on in a file of its own.
    const journal = join(home.folder, 'providers.jsonl');
    cpSync(join(folder, 'providers.jsonl'), journal);
    const world = await startWorld({ home, journal, now });
    after(world.end);
    const found = await look(world, told);

    test('the rows are the orders that the core reads', () => {
      assert.equal(`${orders.join('\n')}\n`, readFileSync(join(folder, 'orders.jsonl'), 'utf8'));
    });

    test('every order, refund and list is as it was', () => {
      assert.deepEqual(found.orders, seen.orders);
      assert.deepEqual(found.refunds, seen.refunds);
      assert.deepEqual(found.ids, [told.lost, ...seen.ids], 'the newest first');
    });

    test('every history is as it was, and goes on where its order does', () => {
      assert.deepEqual(found.settled, seen.settled);
      for (const [id, lines] of Object.entries(seen.open)) assert.deepEqual(found.open[id].slice(0, lines.length), lines, id);
    });

    test('subscriptions, catalogue, messages that belong to nothing, and a suspended provider are as they were', () => {
      const known = ({ subscriptions, catalogue, notifications, suspended }) => ({ subscriptions, catalogue, notifications, suspended });
      assert.deepEqual(known(found), known(seen));
    });

    test('an event is sent again to the byte', async () => {
      const reply = await world.post(`/v1/events/${event.id}/redeliver`);
      assert.deepEqual([reply.status, reply.json], [200, { deliveries: 2 }], reply.text);
      const again = await world.shop.sees('the event', ({ id, url }) => id === event.id && url === '/shop');
      assert.equal(again.text, event.text);
    });

    test('a charge whose reply was lost ends, and starts its subscription', async () => {
      const order = await world.reaches(told.lost, ['succeeded', 'failed']);
      assert.equal(order.state, 'succeeded');
      const charges = world.simulator.book().ltc.charges.filter(({ transaction_id: id }) => id === told.lost);
      assert.equal(charges.length, 1);
      const [line] = (await world.history(told.lost)).slice(-1);
      assert.equal(line.type, 'query');
      await world.shop.sees('its end', ({ about, kind }) => about === told.lost.toLowerCase() && kind === 'order.succeeded');
      const started = () => world.subscriptions(order.msisdn);
      const [subscription] = await until('it has started', async () => (await started()).length > 0 && started());
      assert.equal(subscription.state, 'active');
    });

    test('a charge that waited takes its password, by the session that was sealed then', async () => {
      const { id, msisdn } = told.waiting;
      const reply = await world.confirm(id, world.lastOtp(msisdn));
      assert.equal(reply.json.state, 'succeeded', reply.text);
      assert.equal(world.simulator.book().ltc.calls.token, seen.tokens, 'no other token was fetched');
    });
  });
}
