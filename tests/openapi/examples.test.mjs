// The document's own examples, sent to the gateway: each is taken.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { contract } from '../edge/support/contract.mjs';
import { payment } from '../edge/support/lianlian.mjs';
import { nextId } from '../edge/support/orders.mjs';
import { UNSUBSCRIBE_SECRET } from '../edge/support/lab.mjs';
import { until } from '../edge/support/wait.mjs';
import { startEverything } from './support/gateway.mjs';

const lab = await startEverything();
after(lab.end);

/** What a path's parameters stand for, made on the way where it must be there first. */
const PARAMETERS = {
  confirmOrder: async () => ({ merchant_order_id: (await lab.opened()).id }),
  createClientToken: async () => ({ merchant_order_id: (await lab.opened()).id }),
  cancelOrder: async () => ({ merchant_order_id: (await lab.opened()).id }),
  recheckOrder: async () => ({ merchant_order_id: await made(payment()) }),
  resolveOrder: async () => ({ merchant_order_id: await unknown() }),
  createRefund: async () => ({ merchant_order_id: await paid() }),
  recheckRefund: refund,
  resolveRefund: () => refund({ failedAfterAll: true }),
  redeliverEvent: async () => ({ event_id: await event() }),
  notifyLtcUnsubscribe: () => ({ secret: UNSUBSCRIBE_SECRET }),
  resumeProvider: () => ({ provider: 'appotapay' }),
};

// Satang say what becomes of it: the simulator's README, "Magic amounts: what becomes of it".
const SCAN = { service: 'alipay_offline', method: 'DYNAMIC_CODE' };
async function made(order) {
  const reply = await lab.create(order);
  assert.equal(reply.status, 201, reply.text);
  return order.merchant_order_id;
}
const paid = () => made(payment({ value: '500.80', details: SCAN }));
/** The create's answer was lost on the way. */
const unknown = () => made(payment({ value: '98103.00', details: SCAN }));

/** A refund; with `failedAfterAll` one whose answer was lost. */
async function refund({ failedAfterAll } = {}) {
  const merchant_order_id = failedAfterAll ? await made(payment({ value: '98303.80', details: SCAN })) : await paid();
  const merchant_refund_id = nextId('R');
  const wanted = { merchant_refund_id, amount: { value: '1.00', currency: 'THB' }, reason: 'one hat came back' };
  assert.equal((await lab.post(`/v1/orders/${merchant_order_id}/refunds`, wanted)).status, 201);
  return { merchant_order_id, merchant_refund_id };
}

async function event() {
  await lab.opened();
  return until('there is an event', async () => (await lab.get('/v1/events?limit=1')).json.events[0]?.id);
}

/** Every example of a request: operation, path, method and body. */
function examples({ paths }) {
  return Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).flatMap(([method, operation]) => {
    const media = operation.requestBody?.content['application/json']?.examples ?? {};
    return Object.entries(media).map(([name, { value }]) => ({ path, method, operation, name, value }));
  }));
}

const all = examples(contract().document);

test('most requests have an example', () => assert.ok(all.length >= 15, `${all.length} examples`));

for (const { path, method, operation, name, value } of all) {
  test(`${method.toUpperCase()} ${path}: ${name}`, async () => {
    const named = await PARAMETERS[operation.operationId]?.();
    const place = path.replaceAll(/\{(\w+)\}/g, (_, parameter) => named[parameter]);
    // Which version an order has come to is the order's affair.
    const seen = value.version === undefined ? {} : { version: (await lab.get(place.replace(/\/\w+$/, ''))).json.version };
    const reply = await lab.call(method.toUpperCase(), place, { json: { ...value, ...seen } });
    const wanted = Object.keys(operation.responses).filter((status) => status.startsWith('2')).at(-1);
    assert.equal(String(reply.status), wanted, reply.text);
  });
}

test('what an order\'s examples made is there', async () => {
  const orders = all.filter(({ operation }) => operation.operationId === 'createOrder').map(({ value }) => value);
  for (const { merchant_order_id: id } of orders) assert.match((await lab.order(id)).state, /^(pending|succeeded)$/);
});
