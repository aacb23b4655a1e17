// Card data exists for one call: not in storage, not in what the gateway writes, not in any answer.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { payment, SHOP, startLianLian } from '../support/lianlian.mjs';
import { CARD } from '../support/lianlian_methods.mjs';
import { until } from '../support/wait.mjs';

const SECRET_CARD = { ...CARD, holder_name: 'CANARY HOLDER', billing_address: { street_name: 'Canary Street' } };
const byCard = ({ card, ...fields } = {}) => payment({
  return_url: `${SHOP}/thanks`, ...fields, details: { service: 'bankcard', method: 'CARD', card: { ...SECRET_CARD, ...card } },
});

const NUMBER = SECRET_CARD.card_no;
/** Whatever would betray a card, as it is, hashed or encoded. */
const TRACES = [
  NUMBER, NUMBER.slice(4), `"${SECRET_CARD.cvv2}"`, 'CANARY HOLDER', 'Canary Street',
  ...['sha1', 'sha256', 'md5'].flatMap((name) => ['hex', 'base64'].map((form) => createHash(name).update(NUMBER).digest(form))),
  Buffer.from(NUMBER).toString('base64').slice(0, 20), Buffer.from(NUMBER).toString('hex'),
];

function* filesIn(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* filesIn(path);
    else yield path;
  }
}

/** Refusals may name these; what is kept may not even do that. */
const NAMES = ['cvv2', 'exp_year', 'exp_month', 'holder_name'];

function betraysNothing(where, text, traces = TRACES) {
  for (const trace of traces) assert.ok(!text.includes(trace), `${where} holds ${trace}`);
}

test('cards are refused unless the merchant has said that it may take them', async (t) => {
  const lab = await startLianLian();
  t.after(lab.end);
  for (const method of ['CARD', 'CREDIT_CARD', 'DEBIT_CARD']) {
    const wanted = byCard();
    const { status, json, text } = await lab.create({ ...wanted, details: { ...wanted.details, method } });
    assert.deepEqual([status, json.code, json.field], [422, 'cards_not_allowed', 'details.service'], text);
    betraysNothing('the refusal', text);
  }
  assert.equal(lab.calls().create, 0);
  await lab.kill();
  nothingIsKept(lab);
});

function nothingIsKept(lab) {
  betraysNothing('what the gateway has written', lab.output(), [...TRACES, ...NAMES]);
  const files = [...filesIn(lab.home.folder)];
  assert.ok(files.some((file) => file.endsWith('.sqlite')));
  for (const file of files) betraysNothing(file, readFileSync(file, 'latin1'), [...TRACES, ...NAMES]);
}

/** Everything that is said about an order. */
async function everythingOf(lab, id) {
  const paths = ['', '?wait=0', '/history', '/refunds'].map((end) => `/v1/orders/${id}${end}`);
  const replies = await Promise.all([...paths, '/v1/orders', '/v1/notifications'].map((path) => lab.get(path)));
  return [...replies, await lab.create(byCard({ merchant_order_id: id }))].map(({ text }) => text);
}

/** An order by card for each way that a create can go, and what the caller was told. */
async function tryEverything(lab) {
  const told = [];
  const create = async (wanted, behaviour) => {
    if (behaviour) await lab.plan('create', behaviour, { merchant_order_id: wanted.merchant_order_id });
    const reply = await lab.create(wanted);
    told.push(reply.text, ...(reply.status === 201 ? await everythingOf(lab, wanted.merchant_order_id) : []));
    return reply;
  };
  const message = `card ${NUMBER} (${NUMBER.match(/.{4}/g).join(' ')}) of ${SECRET_CARD.exp_year} refused`;
  assert.equal((await create(byCard())).json.state, 'pending');
  assert.equal((await create(byCard(), { code: '400000', overrides: { message } })).json.state, 'failed');
  assert.equal((await create(byCard(), { code: '430003', overrides: { message } })).json.state, 'unknown');
  assert.equal((await create(byCard(), { reset: 'after' })).json.state, 'unknown');
  assert.equal((await create(byCard(), { sign: 'bad' })).json.state, 'unknown');
  assert.equal((await create(byCard(), { status: 500 })).json.state, 'unknown');
  const bad = [{ card_no: `${NUMBER}x` }, { cvv2: '85' }, { exp_month: '13' }, { card_type: 'X' }, { hat: 'x' },
    { holder_name: '' }];
  for (const card of bad) {
    const { status, json, text } = await create(byCard({ card }));
    assert.equal(status, 422, text);
    assert.match(json.field, /^details\.card\./);
  }
  const other = payment({ details: { card: SECRET_CARD } });
  assert.equal((await create(other)).json.field, 'details.card');
  const cut = { body: JSON.stringify(byCard()).slice(0, -3), headers: { 'content-type': 'application/json' } };
  const reply = await lab.post('/v1/orders', undefined, cut);
  assert.equal(reply.status, 400);
  told.push(reply.text);
  return told;
}

test('no trace of a card anywhere: answers, history, storage, output', async (t) => {
  const lab = await startLianLian({ lianlian: { allow_cards: true } });
  t.after(lab.end);
  const told = await tryEverything(lab);
  const { id } = await lab.paid(byCard());
  told.push(...await everythingOf(lab, id));
  // Answers to a create that is repeated hold what the caller has just sent again at most; none of it may.
  told.forEach((text) => betraysNothing('an answer', text));
  await lab.kill();
  nothingIsKept(lab);
});

test('of notifications only the documented fields are kept and shown: others may name the holder', async (t) => {
  const lab = await startLianLian({ lianlian: { allow_cards: true } });
  t.after(lab.end);
  const wanted = byCard();
  const id = wanted.merchant_order_id;
  await lab.plan('create', { notify: 'lost' }, { merchant_order_id: id });
  await lab.opened(wanted);
  const [{ order_id, amount }] = lab.payments(id);
  const truth = {
    merchant_order_id: id, order_id, order_status: 'PS', order_amount: amount, order_currency: 'THB',
    complete_time: '2026-11-30 10:00:00',
  };
  const named = { ...truth, holder_name: 'CANARY HOLDER', card_no: NUMBER, payer: 'CANARY HOLDER' };
  const unknown = { ...named, merchant_order_id: 'NOT_HERE' };
  const nested = { ...unknown, order_id: '122099999999999998', card: { holder_name: 'CANARY HOLDER', card_no: NUMBER } };
  for (const each of [named, unknown, nested]) assert.equal((await lab.notification(JSON.stringify(each))).status, 200);
  assert.equal((await lab.order(id)).state, 'succeeded', 'what is not kept makes a notification no less true');
  const kept = lab.records.rows('Ledger', 'SELECT body FROM notifications WHERE key = ?', id.toLowerCase());
  assert.deepEqual(kept.map(({ body }) => JSON.parse(JSON.parse(body).body)), [truth]);
  const shown = (await lab.get('/v1/notifications')).json.notifications.map(({ body }) => JSON.parse(body));
  assert.equal(shown.length, 2);
  for (const each of shown) assert.deepEqual(each, { ...truth, merchant_order_id: 'NOT_HERE', order_id: each.order_id });
  (await everythingOf(lab, id)).forEach((text) => betraysNothing('an answer', text));
  await lab.kill();
  nothingIsKept(lab);
});

test('the card is no part of the meaning: another number, or another date, is the same order', async (t) => {
  const lab = await startLianLian({ lianlian: { allow_cards: true } });
  t.after(lab.end);
  const wanted = byCard();
  const { merchant_order_id } = wanted;
  const { order } = await lab.opened(wanted);
  for (const card of [{ card_no: '4000056655665556' }, { exp_year: '48' }, { cvv2: undefined }, { holder_name: 'B Lee' }]) {
    const { status, json } = await lab.create(byCard({ merchant_order_id, card }));
    assert.deepEqual([status, json.provider_order_id], [200, order.provider_order_id]);
  }
  assert.equal((await lab.create(byCard({ merchant_order_id, value: '1.00' }))).status, 409);
  assert.equal(lab.calls().create, 1);
});

test('a card order whose reply was lost is asked about, and never sent again', async (t) => {
  const lab = await startLianLian({ lianlian: { allow_cards: true } });
  t.after(lab.end);
  const wanted = byCard();
  await lab.plan('create', { reset: 'after', outcome: 'pay', notify: 'lost' });
  assert.equal((await lab.create(wanted)).json.state, 'unknown');
  await lab.restart();
  await until('it is found', async () => (await lab.order(wanted.merchant_order_id)).state === 'succeeded');
  assert.equal(lab.calls().create, 1);
});
