import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLianlians, nextOrder, start, thaiQr } from './lianlian_harness.mjs';

const unescape = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');

function formOf(html) {
  const inputs = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  const [, action] = /<form method="post" action="([^"]*)"/.exec(html);
  return { action: unescape(action), fields: Object.fromEntries(inputs.map(([, name, value]) => [name, unescape(value)])) };
}

const press = (lianlian, path, action) => lianlian.send('POST', path, { body: new URLSearchParams({ action }) });

async function checkout(lianlian, fields) {
  const request = thaiQr({ service: 'llpth.checkout.apply', redirect_url: 'http://127.0.0.1/back?a=1&b="2"', ...fields });
  const { data } = await lianlian.post(request);
  return { request, data, path: new URL(data.link_url).pathname };
}

test('a person pays at link_url and goes back by a signed form', async (t) => {
  const lianlian = await start(t);
  const { request, data, path } = await checkout(lianlian, { order_desc: '<b>hat</b>' });
  assert.ok(data.link_url.startsWith(lianlian.url));
  const { status, text } = await lianlian.send('GET', data.link_url.slice(lianlian.url.length));
  assert.equal(status, 200);
  assert.match(text, /<h1>Pay 344\.00 THB<\/h1>[^]*&lt;b&gt;hat[^]*value="pay"[^]*value="cancel"[^]*value="expire"/);
  const { action, fields } = formOf((await press(lianlian, path, 'pay')).text);
  const { sign, sign_type, ...rest } = fields;
  assert.deepEqual([action, sign_type], [request.redirect_url, 'RSA']);
  assert.deepEqual([rest.merchant_order_id, rest.order_id, rest.order_status, rest.order_amount], [request.merchant_order_id, data.order_id, 'PS', '344.00']);
  assert.ok(isLianlians(rest, sign));
  const again = await press(lianlian, path, 'cancel');
  assert.equal(formOf(again.text).fields.order_status, 'PS');
  assert.match((await lianlian.send('GET', path)).text, /role="status">paid/);
});

for (const [action, status] of [['cancel', 'PC'], ['expire', 'PE'], ['fail', 'PF']]) {
  test(`the page: ${action}`, async (t) => {
    const lianlian = await start(t);
    const { request, path } = await checkout(lianlian);
    assert.equal(formOf((await press(lianlian, path, action)).text).fields.order_status, status);
    assert.equal((await lianlian.query(request.merchant_order_id)).data.order_status, status);
  });
}

test('a cancelled hosted page leads to cancel_url, an app scheme nowhere', async (t) => {
  const lianlian = await start(t);
  const first = await checkout(lianlian, { cancel_url: 'http://127.0.0.1/cancelled' });
  const reply = await press(lianlian, first.path, 'cancel');
  assert.deepEqual([reply.status, reply.headers.get('location')], [303, 'http://127.0.0.1/cancelled']);
  const second = await checkout(lianlian, { redirect_url: 'shop://back' });
  assert.doesNotMatch((await press(lianlian, second.path, 'pay')).text, /<form/);
});

test('a script pays by either id and gets what the browser would be sent with', async (t) => {
  const lianlian = await start(t);
  const { data, request } = await checkout(lianlian);
  const { json } = await lianlian.payer(data.order_id, 'pay');
  const { sign, sign_type, ...rest } = json.redirect.fields;
  assert.deepEqual([json.ok, json.order_status, json.redirect.url, sign_type], [true, 'PS', request.redirect_url, 'RSA']);
  assert.ok(isLianlians(rest, sign));
  assert.equal((await lianlian.payer(data.order_id, 'pay')).status, 409);
  assert.equal((await lianlian.payer(data.order_id, 'laugh')).status, 400);
});

test('the list shows what waits', async (t) => {
  const lianlian = await start(t);
  const waits = thaiQr({ service: 'llpth.mobile.banking.pay', payment_method: 'KPLUS_NOTIFICATION', mobile_number: '0929195256' });
  const paid = thaiQr({ merchant_order_id: nextOrder() });
  for (const each of [waits, paid]) await lianlian.post(each);
  await lianlian.payer(paid.merchant_order_id, 'pay');
  const { text } = await lianlian.send('GET', '/lianlian/pay');
  assert.ok(text.includes(waits.merchant_order_id) && !text.includes(paid.merchant_order_id));
  assert.equal((await lianlian.send('GET', '/lianlian/pay/0')).status, 404);
});
