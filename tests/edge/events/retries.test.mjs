// What becomes of a delivery that was not taken: when it is tried again, and when it is given up.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startLab } from '../support/lab.mjs';
import { endpointsOf, startReceiver } from '../support/receiver.mjs';
import { repeat, sleep, until } from '../support/wait.mjs';

async function setting(t, scale, ...receivers) {
  const shops = await Promise.all(receivers.map((each) => startReceiver(each)));
  for (const shop of shops) t.after(shop.close);
  const own = await startLab({ scale, vars: { EVENT_ENDPOINTS: endpointsOf(...shops) } });
  t.after(own.end);
  return [own, ...shops];
}

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** The only event about an order, once its attempts are as many; with the row of its delivery. */
async function attempted(own, id, times = 1, given) {
  return until(`${id} was tried ${times} times`, async () => {
    const { json } = await own.get(`/v1/events?merchant_order_id=${id}`);
    const event = json.events.at(-1);
    const attempts = event?.deliveries[0]?.attempts ?? [];
    const [row] = own.records.rows('Ledger', 'SELECT * FROM deliveries WHERE about = ? AND sequence = 1', id.toLowerCase());
    return attempts.length >= times && { event, attempts, row, state: event.deliveries[0].state };
  }, given);
}

/** Answered like this an event waits, and the attempt is kept; asked for again it is taken. */
async function failsAs(own, shop, script, [status, error]) {
  shop.answer = () => script;
  const { id } = await own.opened();
  const { event, attempts, state, row } = await attempted(own, id);
  assert.deepEqual([attempts[0].status, attempts[0].error, state], [status, error, 'waiting']);
  assert.ok(row.again_at > row.last_at);
  shop.answer = () => ({});
  await own.post(`/v1/events/${event.id}/redeliver`);
  await shop.gets(id, ['order.pending']);
}

describe('a delivery that is not taken', { concurrency: 3 }, () => {
  test('is tried again after 5 s, 5 min and so on, spread by a tenth at most', async (t) => {
    const [own] = await setting(t, 1, { answer: () => ({ status: 500 }) });
    const spreads = new Set();
    for (let n = 0; n < 4; n += 1) {
      const { id } = await own.opened();
      const { attempts, row, state } = await attempted(own, id);
      assert.deepEqual([state, attempts[0].status, attempts[0].error], ['waiting', 500, null]);
      const wait = row.again_at - row.since;
      assert.ok(wait >= 5 * SECOND && wait <= 5.6 * SECOND, `${wait}`);
      spreads.add(wait);
    }
    assert.ok(spreads.size > 1, 'not all at the same moment');
    assert.equal(new Set(own.records.rows('Ledger', 'SELECT state FROM deliveries').map((row) => row.state)).size, 1);
  });

  test('is tried by the whole schedule: each time after the one before, then it is exhausted, kept and redelivered', async (t) => {
    // Each restart finds the last try an hour before the next moment of the schedule has come.
    const [own, shop] = await setting(t, 1, { answer: () => ({ status: 503 }) });
    const { id } = await own.opened();
    const { event } = await attempted(own, id);
    const hours = [5, 305, 2105, 9305, 27_305, 63_305, 113_705, 185_705, 272_105].map((seconds) => seconds * SECOND);
    for (const [at, offset] of hours.entries()) {
      await own.kill();
      const since = Date.now() - offset;
      own.records.change('Ledger', 'UPDATE deliveries SET since = ?, again_at = 1', since);
      own.records.change('Ledger', "UPDATE due SET at = 1 WHERE kind = 'deliver'");
      own.records.change('Control', 'DELETE FROM endpoints');
      await own.start();
      await own.get('/healthz');
      const { row, state } = await attempted(own, id, at + 2);
      const next = hours[at + 1];
      if (next === undefined) {
        assert.equal(state, 'exhausted');
      } else {
        assert.equal(state, 'waiting');
        const left = since + next - row.last_at;
        assert.ok(row.again_at >= since + next && row.again_at <= since + next + left / 10 + 5, `after ${offset}`);
      }
    }
    const { json } = await own.get('/v1/events?state=exhausted');
    assert.deepEqual(json.events.map((each) => each.id), [event.id]);
    assert.deepEqual(json.events[0].deliveries[0].attempts.map((each) => each.status), Array(10).fill(503));
    shop.answer = () => ({});
    const again = await own.post(`/v1/events/${event.id}/redeliver`);
    assert.deepEqual([again.status, again.json], [200, { deliveries: 1 }]);
    const [delivery] = await shop.gets(id, ['order.pending']);
    assert.deepEqual([delivery.id, delivery.event], [event.id, event.body]);
    assert.equal((await attempted(own, id, 11)).state, 'delivered');
  });

  test('rests as long as Retry-After asks for, a day at most', async (t) => {
    let header;
    const [own] = await setting(t, 1, { answer: () => ({ status: 503, headers: header && { 'retry-after': header } }) });
    const rests = async (value) => {
      header = value;
      // What one asked for holds for all: the next one goes to an endpoint that is taken for a healthy one again.
      await own.kill();
      own.records.change('Control', 'DELETE FROM endpoints');
      own.records.change('Ledger', 'DELETE FROM resting');
      // Nor is an earlier one tried before it: its answer would be a pause for this one.
      own.records.change('Ledger', "DELETE FROM due WHERE kind = 'deliver'");
      await own.start();
      const { id } = await own.opened();
      const { row } = await attempted(own, id);
      return row.again_at - row.last_at;
    };
    await own.get('/healthz');
    await own.opened();
    await until('the object is there', () => own.records.rows('Control', 'SELECT 1 FROM endpoints').length > 0);
    assert.equal(await rests('120'), 120 * SECOND);
    for (const huge of ['999999999999999999', '9'.repeat(40)]) assert.equal(await rests(huge), DAY, huge);
    for (const value of ['1', '-5', `-${'9'.repeat(40)}`]) {
      const rest = await rests(value);
      assert.ok(rest > 0 && rest <= 5.6 * SECOND, `${value}: ${rest}`);
    }
  });

  test('keeps everything else from an endpoint that asked for a pause with Retry-After', async (t) => {
    const answer = () => ({ status: 429, headers: { 'retry-after': '1800' } });
    const [own, shop, other] = await setting(t, 1, { id: 'shop', answer }, { id: 'other' });
    const first = await own.opened();
    await attempted(own, first.id);
    const tried = shop.deliveries.length;
    const later = await repeat(12, () => own.opened());
    for (const { id } of later) await other.gets(id, ['order.pending']);
    await sleep(1500);
    assert.equal(shop.deliveries.length, tried, 'of 13 that wait none is sent');
    shop.answer = () => ({});
    const since = new Date(0).toISOString();
    await own.post('/v1/events/redeliver', { since, endpoint: 'shop' });
    for (const { id } of later) await shop.gets(id, ['order.pending']);
  });

  test('rests until the time that Retry-After names', async (t) => {
    const at = new Date(Math.ceil(Date.now() / SECOND) * SECOND + 600 * SECOND);
    const [own] = await setting(t, 1, { answer: () => ({ status: 503, headers: { 'retry-after': at.toUTCString() } }) });
    const { id } = await own.opened();
    const { row } = await attempted(own, id);
    assert.ok(row.again_at >= at.getTime(), `${row.again_at - at.getTime()}`);
  });

  test('is not taken with a redirect, and does not follow it', async (t) => {
    const elsewhere = await startReceiver({ id: 'elsewhere' });
    t.after(elsewhere.close);
    const [own, shop] = await setting(t, 1, {});
    for (const status of [301, 302, 303, 307, 308]) {
      await failsAs(own, shop, { status, headers: { location: elsewhere.endpoint().url } }, [status, null]);
    }
    assert.deepEqual(elsewhere.deliveries, []);
  });

  test('is not taken with anything but 2xx; any 2xx takes it', async (t) => {
    const [own, shop] = await setting(t, 1, {});
    for (const status of [400, 404, 429, 500]) await failsAs(own, shop, { status }, [status, null]);
    for (const status of [201, 202, 204]) {
      shop.answer = () => ({ status });
      const { id } = await own.opened();
      assert.equal((await attempted(own, id)).state, 'delivered');
    }
  });

  test('is not taken without an answer in time, or when the connection breaks', async (t) => {
    const [own, shop] = await setting(t, 15, {}); // An endpoint may take 1 s.
    await failsAs(own, shop, { hang: true }, [null, 'timeout']);
    await failsAs(own, shop, { reset: true }, [null, 'connection_lost']);
  });

  test('is taken with 2xx, however much comes behind it', async (t) => {
    const [own, shop] = await setting(t, 10, {}); // An endpoint may take 1.5 s.
    for (const script of [{ body: 'x'.repeat(5_000_000) }, { endless: true }, { trickle: true }]) {
      shop.answer = () => script;
      const { id } = await own.opened();
      const { state, attempts } = await attempted(own, id);
      assert.deepEqual([state, attempts[0].status], ['delivered', 200], Object.keys(script)[0]);
      assert.equal(shop.of(id).length, 1);
      await until('the connection was left', () => shop.open === 0);
    }
  });
});

describe('an endpoint that is gone', () => {
  test('410: everything for it is exhausted at once, nothing more is sent, and the others hear of it', async (t) => {
    const [own, gone, other] = await setting(t, 20, { id: 'gone', answer: () => ({ status: 410 }) }, { id: 'other' });
    const { id } = await own.opened();
    const [told] = await other.gets('endpoint/gone', ['endpoint.failing']);
    assert.deepEqual([told.thing.id, Object.keys(told.thing)], ['gone', ['id', 'failing_since']]);
    const stateOf = async (place) => {
      const { json } = await own.get(`/v1/events?merchant_order_id=${place}&endpoint=gone`);
      return json.events.map((each) => each.deliveries.find((one) => one.endpoint === 'gone').state);
    };
    await until('it is exhausted', async () => (await stateOf(id)).join() === 'exhausted');
    const paid = await repeat(5, () => own.charged());
    for (const each of paid) await other.gets(each.id, ['order.pending', 'order.succeeded']);
    for (const each of paid) {
      await until('exhausted', async () => (await stateOf(each.id)).join() === 'exhausted,exhausted');
    }
    await sleep(1000); // Some retries' and probes' worth.
    assert.equal(gone.deliveries.length, 1);
    gone.answer = () => ({});
    const { json } = await own.post('/v1/events/redeliver', { since: '2026-01-01T00:00:00Z', endpoint: 'gone' });
    assert.ok(json.deliveries >= 11);
    for (const each of paid) await gone.gets(each.id, ['order.pending', 'order.succeeded']);
    await other.gets('endpoint/gone', ['endpoint.failing', 'endpoint.recovered']);
    // That it is well again is told before it is given what it had missed of itself.
    gone.checkSequences((each) => each.subject === 'order');
  });
});
