// The catalogue: put whole, kept through everything, sold at the price of the moment.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startLianLian } from '../support/lianlian.mjs';
import { nextNumber } from '../support/orders.mjs';
import { caller, clientKey, CUSTOMER, GOLD, HAT, PAGE, PLENTY, problem, stock, VARS } from '../support/shop.mjs';

const lab = await startLianLian({ rateLimit: PLENTY, vars: VARS });
after(lab.end);
const page = caller(lab, PAGE);

const put = (json) => lab.call('PUT', '/v1/catalogue', { json });
const listed = async () => (await lab.get('/v1/catalogue')).json;
const buy = (sku, more) => page.create({ sku, client_key: clientKey(), msisdn: nextNumber(), ...more });
const priced = (value) => ({ ...GOLD, amount: { value, currency: 'LAK' } });

test('there is nothing at first; what is put is shown to the merchant as it was put, in its order', async () => {
  assert.deepEqual(await listed(), { items: [] });
  assert.deepEqual((await page.get('/v1/catalogue')).json, { items: [] });
  const items = [HAT, GOLD, { ...GOLD, sku: 'a.b_C-9' }];
  assert.deepEqual((await stock(lab, ...items)).json, { items });
  assert.deepEqual(await listed(), { items });
});

test('a page sees prices and what it may choose and give', async () => {
  await stock(lab, HAT, GOLD);
  const { sku, provider, operation, amount } = HAT;
  const { details: _, ...gold } = GOLD;
  assert.deepEqual((await page.get('/v1/catalogue')).json, { items: [
    { sku, provider, operation, amount, methods: ['promptpay', 'truemoney'], payer_details: ['customer'] },
    { ...gold, methods: [], payer_details: [] },
  ] });
  assert.equal((await page.call('HEAD', '/v1/catalogue')).status, 200);
});

test('what cannot be sold is refused by place and field, and the catalogue stays as it was', async () => {
  await stock(lab, GOLD);
  for (const [items, field] of [
    [[GOLD, GOLD], 'items[0].sku'], [[GOLD, { ...HAT, provider: 'none' }], 'items[1].provider'],
    [[{ ...GOLD, details: {} }], 'items[0].details.card_name'], [[{ ...HAT, payer_details: ['card'] }], 'items[0].payer_details[0]'],
    [[{ ...HAT, methods: { x: { service: 'thaiqr', method: 'nonsense' } } }], 'items[0].methods.x.method'],
    [[{ ...GOLD, amount: { value: '1.5', currency: 'LAK' } }], 'items[0].amount.value'], [['gold'], 'items[0]'], [undefined, 'items'],
    [Array.from({ length: 501 }, (_, at) => ({ ...GOLD, sku: String(at) })), 'items'],
  ]) {
    const reply = await put({ items });
    assert.deepEqual([reply.status, reply.json.field], [422, field], reply.text);
  }
  assert.deepEqual(problem(await put([])), [422, 'field_invalid', false]);
  assert.deepEqual(await listed(), { items: [GOLD] });
});

/** Every field that a refusal names. */
const fields = ({ json, text }) => {
  assert.equal(json.errors?.[0].field, json.field, text);
  return json.errors.map(({ field }) => field).sort();
};

test('all that is wrong with a catalogue is told at once, whatever item it stands in', async () => {
  const items = [{ ...GOLD, amount: { value: '1', currency: 'THB' }, details: { card_name: '' } }, { sku: 'b' }, { ...HAT, provider: 'x', y: 1 }];
  assert.deepEqual(fields(await put({ items })), ['items[0].amount.currency', 'items[0].details.card_name', 'items[1].amount',
    'items[1].operation', 'items[1].provider', 'items[2].provider', 'items[2].y']);
});

test('all that is wrong with a purchase is told at once', async () => {
  await stock(lab, GOLD, HAT);
  const before = lab.calls();
  assert.deepEqual(fields(await page.create({ sku: 'gold', client_key: 'x', msisdn: '1', return_url: 'https://evil.example/', y: 1 })),
    ['client_key', 'msisdn', 'return_url', 'y']);
  assert.deepEqual(fields(await page.create({ sku: 'hat', client_key: clientKey(), method: 'x', details: { order_desc: 'x' }, msisdn: '1' })),
    ['details.customer', 'details.order_desc', 'method', 'msisdn']);
  assert.deepEqual(fields(await page.create({ sku: 'none', client_key: 'x' })), ['client_key', 'sku']);
  for (const sku of ['none', 'a b']) {
    const away = { sku, client_key: clientKey(), return_url: 'https://evil.example/' };
    assert.deepEqual(fields(await page.create(away)), ['return_url', 'sku']);
  }
  assert.deepEqual(lab.calls(), before, 'nothing is sent');
});

test('five hundred items fit, and a body of 256 KiB; one byte more is refused', async () => {
  const many = Array.from({ length: 500 }, (_, at) => ({ ...HAT, sku: `hat-${at}`, details: { order_desc: `hat ${at}` } }));
  await stock(lab, ...many);
  assert.deepEqual(await listed(), { items: many });
  const made = await buy('hat-499', { msisdn: undefined, method: 'promptpay', details: { customer: CUSTOMER } });
  assert.deepEqual([made.status, (await lab.order(made.json.merchant_order_id)).details.order_desc], [201, 'hat 499']);
  const text = JSON.stringify({ items: [GOLD] });
  const headers = { 'content-type': 'application/json' };
  for (const chunked of [false, true]) {
    const sized = (size) => lab.call('PUT', '/v1/catalogue', { body: text.padEnd(size, ' '), headers, chunked });
    assert.deepEqual(problem(await sized(262_145)), [413, 'body_too_large', false]);
    assert.equal((await sized(262_144)).status, 200);
  }
});

test('each order is sold at the price that the last PUT gave, never at an earlier one', async () => {
  for (let price = 1000; price < 1010; price++) {
    await stock(lab, priced(String(price)));
    const made = await Promise.all([buy('gold'), buy('gold')]);
    assert.deepEqual(made.map(({ status, json }) => [status, json.amount.value]), Array(2).fill([201, String(price)]));
  }
  await stock(lab);
  assert.deepEqual(problem(await buy('gold')), [422, 'sku_unknown', false]);
});

test('killed between PUT and order: what was answered is sold, and nothing else', async () => {
  for (const price of ['2000', '3000', '4000']) {
    await stock(lab, priced(price), HAT);
    await lab.kill();
    await lab.start();
    assert.deepEqual(await listed(), { items: [priced(price), HAT] });
    const made = await buy('gold');
    assert.deepEqual([made.status, made.json.amount.value], [201, price]);
    assert.equal(lab.simulator.book().ltc.calls.RequestDeduct > 0, true);
  }
});

test('killed in the middle of a PUT: the catalogue is the old one or the new one, whole', async () => {
  const generation = (name) => Array.from({ length: 300 }, (_, at) => ({ ...GOLD, sku: `${name}-${at}` }));
  let last = generation('g0');
  await stock(lab, ...last);
  for (const afterMs of [0, 4, 8, 12, 20]) {
    const next = generation(`g${afterMs + 1}`);
    const fate = put({ items: next }).then(({ status }) => status, () => 'cut off');
    await new Promise((done) => setTimeout(done, afterMs));
    await lab.kill();
    const answered = await fate;
    await lab.start();
    const { items } = await listed();
    assert.ok([last[0].sku, next[0].sku].includes(items[0].sku) && items.length === 300, items[0].sku);
    assert.deepEqual(items, items[0].sku === next[0].sku ? next : last);
    if (answered === 200) assert.equal(items[0].sku, next[0].sku, 'what was answered is kept');
    last = items;
  }
});
