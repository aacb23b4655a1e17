// What decides and what hints: the same signed text at another address, spelled otherwise, or after the end.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { alipay, ownPath, payment, SCALE, signatureOf, startLianLian, tagOf } from '../support/lianlian.mjs';
import { until } from '../support/wait.mjs';

const lab = await startLianLian();
after(lab.end);

const MINUTE_MS = 60_000 / SCALE;
/** What LianLian signs in the payer's form and in a notification alike. */
const text = (id, changed) => ({
  merchant_id: '142023010100009001', merchant_order_id: id, order_id: lab.payments(id)[0].order_id, order_status: 'PS',
  order_amount: lab.payments(id)[0].amount, order_currency: 'THB', ...changed,
});
const sent = (fields, path) => lab.notification(JSON.stringify(fields), path === undefined ? {} : { path });
const rows = (id) => ['notifications', 'history'].map((table) =>
  lab.records.rows('Ledger', `SELECT COUNT(*) AS n FROM ${table} WHERE key = ?`, id.toLowerCase())
    .reduce((sum, { n }) => sum + n, 0));
const happenings = async (id) => (await lab.history(id)).map((line) => line.type);
const reviewed = (id) => until('a person is called', async () => {
  const { state, review } = await lab.order(id);
  return review && { state, reasons: review.reasons };
});

/** The same message in other bytes. */
function respelled(fields, n) {
  const extra = Object.fromEntries([...Array(n % 7).keys()].map((each) => [`n${each}`, n % 2 ? null : '']));
  const pairs = Object.entries({ ...fields, ...extra });
  const turned = [...pairs.slice(n % pairs.length), ...pairs.slice(0, n % pairs.length)];
  const escaped = (word) => [...JSON.stringify(word)].map((c, at) =>
    (at === 1 + (n % 5) && /[A-Za-z]/.test(c) ? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}` : c)).join('');
  const written = turned.map(([name, value]) => `${' '.repeat(n % 3)}${escaped(name)}:${value === null ? 'null' : escaped(value)}`);
  return `{${written.join(',')}${'\n'.repeat(n)}}`;
}

test('only at the address that LianLian was given for this order does a notification decide', async () => {
  const { id } = await lab.opened();
  const other = await lab.opened();
  const fields = text(id);
  const places = ['', `/${id}`, ownPath(other.id), `/${id}/${tagOf('return', id)}`, `/${id}/${'A'.repeat(22)}`, `/${id}/x`];
  for (const path of places) {
    assert.equal((await sent(fields, path)).status, 200, path);
    assert.equal((await lab.order(id)).state, 'pending', path);
  }
  await until('it was asked about', async () => (await happenings(id)).includes('query'));
  const { state, provider_order_id } = await lab.order(id);
  assert.deepEqual([state, provider_order_id], ['pending', fields.order_id], 'LianLian says that it waits');
  assert.equal((await happenings(id)).filter((each) => each === 'hint').length, 1, 'one text hints once');
  assert.equal((await sent(fields, ownPath(id))).status, 200);
  assert.equal((await lab.order(id)).state, 'succeeded');
  assert.equal((await lab.order(other.id)).state, 'pending');
});

test('at its own address it decides only as long as nothing that it names disagrees', async () => {
  const changes = [
    { order_id: '122099999999999999' }, { merchant_id: '142023010100009099' }, { order_amount: '344.01' },
    { order_currency: 'USD' }, { order_status: 'XX' }, { order_status: 'WP' }, { refund_status: 'RS' },
  ];
  const { id } = await lab.opened();
  for (const change of changes) {
    assert.equal((await sent(text(id, change), ownPath(id))).status, 200, JSON.stringify(change));
    assert.equal((await lab.order(id)).state, 'pending', JSON.stringify(change));
  }
  assert.deepEqual(rows(id)[0], 0, 'no notification is kept of what decided nothing');
});

test('while our own call is under way another id at another address gains nothing', async () => {
  const wanted = payment();
  const id = wanted.merchant_order_id;
  await lab.plan('create', { delay_ms: 600 }, { merchant_order_id: id });
  const reply = lab.create(wanted);
  await until('LianLian has it', () => lab.payments(id).length === 1);
  const { merchant_id, ...nameless } = text(id, { order_id: '122099999999999999' });
  assert.equal((await sent(nameless, '')).status, 200);
  assert.equal((await reply).json.state, 'pending');
  assert.equal((await lab.order(id)).provider_order_id, lab.payments(id)[0].order_id);
});

test('spelled otherwise a notification is the same one: on an order that has ended or waits, nothing is written', async () => {
  const { id } = await lab.paid();
  const { id: waiting } = await lab.opened();
  await sent(text(waiting, { order_status: 'WP' }), '');
  await until('the series has ended', async () => (await lab.queries(waiting)) >= 5);
  for (const [order, fields, path] of [
    [id, text(id), ownPath(id)], [id, text(id), ''], [waiting, text(waiting, { order_status: 'WP' }), ownPath(waiting)],
  ]) {
    const { hints, version, asked_at } = lab.records.order(order);
    const [notifications, history] = rows(order);
    const queries = await lab.queries(order);
    for (let n = 0; n < 60; n += 1) {
      const body = respelled(fields, n);
      assert.equal((await lab.notification(body, { sign: signatureOf(JSON.stringify(fields)), path })).status, 200, body);
    }
    const asked = (await lab.queries(order)) - queries;
    assert.deepEqual(rows(order), [notifications, history + asked]);
    const now = lab.records.order(order);
    assert.deepEqual([now.hints, now.version], [hints, version]);
    if (asked === 0) assert.equal(now.asked_at, asked_at);
  }
});

// These mostly wait.
describe('hints', { concurrency: 6 }, () => {
  /** Of an order about whose payment LianLian sends nothing by itself. */
  async function silent(wanted) {
    await lab.plan('create', { notify: 'lost' }, { merchant_order_id: wanted.merchant_order_id });
    return lab.opened(wanted);
  }

  test('a flood of them does not keep an order from being asked by its own schedule', async () => {
    const { id } = await silent(payment());
    const waits = text(id, { order_status: 'WP' });
    const sign = signatureOf(JSON.stringify(waits));
    // By the hint it is asked last 5 min after it, by itself 5 min after its deadline, which is later, and then at 30.
    const { deadline } = lab.records.order(id).attempt;
    const fourth = deadline + 5 * MINUTE_MS;
    let asked = false;
    const floods = Array.from({ length: 3 }, async (_, from) => {
      for (let n = from; !asked; n += 3) await lab.notification(respelled(waits, n % 200), { sign, path: ['', ownPath(id)][n % 2] });
    });
    try {
      await until('it is asked by itself', () => lab.records.order(id).asked_at >= fourth, { within: 40_000, every: 200 });
    } finally {
      asked = true;
      await Promise.all(floods);
    }
    assert.ok(lab.records.order(id).hints.since < fourth - 5 * MINUTE_MS, 'it was not by a hint');
    const due = lab.records.rows('Ledger', "SELECT at FROM due WHERE kind = 'order' AND key = ?", id.toLowerCase());
    assert.deepEqual(due.map(({ at }) => at), [deadline + 30 * MINUTE_MS]);
  });

  test('paid after two PE, said at another address: asked again, and a person is called', async () => {
    const { id } = await silent(alipay());
    await lab.payer(id, 'expire');
    await lab.ends(id, 'failed');
    await lab.payer(id, 'pay', { late: true });
    assert.equal((await lab.order(id)).review, null);
    assert.equal((await sent(text(id), '')).status, 200);
    assert.deepEqual(await reviewed(id), { state: 'failed', reasons: ['paid_after_failure'] });
  });

  test('queries that contradict a success twice, a minute apart, call a person; the hint only starts them', async () => {
    const { id } = await lab.opened();
    await sent(text(id), ownPath(id));
    assert.equal((await lab.order(id)).state, 'succeeded');
    await sent(text(id, { order_status: 'WP' }), '');
    const from = Date.now();
    assert.equal((await lab.order(id)).review, null);
    assert.deepEqual(await reviewed(id), { state: 'succeeded', reasons: ['contradiction'] });
    assert.ok(Date.now() - from >= MINUTE_MS);
    const refused = await lab.refund(id, '1.00');
    assert.deepEqual([refused.status, refused.json.code], [409, 'order_contradicted'], 'nothing is given back meanwhile');
  });

  test('a cancellation that met a payment, and PC after it: read a second time', async () => {
    const { id } = await lab.opened(alipay());
    await lab.plan('cancel', { delay_ms: 500 }, { merchant_order_id: id });
    const asked = lab.cancel(id);
    await until('it is asked for', () => lab.records.order(id).cancel_asked_at);
    await sent(text(id), ownPath(id));
    await asked;
    assert.equal((await lab.order(id)).state, 'succeeded');
    assert.deepEqual(await reviewed(id), { state: 'succeeded', reasons: ['contradiction'] });
  });

  test('a refund that had failed and was made after all: asked again before its amount is given anew', async () => {
    const { id } = await lab.paid(alipay());
    const { json: { merchant_refund_id, provider_refund_id } } = await lab.refund(id, '344.00');
    await lab.endRefund(merchant_refund_id, 'fail');
    const path = `/v1/orders/${id}/refunds/${merchant_refund_id}`;
    await until('it has failed', async () => (await lab.get(path)).json.state === 'failed');
    const said = {
      refund_order_id: provider_refund_id, merchant_refund_id, refund_amount: '344.00', refund_currency: 'THB', refund_status: 'RS',
    };
    await lab.plan('refund_query', { delay_ms: 300 }, { merchant_refund_id, times: null });
    assert.equal((await lab.notification(JSON.stringify(said), { path: `/${id}` })).status, 200);
    assert.equal((await lab.refund(id, '1.00')).json.code, 'refund_exceeds_paid', 'it may have been made');
    const key = `${id}/${merchant_refund_id}`;
    assert.equal((await lab.notification(JSON.stringify(said), { path: `/${id}/${tagOf('notifications', key)}` })).status, 200);
    const { json } = await lab.get(path);
    assert.deepEqual([json.state, json.review.reasons], ['failed', ['paid_after_failure']]);
    assert.match(json.review.advice[0], /given back after all.*give nothing back again/);
    assert.equal((await lab.refund(id, '1.00')).json.code, 'refund_exceeds_paid');
  });
});
