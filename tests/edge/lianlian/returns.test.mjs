// The payer's browser comes back by a POST form, and is sent on. It decides nothing.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { send } from '../support/http.mjs';
import { payment, SHOP, startLianLian, tagOf } from '../support/lianlian.mjs';
import { charge, nextId } from '../support/orders.mjs';

const lab = await startLianLian();
after(lab.end);

const tagged = (id) => `${id}/${tagOf('return', id)}`;

const back = (id, { fields = {}, method = 'POST', body = new URLSearchParams(fields).toString() } = {}) =>
  send(`${lab.url}/v1/returns/lianlian/${id}`, {
    method,
    ...(method === 'POST' && { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  });

const hints = async (id) => (await lab.history(id)).filter((line) => line.type === 'hint').length;

/** Paid without a notification: only a query can tell. With the form that the payer's browser brings. */
async function paidSilently(return_url) {
  const wanted = payment({ return_url });
  const id = wanted.merchant_order_id;
  await lab.plan('create', { notify: 'lost' }, { merchant_order_id: id });
  await lab.opened(wanted);
  const { redirect } = await lab.payer(id);
  assert.equal(redirect.url, `${lab.url}/v1/returns/lianlian/${tagged(id)}`);
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
    // Its tag, or the form's signature: each is enough.
    const { status, headers, text } = await back(url === 'myapp://paid' ? id : tagged(id), { fields });
    assert.deepEqual([status, headers.location], [303, wanted(id)]);
    assert.ok(!text.includes(id));
    await lab.ends(id, 'succeeded');
    const happenings = (await lab.history(id)).map((line) => line.type);
    assert.deepEqual([happenings.includes('hint'), happenings.at(-1)], [true, 'query']);
  }
});

test('a stranger sees one page, whether the order exists or not, and starts nothing', async () => {
  const { id, fields } = await paidSilently(`${SHOP}/thanks?cart=7`);
  const { fields: others } = await paidSilently(SHOP);
  const ltc = charge();
  await lab.create(ltc);
  const { id: bare } = await lab.opened();
  const spoilt = [
    { ...fields, sign: '' }, { ...fields, sign: `${fields.sign.slice(0, -4)}AAA=` }, { ...fields, order_amount: '0.01' },
    { ...fields, more: 'x' }, { order_status: 'PS' }, {}, others,
  ];
  const seen = [];
  const at = [id, `${id}/${tagOf('notifications', id)}`, `${id}/${tagOf('return', `${id}x`)}`, `${id}/`, `${id}/${'A'.repeat(22)}`];
  for (const place of at) for (const each of spoilt) seen.push(await back(place, { fields: each }));
  for (const body of [`${new URLSearchParams(fields)}&order_status=PS`, 'x'.repeat(100_000), '%ff%fe=%', '{"a":1}']) {
    seen.push(await back(id, { body }));
  }
  const odd = ['a'.repeat(100), '..%2f..', '%FF', `${id}/%FF`, `%FF/${'A'.repeat(22)}`, `${id}/x%`, '%'];
  for (const place of [nextId(), `${nextId()}/${'A'.repeat(22)}`, bare, ltc.merchant_order_id, ...odd]) {
    seen.push(await back(place), await back(place, { method: 'GET' }));
  }
  const pages = new Set(seen.map(({ status, headers, text }) => JSON.stringify([status, headers.location, headers['content-type'], text])));
  assert.equal(pages.size, 1, [...pages].join('\n'));
  const [{ status, text, headers }] = seen;
  assert.deepEqual([status, headers['content-type']], [200, 'text/html; charset=utf-8']);
  assert.deepEqual(text.match(/https?:[^"<]*/g), [`${SHOP}/`, SHOP], 'the only origin of RETURN_URLS, and no path');
  assert.match(headers['content-security-policy'], /default-src 'none'/);
  assert.equal(await hints(id), 0);
});

test('by its tag alone, as GET or without a form: sent on, and asked about at once', async () => {
  for (const method of ['GET', 'POST']) {
    const { id } = await paidSilently(`${SHOP}/thanks`);
    const { status, headers } = await back(tagged(id), { method });
    assert.deepEqual([status, headers.location], [303, `${SHOP}/thanks?merchant_order_id=${id}`]);
    await lab.ends(id, 'succeeded');
    const happenings = (await lab.history(id)).map((line) => line.type);
    assert.deepEqual([happenings.includes('hint'), happenings.at(-1)], [true, 'query']);
    assert.equal((await back(tagged(id).toLowerCase(), { method: 'HEAD' })).status, 200, 'a tag has letter cases');
  }
});

test('however often: one series of queries for each signed text, and nothing more is written', async () => {
  const { id } = await lab.opened(payment({ return_url: SHOP }));
  const { redirect: { fields } } = await lab.payer(id);
  await lab.ends(id, 'succeeded');
  const lines = await hints(id);
  for (let n = 0; n < 20; n += 1) assert.equal((await back(tagged(id), { fields })).status, 303);
  for (let n = 0; n < 20; n += 1) assert.equal((await back(tagged(id), { method: 'GET' })).status, 303);
  assert.equal(await hints(id), lines, 'it says what is known already');
});

test('there is no way back through another provider', async () => {
  const { id } = await lab.opened(payment({ return_url: SHOP }));
  assert.equal((await send(`${lab.url}/v1/returns/nobody/${id}`)).status, 404);
  assert.equal((await send(`${lab.url}/v1/returns/ltc/${id}`)).status, 404);
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
