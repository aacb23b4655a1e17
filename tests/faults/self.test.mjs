// The comparison can fail: the gateway is broken on purpose (worker/breaks.mjs, in what is wrapped around it), and seen.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { payment } from './kinds/lianlian.mjs';
import { charge } from './kinds/ltc.mjs';
import { connectTopup } from './kinds/topups.mjs';
import { run } from './run.mjs';

const SEED = 11;
const only = (kind) => [[1, kind]];

/** What a broken gateway is caught at: the names of the comparisons that failed. */
async function caught(broken, settings) {
  const all = { orders: 12, seed: SEED, share: 0, calm: true, patient: false, broken, ...settings };
  const { checks, text } = await run(all);
  const names = checks.filter(({ breaches }) => breaches.length > 0).map(({ name }) => name);
  const sees = (name) => assert.ok(names.includes(name), `not caught at "${name}":\n${text}`);
  return { sees, text };
}

// Each has a gateway of its own; they mostly wait.
describe('a gateway that is broken is caught', { concurrency: 3 }, () => {
  test('an intent that is not kept', async () => {
    const { sees, text } = await caught('reservation', { kinds: only(connectTopup) });
    sees('every charge in the book is an order in the ledger');
    sees('every accepted order is there');
    sees('no call that charges sent twice');
    assert.match(text, /book \{"id":/, 'the order is shown with what the book says of it');
  });

  test('two that race for an id and are both sent', async () => {
    (await caught('twice', { kinds: only(connectTopup), twice: 1 })).sees('no call that charges sent twice');
  });

  test('a charge that is called failed', async () => {
    (await caught('failed', { kinds: only(charge) })).sees('none called failed that was charged');
  });

  test('a doubt that is called a success', async () => {
    const { sees } = await caught('succeeded', { kinds: only(connectTopup), orders: 30 });
    sees('none called succeeded that was not charged');
  });

  test('a notification that is acknowledged and not stored', async () => {
    (await caught('notification', { kinds: only(payment) })).sees('what every acknowledged notification proved is there');
  });

  test('an event that is dropped', async () => {
    const { sees } = await caught('event', { kinds: only(charge) });
    sees('every event reached the endpoint');
    sees('numbered without a gap, and in turn');
  });
});
