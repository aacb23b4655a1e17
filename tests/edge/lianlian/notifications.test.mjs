// True notifications: in any order, at any moment, any number of times; stored before they are acknowledged.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { payment, startLianLian } from '../support/lianlian.mjs';
import { neighbours, nextId } from '../support/orders.mjs';
import { until } from '../support/wait.mjs';

const lab = await startLianLian();
after(lab.end);

const stored = (id) => lab.records.rows('Ledger', 'SELECT * FROM notifications WHERE key = ?', id.toLowerCase());
const unmatched = async () => (await lab.get('/v1/notifications')).json.notifications;

/** What a true notification says of an order. */
function truth(id, status = 'PS') {
  const [{ order_id, amount }] = lab.payments(id);
  return {
    order_id, merchant_order_id: id, order_status: status, order_amount: amount, order_currency: 'THB',
  };
}

test('stored before it is acknowledged: killed right after, the state is there', async () => {
  const { id } = await lab.opened();
  await lab.plan('query', { status: 500 }, { merchant_order_id: id, times: null });
  const { status } = await lab.notification(JSON.stringify(truth(id)));
  await lab.kill();
  assert.equal(status, 200);
  assert.equal(lab.records.order(id).state, 'succeeded');
  await lab.start();
  assert.equal((await lab.order(id)).state, 'succeeded');
});

test('of an order that is not here: stored, acknowledged, shown', async () => {
  const id = nextId('ELSEWHERE');
  const body = JSON.stringify({ ...truth((await lab.paid()).id), merchant_order_id: id });
  for (let n = 0; n < 2; n += 1) assert.equal((await lab.notification(body)).json.code, 200000);
  const nameless = JSON.stringify({ order_id: '129', order_status: 'PS', order_amount: '1.00', order_currency: 'THB' });
  assert.equal((await lab.notification(nameless, { path: '' })).status, 200);
  const refund = { refund_order_id: '139', merchant_refund_id: id, refund_amount: '1.00', refund_currency: 'THB', refund_status: 'RS' };
  assert.equal((await lab.notification(JSON.stringify(refund), { path: `/${id}` })).status, 200);
  const shown = (await unmatched()).map((each) => JSON.parse(each.body));
  for (const each of [JSON.parse(body), JSON.parse(nameless), refund]) {
    assert.equal(shown.filter((one) => isDeepStrictEqual(one, each)).length, 1, JSON.stringify(each));
  }
  assert.match((await unmatched())[0].received_at, /\+07:00$/);
  assert.equal((await lab.get(`/v1/orders/${id}`)).status, 404);
  await lab.restart();
  assert.equal((await unmatched()).length, shown.length);
});

/** A waiting order that lies in the same shard as this one. */
async function neighbourOf(id) {
  const other = neighbours(2, id).find((each) => each !== id);
  await lab.opened(payment({ merchant_order_id: other }));
  assert.equal(lab.records.shardOf(other), lab.records.shardOf(id));
  return other;
}

test('at the address of another order it does not touch that one, nor does it lose its own', async () => {
  const victim = await lab.opened();
  const before = await lab.order(victim.id);
  for (const id of [(await lab.opened()).id, await neighbourOf(victim.id)]) {
    // So that only a notification can tell.
    await lab.plan('query', { status: 500 }, { merchant_order_id: id, times: null });
    const body = JSON.stringify(truth(id));
    assert.equal((await lab.notification(body, { path: `/${victim.id}` })).status, 200);
    const { state, provider_order_id, next_action, review } = await lab.order(victim.id);
    assert.deepEqual([state, provider_order_id, next_action, review],
      ['pending', before.provider_order_id, before.next_action, null]);
    assert.equal((await lab.notification(body)).status, 200);
    assert.equal((await lab.order(id)).state, 'succeeded', 'it came once before, to another address');
  }
});

// These mostly wait.
describe('a true notification', { concurrency: 5 }, () => {
  test('it is acknowledged as the provider wants it, and what it said is in the history', async () => {
    const { id } = await lab.paid();
    const [announced] = await lab.announced(id);
    assert.deepEqual(announced.attempts.map(({ status, body }) => [status, body]),
      [[200, { code: 200000, message: 'Success' }]]);
    const { note } = (await lab.history(id)).find((line) => line.type === 'notification');
    assert.equal(note.report.provider_status.code, 'PS');
    const [kept] = stored(id);
    assert.deepEqual(JSON.parse(JSON.parse(kept.body).body), JSON.parse(announced.body));
  });

  test('before our own reply: recorded rightly', async () => {
    for (const value of ['344.90', '344.81', '344.80']) {
      const wanted = payment({ value });
      const { status, json } = await lab.create(wanted);
      assert.equal(status, 201);
      if (value !== '344.81') assert.equal(json.state, 'succeeded', value);
      const order = await lab.ends(wanted.merchant_order_id, 'succeeded');
      assert.deepEqual([order.next_action, order.review, order.unknown_reason], [null, null, null], value);
      assert.equal(lab.payments(wanted.merchant_order_id).length, 1);
    }
  });

  test('repeated, reordered and late ones change nothing more', async () => {
    const cases = ['344.92', '344.93', '344.94', '344.96'];
    await Promise.all(cases.map(async (value) => {
      const { id } = await lab.opened(payment({ value }));
      await lab.ends(id, 'succeeded');
      await until(`${value}: every notification was sent`, async () => {
        const sent = await lab.announced(id);
        return sent.length >= (value === '344.96' ? 1 : 2) && sent.every((each) => each.state !== 'waiting');
      });
      const { state, review } = await lab.order(id);
      assert.deepEqual([state, review], ['succeeded', null], value);
    }));
    const { id } = await lab.paid();
    const before = await lab.order(id);
    assert.deepEqual(await lab.notify({ merchant_order_id: id, variant: ['plain', 'duplicate', 'reordered'], times: 3 }),
      Array(15).fill(200));
    assert.deepEqual(await lab.order(id), before);
    assert.ok(stored(id).length <= 2, 'the same notification is kept once');
  });

  test('many equal notifications at once are one', async () => {
    const { id } = await lab.opened();
    await lab.plan('query', { hang: 'before' }, { merchant_order_id: id, times: null });
    const body = JSON.stringify(truth(id));
    const replies = await Promise.all(Array.from({ length: 20 }, () => lab.notification(body)));
    assert.deepEqual(replies.map(({ status }) => status), Array(20).fill(200));
    assert.equal((await lab.order(id)).state, 'succeeded');
    assert.equal((await lab.history(id)).filter((line) => line.type === 'notification').length, 1);
  });

  test('a lost notification: the recheck finds the payment, by itself and when asked to', async () => {
    const { id } = await lab.opened(payment({ value: '344.91' }));
    await lab.ends(id, 'succeeded');
    assert.equal((await lab.history(id)).at(-1).type, 'query');
    assert.deepEqual(await lab.announced(id), []);
    const { id: other } = await lab.opened(payment({ value: '345.91' }));
    await until('it is paid', () => lab.payments(other)[0].paid_at);
    const asked = await until('it may be asked', async () => {
      const reply = await lab.recheck(other);
      return reply.status === 200 && reply;
    });
    assert.equal(asked.json.state, 'succeeded');
  });
});
