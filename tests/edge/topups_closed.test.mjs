// A provider whose answers say that the next order would fare no better takes none, until that has changed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { appotapay, APPOTAPAY, BOTH, CONNECT, connectTopup, startTopups, topup } from './support/topups.mjs';
import { until } from './support/wait.mjs';

async function lab(t, settings) {
  const started = await startTopups(settings);
  t.after(started.end);
  return started;
}

/** At this pace nothing is asked by itself while a test runs: a probe comes after 30 s. */
const SLOW = { scale: 1 };
const otherThan = (provider) => BOTH.find((each) => each !== provider);

/** Refused without a trace: the id is free. */
async function refused(own, wanted) {
  const { status, headers, json, text } = await own.create(wanted);
  assert.deepEqual([status, json.code, json.money_may_have_moved], [503, 'provider_closed', false], text);
  assert.ok(Number(headers['retry-after']) >= 1);
  assert.equal((await own.get(`/v1/orders/${wanted.merchant_order_id}`)).status, 404);
}

/** The order that finds out, and what is said of the provider then. */
async function closes(own, provider, reason) {
  const { json, text } = await own.create(topup({ provider }));
  assert.deepEqual([json.state, json.failure?.reason, json.may_refund_payer], ['failed', reason, true], text);
  const closed = await own.closed(provider);
  assert.equal(closed?.cause, reason);
  return closed;
}

const balance = async (own, provider) => (await own.get(`/v1/providers/${provider}/balance`)).json;
const opens = (own, provider) => until(`${provider} is open again`, async () => !(await own.closed(provider)), { within: 30_000 });
const health = async (own, provider) => {
  const { status, json } = await own.get('/healthz');
  assert.equal(status, 200);
  return json.providers.find((each) => each.id === provider);
};

// Each has a gateway of its own; they mostly wait.
describe('a provider', { concurrency: 3 }, () => {
  for (const provider of BOTH) {
    test(`${provider}, balance too low: closed, and two hundred orders do not reach it; the other one is open`, async (t) => {
      const own = await lab(t);
      await own.setBalance(provider, 9_000);
      const { since, probe_at } = await closes(own, provider, 'balance_too_low');
      assert.ok(Date.parse(probe_at) > Date.parse(since));
      const wanted = Array.from({ length: 200 }, () => topup({ provider }));
      await Promise.all(wanted.map((each) => refused(own, each)));
      assert.equal(own.called(provider, 'charge'), 1);
      const seen = await until('health says it', async () => {
        const now = await health(own, provider);
        return now.closed && now;
      });
      assert.equal(seen.closed.cause, 'balance_too_low');
      assert.equal((await health(own, otherThan(provider))).closed, null);
      const other = topup({ provider: otherThan(provider) });
      await own.credited(other);
      assert.equal(own.called(otherThan(provider), 'charge'), 1, 'what one refuses is not given to the other');
      await own.setBalance(provider, 10_000);
      await opens(own, provider);
      await own.credited(wanted[0]);
      assert.equal(own.called(provider, 'charge'), 2);
    });

    test(`${provider} is opened by a look at a balance that is enough, and by no other`, async (t) => {
      const own = await lab(t, SLOW);
      await own.setBalance(provider, 0);
      await closes(own, provider, 'balance_too_low');
      await own.setBalance(provider, 9_999);
      assert.equal((await balance(own, provider)).closed.cause, 'balance_too_low');
      await refused(own, topup({ provider }));
      await own.setBalance(provider, 10_000);
      assert.equal((await balance(own, provider)).closed, null);
      await own.credited(topup({ provider }));
    });

    test(`${provider} is opened by a person; one order finds out whether that was right`, async (t) => {
      const own = await lab(t, SLOW);
      await own.setBalance(provider, 0);
      await closes(own, provider, 'balance_too_low');
      const reopened = await own.reopen(provider);
      assert.equal(reopened.status, 200);
      assert.equal(reopened.json.providers.find((each) => each.id === provider).closed, null);
      await closes(own, provider, 'balance_too_low');
      await refused(own, topup({ provider }));
      assert.equal(own.called(provider, 'charge'), 2);
      await own.setBalance(provider, 10_000);
      await own.reopen(provider);
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
      await closes(own, provider, 'balance_too_low');
      const again = await own.create(known);
      assert.deepEqual([again.status, again.json.state], [200, 'succeeded']);
      const other = { ...known, amount: { value: '20000', currency: 'VND' }, details: {} };
      if (provider === APPOTAPAY) other.details = { ...known.details, product_code: 'topup_20' };
      assert.equal((await own.create(other)).json.code, 'order_id_taken');
      await own.reaches(lost.merchant_order_id, 'succeeded');
      assert.equal((await own.closed(provider)).cause, 'balance_too_low');
    });

    test(`${provider} stays closed over a SIGKILL, and is probed after it though nobody asks`, async (t) => {
      const own = await lab(t, { scale: 10 }); // A probe comes after 3 s.
      await own.setBalance(provider, 0);
      const { since } = await closes(own, provider, 'balance_too_low');
      await own.restart();
      await refused(own, topup({ provider }));
      const closed = await own.closed(provider);
      assert.deepEqual([closed.since, closed.cause], [since, 'balance_too_low']);
      await own.kill();
      await own.setBalance(provider, 10_000);
      const probes = own.called(provider, 'balance');
      await own.start();
      await until('it is probed', () => own.called(provider, 'balance') > probes);
      await opens(own, provider);
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
      assert.equal(await own.closed(provider), undefined, 'an answer ends the run');
      await lost(1);
      assert.equal((await own.closed(provider)).cause, 'unreachable');
      const wanted = topup({ provider });
      await refused(own, wanted);
      await opens(own, provider);
      await own.credited(wanted);
    });
  }

  const CODES = { [APPOTAPAY]: ['92', '11', '13', '14', '15', '23', '401', '403'], [CONNECT]: ['-302', '-4', '-6'] };
  for (const provider of BOTH) {
    test(`${provider} that refuses our account is closed until it takes it again`, async (t) => {
      const own = await lab(t);
      for (const [nth, code] of CODES[provider].entries()) {
        await own.access(provider, code);
        await closes(own, provider, 'account_refused');
        const wanted = topup({ provider });
        await refused(own, wanted);
        const asked = await own.get(`/v1/providers/${provider}/balance`);
        assert.deepEqual([asked.status, asked.json.code], [503, 'provider_credentials_refused'], code);
        const probes = own.called(provider, 'balance');
        if (nth === 0) await until('it was probed in vain', () => own.called(provider, 'balance') > probes);
        assert.equal((await own.closed(provider)).cause, 'account_refused', code);
        await own.access(provider, null);
        // Closed again and again it is probed less and less: the rest is opened by a look at the balance.
        if (nth === 0) await opens(own, provider);
        else await balance(own, provider);
        await own.credited(wanted);
      }
    });

    test(`${provider} that refuses our account in a query is closed, and the order stays unknown`, async (t) => {
      const own = await lab(t);
      const lost = topup({ provider });
      const { merchant_order_id: id } = lost;
      await own.plan(provider, 'charge', { status: 500, work_first: true }, { id });
      assert.equal((await own.create(lost)).json.state, 'unknown');
      await own.access(provider, CODES[provider][0]);
      await until('it is closed', async () => (await own.closed(provider))?.cause === 'account_refused');
      assert.deepEqual([(await own.order(id)).state, (await own.order(id)).may_refund_payer], ['unknown', false]);
      await refused(own, topup({ provider }));
      await own.access(provider, null);
      await opens(own, provider);
      await own.reaches(id, 'succeeded', { within: 30_000 });
    });

    test(`${provider}: an account that is mended in the configuration is open at once`, async (t) => {
      const secret = provider === APPOTAPAY
        ? { appotapay: { api_key: 'another-key' } } : { connectTopup: { username: 'another' } };
      const own = await lab(t, { ...SLOW, ...secret });
      await closes(own, provider, 'account_refused');
      await own.restart({ appotapay: appotapay(), connectTopup: connectTopup() });
      await own.credited(topup({ provider }));
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
      await closes(own, provider, 'balance_too_low');
      await own.setBalance(provider, 499_999);
      const { closed, balance_low, low_balance } = await balance(own, provider);
      assert.deepEqual([closed.cause, balance_low, low_balance], ['balance_too_low', true, { value: '500000', currency: 'VND' }]);
      await own.setBalance(provider, 500_000);
      assert.deepEqual([(await balance(own, provider)).closed, await own.closed(provider)], [null, undefined]);
    });
  }
});
