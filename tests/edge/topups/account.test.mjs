// A provider that refuses our account, key or address takes no orders until it takes the account again.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { appotapay, APPOTAPAY, BOTH, CONNECT, connectTopup, startTopups, topup } from '../support/topups.mjs';
import { until } from '../support/wait.mjs';

async function lab(t, settings) {
  const started = await startTopups(settings);
  t.after(started.end);
  return started;
}

const CODES = { [APPOTAPAY]: ['92', '11', '13', '14', '15', '23', '401', '403'], [CONNECT]: ['-302', '-4', '-6'] };
/** With another name the account is another one. */
const WRONG = {
  [APPOTAPAY]: { appotapay: { api_key: 'another' } },
  [CONNECT]: { connectTopup: { username: 'another' } },
};

// Each has a gateway of its own; they mostly wait.
describe('an account', { concurrency: 3 }, () => {
  for (const provider of BOTH) {
    test(`that ${provider} refuses closes it until it is taken again`, async (t) => {
      const own = await lab(t);
      for (const [nth, code] of CODES[provider].entries()) {
        await own.access(provider, code);
        await own.closes(provider, 'account_refused');
        const wanted = topup({ provider });
        await own.refused(wanted);
        const asked = await own.get(`/v1/providers/${provider}/balance`);
        assert.deepEqual([asked.status, asked.json.code], [503, 'provider_credentials_refused'], code);
        const probes = own.called(provider, 'balance');
        if (nth === 0) await until('it was probed in vain', () => own.called(provider, 'balance') > probes);
        assert.equal((await own.suspended(provider)).cause, 'account_refused', code);
        await own.access(provider, null);
        // Closed again and again it is probed less and less: the rest is opened by a look at the balance.
        if (nth === 0) await own.opens(provider);
        else await own.get(`/v1/providers/${provider}/balance`);
        await own.credited(wanted);
      }
    });

    test(`that ${provider} refuses in a query closes it, and the order stays unknown`, async (t) => {
      const own = await lab(t);
      const lost = topup({ provider });
      const { merchant_order_id: id } = lost;
      await own.plan(provider, 'charge', { status: 500, work_first: true }, { id });
      assert.equal((await own.create(lost)).json.state, 'unknown');
      await own.access(provider, CODES[provider][0]);
      await until('it is closed', async () => (await own.suspended(provider))?.cause === 'account_refused');
      assert.deepEqual([(await own.order(id)).state, (await own.order(id)).may_refund_payer], ['unknown', false]);
      await own.refused(topup({ provider }));
      await own.access(provider, null);
      await own.opens(provider);
      await own.reaches(id, 'succeeded', { within: 30_000 });
    });

    test(`that is mended in the configuration is taken by ${provider} at once`, async (t) => {
      const own = await lab(t, { scale: 1, ...WRONG[provider] });
      await own.closes(provider, 'account_refused');
      await own.restart({ appotapay: appotapay(), connectTopup: connectTopup() });
      await own.credited(topup({ provider }));
    });
  }

  test('that is met by a page at the door of Connect Topup: no order fails of it, five close it', async (t) => {
    const own = await lab(t, { scale: 8 }); // A recheck comes after 3.75 s, and a probe, too.
    await own.access(CONNECT, '403');
    for (let n = 0; n < 5; n += 1) {
      const { json } = await own.create(topup({ provider: CONNECT }));
      assert.deepEqual([json.state, json.unknown_reason, json.may_refund_payer], ['unknown', 'http_status', false]);
    }
    assert.equal((await own.suspended(CONNECT)).cause, 'unreachable');
    const wanted = topup({ provider: CONNECT });
    await own.refused(wanted);
    await own.access(CONNECT, null);
    await own.opens(CONNECT);
    await own.credited(wanted);
  });
});
