// Top-ups at AppotaPay and at Connect Topup: charged in their one call, to the merchant's own balance.
import { resolvesLate } from '../people.mjs';
import { badQuery, misbehaviour } from './misbehaviour.mjs';

const VALUES = ['10000', '20000', '50000'];
const AFTERWARDS = [
  { outcome: 'credited', outcome_ms: 1500 }, { outcome: 'failed', outcome_ms: 1500 }, { outcome: 'pending' },
  { outcome: 'credited' }, { outcome: 'credited', hidden_ms: 4000 },
];
const codes = (list) => list.flatMap((code) => AFTERWARDS.map((then) => ({ code, ...then })));

const APPOTAPAY = [
  ...codes(['35', '99', '500']), { code: '33' }, { code: '40' }, { code: '34', charge: false },
  ...['none', 'bad', 'foreign', 'without_product', 'before_change'].map((sign) => ({ sign })),
  ...['phone', 'amount'].map((change) => ({ change })),
  { hang: 'after', outcome: 'credited', outcome_ms: 4000, hidden_ms: 2000 },
];
const CONNECT = [
  ...codes(['0', '-1', '-99']), { code: '61' }, { code: '-5', charge: false },
  ...['bare', 'breaks', 'break_inside', 'half', 'more', 'word', 'html', 'empty', 'other_id'].map((form) => ({ form })),
];

/** One top-up, called for until it is taken. */
async function topup(world, random, id, { provider, call, query, match, more, order }) {
  const { caller, plan } = world;
  if (random.chance(0.35)) await plan(provider, { call, [match]: id }, misbehaviour(random, more));
  if (random.chance(0.2)) await plan(provider, { call: query, [match]: id }, badQuery(random), random.between(1, 3));
  const amount = { value: order.value, currency: 'VND' };
  const { msisdn, details } = order;
  const fields = { provider, operation: 'topup', merchant_order_id: id, amount, msisdn, details };
  for (let nth = 0; nth < 6; nth += 1) {
    if (await caller.post(random, '/v1/orders', fields, { tries: 8 })) break;
    // The provider may be closed since too many calls had no answer: a person opens it again.
    await caller.once('POST', `/v1/providers/${provider}/resume`, {});
  }
  await caller.settled(random, id);
  if (random.chance(0.2)) await resolvesLate(world, random, `/v1/orders/${id}`);
}

const digits = (serial, many) => String(serial).padStart(many, '0').slice(-many);

export function appotapay(world, random, serial) {
  const value = random.pick(VALUES);
  const details = { face_value: value, service_type: 'prepaid' };
  return topup(world, random, world.newId(random, serial, 'topup'), {
    provider: 'appotapay', call: 'charging', query: 'status', match: 'partner_ref_id', more: APPOTAPAY,
    order: { value, msisdn: `086${digits(serial, 7)}`, details },
  });
}

export function connectTopup(world, random, serial) {
  return topup(world, random, world.newId(random, serial, 'topup'), {
    provider: 'connect_topup', call: 'topup', query: 'recheck', match: 'transidclient', more: CONNECT,
    order: { value: random.pick(VALUES), msisdn: `090${digits(serial, 7)}`, details: {} },
  });
}
