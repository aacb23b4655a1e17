// SIGKILL in the middle of a purchase. After the restart nobody asks for the order: it settles by itself.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { send } from '../support/http.mjs';
import { startLab } from '../support/lab.mjs';
import { nextNumber } from '../support/orders.mjs';
import { caller, clientKey, GOLD, PAGE, PLENTY, stock, VARS } from '../support/shop.mjs';
import { until } from '../support/wait.mjs';

// A call may take 2.5 s, the ledger gives up 0.25 s later; a password lives 37 s.
const SCALE = 8;

async function shop(t) {
  const lab = await startLab({ rateLimit: PLENTY, scale: SCALE, vars: VARS });
  t.after(lab.end);
  await stock(lab, GOLD);
  return { lab, page: caller(lab, PAGE), wanted: { sku: 'gold', client_key: clientKey(), msisdn: nextNumber() } };
}

/** Starts the call, kills the gateway once the provider has it, and starts the gateway again. */
async function killDuring(lab, name, call) {
  const before = lab.calls()[name];
  const fate = call().then((reply) => `answered ${reply.text}`, (error) => error.code);
  await until(`${name} is under way`, () => lab.calls()[name] > before);
  await lab.kill();
  assert.ok(['ECONNRESET', 'EPIPE'].includes(await fate), await fate);
  await lab.start();
}

const settled = (lab, id) => until(`${id} has settled by itself`, () => {
  const order = lab.records.order(id);
  return ['succeeded', 'failed'].includes(order?.state) && order;
});

describe('killed and started again', { concurrency: 2 }, () => {
  test('during the confirm of a purchase: charged once, and the token tells of it', async (t) => {
    const { lab, page, wanted } = await shop(t);
    const { merchant_order_id: id, client_token } = (await page.create(wanted)).json;
    const [{ otp }] = (await send(`${lab.simulatorUrl}/_sms/${wanted.msisdn}`)).json.messages;
    const payer = caller(lab, client_token.token);
    // From here on only what the token's holder does can set an alarm.
    await lab.kill();
    assert.ok(lab.records.loseAlarms('Ledger') > 0);
    await lab.start();
    await lab.plan('ConfirmDeduct', { work_first: true, delay_ms: 6000 });
    await killDuring(lab, 'ConfirmDeduct', () => payer.confirm(id, otp));
    assert.equal((await settled(lab, id)).state, 'succeeded');
    assert.equal((await payer.get(`/v1/orders/${id}`)).json.state, 'succeeded');
    assert.deepEqual([lab.charges(id).length, lab.calls().ConfirmDeduct], [1, 1]);
  });

  test('during the first call of a purchase: the page asks again and finds its order, as it ended', async (t) => {
    const { lab, page, wanted } = await shop(t);
    await lab.plan('RequestDeduct', { work_first: true, delay_ms: 6000 });
    await killDuring(lab, 'RequestDeduct', () => page.create(wanted));
    await stock(lab);
    const again = await until('it has ended', async () => {
      const reply = await page.create(wanted);
      return reply.json.state !== 'sending' && reply;
    });
    assert.deepEqual([again.status, again.json.state, again.json.failure], [200, 'failed', { reason: 'no_answer' }]);
    assert.deepEqual([lab.calls().RequestDeduct, lab.charges(wanted.msisdn).length], [1, 0]);
  });
});
