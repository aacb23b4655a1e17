// What happens in a world before its state is stored: orders of all four providers, in every state, and what else the
// gateway's objects keep.
import assert from 'node:assert/strict';
import { send } from '../../edge/support/http.mjs';
import { alipay, payment, signatureOf } from '../../edge/support/lianlian.mjs';
import { behaving, charge, nextNumber, renewal, wrongOtp } from '../../edge/support/orders.mjs';
import { clientKey, CUSTOMER, GOLD, HAT } from '../../edge/support/shop.mjs';
import { answering, APPOTAPAY, CONNECT, topup } from '../../edge/support/topups.mjs';
import { until } from '../../edge/support/wait.mjs';
import { UNSUBSCRIBE_SECRET } from './world.mjs';

/** Tells the story. Gives what the test has to know of it: ids by what has become of them, and numbers. */
export async function tell(world) {
  const stock = await world.call('PUT', '/v1/catalogue', { json: { items: [GOLD, HAT] } });
  assert.equal(stock.status, 200, stock.text);
  const told = { ...await billed(world), ...await paid(world), ...await toppedUp(world) };
  await hinted(world, told);
  return told;
}

async function made(world, wanted, state, from = world) {
  const reply = await from.create(wanted);
  assert.deepEqual([reply.status, reply.json.state], [201, state], reply.text);
  return reply.json.merchant_order_id;
}

/** At LTC: passwords, subscriptions, what a person decided, what a page bought. */
async function billed(world) {
  const waiting = await world.opened({ details: { subscribe: true, ussd_code: '*123#' } });
  const subscribes = await world.charged({ details: { subscribe: true } });
  const [renews, ended] = [nextNumber(), nextNumber()];
  await world.subscribed(renews, { ussd_code: '*200#' });
  await world.subscribed(ended, { ussd_code: '*300#' });
  const renewed = await made(world, renewal({ msisdn: renews }), 'succeeded');
  const unsubscribe = await send(`${world.url}/v1/notifications/ltc/unsubscribe/${UNSUBSCRIBE_SECRET}`, {
    method: 'POST', json: { Msisdn: ended, USSDCode: '*300#', Channel: 'USSD' },
  });
  assert.equal(unsubscribe.json.ResultCode, '200');
  const cancelled = await world.opened();
  assert.equal((await world.cancel(cancelled.id)).json.state, 'failed');
  const guessed = await world.opened();
  for (let left = 5; left > 0; left -= 1) await world.confirm(guessed.id, wrongOtp(guessed.otp));
  await world.reaches(guessed.id, 'failed');
  const bought = await made(world, { sku: 'gold', client_key: clientKey(), msisdn: nextNumber() }, 'pending', world.page);
  return {
    waiting: { id: waiting.id, msisdn: waiting.msisdn },
    succeeded: [subscribes.id, renewed], failed: [cancelled.id, guessed.id], pending: [bought],
    reviewed: [await paidAfterFailure(world)],
    subscribers: [subscribes.msisdn, renews, ended],
  };
}

/** A person has an order fail whose reply was lost, and then its provider says that it was paid. */
async function paidAfterFailure(world) {
  const { id, otp } = await world.opened({ msisdn: behaving('confirm', '03') });
  assert.equal((await world.confirm(id, otp)).json.state, 'unknown');
  const verdict = await world.resolve(id, { state: 'failed', evidence: 'nobody could say', by: 'operator' });
  assert.equal(verdict.json.state, 'failed', verdict.text);
  await until('a person is called', async () => (await world.order(id)).review);
  return id;
}

/** At LianLian: payments that wait, one that was paid and given back in part, and one that a page made. */
async function paid(world) {
  const payer = async (id) => send(`${world.simulatorUrl}/_payer/${id}`, { method: 'POST', json: { action: 'pay' } });
  const opened = await made(world, payment(), 'pending');
  const bought = await made(world, { sku: 'hat', client_key: clientKey(), method: 'promptpay', details: { customer: CUSTOMER } }, 'pending', world.page);
  const refunded = await made(world, alipay(), 'pending');
  await payer(refunded);
  await world.reaches(refunded, 'succeeded');
  const refund = { merchant_refund_id: 'R0001', amount: { value: '44.00', currency: 'THB' }, reason: 'returned' };
  const reply = await world.post(`/v1/orders/${refunded}/refunds`, refund);
  assert.equal(reply.status, 201, reply.text);
  await send(`${world.simulatorUrl}/_lianlian/refund/R0001`, { method: 'POST', json: { action: 'succeed' } });
  await until('it is given back', async () => (await world.get(`/v1/orders/${refunded}/refunds/R0001`)).json.state === 'succeeded', { within: 60_000 });
  const asked = async (id) => (await world.history(id)).some(({ type }) => type === 'query');
  for (const id of [opened, bought]) await until('it was asked about', () => asked(id), { within: 30_000 });
  return { payments: [opened, bought], refunded };
}

/** At AppotaPay and Connect Topup; AppotaPay's balance is too low in the end. */
async function toppedUp(world) {
  const credited = [await made(world, topup(), 'succeeded'), await made(world, topup({ provider: CONNECT }), 'succeeded')];
  const refused = await made(world, topup({ msisdn: answering(APPOTAPAY, 'charge', 33) }), 'failed');
  const balance = await send(`${world.simulatorUrl}/_appotapay/balance`, { method: 'POST', json: { balance: 9_000 } });
  assert.equal(balance.status, 200, balance.text);
  const poor = await made(world, topup(), 'failed');
  return { credited, refused: [refused, poor] };
}

/** A verified message about an order that is not here. */
async function hinted(world, { refunded }) {
  const [one] = world.simulator.book().lianlian.payments.filter(({ merchant_order_id: id }) => id === refunded);
  const body = JSON.stringify({
    merchant_id: one.merchant_id ?? '142023010100009001', merchant_order_id: 'NOT_HERE_1', order_id: '42',
    order_status: 'PS', order_amount: '1.00', order_currency: 'THB',
  });
  const reply = await send(`${world.url}/v1/notifications/lianlian`, {
    method: 'POST', body, headers: { 'content-type': 'application/json', sign: signatureOf(body), 'sign-type': 'RSA' },
  });
  assert.equal(reply.status, 200, reply.text);
}

/** A charge whose reply is lost on the way back: the last thing that happens before the state is stored. */
export async function lost(world) {
  const { id, otp } = await world.opened({ msisdn: behaving('confirm', '03'), details: { subscribe: true } });
  const reply = await world.confirm(id, otp);
  assert.equal(reply.json.state, 'unknown', reply.text);
  return id;
}
