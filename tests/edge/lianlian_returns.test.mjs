// The payer's browser comes back by a POST form, and is sent on. It decides nothing.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { send } from './support/http.mjs';
import { payment, SCALE, SHOP, signatureOf, startLianLian } from './support/lianlian.mjs';
import { charge, nextId } from './support/orders.mjs';
import { until } from './support/wait.mjs';

const lab = await startLianLian();
after(lab.end);

const back = (id, { fields = {}, method = 'POST', body = new URLSearchParams(fields).toString() } = {}) =>
  send(`${lab.url}/v1/returns/lianlian/${id}`, {
    method,
    ...(method === 'POST' && { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  });

const hints = async (id) => (await lab.history(id)).filter((line) => line.happening === 'hint').length;

/** Paid without a notice: only a query can tell. With the form that the payer's browser brings. */
async function paidSilently(return_url) {
  const wanted = payment({ return_url });
  const id = wanted.merchant_order_id;
  await lab.plan('create', { notify: 'lost' }, { merchant_order_id: id });
  await lab.opened(wanted);
  const { redirect } = await lab.payer(id);
  assert.equal(redirect.url, `${lab.url}/v1/returns/lianlian/${id}`);
  return { id, fields: redirect.fields };
}

const PLACES = [
  [`${SHOP}/thanks`, (id) => `${SHOP}/thanks?merchant_order_id=${id}`],
  [`${SHOP}/thanks?cart=7&x=%26`, (id) => `${SHOP}/thanks?cart=7&x=%26&merchant_order_id=${id}`],
  [`${SHOP}/#/done`, (id) => `${SHOP}/?merchant_order_id=${id}#/done`],
  ['myapp://paid', (id) => `myapp://paid?merchant_order_id=${id}`],
];

test('to where the merchant wanted it, with the id and nothing else; the order is asked about at once', async () => {
  for (const [url, wanted] of PLACES) {
    const { id, fields } = await paidSilently(url);
    const { status, headers, text } = await back(id, { fields });
    assert.deepEqual([status, headers.location], [303, wanted(id)]);
    assert.ok(!text.includes(id));
    await lab.ends(id, 'succeeded');
    const happenings = (await lab.history(id)).map((line) => line.happening);
    assert.deepEqual([happenings.includes('hint'), happenings.at(-1)], [true, 'query']);
  }
});

test('with a bad signature it still goes back, and nothing is started', async () => {
  const { id, fields } = await paidSilently(`${SHOP}/thanks`);
  const spoilt = [
    { ...fields, sign: '' }, { ...fields, sign: `${fields.sign.slice(0, -4)}AAA=` }, { ...fields, order_amount: '0.01' },
    { ...fields, more: 'x' }, { order_status: 'PS' }, {},
  ];
  for (const each of spoilt) {
    const { status, headers } = await back(id, { fields: each });
    assert.deepEqual([status, headers.location], [303, `${SHOP}/thanks?merchant_order_id=${id}`]);
  }
  const twice = `${new URLSearchParams(fields)}&order_status=PS`;
  for (const body of [twice, 'x'.repeat(100_000), '%ff%fe=%', '{"a":1}']) {
    assert.equal((await back(id, { body })).headers.location, `${SHOP}/thanks?merchant_order_id=${id}`);
  }
  assert.equal(await hints(id), 0);
});

test('by GET, which carries no form, it is borne', async () => {
  const { id } = await paidSilently(`${SHOP}/thanks`);
  for (const method of ['GET', 'HEAD']) {
    const { status, headers } = await back(id, { method });
    assert.deepEqual([status, headers.location], [303, `${SHOP}/thanks?merchant_order_id=${id}`]);
  }
  assert.equal(await hints(id), 0);
});

test('a form of another order starts nothing for this one', async () => {
  const [one, other] = [await paidSilently(SHOP), await paidSilently(SHOP)];
  assert.equal((await back(one.id, { fields: other.fields })).status, 303);
  assert.equal(await hints(one.id), 0);
});

test('however often: at most one query in ten seconds', async () => {
  const { id } = await lab.opened(payment({ return_url: SHOP }));
  const { redirect: { fields } } = await lab.payer(id);
  const { id: other } = await lab.opened(payment({ return_url: SHOP }));
  // Any good form of this order will do, and this one still waits.
  const { order_id } = lab.payments(other)[0];
  const { sign, sign_type, ...own } = { ...fields, merchant_order_id: other, order_id, order_status: 'WP' };
  const good = { ...own, sign_type, sign: signatureOf(JSON.stringify(own)) };
  await lab.askedAgain(other);
  await until('a hint counts again', () => Date.now() - lab.records.order(other).last_read_at > 10_000 / SCALE);
  await lab.plan('query', { delay_ms: 300 }, { merchant_order_id: other, times: null });
  const before = lab.calls().query;
  for (let n = 0; n < 20; n += 1) assert.equal((await back(other, { fields: good })).status, 303);
  await lab.askedAgain(other);
  const asked = lab.calls().query - before;
  assert.ok(asked <= 3, `${asked} queries for 20 returns`);
  assert.equal((await lab.order(other)).state, 'pending');
});

test('there is no way back from an unknown order, or one that has none', async () => {
  const { id } = await lab.opened();
  const ltc = charge();
  await lab.create(ltc);
  for (const each of [id, nextId(), ltc.merchant_order_id, 'a'.repeat(100), '..%2f..']) {
    const { status, headers } = await back(each);
    assert.deepEqual([status, headers.location], [404, undefined], each);
  }
  assert.equal((await send(`${lab.url}/v1/returns/ltc/${ltc.merchant_order_id}`)).status, 404);
  assert.equal((await send(`${lab.url}/v1/returns/nobody/${id}`)).status, 404);
});

// Well formed, and somebody else's.
const UNLISTED = [
  'https://shop.example.evil.example/', 'https://shop.example:443/', 'https://shop.example:8443/', 'https://Shop.example/',
  'https://evil.example/https://shop.example', 'https://evil.example#https://shop.example/', 'otherapp://paid', 'xmyapp://paid',
];

const NASTY = [
  '', 'shop.example', '//shop.example', 'http://shop.example/', 'https://shop.example.evil.example/',
  'https://shop.example@evil.example/',
  'https://evil.example@shop.example/', 'https://shop.example:443/', 'https://shop.example:8443/', 'HTTPS://shop.example/',
  'https://Shop.example/', 'https://shop.example\\@evil.example/', 'https://shop.example\\.evil.example', 'https:/shop.example/',
  'https:\\\\shop.example', 'https://evil.example/https://shop.example', 'https://evil.example#https://shop.example/',
  ' https://shop.example/', 'https://shop.example/ x', 'https://shop.example/\r\nset-cookie:%20a=b',
  'https://shop.example/\u0000',
  'https://shop.example/\u202e', 'https://shop.example。evil.example/', 'https://shop.example%2eevil.example',
  'https://shop.example/"><script>',
  'javascript:alert(1)//https://shop.example', 'data:text/html,x', 'myapp:paid', 'otherapp://paid', 'MYAPP://paid',
  'xmyapp://paid',
  `https://shop.example/${'x'.repeat(2048)}`, 7, ['https://shop.example/'], { url: SHOP },
];

test('only listed origins and schemes are taken, however they are dressed', async () => {
  const before = lab.calls().create;
  for (const return_url of NASTY) {
    const wanted = payment({ return_url });
    const { status, json, text } = await lab.create(wanted);
    const code = UNLISTED.includes(return_url) ? 'return_url_not_allowed' : 'field_invalid';
    assert.deepEqual([status, json.field, json.code], [422, 'return_url', code], `${return_url}: ${text}`);
  }
  assert.equal(lab.calls().create, before);
});
