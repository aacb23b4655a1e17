// LianLian: payments by every service that needs no card, whatever the payer does, and refunds of what was paid.
import { payment as wanted } from '../../edge/support/lianlian.mjs';
import { METHODS } from '../../edge/support/lianlian_methods.mjs';
import { sleep } from '../../edge/support/wait.mjs';
import { badQuery, misbehaviour } from './misbehaviour.mjs';
import { resolvesLate } from '../people.mjs';
import { strangers } from './strangers.mjs';

const WAYS = METHODS.filter(({ service }) => service !== 'bankcard');
// The services whose payments the provider can give back in parts, without an account to pay to.
const GIVES_BACK = ['alipay_offline', 'alipay', 'wechatpay', 'truemoney', 'linepay', 'shopeepay'];
// Codes that leave the order open, with or without the work; and answers that no one may believe.
const OPEN = ['504001', '500001', '429000', '404003']
  .flatMap((code) => [{ code, charge: true }, { code, charge: false }]);
const LIES = [
  ...['none', 'bad', 'foreign', 'before_change'].map((sign) => ({ sign })),
  ...['order', 'amount', 'currency', 'status'].map((change) => ({ change })),
];
const BAD_QUERIES = [{ sign: 'bad' }, { sign: 'none' }, { code: '500001' }, { change: 'amount' }];
const NOTICES = [
  'plain', 'lost', 'duplicate', 'late', 'reordered', 'status', ['forged', 'plain'], ['bad_signature', 'plain'],
  ['unsigned', 'plain'], ['tampered', 'plain'], 'amount_changed', ['currency_changed', 'plain'],
];
const AMOUNT = '344.00';

async function misbehaves(random, { plan, contradicted, disagreed }, call, query, match) {
  const notify = random.chance(0.5) ? { notify: random.pick(NOTICES) } : {};
  const behaviour = random.chance(0.35) ? misbehaviour(random, [...OPEN, ...LIES]) : {};
  if (behaviour.change === 'order') contradicted.add(Object.values(match)[0].toLowerCase());
  await plan('lianlian', { call, ...match }, { ...behaviour, ...notify });
  if (!random.chance(0.25)) return;
  const bad = random.chance(0.5) ? random.pick(BAD_QUERIES) : badQuery(random);
  const times = random.between(1, 3);
  if (bad.change && times > 1) disagreed.add(Object.values(match)[0].toLowerCase());
  await plan('lianlian', { call: query, ...match }, bad, times);
}

/** A payment, its payer, and perhaps its refunds. */
export async function payment(world, random, serial) {
  const { caller, newId } = world;
  const id = newId(random, serial, 'payment');
  const { service, method, needs } = random.pick(WAYS);
  await misbehaves(random, world, 'create', 'query', { merchant_order_id: id });
  const order = wanted({ merchant_order_id: id, value: AMOUNT, details: { service, method, ...needs } });
  // The payer does not know what the gateway knows.
  const acted = pays(world, random, id, service);
  const others = !world.calm && random.chance(0.25) ? strangers(world, random, id, AMOUNT) : undefined;
  await caller.post(random, '/v1/orders', order);
  await Promise.all([acted, others]);
  await caller.settled(random, id);
  if (random.chance(0.1)) await resolvesLate(world, random, `/v1/orders/${id}`);
  if (GIVES_BACK.includes(service) && random.chance(0.5)) await refunds(world, random, serial, id);
}

const PAYERS = [
  [66, ['pay']], [8, ['cancel']], [7, ['fail']], [6, ['expire']], [6, []], [3, ['cancel', 'pay']], [2, ['fail', 'pay']],
  [2, ['close']],
];

/** The payer acts as soon as LianLian knows the order, some of them twice. */
async function pays(world, random, id, service) {
  const { caller, control, late } = world;
  const [first, second] = random.weighed(PAYERS);
  if (first === undefined) return;
  if (first === 'close') {
    await sleep(500);
    await caller.post(random, `/v1/orders/${id}/cancel`, {}, { tries: 5 });
    return;
  }
  if (second && service !== 'checkout') late.add(id.toLowerCase());
  for (let nth = 0; nth < 20; nth += 1) {
    const { status } = await control(`/_payer/${id}`, { action: first });
    if (status !== 404) break;
    await sleep(random.between(50, 250));
  }
  if (!second) return;
  await sleep(random.between(0, 8000));
  await control(`/_payer/${id}`, { action: second, late: true });
}

/** Parts of what was paid; some are asked for beyond what is left. */
async function refunds(world, random, serial, order) {
  const { caller, newId, control } = world;
  const paid = await caller.insist(random, 'GET', `/v1/orders/${order}?wait=3`);
  if (paid?.json?.state !== 'succeeded') return;
  for (let nth = 1; nth <= random.between(1, 3); nth += 1) {
    const id = newId(random, serial, 'refund', nth);
    await misbehaves(random, world, 'refund', 'refund_query', { merchant_refund_id: id });
    const amount = { value: random.pick(['344.00', '100.00', '200.50']), currency: 'THB' };
    await caller.post(random, `/v1/orders/${order}/refunds`, { merchant_refund_id: id, amount, reason: 'returned' });
    const action = random.pick(['succeed', 'succeed', 'fail']);
    if (random.chance(0.8)) await control(`/_lianlian/refund/${id}`, { action });
  }
}

/** What the provider has not decided on when nothing is under way, it decides now. */
export async function decideRefunds({ control, simulator }) {
  const open = simulator.book().lianlian.refunds.filter(({ status }) => status === 'RP');
  for (const { merchant_refund_id: id } of open) await control(`/_lianlian/refund/${id}`, { action: 'succeed' });
}
