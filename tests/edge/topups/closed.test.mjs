// A provider whose answers say that the next order would fare no better takes none, until that has changed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { APPOTAPAY, BOTH, startTopups, topup } from '../support/topups.mjs';
import { until } from '../support/wait.mjs';

async function lab(t, settings) {
  const started = await startTopups(settings);
  t.after(started.end);
  return started;
}

/** At this pace nothing is asked by itself while a test runs: a probe comes after 30 s. */
const SLOW = { scale: 1 };
const otherThan = (provider) => BOTH.find((each) => each !== provider);

const balance = async (own, provider) => (await own.get(`/v1/providers/${provider}/balance`)).json;
const health = async (own, provider) => {
  const { status, json } = await own.get('/healthz');
  assert.equal(status, 200);
  return json.providers.find((each) => each.id === provider);
};

// Each has a gateway of its own; they mostly wait.
describe('a provider', { concurrency: 3 }, () => {
  for (const provider of BOTH) {
    test(`${provider}, balance too low, is spared two hundred orders; the other one takes its own`, async (t) => {
      const own = await lab(t);
      await own.setBalance(provider, 9_000);
      const { since, probe_at } = await own.closes(provider, 'balance_too_low');
      assert.ok(Date.parse(probe_at) >= Date.parse(since));
      const wanted = Array.from({ length: 200 }, () => topup({ provider }));
      await Promise.all(wanted.map((each) => own.refused(each)));
      assert.equal(own.called(provider, 'charge'), 1);
      const seen = await until('health says it', async () => {
        const now = await health(own, provider);
        return now.suspended && now;
      });
      assert.equal(seen.suspended.cause, 'balance_too_low');
      assert.equal((await health(own, otherThan(provider))).suspended, null);
      const other = topup({ provider: otherThan(provider) });
      await own.credited(other);
      assert.equal(own.called(otherThan(provider), 'charge'), 1, 'what one refuses is not given to the other');
      await own.setBalance(provider, 10_000);
      await own.opens(provider);
      await own.credited(wanted[0]);
      assert.equal(own.called(provider, 'charge'), 2);
    });

    test(`${provider} is opened by a look at a balance that is enough, and by no other`, async (t) => {
      const own = await lab(t, SLOW);
      await own.setBalance(provider, 0);
      await own.closes(provider, 'balance_too_low');
      await own.setBalance(provider, 9_999);
      assert.equal((await balance(own, provider)).suspended.cause, 'balance_too_low');
      await own.refused(topup({ provider }));
      await own.setBalance(provider, 10_000);
      assert.equal((await balance(own, provider)).suspended, null);
      await own.credited(topup({ provider }));
    });

    test(`${provider} is opened by a person; one order finds out whether that was right`, async (t) => {
      const own = await lab(t, SLOW);
      await own.setBalance(provider, 0);
      await own.closes(provider, 'balance_too_low');
      const resumed = await own.resume(provider);
      assert.equal(resumed.status, 200);
      assert.equal(resumed.json.providers.find((each) => each.id === provider).suspended, null);
      await own.closes(provider, 'balance_too_low');
      await own.refused(topup({ provider }));
      assert.equal(own.called(provider, 'charge'), 2);
      await own.setBalance(provider, 10_000);
      await own.resume(provider);
      await own.credited(topup({ provider }));
    });

    test(`${provider}, closed: orders that exist are answered and asked about`, async (t) => {
      const own = await lab(t);
      const known = topup({ provider });
      await own.credited(known);
      const lost = topup({ provider });
      await own.plan(provider, 'charge', { status: 500, work_first: true }, { id: lost.merchant_order_id });
      assert.equal((await own.create(lost)).json.state, 'unknown');
      await own.setBalance(provider, 0);
      await own.closes(provider, 'balance_too_low');
      const again = await own.create(known);
      assert.deepEqual([again.status, again.json.state], [200, 'succeeded']);
      const other = { ...known, amount: { value: '20000', currency: 'VND' }, details: {} };
      if (provider === APPOTAPAY) other.details = { ...known.details, product_code: 'topup_20' };
      assert.equal((await own.create(other)).json.code, 'order_id_taken');
      await own.reaches(lost.merchant_order_id, 'succeeded');
      assert.equal((await own.suspended(provider)).cause, 'balance_too_low');
    });

    test(`${provider} stays closed over a SIGKILL, and is probed after it though nobody asks`, async (t) => {
      const own = await lab(t, { scale: 10 }); // A probe comes after 3 s.
      await own.setBalance(provider, 0);
      const { since } = await own.closes(provider, 'balance_too_low');
      await own.restart();
      await own.refused(topup({ provider }));
      const closed = await own.suspended(provider);
      assert.deepEqual([closed.since, closed.cause], [since, 'balance_too_low']);
      await own.kill();
      await own.setBalance(provider, 10_000);
      const probes = own.called(provider, 'balance');
      await own.start();
      await until('it is probed', () => own.called(provider, 'balance') > probes);
      await own.opens(provider);
    });

    test(`${provider} that does not answer five times in a row is closed until it answers a probe`, async (t) => {
      const own = await lab(t, { scale: 8 }); // A recheck comes after 3.75 s, and a probe, too.
      const lost = async (times) => {
        await own.plan(provider, 'charge', { reset: 'before' }, { times });
        for (let n = 0; n < times; n += 1) assert.equal((await own.create(topup({ provider }))).json.state, 'unknown');
      };
      await lost(4);
      await own.credited(topup({ provider }));
      await lost(4);
      assert.equal(await own.suspended(provider), undefined, 'an answer ends the run');
      await lost(1);
      assert.equal((await own.suspended(provider)).cause, 'unreachable');
      const wanted = topup({ provider });
      await own.refused(wanted);
      await own.opens(provider);
      await own.credited(wanted);
    });

    test(`${provider}: a balance below low_balance is said, and closes nothing`, async (t) => {
      const low = { low_balance: '500000' };
      const own = await lab(t, { appotapay: low, connectTopup: low });
      const said = (flag) => until(`balance_low is ${flag}`, async () => {
        await balance(own, provider);
        return (await health(own, provider)).balance_low === flag;
      });
      await own.setBalance(provider, 499_999);
      // Nobody need ask for the balance: health does.
      await until('health says it', async () => (await health(own, provider)).balance_low);
      assert.ok(!(await own.get('/healthz')).text.includes('499'), 'anybody may read that');
      await own.credited(topup({ provider }));
      await own.setBalance(provider, 500_000);
      await said(false);
      // Emptied, it is opened only when there is more than that again.
      await own.setBalance(provider, 0);
      await own.closes(provider, 'balance_too_low');
      await own.setBalance(provider, 499_999);
      const { suspended, balance_low, low_balance } = await balance(own, provider);
      assert.deepEqual([suspended.cause, balance_low, low_balance.value], ['balance_too_low', true, '500000']);
      await own.setBalance(provider, 500_000);
      assert.deepEqual([(await balance(own, provider)).suspended, await own.suspended(provider)], [null, undefined]);
    });
  }
});
