// Creates whose answer is lost, says nothing or lies: unknown, asked about, settled, never sent again.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { scan, payment, startLianLian } from '../support/lianlian.mjs';
import { nextId } from '../support/orders.mjs';
import { until } from '../support/wait.mjs';

const lab = await startLianLian();
after(lab.end);

test('twenty equal orders at once are one payment', async () => {
  for (let burst = 0; burst < 6; burst++) {
    const before = lab.calls().create;
    const wanted = payment();
    const replies = await Promise.all(Array.from({ length: 20 }, () => lab.create(wanted)));
    assert.deepEqual(replies.map(({ status }) => status).sort(), [...Array(19).fill(200), 201]);
    assert.equal(new Set(replies.map(({ json }) => json.merchant_order_id)).size, 1);
    assert.equal(lab.payments(wanted.merchant_order_id).length, 1);
    assert.equal(lab.calls().create - before, 1);
  }
});

test('the same id in another form is the same order, with another meaning none', async () => {
  const { wanted, id } = await lab.opened();
  const before = lab.calls().create;
  const { service, method, order_desc, customer } = wanted.details;
  const same = [
    { ...wanted, amount: { value: '344', currency: 'THB' } },
    { ...wanted, details: { customer, order_desc, method, service } },
  ];
  for (const each of same) assert.equal((await lab.create(each)).status, 200);
  const others = [
    { ...wanted, amount: { value: '344.01', currency: 'THB' } }, { ...wanted, return_url: 'https://shop.example/x' },
    { ...wanted, details: { ...wanted.details, order_desc: 'two hats' } },
    { ...wanted, details: { ...wanted.details, customer: { ...customer, full_name: 'Bruce' } } },
    { ...wanted, details: { service: 'paotang', method: 'DEEPLINK', order_desc, customer } },
    { ...wanted, merchant_order_id: id.toLowerCase() },
  ];
  for (const each of others) {
    const { status, json } = await lab.create(each);
    assert.deepEqual([status, json.code, json.money_may_have_moved], [409, 'order_id_taken', false]);
  }
  assert.equal(lab.calls().create, before);
});

/** The simulator's behaviours after which the answer proves nothing, and whether the order was made. */
const LOST = [
  ['02', false], ['03', true], ['04', false], ['05', true], ['06', true], ['07', true], ['08', true], ['09', false],
  ['10', true], ['11', true], ['12', true], ['13', true], ['14', true], ['15', true], ['16', true], ['17', true],
  ['18', true], ['19', true], ['21', true], ['22', false], ['23', false],
];

/** Unknown first. Then pending without anything to show the payer, as the query says, or unknown as before. */
async function isLost(way, made) {
  const wanted = payment({ value: `981${way}.00` });
  const id = wanted.merchant_order_id;
  const { status, json, text } = await lab.alone(() => lab.create(wanted));
  assert.deepEqual([status, json.state, json.must_recheck, json.may_retry], [201, 'unknown', true, false], `${way} ${text}`);
  assert.equal((await lab.create(wanted)).status, 200);
  if (!made) {
    await until(`${way} was asked about`, async () => (await lab.queries(id)) > 0);
    return assert.equal((await lab.order(id)).state, 'unknown', way);
  }
  const order = await lab.reaches(id, ['pending', 'succeeded', 'failed'], { within: 40_000 });
  assert.deepEqual([order.state, order.next_action, order.unknown_reason], ['pending', null, null], way);
  assert.equal(order.provider_order_id, lab.payments(id)[0].order_id, way);
  await lab.payer(id);
  return lab.ends(id, 'succeeded');
}

test('an answer that is lost, unreadable, unsigned or of another order leaves it unknown until a query', async () => {
  const before = lab.calls().create;
  await Promise.all(LOST.map(([way, made]) => isLost(way, made)));
  assert.equal(lab.calls().create - before, LOST.length, 'none was sent twice');
});

const LIES = {
  11: { sign: 'none' }, 12: { sign: 'bad' }, 13: { sign: 'foreign' }, 14: { change: 'order' }, 15: { change: 'amount' },
  16: { change: 'currency' }, 17: { change: 'status' }, 18: { change: 'amount', sign: 'before_change' },
  19: { twice: { order_status: 'WP' } },
};

const REFUSED = ['400000', '401008'];
const ACCOUNT = ['401001', '401003', '401006', '404002', '404005', '404007', '404009', '409001'];
const DECLINED = [
  '403000', '403001', '403002', '403003', '403004', '403005', '403500', '404008', '430001', '430002', '430004', '430005',
  '430006', '430007',
];
const USED_BEFORE = ['409002', '422009', '429001', '429003', '429006'];
const OPEN = ['404003', '408001', '429000', '500001', '503001', '504001', '404004', '422001', '455555', ...USED_BEFORE];

async function answered(code, order, reason) {
  const { status, json, text } = await lab.alone(() => lab.create(order({ value: `${code}.01` })));
  const wanted = reason ? ['failed', reason, null] : ['unknown', undefined, USED_BEFORE.includes(code) ? 'id_used_before' : null];
  assert.equal(status, 201, text);
  assert.deepEqual([json.state, json.failure?.reason, json.review?.reasons[0] ?? null], wanted, `${code} ${text}`);
  assert.deepEqual([json.must_recheck, json.may_retry], [!reason, Boolean(reason)], code);
  assert.equal(json.provider_status.code, code);
  assert.equal(lab.payments(json.merchant_order_id).length, 0);
}

test('each return code of a create is final, or leaves it open', async () => {
  const before = lab.calls().create;
  const table = [
    ...REFUSED.map((code) => [code, 'request_refused']), ...ACCOUNT.map((code) => [code, 'account_refused']),
    ...DECLINED.map((code) => [code, 'declined']), ['430003', 'insufficient_funds'], ...OPEN.map((code) => [code]),
  ];
  await Promise.all(table.map(([code, reason]) => answered(code, payment, reason)));
  assert.equal(lab.calls().create - before, table.length);
});

test('of a payment that can charge by itself only a refusal before it began is final', async () => {
  const table = [
    ...REFUSED.map((code) => [code, 'request_refused']), ...ACCOUNT.map((code) => [code, 'account_refused']),
    ...[...DECLINED, '430003', ...OPEN].map((code) => [code]),
  ];
  await Promise.all(table.map(([code, reason]) => answered(code, scan, reason)));
});

// These mostly wait.
test('what the payer must do was lost with the reply: the order says so until it has ended', async () => {
  const wanted = payment();
  const id = wanted.merchant_order_id;
  await lab.plan('create', { reset: 'after', notify: 'lost' }, { merchant_order_id: id });
  const { json } = await lab.create(wanted);
  const lost = (order) => order.warnings?.map(({ code, field }) => [code, field]);
  assert.deepEqual([json.state, lost(json)], ['unknown', [['next_action_lost', 'next_action']]]);
  const pending = await lab.reaches(id, 'pending', { within: 40_000 });
  assert.deepEqual([pending.next_action, lost(pending)], [null, [['next_action_lost', 'next_action']]]);
  assert.match(pending.warnings[0].detail, /cancel the order.* before it has failed$/);
  await lab.payer(id);
  assert.equal((await lab.ends(id, 'succeeded')).warnings, undefined);
});

describe('answers that lie', { concurrency: 4 }, () => {
  test('a success that cannot be believed is none: paid at once, and found by a query', async () => {
    await Promise.all(Object.keys(LIES).map(async (way) => {
      const wanted = payment();
      // Lost, so that only the query's own answer can have told it.
      const paid = { outcome: 'pay', shown: true, notify: 'lost' };
      await lab.plan('create', { ...LIES[way], ...paid }, { merchant_order_id: wanted.merchant_order_id });
      const { json } = await lab.alone(() => lab.create(wanted));
      assert.equal(json.state, 'unknown', `${way} ${JSON.stringify(json)}`);
      await lab.ends(wanted.merchant_order_id, 'succeeded');
      assert.equal((await lab.history(wanted.merchant_order_id)).at(-1).type, 'query');
    }));
  });

  test('a query is believed only when it is signed and about this very order', async () => {
    const ways = ['02', '04', '05', '06', '07', '10', '11', '12', '13', '15', '16', '17', '18', '19', '23'];
    await Promise.all(ways.map(async (way) => {
      const wanted = payment({ value: `982${way}.91` });
      const id = wanted.merchant_order_id;
      await lab.alone(() => lab.create(wanted));
      await until(`${way} was paid`, () => lab.payments(id)[0].paid_at);
      await lab.askedAgain(id);
      const { state, review } = await lab.order(id);
  assert.deepEqual([['pending', 'unknown'].includes(state), review], [true, null], `${way} ${state}`);
    }));
  });

  test('unusual forms of a good answer are good answers', async () => {
    for (const way of ['01', '20']) await lab.opened(payment({ value: `981${way}.00` }));
    const { id } = await lab.opened(payment({ value: '98220.91' }));
    await lab.ends(id, 'succeeded');
    const shown = await lab.alone(() => lab.create(payment({ value: '98120.80' })));
    assert.equal(shown.json.state, 'succeeded', shown.text);
  });

  test('an order that was made although the answer says it was not is found', async () => {
    await Promise.all(['504001', '500001', '404003'].map(async (code) => {
      const wanted = payment({ value: `${code}.11`, merchant_order_id: nextId('D') });
      assert.equal((await lab.alone(() => lab.create(wanted))).json.state, 'unknown');
      await lab.reaches(wanted.merchant_order_id, 'pending', { within: 40_000 });
      await lab.payer(wanted.merchant_order_id);
      await lab.ends(wanted.merchant_order_id, 'succeeded');
      assert.equal(lab.payments(wanted.merchant_order_id).length, 1);
    }));
  });
});
