// LTC: charges that a password confirms, and renewals of subscriptions.
import { sleep } from '../../edge/support/wait.mjs';
import { pageOrders, resolvesLate } from '../people.mjs';
import { badQuery, misbehaviour } from './misbehaviour.mjs';

const AMOUNTS = ['1000', '5000', '20000'];
// A code with or without the work that it speaks of.
const done = (code) => ({ code, charge: true });
const undone = (code) => ({ code, charge: false });
const CONFIRM = [done('105'), undone('001'), done('002'), done('102')];
const RENEWAL = [done('107'), undone('001'), done('777')];
// The older server writes its records after the charge, and answers 002 or HTTP 500 where a write fails.
const OLDER = [{ fail_write: 'records' }, { fail_write: 'last' }];
const DETAILS = { card_name: 'Gold' };
const CONSENTED = '2026-01-01T00:00:00+07:00';

const number = (serial) => `205${String(5_000_000 + serial).slice(-7)}`;
const fields = (random, id, msisdn, operation, details) => ({
  provider: 'ltc', operation, merchant_order_id: id, amount: { value: random.pick(AMOUNTS), currency: 'LAK' }, msisdn,
  details: { ...DETAILS, ...details },
});

async function misbehaves(random, { plan, older }, call, id, more) {
  const odd = older.carries(id) && random.chance(0.3) ? random.pick(OLDER) : misbehaviour(random, more);
  if (random.chance(0.3)) await plan('ltc', { call, transaction_id: id }, odd);
  if (!random.chance(0.2)) return;
  await plan('ltc', { call: 'CheckTransaction', transaction_id: id }, badQuery(random), random.between(1, 3));
}

/** A charge; where its first call had no answer and nothing was charged, the merchant takes a new id. */
export async function charge(world, random, serial) {
  for (let nth = 0; nth < 4; nth += 1) {
    const order = await chargeOnce(world, random, serial, nth);
    if (order?.failure?.reason !== 'no_answer') return;
  }
}

/** Its password is given, not given, given wrong first, or given several times at once. */
async function chargeOnce(world, random, serial, nth) {
  const { caller, newId, otpOf, plan } = world;
  const id = newId(random, serial, 'charge', nth);
  const msisdn = number(serial);
  if (random.chance(0.06)) await plan('ltc', { call: 'RequestDeduct', transaction_id: id }, misbehaviour(random));
  await misbehaves(random, world, 'ConfirmDeduct', id, CONFIRM);
  if (random.chance(0.01)) await world.expireTokens();
  await caller.post(random, '/v1/orders', fields(random, id, msisdn, 'charge', { subscribe: random.chance(0.2) }));
  const order = await caller.settled(random, id);
  if (random.chance(0.1)) await resolvesLate(world, random, `/v1/orders/${id}`);
  if (order?.state !== 'pending') return order;
  const otp = otpOf(msisdn, id);
  const way = random.weighed([[70, 'right'], [12, 'wrong first'], [6, 'at once'], [4, 'cancel'], [8, 'never']]);
  if (way === 'never') return undefined;
  if (way === 'cancel') return void await caller.post(random, `/v1/orders/${id}/cancel`, {});
  if (way === 'wrong first') await confirm(world, random, id, msisdn, String((Number(otp) + 1) % 100_000).padStart(5, '0'));
  if (way === 'at once') await Promise.all([1, 2, 3].map(() => caller.once('POST', `/v1/orders/${id}/confirm`, { otp })));
  return void await confirm(world, random, id, msisdn, otp);
}

/** Gives the password, and again where no answer came, as long as the order waits for it. */
async function confirm(world, random, id, msisdn, otp) {
  const { caller } = world;
  for (let nth = 0; nth < 8; nth += 1) {
    const reply = await caller.once('POST', `/v1/orders/${id}/confirm`, { otp });
    if (reply?.json?.state === 'unknown') await pageOrders(world, random, id, msisdn);
    if (reply && reply.status < 500 && reply.status !== 429) return;
    // Some callers look at the order first, some just try again.
    if (random.chance(0.5) && (await caller.settled(random, id))?.state !== 'pending') return;
    await sleep(random.between(20, 300));
  }
}

/** Renewals of one subscription; a period is asked for under several ids, and some subscribers leave. */
export async function renewal(world, random, serial) {
  const { caller, newId, periods } = world;
  const msisdn = number(serial);
  const subscription = { provider: 'ltc', msisdn, consented_at: CONSENTED, details: DETAILS };
  const reply = await caller.insist(random, 'POST', '/v1/subscriptions', subscription);
  if (reply?.status !== 200) return;
  const rivals = random.chance(0.4) ? 2 : 1;
  const ids = Array.from({ length: rivals }, (_, nth) => newId(random, serial, 'renewal', nth));
  for (const id of ids) {
    periods.set(id, { msisdn, period: `${msisdn} 2026-12` });
    await misbehaves(random, world, 'RequestDeduct', id, RENEWAL);
  }
  // To the older server a number that is no member is one to be texted.
  if (random.chance(0.8)) await world.joins(msisdn);
  const wanted = (id) => fields(random, id, msisdn, 'renewal', { period: '2026-12' });
  const leaves = random.chance(0.15) ? world.unsubscribe(random, msisdn) : undefined;
  await Promise.all(ids.map((id) => caller.post(random, '/v1/orders', wanted(id), { tries: 20 })));
  await leaves;
}
